"""Phrases about what an alert expects, such as "rain in about 25 minutes, from 15:10 to 16:00, up to 3 mm/h"."""

from collections.abc import Iterator
from datetime import datetime, timedelta, tzinfo

from handlers.views.alert_words import threshold_text
from handlers.views.units import Units
from services.alerts.models import PrecipitationAlert, PrecipitationForm, PrecipitationPhase, ThresholdAlert
from services.storage.alert_models import AlertKinds
from services.units import rounded

FORM_EMOJI = {
    PrecipitationForm.RAIN: "🌧",
    PrecipitationForm.RAIN_AND_SNOW: "🌨",
    PrecipitationForm.SNOW: "❄️",
    PrecipitationForm.THUNDERSTORM: "⛈",
    PrecipitationForm.FREEZING_RAIN: "🧊",
}
ENDED_EMOJI = "🌤"
"""The emoji of precipitation that ends or has ended."""

THRESHOLD_EMOJI = {
    AlertKinds.FROST: "🥶",
    AlertKinds.HEAT: "🥵",
    AlertKinds.GUSTS: "💨",
    AlertKinds.HEAVY_RAIN: "☔️",
    AlertKinds.HEAVY_SNOW: "❄️",
    AlertKinds.UV: "☀️",
}

MINUTE = timedelta(minutes=1)

LEAD_STEP = 5
"""Step in minutes to which the time until an event is rounded if the time is less than an hour."""

LONG_LEAD_STEP = 15
"""Step in minutes to which the time until an event is rounded if the time is an hour or more."""

MINUTES_PER_HOUR = 60

MAX_DISTANCE_WITHOUT_DAY = timedelta(hours=12)
"""Maximum distance from now of a time that is written without its day."""

MIN_SHOWN_TOTAL = 1.0
"""Minimum total of precipitation, in mm, that is written after the rate; smaller totals are left out."""

MIN_HEAT = 25.0
"""Minimum temperature, in °C, for which an alert says "heat"; alerts about lower temperatures have other words."""


def precipitation_emoji(alert: PrecipitationAlert) -> str:
    """Return the emoji of the precipitation, or ENDED_EMOJI if it ends."""
    is_ending = alert.phase in {PrecipitationPhase.ENDING, PrecipitationPhase.OVER}
    return ENDED_EMOJI if is_ending else FORM_EMOJI[alert.form]


def precipitation_phrase(alert: PrecipitationAlert, units: Units, now: datetime, timezone: tzinfo) -> str:
    """Return a phrase about the precipitation in *alert*, as seen at *now*: "rain in about 25 minutes"."""
    form: PrecipitationForm = alert.form
    name = units.texts(f"form-{form}")
    is_over = alert.phase is PrecipitationPhase.OVER or (alert.end is not None and alert.end <= now)
    if is_over:
        return units.texts("alert-over", form=form, name=name)
    if alert.phase is PrecipitationPhase.ENDING and alert.end is not None:
        lead, time = lead_text(alert.end - now, units), moment_text(alert.end, units, now, timezone)
        return units.texts("alert-ending", name=name, lead=lead, time=time)
    starts_later = alert.start > now
    first = (
        units.texts("alert-coming", name=name, lead=lead_text(alert.start - now, units))
        if starts_later
        else units.texts("alert-falling", name=name)
    )
    return ", ".join(
        [first, *_span_phrase(alert.start, alert.end, units, now, timezone), *_strength_phrases(alert, units)]
    )


