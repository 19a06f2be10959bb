"""What the weather service needs of a weather API."""

from typing import Protocol, runtime_checkable

import aiohttp

from services.net.shares import Metered
from services.places.models import Place
from services.weather.forecast import Forecast
from services.weather.models import Report


class Provider(Metered, Protocol):
    """A weather API: it tells current conditions, a forecast, or both."""

    def connect(self, session: aiohttp.ClientSession) -> None:
        """Send all calls over *session*."""

    async def aclose(self) -> None:
        """End what is still under way."""


@runtime_checkable
class ReportProvider(Provider, Protocol):
    """A weather API that tells current conditions."""

    async def report(self, place: Place) -> Report:
        """Return current conditions; raise a ServiceError when there are none to be had."""


@runtime_checkable
class ForecastProvider(Provider, Protocol):
    """A weather API that tells the hours and days to come."""

    async def forecast(self, place: Place) -> Forecast:
        """Return every step and day that it tells; raise a ServiceError when there are none to be had."""
