"""Ask 10,000 questions of three bots on one webhook, while bots are killed, and PostgreSQL and Redis fail.

Run it with `make bench-replicas`, on Linux, with the packages postgresql, redis-server and nginx-light of Debian.
The bots are killed and restarted in turn, the connections to PostgreSQL are cut, and PostgreSQL and Redis are
killed and restarted. Telegram delivers some updates twice. QUESTIONS=2000 asks fewer questions, and
DURATION=600 spreads them over more seconds. REDIS=0 runs the bots without Redis.
"""

import asyncio
import os
import statistics
import sys
import tempfile
from collections import Counter
from contextlib import AsyncExitStack, suppress
from functools import partial
from itertools import count, pairwise
from pathlib import Path
from random import Random

import asyncpg

from benchmarks.chaos import SETTINGS, Asker, schedule
from benchmarks.process import processor_seconds
from benchmarks.questions import NOW, Verdict, cities, questions
from benchmarks.servers import Cluster, free_port, proxy
from benchmarks.trouble import repeat
from sandbox.process import BotDiedError, BotProcess
from sandbox.redis_server import RedisServer
from sandbox.telegram import TelegramServer
from sandbox.weather import WeatherServer
from services.tasks import cancel_all

REPLICAS = 3
WITH_REDIS = os.environ.get("REDIS", "1") != "0"
CHATS = 500
QUESTIONS = int(os.environ.get("QUESTIONS", "10000"))
CITIES = 2000
DURATION = float(os.environ.get("DURATION", "300"))
"""Seconds over which the questions are spread."""
TIMEOUT = 240.0
"""Seconds after the last question until the run gives up."""
REPEAT_SHARE = 0.02
"""The share of updates that Telegram delivers twice."""
SEED = 2026

IN_FLIGHT = 1.0
"""Seconds after an answer in which a kill may come before the update is marked as finished."""

KILL_INTERVAL = 20.0
"""Seconds between two kills, each of the next bot."""
CUT_INTERVAL = 13.0
"""Seconds after which all connections to PostgreSQL are cut."""
RESTART_INTERVAL = 70.0
"""Seconds after which PostgreSQL is killed and restarted."""
REDIS_RESTART_INTERVAL = 45.0
"""Seconds after which Redis is killed; it loses its contents."""
REDIS_AWAY_SECONDS = 5.0
"""Seconds until a killed Redis is started again."""


