"""Measures how three processes share the weather through Redis, also while Redis or a process is killed.

Run it with `make bench-sharing`. In each of RUNS runs, the processes together make ASKERS requests for one new
place at once. The requests of a killed process get no answer.
"""

import asyncio
import statistics
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import NamedTuple, cast

from sandbox.redis_server import RedisServer
from sandbox.weather import WeatherServer
from services.shared.redis import ROUND_TRIP_TIMEOUT

ROOT = Path(__file__).parents[1]
PROCESSES, ASKERS, RUNS = 3, 200, 10
UPSTREAM_SECONDS = 0.15
"""Time in seconds that the weather service takes for an answer."""

POLL_SECONDS = 0.5
"""Time in seconds between two checks of whether the processes use a restarted Redis."""

LATITUDES = (number / 100 for number in count(1))
"""Latitudes of places that no process has requested yet."""


class Outcome(NamedTuple):
    """The result of ASKERS requests for one place."""

    answered: int
    longest: float
    """The longest time until an answer, in seconds."""
    calls: int
    """Number of requests that the weather service got."""


class Replicas:
    """The processes of `benchmarks.asker`, which share one Redis and use one weather service."""

    def __init__(
        self, weather: WeatherServer, redis: RedisServer, token: str, time_limit: float = ROUND_TRIP_TIMEOUT
    ) -> None:
        """*time_limit* is the time limit of round trips to Redis, in seconds."""
        self.weather = weather
        self.redis = redis
        self.processes: list[Process] = []
        self._arguments = weather.url, redis.url, token, str(time_limit)

    async def start(self) -> None:
        """Start processes until PROCESSES run."""
        self.processes = [process for process in self.processes if process.returncode is None]
        new = [
            await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "benchmarks.asker", *self._arguments), stdin=PIPE, stdout=PIPE, cwd=ROOT
            )
            for _ in range(PROCESSES - len(self.processes))
        ]
        for process in new:
            await _line(process)
        self.processes += new

    async def kill(self) -> None:
        """Kill all processes."""
        for process in self.processes:
            if process.returncode is None:
                process.kill()
            await process.wait()

    async def ask(self, processes: Sequence[Process] = (), latitude: float | None = None) -> Outcome:
        """Let *processes* make ASKERS requests for the place at *latitude*.

        The defaults are all processes and a new place.
        """
        asked = processes or self.processes[:]
        place = next(LATITUDES) if latitude is None else latitude
        calls_before = len(self.weather.requests)
        for number, process in enumerate(asked):
            share = len(range(number, ASKERS, len(asked)))
            cast("asyncio.StreamWriter", process.stdin).write(f"{share} {place}\n".encode())
        answers = [(await _line(process) or b"0 0").split() for process in asked]
        return Outcome(
            answered=sum(int(answered) for answered, _ in answers),
            longest=max(float(longest) for _, longest in answers),
            calls=len(self.weather.requests) - calls_before,
        )

    async def until_shared(self) -> None:
        """Make requests until the processes share a look-up."""
        calls = 0
        while calls != 1:
            await asyncio.sleep(POLL_SECONDS)
            calls = (await self.ask()).calls

    async def until_half_answered(self) -> None:
        """Wait until the weather service has spent half of its time on a request."""
        await self.weather.until(lambda: self.weather.running("open-meteo") >= 1)
        await asyncio.sleep(UPSTREAM_SECONDS / 2)


async def _line(process: Process) -> bytes:
    return await cast("asyncio.StreamReader", process.stdout).readline()


@asynccontextmanager
async def replicas() -> AsyncIterator[Replicas]:
    """Start Redis, the weather service and the processes."""
    redis = RedisServer()
    await redis.start()
    async with WeatherServer(now=lambda: datetime.now(UTC)) as weather:
        weather.delay("open-meteo", UPSTREAM_SECONDS)
        started = Replicas(weather, redis, "1:token")
        await started.start()
        await started.until_shared()
        yield started
        await started.kill()
    await redis.kill()


async def undisturbed(_: Replicas) -> None:
    """Kill nothing."""


async def kill_redis(replicas: Replicas) -> None:
    """Kill Redis while the weather service answers a process."""
    await replicas.until_half_answered()
    await replicas.redis.kill()


async def kill_holder(replicas: Replicas) -> None:
    """Kill the process that makes the look-up: the first process, because the others begin later."""
    await replicas.until_half_answered()
    replicas.processes[0].kill()
    await replicas.processes[0].wait()


async def measure(
    replicas: Replicas, scene: Callable[[Replicas], Awaitable[None]], *, expects_redis: bool = True
) -> str:
    """Return a row of the table: answers, longest times, and requests that the weather service got."""
    answered, times, calls = 0, [], []
    for _ in range(RUNS):
        asking = asyncio.create_task(replicas.ask())
        await scene(replicas)
        outcome = await asking
        answered += outcome.answered
        times.append(1000 * outcome.longest)
        calls.append(outcome.calls)
        await replicas.start()
        if expects_redis:
            await replicas.redis.start()
            await replicas.until_shared()
    return (
        f"| {answered:,} of {RUNS * ASKERS:,} | {statistics.median(times):.0f} / {max(times):.0f} ms "
        f"| {statistics.median(calls):.0f} / {max(calls)} |"
    )


async def main() -> None:
    """Print the table."""
    print(f"{PROCESSES} processes, {ASKERS} askers, {1000 * UPSTREAM_SECONDS:.0f} ms for a request of the weather")
    print("| scene | answered | longest time: median / longest | calls: median / most |\n|---|---|---|---|")
    async with replicas() as started:
        print("| undisturbed", await measure(started, undisturbed), flush=True)
        print("| Redis is killed during the look-up", await measure(started, kill_redis), flush=True)
        print(
            "| the process that asks the weather service is killed",
            await measure(started, kill_holder),
            flush=True,
        )
        await started.redis.kill()
        await started.ask()
        print("| Redis is stopped", await measure(started, undisturbed, expects_redis=False), flush=True)


if __name__ == "__main__":
    asyncio.run(main())
