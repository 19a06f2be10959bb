"""The hourly forecast as a message: the next 24 hours, or the day or the part of a day in the question."""

from collections.abc import Iterable
from datetime import datetime, timedelta, tzinfo

from handlers.views.entries import failed_entry_text, left_out_text, place_title_phrases
from handlers.views.fitting import fit
from handlers.views.forecast import forecast_source_lines, forecasts_of, step_words
from handlers.views.hazards import hazard_phrases, with_warning_sign
from handlers.views.units import Units, short_date
from services.answers import Answer
from services.answers.excerpt import forecast_day_on, has_all_coming_hours, past_and_future_steps
from services.questions import OnDay
from services.questions.periods import PeriodKind, period_of
from services.weather import Forecast, Step
from services.weather.days import midnight
from services.weather.hazards import Hazard, find_hazards

DEFAULT_DURATION = timedelta(hours=24)
"""Length of the hourly forecast for a question without a time, from now on."""


def hours_text(answer: Answer, units: Units, *, now: datetime, usual_provider: str) -> str:
    """Return *answer* as HTML of at most 4,096 characters, with a line for each step of the forecast."""
    blocks = []
    for match, forecast in forecasts_of(answer):
        start, end = _shown_period(answer, forecast, now)
        hazards = hazard_phrases(_hazards_in(forecast, start, end, now), units, forecast.timezone)
        name = " · ".join(
            [*place_title_phrases(match, units, always_with_region=True), *with_warning_sign(hazards)]
        )
        lines = _step_lines(_steps_between(forecast, start, end, now), forecast.timezone, units)
        lines = lines or [units.texts("day-unknown")]
        blocks.append("\n".join([name, *lines, *forecast_source_lines(forecast, units, usual_provider)]))
    blocks += [
        failed_entry_text(entry, units.texts) for entry in answer.entries if not isinstance(entry.result, Forecast)
    ]
    if answer.left_out:
        blocks.append(left_out_text(answer, units.texts))
    return fit("\n\n".join(blocks))


def _hazards_in(forecast: Forecast, start: datetime, end: datetime, now: datetime) -> list[Hazard]:
    """Return the hazards between *start* and *end*, without those that are over.

    A hazard that begins before *start* or ends after *end* is returned with all its hours of the day.
    """
    first, last = (moment.astimezone(forecast.timezone).date() for moment in (start, end - timedelta.resolution))
    whole_start = max(midnight(first, forecast.timezone), now)
    whole_end = midnight(last + timedelta(days=1), forecast.timezone)
    return [
        hazard
        for hazard in find_hazards(forecast.steps, whole_start, whole_end)
        if (hazard.start or whole_start) < end and (hazard.end or whole_end) > start
    ]


def _steps_between(forecast: Forecast, start: datetime, end: datetime, now: datetime) -> list[Step]:
    """Return the steps with known weather that begin between *start* and *end*.

    If *start* is *now*, the current step is included. If no step begins between *start* and *end*, return the
    steps that overlap this time.
    """
    overlapping = [step for step in past_and_future_steps(forecast) if step.end > start and step.start < end]
    # OpenWeather has no temperature for the current step, so its line would look broken.
    known = [step for step in overlapping if step.temperature is not None]
    known = known or [step for step in overlapping if step.condition]
    return [step for step in known if step.start >= start or start == now] or known


def _step_lines(steps: Iterable[Step], timezone: tzinfo, units: Units) -> list[str]:
    """Return a line for each of *steps*, and a heading with the date before the first step of each day."""
    lines = []
    day = None
    for step in steps:
        local = step.start.astimezone(timezone)
        if local.date() != day:
            day = local.date()
            lines.append(f"<b>{short_date(day, units.texts)}</b>")
        lines.append(f"{units.time(local)} {step_words(step, units)}")
    return lines


def _shown_period(answer: Answer, forecast: Forecast, now: datetime) -> tuple[datetime, datetime]:
    """Return the start and the end of the hours to show.

    If the question names a part of a day, or a day after today, its hours are shown. If it does not, or if its
    time is over or not in *forecast*, the hours of the next DEFAULT_DURATION are shown.
    """
    if isinstance(answer.when, OnDay):
        period = period_of(answer.when, answer.asked_at, forecast.timezone)
        today = now.astimezone(forecast.timezone).date()
        day = forecast_day_on(forecast, period.dates[0])
        is_limited = period.kind in {PeriodKind.PART, PeriodKind.HOURS} or period.dates[0] > today
        if is_limited and period.end > now and day is not None and has_all_coming_hours(day, forecast, now):
            return max(period.start, now), period.end
    return now, now + DEFAULT_DURATION
