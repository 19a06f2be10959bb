"""Answers to questions about rain and snow: whether, when, how likely and how much."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from babel.lists import format_list

from handlers.views import report as phrases
from handlers.views.asked.context import RenderContext
from handlers.views.asked.phrases import comma_separated, condition_words, temperature_words, wind_words
from handlers.views.hazards import capitalized, with_hours
from handlers.views.outlook import POSSIBLE_TEXTS
from handlers.views.units import day_label
from services.answers.excerpt import Excerpt, excerpt_of
from services.answers.falls import FROZEN, LIQUID, PRECIPITATION, Falls, Verdict, falls_of, prevailing
from services.questions.periods import HOUR, Period, PeriodKind
from services.weather import Condition, Report, Step
from services.weather.hazards import is_broken, spells

HOURS_AHEAD = 12
"""Number of coming hours that an answer about the present includes."""


@dataclass(frozen=True)
class PrecipitationTexts:
    """A type of precipitation, rain or snow, and the keys of the texts about it."""

    conditions: frozenset[Condition]
    """The weather conditions that count as this type."""
    verdicts: Mapping[Verdict, str]
    none: str
    """The key for a past period without this type of precipitation."""
    now: str
    not_now: str
    not_soon: str
    """The key for no precipitation of this type, neither now nor in the next HOURS_AHEAD hours."""
    later: str
    """The key for precipitation of this type in the next HOURS_AHEAD hours, but not now."""
    other: str
    """The key for precipitation of another type only."""


RAIN_TEXTS = PrecipitationTexts(
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
SNOW_TEXTS = PrecipitationTexts(
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


def rain(context: RenderContext) -> list[str]:
    """Render whether it rains, with the temperature and the wind."""
    return _lines(context, RAIN_TEXTS)


def snow(context: RenderContext) -> list[str]:
    """Render whether it snows, with the temperature and the wind."""
    return _lines(context, SNOW_TEXTS)


def wet_days(context: RenderContext, keys: PrecipitationTexts) -> str:
    """Return a line with the days of the period that have precipitation of the type of *keys*.

    Only the days with the highest certainty are named.
    """
    days: dict[Verdict, list[str]] = {}
    max_probability: float | None = None
    for day in context.period.dates:
        excerpt = context.on_day(day).excerpt
        if excerpt is None:
            continue
        falls = falls_of(excerpt, keys.conditions)
        days.setdefault(falls.verdict, []).append(day_label(day, context.units.texts))
        if excerpt.probability is not None and falls_of(excerpt).verdict is Verdict.NO:
            max_probability = max(max_probability or 0.0, excerpt.probability)
    for verdict in (Verdict.YES, Verdict.LIKELY, Verdict.MAYBE):
        if verdict in days:
            return context.units.texts(keys.verdicts[verdict], details=", ".join(days[verdict]))
    return _none_expected(context, keys, max_probability)


def precipitation_words(context: RenderContext, excerpt: Excerpt) -> str:
    """Return the precipitation of the period in words, or a phrase such as "no rain or snow expected"."""
    falls = falls_of(excerpt, past=context.is_past)
    if falls.verdict is not Verdict.NO:
        return _precipitation_details(context, excerpt, falls, is_possible=falls.verdict is Verdict.MAYBE)
    likely = excerpt.probability
    percent = "none" if likely is None or context.is_past else context.units.percent(likely)
    return context.units.texts("asked-dry", past=str(context.is_past).lower(), percent=percent)


def _lines(context: RenderContext, keys: PrecipitationTexts) -> list[str]:
    if context.is_now:
        return _now_lines(context, keys)
    excerpt = context.excerpt
    if excerpt is None:
        return []
    falls = falls_of(excerpt, keys.conditions, past=context.is_past)
    if falls.verdict is not Verdict.NO:
        line = context.units.texts(
            keys.verdicts[falls.verdict], details=_precipitation_details(context, excerpt, falls)
        )
    elif falls_of(excerpt, past=context.is_past).verdict is not Verdict.NO:
        line = context.units.texts(
            keys.other, past=str(context.is_past).lower(), other=precipitation_words(context, excerpt)
        )
    else:
        line = _none_expected(context, keys, excerpt.probability)
    return [line, _temperature_and_wind(context, excerpt)]


def _temperature_and_wind(context: RenderContext, excerpt: Excerpt) -> str:
    """Return the temperature, the wind, and a condition without precipitation."""
    parts = [temperature_words(excerpt.temperature, context.units)]
    if excerpt.condition not in PRECIPITATION:
        parts.append(condition_words(excerpt.condition, context.units))
    return capitalized(comma_separated([*parts, wind_words(excerpt, context.units)]))


def _now_lines(context: RenderContext, keys: PrecipitationTexts) -> list[str]:
    """Return whether there is precipitation now or in the next HOURS_AHEAD hours."""
    report, ahead = context.facts.report, _next_hours(context)
    present = [] if report is None else [_present_weather(context, report)]
    if report is not None and report.condition in keys.conditions:
        return [_present_precipitation(context, keys, report, ahead), *present]
    texts = context.units.texts
    if ahead is None:
        return [texts(keys.not_now), *present]
    falls = falls_of(ahead, keys.conditions)
    if falls.verdict is not Verdict.NO:
        return [texts(keys.later, details=_precipitation_details(context, ahead, falls)), *present]
    is_dry = falls_of(ahead).verdict is Verdict.NO
    percent = context.units.percent(ahead.probability) if is_dry and ahead.probability is not None else "none"
    return [texts(keys.not_soon, hours=HOURS_AHEAD, percent=percent), *present]


def _present_precipitation(
    context: RenderContext, keys: PrecipitationTexts, report: Report, ahead: Excerpt | None
) -> str:
    """Return the present precipitation and, if known, the time of its end within the hours *ahead*."""
    line = context.units.texts(keys.now, kind="".join(phrases.condition(report, context.units)))
    runs = spells(falls_of(ahead, keys.conditions).steps) if ahead is not None else []
    if ahead is not None and runs and runs[0][0].start <= ahead.start and runs[0][-1].end < ahead.end:
        end = runs[0][-1].end.astimezone(ahead.timezone)
        return context.units.texts("asked-until", line=line, time=context.units.time(end))
    return line


def _present_weather(context: RenderContext, report: Report) -> str:
    units = context.units
    return comma_separated(
        [*phrases.temperature(report, units), *phrases.condition(report, units), *phrases.wind(report, units)]
    )


def _next_hours(context: RenderContext) -> Excerpt | None:
    if context.facts.forecast is None:
        return None
    period = Period(PeriodKind.PART, context.period.dates, context.now, context.now + HOURS_AHEAD * HOUR)
    return excerpt_of(context.facts.forecast, period, context.now)


def _precipitation_details(
    context: RenderContext, excerpt: Excerpt, falls: Falls, *, is_possible: bool = False
) -> str:
    """Return the precipitation with its hours, probability and amount.

    *is_possible* selects phrases such as "may rain".
    """
    parts = list(_spell_phrases(excerpt, falls, context, is_possible=is_possible))
    if not parts:
        parts = [condition_words(excerpt.condition, context.units)]
    if not context.is_past and falls.probability is not None:
        parts.append(context.units.percent(falls.probability))
    if falls.amount is not None and context.units.shows_precipitation(falls.amount):
        written = context.units.expected_precipitation(falls.amount)
        parts.append(written if context.is_past else context.units.texts("asked-about", amount=written))
    return comma_separated(parts)


def _spell_phrases(excerpt: Excerpt, falls: Falls, context: RenderContext, *, is_possible: bool) -> Iterator[str]:
    """Yield each type of precipitation with its hours: "may rain until 02:00 and 13:00–18:00"."""

    def kind_of_run(steps: Sequence[Step]) -> str:
        condition = prevailing(steps)
        possible = context.units.texts(POSSIBLE_TEXTS.get(condition, "push-may-fall"))
        return possible if is_possible else condition_words(condition, context.units)

    for kind, runs in groupby(spells(falls.steps), kind_of_run):
        first, *others = runs
        hours = [
            _spell_phrase(first, kind, excerpt, context),
            *(_spell_phrase(steps, "", excerpt, context).strip() for steps in others),
        ]
        yield format_list(hours, locale=context.units.texts.language)


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
        broken=is_broken(steps),
    )


def _none_expected(context: RenderContext, keys: PrecipitationTexts, probability: float | None) -> str:
    if context.is_past:
        return context.units.texts(keys.none)
    percent = "none" if probability is None else context.units.percent(probability)
    return context.units.texts(keys.verdicts[Verdict.NO], percent=percent)
