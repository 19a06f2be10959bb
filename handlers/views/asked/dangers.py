"""What is dangerous in the time asked about, whatever was asked."""

from collections.abc import Iterator

from handlers.views.asked.told import Told, capital
from handlers.views.spells import spell_hours
from services.answers.excerpt import Excerpt
from services.daily.outlook import LIKELY, spells_of
from services.weather import Condition, Step

DANGERS = (
    Condition.TORNADO,
    Condition.SQUALL,
    Condition.HAIL,
    Condition.FREEZING_RAIN,
    Condition.THUNDERSTORM,
    Condition.HEAVY_SNOW,
)
"""The conditions that are told first, the worst before the others."""

STORM_GUST = 20.0
"""m/s from which gusts are told first: trees fall, and it is hard to walk."""

WINDY = frozenset({Condition.TORNADO, Condition.SQUALL})


def danger_lines(told: Told) -> Iterator[str]:
    """Yield a warning for each danger of the period that is not over."""
    if told.past:
        return
    texts = told.units.texts
    excerpt = told.excerpt
    steps = excerpt.steps if excerpt is not None else ()
    conditions = {step.condition for step in steps}
    report = told.facts.report
    for kind in DANGERS:
        if told.is_now and report is not None and report.condition is kind:
            yield texts("danger-now", kind=capital(texts(f"condition-{kind}")))
        elif excerpt is not None and kind in conditions:
            yield texts("danger", what=_spells(kind, excerpt, told))
    windy = [step for step in steps if _is_storm(step)]
    if excerpt is not None and windy and not conditions & WINDY:
        speed = told.units.wind(max(step.wind_gust or 0.0 for step in windy))
        (hours, *_) = spells_of(windy, excerpt.start, excerpt.end, excerpt.timezone)
        start, end = ("" if at is None else told.units.time(at) for at in (hours.start, hours.end))
        ends = {(True, True): "both", (True, False): "start", (False, True): "end"}
        known = ends.get((bool(start), bool(end)), "none")
        yield texts("danger-gusts", speed=speed, known=known, start=start, end=end)


def _is_storm(step: Step) -> bool:
    return step.wind_gust is not None and step.wind_gust >= STORM_GUST


def _spells(kind: Condition, excerpt: Excerpt, told: Told) -> str:
    steps = [step for step in excerpt.steps if step.condition is kind]
    spells = spells_of(steps, excerpt.start, excerpt.end, excerpt.timezone)
    hours = ", ".join(spell_hours(spell, told.units, all_day=excerpt.day is not None) for spell in spells)
    likely = max((spell.probability for spell in spells if spell.probability is not None), default=None)
    if likely is not None and likely < LIKELY:
        hours = told.units.texts("push-likely", spell=hours, percent=told.units.percent(likely))
    return capital(hours)
