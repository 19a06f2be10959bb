"""Clients that request the weather of many cities; each measures itself in its own process.

`python -m benchmarks.suite.clients URL SIZES` prints a line of JSON for each measurement. The tutorial's clients
make the same requests as the service makes to OpenWeather.
"""

import asyncio
import gc
import json
import statistics
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from itertools import islice

import aiohttp
import requests

from benchmarks.suite.figures import RUNS
from bot.__main__ import GC_THRESHOLDS
from sandbox.weather.server import KEY
from services.places import Place
from services.providers.open_meteo.current import OpenMeteo
from services.providers.openweather.client import OpenWeatherClient
from services.providers.openweather.current import OpenWeather
from services.weather import Report, WeatherService

PATH = "/data/2.5/weather"

SERVICE = "this bot's service"
ONE_SESSION = "gather, one new session"
SESSION_PER_CITY = "gather, a session per city"
ONE_BY_ONE = "requests, one by one"
SINGLE_REQUEST = "limit"
"""One request over an open connection."""

SEQUENTIAL_CITIES = 3
"""Number of cities with which the sequential client is measured; the time of more cities is extrapolated."""

UNLIMITED_CALLS = 1_000_000
"""Allowed calls per minute: more than the benchmark needs."""

Ask = Callable[[Sequence[Place]], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Measurement:
    """The time that a client took to request the weather of some cities."""

    client: str
    cities: int
    seconds: float
    processor: float
    """Processor seconds of the client's process for each city."""


def places() -> list[Place]:
    """Return enough places for all measurements; no client has requested them yet."""
    return [Place("", -60 + number // 300 / 10, -30 + number % 300 / 10) for number in range(60_000)]


async def main(url: str, sizes: Sequence[int]) -> None:
    """Run all measurements RUNS times."""
    fresh = iter(places())
    async with _service(url) as service:
        clients: dict[str, Ask] = {
            SERVICE: service,
            ONE_SESSION: lambda cities: _one_session(url, cities),
            SESSION_PER_CITY: lambda cities: _session_per_city(url, cities),
        }
        await _measure_single_request(url)
        # The first requests open the connections of the service, as the first questions after a start do.
        await service(list(islice(fresh, max(sizes))))
        for _ in range(RUNS):
            for size in sizes:
                for client, ask in clients.items():
                    await _measure(client, size, ask(list(islice(fresh, size))))
            in_turn = list(islice(fresh, SEQUENTIAL_CITIES))
            await _measure(ONE_BY_ONE, SEQUENTIAL_CITIES, asyncio.to_thread(_one_by_one, url, in_turn))


async def _measure(client: str, cities: int, work: Awaitable[None]) -> None:
    processor, started = time.process_time(), time.perf_counter()
    await work
    seconds = time.perf_counter() - started
    _print_measurement(Measurement(client, cities, seconds, (time.process_time() - processor) / cities))


def _print_measurement(measurement: Measurement) -> None:
    print(json.dumps(asdict(measurement)), flush=True)


@asynccontextmanager
async def _service(url: str) -> AsyncIterator[Ask]:
    """Yield the weather service as the bot uses it, with its fallback."""
    client = OpenWeatherClient(KEY, url=url, calls_per_minute=UNLIMITED_CALLS)
    async with WeatherService([OpenWeather(client), OpenMeteo(url=url)]) as weather:

        async def ask(cities: Sequence[Place]) -> None:
            reports = await weather.reports(cities)
            if not all(isinstance(report, Report) for report in reports):
                raise SystemExit(f"there was no weather: {reports}")

        yield ask


async def _measure_single_request(url: str) -> None:
    async with aiohttp.ClientSession() as session:
        durations = []
        for place in places()[: RUNS + 1]:
            started = time.perf_counter()
            await _fetch(session, url, place)
            durations.append(time.perf_counter() - started)
    _print_measurement(Measurement(SINGLE_REQUEST, 1, statistics.median(durations[1:]), 0))


async def _one_session(url: str, cities: Sequence[Place]) -> None:
    async with aiohttp.ClientSession() as session:
        await asyncio.gather(*(_fetch(session, url, place) for place in cities))


async def _session_per_city(url: str, cities: Sequence[Place]) -> None:
    async def get(place: Place) -> None:
        async with aiohttp.ClientSession() as session:
            await _fetch(session, url, place)

    await asyncio.gather(*map(get, cities))


def _one_by_one(url: str, cities: Sequence[Place]) -> None:
    for place in cities:
        requests.get(url + PATH, _query_params(place), timeout=60).raise_for_status()


async def _fetch(session: aiohttp.ClientSession, url: str, place: Place) -> object:
    async with session.get(url + PATH, params=_query_params(place)) as response:
        response.raise_for_status()
        return await response.json()


def _query_params(place: Place) -> dict[str, str]:
    return {"lat": str(place.latitude), "lon": str(place.longitude), "units": "metric", "appid": KEY}


if __name__ == "__main__":
    # All clients run with the bot's settings of the garbage collector.
    gc.freeze()
    gc.set_threshold(*GC_THRESHOLDS)
    asyncio.run(main(sys.argv[1], [int(size) for size in sys.argv[2].split(",")]))
