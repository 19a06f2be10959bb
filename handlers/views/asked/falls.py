"""Whether it rains or snows, when, how likely and how much."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from handlers.views import report as phrases
from handlers.views.asked.phrases import condition_words, listed, temperature_words, wind_words
from handlers.views.asked.told import Told, capital
from handlers.views.spells import spell_hours
from handlers.views.units import LEAST_MILLIMETRES, day_label
from services.answers.excerpt import Excerpt, excerpt_of
from services.daily.outlook import LIKELY, Spell, is_wet, kind_of, spells_of
from services.questions.periods import HOUR, Period, PeriodKind
from services.weather import Condition, Step
from services.weather.days import FALLING, HAZARDS

SURE, POSSIBLE = 80.0, 30.0
"""% from which precipitation is told as a fact, and from which it is told at all."""

HOURS_AHEAD = 12
"""Hours that are told beside the present."""

FROZEN = frozenset(
    {Condition.SLEET, Condition.LIGHT_SNOW, Condition.SNOW, Condition.HEAVY_SNOW, Condition.SNOW_SHOWERS}
)
LIQUID = frozenset((FALLING | HAZARDS) - FROZEN - {Condition.SQUALL, Condition.TORNADO} | {Condition.SLEET})


class Verdict(Enum):
    """Whether something falls."""

    YES = auto()
    LIKELY = auto()
    MAYBE = auto()
    NO = auto()


@dataclass(frozen=True)
class Kind:
    """What may fall, and the keys of the texts about it."""

    conditions: frozenset[Condition]
    verdicts: Mapping[Verdict, str]
    none: str
    """That it did not."""
    now: str
    not_now: str
    not_soon: str
    later: str
    other: str
    """That something else falls."""


RAIN = Kind(
    LIQUID,
    {
        Verdict.YES: "asked-rain-yes",
        Verdict.LIKELY: "asked-rain-likely",
        Verdict.MAYBE: "asked-rain-maybe",
        Verdict.NO: "asked-rain-no",
    },
    none="asked-rain-none",
    now="asked-rain-now",
    not_now="asked-rain-not-now",
    not_soon="asked-rain-not-soon",
    later="asked-rain-later",
    other="asked-rain-other",
)
SNOW = Kind(
    FROZEN,
    {
        Verdict.YES: "asked-snow-yes",
        Verdict.LIKELY: "asked-snow-likely",
        Verdict.MAYBE: "asked-snow-maybe",
        Verdict.NO: "asked-snow-no",
    },
    none="asked-snow-none",
    now="asked-snow-now",
    not_now="asked-snow-not-now",
    not_soon="asked-snow-not-soon",
    later="asked-snow-later",
    other="asked-snow-other",
)


def rain(told: Told) -> list[str]:
    """Return whether it rains."""
    return _falls(told, RAIN)


def snow(told: Told) -> list[str]:
    """Return whether it snows."""
    return _falls(told, SNOW)


def days_with(told: Told, kind: Kind) -> str:
    """Return on which of several days something falls, in a line."""
    found: dict[Verdict, list[str]] = {}
    most: float | None = None
    for day in told.period.dates:
        excerpt = told.on(day).excerpt
        if excerpt is None:
            continue
        verdict, _ = _verdict(excerpt, kind, past=False)
        found.setdefault(verdict, []).append(day_label(day, told.units.texts))
        if excerpt.probability is not None and not _is_other(excerpt, kind, past=False):
            most = max(most or 0.0, excerpt.probability)
    for verdict in (Verdict.YES, Verdict.LIKELY, Verdict.MAYBE):
        if verdict in found:
            return told.units.texts(kind.verdicts[verdict], details=", ".join(found[verdict]))
    return _no(told, kind, most)


def precipitation(told: Told, excerpt: Excerpt) -> str:
    """Return what falls in the period, or that nothing is expected."""
    _, wet = _verdict(excerpt, None, past=told.past)
    if wet:
        return _details(told, excerpt, wet)
    if told.past and excerpt.precipitation is not None and excerpt.precipitation >= LEAST_MILLIMETRES:
        return told.units.texts("asked-amount-fell", amount=told.units.about_millimetres(excerpt.precipitation))
    likely = excerpt.probability
    percent = "" if likely is None or told.past else told.units.percent(likely)
    return told.units.texts("asked-dry", past=str(told.past).lower(), percent=percent or "none")


def _falls(told: Told, kind: Kind) -> list[str]:
    if told.is_now:
        return _now(told, kind)
    excerpt = told.excerpt
    if excerpt is None:
        return []
    verdict, wet = _verdict(excerpt, kind, past=told.past)
    if verdict is not Verdict.NO:
        return [
            told.units.texts(kind.verdicts[verdict], details=_details(told, excerpt, wet)),
            beside(told, excerpt),
        ]
    if _is_other(excerpt, kind, past=told.past):
        line = told.units.texts(kind.other, past=str(told.past).lower(), other=precipitation(told, excerpt))
    else:
        line = _no(told, kind, excerpt.probability)
    return [line, beside(told, excerpt)]


def beside(told: Told, excerpt: Excerpt) -> str:
    """Return how warm and windy it is, which one wants to know beside whether it rains."""
    parts = [temperature_words(excerpt.temperature, told.units)]
    if excerpt.condition not in FALLING | HAZARDS:
        parts.append(condition_words(excerpt.condition, told.units))
    return capital(listed([*parts, wind_words(excerpt, told.units)]))


def _now(told: Told, kind: Kind) -> list[str]:
    """Return whether something falls right now, and what the next hours bring."""
    texts, report = told.units.texts, told.facts.report
    falling = report is not None and report.condition in kind.conditions
    ahead = _ahead(told)
    beside_now = (
        []
        if report is None
        else [listed([*phrases.temperature(report, told.units), *phrases.wind(report, told.units)])]
    )
    if falling and report is not None:
        line = texts(kind.now, kind="".join(phrases.condition(report, told.units)))
        spell = _first(ahead, kind)
        if spell is not None and spell.start is None and spell.end is not None:
            line = texts("asked-until", line=line, time=told.units.time(spell.end))
        return [line, *beside_now]
    lines: list[str] = []
    if report is not None and report.condition in FALLING | HAZARDS:
        lines.append(capital("".join(phrases.condition(report, told.units))))
    if ahead is None:
        return [texts(kind.not_now), *lines, *beside_now]
    verdict, wet = _verdict(ahead, kind, past=False)
    if verdict is Verdict.NO:
        percent = "none" if ahead.probability is None or lines else told.units.percent(ahead.probability)
        return [texts(kind.not_soon, hours=HOURS_AHEAD, percent=percent), *lines, *beside_now]
    return [texts(kind.later, details=_details(told, ahead, wet)), *lines, *beside_now]


def _ahead(told: Told) -> Excerpt | None:
    if told.facts.forecast is None:
        return None
    start = told.now
    period = Period(PeriodKind.PART, told.period.dates, start, start + HOURS_AHEAD * HOUR)
    return excerpt_of(told.facts.forecast, period, told.now)


def _first(excerpt: Excerpt | None, kind: Kind) -> Spell | None:
    if excerpt is None:
        return None
    _, wet = _verdict(excerpt, kind, past=False)
    return next(iter(spells_of(wet, excerpt.start, excerpt.end, excerpt.timezone)), None)


def _verdict(excerpt: Excerpt, kind: Kind | None, *, past: bool) -> tuple[Verdict, Sequence[Step]]:
    """Return whether what was asked falls, and the steps in which it does; anything that falls without *kind*."""
    kinds = kind.conditions if kind is not None else None
    steps = [step for step in excerpt.steps if kinds is None or kind_of([step]) in kinds]
    if past:
        wet = [step for step in steps if (step.precipitation or 0.0) >= LEAST_MILLIMETRES]
        return (Verdict.YES if wet or _fell(excerpt, kinds) else Verdict.NO), wet
    for least, verdict in ((LIKELY, Verdict.LIKELY), (POSSIBLE, Verdict.MAYBE)):
        wet = [step for step in steps if is_wet(step, least)]
        if wet:
            sure = all(step.probability is None for step in wet) or _likeliest(wet) >= SURE
            return (Verdict.YES if sure else verdict), wet
    return Verdict.NO, []


def _fell(excerpt: Excerpt, kinds: frozenset[Condition] | None) -> bool:
    """Return whether something has fallen on a day of which the hours are not known."""
    known = not excerpt.steps and (excerpt.precipitation or 0.0) >= LEAST_MILLIMETRES
    return known and (kinds is None or excerpt.condition in kinds)


def _likeliest(steps: Sequence[Step]) -> float:
    return max((step.probability for step in steps if step.probability is not None), default=0.0)


def _is_other(excerpt: Excerpt, kind: Kind, *, past: bool) -> bool:
    """Return whether something else falls than what was asked."""
    verdict, wet = _verdict(excerpt, None, past=past)
    return verdict is not Verdict.NO and any(kind_of([step]) not in kind.conditions for step in wet)


def _details(told: Told, excerpt: Excerpt, wet: Sequence[Step]) -> str:
    """Return what falls when, how likely and how much."""
    spells = spells_of(wet, excerpt.start, excerpt.end, excerpt.timezone)
    parts = [spell_hours(spell, told.units, all_day=excerpt.day is not None) for spell in spells]
    if not parts and excerpt.condition in FALLING | HAZARDS:
        parts = [told.units.texts(f"condition-{excerpt.condition}")]
    if not told.past and any(step.probability is not None for step in wet):
        parts.append(told.units.percent(_likeliest(wet)))
    known = [step.precipitation for step in wet if step.precipitation is not None]
    amount = sum(known) if wet else excerpt.precipitation or 0.0
    if amount >= LEAST_MILLIMETRES:
        written = told.units.about_millimetres(amount)
        parts.append(written if told.past else told.units.texts("asked-about", amount=written))
    return ", ".join(parts)


def _no(told: Told, kind: Kind, probability: float | None) -> str:
    if told.past:
        return told.units.texts(kind.none)
    percent = "none" if probability is None else told.units.percent(probability)
    return told.units.texts(kind.verdicts[Verdict.NO], percent=percent)
