"""Wind, pressure, humidity and ultraviolet light: the number first."""

from collections.abc import Callable, Mapping
from datetime import timedelta

from handlers.views import report as phrases
from handlers.views.asked.phrases import listed
from handlers.views.asked.sky import weather
from handlers.views.asked.times import clock
from handlers.views.asked.told import Told
from handlers.views.hazards import capital
from services.answers.excerpt import all_steps
from services.questions.periods import PeriodKind
from services.units import PressureLevel, rounded
from services.weather import Step

PRESSURES: Mapping[PressureLevel, Callable[[Step], float | None]] = {
    PressureLevel.PLACE: lambda step: step.surface_pressure,
    PressureLevel.SEA: lambda step: step.pressure,
}

TREND_HOURS = 6
"""Hours over which the pressure rises or falls."""

STEADY = 1.0
"""hPa by which it does not change."""

UV_SCALE = ((11, "uv-extreme"), (8, "uv-very-high"), (6, "uv-high"), (3, "uv-moderate"), (0, "uv-low"))
"""The index from which a word is used, as the WHO does."""

PROTECTION = 3
"""The index from which skin has to be protected."""


def wind(told: Told) -> list[str]:
    """Return how strong the wind is and where it comes from, and its gusts."""
    report, excerpt = told.data.report, told.excerpt
    if told.is_now and report is not None:
        parts = [*phrases.wind(report, told.units)]
        gust = report.wind_gust
        rest = [*phrases.temperature(report, told.units), *phrases.condition(report, told.units)]
    elif excerpt is not None and excerpt.wind_speed is not None:
        step = excerpt.windiest
        speed = told.units.wind(excerpt.wind_speed)
        parts = [*phrases.wind(step, told.units)] if step is not None else [told.units.texts("wind", speed=speed)]
        gust = excerpt.wind_gust
        rest = weather(told)[:1]
    else:
        return []
    if not parts:
        return []
    if gust is not None:
        parts.append(told.units.texts("gusts-up-to", speed=told.units.wind(gust)))
    return [f"💨 {capital(', '.join(parts))}", capital(", ".join(rest))]


def pressure(told: Told) -> list[str]:
    """Return the pressure, and whether it rises or falls."""
    report, excerpt, units = told.data.report, told.excerpt, told.units
    if told.is_now and report is not None:
        words = list(phrases.pressure(report, units))
        return [f"🧭 {capital(listed([*words, *_trend(told)]))}"] if words else []
    for level in sorted(PressureLevel, key=lambda level: level is not units.pressure_level):
        span = excerpt.span(PRESSURES[level]) if excerpt is not None else None
        if excerpt is None or span is None:
            continue
        words = [phrases.pressure_words(units.pressures(*span), level, units)]
        course = excerpt.first_and_last(PRESSURES[level])
        if course is not None and told.period.kind is not PeriodKind.HOUR:
            words.append(units.texts("trend", direction=_direction(course[1] - course[0])))
        return [f"🧭 {capital(listed(words))}"]
    return []


def humidity(told: Told) -> list[str]:
    """Return how humid the air is."""
    report, excerpt, units = told.data.report, told.excerpt, told.units
    if told.is_now and report is not None:
        if report.humidity is None:
            return []
        rest = [*phrases.temperature(report, units), *phrases.feels_like(report, units)]
        percent = units.percent(report.humidity)
        return [f"💧 {capital(units.texts('humidity', percent=percent))}", ", ".join(rest)]
    span = excerpt.span(lambda step: step.humidity) if excerpt is not None else None
    if span is None:
        return []
    return [f"💧 {capital(units.texts('humidity', percent=units.percents(*span)))}", *weather(told)[:1]]


def ultraviolet(told: Told) -> list[str]:
    """Return the highest UV index, when that is, and when skin needs protection."""
    excerpt, units = told.excerpt, told.units
    known = [step for step in _of_day(told) if step.uv_index is not None]
    if excerpt is None or not known:
        return []
    highest = max(known, key=lambda step: step.uv_index or 0.0)
    index = rounded(highest.uv_index or 0.0)
    word = units.texts(next(key for least, key in UV_SCALE if index >= least))
    if index and told.period.kind is not PeriodKind.HOUR:
        lines = [units.texts("asked-uv-at", index=index, word=word, time=clock(highest.start, told))]
    else:
        lines = [units.texts("asked-uv", index=index, word=word)]
    strong = [step for step in known if rounded(step.uv_index or 0.0) >= PROTECTION]
    if strong and not told.past:
        hours = {"start": clock(strong[0].start, told), "end": clock(strong[-1].end, told)}
        lines.append(units.texts("asked-uv-protect", **hours))
    return lines


def _of_day(told: Told) -> list[Step]:
    """Return the steps of the period, of a whole day also those that are over."""
    forecast = told.data.forecast
    if forecast is None:
        return []
    if told.period.kind is PeriodKind.DAY:
        return [step for step in all_steps(forecast) if told.period.start <= step.start < told.period.end]
    return list(told.excerpt.states) if told.excerpt is not None else []


def _trend(told: Told) -> list[str]:
    """Return how the pressure has changed, or is going to where that is not known."""
    forecast = told.data.forecast
    if forecast is None:
        return []
    near = {
        round((step.start - told.now) / timedelta(hours=1)): PRESSURES[told.units.pressure_level](step)
        for step in all_steps(forecast)
    }
    for first, last, key in ((-TREND_HOURS, 0, "trend-since"), (0, TREND_HOURS, "trend-until")):
        before, after = near.get(first), near.get(last)
        if before is None or after is None:
            continue
        direction = _direction(after - before)
        change = told.units.pressure_change(after - before)
        return [told.units.texts(key, direction=direction, change=change, hours=TREND_HOURS)]
    return []


def _direction(change: float) -> str:
    return "steady" if abs(change) < STEADY else "rising" if change > 0 else "falling"