def threshold_phrase(alert: ThresholdAlert, units: Units, now: datetime, timezone: tzinfo) -> str:
    """Return a phrase about *alert*, as seen at *now*: "frost expected, down to −5 °C, from 23:00 to 09:00"."""
    value = threshold_text(alert.kind, alert.value, units)
    match alert.kind:
        case AlertKinds.FROST:
            first = units.texts("alert-frost" if alert.value <= 0 else "alert-cold", value=value)
        case AlertKinds.HEAT:
            first = units.texts("alert-heat" if alert.value >= MIN_HEAT else "alert-warm", value=value)
        case AlertKinds.GUSTS:
            first = units.texts("alert-gusts", value=value)
        case AlertKinds.HEAVY_RAIN:
            first = units.texts("alert-heavy-rain", value=value)
        case AlertKinds.HEAVY_SNOW:
            first = units.texts("alert-heavy-snow", value=value)
        case _:
            first = units.texts("alert-uv", value=value)
    return ", ".join([first, *_span_phrase(alert.start, alert.end, units, now, timezone)])


def lead_text(lead: timedelta, units: Units) -> str:
    """Return the time *lead* from now in words: "in about 25 minutes", "any minute now", "in about 1 h 15 min"."""
    minutes = LEAD_STEP * rounded(lead / MINUTE / LEAD_STEP)
    if minutes < LEAD_STEP:
        return units.texts("alert-any-minute")
    if minutes < MINUTES_PER_HOUR:
        return units.texts("alert-in-minutes", minutes=minutes)
    hours, minutes = divmod(LONG_LEAD_STEP * rounded(lead / MINUTE / LONG_LEAD_STEP), MINUTES_PER_HOUR)
    return units.texts("alert-in-hours", hours=hours, minutes=minutes)


def moment_text(moment: datetime, units: Units, now: datetime, timezone: tzinfo) -> str:
    """Return *moment* by the clock of *timezone*: "15:10", "15:10 tomorrow" or "15:10 Sat 28 Nov".

    A time within MAX_DISTANCE_WITHOUT_DAY has no day.
    """
    local = moment.astimezone(timezone)
    time = units.time(local)
    days = (local.date() - now.astimezone(timezone).date()).days
    if days == 0 or abs(moment - now) < MAX_DISTANCE_WITHOUT_DAY:
        return time
    if days == 1:
        return units.texts("alert-tomorrow", time=time)
    return units.texts("alert-on-day", time=time, date=units.texts.date(local.date(), "EEE d MMM"))


def span_text(start: datetime, end: datetime | None, units: Units, now: datetime, timezone: tzinfo) -> str:
    """Return the part of the time from *start* to *end* that is not over: "from 15:10 to 16:00", "until 16:00"."""
    if start <= now:
        return "" if end is None else units.texts("alert-until", end=moment_text(end, units, now, timezone))
    start_text = moment_text(start, units, now, timezone)
    if end is None:
        return units.texts("alert-from", start=start_text)
    is_same_day = start.astimezone(timezone).date() == end.astimezone(timezone).date()
    end_text = units.time(end.astimezone(timezone)) if is_same_day else moment_text(end, units, now, timezone)
    return units.texts("alert-from-to", start=start_text, end=end_text)


def _span_phrase(
    start: datetime, end: datetime | None, units: Units, now: datetime, timezone: tzinfo
) -> Iterator[str]:
    if text := span_text(start, end, units, now, timezone):
        yield text


def _strength_phrases(alert: PrecipitationAlert, units: Units) -> Iterator[str]:
    """Yield the depth of snow, or the highest rate of precipitation and, if the end is known, the total.

    Freezing rain is followed by a warning of icy roads.
    """
    if alert.form is PrecipitationForm.SNOW:
        if alert.snow_depth > 0:
            yield units.texts("alert-snow-depth", depth=units.snow_depth(alert.snow_depth))
        return
    if units.shows_precipitation(alert.peak):
        yield units.texts("alert-peak", rate=units.expected_rate(alert.peak))
    if alert.end is not None and alert.amount >= MIN_SHOWN_TOTAL:
        yield units.texts("alert-total", amount=units.expected_precipitation(alert.amount))
    if alert.form is PrecipitationForm.FREEZING_RAIN:
        yield units.texts("alert-ice")
