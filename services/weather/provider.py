"""What the weather service needs of a weather API."""

from typing import Protocol

import aiohttp

from services.net.shares import Metered
from services.places.models import Place
from services.weather.forecast import Forecast
from services.weather.models import Report


class Provider(Metered, Protocol):
    """A weather API."""

    async def report(self, session: aiohttp.ClientSession, place: Place) -> Report:
        """Return current conditions; raise a ServiceError when there are none to be had."""

    async def forecast(self, session: aiohttp.ClientSession, place: Place) -> Forecast:
        """Return every step and day that it tells; raise a ServiceError when there are none to be had."""

    async def aclose(self) -> None:
        """End what is still under way."""
