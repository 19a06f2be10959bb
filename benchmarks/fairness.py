"""Measure how much a misbehaving chat or service slows down 100 ordinary users, scene by scene.

Run it with `make bench-fairness`, on Linux; `python -m benchmarks.fairness a d` plays only these scenes. The
ordinary users ask for cities whose weather is cached, 40 messages a second in all. A run measures their delays
first without the scene, and then with it. A quiet p99 (a p99 without the scene) counts as at least MIN_QUIET_P99,
because a few milliseconds more on a busy machine are not unfair. Each scene has a new bot.

Ratios mean little on a busy machine, so the load before each scene is printed to standard error.
"""

import asyncio
import os
import re
import statistics
import sys
import tempfile
from collections import Counter, deque
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from math import inf
from pathlib import Path
from random import Random

from benchmarks.process import peak_mebibytes
from benchmarks.questions import cities
from benchmarks.scenes import MAX_SECONDS, SCENES, Scene, World
from sandbox.process import BOT, BotDiedError, BotProcess
from sandbox.telegram import BotMessage, Chat, TelegramServer
from sandbox.weather import City, WeatherServer
from services.tasks import cancel_all

ORDINARY_USERS, MESSAGES_PER_SECOND = 100, 40
CACHED_CITIES, NEW_CITIES = 20, 800
"""The number of cities that ordinary users ask for, and of cities that only the scene asks for."""
WARM_UP_SECONDS, QUIET_SECONDS = 3.0, 8.0
"""Seconds of warming up, which do not count, and seconds of the quiet measurement."""
TIMEOUT = 20.0
"""Seconds after the scene until an unanswered question counts as missed."""
MIN_QUIET_P99 = 0.020
"""The lowest quiet p99 that is used for the ratio, in seconds."""
MAX_RATIO = 2.0
"""The highest acceptable ratio of the p99 to the quiet p99."""
SEED = 2026
ADDRESS_SPACE = 3 * 2**30
"""Bytes of address space for the bot, so that a scene cannot exhaust the machine's memory."""

COMMAND = ("prlimit", f"--as={ADDRESS_SPACE}", *BOT)


@dataclass(eq=False)
class User:
    """An ordinary user, who asks at a steady pace. Answers arrive in the order of the questions."""

    chat: Chat
    unanswered: deque[float] = field(default_factory=deque)
    """The times of the unanswered questions."""
    delays: list[tuple[float, float]] = field(default_factory=list)
    """The time of each question, and the seconds to its answer."""

    def ask(self, city: City) -> None:
        """Send one question."""
        self.unanswered.append(_now())
        self.chat.send(f"/weather {city.name_en}")

    async def watch(self) -> None:
        """Record every answer until cancelled."""
        async for event in self.chat.feed.follow():
            if isinstance(event, BotMessage) and event.version == 0 and self.unanswered:
                asked = self.unanswered.popleft()
                self.delays.append((asked, _now() - asked))


@dataclass(frozen=True)
class Result:
    """The figures of one scene."""

    scene: str
    quiet: list[float]
    """Seconds to each answer; inf for a missing answer."""
    meanwhile: list[float]
    look_ups: int
    replies: int
    """Messages that the troublemakers received."""
    memory: float
    log: str
    ended: str = ""

    @property
    def ratio(self) -> float:
        """The ratio of the p99 during the scene to the quiet p99."""
        return percentile(self.meanwhile, 99) / max(MIN_QUIET_P99, percentile(self.quiet, 99))

    def row(self) -> str:
        """Return the row of the table."""
        missed = self.meanwhile.count(inf)
        cells = (
            self.scene,
            _delays(self.quiet),
            _delays(self.meanwhile),
            f"{self.ratio:.1f} ×",
            f"{missed} of {len(self.meanwhile)}" + (f"; {self.ended}" if self.ended else ""),
            str(self.look_ups),
            str(self.replies),
            f"{self.memory:.0f} MiB",
            _log_summary(self.log),
        )
        return f"| {' | '.join(cells)} |"


