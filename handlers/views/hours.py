"""The hourly forecast of one place as a message: the next 24 hours, or the day of the question."""

from datetime import datetime, timedelta

from handlers.views.entries import failed_entry, left_out_text, title_parts
from handlers.views.fitting import fit
from handlers.views.forecast import forecast_source_lines, forecasts_of, hour_words
from handlers.views.units import Units, day_label
from services.answers import Answer
from services.answers.excerpt import all_steps, day_of, is_usable
from services.questions import OnDay
from services.questions.periods import PeriodKind, period_of
from services.weather import Forecast

DEFAULT_SPAN = timedelta(hours=24)
"""Length of the hourly forecast from now on, unless the question is about a part of a day or a day after today."""


def hours_text(answer: Answer, units: Units, *, now: datetime, usual_provider: str) -> str:
    """Return *answer* as HTML of at most 4,096 characters, with a line for each step of the forecast."""
    blocks = []
    for match, forecast in forecasts_of(answer):
        name = " · ".join(title_parts(match, units, in_full=True))
        lines = _step_lines(answer, forecast, units, now) or [units.texts("day-unknown")]
        blocks.append("\n".join([name, *lines, *forecast_source_lines(forecast, units, usual_provider)]))
    blocks += [
        failed_entry(entry, units.texts) for entry in answer.entries if not isinstance(entry.result, Forecast)
    ]
    if answer.left_out:
        blocks.append(left_out_text(answer, units.texts))
    return fit("\n\n".join(blocks))


def _step_lines(answer: Answer, forecast: Forecast, units: Units, now: datetime) -> list[str]:
    """Return a line for each step to show, and a heading with the date before the first step of each day."""
    start, end = _shown_period(answer, forecast, now)
    steps = [step for step in all_steps(forecast) if step.end > start and step.start < end]
    # OpenWeather has no temperature for the current step, and a line without a temperature looks broken.
    known = [step for step in steps if step.temperature is not None] or [step for step in steps if step.condition]
    lines = []
    day = None
    for step in known:
        local = step.start.astimezone(forecast.timezone)
        if local.date() != day:
            day = local.date()
            lines.append(f"<b>{day_label(day, units.texts)}</b>")
        lines.append(f"{units.time(local)} {hour_words(step, units)}")
    return lines


def _shown_period(answer: Answer, forecast: Forecast, now: datetime) -> tuple[datetime, datetime]:
    """Return the start and the end of the hours to show: the time of the question, or DEFAULT_SPAN from *now* on.

    The time of the question is shown only if it is a part of a day or a day after today, it is not over, and the
    forecast includes it.
    """
    if isinstance(answer.when, OnDay):
        period = period_of(answer.when, answer.asked_at, forecast.timezone)
        today = now.astimezone(forecast.timezone).date()
        day = day_of(forecast, period.dates[0])
        is_limited = period.kind in {PeriodKind.PART, PeriodKind.HOURS} or period.dates[0] > today
        if is_limited and period.end > now and day is not None and is_usable(day, forecast, now):
            return max(period.start, now), period.end
    return now, now + DEFAULT_SPAN
