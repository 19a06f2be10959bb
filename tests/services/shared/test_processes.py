"""Three processes that share the weather through one Redis."""

import asyncio
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import pytest

from sandbox.redis_server import RedisServer
from sandbox.weather import WeatherServer
from services.processes import minimal_environment
from services.shared.results import MAX_WAIT
from tests.services.conftest import asked
from tests.services.shared.conftest import PATIENCE

pytestmark = pytest.mark.services

ROOT = Path(__file__).parents[3]
PROCESSES = 3
UPSTREAM_SECONDS = 0.3


class Answers(NamedTuple):
    answered: int
    longest: float
    """The longest time until an answer, in seconds."""


class Askers:
    """Processes of `benchmarks/asker.py`."""

    def __init__(self, processes: list[Process]) -> None:
        self.processes = processes

    async def ask(self, askers: int, latitude: float) -> list[Answers]:
        """Ask for one place so many times, distributed over all processes that run."""
        running = [process for process in self.processes if process.returncode is None]
        for number, process in enumerate(running):
            assert process.stdin is not None
            share = len(range(number, askers, len(running)))
            process.stdin.write(f"{share} {latitude}\n".encode())
        return await asyncio.gather(*map(self._answers, running))

    async def _answers(self, process: Process) -> Answers:
        assert process.stdout is not None
        answered, longest = (await process.stdout.readline() or b"0 0").split()
        return Answers(int(answered), float(longest))


@pytest.fixture
async def weather() -> AsyncIterator[WeatherServer]:
    async with WeatherServer(now=lambda: datetime.now(UTC)) as server:
        server.delay("open-meteo", UPSTREAM_SECONDS)
        yield server


@pytest.fixture
async def askers(weather: WeatherServer, redis_server: RedisServer, token: str) -> AsyncIterator[Askers]:
    processes = [
        await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "benchmarks.asker"),
            *(weather.url, redis_server.url, token, str(PATIENCE)),
            stdin=PIPE,
            stdout=PIPE,
            env=minimal_environment(),
            cwd=ROOT,
        )
        for _ in range(PROCESSES)
    ]
    for process in processes:
        assert process.stdout is not None
        assert await process.stdout.readline() == b"ready\n"
    yield Askers(processes)
    for process in processes:
        if process.returncode is None:
            process.kill()
        await process.wait()


def answered(answers: list[Answers]) -> int:
    return sum(part.answered for part in answers)


async def test_two_hundred_askers_in_three_processes_cause_one_request(
    askers: Askers, weather: WeatherServer
) -> None:
    assert answered(await askers.ask(200, 50.0)) == 200
    assert asked(weather, "open-meteo") == 1

    assert answered(await askers.ask(200, 50.0)) == 200
    assert asked(weather, "open-meteo") == 1


async def test_if_redis_is_killed_during_the_look_up_all_are_answered(
    askers: Askers, weather: WeatherServer, redis_server: RedisServer
) -> None:
    asking = asyncio.create_task(askers.ask(200, 50.0))
    await weather.until(lambda: weather.running("open-meteo") == 1)
    await redis_server.kill()

    answers = await asking
    assert answered(answers) == 200
    assert max(part.longest for part in answers) < MAX_WAIT
    assert asked(weather, "open-meteo") <= PROCESSES
    weather.requests.clear()
    assert answered(await askers.ask(200, 60.0)) == 200
    assert asked(weather, "open-meteo") == PROCESSES


async def test_if_the_asking_process_is_killed_another_one_takes_over(
    askers: Askers, weather: WeatherServer
) -> None:
    first, *others = askers.processes
    askers.processes = [first]
    asking = asyncio.create_task(askers.ask(100, 50.0))
    await weather.until(lambda: weather.running("open-meteo") == 1)
    askers.processes = others
    waiting = asyncio.create_task(askers.ask(100, 50.0))

    first.kill()

    assert answered(await waiting) == 100
    assert answered(await asking) == 0
    assert asked(weather, "open-meteo") == 2
