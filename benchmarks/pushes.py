"""Measure 10,000 daily pushes due in one minute, first undisturbed, then with the bot killed in the middle.

Run it with `make bench-pushes`. `python -m benchmarks.pushes [database url]` uses another database than SQLite and
empties it. Chats in eight time zones subscribe to one to three of the same few hundred places. While pushes are
sent, users ask questions, each about a new place.
"""

import asyncio
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from sqlalchemy import delete, insert

from benchmarks.questions import cities
from sandbox.process import BotProcess, database_url
from sandbox.telegram import Call, TelegramServer
from sandbox.weather import City, WeatherServer
from sandbox.weather.climate import conditions
from services.places import Place
from services.storage import SavedPlace, open_database
from services.storage.saved_places import place_rows
from services.storage.schema import chats, metadata, subscription_places, subscriptions
from services.tasks import cancel_all

CHATS, PLACES = 10_000, 200
PUSHES_PER_SECOND = 100
SEED = 2026

MIN_LEAD_TIME = timedelta(seconds=60)
"""The least time between the start and the pushes, in which the bot starts and answers questions."""
QUESTION_INTERVAL = 0.25
"""Seconds between two questions."""
WARM_UP_QUESTIONS = 20
"""The number of first questions that do not count."""
TIMEOUT = 60.0
"""Seconds of waiting beyond the expected end until the run gives up."""

ZONES = (
    "Europe/Moscow",
    "Europe/London",
    "America/New_York",
    "America/St_Johns",
    "Asia/Kathmandu",
    "Asia/Tokyo",
    "Australia/Lord_Howe",
    "Pacific/Auckland",
)

SETTINGS = {
    "OPENWEATHER_API_KEY": "",
    "OPEN_METEO_CALLS_PER_DAY": "10000000",
    "THROTTLE_PER_MINUTE": "0",
    "PUSHES_PER_SECOND": str(PUSHES_PER_SECOND),
}


