"""Answers to questions with a limit, such as "will the wind be over 40 mph?"."""

from enum import StrEnum

from handlers.views.asked.context import RenderContext
from handlers.views.asked.times import weekday_and_date
from services.answers.excerpt import ValueRange
from services.questions import Quantity
from services.units import Unit, rounded


class LimitVerdict(StrEnum):
    """Whether the forecast passes the limit of a question: is above an upper limit or below a lower one."""

    YES = "yes"
    GUSTS = "gusts"
    """Gusts pass the limit, but the wind speed does not."""
    NO = "no"


def temperature_verdict(context: RenderContext, temperatures: ValueRange) -> LimitVerdict | None:
    """Return whether a temperature range, in °C, passes the limit; None if the question has no limit."""
    if context.limit is None:
        return None
    extreme = temperatures[1] if context.limit.is_upper else temperatures[0]
    return LimitVerdict.YES if _passes_limit(extreme, context.units.temperature_unit, context) else LimitVerdict.NO


def wind_verdict(context: RenderContext, wind_speed: float, wind_gust: float | None) -> LimitVerdict | None:
    """Return whether the wind or its gusts, in m/s, pass the limit; None if the question has no limit."""
    if context.limit is None:
        return None
    if _passes_limit(wind_speed, context.units.wind_unit, context):
        return LimitVerdict.YES
    has_gusts = (
        context.limit.is_upper
        and wind_gust is not None
        and _passes_limit(wind_gust, context.units.wind_unit, context)
    )
    return LimitVerdict.GUSTS if has_gusts else LimitVerdict.NO


def with_verdict(line: str, verdict: LimitVerdict | None, context: RenderContext) -> str:
    """Return *line* after the answer yes or no; *line* alone if *verdict* is None."""
    return line if verdict is None else context.units.texts("asked-limit", answer=verdict.value, line=line)


def limit_days_text(context: RenderContext, quantity: Quantity) -> str:
    """Return a line that names the days on which the temperature or wind passes the limit of the question."""
    days: list[str] = []
    for day in context.period.dates:
        excerpt = context.for_whole_day(day).excerpt
        if excerpt is None:
            continue
        verdict = None
        if quantity is Quantity.WIND and excerpt.wind_speed is not None:
            verdict = wind_verdict(context, excerpt.wind_speed, excerpt.wind_gust)
        elif quantity is Quantity.TEMPERATURE and excerpt.temperature is not None:
            verdict = temperature_verdict(context, excerpt.temperature)
        if verdict in {LimitVerdict.YES, LimitVerdict.GUSTS}:
            days.append(weekday_and_date(day, context.units))
    texts = context.units.texts
    return texts("asked-limit-days", days=", ".join(days)) if days else texts("asked-limit-no-day")


def _passes_limit(value: float, unit: Unit, context: RenderContext) -> bool:
    shown = rounded(unit.convert(value))
    limit = context.limit
    return limit is not None and (shown > limit.value if limit.is_upper else shown < limit.value)
