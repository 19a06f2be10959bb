"""Protocols of weather providers; each provider implements one or several protocols."""

from collections.abc import Collection
from typing import Protocol, runtime_checkable

import aiohttp

from services.net.shares import MeteredService
from services.places.models import Place
from services.weather.air import AirQuality, Sea
from services.weather.forecast import Extent, Forecast
from services.weather.models import Report
from services.weather.nowcast import Nowcast


class Provider(MeteredService, Protocol):
    """The methods that all weather providers have."""

    def use_session(self, session: aiohttp.ClientSession) -> None:
        """Use *session* for all requests to the weather service."""

    async def aclose(self) -> None:
        """Cancel all running requests."""


@runtime_checkable
class ReportProvider(Provider, Protocol):
    """A provider of current weather."""

    async def report(self, place: Place) -> Report:
        """Return the current weather at *place*; raise ServiceError if the request fails."""


@runtime_checkable
class ForecastProvider(Provider, Protocol):
    """A provider of forecasts."""

    @property
    def extents(self) -> Collection[Extent]:
        """The extents of forecasts that the provider supports."""

    async def forecast(self, place: Place, extent: Extent = Extent.USUAL) -> Forecast:
        """Return a forecast with at least the data of *extent*; raise ServiceError if the request fails."""


@runtime_checkable
class NowcastProvider(Provider, Protocol):
    """A provider of nowcasts."""

    async def nowcast(self, place: Place) -> Nowcast:
        """Return the precipitation of the next hours at *place*; raise ServiceError if the request fails."""


@runtime_checkable
class AirProvider(Provider, Protocol):
    """A provider of air quality."""

    @property
    def air_rank(self) -> int:
        """Position among the providers of air quality; the provider with the lowest rank is called first."""

    async def air(self, place: Place) -> AirQuality:
        """Return the air quality at *place* in all available hours; raise ServiceError if the request fails."""


@runtime_checkable
class SeaProvider(Provider, Protocol):
    """A provider of the state of the sea."""

    async def sea(self, place: Place) -> Sea:
        """Return the state of the sea at *place* in all available hours.

        The result for an inland place has no hours.

        Raise ServiceError if the request fails.
        """