class Run:
    """The servers, the subscribed chats, and the chats that ask."""

    def __init__(self, telegram: TelegramServer, weather: WeatherServer, url: str) -> None:
        self.telegram = telegram
        self.weather = weather
        self.chats = [telegram.private_chat() for _ in range(CHATS)]
        self.asked: list[tuple[float, float]] = []
        """The time of each question, and the seconds to its answer."""
        self.exit_code: int | None = None
        self._url = url
        self._cities = cities(2_000)
        for city in self._cities:
            weather.add_city(city)
        for city in self._cities[:PLACES]:
            _compute_weather(city)

    async def play(self, directory: Path, *, kill: bool) -> None:
        """Send all pushes; with *kill*, kill the bot once and start another."""
        env = SETTINGS | {"DATABASE_URL": self._url}
        soonest = datetime.now(UTC) + MIN_LEAD_TIME
        due = soonest.replace(second=0, microsecond=0) + timedelta(minutes=1)
        await self._subscribe(due)
        if kill:
            async with BotProcess.start(self.telegram, self.weather, directory, env=env) as bot:
                await bot.while_alive(self._wait_until_sent(CHATS // 2, due))
                await bot.kill()
        async with BotProcess.start(self.telegram, self.weather, directory, env=env) as bot:
            asking = asyncio.create_task(self._ask())
            await bot.while_alive(self._wait_until_sent(CHATS, due))
            await cancel_all([asking])
            self.exit_code = await bot.stop()

    async def _subscribe(self, due: datetime) -> None:
        random = Random(SEED)
        places = [_saved_place(city) for city in self._cities[:PLACES]]
        subscribed, about = [], []
        for number, chat in enumerate(self.chats):
            local = due.astimezone(ZoneInfo(ZONES[number % len(ZONES)]))
            when = {"minutes": local.hour * 60 + local.minute, "weekdays": 127, "timezone": str(local.tzinfo)}
            moment = {"next_at": int(due.timestamp()), "claimable_at": int(due.timestamp())}
            subscribed.append({"id": number, "chat_id": chat.id, "language": "en"} | when | moment)
            about += place_rows({"subscription_id": number}, random.sample(places, random.randint(1, 3)))
        async with open_database(self._url) as database, database.begin() as connection:
            for table in reversed(metadata.sorted_tables):
                await connection.execute(delete(table))
            await connection.execute(insert(chats), [{"id": chat.id} for chat in self.chats])
            await connection.execute(insert(subscriptions), subscribed)
            await connection.execute(insert(subscription_places), about)

    async def _ask(self) -> None:
        """Ask one question after the other until cancelled."""
        async with asyncio.TaskGroup() as questions:
            for city in self._cities[PLACES:]:
                questions.create_task(self._ask_about(city))
                await asyncio.sleep(QUESTION_INTERVAL)

    async def _ask_about(self, city: City) -> None:
        chat, asked = self.telegram.private_chat(), time.monotonic()
        chat.send(f"/weather {city.name_en}")
        await chat.next_message(within=60)
        self.asked.append((asked, time.monotonic() - asked))

    async def _wait_until_sent(self, count: int, due: datetime) -> None:
        """Wait until this many chats have had their push, or until the run gives up."""
        waiting = {str(chat.id) for chat in self.chats}
        within = max(0.0, (due - datetime.now(UTC)).total_seconds()) + CHATS / PUSHES_PER_SECOND + TIMEOUT

        def all_sent(call: Call) -> bool:
            waiting.discard(str(call.params.get("chat_id")))
            return len(waiting) <= CHATS - count

        with suppress(TimeoutError):
            await self.telegram.calls.find(all_sent, within=within)

    def push_times(self) -> list[float]:
        """Return the times at which pushes were sent."""
        subscribed = {str(chat.id) for chat in self.chats}
        return [call.at for call in self.telegram.calls if call.params.get("chat_id") in subscribed]

    def look_up_counts(self) -> list[int]:
        """Return how often the weather of each subscribed place was requested."""
        asked = Counter(place for request in self.weather.requests for place in request.places)
        return [asked[city.point] for city in self._cities[:PLACES]]


def _compute_weather(city: City) -> None:
    """Compute the weather of the days around in advance.

    Computing it during the run would block the sandbox for seconds.
    """
    today = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    for hour in range(-3 * 24, 8 * 24):
        conditions(*city.point, today + timedelta(hours=hour))


def _saved_place(city: City) -> SavedPlace:
    return SavedPlace(Place(city.name_en, *city.point, timezone="UTC"))


def report(run: Run) -> dict[str, object]:
    """Return the figures of the pushes, and the delays of the other answers."""
    push_times = run.push_times()
    got = [len(chat.answers) for chat in run.chats]
    before = [took for asked, took in run.asked if asked + took < push_times[0]][WARM_UP_QUESTIONS:]
    meanwhile = [took for asked, took in run.asked if push_times[0] <= asked < push_times[-1]]
    return {
        "sent": f"{sum(map(bool, got)):,} of {CHATS:,}",
        "sent twice": sum(count > 1 for count in got),
        "missed": got.count(0),
        f"pace, {PUSHES_PER_SECOND} a second being set": _pace(push_times),
        "longest pause": f"{max(later - earlier for earlier, later in pairwise(push_times)):.1f} s",
        "weather look-ups for a place": max(run.look_up_counts()),
        "answers to questions before": _delays(before),
        "answers to questions meanwhile": _delays(meanwhile),
        "exit code": run.exit_code,
    }


def _pace(push_times: Sequence[float]) -> str:
    """Return the pushes sent a second, without the pause in which the bot was down."""
    pauses = sum(later - earlier for earlier, later in pairwise(push_times) if later - earlier > 1)
    return f"{(len(push_times) - 1) / (push_times[-1] - push_times[0] - pauses):.1f}"


def _delays(seconds: Sequence[float]) -> str:
    if len(seconds) <= 1:
        return "–"
    milliseconds = sorted(1000 * value for value in seconds)
    median, most = statistics.median(milliseconds), milliseconds[len(milliseconds) * 95 // 100]
    return f"median {median:.0f} ms, 95th percentile {most:.0f}, longest {milliseconds[-1]:.0f}"


async def main(url: str | None) -> None:
    """Run both benchmarks and print their results."""
    reports = []
    for kill in (False, True):
        with tempfile.TemporaryDirectory() as directory:
            async with TelegramServer() as telegram, WeatherServer() as weather:
                run = Run(telegram, weather, url or database_url(Path(directory)))
                await run.play(Path(directory), kill=kill)
                reports.append(report(run))
                print(reports[-1], file=sys.stderr)
    print("| what | undisturbed | killed in the middle |\n|---|---|---|")
    for label, undisturbed in reports[0].items():
        print(f"| {label} | {undisturbed} | {reports[1][label]} |")


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1] if len(sys.argv) > 1 else None))