class Replica:
    """A series of processes on one address."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.port = free_port()
        self.exit_codes: list[int] = []
        self.processor_seconds = 0.0
        self.start_seconds: list[float] = []  # processor time
        self._bot: BotProcess | None = None
        self._stack = AsyncExitStack()

    async def start(self, run: "Run") -> None:
        """Start the bot."""
        directory = run.directory / f"replica{self.number}"
        directory.mkdir(exist_ok=True)
        env = {
            **SETTINGS,
            "DATABASE_URL": run.cluster.url,
            "LISTEN": f"127.0.0.1:{self.port}",
            "WEBHOOK_URL": f"{run.url}/hook",
            **({} if run.redis is None else {"REDIS_URL": run.redis.url}),
        }
        while True:
            process = BotProcess.start(run.telegram, run.weather, directory, env=env)
            with suppress(BotDiedError, TimeoutError):  # PostgreSQL was down, or the machine is busy
                self._bot = await self._stack.enter_async_context(process)
                self.start_seconds.append(processor_seconds(self._bot.pid))
                return

    async def kill(self) -> None:
        """Kill the bot with SIGKILL; raise BotDiedError if it has ended by itself."""
        if self._bot is not None:
            self._add_processor_seconds(self._bot)
            await self._bot.kill()
            await self._stack.aclose()

    async def stop(self) -> None:
        """Stop the bot with SIGTERM; raise BotDiedError if it has ended by itself."""
        if self._bot is not None:
            self._add_processor_seconds(self._bot)
            self.exit_codes.append(await self._bot.stop())
            await self._stack.aclose()

    def _add_processor_seconds(self, bot: BotProcess) -> None:
        try:
            self.processor_seconds += processor_seconds(bot.pid)
        except OSError:
            raise bot.exit_error() from None


class Run:
    """One run: the servers, the chats, and the bots."""

    def __init__(
        self,
        telegram: TelegramServer,
        weather: WeatherServer,
        cluster: Cluster,
        redis: RedisServer | None,
        directory: Path,
    ) -> None:
        random = Random(SEED)
        all_cities = cities(CITIES)
        for city in all_cities:
            weather.add_city(city)
        telegram.webhooks.repeat_share = REPEAT_SHARE
        self.telegram = telegram
        self.weather = weather
        self.cluster = cluster
        self.redis = redis
        self.directory = directory
        self.url = ""
        self.proxy = ""
        self.replicas = [Replica(number) for number in range(REPLICAS)]
        self.askers = [
            Asker(
                telegram.private_chat(language=language),
                questions(QUESTIONS // CHATS, language, all_cities, random),
            )
            for language in ("en", "ru") * (CHATS // 2)
        ]
        self.questions = [question for asker in self.askers for question in asker.questions]
        self.events: Counter[str] = Counter()
        self.kills: list[float] = []
        """The times at which a bot or PostgreSQL was killed, by the event loop's clock."""
        self._schedule = schedule(self.askers, random, DURATION)

    async def play(self) -> None:
        """Ask all questions, and cause failures while they are asked."""
        async with proxy(
            self.directory / "proxy", free_port(), [replica.port for replica in self.replicas]
        ) as found:
            self.proxy, self.url = found
            await asyncio.gather(*(replica.start(self) for replica in self.replicas))
            background = [asyncio.create_task(asker.watch()) for asker in self.askers]
            background.append(asyncio.create_task(self._report_progress()))
            try:
                await self._ask_in_trouble()
                with suppress(TimeoutError):
                    async with asyncio.timeout(TIMEOUT):
                        for asker in self.askers:
                            await asker.answered.wait()
            finally:
                await cancel_all(background)
            await asyncio.gather(*(replica.stop() for replica in self.replicas))

    async def _ask_in_trouble(self) -> None:
        over = asyncio.Event()
        acts = [(KILL_INTERVAL, self._kill_next), (CUT_INTERVAL, self._cut), (RESTART_INTERVAL, self._restart)]
        if self.redis is not None:
            acts.append((REDIS_RESTART_INTERVAL, partial(self._restart_redis, self.redis)))
        async with asyncio.TaskGroup() as trouble:
            for interval, act in acts:
                trouble.create_task(repeat(act, interval, over))
            started = _now()
            for moment, chat, question in self._schedule:
                await asyncio.sleep(started + moment - _now())
                question.asked_at = _now()
                chat.send(question.text)
            over.set()

    async def _kill_next(self) -> None:
        replica = self.replicas[self.events["kills"] % REPLICAS]
        self.events["kills"] += 1
        self.kills.append(_now())
        await replica.kill()
        await replica.start(self)

    async def _cut(self) -> None:
        with suppress(OSError, asyncpg.PostgresError):  # PostgreSQL is down or starting
            self.events["cut connections"] += await self.cluster.cut_connections()

    async def _restart(self) -> None:
        self.kills.append(_now())
        await self.cluster.restart()
        self.events["restarts"] += 1

    async def _restart_redis(self, redis: RedisServer) -> None:
        await redis.kill()
        await asyncio.sleep(REDIS_AWAY_SECONDS)
        await redis.start()
        self.events["restarts of Redis"] += 1

    async def _report_progress(self) -> None:
        for second in count(step=10):
            asked = sum(question.asked_at > 0 for question in self.questions)
            answered = sum(question.answered_at is not None for question in self.questions)
            print(f"{second:4} s: {asked} asked, {answered} answered, {dict(self.events)}", file=sys.stderr)
            await asyncio.sleep(10)


