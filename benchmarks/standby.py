"""Measure how fast a standby takes over: 20 kills of the leader, and other ends, while questions arrive.

Run it with `make bench-standby`, on Linux. `TEST_POSTGRES_URL` names the PostgreSQL server, on which the benchmark
creates and drops a database. Two processes of one bot run all the time: a process that has ended is started again.
"""

import asyncio
import os
import signal
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from random import Random

from sqlalchemy import make_url, text
from sqlalchemy.ext.asyncio import create_async_engine

from sandbox.process import STANDBY_MESSAGE, BotProcess
from sandbox.telegram import Chat, TelegramServer
from sandbox.weather import WeatherServer
from services.tasks import cancel_all

SERVER = os.environ.get("TEST_POSTGRES_URL", "postgresql+asyncpg://postgres@127.0.0.1:5432/postgres")
SEED = 2026
QUESTION_INTERVAL = 0.1
"""Seconds between two questions."""
CHATS = 50
"""The number of chats that ask in turn."""
TIMEOUT = 60.0
"""Seconds after which a process that has not taken over counts as failed."""
CITIES = ("London", "Oslo", "Rome", "Tokyo", "Lima", "Cairo", "Delhi", "Paris")

DATABASE = "weather_bot_bench_standby"
LEADER = "SELECT process_id FROM leaders"
CUT = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE application_name = 'weather-bot leader lock' AND datname = current_database()"
)


class Run:
    """Two processes of one bot, and chats that ask one question after the other."""

    def __init__(self, telegram: TelegramServer, weather: WeatherServer, url: str, directory: Path) -> None:
        self.asked: list[tuple[Chat, str]] = []
        self.exit_codes: list[int] = []
        self.log = ""
        self._telegram = telegram
        self._weather = weather
        self._engine = create_async_engine(url, isolation_level="AUTOCOMMIT")
        self._env = {"DATABASE_URL": url, "THROTTLE_PER_MINUTE": "0"}
        self._directory = directory
        self._numbers = count()
        self._random = Random(SEED)
        self._chats = [telegram.private_chat() for _ in range(CHATS)]
        self._processes: dict[int, tuple[BotProcess, AsyncExitStack]] = {}

    @asynccontextmanager
    async def processes(self) -> AsyncIterator[None]:
        """Run a leader and a standby, and stop them at the end."""
        try:
            await self._start(BotProcess.start)
            await self._start(BotProcess.stand_by)
            yield
        finally:
            for pid in list(self._processes):
                self.exit_codes.append(await self._close(pid))
            self.log = "".join(path.read_text(encoding="utf-8") for path in self._directory.glob("*/bot.log"))
            await self._engine.dispose()

    async def ask(self) -> None:
        """Ask questions until cancelled."""
        for number in count():
            chat, city = self._chats[number % CHATS], CITIES[number % len(CITIES)]
            chat.send(f"/weather {city}")
            self.asked.append((chat, city))
            await asyncio.sleep(QUESTION_INTERVAL)

    async def end_leader(self, scene: "Scene") -> float:
        """Play *scene* with the leader; return the seconds until a question asked right afterwards is answered."""
        # The random pause makes each kill come at another time after the leader's last check of the lock.
        await asyncio.sleep(1.5 + self._random.random())
        leader = await self._leader()
        bot, _ = self._processes[leader]
        times_stood_by = bot.log.count(STANDBY_MESSAGE)
        started_at = time.monotonic()
        await scene.end(self, bot)
        chat = self._telegram.private_chat()
        chat.send("/help")
        await chat.next_message(within=TIMEOUT)
        seconds = time.monotonic() - started_at
        if scene.ends_process:
            await bot.wait()  # a second SIGTERM would end the process at once
            self.exit_codes.append(await self._close(leader))
            await self._start(BotProcess.stand_by)
        elif scene.resume is not None:
            scene.resume(bot)
            await bot.wait_for_log(STANDBY_MESSAGE, times=times_stood_by + 1)
        return seconds

    async def execute(self, statement: str) -> str:
        """Execute *statement* in the bot's database, and return the first value of the result."""
        async with self._engine.connect() as connection:
            return str(await connection.scalar(text(statement)))

    def unanswered(self) -> int:
        """Return the number of questions without an answer."""
        return sum(sum((asked - answered).values()) for asked, answered in self._counts())

    def answered_twice(self) -> int:
        """Return the number of answers beyond one for each question."""
        return sum(sum((answered - asked).values()) for asked, answered in self._counts())

    def _counts(self) -> Iterator[tuple[Counter[str], Counter[str]]]:
        """Yield the cities that each chat has asked for, and the cities of its answers."""
        for chat in self._chats:
            answers = (answer.text.partition(",")[0] for answer in chat.answers.values())
            yield Counter(city for asker, city in self.asked if asker is chat), Counter(answers)

    async def _leader(self) -> int:
        """Return the process id of the leader."""
        return int((await self.execute(LEADER)).split(":")[1])

    async def _start(self, run: Callable[..., AbstractAsyncContextManager[BotProcess]]) -> None:
        directory = self._directory / str(next(self._numbers))
        directory.mkdir()
        stack = AsyncExitStack()
        bot = await stack.enter_async_context(run(self._telegram, self._weather, directory, env=self._env))
        self._processes[bot.pid] = bot, stack

    async def _close(self, pid: int) -> int:
        bot, stack = self._processes.pop(pid)
        await stack.aclose()
        return await bot.wait()


