"""Answers to questions about sunshine and the phase of the moon."""

from collections.abc import Sequence
from datetime import datetime, time, tzinfo

from babel.lists import format_list

from handlers.texts import Texts
from handlers.views.asked.context import RenderContext
from handlers.views.asked.phrases import comma_separated, condition_words, temperature_words, wind_words
from handlers.views.asked.precipitation import precipitation_words, present_weather_text, spell_phrase
from handlers.views.asked.times import weekday_and_date
from handlers.views.hazards import capitalized
from services.answers.excerpt import Excerpt
from services.answers.precipitation import PRECIPITATION_TYPES
from services.moon import PHASES, MoonPhase, moon_of_day
from services.units import rounded
from services.weather import Condition, Step
from services.weather.hazards import group_into_spells

SUNNY_CONDITIONS = frozenset({Condition.CLEAR, Condition.MOSTLY_CLEAR})

MOON_EMOJI = dict(zip(PHASES, "🌑🌒🌓🌔🌕🌖🌗🌘", strict=True))
"""Maps a phase of the moon to its emoji."""

MIN_SUNNY_FRACTION = 0.5
"""Minimum fraction of the daylight with sunshine on a day that an answer calls sunny."""


def sunny_lines(context: RenderContext) -> list[str]:
    """Return a line that says whether and when the sun shines, and a line about rain and wind."""
    texts = context.units.texts
    if context.is_now:
        report = context.data.report
        if report is None or report.condition is None:
            return []
        is_sunny = report.condition in SUNNY_CONDITIONS
        key = "asked-sun-down" if report.is_day is False else "asked-sunny" if is_sunny else "asked-not-sunny"
        line = texts(key, condition=condition_words(report.condition, context.units))
        return [line, present_weather_text(context, report)]
    excerpt = context.excerpt
    if excerpt is None:
        return []
    return [
        comma_separated(
            [_sunny_verdict_text(context, excerpt), temperature_words(excerpt.temperature, context.units)]
        ),
        capitalized(comma_separated([precipitation_words(context, excerpt), wind_words(excerpt, context.units)])),
    ]


def _sunny_verdict_text(context: RenderContext, excerpt: Excerpt) -> str:
    texts = context.units.texts
    light = _daylight_steps(excerpt)
    condition = condition_words(excerpt.condition, context.units)
    if not light:
        is_sunny = excerpt.condition in SUNNY_CONDITIONS and not excerpt.steps
        return texts("asked-sunny" if is_sunny else "asked-sun-down", condition=condition)
    sunny = _sunny_steps(light)
    if len(sunny) == len(light):
        return texts("asked-sunny", condition=condition)
    if sunny:
        first, *others = group_into_spells(sunny)
        hours = [
            spell_phrase(first, texts("sunny"), excerpt, context),
            *(spell_phrase(spell, "", excerpt, context).strip() for spell in others),
        ]
        return texts("asked-sunny-at-times", details=format_list(hours, locale=texts.language))
    if any(step.condition is Condition.PARTLY_CLOUDY for step in light):
        return texts("asked-sun-and-clouds")
    if excerpt.condition in PRECIPITATION_TYPES:  # the answer names the precipitation below
        return texts("asked-no-sun")
    return texts("asked-not-sunny", condition=condition)


def sunny_days_text(context: RenderContext) -> str:
    """Return a line that names the sunny days of the period."""
    days: list[str] = []
    for day in context.period.dates:
        excerpt = context.for_whole_day(day).excerpt
        light = _daylight_steps(excerpt) if excerpt is not None else []
        if light and len(_sunny_steps(light)) >= MIN_SUNNY_FRACTION * len(light):
            days.append(weekday_and_date(day, context.units))
    texts = context.units.texts
    return texts("asked-sunny-days", days=", ".join(days)) if days else texts("asked-no-sunny-day")


def _daylight_steps(excerpt: Excerpt) -> list[Step]:
    return [step for step in excerpt.steps if step.is_day is not False and step.condition is not None]


def _sunny_steps(steps: Sequence[Step]) -> list[Step]:
    return [step for step in steps if step.condition in SUNNY_CONDITIONS]


def moon_lines(context: RenderContext) -> list[str]:
    """Return lines about the moon on the day of the question: its phase, and the next new and full moon."""
    midnight = datetime.combine(context.period.dates[0], time(0), context.data.timezone)
    return moon_lines_of_day(midnight, context.data.timezone, context.units.texts)


def moon_lines_of_day(midnight: datetime, timezone: tzinfo, texts: Texts) -> list[str]:
    """Return a line with the phase of the moon on a day, and a line with the next new and full moon.

    The day begins at *midnight*. The dates are in *timezone*.
    """
    moon = moon_of_day(midnight)
    percent = rounded(moon.illuminated)
    coming = sorted([(moon.next_full, "moon-next-full"), (moon.next_new, "moon-next-new")])
    dates = [texts(key, date=texts.date(at.astimezone(timezone).date(), "d MMMM")) for at, key in coming]
    return [
        texts("asked-moon", emoji=MOON_EMOJI[moon.phase], phase=_phase_words(moon.phase, texts), percent=percent),
        capitalized(comma_separated(dates)),
    ]


def _phase_words(phase: MoonPhase, texts: Texts) -> str:
    return texts(f"moon-{phase}")
