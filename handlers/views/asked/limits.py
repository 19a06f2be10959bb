"""Answers to questions with a limit, such as "will the wind be over 40 mph?"."""

from enum import StrEnum

from handlers.views.asked.context import RenderContext
from handlers.views.asked.times import weekday_and_date
from services.answers.excerpt import Span
from services.questions import Quantity
from services.units import Unit, rounded


class Verdict(StrEnum):
    """Whether the limit of a question is passed in the period of the question."""

    YES = "yes"
    GUSTS = "gusts"
    """Only the gusts pass the limit, not the wind."""
    NO = "no"


def temperature_verdict(context: RenderContext, degrees: Span) -> Verdict | None:
    """Return whether *degrees*, in °C, pass the limit of the question; None if there is no limit."""
    if context.limit is None:
        return None
    extreme = degrees[1] if context.limit.is_upper else degrees[0]
    return Verdict.YES if _passes_limit(extreme, context.units.temperature_unit, context) else Verdict.NO


def wind_verdict(context: RenderContext, speed: float, gust: float | None) -> Verdict | None:
    """Return whether *speed* or *gust*, in m/s, passes the limit of the question; None if there is no limit."""
    if context.limit is None:
        return None
    if _passes_limit(speed, context.units.wind_unit, context):
        return Verdict.YES
    has_gusts = (
        context.limit.is_upper and gust is not None and _passes_limit(gust, context.units.wind_unit, context)
    )
    return Verdict.GUSTS if has_gusts else Verdict.NO


def with_verdict(line: str, verdict: Verdict | None, context: RenderContext) -> str:
    """Return *line* with the answer yes or no before it; only *line* if *verdict* is None."""
    return line if verdict is None else context.units.texts("asked-limit", answer=verdict.value, line=line)


def limit_days_text(context: RenderContext, quantity: Quantity) -> str:
    """Return a line that names the days of the period on which the limit of the question is passed."""
    days: list[str] = []
    for day in context.period.dates:
        excerpt = context.on_day(day).excerpt
        if excerpt is None:
            continue
        verdict = None
        if quantity is Quantity.WIND and excerpt.wind_speed is not None:
            verdict = wind_verdict(context, excerpt.wind_speed, excerpt.wind_gust)
        elif quantity is Quantity.TEMPERATURE and excerpt.temperature is not None:
            verdict = temperature_verdict(context, excerpt.temperature)
        if verdict in {Verdict.YES, Verdict.GUSTS}:
            days.append(weekday_and_date(day, context.units))
    texts = context.units.texts
    return texts("asked-limit-days", days=", ".join(days)) if days else texts("asked-limit-no-day")


def _passes_limit(value: float, unit: Unit, context: RenderContext) -> bool:
    shown = rounded(unit.convert(value))
    limit = context.limit
    return limit is not None and (shown > limit.value if limit.is_upper else shown < limit.value)
