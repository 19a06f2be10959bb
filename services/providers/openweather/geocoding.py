"""Requests places by name from OpenWeather's geocoder: https://openweathermap.org/api/geocoding-api"""

from collections.abc import Sequence
from typing import Annotated

import aiohttp
from babel import Locale
from pydantic import BeforeValidator

from services.languages import LANGUAGES
from services.net.bodies import Body, Latitude, Lenient, LimitedList, Longitude, SingleLine, validate
from services.places.geocoding import MAX_GEOCODER_RESULTS
from services.places.models import Place
from services.providers.openweather.client import NAME, OpenWeatherClient


def _names_in_bot_languages(names: object) -> object:
    """Drop the names in languages that the bot does not have; a response has names in up to 200 languages."""
    if not isinstance(names, dict):
        return names
    return {language.code: names[language.code] for language in LANGUAGES if language.code in names}


class _Place(Body):
    name: SingleLine
    local_names: Annotated[Lenient[dict[str, Lenient[SingleLine]]], BeforeValidator(_names_in_bot_languages)] = (
        None
    )
    lat: Latitude
    lon: Longitude
    country: Lenient[SingleLine] = None
    state: Lenient[SingleLine] = None


class _Response(Body):
    results: LimitedList[Lenient[_Place]]


def parse_places(body: object, language: str) -> list[Place]:
    """Return the places in *body*, a response to a request for `/geo/1.0/direct`.

    The names of the places are in *language* if the response contains names in *language*. Raise InvalidResponse
    if *body* is invalid.
    """
    response = validate(_Response, {"results": body}, NAME)
    countries = Locale(language).territories
    return [
        Place(
            name=(result.local_names or {}).get(language) or result.name,
            latitude=result.lat,
            longitude=result.lon,
            country=countries.get(result.country or "", result.country),
            region=result.state,
        )
        for result in response.results
        if result is not None
    ]


class OpenWeatherGeocoder:
    """The geocoder of OpenWeather, which returns places without populations and time zones."""

    name = NAME

    def __init__(self, client: OpenWeatherClient) -> None:
        self._client = client
        self.budget = client.budget

    def use_session(self, session: aiohttp.ClientSession) -> None:
        """Use *session* for all requests to OpenWeather."""
        self._client.use_session(session)

    async def search(self, name: str, language: str, country: str | None = None) -> Sequence[Place]:
        """Return the places (in *country* if given) called *name*; raise ServiceError if the request fails."""
        query = f"{name},{country}" if country else name
        body = await self._client.get("/geo/1.0/direct", {"q": query, "limit": MAX_GEOCODER_RESULTS})
        return parse_places(body, language)
