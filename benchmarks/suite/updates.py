"""Measure how fast updates are answered: all at once, and 200 a second."""

import asyncio
import os
import statistics
import time
from collections import defaultdict
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import NamedTuple

from benchmarks.process import processor_seconds
from benchmarks.suite.figures import RUNS, Claim, Section, median_with_range, percentile, table
from benchmarks.suite.peers import (
    AIOGRAM,
    OURS,
    OURS_ON_POSTGRESQL,
    TELEBOT,
    TELEGRAM,
    BotKind,
    Running,
    run,
)
from benchmarks.suite.progress import Progress
from benchmarks.suite.statements import ANSWERS, count, temporary_database
from sandbox.telegram import Chat
from sandbox.weather import WeatherServer

FLOOD = 1_000
"""Number of updates that are queued at once, each from another chat."""
PER_SECOND, SECONDS = 200, 3
SETTLE_SECONDS = 0.2
"""Seconds that a bot gets to finish its work after the answers."""

POSTGRES_URL = os.environ.get("TEST_POSTGRES_URL", "")
"""Address of a database on a PostgreSQL server, beside which a temporary one is created."""

WEATHER, START = "/weather Moscow London", "/start"


class Scenario(NamedTuple):
    """What is measured: a bot, and the text that each chat sends to the bot."""

    kind: BotKind
    text: str
    is_cold: bool = False
    """Whether each flood comes from chats that the bot has never seen."""


WARM, COLD = Scenario(OURS, WEATHER), Scenario(OURS, WEATHER, is_cold=True)
ON_POSTGRESQL = Scenario(OURS_ON_POSTGRESQL, WEATHER), Scenario(OURS_ON_POSTGRESQL, WEATHER, is_cold=True)
SCENARIOS = (
    WARM,
    COLD,
    *(ON_POSTGRESQL if POSTGRES_URL else ()),
    Scenario(OURS, START),
    Scenario(AIOGRAM, WEATHER),
    Scenario(TELEGRAM, WEATHER),
    Scenario(TELEBOT, WEATHER),
)
STEPS = 2 + RUNS * 2

INTRODUCTION = f"""\
*This bot* answers `{WEATHER}` with two cached reports, and `{START}`, with its journal and its log. The others are
the echo bots of their frameworks' own examples, which send each message back. A flood is {FLOOD:,} updates that
wait in Telegram's queue, from chats that the bot has seen before, or from *new chats*. Then {PER_SECOND} updates
a second arrive evenly for {SECONDS} s. Delays are measured from the message to the call that answers it, in
milliseconds. The processor time is that of the bot's process. Stock aiogram starts a task for each update, without
a limit and without a journal; python-telegram-bot handles one update at a time."""


STATEMENTS_INTRODUCTION = f"""\
Statements and commits of {ANSWERS:,} answers to `{WEATHER}` that are asked for at once, until all is written. A
slow machine needs more of them, because the journal and the last questions are written in intervals."""


@dataclass
class Series:
    """The results of one bot for one text, with one value for each run."""

    per_second: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)
    median: list[float] = field(default_factory=list)
    p99: list[float] = field(default_factory=list)


async def measure(progress: Progress) -> Section:
    """Run all bots at the same time and measure them in turn."""
    measured: dict[Scenario, Series] = defaultdict(Series)
    async with AsyncExitStack() as stack:
        progress.step("updates: starting the bots")
        weather = await stack.enter_async_context(WeatherServer())
        on_postgresql = {}
        if POSTGRES_URL:
            on_postgresql["DATABASE_URL"] = await stack.enter_async_context(temporary_database(POSTGRES_URL))
        bots = [
            await stack.enter_async_context(
                run(
                    kind, weather, THROTTLE_PER_MINUTE="0", **(on_postgresql if kind is OURS_ON_POSTGRESQL else {})
                )
            )
            for kind in dict.fromkeys(scenario.kind for scenario in SCENARIOS)
        ]
        running = {bot.kind: bot for bot in bots}
        # /start shows a button that the next answer in the chat removes, so each scenario has chats of its own.
        chats = {scenario: _new_chats(running[scenario.kind]) for scenario in SCENARIOS}
        for scenario in SCENARIOS:
            # This flood is a warm-up, which is not measured.
            await flood(running[scenario.kind], scenario.text, chats[scenario])
        for number in range(RUNS):
            progress.step(f"updates: flood {number + 1} of {RUNS}")
            for scenario in SCENARIOS:
                if scenario.is_cold:
                    chats[scenario] = _new_chats(running[scenario.kind])
                per_second, processor = await flood(running[scenario.kind], scenario.text, chats[scenario])
                measured[scenario].per_second.append(per_second)
                measured[scenario].processor.append(processor * 1000)
            progress.step(f"updates: {PER_SECOND} a second, {number + 1} of {RUNS}")
            for scenario in SCENARIOS:
                if scenario.is_cold:
                    chats[scenario] = _new_chats(running[scenario.kind])
                delays = await stream(running[scenario.kind], scenario.text, chats[scenario])
                measured[scenario].median.append(statistics.median(delays) * 1000)
                measured[scenario].p99.append(percentile(delays, 0.99) * 1000)
    progress.step("updates: counting statements")
    return _section(measured, await _count_statements())


