"""Weather in OpenWeather's format: condition ids and words, units, optional fields."""

from bisect import bisect_left
from datetime import datetime
from typing import NamedTuple

from sandbox.weather.answers import JSON, Query
from sandbox.weather.climate import Conditions
from sandbox.weather.source import Air

MIN_GUSTY_WIND = 4.0
"""Wind speed in m/s below which no gusts are reported."""
MAX_VISIBILITY = 10_000

DESCRIPTIONS = {  # WMO code: id, main, English text, Russian text, icon
    0: (800, "Clear", "clear sky", "ясно", "01"),
    1: (801, "Clouds", "few clouds", "небольшая облачность", "02"),
    2: (803, "Clouds", "broken clouds", "облачно с прояснениями", "04"),
    3: (804, "Clouds", "overcast clouds", "пасмурно", "04"),
    45: (741, "Fog", "fog", "туман", "50"),
    51: (300, "Drizzle", "light intensity drizzle", "лёгкая морось", "09"),
    61: (500, "Rain", "light rain", "небольшой дождь", "10"),
    63: (501, "Rain", "moderate rain", "дождь", "10"),
    65: (502, "Rain", "heavy intensity rain", "сильный дождь", "10"),
    71: (600, "Snow", "light snow", "небольшой снег", "13"),
    73: (601, "Snow", "snow", "снег", "13"),
    75: (602, "Snow", "heavy snow", "сильный снегопад", "13"),
    80: (520, "Rain", "light intensity shower rain", "небольшой проливной дождь", "09"),
    81: (521, "Rain", "shower rain", "проливной дождь", "09"),
    82: (522, "Rain", "heavy intensity shower rain", "сильный проливной дождь", "09"),
    95: (211, "Thunderstorm", "thunderstorm", "гроза", "11"),
}

AIR_SCALE = {
    "so2": (20, 80, 250, 350),
    "no2": (40, 70, 150, 200),
    "pm10": (20, 50, 100, 200),
    "pm2_5": (10, 25, 50, 75),
    "o3": (60, 100, 140, 180),
}
"""Upper limits of the steps 1 to 4 of OpenWeather's own scale, in µg/m³: https://openweathermap.org/api/air-pollution"""


class Units(NamedTuple):
    """The conversion of °C and m/s to one system of units."""

    factor: float = 1.0
    offset: float = 0.0
    wind: float = 1.0

    def degrees(self, celsius: float) -> float:
        """Convert a temperature from °C."""
        return round(celsius * self.factor + self.offset, 2)

    def speed(self, metres: float) -> float:
        """Convert a wind speed from m/s."""
        return round(metres * self.wind, 2)


UNITS = {"standard": Units(offset=273.15), "metric": Units(), "imperial": Units(1.8, 32, 2.23694)}


def format_conditions(hours: list[Conditions], query: Query) -> JSON:
    """Return the weather of the last of `hours`, with the precipitation of all of them if there is any."""
    now = hours[-1]
    units = UNITS[query.get("units", "standard")]
    number, main, english, russian, icon = DESCRIPTIONS[now.weather_code]
    temperature = units.degrees(now.temperature)
    body: JSON = {
        "weather": [
            {
                "id": number,
                "main": main,
                "description": russian if query.get("lang") == "ru" else english,
                "icon": icon + ("d" if now.is_day else "n"),
            }
        ],
        "main": {
            "temp": temperature,
            "feels_like": units.degrees(now.apparent_temperature),
            "temp_min": temperature,
            "temp_max": temperature,
            "pressure": round(now.pressure),
            "humidity": now.humidity,
            "sea_level": round(now.pressure),
            "grnd_level": round(now.surface_pressure),
        },
        "visibility": min(now.visibility, MAX_VISIBILITY),
        "wind": _wind(now, units),
        "clouds": {"all": now.cloud_cover},
    }
    period = f"{len(hours)}h"
    if rain := sum(hour.rain + hour.showers for hour in hours):
        body["rain"] = {period: round(rain, 2)}
    if snow := sum(hour.precipitation - hour.rain - hour.showers for hour in hours):
        body["snow"] = {period: round(snow, 2)}
    return body


def _wind(now: Conditions, units: Units) -> JSON:
    gust = {"gust": units.speed(now.wind_gusts)} if now.wind_speed >= MIN_GUSTY_WIND else {}
    return {"speed": units.speed(now.wind_speed), "deg": now.wind_direction, **gust}


def format_pollution(air: Air, at: datetime) -> JSON:
    """Return one element of the list of an answer about air pollution."""
    components = {
        "co": 220.3,
        "no": 0.2,
        "no2": air.nitrogen_dioxide,
        "o3": air.ozone,
        "so2": air.sulphur_dioxide,
        "pm2_5": air.pm2_5,
        "pm10": air.pm10,
        "nh3": 0.7,
    }
    aqi = 1 + max(bisect_left(limits, components[name]) for name, limits in AIR_SCALE.items())
    return {"main": {"aqi": aqi}, "components": components, "dt": int(at.timestamp())}
