from collections.abc import AsyncIterator
from datetime import UTC, datetime

import aiohttp
import pytest
from hypothesis import settings

from sandbox.weather import WeatherServer
from services.http import open_session
from services.openweather import OpenWeatherClient
from services.places import Geocoder, OpenMeteoGeocoder, OpenWeatherGeocoder, Place, PlaceIndex, Resolver
from services.weather import OpenMeteo, OpenWeather, Provider, WeatherService

settings.register_profile("services", deadline=None)  # a busy machine is no failure
settings.load_profile("services")

NOW = datetime(2026, 1, 19, 12, 7, tzinfo=UTC)

MOSCOW = Place("Moscow", 55.75204, 37.61781, timezone="Europe/Moscow")
LONDON = Place("London", 51.50853, -0.12574, timezone="Europe/London")
PARIS = Place("Paris", 48.85341, 2.3488, timezone="Europe/Paris")


class Clock:
    """A clock that goes on when told to; calling it is `time.monotonic`."""

    def __init__(self) -> None:
        self.seconds = NOW.timestamp()

    def __call__(self) -> float:
        return self.seconds

    def utc(self) -> datetime:
        return datetime.fromtimestamp(self.seconds, UTC)

    def advance(self, *, hours: float = 0, minutes: float = 0, seconds: float = 0) -> None:
        self.seconds += 3600 * hours + 60 * minutes + seconds


def asked(sandbox: WeatherServer, service: str) -> int:
    """Return how many requests the sandbox's service has received."""
    return sum(request.service == service for request in sandbox.requests)


def invented(count: int) -> list[str]:
    """Return so many names that nothing is called, and nothing nearly."""
    return [f"{chr(65 + number)}zuqwix" for number in range(count)]


def around(count: int) -> list[Place]:
    """Return so many places, far enough from each other to be different ones."""
    return [Place(f"Place {number}", 40 + number / 10, 20) for number in range(count)]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def sandbox() -> AsyncIterator[WeatherServer]:
    async with WeatherServer(now=lambda: NOW) as server:
        yield server


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with open_session() as client:
        yield client


@pytest.fixture
def openweather(sandbox: WeatherServer) -> OpenWeatherClient:
    return OpenWeatherClient(sandbox.key, url=sandbox.url)


@pytest.fixture
async def weather(
    sandbox: WeatherServer, session: aiohttp.ClientSession, openweather: OpenWeatherClient, clock: Clock
) -> AsyncIterator[WeatherService]:
    """OpenWeather first, Open-Meteo as the fallback: a bot with a key."""
    providers: list[Provider] = [OpenWeather(openweather), OpenMeteo(url=sandbox.url)]
    async with WeatherService(providers, session, now=clock.utc) as service:
        yield service


@pytest.fixture
async def keyless(
    sandbox: WeatherServer, session: aiohttp.ClientSession, clock: Clock
) -> AsyncIterator[WeatherService]:
    """Open-Meteo alone: a bot without a key."""
    async with WeatherService([OpenMeteo(url=sandbox.url)], session, now=clock.utc) as service:
        yield service


@pytest.fixture
async def resolver(
    index: PlaceIndex, sandbox: WeatherServer, session: aiohttp.ClientSession, clock: Clock
) -> AsyncIterator[Resolver]:
    """Open-Meteo's geocoder alone: a bot without a key."""
    resolver = Resolver(index, [OpenMeteoGeocoder(url=sandbox.url)], session, clock=clock)
    yield resolver
    await resolver.aclose()


@pytest.fixture
async def keyed_resolver(
    index: PlaceIndex,
    sandbox: WeatherServer,
    session: aiohttp.ClientSession,
    openweather: OpenWeatherClient,
    clock: Clock,
) -> AsyncIterator[Resolver]:
    """Open-Meteo's geocoder with OpenWeather's as the fallback: a bot with a key."""
    geocoders: list[Geocoder] = [OpenMeteoGeocoder(url=sandbox.url), OpenWeatherGeocoder(openweather)]
    resolver = Resolver(index, geocoders, session, clock=clock)
    yield resolver
    await resolver.aclose()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let calls time out soon, and no provider count as slow."""
    monkeypatch.setattr("services.http.TIMEOUT", 0.25)
    monkeypatch.setattr("services.weather.open_meteo.AGAIN_WITHIN", 0.25)
    monkeypatch.setattr("services.concurrency.HEDGE_AFTER", 600)


@pytest.fixture
def hedging(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a provider count as slow soon."""
    monkeypatch.setattr("services.concurrency.HEDGE_AFTER", 0.03)
