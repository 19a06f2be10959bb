"""Measure the cost of many cities in one message, as ratios within one run of the bot process.

Run it with `make bench-faults`. Each answer of the weather services takes a second; geocoders answer at once.
"""

import asyncio
import math
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import urlopen

import aiohttp

from sandbox.process import BotProcess
from sandbox.telegram import TelegramServer
from sandbox.weather import WeatherServer

ANSWER_SECONDS = 1.0
CITIES = (
    "Moscow, London, Paris, Berlin, Madrid, Rome, Vienna, Prague, Warsaw, Oslo, Stockholm, Helsinki",
    "Istanbul, Ankara, Dublin, Brussels, Amsterdam, Copenhagen, Budapest, Bucharest, Sofia, Belgrade, Riga, Minsk",
    "Tokyo, Seoul, Beijing, Mumbai, Bangkok, Jakarta, Manila, Singapore, Hanoi, Tehran, Baghdad, Riyadh",
    "Cairo, Lagos, Nairobi, Accra, Tunis, Algiers, Kazan, Omsk, Samara, Ufa, Perm, Voronezh",
    "Lima, Kinshasa, Santiago, Havana, Toronto, Montreal, Chicago, Boston, Denver, Seattle, Houston, Phoenix",
)
ASKERS = 200


class Stage:
    """A bot process and its servers."""

    def __init__(self, telegram: TelegramServer, weather: WeatherServer, pid: int) -> None:
        self.telegram = telegram
        self.weather = weather
        self.pid = pid

    async def ask(self, text: str) -> float:
        """Send *text*; return the seconds to the answer, which must contain the weather of twelve cities."""
        chat = self.telegram.private_chat()
        started = time.perf_counter()
        chat.send(f"/weather {text}")
        answer = await chat.next_message(within=30)
        if answer.text.count("°C") <= text.count(","):
            raise SystemExit(f"not all cities were answered:\n{answer.text}")
        return time.perf_counter() - started

    def requests(self, *services: str) -> int:
        """Return how many requests *services* have received."""
        return sum(request.service in services for request in self.weather.requests)


@asynccontextmanager
async def stage(**settings: str) -> AsyncIterator[Stage]:
    """Run a new bot against slow weather services."""
    with tempfile.TemporaryDirectory() as directory:
        async with TelegramServer() as telegram, WeatherServer() as weather:
            weather.delay("weather", ANSWER_SECONDS)
            async with BotProcess.start(telegram, weather, Path(directory), env=settings) as bot:
                yield Stage(telegram, weather, bot.pid)


async def one_upstream_answer(weather: WeatherServer) -> float:
    """Return the seconds that one request takes over an open connection."""
    params = {"lat": "55.75", "lon": "37.62", "appid": weather.key, "units": "metric"}
    durations = []
    async with aiohttp.ClientSession(weather.url) as session:
        for _ in range(4):
            started = time.perf_counter()
            async with session.get("/data/2.5/weather", params=params) as response:
                await response.read()
            durations.append(time.perf_counter() - started)
    return statistics.median(durations[1:])


def one_by_one(weather: WeatherServer, cities: Sequence[str]) -> float:
    """Return the seconds of a client that requests one city after the other, each over a new connection."""
    started = time.perf_counter()
    for city in cities:
        query = urlencode({"q": city, "appid": weather.key, "units": "metric"})
        with urlopen(f"{weather.url}/data/2.5/weather?{query}") as response:  # noqa: S310 - our own server
            response.read()
    return time.perf_counter() - started


def report(label: str, value: float, unit: str, *, at_most: float = math.inf, at_least: float = -math.inf) -> None:
    """Print one row of the table."""
    wanted = f"≤ {at_most:g}" if at_most < math.inf else f"≥ {at_least:g}"
    reached = "yes" if at_least <= value <= at_most else "NO"
    print(f"| {label} | {value:.3g} {unit} | {wanted} | {reached} |", flush=True)


async def main() -> None:
    """Run the measurements and print the table."""
    print("| what | measured | wanted | reached |\n|---|---|---|---|")
    async with stage(OPENWEATHER_CALLS_PER_MINUTE="600") as with_key:
        upstream = await one_upstream_answer(with_key.weather)
        before = with_key.weather.connections
        durations = [await with_key.ask(cities) for cities in CITIES[:2]]
        report(
            "connections opened for two messages of 12 cities",
            with_key.weather.connections - before,
            "",
            at_most=13,
        )
        durations += [await with_key.ask(cities) for cities in CITIES[2:]]
        report("connections opened for five such messages", with_key.weather.connections - before, "", at_most=12)
        twelve = statistics.median(durations)
        report("12 cities, 1 s upstream, median of 5", twelve / upstream, "× one upstream answer", at_most=1.1)
        sequential = await asyncio.to_thread(one_by_one, with_key.weather, CITIES[0].split(", "))
        report("the same 12 cities one by one", sequential / twelve, "× slower", at_least=10)
        asked = with_key.requests("openweather", "open-meteo")
        await asyncio.gather(*(with_key.ask("Reykjavik") for _ in range(ASKERS)))
        calls = with_key.requests("openweather", "open-meteo") - asked
        report(f"{ASKERS} users ask for one city at once", calls, "upstream calls", at_most=1)
    async with stage(OPENWEATHER_API_KEY="") as without_key:
        await without_key.ask(CITIES[0])
        report("12 cities without a key", without_key.requests("open-meteo"), "requests to Open-Meteo", at_most=2)


if __name__ == "__main__":
    asyncio.run(main())
