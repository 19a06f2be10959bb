"""The variables and units of Open-Meteo that the sandbox knows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import atan2, cos, degrees, radians, sin
from operator import attrgetter
from typing import Any

from sandbox.weather.climate import Conditions


@dataclass(frozen=True)
class Scale:
    """A unit, the conversion from the climate's unit, and the number of digits; None rounds to a whole number."""

    unit: str
    factor: float = 1
    offset: float = 0
    digits: int | None = 1

    def __call__(self, value: float) -> float:
        """Convert a number from the unit of the climate to the unit of the variable."""
        return round(value * self.factor + self.offset, self.digits)


@dataclass(frozen=True)
class Variable:
    """A named value of some hours: one hour for `current` and `hourly`, all hours of a day for `daily`."""

    quantity: str
    """The measured quantity; the scale of a value is found by it."""
    of: Callable[[Sequence[Any]], float | None]


UNITS = {  # keys: parameter, value, quantity; the first value of a parameter is the default
    "temperature_unit": {
        "celsius": {"temperature": Scale("°C")},
        "fahrenheit": {"temperature": Scale("°F", 1.8, 32)},
    },
    "wind_speed_unit": {
        "kmh": {"wind": Scale("km/h", 3.6)},
        "ms": {"wind": Scale("m/s", digits=2)},
        "mph": {"wind": Scale("mp/h", 2.23694)},
        "kn": {"wind": Scale("kn", 1.943844)},
    },
    "precipitation_unit": {
        "mm": {"water": Scale("mm", digits=2), "snow": Scale("cm", digits=2), "distance": Scale("m")},
        "inch": {
            "water": Scale("inch", 1 / 25.4, digits=3),
            "snow": Scale("inch", 1 / 2.54, digits=3),
            "distance": Scale("ft", 3.28084),
        },
    },
}
FIXED_UNITS = {
    "angle": Scale("°", digits=None),
    "code": Scale("wmo code", digits=None),
    "flag": Scale("", digits=None),
    "percent": Scale("%", digits=None),
    "pressure": Scale("hPa"),
    "uv": Scale("", digits=2),
    "european_aqi": Scale("EAQI", digits=None),
    "us_aqi": Scale("USAQI", digits=None),
    "dust": Scale("μg/m³"),
    "pollen": Scale("grains/m³"),
    "height": Scale("m", digits=2),
}


def _of_one_hour(quantity: str, attribute: str) -> Variable:
    read = attrgetter(attribute)

    def of(hours: Sequence[Any]) -> float | None:
        value = read(hours[0])
        return None if value is None else float(value)

    return Variable(quantity, of)


def _combined(combine: Callable[[list[float]], float], quantity: str, attribute: str) -> Variable:
    read = attrgetter(attribute)
    return Variable(quantity, lambda hours: combine([read(hour) for hour in hours]))


def _dominant_direction(hours: Sequence[Conditions]) -> float:
    """Return the mean wind direction in degrees, weighted by the wind speed."""
    north = sum(hour.wind_speed * cos(radians(hour.wind_direction)) for hour in hours)
    east = sum(hour.wind_speed * sin(radians(hour.wind_direction)) for hour in hours)
    return degrees(atan2(east, north)) % 360


HOURLY = {
    "temperature_2m": _of_one_hour("temperature", "temperature"),
    "relative_humidity_2m": _of_one_hour("percent", "humidity"),
    "apparent_temperature": _of_one_hour("temperature", "apparent_temperature"),
    "is_day": _of_one_hour("flag", "is_day"),
    "precipitation": _of_one_hour("water", "precipitation"),
    "precipitation_probability": _of_one_hour("percent", "precipitation_probability"),
    "rain": _of_one_hour("water", "rain"),
    "showers": _of_one_hour("water", "showers"),
    "snowfall": _of_one_hour("snow", "snowfall"),
    "weather_code": _of_one_hour("code", "weather_code"),
    "cloud_cover": _of_one_hour("percent", "cloud_cover"),
    "pressure_msl": _of_one_hour("pressure", "pressure"),
    "surface_pressure": _of_one_hour("pressure", "surface_pressure"),
    "wind_speed_10m": _of_one_hour("wind", "wind_speed"),
    "wind_direction_10m": _of_one_hour("angle", "wind_direction"),
    "wind_gusts_10m": _of_one_hour("wind", "wind_gusts"),
    "visibility": _of_one_hour("distance", "visibility"),
    "uv_index": _of_one_hour("uv", "uv_index"),
}
AIR = {
    "european_aqi": _of_one_hour("european_aqi", "european_aqi"),
    "us_aqi": _of_one_hour("us_aqi", "us_aqi"),
    "pm2_5": _of_one_hour("dust", "pm2_5"),
    "pm10": _of_one_hour("dust", "pm10"),
    **{gas: _of_one_hour("dust", gas) for gas in ("ozone", "nitrogen_dioxide", "sulphur_dioxide", "dust")},
    "uv_index": _of_one_hour("uv", "uv_index"),
    **{
        f"{plant}_pollen": _of_one_hour("pollen", f"{plant}_pollen")
        for plant in ("alder", "birch", "olive", "grass", "mugwort", "ragweed")
    },
}
WATER = {
    "sea_surface_temperature": _of_one_hour("temperature", "sea_surface_temperature"),
    "wave_height": _of_one_hour("height", "wave_height"),
}
DAILY = {  # sunrise and sunset are missing, because they are times and not numbers
    "weather_code": _combined(max, "code", "weather_code"),
    "temperature_2m_max": _combined(max, "temperature", "temperature"),
    "temperature_2m_min": _combined(min, "temperature", "temperature"),
    "apparent_temperature_max": _combined(max, "temperature", "apparent_temperature"),
    "apparent_temperature_min": _combined(min, "temperature", "apparent_temperature"),
    "precipitation_sum": _combined(sum, "water", "precipitation"),
    "precipitation_probability_max": _combined(max, "percent", "precipitation_probability"),
    "wind_speed_10m_max": _combined(max, "wind", "wind_speed"),
    "wind_gusts_10m_max": _combined(max, "wind", "wind_gusts"),
    "wind_direction_10m_dominant": Variable("angle", _dominant_direction),
}
