"""Three processes that share the weather through one Redis."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
import pytest_asyncio

from benchmarks.sharing import ASKERS, PROCESSES, Replicas
from sandbox.weather import WeatherServer
from services.shared.results import MAX_WAIT_SECONDS
from tests.conftest import open_redis
from tests.services.shared.conftest import LONG_TIMEOUT

pytestmark = [pytest.mark.services, pytest.mark.asyncio(loop_scope="module")]

UPSTREAM_SECONDS = 0.3


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared_replicas() -> AsyncIterator[Replicas]:
    """The processes of all tests, because starting them takes seconds."""
    async with open_redis() as redis_server, WeatherServer(now=lambda: datetime.now(UTC)) as weather:
        weather.delay("open-meteo", UPSTREAM_SECONDS)
        replicas = Replicas(weather, redis_server, "1:token", LONG_TIMEOUT)
        yield replicas
        await replicas.kill()


@pytest_asyncio.fixture(loop_scope="module")
async def replicas(shared_replicas: Replicas) -> Replicas:
    """The processes; those that a test has killed are started again."""
    await shared_replicas.start()
    return shared_replicas


async def test_two_hundred_askers_in_three_processes_cause_one_request(replicas: Replicas) -> None:
    first, second = [await replicas.ask(latitude=50.0) for _ in range(2)]
    assert (first.answered, first.calls) == (ASKERS, 1)
    assert (second.answered, second.calls) == (ASKERS, 0)


async def test_if_the_asking_process_is_killed_another_one_takes_over(replicas: Replicas) -> None:
    first, *others = replicas.processes
    weather = replicas.weather
    requests = len(weather.requests)
    asking = asyncio.create_task(replicas.ask([first], latitude=51.0))
    await weather.until(lambda: weather.running("open-meteo") == 1)
    waiting = asyncio.create_task(replicas.ask(others, latitude=51.0))

    first.kill()

    assert (await waiting).answered == ASKERS
    assert (await asking).answered == 0
    assert len(weather.requests) == requests + 2


# The last test, because the processes would need time to use Redis again.
async def test_if_redis_is_killed_during_the_look_up_all_askers_are_answered(replicas: Replicas) -> None:
    asking = asyncio.create_task(replicas.ask())
    await replicas.weather.until(lambda: replicas.weather.running("open-meteo") == 1)
    await replicas.redis.kill()

    outcome = await asking
    assert outcome.answered == ASKERS
    assert outcome.longest < MAX_WAIT_SECONDS
    assert outcome.calls <= PROCESSES
    later = await replicas.ask()
    assert (later.answered, later.calls) == (ASKERS, PROCESSES)
