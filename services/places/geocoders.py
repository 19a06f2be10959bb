"""Names → places through the weather services' own geocoders."""

from collections.abc import Sequence
from typing import Annotated, Protocol

import aiohttp
from babel import Locale
from pydantic import BeforeValidator, Field

from services.errors import Malformed
from services.languages import LANGUAGES
from services.net.bodies import Body, Entries, Latitude, Lenient, Line, Longitude, read
from services.net.http import JsonClient, Params
from services.net.shares import Metered
from services.openweather import NAME as OPENWEATHER
from services.openweather import OpenWeatherClient
from services.places.models import Place

OPEN_METEO = "Open-Meteo's geocoder"
OPEN_METEO_URL = "https://geocoding-api.open-meteo.com"
CANDIDATES = 5
"""Places asked for; OpenWeather gives no more."""
MOST_PEOPLE = 10**9
"""A population above it is nonsense."""


class Geocoder(Metered, Protocol):
    """A service that finds places by name."""

    async def search(self, session: aiohttp.ClientSession, name: str, language: str) -> Sequence[Place]:
        """Return the places of that name or one like it, likeliest first, named in *language*, a code.

        No place is no error: the answer is empty. Raise a ServiceError when there is no answer.
        """


class _OpenMeteoPlace(Body):
    name: Line
    latitude: Latitude
    longitude: Longitude
    country: Lenient[Line] = None
    admin1: Lenient[Line] = None
    timezone: Lenient[Line] = None
    population: Lenient[Annotated[int, Field(ge=0, le=MOST_PEOPLE)]] = None


class _OpenMeteoAnswer(Body):
    error: Lenient[bool] = None
    results: Entries[Lenient[_OpenMeteoPlace]] = Field(default_factory=list)  # an empty result has no such key


def open_meteo_places(body: object) -> list[Place]:
    """Return the places in a body of `/v1/search`; raise Malformed when it is none."""
    answer = read(_OpenMeteoAnswer, body, OPEN_METEO)
    if answer.error or (answer.results and not any(answer.results)):
        raise Malformed(OPEN_METEO, 200)  # not "no such place", which would be remembered
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
    """https://open-meteo.com/en/docs/geocoding-api; knows populations and time zones."""

    name = OPEN_METEO
    plan = None

    def __init__(self, *, url: str = OPEN_METEO_URL) -> None:
        self._http = JsonClient(OPEN_METEO, url)

    async def search(self, session: aiohttp.ClientSession, name: str, language: str) -> Sequence[Place]:
        """Return the places of that name or beginning with it; see Geocoder."""
        params: Params = {"name": name, "count": CANDIDATES, "language": language}
        return open_meteo_places(await self._http.get(session, "/v1/search", params))


def _in_languages(names: object) -> object:
    """Return those of *names*, of some two hundred, that are in a language of the bot."""
    if not isinstance(names, dict):
        return names
    return {language.code: names[language.code] for language in LANGUAGES if language.code in names}


class _OpenWeatherPlace(Body):
    name: Line
    local_names: Annotated[Lenient[dict[str, Lenient[Line]]], BeforeValidator(_in_languages)] = None
    lat: Latitude
    lon: Longitude
    country: Lenient[Line] = None
    state: Lenient[Line] = None


class _OpenWeatherAnswer(Body):
    results: Entries[Lenient[_OpenWeatherPlace]]


def openweather_places(body: object, language: str) -> list[Place]:
    """Return the places in a body of `/geo/1.0`; raise Malformed when it is none."""
    answer = read(_OpenWeatherAnswer, {"results": body}, OPENWEATHER)
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
    """https://openweathermap.org/api/geocoding-api; knows no populations."""

    name = OPENWEATHER

    def __init__(self, client: OpenWeatherClient) -> None:
        self._client = client
        self.plan = client.plan

    async def search(self, session: aiohttp.ClientSession, name: str, language: str) -> Sequence[Place]:
        """Return the places of exactly that name; see Geocoder."""
        params: Params = {"q": name, "limit": CANDIDATES}
        return openweather_places(await self._client.get(session, "/geo/1.0/direct", params), language)
