"""Count the requests that questions cost the weather services, over an hour of virtual time."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import accumulate
from random import Random
from typing import TYPE_CHECKING, Any, Self, cast

from yarl import URL

from benchmarks.questions import CITY_COUNTS
from benchmarks.suite import virtual_time
from benchmarks.suite.figures import Claim, Section, table
from benchmarks.suite.progress import Progress
from services.errors import Failure
from services.places import Place
from services.providers.open_meteo.current import OpenMeteo
from services.providers.openweather.client import OpenWeatherClient
from services.providers.openweather.current import OpenWeather
from services.weather import WeatherService
from services.weather.service import REPORT_CACHE_POLICY

if TYPE_CHECKING:
    import aiohttp

    from services.weather.protocols import Provider

SEED = 2026
USERS = 10_000
HOUR = 3600.0
PLACES = 1_000
"""The number of places that users ask about. The second place is half as popular as the first, and the third place
a third."""
ANSWER_SECONDS = 0.3
"""Seconds that a service takes to answer."""
UNLIMITED_CALLS = 1_000_000
"""Allowed calls per minute: more than the benchmark needs."""
NOON = datetime(2026, 1, 19, 12, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Rush:
    """A number of questions from each user, and the time in which they arrive."""

    name: str
    questions: int
    """Questions of each user."""
    seconds: float
    """Seconds in which the questions arrive."""


ONCE = Rush("once in the hour", 1, HOUR)
OFTEN = Rush("three times in the hour", 3, HOUR)
IN_ONE_MINUTE = Rush("once, all in one minute", 1, 60)
RUSHES = (ONCE, OFTEN, IN_ONE_MINUTE)
STEPS = len(RUSHES)

INTRODUCTION = f"""\
Calls to weather services for 1,000 questions. {USERS:,} users ask at random moments, each time about one to
five of {PLACES:,} places. The second place is half as popular as the first, the third a third, and so on (Zipf).
A service answers after {ANSWER_SECONDS * 1000:.0f} ms; the clock is simulated and the same in each run. *No cache*
requests each place of each question. *A cache* keeps reports as long as this bot does, but concurrent questions
share neither calls nor requests. With more places or fewer questions, caches help less: the ratio depends on the
demand, and a bot with few users makes a call for nearly every question."""

Demand = Sequence[tuple[float, Sequence[Place]]]
"""The time of each question, and its places."""


@dataclass(frozen=True, slots=True)
class Body:
    """The part of aiohttp's response that the bot reads."""

    body: bytes
    status: int = 200
    url: URL = field(default_factory=URL)
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def content(self) -> Self:
        """The stream of the body."""
        return self

    async def iter_any(self) -> AsyncIterator[bytes]:
        """Yield the body at once."""
        yield self.body


class Upstream:
    """A substitute for aiohttp's session and the services behind it, which counts the requests."""

    def __init__(self) -> None:
        self.requests = 0

    @asynccontextmanager
    async def get(self, _: str, params: dict[str, Any], **__: object) -> AsyncIterator[Body]:
        """Answer as OpenWeather or Open-Meteo."""
        places = str(params.get("latitude", "")).count(",") + 1
        self.requests += 1
        await asyncio.sleep(ANSWER_SECONDS)
        place = {"main": {"temp": 5.0}, "current": {"temperature_2m": 5.0}, "cod": 200}
        yield Body(json.dumps([place] * places if places > 1 else place).encode())


Ask = Callable[[Sequence[Place]], Awaitable[object]]
Strategy = Callable[[Upstream], AbstractAsyncContextManager[Ask]]


@asynccontextmanager
async def no_cache(upstream: Upstream) -> AsyncIterator[Ask]:
    """Request each place."""

    async def ask(places: Sequence[Place]) -> None:
        await asyncio.gather(*(_count_call(upstream) for _ in places))

    yield ask