@dataclass(frozen=True)
class Scene:
    """A way in which a leader ends."""

    title: str
    times: int
    end: Callable[[Run, BotProcess], Awaitable[object]]
    ends_process: bool = False
    resume: Callable[[BotProcess], object] | None = None
    """Resumes a leader that `end` has frozen."""


async def _signal(number: int, bot: BotProcess) -> None:
    os.kill(bot.pid, number)


SCENES = (
    Scene("killed (SIGKILL)", 20, lambda _, bot: bot.kill(), ends_process=True),
    Scene("stopped (SIGTERM)", 5, lambda _, bot: _signal(signal.SIGTERM, bot), ends_process=True),
    Scene("the connection of its lock is cut", 5, lambda run, _: run.execute(CUT)),
    Scene(
        "frozen (SIGSTOP)",
        3,
        lambda _, bot: _signal(signal.SIGSTOP, bot),
        resume=lambda bot: os.kill(bot.pid, signal.SIGCONT),
    ),
)


async def play(run: Run) -> None:
    """Play all scenes while questions arrive, and print the figures."""
    print("| the leader is | times | a question is answered after, median | longest |\n|---|---|---|---|")
    async with run.processes():
        asking = asyncio.create_task(run.ask())
        for scene in SCENES:
            seconds = []
            for _ in range(scene.times):
                seconds.append(await run.end_leader(scene))
                print(f"{scene.title}: {seconds[-1]:.2f} s", file=sys.stderr)
            median, longest = statistics.median(seconds), max(seconds)
            print(f"| {scene.title} | {scene.times} | {median:.1f} s | {longest:.1f} s |")
        await cancel_all([asking])
        with suppress(TimeoutError):
            async with asyncio.timeout(TIMEOUT):
                while run.unanswered():  # noqa: ASYNC110 - no event tells that the last question is answered
                    await asyncio.sleep(QUESTION_INTERVAL)
    print(
        f"\n{len(run.asked):,} questions: {run.unanswered()} not answered, {run.answered_twice()} answered twice"
    )
    print(f"exit codes {dict(Counter(run.exit_codes))}, {run.log.count('Traceback')} tracebacks in the logs")


async def main() -> None:
    """Create the database, play, and drop the database."""
    server = create_async_engine(SERVER, isolation_level="AUTOCOMMIT")
    url = make_url(SERVER).set(database=DATABASE).render_as_string(hide_password=False)
    try:
        async with server.connect() as connection:
            await connection.execute(text(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)"))
            await connection.execute(text(f"CREATE DATABASE {DATABASE}"))
        with tempfile.TemporaryDirectory() as directory:
            async with TelegramServer() as telegram, WeatherServer() as weather:
                await play(Run(telegram, weather, url, Path(directory)))
        async with server.connect() as connection:
            await connection.execute(text(f"DROP DATABASE {DATABASE} WITH (FORCE)"))
    finally:
        await server.dispose()


if __name__ == "__main__":
    asyncio.run(main())