async def _count_statements() -> str:
    """Return a table of the statements and commits of the answers, on SQLite and on PostgreSQL if there is one."""
    async with AsyncExitStack() as stack:
        weather = await stack.enter_async_context(WeatherServer())
        databases: dict[str, dict[str, str]] = {"SQLite": {}}
        if POSTGRES_URL:
            url = await stack.enter_async_context(temporary_database(POSTGRES_URL))
            databases["PostgreSQL"] = {"DATABASE_URL": url}
        return await count(weather, WEATHER, databases)


def _new_chats(bot: Running) -> list[Chat]:
    return [bot.telegram.private_chat() for _ in range(FLOOD)]


async def flood(bot: Running, text: str, chats: Sequence[Chat]) -> tuple[float, float]:
    """Let all *chats* write at once.

    Returns the updates answered a second, and the processor seconds for each.
    """
    bot.telegram.calls.clear()
    before, started = processor_seconds(bot.process.pid), time.monotonic()
    for chat in chats:
        chat.send(text)
    duration = max(await bot.delays({chat.id: started for chat in chats}))
    await asyncio.sleep(SETTLE_SECONDS)
    return len(chats) / duration, (processor_seconds(bot.process.pid) - before) / len(chats)


async def stream(bot: Running, text: str, chats: Sequence[Chat]) -> list[float]:
    """Let *chats* write one after the other at a steady pace; return the seconds to each answer."""
    bot.telegram.calls.clear()
    sent: dict[int, float] = {}
    started = time.monotonic()
    for number, chat in enumerate(chats[: PER_SECOND * SECONDS]):
        await asyncio.sleep(started + number / PER_SECOND - time.monotonic())
        sent[chat.id] = time.monotonic()
        chat.send(text)
    return await bot.delays(sent)


def _section(measured: dict[Scenario, Series], statements: str) -> Section:
    head = ("bot", "updates a second, flood", "processor for one", "median", f"p99 at {PER_SECOND} a second")
    rows = [
        (
            _name(scenario),
            median_with_range(series.per_second),
            f"{median_with_range(series.processor)} ms",
            median_with_range(series.median),
            median_with_range(series.p99),
        )
        for scenario, series in measured.items()
    ]
    warm, cold, aiogram, telegram = (
        measured[scenario] for scenario in (WARM, COLD, Scenario(AIOGRAM, WEATHER), Scenario(TELEGRAM, WEATHER))
    )
    rate, echo_rate = statistics.median(warm.per_second), statistics.median(aiogram.per_second)
    echo_p99 = statistics.median(aiogram.p99)
    claims = [
        Claim(f"flood of `{WEATHER}`: updates a second, to stock aiogram's echo", rate / echo_rate, at_least=1),
        Claim("the same from new chats", statistics.median(cold.per_second) / echo_rate, at_least=1),
        Claim(
            "the first of these, to python-telegram-bot's echo",
            rate / statistics.median(telegram.per_second),
            at_least=1.5,
        ),
        *(
            Claim(
                f"{PER_SECOND} a second{chats}: p99, to stock aiogram's echo",
                statistics.median(series.p99) / echo_p99,
                at_most=1.5,
            )
            for chats, series in (("", warm), (" from new chats", cold))
        ),
    ]
    claims += [
        Claim(
            f"the flood{chats} with PostgreSQL, to stock aiogram's echo",
            statistics.median(measured[scenario].per_second) / echo_rate,
            at_least=0.9,
        )
        for chats, scenario in zip(("", " from new chats"), ON_POSTGRESQL, strict=True)
        if scenario in measured
    ]
    skipped = "" if POSTGRES_URL else "PostgreSQL was left out, because TEST_POSTGRES_URL is not set.\n\n"
    body = f"{INTRODUCTION}\n\n{table(head, rows)}\n\n{skipped}{STATEMENTS_INTRODUCTION}\n\n{statements}"
    return Section("Updates", body, claims)


def _name(scenario: Scenario) -> str:
    if scenario.kind not in {OURS, OURS_ON_POSTGRESQL}:
        return f"{scenario.kind.name}, echo"
    return f"{scenario.kind.name}, `{scenario.text}`{', new chats' if scenario.is_cold else ''}"
