"""Precipitation that a test or a person adds to the weather of a source."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sandbox.weather.cities import Point
from sandbox.weather.climate import Conditions
from sandbox.weather.source import HOUR, Air, Light, Source, Water

CODES = {"rain": 63, "snow": 73, "freezing-rain": 67, "thunderstorm": 95}
"""The WMO code of each kind of precipitation that can be added."""
PROBABILITY = 90
RADIUS = 0.1
"""Degrees of latitude and longitude around its centre within which a shower falls."""
SNOW_CM_PER_MM = 0.7
FREEZING_DEGREES = -1.0


@dataclass(frozen=True)
class Shower:
    """Precipitation of one kind from `start` to `end`, in mm of water an hour; everywhere if `centre` is None."""

    kind: str
    start: datetime
    end: datetime
    rate: float
    centre: Point | None = None

    def amount(self, point: Point, start: datetime, end: datetime) -> float:
        """Return the millimetres that fall at `point` between two times."""
        if self.centre is not None and any(abs(a - b) > RADIUS for a, b in zip(self.centre, point, strict=True)):
            return 0.0
        overlap = min(end, self.end) - max(start, self.start)
        return max(0.0, self.rate * (overlap / HOUR))


class Showers:
    """The weather of another source, with showers that are added while the server runs."""

    def __init__(self, source: Source, now: Callable[[], datetime]) -> None:
        self._source = source
        self._now = now
        self.added: list[Shower] = []

    def present(self, point: Point) -> Conditions:
        """Return the current weather; a shower that falls now has fallen for the whole hour before."""
        now = self._now()
        weather = self._source.present(point)
        for shower in self.added:
            if shower.amount(point, now, now + timedelta(seconds=1)):
                weather = _wet(weather, shower.kind, shower.rate)
        return weather

    def at(self, point: Point, at: datetime, period: timedelta = HOUR) -> Conditions:
        """Return the forecast of the source with the showers of the period before `at`."""
        weather = self._source.at(point, at, period)
        for shower in self.added:
            if amount := shower.amount(point, at - period, at):
                weather = _wet(weather, shower.kind, amount)
        return weather

    def light(self, point: Point, near: datetime) -> Light:
        """Return sunrise and sunset of the source."""
        return self._source.light(point, near)

    def air(self, point: Point, at: datetime) -> Air:
        """Return the air of the source."""
        return self._source.air(point, at)

    def water(self, point: Point, at: datetime) -> Water:
        """Return the sea of the source."""
        return self._source.water(point, at)


def _wet(weather: Conditions, kind: str, amount: float) -> Conditions:
    is_snow = kind == "snow"
    degrees = min(weather.temperature, FREEZING_DEGREES) if is_snow or "freezing" in kind else weather.temperature
    return replace(
        weather,
        temperature=degrees,
        precipitation=weather.precipitation + amount,
        rain=weather.rain + (0.0 if is_snow else amount),
        snowfall=weather.snowfall + (amount * SNOW_CM_PER_MM if is_snow else 0.0),
        weather_code=CODES[kind],
        precipitation_probability=max(PROBABILITY, weather.precipitation_probability),
    )
