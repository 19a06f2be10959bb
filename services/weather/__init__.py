"""Places → current weather and the days to come."""

from services.weather.forecast import Day, Forecast, Polar, Step
from services.weather.models import Condition, Report
from services.providers.open_meteo.current import OpenMeteo
from services.providers.openweather.current import OpenWeather
from services.weather.protocols import Provider
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
