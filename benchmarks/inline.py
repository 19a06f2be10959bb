"""How soon inline queries are answered while many users type, and what they cost the weather services.

`python -m benchmarks.inline` prints one line per scene. Each user types LETTERS letters, one query per letter.
"""

import asyncio
import tempfile
from collections import Counter
from pathlib import Path
from statistics import quantiles

from sandbox.process import BotProcess
from sandbox.telegram import InlineQuery, TelegramServer
from sandbox.weather import WeatherServer

USERS = 20

LETTERS = 15

UPSTREAM_SECONDS = 0.1
"""Seconds that a weather service takes to answer."""

ANSWER_TIMEOUT = 5.0
"""Seconds after the last letter within which its query must be answered."""

TEXTS = ("Moscow, London.", "Москва, Лондон.", "Berlin, Madrid.", "Париж и Лондон.", "Oslo, Helsinki.")
"""What the users type in turn; each text has LETTERS letters."""

SCENES = {"200 ms a letter": 0.2, "400 ms a letter": 0.4}
"""Maps the name of a scene to the seconds between two letters."""


async def _typed(telegram: TelegramServer, number: int, interval: float) -> list[InlineQuery]:
    """Type a text as one user, wait for the answer to the last query, and return the queries."""
    user, text = telegram.user(), TEXTS[number % len(TEXTS)]
    queries: list[InlineQuery] = []
    await asyncio.sleep(interval * number / USERS)
    for length in range(1, LETTERS + 1):
        queries.append(telegram.inline.query(user, text[:length]))
        await asyncio.sleep(interval)
    await queries[-1].results(within=ANSWER_TIMEOUT)
    return queries


async def _scene(name: str, interval: float) -> None:
    with tempfile.TemporaryDirectory() as directory:
        async with (
            TelegramServer() as telegram,
            WeatherServer() as weather,
            BotProcess.start(telegram, weather, Path(directory), env={"OPENWEATHER_API_KEY": ""}),
        ):
            telegram.set_inline_mode()
            weather.delay("weather", UPSTREAM_SECONDS)
            typed = await asyncio.gather(*(_typed(telegram, number, interval) for number in range(USERS)))
            waits = [query.answers[0].at - query.at for queries in typed for query in queries if query.answers]
            last = [queries[-1].answers[0].at - queries[-1].at for queries in typed]
            calls = Counter(request.service for request in weather.requests)
            places = Counter(
                (request.service, request.path, place) for request in weather.requests for place in request.places
            )
    print(
        f"{name}: {USERS * LETTERS} queries, {len(waits)} answered; "
        f"the last letter after {_p95(last):.2f} s (p95), any after {_p95(waits):.2f} s (p95); "
        f"calls: {dict(calls)}; at most {max(places.values())} for a place"
    )


def _p95(seconds: list[float]) -> float:
    return quantiles(seconds, n=20)[-1]


async def _run() -> None:
    for name, interval in SCENES.items():
        await _scene(name, interval)


if __name__ == "__main__":
    asyncio.run(_run())
