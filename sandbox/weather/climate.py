"""Plausible invented weather for any place and time.

The weather follows the season, the latitude and the time of day. The weather changes slowly in time and space. The
functions are pure: the same place and time always have the same weather.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, lru_cache, partial
from math import cos, exp, inf, pi, radians, sin
from random import Random

from services.sun import is_sun_up, sun_altitude

STEP_SECONDS = 900
WAVES_HOURS = (31, 53, 97, 171)

SKY_CODES = {11: 0, 51: 1, 85: 2, inf: 3}
"""The WMO code of a dry sky, by an upper bound of the cloud cover in per cent."""
PRECIPITATION_CODES = {
    "rain": {0.3: 51, 1.5: 61, 4: 63, inf: 65},
    "shower": {1: 80, 2.5: 81, inf: 82},
    "snow": {1: 71, 2.5: 73, inf: 75},
    "thunderstorm": {inf: 95},
}
"""The WMO code of precipitation, by its kind and an upper bound in millimetres an hour."""
FOG_CODE = 45
MAX_VISIBILITY = 24_140
"""The highest visibility, in metres: 15 miles, the maximum that many stations report."""


@dataclass(frozen=True, slots=True)
class Conditions:
    """The weather at one time: °C, %, hPa, m/s, degrees, metres, and the precipitation of the hour before."""

    temperature: float
    apparent_temperature: float
    humidity: int
    pressure: float
    """Air pressure at sea level, in hPa."""
    surface_pressure: float
    cloud_cover: int
    precipitation: float
    """Precipitation in millimetres of water: the sum of rain, showers and melted snow."""
    rain: float
    showers: float
    snowfall: float
    """Depth of the fresh snow, in centimetres."""
    precipitation_probability: int
    weather_code: int
    """A code of WMO table 4677 that Open-Meteo uses."""
    wind_speed: float
    wind_gusts: float
    wind_direction: int
    visibility: int
    is_day: bool
    uv_index: float


def quarter(at: datetime) -> datetime:
    """Return the start of the quarter of an hour that contains the aware time `at`.

    Observations are made once in each quarter of an hour.
    """
    return datetime.fromtimestamp(at.timestamp() // STEP_SECONDS * STEP_SECONDS, UTC)


def conditions(latitude: float, longitude: float, at: datetime) -> Conditions:
    """Return the weather at a place in the quarter of an hour that contains `at`."""
    return _conditions(latitude, longitude, quarter(at))


@lru_cache(maxsize=50_000)
def _conditions(latitude: float, longitude: float, at: datetime) -> Conditions:
    hours = at.timestamp() / 3600
    drift = partial(noise, latitude=latitude, longitude=longitude, hours=hours)

    cloud = round(_clamp(55 + 55 * drift("cloud"), 0, 100))
    wet = drift("wet")
    temperature = round(_temperature(latitude, longitude, hours, cloud) + 5 * drift("warmth"), 1)
    wind = round(max(0.3, 4.5 + 3.5 * drift("wind")), 1)
    fall = round(3 * (wet - 0.2) ** 1.5, 1) if cloud >= 70 and wet > 0.2 else 0.0
    humidity = round(_clamp(72 + 18 * wet - temperature / 4, 85 if fall else 20, 100))
    pressure = round(1013 + 12 * drift("pressure") - 4 * wet, 1)

    kind = _precipitation_kind(temperature, cloud, fall)
    code = (
        _value_below(fall, PRECIPITATION_CODES[kind])
        if fall
        else FOG_CODE
        if humidity >= 90 and wind < 2
        else _value_below(cloud, SKY_CODES)
    )
    return Conditions(
        temperature=temperature,
        apparent_temperature=_apparent(temperature, humidity, wind),
        humidity=humidity,
        pressure=pressure,
        surface_pressure=round(pressure * (1 - 2.25577e-5 * elevation(latitude, longitude)) ** 5.2559, 1),
        cloud_cover=cloud,
        precipitation=fall,
        rain=fall if kind == "rain" else 0.0,
        showers=fall if kind in {"shower", "thunderstorm"} else 0.0,
        snowfall=round(fall * 0.7, 2) if kind == "snow" else 0.0,
        precipitation_probability=round(_clamp(45 + 50 * min(wet - 0.2, (cloud - 70) / 50), 0, 100)),
        weather_code=code,
        wind_speed=wind,
        wind_gusts=round(wind * (1.6 + 0.2 * drift("gust")), 1),
        wind_direction=round(220 + 120 * drift("direction")) % 360,
        visibility=_visibility(code, fall),
        is_day=is_sun_up(latitude, longitude, at),
        uv_index=_uv_index(latitude, longitude, at, cloud),
    )


def elevation(latitude: float, longitude: float) -> float:
    """Return the height of the ground in metres."""
    return round(120 + 60 * noise("ground", latitude, longitude, 0))


def _temperature(latitude: float, longitude: float, hours: float, cloud: int) -> float:
    """Return the temperature in °C for the latitude, the season, the time of day and the cloud cover."""
    phi = radians(latitude)
    warmth = -20 + 48 * cos(phi)
    # 20 July is the warmest day in the north, and the coldest day in the south.
    season = 16 * sin(phi) * cos(2 * pi * (hours / 24 - 200) / 365.25)
    solar_hours = hours + longitude / 15
    time_of_day = 6 * cos(phi) * (1 - 0.006 * cloud) * cos(2 * pi * (solar_hours - 15) / 24)
    return warmth + season + time_of_day


def _apparent(temperature: float, humidity: int, wind: float) -> float:
    """Return Steadman's apparent temperature in °C, without the effect of the sun."""
    vapour = humidity / 100 * 6.105 * exp(17.27 * temperature / (237.7 + temperature))
    return round(temperature + 0.33 * vapour - 0.7 * wind - 4, 1)


def _precipitation_kind(temperature: float, cloud: int, fall: float) -> str:
    if temperature < 0.5:
        return "snow"
    if temperature > 16 and fall > 2.5:
        return "thunderstorm"
    return "shower" if temperature > 15 and cloud < 90 else "rain"


def _uv_index(latitude: float, longitude: float, at: datetime, cloud: int) -> float:
    """Return the UV index for the height of the sun and the cloud cover."""
    height = max(0.0, sin(sun_altitude(latitude, longitude, at)))
    return round(12 * float(height**1.3) * (1 - 0.006 * cloud), 2)


def _visibility(code: int, fall: float) -> int:
    if code == FOG_CODE:
        return 400
    return round(MAX_VISIBILITY / (1 + fall)) if fall else MAX_VISIBILITY


def _value_below(value: float, below: dict[float, int]) -> int:
    return next(code for limit, code in below.items() if value < limit)


def _clamp(value: float, low: float, high: float) -> float:
    return max(low, min(high, value))


def noise(name: str, latitude: float, longitude: float, hours: float) -> float:
    """Return a number, mostly within −1…1, that changes over days and over hundreds of kilometres."""
    phi, east = radians(latitude), radians(longitude)
    waves = (sin(2 * pi * hours / period + a * phi + b * east + c) for period, a, b, c in _waves(name))
    return sum(waves) / 2


@cache
def _waves(name: str) -> list[tuple[int, int, int, float]]:
    """Return random waves: the period in hours, the waves around a meridian and around a parallel, the phase.

    Whole numbers of waves around the globe avoid a jump at longitude 180°.
    """
    random = Random(name)
    return [
        (period, random.randint(4, 12), random.choice((-1, 1)) * random.randint(4, 12), random.uniform(0, 2 * pi))
        for period in WAVES_HOURS
    ]
