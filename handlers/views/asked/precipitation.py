"""Answers to questions about rain, snow, thunderstorms and hail."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby

from babel.lists import format_list

from handlers.views import report as phrases
from handlers.views.asked.context import RenderContext
from handlers.views.asked.phrases import comma_separated, condition_words, temperature_words, wind_words
from handlers.views.asked.times import weekday_and_date
from handlers.views.hazards import capitalized, with_hours
from handlers.views.outlook import POSSIBLE_PRECIPITATION_TEXTS
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
from services.questions import Quantity
from services.questions.periods import HOUR, Period, PeriodKind
from services.weather import Condition, Report, Step
from services.weather.hazards import group_into_spells, has_long_break

HOURS_AHEAD = 12
"""Number of coming hours that an answer about now includes: "not right now, but later"."""


CONDITIONS_BY_TYPE: Mapping[Quantity, frozenset[Condition]] = {
    Quantity.RAIN: LIQUID_TYPES,
    Quantity.SNOW: FROZEN_TYPES,
    Quantity.THUNDER: frozenset(
        {Condition.THUNDERSTORM, Condition.HEAVY_THUNDERSTORM, Condition.HAIL, Condition.HEAVY_HAIL}
    ),
    Quantity.HAIL: frozenset({Condition.HAIL, Condition.HEAVY_HAIL}),
}
"""Maps the quantity of a question, such as rain, to the conditions that it asks about."""

LIKELIHOOD_TEXTS = {
    Likelihood.YES: "asked-yes",
    Likelihood.LIKELY: "asked-likely",
    Likelihood.MAYBE: "asked-maybe",
    Likelihood.NO: "asked-no",
}


def precipitation_lines(context: RenderContext, quantity: Quantity) -> list[str]:
    """Return a line that says whether *quantity*, such as rain, is expected, and a line about other weather."""
    if context.is_now:
        return _now_lines(context, quantity)
    excerpt = context.excerpt
    if excerpt is None:
        return []
    precipitation = precipitation_in(excerpt, CONDITIONS_BY_TYPE[quantity], is_past=context.is_past)
    if precipitation.likelihood is not Likelihood.NO:
        details = _precipitation_details(context, excerpt, precipitation)
        line = verdict_text(context, quantity, LIKELIHOOD_TEXTS[precipitation.likelihood], details=details)
    elif (other := precipitation_in(excerpt, is_past=context.is_past).likelihood) is not Likelihood.NO:
        line = verdict_text(
            context,
            quantity,
            "asked-other",
            past=str(context.is_past).lower(),
            possible=str(other is Likelihood.MAYBE).lower(),
            other=precipitation_words(context, excerpt),
        )
    else:
        line = none_expected_text(context, quantity, excerpt.probability)
    return [line, temperature_and_wind(context, excerpt)]


def snow_depth_lines(context: RenderContext) -> list[str]:
    """Return a line that says that the depth of snow is unknown, and lines about falling snow."""
    lines = precipitation_lines(context, Quantity.SNOW)
    return [context.units.texts("asked-no-snow-depth"), *lines] if lines else []


def verdict_text(context: RenderContext, quantity: Quantity, text_key: str, **details: str | int) -> str:
    """Return the text with the key *text_key*, which says whether *quantity*, such as rain, is expected."""
    return capitalized(context.units.texts(text_key, what=quantity.value, **details))


def wet_days_text(context: RenderContext, quantity: Quantity) -> str:
    """Return a line that names the days of the period on which *quantity*, such as rain, is most likely.

    If *quantity* is expected on no day, the line names the days with other precipitation, such as snow.
    """
    days: dict[Likelihood, list[str]] = {}
    others: dict[date, Precipitation] = {}
    max_probability: float | None = None
    for day in context.period.dates:
        excerpt = context.for_whole_day(day).excerpt
        if excerpt is None:
            continue
        precipitation = precipitation_in(excerpt, CONDITIONS_BY_TYPE[quantity])
        days.setdefault(precipitation.likelihood, []).append(weekday_and_date(day, context.units))
        other = precipitation_in(excerpt)
        if other.likelihood is not Likelihood.NO:
            others[day] = other
        elif excerpt.probability is not None:
            max_probability = max(max_probability or 0.0, excerpt.probability)
    for likelihood in (Likelihood.YES, Likelihood.LIKELY, Likelihood.MAYBE):
        if likelihood in days:
            return verdict_text(
                context, quantity, LIKELIHOOD_TEXTS[likelihood], details=", ".join(days[likelihood])
            )
    if others:
        is_possible = all(other.likelihood is Likelihood.MAYBE for other in others.values())
        other_days = _days_by_type(others, context, is_possible=is_possible)
        return verdict_text(
            context, quantity, "asked-other", past="false", possible=str(is_possible).lower(), other=other_days
        )
    return none_expected_text(context, quantity, max_probability)


def _days_by_type(by_day: Mapping[date, Precipitation], context: RenderContext, *, is_possible: bool) -> str:
    """Return each type of precipitation with its days: "snow: Sat 28, Sun 29"."""
    days: dict[str, list[str]] = {}
    for day, precipitation in by_day.items():
        excerpt = context.for_whole_day(day).excerpt
        condition = (
            prevailing_type(precipitation.steps) if precipitation.steps else excerpt.condition if excerpt else None
        )
        if condition is not None:
            words = _type_words(condition, context, is_possible=is_possible)
            days.setdefault(words, []).append(weekday_and_date(day, context.units))
    return "; ".join(f"{words}: {', '.join(labels)}" for words, labels in days.items())


def precipitation_words(context: RenderContext, excerpt: Excerpt) -> str:
    """Return the precipitation in *excerpt* in words, such as "rain 09:00–12:00" or "no rain or snow expected"."""
    precipitation = precipitation_in(excerpt, is_past=context.is_past)
    if precipitation.likelihood is not Likelihood.NO:
        return _precipitation_details(
            context, excerpt, precipitation, is_possible=precipitation.likelihood is Likelihood.MAYBE
        )
    likely = excerpt.probability
    percent = "none" if likely is None or context.is_past else context.units.percent(likely)
    return context.units.texts("asked-dry", past=str(context.is_past).lower(), percent=percent)


def temperature_and_wind(context: RenderContext, excerpt: Excerpt) -> str:
    """Return the temperature, the condition and the wind in one line; omit conditions such as rain."""
    degrees = temperature_words(excerpt.temperature, context.units)
    return capitalized(comma_separated([degrees, condition_and_wind(context, excerpt)]))


def condition_and_wind(context: RenderContext, excerpt: Excerpt) -> str:
    """Return the condition and the wind in words; omit conditions such as rain, which other lines describe."""
    is_named = excerpt.condition not in PRECIPITATION_TYPES
    condition = condition_words(excerpt.condition, context.units) if is_named else ""
    return comma_separated([condition, wind_words(excerpt, context.units)])


def _now_lines(context: RenderContext, quantity: Quantity) -> list[str]:
    """Return lines about the precipitation now or in the next HOURS_AHEAD hours."""
    report, ahead = context.data.report, next_hours_excerpt(context)
    present = [] if report is None else [present_weather_text(context, report)]
    if report is not None and report.condition in CONDITIONS_BY_TYPE[quantity]:
        return [_present_precipitation(context, quantity, report, ahead), *present]
    if ahead is None:
        return [verdict_text(context, quantity, "asked-not-now"), *present]
    precipitation = precipitation_in(ahead, CONDITIONS_BY_TYPE[quantity])
    if precipitation.likelihood is not Likelihood.NO:
        details = _precipitation_details(context, ahead, precipitation)
        # In the current step, *details* have no beginning, such as "rain until 06:00", so the text says "soon".
        key = "asked-soon" if precipitation.steps[0].start <= ahead.start else "asked-later"
        return [verdict_text(context, quantity, key, details=details), *present]
    is_dry = precipitation_in(ahead).likelihood is Likelihood.NO
    percent = context.units.percent(ahead.probability) if is_dry and ahead.probability is not None else "none"
    return [verdict_text(context, quantity, "asked-not-soon", hours=HOURS_AHEAD, percent=percent), *present]


def _present_precipitation(
    context: RenderContext, quantity: Quantity, report: Report, ahead: Excerpt | None
) -> str:
    """Return a line about the present precipitation, and about its end if *ahead*, the next hours, shows it."""
    line = verdict_text(
        context, quantity, "asked-now", kind="".join(phrases.condition_phrase(report, context.units))
    )
    spells = (
        group_into_spells(precipitation_in(ahead, CONDITIONS_BY_TYPE[quantity]).steps) if ahead is not None else []
    )
    if ahead is None or not spells or spells[0][0].start > ahead.start:
        return line
    end = spells[0][-1].end
    if end < ahead.end:
        time = context.units.time(end.astimezone(ahead.timezone))
        return context.units.texts("asked-until", line=line, time=time)
    return (
        line if has_long_break(spells[0]) else context.units.texts("asked-lasting", line=line, hours=HOURS_AHEAD)
    )


def present_weather_text(context: RenderContext, report: Report) -> str:
    """Return the current temperature, condition and wind in one line."""
    units = context.units
    return comma_separated(
        [
            *phrases.temperature_phrase(report, units),
            *phrases.condition_phrase(report, units),
            *phrases.wind_phrase(report, units),
        ]
    )


def next_hours_excerpt(context: RenderContext) -> Excerpt | None:
    """Return the forecast of the next HOURS_AHEAD hours; None if the place has no forecast."""
    if context.data.forecast is None:
        return None
    period = Period(PeriodKind.PART, context.period.dates, context.now, context.now + HOURS_AHEAD * HOUR)
    return excerpt_of(context.data.forecast, period, context.now)


def _precipitation_details(
    context: RenderContext, excerpt: Excerpt, precipitation: Precipitation, *, is_possible: bool = False
) -> str:
    """Return precipitation in words, with its hours, probability and amount.

    If *is_possible* is true, the words say that precipitation is only possible: "may rain", not "rain".
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
    """Yield a phrase for successive spells of the same type: "may rain until 02:00 and 13:00–18:00"."""

    def words_of_spell(steps: Sequence[Step]) -> str:
        return _type_words(prevailing_type(steps), context, is_possible=is_possible)

    for kind, spells in groupby(group_into_spells(precipitation.steps), words_of_spell):
        first, *others = spells
        hours = [
            spell_phrase(first, kind, excerpt, context),
            *(spell_phrase(steps, "", excerpt, context).strip() for steps in others),
        ]
        yield format_list(hours, locale=context.units.texts.language)


