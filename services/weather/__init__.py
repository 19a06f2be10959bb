"""Places → current weather."""

from services.weather.models import Condition, Report
from services.weather.open_meteo import OpenMeteo
from services.weather.openweather import OpenWeather
from services.weather.provider import Provider
from services.weather.service import WeatherService

__all__ = ["Condition", "OpenMeteo", "OpenWeather", "Provider", "Report", "WeatherService"]
