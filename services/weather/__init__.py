"""Requests current weather, forecasts, air quality and the state of the sea for places."""

from services.weather.air import AirHour, AirQuality, Sea, SeaHour
from services.weather.forecast import Day, Extent, Forecast, Polar, Step
from services.weather.models import Condition, Credit, Report
from services.weather.protocols import AirProvider, ForecastProvider, Provider, ReportProvider, SeaProvider
from services.weather.service import WeatherService

__all__ = [
    "AirHour",
    "AirProvider",
    "AirQuality",
    "Condition",
    "Credit",
    "Day",
    "Extent",
    "Forecast",
    "ForecastProvider",
    "Polar",
    "Provider",
    "Report",
    "ReportProvider",
    "Sea",
    "SeaHour",
    "SeaProvider",
    "Step",
    "WeatherService",
]
