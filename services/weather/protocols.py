"""What the weather service needs of a weather API."""

from collections.abc import Collection
from typing import Protocol, runtime_checkable

import aiohttp

from services.net.shares import Metered
from services.places.models import Place
from services.weather.air import AirQuality, Sea
from services.weather.forecast import Extent, Forecast
from services.weather.models import Report


class Provider(Metered, Protocol):
    """A weather API: it tells one or several of what the protocols below name."""

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

    @property
    def extents(self) -> Collection[Extent]:
        """The extents of forecasts that it tells."""

    async def forecast(self, place: Place, extent: Extent = Extent.USUAL) -> Forecast:
        """Return all steps and days of that *extent*; raise a ServiceError when there are none to be had."""


@runtime_checkable
class AirProvider(Provider, Protocol):
    """A weather API that tells the quality of the air."""

    async def air(self, place: Place) -> AirQuality:
        """Return every hour that it tells; raise a ServiceError when there are none to be had."""


@runtime_checkable
class SeaProvider(Provider, Protocol):
    """A weather API that tells the state of the sea."""

    async def sea(self, place: Place) -> Sea:
        """Return every hour that it tells, none inland; raise a ServiceError when there is no answer."""
