"""Messages that the bot sends to many chats on its own, while users of other chats ask questions."""

import asyncio
import math
import statistics
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

from benchmarks.questions import cities
from sandbox.process import BotProcess
from sandbox.telegram import Call, TelegramServer
from sandbox.weather import City, WeatherServer
from sandbox.weather.climate import conditions
from services.places import Place
from services.storage import SavedPlace
from services.tasks import cancel_all

QUESTION_INTERVAL = 0.25
"""Seconds between two questions."""
WARM_UP_QUESTIONS = 20
"""The number of first questions that do not count."""
TIMEOUT = 60.0
"""Seconds that a run may take in addition to the time of all messages at SLOWEST_PACE."""
SLOWEST_PACE = 0.5
"""The fraction of the configured pace below which a run gives up; a busy machine may not reach the pace."""


class Mailing:
    """The servers, the chats that get messages about a number of *places*, and the chats that ask questions."""

    def __init__(
        self, telegram: TelegramServer, weather: WeatherServer, chats: int, places: int, per_second: int
    ) -> None:
        self.telegram = telegram
        self.weather = weather
        self.chats = [telegram.private_chat() for _ in range(chats)]
        self.asked: list[tuple[float, float]] = []
        """The time of each question, and the seconds to its answer."""
        self.exit_code: int | None = None
        self._per_second = per_second
        known = cities(2_000)
        self._places, self._others = known[:places], known[places:]
        for city in known:
            weather.add_city(city)

    @property
    def places(self) -> list[SavedPlace]:
        """The places that the messages are about."""
        return [SavedPlace(Place(city.name_en, *city.point, timezone="UTC")) for city in self._places]

    @property
    def points(self) -> set[tuple[float, float]]:
        """The coordinates of the places, as the weather service records them."""
        return {city.point for city in self._places}

    def compute_weather(self) -> None:
        """Compute the plausible weather of the places on the days around now.

        The computation would block the sandbox for seconds while the bot runs.
        """
        today = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
        for city in self._places:
            for hour in range(-3 * 24, 8 * 24):
                conditions(*city.point, today + timedelta(hours=hour))

    async def send(self, directory: Path, env: dict[str, str], due: datetime, *, kill: bool) -> None:
        """Let the bot send all messages from *due* on. If *kill* is true, kill the bot once and start another."""
        if kill:
            async with BotProcess.start(self.telegram, self.weather, directory, env=env) as bot:
                await bot.while_alive(self._wait_until_sent(len(self.chats) // 2, due))
                await bot.kill()
        async with BotProcess.start(self.telegram, self.weather, directory, env=env) as bot:
            asking = asyncio.create_task(self._ask())
            await bot.while_alive(self._wait_until_sent(len(self.chats), due))
            await cancel_all([asking])
            self.exit_code = await bot.stop()

    async def _ask(self) -> None:
        """Ask one question after the other until cancelled."""
        async with asyncio.TaskGroup() as questions:
            for city in self._others:
                questions.create_task(self._ask_about(city))
                await asyncio.sleep(QUESTION_INTERVAL)

    async def _ask_about(self, city: City) -> None:
        chat, asked = self.telegram.private_chat(), time.monotonic()
        chat.send(f"/weather {city.name_en}")
        await chat.next_message(within=60)
        self.asked.append((asked, time.monotonic() - asked))

    async def _wait_until_sent(self, count: int, due: datetime) -> None:
        """Wait until *count* chats have got their message, or until the run gives up."""
        waiting = {str(chat.id) for chat in self.chats}
        left = len(waiting) - count
        within = (
            max(0.0, (due - datetime.now(UTC)).total_seconds())
            + len(waiting) / (SLOWEST_PACE * self._per_second)
            + TIMEOUT
        )

        def all_sent(call: Call) -> bool:
            waiting.discard(str(call.params.get("chat_id")))
            return len(waiting) <= left

        with suppress(TimeoutError):
            await self.telegram.calls.find(all_sent, within=within)

    def report(self) -> dict[str, object]:
        """Return the figures of the messages, and the delays of the other answers."""
        addressed = {str(chat.id) for chat in self.chats}
        times = [call.at for call in self.telegram.calls if call.params.get("chat_id") in addressed]
        got = [len(chat.answers) for chat in self.chats]
        first, last = (times[0], times[-1]) if times else (math.inf, math.inf)
        before = [took for asked, took in self.asked if asked + took < first][WARM_UP_QUESTIONS:]
        meanwhile = [took for asked, took in self.asked if first <= asked < last]
        requested = Counter(place for request in self.weather.requests for place in request.places)
        return {
            "sent": f"{sum(map(bool, got)):,} of {len(got):,}",
            "sent twice": sum(count > 1 for count in got),
            "missed": got.count(0),
            f"pace, {self._per_second} a second being set": _pace(times),
            "longest pause": f"{max((later - earlier for earlier, later in pairwise(times)), default=0.0):.1f} s",
            "weather look-ups for a place": max(requested[city.point] for city in self._places),
            "answers to questions before": _delays(before),
            "answers to questions meanwhile": _delays(meanwhile),
            "exit code": self.exit_code,
        }


def _pace(times: Sequence[float]) -> str:
    """Return the messages sent a second, without the pause in which the bot was down."""
    if len(times) <= 1:
        return "–"
    pauses = sum(later - earlier for earlier, later in pairwise(times) if later - earlier > 1)
    return f"{(len(times) - 1) / (times[-1] - times[0] - pauses):.1f}"


def _delays(seconds: Sequence[float]) -> str:
    if len(seconds) <= 1:
        return "–"
    milliseconds = sorted(1000 * value for value in seconds)
    high, highest = (milliseconds[len(milliseconds) * percent // 100] for percent in (95, 99))
    return f"median {statistics.median(milliseconds):.0f} ms, 95th percentile {high:.0f}, 99th {highest:.0f}"


def table(undisturbed: dict[str, object], killed: dict[str, object]) -> str:
    """Return the reports of two runs as a table in Markdown."""
    rows = [f"| {label} | {figure} | {killed[label]} |" for label, figure in undisturbed.items()]
    return "\n".join(["| what | undisturbed | killed in the middle |", "|---|---|---|", *rows])
