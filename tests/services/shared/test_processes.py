"""Three processes that share the weather through one Redis."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from benchmarks.sharing import ASKERS, PROCESSES, Replicas
from sandbox.redis_server import RedisServer
from sandbox.weather import WeatherServer
from services.shared.results import MAX_WAIT_SECONDS
from tests.services.shared.conftest import LONG_TIMEOUT

pytestmark = pytest.mark.services

UPSTREAM_SECONDS = 0.3


@pytest.fixture
async def weather() -> AsyncIterator[WeatherServer]:
    async with WeatherServer(now=lambda: datetime.now(UTC)) as server:
        server.delay("open-meteo", UPSTREAM_SECONDS)
        yield server


@pytest.fixture
async def replicas(weather: WeatherServer, redis_server: RedisServer, token: str) -> AsyncIterator[Replicas]:
    replicas = Replicas(weather, redis_server, token, LONG_TIMEOUT)
    await replicas.start()
    yield replicas
    await replicas.kill()


async def test_two_hundred_askers_in_three_processes_cause_one_request(replicas: Replicas) -> None:
    first, second = [await replicas.ask(latitude=50.0) for _ in range(2)]
    assert (first.answered, first.calls) == (ASKERS, 1)
    assert (second.answered, second.calls) == (ASKERS, 0)


async def test_if_redis_is_killed_during_the_look_up_all_askers_are_answered(
    replicas: Replicas, weather: WeatherServer, redis_server: RedisServer
) -> None:
    asking = asyncio.create_task(replicas.ask())
    await weather.until(lambda: weather.running("open-meteo") == 1)
    await redis_server.kill()

    outcome = await asking
    assert outcome.answered == ASKERS
    assert outcome.longest < MAX_WAIT_SECONDS
    assert outcome.calls <= PROCESSES
    later = await replicas.ask()
    assert (later.answered, later.calls) == (ASKERS, PROCESSES)


async def test_if_the_asking_process_is_killed_another_one_takes_over(
    replicas: Replicas, weather: WeatherServer
) -> None:
    first, *others = replicas.processes
    asking = asyncio.create_task(replicas.ask([first], latitude=50.0))
    await weather.until(lambda: weather.running("open-meteo") == 1)
    waiting = asyncio.create_task(replicas.ask(others, latitude=50.0))

    first.kill()

    assert (await waiting).answered == ASKERS
    assert (await asking).answered == 0
    assert len(weather.requests) == 2
