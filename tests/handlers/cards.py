"""A report with every value, and how an answer about the weather now is rendered."""

from datetime import datetime
from zoneinfo import ZoneInfo

from handlers.views.units import Units
from handlers.views.weather import weather_text
from services.answers import Answer
from tests.handlers.conftest import NOW, report

ZONE = ZoneInfo("Europe/Moscow")
FULL = report(
    observed_at=NOW,
    is_day=True,
    feels_like=19.6,
    wind_speed=3.1,
    wind_gust=8.0,
    wind_direction=45,
    humidity=45,
    pressure=1013,
    surface_pressure=993,
    cloud_cover=20,
    visibility=10_000,
    precipitation_rate=0.3,
    sunrise=datetime(2026, 7, 1, 3, 50, tzinfo=ZONE),
    sunset=datetime(2026, 7, 1, 21, 17, tzinfo=ZONE),
)


def render(answer: Answer, units: Units) -> str:
    return weather_text(answer, units, now=NOW, usual_provider="OpenWeather").replace("\u00a0", " ")