def _type_words(condition: Condition, context: RenderContext, *, is_possible: bool) -> str:
    """Return the words for a type of precipitation: "rain", or "may rain" if *is_possible* is true."""
    if is_possible:
        return context.units.texts(POSSIBLE_PRECIPITATION_TEXTS.get(condition, "push-may-fall"))
    return condition_words(condition, context.units)


def spell_phrase(steps: Sequence[Step], weather_name: str, excerpt: Excerpt, context: RenderContext) -> str:
    """Return *weather_name*, the name of the weather, with the hours of *steps*: "rain 09:00–12:00".

    Omit the hours if *steps* fill the period of *excerpt*, unless the period is a whole day.
    """
    start, end = steps[0].start, steps[-1].end
    if start <= excerpt.start and end >= excerpt.end and excerpt.day is None:
        return weather_name
    return with_hours(
        weather_name,
        start.astimezone(excerpt.timezone) if start > excerpt.start else None,
        end.astimezone(excerpt.timezone) if end < excerpt.end else None,
        context.units,
        is_rest_of_day=excerpt.start > context.period.start,
        has_breaks=has_long_break(steps),
    )


def none_expected_text(context: RenderContext, quantity: Quantity, probability: float | None) -> str:
    """Return a text such as "no rain expected (10 %)"; for a past period, "there was no rain"."""
    if context.is_past:
        return verdict_text(context, quantity, "asked-none")
    percent = "none" if probability is None else context.units.percent(probability)
    return verdict_text(context, quantity, "asked-no", percent=percent)
