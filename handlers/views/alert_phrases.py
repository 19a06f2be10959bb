"""Phrases about the weather of an alert, such as "rain in about 25 minutes, from 15:10 to 16:00, up to 3 mm/h"."""

from collections.abc import Iterator
from datetime import datetime, timedelta, tzinfo

from handlers.views.alert_words import threshold_text
from handlers.views.units import Units
from services.alerts.models import PrecipitationAlert, PrecipitationForm, PrecipitationPhase, ThresholdAlert
from services.storage.alert_models import AlertKinds
from services.units import rounded

PRECIPITATION_FORM_EMOJI = {
    PrecipitationForm.RAIN: "🌧",
    PrecipitationForm.RAIN_AND_SNOW: "🌨",
    PrecipitationForm.SNOW: "❄️",
    PrecipitationForm.THUNDERSTORM: "⛈",
    PrecipitationForm.FREEZING_RAIN: "🧊",
}
ENDED_EMOJI = "🌤"
"""The emoji of an alert that precipitation ends or has ended."""

THRESHOLD_EMOJI = {
    AlertKinds.FROST: "🥶",
    AlertKinds.HEAT: "🥵",
    AlertKinds.GUSTS: "💨",
    AlertKinds.HEAVY_RAIN: "☔️",
    AlertKinds.HEAVY_SNOW: "❄️",
    AlertKinds.UV: "☀️",
}

MINUTE = timedelta(minutes=1)

TIME_LEFT_STEP_MINUTES = 5
"""A time until an event of less than an hour is rounded to a multiple of this number of minutes."""

LONG_TIME_LEFT_STEP_MINUTES = 15
"""A time until an event of an hour or more is rounded to a multiple of this number of minutes."""

MINUTES_PER_HOUR = 60

MAX_TIME_DISTANCE_WITHOUT_DAY = timedelta(hours=12)
"""A time nearer to now than this is written without its day: "15:10"."""

MIN_SHOWN_PRECIPITATION = 1.0
"""Minimum total of precipitation, in mm, that an alert mentions."""

MIN_HEAT_TEMPERATURE = 25.0
"""Minimum temperature, in °C, that an alert calls heat; a chat may set a lower threshold for its alerts."""


def precipitation_emoji(alert: PrecipitationAlert) -> str:
    """Return the emoji of the form of precipitation, such as snow; ENDED_EMOJI if it ends or has ended."""
    is_ending = alert.phase in {PrecipitationPhase.ENDING, PrecipitationPhase.OVER}
    return ENDED_EMOJI if is_ending else PRECIPITATION_FORM_EMOJI[alert.form]


def precipitation_phrase(alert: PrecipitationAlert, units: Units, now: datetime, timezone: tzinfo) -> str:
    """Return a phrase about the precipitation in *alert*, as seen at *now*: "rain in about 25 minutes"."""
    form: PrecipitationForm = alert.form
    name = units.texts(f"form-{form}")
    is_over = alert.phase is PrecipitationPhase.OVER or (alert.end is not None and alert.end <= now)
    if is_over:
        return units.texts("alert-over", form=form, name=name)
    if alert.phase is PrecipitationPhase.ENDING and alert.end is not None:
        lead, time = time_left_text(alert.end - now, units), moment_text(alert.end, units, now, timezone)
        return units.texts("alert-ending", name=name, lead=lead, time=time)
    starts_later = alert.start > now
    first = (
        units.texts("alert-coming", name=name, lead=time_left_text(alert.start - now, units))
        if starts_later
        else units.texts("alert-falling", name=name)
    )
    return ", ".join(
        [first, *_span_phrases(alert.start, alert.end, units, now, timezone), *_strength_phrases(alert, units)]
    )


