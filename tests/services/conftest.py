import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
import pytest
from hypothesis import settings
from sqlalchemy import delete, make_url

from sandbox.weather import WeatherServer
from services.net.http import open_session
from services.places import Geocoder, Place, PlaceIndex, Resolver
from services.providers.open_meteo.current import OpenMeteo
from services.providers.open_meteo.geocoding import OpenMeteoGeocoder
from services.providers.openweather.client import OpenWeatherClient
from services.providers.openweather.current import OpenWeather
from services.providers.openweather.geocoding import OpenWeatherGeocoder
from services.storage import Database
from services.storage.opening import connect
from services.storage.schema import metadata
from services.weather import Provider, WeatherService
from tests.conftest import MakeDatabase, create_tables, execute

EXAMPLES = 100 if "REQUIRE_SERVICES" in os.environ else 50
"""Number of examples of a property; CI tests twice as many."""

settings.register_profile("services", max_examples=EXAMPLES, deadline=None)  # a busy machine is no failure
settings.load_profile("services")

NOW = datetime(2026, 1, 19, 12, 7, tzinfo=UTC)

MOSCOW = Place("Moscow", 55.75204, 37.61781, timezone="Europe/Moscow")
LONDON = Place("London", 51.50853, -0.12574, timezone="Europe/London")
PARIS = Place("Paris", 48.85341, 2.3488, timezone="Europe/Paris")


class Clock:
    """A clock that only moves when a test moves it; its calls replace `time.monotonic` and `time.time`."""

    def __init__(self, start: datetime = NOW) -> None:
        self.go_to(start)

    def __call__(self) -> float:
        return self.seconds

    def utc(self) -> datetime:
        return datetime.fromtimestamp(self.seconds, UTC)

    def go_to(self, moment: datetime) -> None:
        self.seconds = moment.timestamp()

    async def sleep(self, seconds: float) -> None:
        """Advance the clock by *seconds*, without waiting."""
        self.seconds += seconds
        await asyncio.sleep(0)

    def advance(self, *, hours: float = 0, minutes: float = 0, seconds: float = 0) -> None:
        self.seconds += 3600 * hours + 60 * minutes + seconds


def asked(sandbox: WeatherServer, service: str) -> int:
    """Return how many requests the sandbox's service has received."""
    return sum(request.service == service for request in (*sandbox.requests, *sandbox.warning_requests))


def invented(count: int) -> list[str]:
    """Return *count* names that no place has, and that resemble no name of a place."""
    return [f"{chr(65 + number)}zuqwix" for number in range(count)]


def around(count: int) -> list[Place]:
    """Return *count* places that are far enough apart to count as different places."""
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
def openweather(sandbox: WeatherServer, session: aiohttp.ClientSession) -> OpenWeatherClient:
    client = OpenWeatherClient(sandbox.key, url=sandbox.url)
    client.use_session(session)
    return client


@pytest.fixture
async def weather(
    sandbox: WeatherServer, session: aiohttp.ClientSession, openweather: OpenWeatherClient, clock: Clock
) -> AsyncIterator[WeatherService]:
    """OpenWeather first, Open-Meteo as the fallback: a bot with a key."""
    providers: list[Provider] = [OpenWeather(openweather), OpenMeteo(url=sandbox.url)]
    async with WeatherService(providers, session, now=clock.utc, clock=clock) as service:
        yield service


@pytest.fixture
async def keyless(
    sandbox: WeatherServer, session: aiohttp.ClientSession, clock: Clock
) -> AsyncIterator[WeatherService]:
    """Open-Meteo alone: a bot without a key."""
    async with WeatherService([OpenMeteo(url=sandbox.url)], session, now=clock.utc, clock=clock) as service:
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
    monkeypatch.setattr("services.net.http.DEFAULT_TIMEOUT", 0.25)
    monkeypatch.setattr("services.providers.open_meteo.batches.RETRY_TIMEOUT", 0.25)
    monkeypatch.setattr("services.net.concurrency.HEDGE_DELAY", 600)


@pytest.fixture
def hedging(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a provider count as slow soon."""
    monkeypatch.setattr("services.net.concurrency.HEDGE_DELAY", 0.03)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.services)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database of each kind, with whatever other tests have left in it."""
    if request.param == "sqlite":
        return f"sqlite+aiosqlite:///{tmp_path / 'made' / 'on demand' / 'bot.db'}"
    address: str = request.getfixturevalue("postgres_url")
    return address


@pytest.fixture(scope="session")
def postgres_url(postgres: MakeDatabase | None) -> str:
    """The URL of a database on PostgreSQL that has the current tables."""
    if postgres is None:
        pytest.skip("TEST_POSTGRES_URL is not set")
    url = postgres("services")
    create_tables(url)
    return url


@pytest.fixture
async def database(url: str, template: Path) -> AsyncIterator[Database]:
    """An empty database of each kind, which already has the current tables."""
    if path := make_url(url).database if url.startswith("sqlite") else None:
        Path(path).parent.mkdir(parents=True)
        shutil.copy(template, path)
    async with connect(url) as database:
        if path is None:
            async with database.begin() as connection:
                for table in reversed(metadata.sorted_tables):
                    await connection.execute(delete(table))
        yield database


@pytest.fixture(scope="session")
def make_blank_postgres(postgres: MakeDatabase | None) -> Callable[[], str]:
    """Return a function that removes all tables of a database on PostgreSQL, and returns its URL.

    Removing the tables is much faster than creating a database.
    """
    url = postgres("blank") if postgres else ""

    def make() -> str:
        execute(url, "DROP SCHEMA public CASCADE", "CREATE SCHEMA public")
        return url

    return make


@pytest.fixture
def blank_url(url: str, make_blank_postgres: Callable[[], str]) -> str:
    """The URL of a database of each kind that has no tables."""
    return url if url.startswith("sqlite") else make_blank_postgres()