@asynccontextmanager
async def plain_cache(upstream: Upstream) -> AsyncIterator[Ask]:
    """Request each place unless it was requested within REPORT_CACHE_POLICY.fresh_for."""
    known: dict[Place, float] = {}

    async def ask(places: Sequence[Place]) -> None:
        now = asyncio.get_running_loop().time
        missing = [
            place
            for place in places
            if now() - known.get(place, -HOUR) >= REPORT_CACHE_POLICY.fresh_for.total_seconds()
        ]
        await asyncio.gather(*(_count_call(upstream) for _ in missing))
        known.update(dict.fromkeys(missing, now()))

    yield ask


@asynccontextmanager
async def this_bot(upstream: Upstream, *, key: bool) -> AsyncIterator[Ask]:
    """Use the bot's weather service, with an OpenWeather *key* or without."""
    client = OpenWeatherClient("key", calls_per_minute=UNLIMITED_CALLS)
    providers: list[Provider] = [OpenWeather(client)] if key else [OpenMeteo(calls_per_day=UNLIMITED_CALLS)]
    session = cast("aiohttp.ClientSession", upstream)
    async with WeatherService(
        providers, session, now=virtual_now, clock=asyncio.get_running_loop().time
    ) as weather:

        async def ask(places: Sequence[Place]) -> None:
            require_success(await weather.reports(places))

        yield ask


NO_CACHE, OPENWEATHER = "no cache", "this bot, OpenWeather"
STRATEGIES: dict[str, Strategy] = {
    NO_CACHE: no_cache,
    "a cache": plain_cache,
    OPENWEATHER: partial(this_bot, key=True),
    "this bot, Open-Meteo alone": partial(this_bot, key=False),
}


async def measure(progress: Progress) -> Section:
    """Simulate the hour with each way of asking."""
    calls: dict[tuple[str, Rush], float] = {}
    for rush in RUSHES:
        progress.step(f"cost: {USERS:,} users, {rush.name}")
        demand = draw_demand(rush)
        for name, strategy in STRATEGIES.items():
            upstream = await asyncio.to_thread(virtual_time.run, _simulate_rush(strategy, demand))
            calls[name, rush] = 1000 * upstream.requests / len(demand)
    rows = [(name, *(f"{calls[name, rush]:,.0f}" for rush in RUSHES)) for name in STRATEGIES]
    claims = [
        Claim(
            f"calls when each asks {rush.name}, to no cache",
            calls[OPENWEATHER, rush] / calls[NO_CACHE, rush],
            at_most=0.1,
        )
        for rush in (OFTEN, ONCE)
    ]
    return Section(
        "Cost", f"{INTRODUCTION}\n\n{table(('each asks …', *(rush.name for rush in RUSHES)), rows)}", claims
    )


def draw_demand(rush: Rush) -> Demand:
    """Return the users' questions."""
    random = Random(SEED)
    places = [Place("", number / 100, 0.0) for number in range(PLACES)]
    popularity = list(accumulate(1 / rank for rank in range(1, PLACES + 1)))
    moments = sorted(random.uniform(0, rush.seconds) for _ in range(USERS * rush.questions))
    return [
        (moment, list(dict.fromkeys(random.choices(places, cum_weights=popularity, k=random.choice(CITY_COUNTS)))))
        for moment in moments
    ]


async def _simulate_rush(strategy: Strategy, demand: Demand) -> Upstream:
    upstream = Upstream()
    async with strategy(upstream) as ask, asyncio.TaskGroup() as questions:
        for moment, places in demand:
            await asyncio.sleep(moment - asyncio.get_running_loop().time())
            questions.create_task(_ask(ask, places))
    return upstream


async def _ask(ask: Ask, places: Sequence[Place]) -> None:
    await ask(places)


async def _count_call(upstream: Upstream) -> None:
    async with upstream.get("", {}):
        pass


def require_success(results: Sequence[object]) -> None:
    """Raise RuntimeError if one of *results* is a failure: failures are not cached, so counts would be wrong."""
    failures = [result for result in results if isinstance(result, Failure)]
    if failures:
        raise RuntimeError(f"a simulated service failed: {failures[0]}")


def virtual_now() -> datetime:
    """Return the virtual time in UTC."""
    return NOON + timedelta(seconds=asyncio.get_running_loop().time())
