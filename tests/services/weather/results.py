"""The result of the weather service for a single place."""

from services.errors import Failure
from services.places.models import Place
from services.weather import Forecast, Report, WeatherService


async def one(service: WeatherService, place: Place) -> Report | Failure:
    (result,) = await service.reports([place])
    return result


async def report_of(service: WeatherService, place: Place) -> Report:
    result = await one(service, place)
    assert isinstance(result, Report)
    return result


async def forecast_of(service: WeatherService, place: Place) -> Forecast:
    (result,) = await service.forecasts([place])
    assert isinstance(result, Forecast)
    return result
