"""Places → current weather and the days to come."""

from services.weather.forecast import Day, Forecast, Polar, Step
from services.weather.models import Condition, Credit, Report
from services.weather.protocols import ForecastProvider, Provider, ReportProvider
from services.weather.service import WeatherService

__all__ = [
    "Condition",
    "Credit",
    "Day",
    "Forecast",
    "ForecastProvider",
    "Polar",
    "Provider",
    "Report",
    "ReportProvider",
    "Step",
    "WeatherService",
]
