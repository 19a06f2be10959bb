"""Count the statements and commits of 1,000 answers, on SQLite and PostgreSQL."""

import asyncio
import mmap
import sys
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import asyncpg
from sqlalchemy import URL, make_url

from benchmarks.suite.counting_bot import SIZE
from benchmarks.suite.figures import table
from benchmarks.suite.peers import BotKind, Running, run
from sandbox.telegram import Chat
from sandbox.weather import WeatherServer

COUNTING = BotKind("counting bot", (sys.executable, "-m", "benchmarks.suite.counting_bot"))
ANSWERS = 1_000
WRITTEN_SECONDS = 2.0
"""Seconds after the last answer until the bot has made its delayed writes."""
HEAD = ("database", "chats", "statements", "commits")


@asynccontextmanager
async def temporary_database(url: str) -> AsyncIterator[str]:
    """Create a database on the PostgreSQL server at *url*, yield its URL, and drop it."""
    server = make_url(url)
    name = f"{server.database}_benchmark"
    await _execute(server, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    await _execute(server, f'CREATE DATABASE "{name}"')
    try:
        yield server.set(database=name).render_as_string(hide_password=False)
    finally:
        await _execute(server, f'DROP DATABASE "{name}" WITH (FORCE)')


async def count(weather: WeatherServer, text: str, databases: Mapping[str, Mapping[str, str]]) -> str:
    """Return a table of the statements and commits; *databases* maps names to the settings of the bot."""
    rows = []
    for name, settings in databases.items():
        with tempfile.NamedTemporaryFile() as file:
            file.truncate(SIZE)
            counts = memoryview(mmap.mmap(file.fileno(), SIZE)).cast("Q")
            async with run(COUNTING, weather, THROTTLE_PER_MINUTE="0", COUNTS_FILE=file.name, **settings) as bot:
                known = _new_chats(bot)
                await _count_flood(bot, text, known, counts)
                for label, chats in (("seen before", known), ("new", _new_chats(bot))):
                    rows.append((name, label, *map(str, await _count_flood(bot, text, chats, counts))))
    return table(HEAD, rows)


def _new_chats(bot: Running) -> list[Chat]:
    return [bot.telegram.private_chat() for _ in range(ANSWERS)]


async def _count_flood(bot: Running, text: str, chats: list[Chat], counts: memoryview) -> tuple[int, ...]:
    """Let all *chats* write at once; return the number of statements and of commits."""
    bot.telegram.calls.clear()
    before = tuple(counts)
    for chat in chats:
        chat.send(text)
    await bot.delays(dict.fromkeys((chat.id for chat in chats), 0.0))
    await asyncio.sleep(WRITTEN_SECONDS)
    return tuple(after - earlier for earlier, after in zip(before, counts, strict=True))


async def _execute(server: URL, statement: str) -> None:
    connection = await asyncpg.connect(
        host=server.host,
        port=server.port or 5432,
        user=server.username,
        password=server.password,
        database="postgres",
    )
    try:
        await connection.execute(statement)
    finally:
        await connection.close()