def threshold_phrase(alert: ThresholdAlert, units: Units, now: datetime, timezone: tzinfo) -> str:
    """Return a phrase about *alert*, as seen at *now*: "frost expected, down to −5 °C, from 23:00 to 09:00"."""
    value = threshold_text(alert.kind, alert.value, units)
    match alert.kind:
        case AlertKinds.FROST:
            first = units.texts("alert-frost" if alert.value <= 0 else "alert-cold", value=value)
        case AlertKinds.HEAT:
            first = units.texts("alert-heat" if alert.value >= MIN_HEAT_TEMPERATURE else "alert-warm", value=value)
        case AlertKinds.GUSTS:
            first = units.texts("alert-gusts", value=value)
        case AlertKinds.HEAVY_RAIN:
            first = units.texts("alert-heavy-rain", value=value)
        case AlertKinds.HEAVY_SNOW:
            first = units.texts("alert-heavy-snow", value=value)
        case _:
            first = units.texts("alert-uv", value=value)
    return ", ".join([first, *_span_phrases(alert.start, alert.end, units, now, timezone)])


def time_left_text(time_left: timedelta, units: Units) -> str:
    """Return the time until an event in words: "in about 25 minutes", "any minute now", "in about 1 h 15 min"."""
    minutes = TIME_LEFT_STEP_MINUTES * rounded(time_left / MINUTE / TIME_LEFT_STEP_MINUTES)
    if minutes < TIME_LEFT_STEP_MINUTES:
        return units.texts("alert-any-minute")
    if minutes < MINUTES_PER_HOUR:
        return units.texts("alert-in-minutes", minutes=minutes)
    hours, minutes = divmod(
        LONG_TIME_LEFT_STEP_MINUTES * rounded(time_left / MINUTE / LONG_TIME_LEFT_STEP_MINUTES), MINUTES_PER_HOUR
    )
    return units.texts("alert-in-hours", hours=hours, minutes=minutes)


def moment_text(moment: datetime, units: Units, now: datetime, timezone: tzinfo) -> str:
    """Return *moment* by the clock of *timezone*: "15:10", "15:10 tomorrow" or "15:10 Sat 28 Nov".

    The day is omitted if it is today, or if *moment* is within MAX_TIME_DISTANCE_WITHOUT_DAY of *now*.
    """
    local = moment.astimezone(timezone)
    time = units.time(local)
    days = (local.date() - now.astimezone(timezone).date()).days
    if days == 0 or abs(moment - now) < MAX_TIME_DISTANCE_WITHOUT_DAY:
        return time
    if days == 1:
        return units.texts("alert-tomorrow", time=time)
    return units.texts("alert-on-day", time=time, date=units.texts.date(local.date(), "EEE d MMM"))


def span_text(start: datetime, end: datetime | None, units: Units, now: datetime, timezone: tzinfo) -> str:
    """Return the remaining part of a time span in words: "from 15:10 to 16:00"; "until 16:00" if it has begun."""
    if start <= now:
        return "" if end is None else units.texts("alert-until", end=moment_text(end, units, now, timezone))
    start_text = moment_text(start, units, now, timezone)
    if end is None:
        return units.texts("alert-from", start=start_text)
    is_same_day = start.astimezone(timezone).date() == end.astimezone(timezone).date()
    end_text = units.time(end.astimezone(timezone)) if is_same_day else moment_text(end, units, now, timezone)
    return units.texts("alert-from-to", start=start_text, end=end_text)


def _span_phrases(
    start: datetime, end: datetime | None, units: Units, now: datetime, timezone: tzinfo
) -> Iterator[str]:
    if text := span_text(start, end, units, now, timezone):
        yield text


def _strength_phrases(alert: PrecipitationAlert, units: Units) -> Iterator[str]:
    """Yield phrases about the strength: the depth of snow; for rain, the highest rate and the total.

    The total amount of rain is given only if the end of the rain is known. For freezing rain, also yield a warning
    of icy roads.
    """
    if alert.form is PrecipitationForm.SNOW:
        if alert.snow_depth > 0:
            yield units.texts("alert-snow-depth", depth=units.snow_depth(alert.snow_depth))
        return
    if units.shows_precipitation(alert.peak):
        yield units.texts("alert-peak", rate=units.expected_rate(alert.peak))
    if alert.end is not None and alert.amount >= MIN_SHOWN_PRECIPITATION:
        yield units.texts("alert-total", amount=units.expected_precipitation(alert.amount))
    if alert.form is PrecipitationForm.FREEZING_RAIN:
        yield units.texts("alert-ice")
