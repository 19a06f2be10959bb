"""Names → places through Open-Meteo's geocoder: https://open-meteo.com/en/docs/geocoding-api"""

from collections.abc import Sequence
from typing import Annotated

import aiohttp
from pydantic import Field

from services.errors import Malformed
from services.net.bodies import Body, Entries, Latitude, Lenient, Line, Longitude, read
from services.net.http import JsonClient, Params
from services.places.geocoding import MAX_GEOCODER_RESULTS
from services.places.models import Place

NAME = "Open-Meteo's geocoder"
URL = "https://geocoding-api.open-meteo.com"

MOST_PEOPLE = 10**9
"""A population above it is nonsense."""


class _Place(Body):
    name: Line
    latitude: Latitude
    longitude: Longitude
    country: Lenient[Line] = None
    admin1: Lenient[Line] = None
    timezone: Lenient[Line] = None
    population: Lenient[Annotated[int, Field(ge=0, le=MOST_PEOPLE)]] = None


class _Answer(Body):
    error: Lenient[bool] = None
    results: Entries[Lenient[_Place]] = Field(default_factory=list)  # an empty result has no such key


def places_from(body: object) -> list[Place]:
    """Return the places in a body of `/v1/search`; raise Malformed when it is none."""
    answer = read(_Answer, body, NAME)
    if answer.error or (answer.results and not any(answer.results)):
        raise Malformed(NAME, 200)  # not "no such place", which would be remembered
    return [
        Place(
            name=found.name,
            latitude=found.latitude,
            longitude=found.longitude,
            country=found.country,
            region=found.admin1,
            timezone=found.timezone,
            population=found.population or 0,
        )
        for found in answer.results
        if found is not None
    ]


class OpenMeteoGeocoder:
    """The geocoder; it knows populations and time zones."""

    name = NAME
    budget = None

    def __init__(self, *, url: str = URL) -> None:
        self._http = JsonClient(NAME, url)

    def connect(self, session: aiohttp.ClientSession) -> None:
        """Send all calls over *session*."""
        self._http.connect(session)

    async def search(self, name: str, language: str) -> Sequence[Place]:
        """Return the places of that name or beginning with it; see Geocoder."""
        params: Params = {"name": name, "count": MAX_GEOCODER_RESULTS, "language": language}
        return places_from(await self._http.get("/v1/search", params))
