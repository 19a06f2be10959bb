"""What the look-ups of names need of a geocoder."""

from collections.abc import Sequence
from typing import Protocol

import aiohttp

from services.net.shares import Metered
from services.places.models import Place

CANDIDATES = 5
"""Places that a geocoder is asked for: OpenWeather's gives no more."""


class Geocoder(Metered, Protocol):
    """A service that finds places by name."""

    def connect(self, session: aiohttp.ClientSession) -> None:
        """Send all calls over *session*."""

    async def search(self, name: str, language: str) -> Sequence[Place]:
        """Return the places of that name or one like it, likeliest first, named in *language*, a code.

        No place is no error: the answer is empty. Raise a ServiceError when there is no answer.
        """
