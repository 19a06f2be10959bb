"""Forecasts in the formats of the providers, with values chosen by the tests."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from services.places.models import Place
from services.weather import Condition, Step

HOUR = timedelta(hours=1)
THREE_HOURS = 3 * HOUR

SOMEWHERE = Place("Somewhere", 51.5, 0)
KIRITIMATI = Place("Kiritimati", 1.98, -157.47, timezone="Pacific/Kiritimati")  # UTC+14
PAGO_PAGO = Place("Pago Pago", -14.28, -170.7, timezone="Pacific/Pago_Pago")  # UTC−11
KATHMANDU = Place("Kathmandu", 27.7, 85.32, timezone="Asia/Kathmandu")  # UTC+5:45
LONGYEARBYEN = Place("Longyearbyen", 78.22, 15.65, timezone="Arctic/Longyearbyen")
BERLIN = Place("Berlin", 52.52, 13.41, timezone="Europe/Berlin")


def midnight(place: Place, year: int, month: int, day: int) -> datetime:
    """Return the start of a local day at *place*, in UTC."""
    return datetime(year, month, day, tzinfo=ZoneInfo(place.timezone or "UTC")).astimezone(UTC)


def steps(start: datetime, count: int, length: timedelta = HOUR, **values: Any) -> list[Step]:  # noqa: ANN401
    """Return *count* equal steps, by default dry and at 10 °C."""
    usual: dict[str, Any] = {
        "temperature": 10.0,
        "precipitation": 0.0,
        "condition": Condition.CLEAR,
        "is_day": True,
    }
    return [Step(start=start + number * length, length=length, **(usual | values)) for number in range(count)]


def hourly(start: datetime, count: int, **columns: Sequence[object]) -> dict[str, Any]:
    """Return an Open-Meteo body with this many hours; columns that are not given have constant values."""
    usual = {
        "temperature_2m": 10.0,
        "apparent_temperature": 8.0,
        "precipitation": 0.0,
        "precipitation_probability": 5,
        "weather_code": 0,
        "is_day": 1,
        "wind_speed_10m": 3.0,
        "wind_gusts_10m": 6.0,
        "wind_direction_10m": 90,
        "snowfall": 0.0,
        "relative_humidity_2m": 60,
        "pressure_msl": 1010.0,
        "surface_pressure": 990.0,
        "uv_index": 2.5,
    }
    times = [int((start + number * HOUR).timestamp()) for number in range(count)]
    return {
        "timezone": "GMT",
        "hourly": {"time": times, **{name: [value] * count for name, value in usual.items()}, **columns},
    }


def three_hourly(start: datetime, count: int, **values: object) -> dict[str, Any]:
    """Return an OpenWeather body with *count* equal entries."""
    usual = {
        "main": {"temp": 10.0, "feels_like": 8.0, "temp_min": -50.0, "temp_max": 50.0},
        "weather": [{"id": 800, "icon": "01d"}],
        "wind": {"speed": 3.0, "deg": 90, "gust": 6.0},
        "pop": 0.05,
        "sys": {"pod": "d"},
    }
    times = [int((start + number * THREE_HOURS).timestamp()) for number in range(count)]
    return {
        "cod": "200",
        "list": [{"dt": time, **usual, **values} for time in times],
        "city": {"timezone": 0, "sunrise": 0, "sunset": 0},
    }
