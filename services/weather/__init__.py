"""Places → current weather and the days to come."""

from services.weather.forecast import Day, Forecast, Polar, Step
from services.weather.models import Condition, Report
from services.weather.open_meteo import OpenMeteo
from services.weather.openweather import OpenWeather
from services.weather.provider import Provider
from services.weather.service import WeatherService

__all__ = [
    "Condition",
    "Day",
    "Forecast",
    "OpenMeteo",
    "OpenWeather",
    "Polar",
    "Provider",
    "Report",
    "Step",
    "WeatherService",
]
