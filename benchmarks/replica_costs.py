"""The processor time of an answer, by long polling and by webhook, on SQLite and PostgreSQL, and with three bots.

Run it with `make bench-replicas`, on Linux, with the packages postgresql, redis-server and nginx-light of Debian.
Each chat asks its next question when its previous question is answered. The weather is in memory after the first
answer. In two set-ups, each question has two new names instead: of towns in the place index, and of places that
only the geocoder knows.
"""

import asyncio
import sqlite3
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack, closing
from dataclasses import dataclass
from pathlib import Path

from benchmarks.process import processor_seconds, resident_mebibytes, tree_processor_seconds
from benchmarks.questions import cities
from benchmarks.servers import Cluster, free_port, proxy
from sandbox.process import BotProcess
from sandbox.redis_server import RedisServer
from sandbox.telegram import Chat, TelegramServer
from sandbox.weather import WeatherServer
from services.places import find_index

CHATS, WARM_UP, QUESTIONS_EACH = 200, 2, 10
TEXTS = ("/weather Oslo", "/weather Rome", "/weather Lima Bern")
NEW_QUESTIONS_EACH = 3
"""Questions of each chat whose names nobody has asked for before."""

SETTINGS = {
    "OPENWEATHER_API_KEY": "",
    "THROTTLE_PER_MINUTE": "0",
    "LOOK_UPS_PER_HOUR": "0",
    "OPEN_METEO_CALLS_PER_DAY": "10000000",
}


def town_names(count: int) -> list[str]:
    """Return *count* names of towns, each of which only one place in the place index has."""
    path = find_index()
    if path is None:
        raise SystemExit("the place index is missing; `make install` makes it")
    statement = (
        "SELECT name FROM place WHERE population > 50000 GROUP BY name HAVING count(*) = 1 ORDER BY name LIMIT ?"
    )
    with closing(sqlite3.connect(path)) as connection:
        return [name for (name,) in connection.execute(statement, (count,))]


def invented_names(count: int) -> list[str]:
    """Return *count* names that only the geocoder of the sandbox knows, not the place index."""
    return [city.name_en for city in cities(count)]


@dataclass(frozen=True)
class Setup:
    """The number of bots, and how they receive updates and store data."""

    name: str
    bots: int = 1
    webhook: bool = False
    postgres: bool = False
    redis: bool = False
    new_names: Callable[[int], Sequence[str]] | None = None
    """Returns the requested number of names, two for each question; None to send TEXTS."""


SETUPS = (
    Setup("long polling, SQLite"),
    Setup("long polling, SQLite, two new towns", new_names=town_names),
    Setup("long polling, SQLite, two new names for the geocoder", new_names=invented_names),
    Setup("long polling, PostgreSQL", postgres=True),
    Setup("webhook, SQLite", webhook=True),
    Setup("webhook, PostgreSQL", webhook=True, postgres=True),
    Setup("webhook, PostgreSQL, three bots", bots=3, webhook=True, postgres=True),
    Setup("webhook, PostgreSQL and Redis, three bots", bots=3, webhook=True, postgres=True, redis=True),
)


async def measure(setup: Setup, directory: Path, cluster: Cluster) -> dict[str, str]:
    """Return the row of the table for *setup*."""
    await cluster.execute("DROP SCHEMA public CASCADE")
    await cluster.execute("CREATE SCHEMA public")
    async with AsyncExitStack() as stack:
        telegram = await stack.enter_async_context(TelegramServer())
        weather = await stack.enter_async_context(WeatherServer())
        env = {**SETTINGS, **({"DATABASE_URL": cluster.url} if setup.postgres else {})}
        if setup.redis:
            redis = RedisServer()
            await redis.start()
            stack.push_async_callback(redis.kill)
            env["REDIS_URL"] = redis.url
        ports = [free_port() for _ in range(setup.bots)]
        if setup.webhook:
            _, url = await stack.enter_async_context(proxy(directory / "proxy", free_port(), ports))
            env["WEBHOOK_URL"] = f"{url}/hook"

        async def start(number: int) -> BotProcess:
            home = directory / str(number)
            home.mkdir()
            settings: Mapping[str, str] = {**env, "LISTEN": f"127.0.0.1:{ports[number]}"}
            return await stack.enter_async_context(BotProcess.start(telegram, weather, home, env=settings))

        bots = [await start(number) for number in range(setup.bots)]
        chats = [telegram.private_chat() for _ in range(CHATS)]
        await asyncio.gather(*(_ask(chat, _known(WARM_UP)) for chat in chats))
        texts = _questions(setup, weather)
        before = [processor_seconds(bot.pid) for bot in bots]
        postgres_before, wal_before, started = (
            tree_processor_seconds(cluster.pid),
            await _wal(cluster),
            time.time(),
        )
        await asyncio.gather(*(_ask(chat, own) for chat, own in zip(chats, texts, strict=True)))
        seconds = time.time() - started
        used = sum(processor_seconds(bot.pid) for bot in bots) - sum(before)
        postgres = tree_processor_seconds(cluster.pid) - postgres_before
        wal = await _wal(cluster) - wal_before
        answers = sum(map(len, texts))
        return {
            "setup": setup.name,
            "bots, ms an answer": f"{used / answers * 1000:.2f}",
            "PostgreSQL, ms an answer": f"{postgres / answers * 1000:.2f}" if setup.postgres else "–",
            "PostgreSQL's log, bytes an answer": f"{wal / answers:,.0f}" if setup.postgres else "–",
            "answers a second": f"{answers / seconds:.0f}",
            "memory of a bot": f"{resident_mebibytes(bots[0].pid):.0f} MiB",
        }


def _known(number: int) -> list[str]:
    return [TEXTS[position % len(TEXTS)] for position in range(number)]


def _questions(setup: Setup, weather: WeatherServer) -> list[list[str]]:
    """Return the questions of each chat; *weather* knows their places."""
    if setup.new_names is None:
        return [_known(QUESTIONS_EACH)] * CHATS
    number = 2 * CHATS * NEW_QUESTIONS_EACH
    for city in cities(number):
        weather.add_city(city)
    names = setup.new_names(number)
    questions = [f"/weather {one}, {other}" for one, other in zip(names[::2], names[1::2], strict=True)]
    return [questions[position::CHATS] for position in range(CHATS)]


async def _ask(chat: Chat, texts: Sequence[str]) -> None:
    for text in texts:
        chat.send(text)
        await chat.next_message(within=60)


async def _wal(cluster: Cluster) -> int:
    """Return the position in the write-ahead log, in bytes."""
    (row,) = await cluster.execute("SELECT pg_current_wal_lsn() - '0/0'")
    return int(row[0])


async def measure_all(directory: Path) -> None:
    """Measure each setup and print the table."""
    cluster = Cluster(directory / "postgres", free_port())
    await cluster.create()
    try:
        for number, setup in enumerate(SETUPS):
            home = directory / f"setup{number}"
            home.mkdir()
            row = await measure(setup, home, cluster)
            if not number:
                print(f"| {' | '.join(row)} |\n|{'---|' * len(row)}")
            print(f"| {' | '.join(row.values())} |", flush=True)
    finally:
        await cluster.stop()


def main() -> None:
    """Measure in a temporary directory."""
    with tempfile.TemporaryDirectory() as directory:
        Path(directory).chmod(0o755)  # the user postgres must be able to enter the directory
        asyncio.run(measure_all(Path(directory)))


if __name__ == "__main__":
    main()