class Run:
    """One scene with a new bot."""

    def __init__(self, scene: Scene, telegram: TelegramServer, weather: WeatherServer) -> None:
        self._scene = scene
        self._telegram = telegram
        self._weather = weather
        cached = cities(CACHED_CITIES + NEW_CITIES)
        for city in cached:
            weather.add_city(city)
        self._warm = cached[:CACHED_CITIES]
        self._world = World(telegram, weather, Random(SEED), iter(cached[CACHED_CITIES:]))
        self._users = [User(telegram.private_chat()) for _ in range(ORDINARY_USERS)]
        self._memory = 0.0
        self._looked_up = 0
        self._quiet_from = self._scene_from = self._scene_to = 0.0

    async def play(self, directory: Path) -> Result:
        """Play the scene and return the figures of the ordinary users."""
        ended = ""
        env = dict(self._scene.settings)
        async with BotProcess.start(self._telegram, self._weather, directory, env=env, command=COMMAND) as bot:
            background = [asyncio.create_task(user.watch()) for user in self._users]
            background.append(asyncio.create_task(self._measure_memory(bot.pid)))
            try:
                await bot.while_alive(self._play(background))
            except BotDiedError as error:
                ended = str(error).partition(":")[0]
                self._scene_from = self._scene_from or _now()
                self._scene_to = _now()
            finally:
                await cancel_all(background)
                await bot.kill()
            log = bot.log
        return self._result(log, ended)

    async def _play(self, background: list[asyncio.Task[None]]) -> None:
        await self._warm_up()
        asking = asyncio.create_task(self._ask())
        background.append(asking)
        await asyncio.sleep(WARM_UP_SECONDS)
        self._quiet_from = _now()
        await asyncio.sleep(QUIET_SECONDS)
        self._scene_from = _now()
        self._looked_up = self._count_look_ups()
        async with asyncio.TaskGroup() as playing:
            playing.create_task(self._trouble())
            playing.create_task(asyncio.sleep(MAX_SECONDS))
        self._scene_to = _now()
        await cancel_all([asking])
        for _ in range(int(TIMEOUT)):
            if not any(user.unanswered for user in self._users):
                break
            await asyncio.sleep(1)

    async def _trouble(self) -> None:
        # The bot may never answer a troublemaker.
        with suppress(TimeoutError):
            async with asyncio.timeout(2 * MAX_SECONDS):
                await self._scene.play(self._world)

    async def _warm_up(self) -> None:
        chat = self._telegram.private_chat()
        chat.send("/weather " + ", ".join(city.name_en for city in self._warm))
        await chat.next_message(within=20)

    async def _ask(self) -> None:
        started = _now()
        for number in count():
            await asyncio.sleep(started + number / MESSAGES_PER_SECOND - _now())
            self._users[number % ORDINARY_USERS].ask(self._warm[number % CACHED_CITIES])

    async def _measure_memory(self, pid: int) -> None:
        with suppress(OSError, ProcessLookupError):  # the bot has ended
            while True:
                self._memory = peak_mebibytes(pid)
                await asyncio.sleep(0.5)

    def _count_look_ups(self) -> int:
        return sum(max(1, len(request.places)) for request in self._weather.requests)

    def _result(self, log: str, ended: str) -> Result:
        delays = [delay for user in self._users for delay in user.delays]
        delays += [(asked, inf) for user in self._users for asked in user.unanswered]
        return Result(
            scene=self._scene.name,
            quiet=[delay for asked, delay in delays if self._quiet_from <= asked < self._scene_from - 1],
            meanwhile=[delay for asked, delay in delays if self._scene_from <= asked <= self._scene_to],
            look_ups=self._count_look_ups() - self._looked_up,
            replies=sum(len(self._telegram.chats[chat].answers) for chat in self._world.chats),
            memory=self._memory,
            log=log,
            ended=ended,
        )


def percentile(values: list[float], percent: int) -> float:
    """Return the percentile *percent* of *values*; inf if *values* is empty."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)] if ordered else inf


def _delays(seconds: list[float]) -> str:
    return " / ".join(
        _milliseconds(value) for value in (statistics.median(seconds or [inf]), percentile(seconds, 99))
    )


def _milliseconds(seconds: float) -> str:
    return "never" if seconds == inf else f"{seconds * 1000:.0f} ms"


def _log_summary(log: str) -> str:
    """Return the number of warnings and errors in *log*, and the most frequent of them."""
    lines = re.findall(r"^\S+ \S+ (?:WARNING|ERROR|CRITICAL) +\S+ (.*)$", log, re.MULTILINE)
    if not lines:
        return "nothing"
    kinds = Counter(re.sub(r"^\[.*?\] |\d+(\.\d+)?", "", line)[:90] for line in lines)
    ((line, times),) = kinds.most_common(1)
    return f"{len(lines)}, {times} of them: {line.replace('|', '/')}"


def _now() -> float:
    return asyncio.get_running_loop().time()


async def main(scene_letters: list[str]) -> None:
    """Play the scenes and print a row for each."""
    print(
        "| scene | others quiet, p50 / p99 | others meanwhile | p99, ratio | not answered | look-ups | replies "
        "| memory peak | warnings in the log |\n|" + "---|" * 9
    )
    missed = []
    for scene in SCENES:
        if scene_letters and scene.name[0] not in scene_letters:
            continue
        print(f"{scene.name[0]}: load {os.getloadavg()[0]:.1f}", file=sys.stderr)
        with tempfile.TemporaryDirectory() as directory:
            async with TelegramServer() as telegram, WeatherServer() as weather:
                result = await Run(scene, telegram, weather).play(Path(directory))
        print(result.row(), flush=True)
        if result.ratio > MAX_RATIO or inf in result.meanwhile:
            missed.append(scene.name)
    if missed:
        raise SystemExit("\n".join([f"More than {MAX_RATIO:g} × quiet, or not answered:", *missed]))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
