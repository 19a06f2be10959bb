"""Forecasts for the tests of pictures, and their charts. Run this module to accept the present pictures."""

import io
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from math import cos, exp, pi
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from PIL import Image

from handlers.texts import texts_for
from handlers.views.pictures import comparison_chart, meteogram
from handlers.views.units import Units
from sandbox.weather.climate import conditions
from services.charts import Chart
from services.charts.drawing import draw
from services.places import Place
from services.providers.open_meteo.conditions import CONDITIONS_BY_CODE
from services.providers.openweather.forecast import parse_forecast
from services.storage import ChatSettings
from services.units import ClockFormat, PictureTheme, TemperatureUnit, WindUnit
from services.weather import Condition, Forecast
from services.weather.timeline import DataPoint, forecast_from_points

HOUR = timedelta(hours=1)
DOCS = Path(__file__).parent.parent / "docs"
ACCEPTED = Path(__file__).parent / "services" / "charts" / "accepted"
PHONE = 390
"""Pixels across the screen that pictures are compared on."""

MOSCOW = Place("Москва", 55.75, 37.62, country="Россия", timezone="Europe/Moscow")
YAKUTSK = Place("Якутск", 62.03, 129.73, country="Россия", timezone="Asia/Yakutsk")
SOCHI = Place("Сочи", 43.6, 39.73, country="Россия", timezone="Europe/Moscow")
LONDON = Place("London", 51.51, -0.13, country="United Kingdom", timezone="Europe/London")
LONGYEARBYEN = Place("Longyearbyen", 78.22, 15.65, country="Norway", timezone="Arctic/Longyearbyen")
MIAMI = Place("Miami", 25.77, -80.19, country="United States", timezone="America/New_York")
KUWAIT = Place("Kuwait City", 29.37, 47.98, country="Kuwait", timezone="Asia/Kuwait")
PHOENIX = Place("Phoenix", 33.45, -112.07, country="United States", timezone="America/Phoenix")
KIRITIMATI = Place("Kiritimati", 1.98, -157.47, country="Kiribati", timezone="Pacific/Kiritimati")  # UTC+14

EN, RU = Units(texts_for("en")), Units(texts_for("ru"))
DARK, DARK_RU = (Units(texts_for(language), ChatSettings(theme=PictureTheme.DARK)) for language in ("en", "ru"))
AMERICAN = Units(
    texts_for("en"),
    ChatSettings(
        temperature=TemperatureUnit.FAHRENHEIT,
        wind=WindUnit.MILES_PER_HOUR,
        clock=ClockFormat.HOURS_12,
        theme=PictureTheme.DARK,
    ),
)

AMERICAN_LIGHT = Units(
    texts_for("en"),
    ChatSettings(temperature=TemperatureUnit.FAHRENHEIT, wind=WindUnit.MILES_PER_HOUR, clock=ClockFormat.HOURS_12),
)

Weather = Callable[[int], dict[str, Any]]
"""Maps the number of hours since the start to the values that differ from the default."""


