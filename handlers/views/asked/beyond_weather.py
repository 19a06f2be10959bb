"""The air that is breathed, the sea, and the sun."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import TypeVar

from handlers.views.asked.phrases import listed
from handlers.views.asked.times import clock
from handlers.views.asked.told import Told
from handlers.views.forecast import POLAR
from handlers.views.hazards import capital
from services.answers.excerpt import Span, span_of
from services.questions.periods import PeriodKind
from services.sun import daylight
from services.units import rounded
from services.weather import Polar
from services.weather.air import AirHour, SeaHour

Hour = TypeVar("Hour", AirHour, SeaHour)

EUROPEAN_SCALE = (
    (100, "air-extremely-poor"),
    (80, "air-very-poor"),
    (60, "air-poor"),
    (40, "air-moderate"),
    (20, "air-fair"),
    (0, "air-good"),
)
"""The index above which a word is used, as the European Environment Agency does."""


def air(told: Told) -> list[str]:
    """Return the index of the air's quality in a word and a number, and the dust in it."""
    units = told.units
    hours = _hours(told, told.data.air.hours if told.data.air is not None else ())
    european = span_of(hour.european_index for hour in hours)
    american = span_of(hour.us_index for hour in hours)
    if european is None and american is None:
        return []
    if european is not None:
        index = rounded(european[1])
        word = units.texts(next((key for above, key in EUROPEAN_SCALE if index > above), "air-good"))
        first = units.texts("asked-air", word=word, index=index)
        if american is not None:
            first = units.texts("asked-air-us-too", air=first, index=rounded(american[1]))
    else:
        first = units.texts("asked-air-us", index=rounded(american[1] if american is not None else 0))
    dust = [
        units.texts(key, amount=rounded(amount[1]))
        for key, amount in (
            ("asked-pm2-5", span_of(hour.pm2_5 for hour in hours)),
            ("asked-pm10", span_of(hour.pm10 for hour in hours)),
        )
        if amount is not None
    ]
    return [first, ", ".join(dust)]


def pollen(told: Told) -> list[str]:
    """Return that the pollen is not known, and the quality of the air."""
    first, *rest = air(told) or [""]
    no_pollen = told.units.texts("asked-no-pollen")
    return [" ".join(part for part in (no_pollen, first) if part), *rest]


def water(told: Told) -> list[str]:
    """Return the temperature of the sea, from a model, and its waves."""
    sea, units = told.data.sea, told.units
    if sea is None or not any(hour.temperature is not None for hour in sea.hours):
        return [units.texts("asked-no-sea")]
    hours = _hours(told, sea.hours)
    degrees = span_of(hour.temperature for hour in hours)
    if degrees is None:
        return []
    waves: Span | None = span_of(hour.wave_height for hour in hours)
    line = units.texts("asked-sea", temperature=units.temperatures(*degrees))
    if waves is not None:
        line += ", " + units.texts("asked-waves", height=units.wave_height(waves[1]))
    return [line]


def sun(told: Told) -> list[str]:
    """Return when the sun rises and sets, or that it does neither."""
    return _sun(told, sets_first=False)


def sunset(told: Told) -> list[str]:
    """Return when the sun sets and rises, or that it does neither."""
    return _sun(told, sets_first=True)


def _sun(told: Told, *, sets_first: bool) -> list[str]:
    units, day = told.units, told.period.dates[0]
    noon = datetime.combine(day, time(12), told.data.timezone)
    light = daylight(told.place.latitude, told.place.longitude, near=noon)
    if light.polar:
        polar = Polar.DAY if light.is_up else Polar.NIGHT
        lines = [units.texts("asked-polar", polar=units.texts(POLAR[polar]), kind=polar.value)]
    else:
        rise = [units.texts("asked-sunrise", time=_minute(light.sunrise, told))] if light.sunrise else []
        down = [units.texts("asked-sunset", time=_minute(light.sunset, told))] if light.sunset else []
        lines = [f"🌇 {capital(listed([*down, *rise]))}" if sets_first else f"☀️ {capital(listed([*rise, *down]))}"]
    if light.dawn is not None and light.dusk is not None:
        lines.append(units.texts("asked-twilight", dawn=_minute(light.dawn, told), dusk=_minute(light.dusk, told)))
    return lines


def _minute(moment: datetime, told: Told) -> str:
    return clock(moment + timedelta(seconds=30), told)


def _hours(told: Told, hours: Sequence[Hour]) -> Sequence[Hour]:
    """Return the hours of the period, of the present the one that is under way."""
    period = told.period
    if period.kind is PeriodKind.NOW:
        return hours[:1]
    return [hour for hour in hours if period.start <= hour.start < period.end]