def report(run: Run) -> None:
    """Print the table, and exit with the list of failed expectations if there are any."""
    answered = [question for question in run.questions if question.answered_at is not None]
    delays = sorted(question.delay for question in answered)
    out_of_order = sum(_out_of_order(asker) for asker in run.askers)
    doubles = sum(len(question.answers) - 1 for question in answered)
    verdicts = sum((question.verdicts() for question in answered), Counter[Verdict]())
    places = Counter((request.service, place) for request in run.weather.requests for place in request.places)
    deliveries = run.telegram.webhooks.deliveries
    statuses = Counter(delivery.status for delivery in deliveries)
    logs = [path.read_text(encoding="utf-8") for path in run.directory.glob("replica*/bot.log")]
    processor = sum(replica.processor_seconds for replica in run.replicas)
    starts = [seconds for replica in run.replicas for seconds in replica.start_seconds]
    doubled = [question for question in answered if len(question.answers) > 1]
    in_flight = sum(any(0 <= kill - (one.answered_at or 0.0) < IN_FLIGHT for kill in run.kills) for one in doubled)
    exit_codes = [code for replica in run.replicas for code in replica.exit_codes]
    tracebacks = sum(log.count("Traceback") for log in logs)
    rows = {
        "asked": f"{len(run.questions):,} questions by {CHATS} chats in {DURATION / 60:g} minutes",
        "answered": f"{len(answered):,}",
        "answered twice": f"{doubles}, of which {in_flight} less than {IN_FLIGHT:g} s before a kill",
        "set aside": sum(log.count("set aside updates") for log in logs),
        "take-overs": sum(log.count("took over the chats") for log in logs),
        "answers that overtook an earlier question of their chat": out_of_order,
        "names in the questions": ", ".join(f"{verdicts[verdict]:,} {verdict}" for verdict in Verdict),
        "messages that answer nothing": sum(len(asker.unexpected) for asker in run.askers),
        "from question to answer": f"median {statistics.median(delays):.2f} s, "
        f"99th percentile {delays[len(delays) * 99 // 100]:.1f} s, longest {delays[-1]:.1f} s",
        "upstream calls for a place": f"{sum(places.values()) / max(1, len(places)):.2f} on average, "
        f"{max(places.values(), default=0)} at most",
        "trouble": f"{run.events['kills']} bots killed, {run.events['cut connections']} connections to PostgreSQL "
        f"cut, PostgreSQL killed {run.events['restarts']} times, Redis {run.events['restarts of Redis']} times",
        "deliveries": ", ".join(
            f"{number:,} × {status or 'no answer'}" for status, number in statuses.most_common()
        ),
        "the bots": f"{REPLICAS} behind {run.proxy}, exit codes {exit_codes}, {tracebacks} tracebacks in the logs",
        "processor time of the bots": f"{(processor - sum(starts)) / len(answered) * 1000:.1f} ms for an answer, "
        f"and {statistics.mean(starts):.1f} s for each of {len(starts)} starts",
    }
    print("| what | measured |\n|---|---|")
    for label, measured in rows.items():
        print(f"| {label} | {measured} |")
    troubles = [f"Not answered: {question.text}" for question in run.questions if question.answered_at is None]
    troubles += [f"Answers nothing: {message.html}" for asker in run.askers for message in asker.unexpected]
    troubles += [f"{out_of_order} answers overtook an earlier question"] * bool(out_of_order)
    troubles += [f"Wrong: {question.text}" for question in answered if question.verdicts()[Verdict.WRONG]]
    if troubles or any(exit_codes) or tracebacks:
        raise SystemExit("\n".join(["Not as promised.", *troubles]))


def _out_of_order(asker: Asker) -> int:
    """Return the number of questions whose first answer came before that of an earlier question of the chat."""
    asked = sorted((question for question in asker.questions if question.answers), key=lambda one: one.asked_at)
    return sum(min(later.answers) < min(earlier.answers) for earlier, later in pairwise(asked))


def _now() -> float:
    return asyncio.get_running_loop().time()


async def play_in(directory: Path) -> None:
    """Run the benchmark in *directory* and print its results."""
    cluster = Cluster(directory / "postgres", free_port())
    redis = RedisServer() if WITH_REDIS else None
    await cluster.create()
    try:
        if redis is not None:
            await redis.start()
        async with TelegramServer() as telegram, WeatherServer(now=lambda: NOW) as weather:
            run = Run(telegram, weather, cluster, redis, directory)
            await run.play()
            report(run)
    finally:
        if redis is not None:
            await redis.kill()
        await cluster.stop()


def main() -> None:
    """Run the benchmark in a temporary directory."""
    with tempfile.TemporaryDirectory() as directory:
        Path(directory).chmod(0o755)  # the user postgres must be able to enter the directory
        asyncio.run(play_in(Path(directory)))


if __name__ == "__main__":
    main()