def hourly(
    place: Place,
    now: datetime,
    weather: Weather = lambda _: {},
    *,
    mean: float = 10,
    swing: float = 5,
    hours: int = 140,
    past: int = 0,
) -> Forecast:
    """Return Open-Meteo's kind of forecast, with *hours* hours from *now* on and *past* hours before it.

    The forecast is dry unless *weather* says otherwise, and warmest at 15:00.
    """
    local = ZoneInfo(place.timezone or "UTC")
    start = now.replace(minute=0)
    rows = {}
    for hour in range(-past, hours):
        at = start + hour * HOUR
        clock = at.astimezone(local).hour
        usual: dict[str, Any] = {
            "temperature": mean + swing * cos((clock - 15) / 12 * pi),
            "wind_speed": 4 + 3 * cos(hour / 17),
            "wind_gust": 7 + 5 * cos(hour / 17),
            "wind_direction": (200 + 4 * hour) % 360,
            "is_day": 6 <= clock < 18,
            "condition": (Condition.CLEAR, Condition.PARTLY_CLOUDY, Condition.OVERCAST)[hour // 20 % 3],
            "precipitation": 0.0,
            "probability": 5.0,
        }
        rows[at] = DataPoint(**(usual | weather(hour)))
    forecast = forecast_from_points("Open-Meteo", place, local, rows, HOUR)
    return _received(forecast, now)


def recorded() -> Forecast:
    """Return what OpenWeather said about London in March 2025, as open-weather-ruby-client (MIT) recorded it."""
    body = json.loads((DOCS / "recorded" / "openweather-london.json").read_text(encoding="utf-8"))
    return _received(parse_forecast(body, LONDON), datetime(2025, 3, 20, 19, 5, tzinfo=UTC))


def sample(place: Place, now: datetime) -> Forecast:
    """Return the sandbox's weather, which resembles real weather."""
    rows = {}
    for hour in range(140):
        at = now.replace(minute=0) + hour * HOUR
        sky = conditions(place.latitude, place.longitude, at)
        rows[at] = DataPoint(
            temperature=sky.temperature,
            condition=CONDITIONS_BY_CODE[sky.weather_code],
            is_day=sky.is_day,
            precipitation=sky.precipitation,
            probability=sky.precipitation_probability,
        )
    return _received(
        forecast_from_points("sample weather", place, ZoneInfo(place.timezone or "UTC"), rows, HOUR), now
    )


def _received(forecast: Forecast, now: datetime) -> Forecast:
    known = {name: getattr(forecast, name) for name in ("provider", "timezone", "steps", "days")}
    return Forecast(**known, received_at=now).as_of(now)


def thunder(hour: int) -> dict[str, Any]:
    """Return a thunderstorm on the third day."""
    if not 50 < hour < 58:
        return {}
    condition = Condition.THUNDERSTORM if hour < 55 else Condition.RAIN
    return {"precipitation": 8 - abs(hour - 54) * 2.0, "probability": 80.0, "condition": condition}


def snow(hour: int) -> dict[str, Any]:
    """Return a little snow at first, likely or not, and fog later."""
    if hour < 20:
        return {"precipitation": 0.3, "probability": 3.0 * hour, "condition": Condition.LIGHT_SNOW}
    return {"condition": Condition.FOG} if hour > 90 else {}


def hurricane(hour: int) -> dict[str, Any]:
    """Return a hurricane, two days from now."""
    force = exp(-(((hour - 48) / 16) ** 2))
    sky = Condition.SQUALL if force > 0.8 else Condition.HEAVY_RAIN if force > 0.3 else Condition.RAIN_SHOWERS
    return {
        "wind_speed": 6 + 46 * force,
        "wind_gust": 9 + 66 * force,
        "wind_direction": (90 + 3 * hour) % 360,
        "precipitation": max(0.0, 20 * force - 0.5),
        "probability": 20 + 80 * force,
        **({"condition": sky} if force > 0.1 else {}),
    }


def thaw(hour: int) -> dict[str, Any]:
    """Return a day around freezing with all that can fall."""
    falls = (Condition.SNOW, Condition.SLEET, Condition.FREEZING_RAIN, Condition.DRIZZLE, Condition.SNOW_SHOWERS)
    if not 14 < hour < 64:
        return {}
    return {"precipitation": 0.6, "probability": 65.0, "condition": falls[hour // 10 % 5]}


def glaze(hour: int) -> dict[str, Any]:
    """Return freezing rain, then snow that becomes heavy."""
    if 20 < hour < 40:
        return {"precipitation": 0.8, "probability": 85.0, "condition": Condition.FREEZING_RAIN}
    if 40 <= hour < 70:
        sky = Condition.HEAVY_SNOW if hour > 58 else Condition.SNOW
        return {"precipitation": 1.2, "probability": 70.0, "condition": sky}
    return {}


def changeable(hour: int) -> dict[str, Any]:
    """Return fourteen hours of rain in sixty."""
    if hour % 60 >= 14:
        return {}
    return {"precipitation": 0.5 + hour % 7 * 0.4, "probability": 40.0 + hour % 50, "condition": Condition.RAIN}


def dark_snow(hour: int) -> dict[str, Any]:
    """Return the weather of `snow` in a polar night."""
    return snow(hour) | {"is_day": False}


def hole(hour: int) -> dict[str, Any]:
    """Return a day without any values."""
    return dict.fromkeys(DataPoint._fields) if 39 < hour < 66 else {}


def at(*when: int) -> datetime:
    """Return a time in UTC."""
    year, month, day, hour, minute = when
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


WINTER = at(2026, 1, 19, 12, 7)
SIDE_BY_SIDE = [
    (MOSCOW, hourly(MOSCOW, WINTER, thaw, mean=-3, swing=4)),
    (LONDON, hourly(LONDON, WINTER, thunder, mean=7, swing=3)),
    (SOCHI, hourly(SOCHI, WINTER, mean=11, swing=5)),
]
FAR_APART = [
    *SIDE_BY_SIDE,
    (LONGYEARBYEN, hourly(LONGYEARBYEN, WINTER, snow, mean=-24)),
    (KUWAIT, hourly(KUWAIT, WINTER, mean=19, swing=7)),
    (KIRITIMATI, hourly(KIRITIMATI, WINTER, hurricane, mean=28, swing=2)),
]


def charts() -> Iterator[tuple[str, Chart]]:
    """Yield every picture by its name."""

    def one(
        place: Place, now: datetime, weather: Weather, units: Units, *, mean: float, swing: float, days: int = 5
    ) -> Chart:
        forecast = hourly(place, now, weather, mean=mean, swing=swing, hours=28 * days, past=24)
        return meteogram(place, forecast, units, days=days)

    yield "recorded", meteogram(LONDON, recorded(), EN)
    yield "summer", one(MOSCOW, at(2026, 7, 1, 6, 5), thunder, RU, mean=21, swing=6)
    yield "winter", one(LONDON, WINTER, snow, EN, mean=0, swing=6)
    yield "cold", one(YAKUTSK, WINTER, snow, RU, mean=-37, swing=4.4)
    yield "storm", one(MIAMI, at(2026, 9, 9, 15, 7), hurricane, AMERICAN, mean=26, swing=2)
    yield "ice", one(MOSCOW, WINTER, glaze, DARK_RU, mean=-3, swing=4)
    yield "drought", one(KUWAIT, at(2026, 7, 19, 2, 7), lambda _: {}, EN, mean=39, swing=8)
    yield "heat", one(PHOENIX, at(2026, 7, 19, 2, 7), lambda _: {}, AMERICAN_LIGHT, mean=42, swing=7.5)
    yield "frost", one(LONDON, WINTER, snow, AMERICAN, mean=0, swing=6)
    yield "polar-day", one(LONGYEARBYEN, at(2026, 6, 19, 21, 7), thaw, EN, mean=3, swing=4)
    yield "polar-night", one(LONGYEARBYEN, at(2026, 12, 19, 6, 7), dark_snow, DARK_RU, mean=-24, swing=5)
    yield "clock-change", one(LONDON, at(2026, 3, 27, 8, 7), changeable, EN, mean=4, swing=6)
    yield "hole", meteogram(LONDON, hourly(LONDON, at(2026, 3, 27, 8, 7), hole, mean=4, swing=6), EN)
    yield "ahead", meteogram(KIRITIMATI, hourly(KIRITIMATI, WINTER, mean=28, swing=2), EN)
    yield "ten-days", one(LONDON, at(2026, 4, 1, 14, 7), changeable, EN, mean=8, swing=5, days=10)
    yield "ten-cold-days", one(YAKUTSK, WINTER, snow, DARK_RU, mean=-42, swing=6, days=10)
    yield "compared", comparison_chart(SIDE_BY_SIDE, RU)
    yield "six-compared", comparison_chart(FAR_APART, DARK)
    yield "six-compared-light", comparison_chart(FAR_APART, RU)


def documented() -> Iterator[tuple[str, Chart]]:
    """Yield the pictures of the README."""
    yield "meteogram", meteogram(LONDON, recorded(), EN)
    cities = [
        replace(place, name=name) for place, name in ((MOSCOW, "Moscow"), (LONDON, "London"), (SOCHI, "Sochi"))
    ]
    yield "comparison", comparison_chart([(place, sample(place, WINTER)) for place in cities], EN)


def on_a_phone(png: bytes) -> Image.Image:
    """Return a picture as it is seen on a phone."""
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    return picture.resize((PHONE, round(picture.height * PHONE / picture.width)), Image.Resampling.LANCZOS)


def accept() -> None:
    """Write what the tests compare with, and the pictures of the README."""
    for name, chart in charts():
        png = draw(chart)
        _small(on_a_phone(png)).save(ACCEPTED / f"{name}.png", optimize=True)
    for name, chart in documented():
        _small(Image.open(io.BytesIO(draw(chart))).convert("RGB")).save(DOCS / f"{name}.png", optimize=True)


def _small(picture: Image.Image) -> Image.Image:
    """Return a picture with few colours, including rare ones, so that its file is small."""
    return picture.quantize(256, Image.Quantize.MAXCOVERAGE)


if __name__ == "__main__":
    accept()
