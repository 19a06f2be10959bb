"""Protocols of weather providers. A provider implements one or several protocols."""

from collections.abc import Collection
from typing import Protocol, runtime_checkable

import aiohttp

from services.net.shares import MeteredService
from services.places.models import Place
from services.weather.air import AirQuality, Sea
from services.weather.forecast import Extent, Forecast
from services.weather.models import Report


class Provider(MeteredService, Protocol):
    """The common methods of all weather providers."""

    def connect(self, session: aiohttp.ClientSession) -> None:
        """Use *session* for all requests."""

    async def aclose(self) -> None:
        """Cancel all requests."""


@runtime_checkable
class ReportProvider(Provider, Protocol):
    """A provider of current conditions."""

    async def report(self, place: Place) -> Report:
        """Return the current conditions; raise a ServiceError if the request fails."""


@runtime_checkable
class ForecastProvider(Provider, Protocol):
    """A provider of forecasts."""

    @property
    def extents(self) -> Collection[Extent]:
        """The extents of forecasts that the provider supports."""

    async def forecast(self, place: Place, extent: Extent = Extent.USUAL) -> Forecast:
        """Return a forecast with the data of *extent* or more; raise a ServiceError if the request fails."""


@runtime_checkable
class AirProvider(Provider, Protocol):
    """A provider of air quality."""

    async def air(self, place: Place) -> AirQuality:
        """Return all available hours; raise a ServiceError if the request fails."""


@runtime_checkable
class SeaProvider(Provider, Protocol):
    """A provider of the state of the sea."""

    async def sea(self, place: Place) -> Sea:
        """Return all available hours, or none for an inland place; raise a ServiceError if the request fails."""
