"""Measure the start and memory of the bot and of a bare aiogram bot, before and after 10,000 chats."""

import asyncio
import statistics
import tempfile
import time
from pathlib import Path

from benchmarks.process import processor_seconds, resident_mebibytes
from benchmarks.suite.figures import RUNS, Claim, Section, median_with_range, table
from benchmarks.suite.peers import AIOGRAM, OURS, BotKind, run
from benchmarks.suite.progress import Progress
from benchmarks.suite.updates import WEATHER, flood
from sandbox.process import database_url
from sandbox.weather import WeatherServer

CHATS, BATCH = 10_000, 500
SETTLE_SECONDS = 1.0
"""Seconds of idleness before memory is read."""
STEPS = RUNS + 1 + 2

INTRODUCTION = f"""\
Seconds from the start of the process until its first getUpdates, with an existing database, and its processor time
until then; resident memory a second later, and after {CHATS:,} chats have asked `{WEATHER}`, {BATCH} at a time
(one run, because it hardly varies). *Bare aiogram* is the echo bot above."""


async def measure(progress: Progress) -> Section:
    """Start both bots in turn, then send them the messages of 10,000 chats."""
    seconds: dict[BotKind, list[float]] = {OURS: [], AIOGRAM: []}
    processor: dict[BotKind, list[float]] = {OURS: [], AIOGRAM: []}
    memory: dict[BotKind, list[float]] = {OURS: [], AIOGRAM: []}
    grown: dict[BotKind, float] = {}
    with tempfile.TemporaryDirectory() as directory:
        settings = {"DATABASE_URL": database_url(Path(directory)), "THROTTLE_PER_MINUTE": "0"}
        async with WeatherServer() as weather:
            for number in range(RUNS + 1):
                progress.step(f"start: {number} of {RUNS}")
                for kind in (OURS, AIOGRAM):
                    started = time.monotonic()
                    async with run(kind, weather, **settings) as bot:
                        duration, used = time.monotonic() - started, processor_seconds(bot.process.pid)
                        await asyncio.sleep(SETTLE_SECONDS)
                        if number:  # the first start creates the database and reads the disk, so it does not count
                            seconds[kind].append(duration)
                            processor[kind].append(used)
                            memory[kind].append(resident_mebibytes(bot.process.pid))
            for kind in (OURS, AIOGRAM):
                progress.step(f"memory: {CHATS:,} chats of {kind.name}")
                grown[kind] = await _memory_after_chats(kind, weather, settings)
    rows = [
        (
            kind.name,
            f"{median_with_range(seconds[kind])} s",
            f"{median_with_range(processor[kind])} s",
            f"{median_with_range(memory[kind])} MiB",
            f"{grown[kind]:.0f} MiB",
        )
        for kind in seconds
    ]
    start, work = (
        statistics.median(each[OURS]) / statistics.median(each[AIOGRAM]) for each in (seconds, processor)
    )
    head = ("bot", "until the first poll", "processor time until then", "memory", f"after {CHATS:,} chats")
    return Section(
        "Start and memory",
        f"{INTRODUCTION}\n\n{table(head, rows)}",
        [
            Claim("start, to bare aiogram", start, at_most=1.1),
            Claim("processor time of the start, to bare aiogram", work, at_most=1.1),
            Claim(
                "memory after the start, over bare aiogram",
                statistics.median(memory[OURS]) - statistics.median(memory[AIOGRAM]),
                "MiB",
                at_most=40,
            ),
            Claim(
                f"memory after {CHATS:,} chats, over bare aiogram", grown[OURS] - grown[AIOGRAM], "MiB", at_most=40
            ),
        ],
    )


async def _memory_after_chats(kind: BotKind, weather: WeatherServer, settings: dict[str, str]) -> float:
    async with run(kind, weather, **settings) as bot:
        for _ in range(CHATS // BATCH):
            bot.replace_chats(BATCH)
            await flood(bot, WEATHER, bot.chats)
        await asyncio.sleep(SETTLE_SECONDS)
        return resident_mebibytes(bot.process.pid)
