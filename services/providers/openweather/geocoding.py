"""Names → places through OpenWeather's geocoder: https://openweathermap.org/api/geocoding-api"""

from collections.abc import Sequence
from typing import Annotated

import aiohttp
from babel import Locale
from pydantic import BeforeValidator

from services.languages import LANGUAGES
from services.net.bodies import Body, Entries, Latitude, Lenient, Line, Longitude, read
from services.places.geocoding import MAX_GEOCODER_RESULTS
from services.places.models import Place
from services.providers.openweather.client import NAME, OpenWeatherClient


def _in_languages(names: object) -> object:
    """Return those of *names*, of some two hundred, that are in a language of the bot."""
    if not isinstance(names, dict):
        return names
    return {language.code: names[language.code] for language in LANGUAGES if language.code in names}


class _Place(Body):
    name: Line
    local_names: Annotated[Lenient[dict[str, Lenient[Line]]], BeforeValidator(_in_languages)] = None
    lat: Latitude
    lon: Longitude
    country: Lenient[Line] = None
    state: Lenient[Line] = None


class _Answer(Body):
    results: Entries[Lenient[_Place]]


def places_from(body: object, language: str) -> list[Place]:
    """Return the places in a body of `/geo/1.0`; raise Malformed when it is none."""
    answer = read(_Answer, {"results": body}, NAME)
    countries = Locale(language).territories
    return [
        Place(
            name=(found.local_names or {}).get(language) or found.name,
            latitude=found.lat,
            longitude=found.lon,
            country=countries.get(found.country or "", found.country),
            region=found.state,
        )
        for found in answer.results
        if found is not None
    ]


class OpenWeatherGeocoder:
    """The geocoder; it knows no populations."""

    name = NAME

    def __init__(self, client: OpenWeatherClient) -> None:
        self._client = client
        self.budget = client.budget

    def connect(self, session: aiohttp.ClientSession) -> None:
        """Send all calls over *session*."""
        self._client.connect(session)

    async def search(self, name: str, language: str) -> Sequence[Place]:
        """Return the places of exactly that name; see Geocoder."""
        body = await self._client.get("/geo/1.0/direct", {"q": name, "limit": MAX_GEOCODER_RESULTS})
        return places_from(body, language)
