"""Requests current weather, forecasts, nowcasts, air quality and the state of the sea for places."""

from services.weather.air import AirHour, AirQuality, Sea, SeaHour
from services.weather.forecast import Day, Extent, Forecast, PolarDayOrNight, Step
from services.weather.models import Condition, Credit, Report
from services.weather.nowcast import Nowcast, Quarter
from services.weather.protocols import (
    AirProvider,
    ForecastProvider,
    NowcastProvider,
    Provider,
    ReportProvider,
    SeaProvider,
)
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
    "Nowcast",
    "NowcastProvider",
    "PolarDayOrNight",
    "Provider",
    "Quarter",
    "Report",
    "ReportProvider",
    "Sea",
    "SeaHour",
    "SeaProvider",
    "Step",
    "WeatherService",
]
