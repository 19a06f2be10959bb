"""Lines that answer questions about wind, pressure, humidity and the UV index."""

from collections.abc import Callable, Mapping
from datetime import timedelta

from handlers.views import report as phrases
from handlers.views.air import uv_word
from handlers.views.asked.context import RenderContext
from handlers.views.asked.limits import wind_verdict, with_verdict
from handlers.views.asked.phrases import comma_separated
from handlers.views.asked.sky import weather_lines
from handlers.views.asked.times import local_time
from handlers.views.hazards import capitalized
from services.answers.excerpt import past_and_future_steps
from services.questions.periods import PeriodKind
from services.units import PressureLevel, rounded
from services.weather import Step

PRESSURE_AT_LEVEL: Mapping[PressureLevel, Callable[[Step], float | None]] = {
    PressureLevel.PLACE: lambda step: step.surface_pressure,
    PressureLevel.SEA: lambda step: step.pressure,
}

"""Maps a pressure level to a function that returns the pressure of a step at this level, in hPa."""

PRESSURE_TREND_HOURS = 6
"""Number of hours over which the change of the pressure is shown."""

MIN_PRESSURE_CHANGE = 1.0
"""Minimum change, in hPa, at which the pressure is called rising or falling."""

MIN_SUN_PROTECTION_INDEX = 3
"""Minimum UV index at which the WHO recommends sun protection."""


def wind_lines(context: RenderContext) -> list[str]:
    """Return a line with the wind and gusts, and a line with the temperature and the condition."""
    report, excerpt = context.data.report, context.excerpt
    if context.is_now and report is not None:
        parts = [*phrases.wind_phrase(report, context.units)]
        speed, gust = report.wind_speed, report.wind_gust
        rest = [
            *phrases.temperature_phrase(report, context.units),
            *phrases.condition_phrase(report, context.units),
        ]
    elif excerpt is not None and excerpt.wind_speed is not None:
        step = excerpt.windiest_step
        speed = excerpt.wind_speed
        parts = (
            [*phrases.wind_phrase(step, context.units)]
            if step is not None
            else [context.units.texts("wind", speed=context.units.wind(speed))]
        )
        gust = excerpt.wind_gust
        rest = weather_lines(context)[:1]
    else:
        return []
    if not parts:
        return []
    if gust is not None:
        parts.append(context.units.texts("gusts-up-to", speed=context.units.wind(gust)))
    verdict = wind_verdict(context, speed, gust) if speed is not None else None
    line = capitalized(with_verdict(", ".join(parts), verdict, context))
    return [f"💨 {line}", capitalized(", ".join(rest))]


def pressure_lines(context: RenderContext) -> list[str]:
    """Return a line with the pressure, and with its trend: rising, falling or steady."""
    report, excerpt, units = context.data.report, context.excerpt, context.units
    if context.is_now and report is not None:
        words = list(phrases.pressure_phrase(report, units))
        return [f"🧭 {capitalized(comma_separated([*words, *_pressure_trend_phrases(context)]))}"] if words else []
    for level in sorted(PressureLevel, key=lambda level: level is not units.pressure_level):
        span = excerpt.lowest_and_highest_value(PRESSURE_AT_LEVEL[level]) if excerpt is not None else None
        if excerpt is None or span is None:
            continue
        words = [phrases.pressure_words(units.pressure_range(*span), level, units)]
        course = excerpt.first_and_last_value(PRESSURE_AT_LEVEL[level])
        if course is not None and context.period.kind is not PeriodKind.HOUR:
            words.append(units.texts("trend", direction=_pressure_direction(course[1] - course[0])))
        return [f"🧭 {capitalized(comma_separated(words))}"]
    return []


def humidity_lines(context: RenderContext) -> list[str]:
    """Return a line with the humidity, and a line with the temperature now or with the weather of the period."""
    report, excerpt, units = context.data.report, context.excerpt, context.units
    if context.is_now and report is not None:
        if report.humidity is None:
            return []
        rest = [*phrases.temperature_phrase(report, units), *phrases.feels_like_phrase(report, units)]
        percent = units.percent(report.humidity)
        return [f"💧 {capitalized(units.texts('humidity', percent=percent))}", ", ".join(rest)]
    span = excerpt.lowest_and_highest_value(lambda step: step.humidity) if excerpt is not None else None
    if span is None:
        return []
    return [
        f"💧 {capitalized(units.texts('humidity', percent=units.percent_range(*span)))}",
        *weather_lines(context)[:1],
    ]


def uv_lines(context: RenderContext) -> list[str]:
    """Return a line with the highest UV index and its time, and a line with the hours that need sun protection."""
    excerpt, units = context.excerpt, context.units
    known = [step for step in _uv_steps(context) if step.uv_index is not None]
    if excerpt is None or not known:
        return []
    highest = max(known, key=lambda step: step.uv_index or 0.0)
    index = rounded(highest.uv_index or 0.0)
    word = uv_word(index, units)
    if index and context.period.kind is not PeriodKind.HOUR:
        lines = [units.texts("asked-uv-at", index=index, word=word, time=local_time(highest.start, context))]
    else:
        lines = [units.texts("asked-uv", index=index, word=word)]
    strong = [step for step in known if rounded(step.uv_index or 0.0) >= MIN_SUN_PROTECTION_INDEX]
    if strong and not context.is_past:
        hours = {"start": local_time(strong[0].start, context), "end": local_time(strong[-1].end, context)}
        lines.append(units.texts("asked-uv-protect", **hours))
    return lines


def _uv_steps(context: RenderContext) -> list[Step]:
    """Return the steps in the period of the question; for a whole day, also the past ones."""
    forecast = context.data.forecast
    if forecast is None:
        return []
    if context.period.kind is PeriodKind.DAY:
        return [
            step
            for step in past_and_future_steps(forecast)
            if context.period.start <= step.start < context.period.end
        ]
    return list(context.excerpt.states) if context.excerpt is not None else []


def _pressure_trend_phrases(context: RenderContext) -> list[str]:
    """Return a list with a phrase about the change of the pressure in the last PRESSURE_TREND_HOURS hours.

    If the past pressure is unknown, the phrase is about the next PRESSURE_TREND_HOURS hours. The list is empty if
    the coming pressure is unknown too.
    """
    forecast = context.data.forecast
    if forecast is None:
        return []
    near = {
        round((step.start - context.now) / timedelta(hours=1)): PRESSURE_AT_LEVEL[context.units.pressure_level](
            step
        )
        for step in past_and_future_steps(forecast)
    }
    for first, last, key in ((-PRESSURE_TREND_HOURS, 0, "trend-since"), (0, PRESSURE_TREND_HOURS, "trend-until")):
        before, after = near.get(first), near.get(last)
        if before is None or after is None:
            continue
        direction = _pressure_direction(after - before)
        change = context.units.pressure_change(after - before)
        return [context.units.texts(key, direction=direction, change=change, hours=PRESSURE_TREND_HOURS)]
    return []


def _pressure_direction(change: float) -> str:
    return "steady" if abs(change) < MIN_PRESSURE_CHANGE else "rising" if change > 0 else "falling"
