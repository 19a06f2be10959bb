"""Whether it rains or snows, when, how likely and how much."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from babel.lists import format_list

from handlers.views import report as phrases
from handlers.views.asked.phrases import condition_words, listed, temperature_words, wind_words
from handlers.views.asked.times import short_day
from handlers.views.asked.told import Told
from handlers.views.hazards import capital, hours_text
from handlers.views.outlook import POSSIBLE
from services.answers.excerpt import Excerpt, excerpt_of
from services.answers.precipitation import (
    FROZEN_TYPES,
    LIQUID_TYPES,
    PRECIPITATION_TYPES,
    Likelihood,
    Precipitation,
    precipitation_in,
    prevailing_type,
)
from services.questions.periods import HOUR, Period, PeriodKind
from services.weather import Condition, Report, Step
from services.weather.hazards import is_broken, spells

HOURS_AHEAD = 12
"""Hours that are told beside the present."""


@dataclass(frozen=True)
class Kind:
    """What may fall, and the keys of the texts about it."""

    conditions: frozenset[Condition]
    texts_by_likelihood: Mapping[Likelihood, str]
    none: str
    """That it did not."""
    now: str
    not_now: str
    not_soon: str
    later: str
    other: str
    """That something else falls."""


RAIN = Kind(
    LIQUID_TYPES,
    {
        Likelihood.YES: "asked-rain-yes",
        Likelihood.LIKELY: "asked-rain-likely",
        Likelihood.MAYBE: "asked-rain-maybe",
        Likelihood.NO: "asked-rain-no",
    },
    none="asked-rain-none",
    now="asked-rain-now",
    not_now="asked-rain-not-now",
    not_soon="asked-rain-not-soon",
    later="asked-rain-later",
    other="asked-rain-other",
)
SNOW = Kind(
    FROZEN_TYPES,
    {
        Likelihood.YES: "asked-snow-yes",
        Likelihood.LIKELY: "asked-snow-likely",
        Likelihood.MAYBE: "asked-snow-maybe",
        Likelihood.NO: "asked-snow-no",
    },
    none="asked-snow-none",
    now="asked-snow-now",
    not_now="asked-snow-not-now",
    not_soon="asked-snow-not-soon",
    later="asked-snow-later",
    other="asked-snow-other",
)


THUNDER = Kind(
    frozenset(
        {Condition.THUNDERSTORM, Condition.HEAVY_THUNDERSTORM, Condition.HAIL, Condition.HEAVY_HAIL},
    ),
    {
        Likelihood.YES: "asked-thunder-yes",
        Likelihood.LIKELY: "asked-thunder-likely",
        Likelihood.MAYBE: "asked-thunder-maybe",
        Likelihood.NO: "asked-thunder-no",
    },
    none="asked-thunder-none",
    now="asked-thunder-now",
    not_now="asked-thunder-not-now",
    not_soon="asked-thunder-not-soon",
    later="asked-thunder-later",
    other="asked-thunder-other",
)


def rain(told: Told) -> list[str]:
    """Return whether it rains."""
    return _falls(told, RAIN)


def snow(told: Told) -> list[str]:
    """Return whether it snows."""
    return _falls(told, SNOW)


def thunder(told: Told) -> list[str]:
    """Return whether there is a thunderstorm."""
    return _falls(told, THUNDER)


def days_with(told: Told, kind: Kind) -> str:
    """Return on which of several days something falls, in a line."""
    found: dict[Likelihood, list[str]] = {}
    others: dict[date, Precipitation] = {}
    most: float | None = None
    for day in told.period.dates:
        excerpt = told.on(day).excerpt
        if excerpt is None:
            continue
        falls = precipitation_in(excerpt, kind.conditions)
        found.setdefault(falls.likelihood, []).append(short_day(day, told.units))
        other = precipitation_in(excerpt)
        if other.likelihood is not Likelihood.NO:
            others[day] = other
        elif excerpt.probability is not None:
            most = max(most or 0.0, excerpt.probability)
    for verdict in (Likelihood.YES, Likelihood.LIKELY, Likelihood.MAYBE):
        if verdict in found:
            return told.units.texts(kind.texts_by_likelihood[verdict], details=", ".join(found[verdict]))
    if others:
        possible = all(other.likelihood is Likelihood.MAYBE for other in others.values())
        other_days = _days_of_types(others, told, hedging=possible)
        return told.units.texts(kind.other, past="false", possible=str(possible).lower(), other=other_days)
    return _no(told, kind, most)


def _days_of_types(falls_by_day: Mapping[date, Precipitation], told: Told, *, hedging: bool) -> str:
    """Return the types of precipitation with their days, "snow: Sat 28, Sun 29"; *hedging* that they may fall."""
    days: dict[str, list[str]] = {}
    for day, falls in falls_by_day.items():
        steps, excerpt = falls.steps, told.on(day).excerpt
        condition = prevailing_type(steps) if steps else excerpt.condition if excerpt is not None else None
        if condition is not None:
            days.setdefault(_type_words(condition, told, hedging=hedging), []).append(short_day(day, told.units))
    return "; ".join(f"{words}: {', '.join(labels)}" for words, labels in days.items())


def precipitation(told: Told, excerpt: Excerpt) -> str:
    """Return what falls in the period, or that nothing is expected."""
    falls = precipitation_in(excerpt, past=told.past)
    if falls.likelihood is not Likelihood.NO:
        return _details(told, excerpt, falls, hedging=falls.likelihood is Likelihood.MAYBE)
    likely = excerpt.probability
    percent = "none" if likely is None or told.past else told.units.percent(likely)
    return told.units.texts("asked-dry", past=str(told.past).lower(), percent=percent)


def _falls(told: Told, kind: Kind) -> list[str]:
    if told.is_now:
        return _now(told, kind)
    excerpt = told.excerpt
    if excerpt is None:
        return []
    falls = precipitation_in(excerpt, kind.conditions, past=told.past)
    if falls.likelihood is not Likelihood.NO:
        line = told.units.texts(kind.texts_by_likelihood[falls.likelihood], details=_details(told, excerpt, falls))
    elif (other := precipitation_in(excerpt, past=told.past).likelihood) is not Likelihood.NO:
        line = told.units.texts(
            kind.other,
            past=str(told.past).lower(),
            possible=str(other is Likelihood.MAYBE).lower(),
            other=precipitation(told, excerpt),
        )
    else:
        line = _no(told, kind, excerpt.probability)
    return [line, _beside(told, excerpt)]


def _beside(told: Told, excerpt: Excerpt) -> str:
    """Return how warm and windy it is, which one wants to know beside whether it rains."""
    parts = [temperature_words(excerpt.temperature, told.units)]
    if excerpt.condition not in PRECIPITATION_TYPES:
        parts.append(condition_words(excerpt.condition, told.units))
    return capital(listed([*parts, wind_words(excerpt, told.units)]))


def _now(told: Told, kind: Kind) -> list[str]:
    """Return whether something falls right now, and what the next hours bring."""
    report, ahead = told.data.report, _ahead(told)
    beside = [] if report is None else [_beside_now(told, report)]
    if report is not None and report.condition in kind.conditions:
        return [_falling(told, kind, report, ahead), *beside]
    texts = told.units.texts
    if ahead is None:
        return [texts(kind.not_now), *beside]
    falls = precipitation_in(ahead, kind.conditions)
    if falls.likelihood is not Likelihood.NO:
        return [texts(kind.later, details=_details(told, ahead, falls)), *beside]
    is_told = ahead.probability is not None and precipitation_in(ahead).likelihood is Likelihood.NO
    percent = told.units.percent(ahead.probability) if is_told and ahead.probability is not None else "none"
    return [texts(kind.not_soon, hours=HOURS_AHEAD, percent=percent), *beside]


def _falling(told: Told, kind: Kind, report: Report, ahead: Excerpt | None) -> str:
    """Return what falls right now and, where it began before the hours *ahead*, until when."""
    line = told.units.texts(kind.now, kind="".join(phrases.condition(report, told.units)))
    runs = spells(precipitation_in(ahead, kind.conditions).steps) if ahead is not None else []
    if ahead is not None and runs and runs[0][0].start <= ahead.start and runs[0][-1].end < ahead.end:
        end = runs[0][-1].end.astimezone(ahead.timezone)
        return told.units.texts("asked-until", line=line, time=told.units.time(end))
    return line


def _beside_now(told: Told, report: Report) -> str:
    units = told.units
    return listed(
        [*phrases.temperature(report, units), *phrases.condition(report, units), *phrases.wind(report, units)]
    )


def _ahead(told: Told) -> Excerpt | None:
    if told.data.forecast is None:
        return None
    period = Period(PeriodKind.PART, told.period.dates, told.now, told.now + HOURS_AHEAD * HOUR)
    return excerpt_of(told.data.forecast, period, told.now)


def _details(told: Told, excerpt: Excerpt, falls: Precipitation, *, hedging: bool = False) -> str:
    """Return what falls when, how likely and how much; *hedging* that it may fall."""
    parts = list(_spells(excerpt, falls, told, hedging=hedging))
    if not parts:
        parts = [condition_words(excerpt.condition, told.units)]
    if not told.past and falls.probability is not None:
        parts.append(told.units.percent(falls.probability))
    if falls.amount is not None and told.units.shows_precipitation(falls.amount):
        written = told.units.about_precipitation(falls.amount)
        parts.append(written if told.past else told.units.texts("asked-about", amount=written))
    return listed(parts)


def _spells(excerpt: Excerpt, falls: Precipitation, told: Told, *, hedging: bool) -> Iterator[str]:
    """Yield what falls with its hours, "may rain until 02:00 and 13:00–18:00"."""

    def kind_of_run(run: Sequence[Step]) -> str:
        return _type_words(prevailing_type(run), told, hedging=hedging)

    for kind, together in groupby(spells(falls.steps), kind_of_run):
        first, *others = together
        hours = [_spell(first, kind, excerpt, told), *(_spell(run, "", excerpt, told).strip() for run in others)]
        yield format_list(hours, locale=told.units.texts.language)


def _type_words(condition: Condition, told: Told, *, hedging: bool) -> str:
    """Return the words for a type of precipitation; *hedging* that it may fall."""
    if hedging:
        return told.units.texts(POSSIBLE.get(condition, "push-may-fall"))
    return condition_words(condition, told.units)


def _spell(run: Sequence[Step], kind: str, excerpt: Excerpt, told: Told) -> str:
    """Return what falls in a run of steps and its hours; none where that is all the time asked about."""
    start, end = run[0].start, run[-1].end
    if start <= excerpt.start and end >= excerpt.end and excerpt.day is None:
        return kind
    return hours_text(
        kind,
        start.astimezone(excerpt.timezone) if start > excerpt.start else None,
        end.astimezone(excerpt.timezone) if end < excerpt.end else None,
        told.units,
        late=excerpt.start > told.period.start,
        broken=is_broken(run),
    )


def _no(told: Told, kind: Kind, probability: float | None) -> str:
    if told.past:
        return told.units.texts(kind.none)
    percent = "none" if probability is None else told.units.percent(probability)
    return told.units.texts(kind.texts_by_likelihood[Likelihood.NO], percent=percent)
