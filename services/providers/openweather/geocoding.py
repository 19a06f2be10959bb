"""The geocoder of OpenWeather: https://openweathermap.org/api/geocoding-api"""

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


def _names_in_languages(names: object) -> object:
    """Return the entries of *names* in languages of the bot; responses have names in some 200 languages."""
    if not isinstance(names, dict):
        return names
    return {language.code: names[language.code] for language in LANGUAGES if language.code in names}


class _Place(Body):
    name: SingleLine
    local_names: Annotated[Lenient[dict[str, Lenient[SingleLine]]], BeforeValidator(_names_in_languages)] = None
    lat: Latitude
    lon: Longitude
    country: Lenient[SingleLine] = None
    state: Lenient[SingleLine] = None


class _Response(Body):
    results: LimitedList[Lenient[_Place]]


def parse_places(body: object, language: str) -> list[Place]:
    """Return the places in the *body* of a response to `/geo/1.0/direct`; raise Malformed if it is invalid.

    Names and countries are translated to *language* where possible.
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
    """The geocoder of OpenWeather, whose places have neither populations nor time zones."""

    name = NAME

    def __init__(self, client: OpenWeatherClient) -> None:
        self._client = client
        self.budget = client.budget

    def connect(self, session: aiohttp.ClientSession) -> None:
        """Use *session* for all requests."""
        self._client.connect(session)

    async def search(self, name: str, language: str) -> Sequence[Place]:
        """Return the places whose name is exactly *name*: see `Geocoder.search`."""
        body = await self._client.get("/geo/1.0/direct", {"q": name, "limit": MAX_GEOCODER_RESULTS})
        return parse_places(body, language)
