"""Answers to questions about rain and snow: whether, when, how likely and how much."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from babel.lists import format_list

from handlers.views import report as phrases
from handlers.views.asked.context import RenderContext
from handlers.views.asked.phrases import comma_separated, condition_words, temperature_words, wind_words
from handlers.views.asked.times import short_day
from handlers.views.hazards import capitalized, with_hours
from handlers.views.outlook import POSSIBLE_TEXTS
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
from services.weather.hazards import group_into_spells, has_long_break

HOURS_AHEAD = 12
"""Number of coming hours that an answer about now includes."""


@dataclass(frozen=True)
class PrecipitationTexts:
    """A type of precipitation, rain or snow, and the keys of the texts about it."""

    conditions: frozenset[Condition]
    """The weather conditions that count as this type."""
    texts_by_likelihood: Mapping[Likelihood, str]
    none: str
    """Key of the text for a past period without this type of precipitation."""
    now: str
    """Key of the text for precipitation of this type now."""
    not_now: str
    """Key of the text for no precipitation of this type now; the next hours are unknown."""
    not_soon: str
    """Key of the text for no precipitation of this type, now or in the next HOURS_AHEAD hours."""
    later: str
    """Key of the text for precipitation of this type in the next HOURS_AHEAD hours, but not now."""
    other: str
    """Key of the text for precipitation of another type only."""


RAIN_TEXTS = PrecipitationTexts(
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
SNOW_TEXTS = PrecipitationTexts(
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


THUNDER_TEXTS = PrecipitationTexts(
    frozenset({Condition.THUNDERSTORM, Condition.HEAVY_THUNDERSTORM, Condition.HAIL, Condition.HEAVY_HAIL}),
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


def rain(context: RenderContext) -> list[str]:
    """Render whether it rains, with the temperature and the wind."""
    return _lines(context, RAIN_TEXTS)


def snow(context: RenderContext) -> list[str]:
    """Render whether it snows, with the temperature and the wind."""
    return _lines(context, SNOW_TEXTS)


def thunder(context: RenderContext) -> list[str]:
    """Render whether there is a thunderstorm, with the temperature and the wind."""
    return _lines(context, THUNDER_TEXTS)


def wet_days(context: RenderContext, keys: PrecipitationTexts) -> str:
    """Return a line with the days of the period that have precipitation of the type of *keys*.

    Only the days with the highest likelihood are named. If no day has this type, the line names the days with
    other types.
    """
    days: dict[Likelihood, list[str]] = {}
    others: dict[date, Precipitation] = {}
    max_probability: float | None = None
    for day in context.period.dates:
        excerpt = context.on_day(day).excerpt
        if excerpt is None:
            continue
        precipitation = precipitation_in(excerpt, keys.conditions)
        days.setdefault(precipitation.likelihood, []).append(short_day(day, context.units))
        other = precipitation_in(excerpt)
        if other.likelihood is not Likelihood.NO:
            others[day] = other
        elif excerpt.probability is not None:
            max_probability = max(max_probability or 0.0, excerpt.probability)
    for likelihood in (Likelihood.YES, Likelihood.LIKELY, Likelihood.MAYBE):
        if likelihood in days:
            return context.units.texts(keys.texts_by_likelihood[likelihood], details=", ".join(days[likelihood]))
    if others:
        is_possible = all(other.likelihood is Likelihood.MAYBE for other in others.values())
        other_days = _days_by_type(others, context, is_possible=is_possible)
        return context.units.texts(keys.other, past="false", possible=str(is_possible).lower(), other=other_days)
    return _none_expected(context, keys, max_probability)


def _days_by_type(by_day: Mapping[date, Precipitation], context: RenderContext, *, is_possible: bool) -> str:
    """Return the types of precipitation with their days: "snow: Sat 28, Sun 29"."""
    days: dict[str, list[str]] = {}
    for day, precipitation in by_day.items():
        excerpt = context.on_day(day).excerpt
        condition = (
            prevailing_type(precipitation.steps) if precipitation.steps else excerpt.condition if excerpt else None
        )
        if condition is not None:
            words = _type_words(condition, context, is_possible=is_possible)
            days.setdefault(words, []).append(short_day(day, context.units))
    return "; ".join(f"{words}: {', '.join(labels)}" for words, labels in days.items())


def precipitation_words(context: RenderContext, excerpt: Excerpt) -> str:
    """Return the precipitation of the period in words, or a phrase such as "no rain or snow expected"."""
    precipitation = precipitation_in(excerpt, past=context.is_past)
    if precipitation.likelihood is not Likelihood.NO:
        return _precipitation_details(
            context, excerpt, precipitation, is_possible=precipitation.likelihood is Likelihood.MAYBE
        )
    likely = excerpt.probability
    percent = "none" if likely is None or context.is_past else context.units.percent(likely)
    return context.units.texts("asked-dry", past=str(context.is_past).lower(), percent=percent)


def _lines(context: RenderContext, keys: PrecipitationTexts) -> list[str]:
    if context.is_now:
        return _now_lines(context, keys)
    excerpt = context.excerpt
    if excerpt is None:
        return []
    precipitation = precipitation_in(excerpt, keys.conditions, past=context.is_past)
    if precipitation.likelihood is not Likelihood.NO:
        line = context.units.texts(
            keys.texts_by_likelihood[precipitation.likelihood],
            details=_precipitation_details(context, excerpt, precipitation),
        )
    elif (other := precipitation_in(excerpt, past=context.is_past).likelihood) is not Likelihood.NO:
        line = context.units.texts(
            keys.other,
            past=str(context.is_past).lower(),
            possible=str(other is Likelihood.MAYBE).lower(),
            other=precipitation_words(context, excerpt),
        )
    else:
        line = _none_expected(context, keys, excerpt.probability)
    return [line, _temperature_and_wind(context, excerpt)]


def _temperature_and_wind(context: RenderContext, excerpt: Excerpt) -> str:
    """Return the temperature, the condition and the wind; leave out a condition that is precipitation."""
    parts = [temperature_words(excerpt.temperature, context.units)]
    if excerpt.condition not in PRECIPITATION_TYPES:
        parts.append(condition_words(excerpt.condition, context.units))
    return capitalized(comma_separated([*parts, wind_words(excerpt, context.units)]))


def _now_lines(context: RenderContext, keys: PrecipitationTexts) -> list[str]:
    """Return lines about the precipitation now or in the next HOURS_AHEAD hours."""
    report, ahead = context.data.report, _next_hours(context)
    present = [] if report is None else [_present_weather(context, report)]
    if report is not None and report.condition in keys.conditions:
        return [_present_precipitation(context, keys, report, ahead), *present]
    texts = context.units.texts
    if ahead is None:
        return [texts(keys.not_now), *present]
    precipitation = precipitation_in(ahead, keys.conditions)
    if precipitation.likelihood is not Likelihood.NO:
        return [texts(keys.later, details=_precipitation_details(context, ahead, precipitation)), *present]
    is_dry = precipitation_in(ahead).likelihood is Likelihood.NO
    percent = context.units.percent(ahead.probability) if is_dry and ahead.probability is not None else "none"
    return [texts(keys.not_soon, hours=HOURS_AHEAD, percent=percent), *present]


def _present_precipitation(
    context: RenderContext, keys: PrecipitationTexts, report: Report, ahead: Excerpt | None
) -> str:
    """Return the current precipitation and, if known, the time of its end within the hours *ahead*."""
    line = context.units.texts(keys.now, kind="".join(phrases.condition(report, context.units)))
    spells = group_into_spells(precipitation_in(ahead, keys.conditions).steps) if ahead is not None else []
    if ahead is not None and spells and spells[0][0].start <= ahead.start and spells[0][-1].end < ahead.end:
        end = spells[0][-1].end.astimezone(ahead.timezone)
        return context.units.texts("asked-until", line=line, time=context.units.time(end))
    return line


def _present_weather(context: RenderContext, report: Report) -> str:
    units = context.units
    return comma_separated(
        [*phrases.temperature(report, units), *phrases.condition(report, units), *phrases.wind(report, units)]
    )


def _next_hours(context: RenderContext) -> Excerpt | None:
    if context.data.forecast is None:
        return None
    period = Period(PeriodKind.PART, context.period.dates, context.now, context.now + HOURS_AHEAD * HOUR)
    return excerpt_of(context.data.forecast, period, context.now)


def _precipitation_details(
    context: RenderContext, excerpt: Excerpt, precipitation: Precipitation, *, is_possible: bool = False
) -> str:
    """Return the precipitation with its hours, probability and amount.

    If *is_possible*, use phrases such as "may rain".
    """
    parts = list(_spell_phrases(excerpt, precipitation, context, is_possible=is_possible))
    if not parts:
        parts = [condition_words(excerpt.condition, context.units)]
    if not context.is_past and precipitation.probability is not None:
        parts.append(context.units.percent(precipitation.probability))
    if precipitation.amount is not None and context.units.shows_precipitation(precipitation.amount):
        written = context.units.expected_precipitation(precipitation.amount)
        parts.append(written if context.is_past else context.units.texts("asked-about", amount=written))
    return comma_separated(parts)


def _spell_phrases(
    excerpt: Excerpt, precipitation: Precipitation, context: RenderContext, *, is_possible: bool
) -> Iterator[str]:
    """Yield each type of precipitation with its hours: "may rain until 02:00 and 13:00–18:00"."""

    def type_of_spell(steps: Sequence[Step]) -> str:
        return _type_words(prevailing_type(steps), context, is_possible=is_possible)

    for kind, spells in groupby(group_into_spells(precipitation.steps), type_of_spell):
        first, *others = spells
        hours = [
            _spell_phrase(first, kind, excerpt, context),
            *(_spell_phrase(steps, "", excerpt, context).strip() for steps in others),
        ]
        yield format_list(hours, locale=context.units.texts.language)


def _type_words(condition: Condition, context: RenderContext, *, is_possible: bool) -> str:
    """Return the words for a type of precipitation: "rain", or "may rain" if *is_possible* is true."""
    if is_possible:
        return context.units.texts(POSSIBLE_TEXTS.get(condition, "push-may-fall"))
    return condition_words(condition, context.units)


def _spell_phrase(steps: Sequence[Step], kind: str, excerpt: Excerpt, context: RenderContext) -> str:
    """Return *kind* with the hours of *steps*, or without hours if *steps* fill the period of the question."""
    start, end = steps[0].start, steps[-1].end
    if start <= excerpt.start and end >= excerpt.end and excerpt.day is None:
        return kind
    return with_hours(
        kind,
        start.astimezone(excerpt.timezone) if start > excerpt.start else None,
        end.astimezone(excerpt.timezone) if end < excerpt.end else None,
        context.units,
        late=excerpt.start > context.period.start,
        broken=has_long_break(steps),
    )


def _none_expected(context: RenderContext, keys: PrecipitationTexts, probability: float | None) -> str:
    if context.is_past:
        return context.units.texts(keys.none)
    percent = "none" if probability is None else context.units.percent(probability)
    return context.units.texts(keys.texts_by_likelihood[Likelihood.NO], percent=percent)
