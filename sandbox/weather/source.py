"""The weather that the sandbox's services report."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from sandbox.weather.cities import Point
from sandbox.weather.climate import Conditions, conditions, noise, quarter
from services.sun import daylight

HOUR = timedelta(hours=1)
HALF_A_DAY = timedelta(hours=12)
INLAND = (
    (46.5, 53.0, 8.0, 24.0),  # southern Germany, Austria, Czechia, Poland
    (47.5, 59.0, 25.0, 50.0),  # Belarus, Ukraine and Russia to the Volga
    (43.0, 62.0, 50.0, 130.0),  # the Urals, Kazakhstan, Siberia, Mongolia
    (33.0, 48.0, -117.0, -95.0),  # the American West and the Great Plains
    (16.0, 29.0, 0.0, 31.0),  # the Sahara
    (-30.0, -20.0, 120.0, 145.0),  # the interior of Australia
)
"""Rough boxes whose places have no sea: the lowest and highest latitude, and the lowest and highest longitude."""

EUROPE = (30, 72, -25, 45)
"""The lowest and highest latitude and longitude at which Open-Meteo knows the pollen."""
POLLEN_SEASONS = {
    "alder": (range(2, 5), 120),
    "birch": (range(4, 6), 600),
    "olive": (range(5, 7), 100),
    "grass": (range(5, 9), 60),
    "mugwort": (range(7, 10), 40),
    "ragweed": (range(8, 11), 40),
}
"""Maps a plant to its months, and to the grains per cubic metre on its worst days."""


@dataclass(frozen=True, slots=True)
class Air:
    """The air at one time: indices, micrograms per cubic metre, and grains of pollen per cubic metre.

    Pollen is None outside Europe and out of season.
    """

    european_aqi: int
    us_aqi: int
    pm2_5: float
    pm10: float
    ozone: float = 60.0
    nitrogen_dioxide: float = 8.0
    sulphur_dioxide: float = 3.0
    dust: float = 0.0
    uv_index: float = 0.0
    alder_pollen: float | None = None
    birch_pollen: float | None = None
    olive_pollen: float | None = None
    grass_pollen: float | None = None
    mugwort_pollen: float | None = None
    ragweed_pollen: float | None = None


@dataclass(frozen=True, slots=True)
class Water:
    """The sea at one time: °C and metres; None inland."""

    sea_surface_temperature: float | None
    wave_height: float | None


@dataclass(frozen=True, slots=True)
class Light:
    """Sunrise and sunset of one day.

    On a polar day, the two times are midnights; in a polar night, both are noon.
    """

    sunrise: datetime
    sunset: datetime


class Source(Protocol):
    """The weather at any place, which all services report."""

    def present(self, point: Point) -> Conditions:
        """Return the current weather."""

    def at(self, point: Point, at: datetime, period: timedelta = HOUR) -> Conditions:
        """Return the forecast for an aware time, with the precipitation of the period before it."""

    def light(self, point: Point, near: datetime) -> Light:
        """Return the sunrise and sunset around the noon nearest to a time."""

    def air(self, point: Point, at: datetime) -> Air:
        """Return the air at a time."""

    def water(self, point: Point, at: datetime) -> Water:
        """Return the sea at a time."""


class SampleWeather:
    """The plausible weather of `climate`, with plausible air and sea."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now

    def present(self, point: Point) -> Conditions:
        """Return the current weather."""
        return conditions(*point, self._now())

    def at(self, point: Point, at: datetime, period: timedelta = HOUR) -> Conditions:
        """Return the forecast for an aware time; it always comes true."""
        weather = conditions(*point, at)
        part = period / HOUR
        if part == 1:
            return weather
        return replace(
            weather,
            precipitation=part * weather.precipitation,
            rain=part * weather.rain,
            showers=part * weather.showers,
            snowfall=part * weather.snowfall,
        )

    def light(self, point: Point, near: datetime) -> Light:
        """Return sunrise and sunset."""
        light = daylight(*point, near)
        if light.is_polar:
            length = HALF_A_DAY if light.is_up else timedelta()
            return Light(light.noon - length, light.noon + length)
        return Light(light.sunrise or light.noon - HALF_A_DAY, light.sunset or light.noon + HALF_A_DAY)

    def air(self, point: Point, at: datetime) -> Air:
        """Return air whose quality is mostly good or fair."""
        fine = round(max(1.0, 14 + 12 * noise("dust", *point, _hours(at))), 1)
        return Air(
            european_aqi=round(2 * fine),
            us_aqi=round(3.4 * fine),
            pm2_5=fine,
            pm10=round(1.7 * fine, 1),
            ozone=round(60 + 20 * noise("ozone", *point, _hours(at)), 1),
            uv_index=conditions(*point, at).uv_index,
            **_pollen(point, at),
        )

    def water(self, point: Point, at: datetime) -> Water:
        """Return a sea whose temperature follows the latitude; the regions of INLAND have none."""
        latitude, longitude = point
        if any(low <= latitude <= high and west <= longitude <= east for low, high, west, east in INLAND):
            return Water(None, None)
        hours = _hours(at)
        return Water(
            sea_surface_temperature=round(
                max(-1.8, 28 - abs(latitude) / 2.5 + noise("current", *point, hours)), 1
            ),
            wave_height=round(max(0.1, 1 + noise("waves", *point, hours)), 2),
        )


def _pollen(point: Point, at: datetime) -> dict[str, float]:
    """Return the grains of pollen in Europe, a plausible number in the months of each plant."""
    if not (EUROPE[0] <= point[0] <= EUROPE[1] and EUROPE[2] <= point[1] <= EUROPE[3]):
        return {}
    return {
        f"{plant}_pollen": round(max(0.0, most * (0.5 + 0.5 * noise(plant, *point, _hours(at)))), 1)
        for plant, (months, most) in POLLEN_SEASONS.items()
        if at.month in months
    }


def _hours(at: datetime) -> float:
    return quarter(at).timestamp() / 3600
