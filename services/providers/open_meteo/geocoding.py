"""Requests places by name from Open-Meteo's geocoder: https://open-meteo.com/en/docs/geocoding-api"""

from collections.abc import Sequence
from typing import Annotated

import aiohttp
from pydantic import Field

from services.errors import InvalidResponse
from services.net.bodies import Body, Latitude, Lenient, LimitedList, Longitude, SingleLine, validate
from services.net.http import JsonClient, Params
from services.places.geocoding import MAX_GEOCODER_RESULTS
from services.places.models import Place

NAME = "Open-Meteo's geocoder"
URL = "https://geocoding-api.open-meteo.com"

MAX_PLACES_IN_COUNTRY = 20
"""Maximum number of places that are requested for a name in one country; the bot then selects the places in one
region."""

MAX_POPULATION = 10**9
"""Maximum population of a place; a larger number is invalid."""


class _Place(Body):
    name: SingleLine
    latitude: Latitude
    longitude: Longitude
    country: Lenient[SingleLine] = None
    admin1: Lenient[SingleLine] = None
    timezone: Lenient[SingleLine] = None
    population: Lenient[Annotated[int, Field(ge=0, le=MAX_POPULATION)]] = None


class _Response(Body):
    error: Lenient[bool] = None
    results: LimitedList[Lenient[_Place]] = Field(default_factory=list)  # absent if no place was found


def parse_places(body: object) -> list[Place]:
    """Return the places in *body*, a response to a request for `/v1/search`; raise InvalidResponse if invalid."""
    response = validate(_Response, body, NAME)
    if response.error or (response.results and not any(response.results)):
        raise InvalidResponse(NAME, 200)  # without an error, the bot would cache that there is no such place
    return [
        Place(
            name=result.name,
            latitude=result.latitude,
            longitude=result.longitude,
            country=result.country,
            region=result.admin1,
            timezone=result.timezone,
            population=result.population or 0,
        )
        for result in response.results
        if result is not None
    ]


class OpenMeteoGeocoder:
    """The geocoder of Open-Meteo, which returns places with populations and time zones."""

    name = NAME
    budget = None

    def __init__(self, *, url: str = URL) -> None:
        self.http = JsonClient(NAME, url)

    def use_session(self, session: aiohttp.ClientSession) -> None:
        """Use *session* for all requests to the geocoder."""
        self.http.use_session(session)

    async def search(self, name: str, language: str, country: str | None = None) -> Sequence[Place]:
        """Return places (in *country* if given) whose names begin with *name*; raise ServiceError on failure."""
        params: Params = {"name": name, "count": MAX_GEOCODER_RESULTS, "language": language}
        if country:
            params = {**params, "countryCode": country, "count": MAX_PLACES_IN_COUNTRY}
        return parse_places(await self.http.get("/v1/search", params))
