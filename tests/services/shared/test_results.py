"""Results and look-ups that processes share; each WeatherService stands for a process."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import aiohttp
import pytest

from sandbox.faults import Fault, FaultKind
from sandbox.weather import WeatherServer
from services.errors import Failure, Reason
from services.net.shares import Shares
from services.providers.open_meteo.air import OpenMeteoAir
from services.providers.open_meteo.current import OpenMeteo
from services.providers.open_meteo.sea import OpenMeteoSea
from services.shared.results import SharedResults
from services.shared.state import SharedState
from services.shared.store import LEASE_SECONDS
from services.weather import Extent, Report, WeatherService
from tests.services.conftest import LONDON, MOSCOW, PARIS, Clock, around
from tests.services.net.users import ALICE, BOB, reported
from tests.services.shared.memory import MemoryStore

KEY = "55.75,37.62"

Processes = tuple[WeatherService, WeatherService, WeatherService]


@pytest.fixture
async def processes(
    sandbox: WeatherServer, session: aiohttp.ClientSession, clock: Clock, shared: SharedState
) -> AsyncIterator[Processes]:
    """Three weather services that share their results as three processes do."""

    def service() -> WeatherService:
        weather = OpenMeteo(url=sandbox.url)
        air, sea = (kind(weather.budget, url=sandbox.url) for kind in (OpenMeteoAir, OpenMeteoSea))
        return WeatherService([weather, air, sea], session, now=clock.utc, clock=clock, shared=shared)

    async with service() as first, service() as second, service() as third:
        yield first, second, third


async def test_two_hundred_askers_in_three_processes_cause_one_request(
    processes: Processes, sandbox: WeatherServer
) -> None:
    sandbox.delay("open-meteo", 0.05)

    results = await asyncio.gather(*(processes[number % 3].reports([MOSCOW]) for number in range(200)))

    assert len(sandbox.requests) == 1
    assert len({result for (result,) in results if isinstance(result, Report)}) == 1
    assert all(isinstance(result, Report) for (result,) in results)


async def test_each_kind_of_result_is_looked_up_by_one_process(
    processes: Processes, sandbox: WeatherServer
) -> None:
    first, second, _ = processes
    for fetch in (
        WeatherService.reports,
        WeatherService.forecasts,
        lambda weather, places: weather.forecasts(places, Extent.FULL),
        WeatherService.air,
        WeatherService.sea,
    ):
        sandbox.requests.clear()
        expected = await fetch(first, [MOSCOW, PARIS])
        assert len(sandbox.requests) == 1
        assert await fetch(second, [MOSCOW, PARIS]) == expected
        assert len(sandbox.requests) == 1


async def test_a_shared_report_is_fresh_for_ten_minutes_after_its_request(
    processes: Processes, sandbox: WeatherServer, clock: Clock
) -> None:
    first, second, third = processes
    await first.reports([MOSCOW])
    clock.advance(minutes=9)
    await second.reports([MOSCOW])
    assert len(sandbox.requests) == 1

    clock.advance(minutes=1)
    await second.reports([MOSCOW])
    await third.reports([MOSCOW])

    assert len(sandbox.requests) == 2


async def test_an_older_shared_report_is_used_while_no_provider_answers_but_not_after_three_hours(
    processes: Processes, sandbox: WeatherServer, clock: Clock
) -> None:
    first, second, _ = processes
    await first.reports([MOSCOW])
    clock.advance(hours=2)
    sandbox.break_("open-meteo", Fault(FaultKind.STATUS, 503, body="{}"))

    (result,) = await second.reports([MOSCOW])
    assert isinstance(result, Report)
    assert result.age == timedelta(hours=2, minutes=7)  # the report was received at 12:07 and observed at 12:00

    clock.advance(hours=1)
    assert await second.reports([MOSCOW]) == [Failure(Reason.UNAVAILABLE, 503)]


async def test_only_processes_that_wait_for_a_look_up_get_its_failure(
    processes: Processes, sandbox: WeatherServer
) -> None:
    sandbox.break_("open-meteo", Fault(FaultKind.STATUS, 503, seconds=0.05, body="{}"), times=1)

    results = await asyncio.gather(*(service.reports([MOSCOW]) for service in processes))

    assert results == [[Failure(Reason.UNAVAILABLE, 503)]] * 3
    assert len(sandbox.requests) == 1
    assert isinstance((await processes[1].reports([MOSCOW]))[0], Report)


async def test_a_shared_result_costs_the_user_nothing(processes: Processes, clock: Clock) -> None:
    first, second, _ = processes
    await first.reports(around(3))
    shares = Shares(2, clock=clock)

    assert reported(await second.reports(around(3), share=shares.share_for(ALICE))) == 3
    assert reported(await second.reports([MOSCOW, LONDON], share=shares.share_for(ALICE))) == 2


async def test_waiting_for_another_process_costs_the_user_nothing(
    processes: Processes, sandbox: WeatherServer, clock: Clock
) -> None:
    first, second, _ = processes
    sandbox.delay("open-meteo", 0.05)
    shares = Shares(1, clock=clock)

    await asyncio.gather(first.reports([MOSCOW]), second.reports([MOSCOW], share=shares.share_for(BOB)))

    assert len(sandbox.requests) == 1
    assert reported(await second.reports([LONDON], share=shares.share_for(BOB))) == 1


async def test_a_malformed_shared_result_is_replaced(
    processes: Processes, sandbox: WeatherServer, store: MemoryStore
) -> None:
    first, second, third = processes
    await first.reports([MOSCOW])
    ((key, (_, ends_at)),) = store.values.items()
    store.values[key] = b"garbage", ends_at

    assert isinstance((await second.reports([MOSCOW]))[0], Report)
    await third.reports([MOSCOW])

    assert len(sandbox.requests) == 2


async def test_without_a_working_store_each_process_makes_its_own_look_up(
    processes: Processes, sandbox: WeatherServer, store: MemoryStore
) -> None:
    store.is_away = True

    results = [await service.reports([MOSCOW]) for service in processes]

    assert all(isinstance(result, Report) for (result,) in results)
    assert len(sandbox.requests) == 3


@pytest.fixture
def results(shared: SharedState) -> SharedResults[str]:
    return shared.results("text", str, lambda _: 60.0)


async def answer() -> str:
    return "answer"


async def test_a_process_that_dies_delays_the_others_until_its_lease_expires(
    results: SharedResults[str], store: MemoryStore, clock: Clock
) -> None:
    key = results._prefix + KEY
    await store.claim(key, "the token of a process that was killed", 0, "")
    waiting = [asyncio.create_task(results.load_or_run(KEY, answer)) for _ in range(3)]
    await asyncio.sleep(0)
    clock.advance(seconds=LEASE_SECONDS)

    outcomes = await asyncio.gather(*waiting)

    assert [outcome.outcome for outcome in outcomes] == ["answer"] * 3
    assert sum(outcome.is_own for outcome in outcomes) == 1


async def test_a_holder_renews_its_lease_during_a_long_look_up(
    results: SharedResults[str], store: MemoryStore, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.shared.results.RENEWAL_INTERVAL", 0)
    renewed = asyncio.Event()
    renew = store.renew

    def renew_and_notify(key: str, token: str) -> None:
        renew(key, token)
        renewed.set()

    monkeypatch.setattr(store, "renew", renew_and_notify)

    async def long_answer() -> str:
        for _ in range(3):
            clock.advance(seconds=0.9 * LEASE_SECONDS)
            renewed.clear()
            await renewed.wait()
        return "answer"

    outcomes = await asyncio.gather(*(results.load_or_run(KEY, long_answer) for _ in range(3)))

    assert sum(outcome.is_own for outcome in outcomes) == 1


async def test_a_cancelled_look_up_is_taken_over_at_once(results: SharedResults[str]) -> None:
    started = asyncio.Event()

    async def hang() -> str:
        started.set()
        await asyncio.Event().wait()
        return ""

    holder = asyncio.create_task(results.load_or_run(KEY, hang))
    await started.wait()
    waiter = asyncio.create_task(results.load_or_run(KEY, answer))
    holder.cancel()

    assert (await waiter).is_own


async def test_a_process_waits_for_another_process_for_a_limited_time(
    results: SharedResults[str], store: MemoryStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.shared.results.MAX_WAIT_SECONDS", 0.02)
    await store.claim(results._prefix + KEY, "a process that hangs", 0, "")

    assert (await results.load_or_run(KEY, answer)).is_own
    assert await results.load(KEY) == ("answer", 0.0)


async def test_the_limit_of_one_user_does_not_fail_the_look_ups_of_other_processes(
    results: SharedResults[str],
) -> None:
    started, is_refused = asyncio.Event(), asyncio.Event()

    async def refuse() -> Failure:
        started.set()
        await is_refused.wait()
        return Failure(Reason.SHARE_SPENT)

    refused = asyncio.create_task(results.load_or_run(KEY, refuse))
    await started.wait()
    waiter = asyncio.create_task(results.load_or_run(KEY, answer))
    await asyncio.sleep(0)
    is_refused.set()

    assert (await refused).outcome == Failure(Reason.SHARE_SPENT)
    assert (await waiter).outcome == "answer"
