"""Look-ups of names in geocoders: cached, shared and limited."""

import asyncio

import pytest

from sandbox.faults import Fault, FaultKind
from sandbox.weather import Outcome, WeatherServer
from services.errors import Failure, Reason
from services.places import LookupFailed, Match, Resolver, Unknown
from tests.services.conftest import Clock, asked, invented
from tests.services.places.asking import DOWN, NAME, OUTAGE

pytestmark = pytest.mark.usefixtures("bozuqwix")


async def test_a_place_is_cached_for_a_week(resolver: Resolver, sandbox: WeatherServer, clock: Clock) -> None:
    first = await resolver.resolve(NAME, "en")
    clock.advance(hours=7 * 24, seconds=-1)
    assert await resolver.resolve(NAME.lower(), "en") != first  # what was asked is told as it was asked
    assert await resolver.resolve(NAME, "en") == first
    assert len(sandbox.requests) == 1

    clock.advance(seconds=1)
    await resolver.resolve(NAME, "en")
    assert len(sandbox.requests) == 2


async def test_an_unknown_name_is_cached_for_an_hour(
    resolver: Resolver, sandbox: WeatherServer, clock: Clock
) -> None:
    await resolver.resolve("Qwertyzz", "en")
    clock.advance(hours=1, seconds=-1)
    await resolver.resolve("QWERTYZZ", "en")
    assert len(sandbox.requests) == 1

    clock.advance(seconds=1)
    await resolver.resolve("Qwertyzz", "en")
    assert len(sandbox.requests) == 2


async def test_names_are_cached_by_language(resolver: Resolver, sandbox: WeatherServer) -> None:
    for language in ("en", "ru", "en", "ru"):
        await resolver.resolve(NAME, language)

    assert [request.params["language"] for request in sandbox.requests] == ["en", "ru"]


async def test_a_failure_is_not_cached(resolver: Resolver, sandbox: WeatherServer) -> None:
    sandbox.break_("geocoding", OUTAGE, times=1)
    reading = await resolver.resolve(NAME, "en")
    assert reading.items == [LookupFailed(NAME, DOWN)]

    assert isinstance((await resolver.resolve(NAME, "en")).items[0], Match)


async def test_two_hundred_concurrent_look_ups_share_one_request(
    resolver: Resolver, sandbox: WeatherServer
) -> None:
    await asyncio.gather(*(resolver.resolve(NAME, "en") for _ in range(200)))

    assert len(sandbox.requests) == 1


async def test_others_get_the_result_when_the_first_caller_is_cancelled(
    resolver: Resolver, sandbox: WeatherServer
) -> None:
    sandbox.delay("geocoding", 0.2)
    asking = [asyncio.create_task(resolver.resolve(NAME, "en")) for _ in range(20)]
    await sandbox.until(lambda: sandbox.running("geocoding") == 1)

    asking.pop(0).cancel()

    readings = await asyncio.gather(*asking)
    assert all(isinstance(reading.items[0], Match) for reading in readings)
    assert len(sandbox.requests) == 1


async def test_no_more_than_twelve_requests_run_at_once(resolver: Resolver, sandbox: WeatherServer) -> None:
    sandbox.delay("geocoding", 0.03)

    await resolver.resolve(", ".join(invented(20)), "en")

    assert asked(sandbox, "geocoding") == 20
    assert sandbox.peak("geocoding") == 12


async def test_a_name_that_waits_too_long_fails_as_busy(
    resolver: Resolver, sandbox: WeatherServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.places.geocoding.GEOCODER_QUEUE_TIMEOUT", 0.05)
    sandbox.break_("geocoding", Fault(FaultKind.HANG))
    under_way = asyncio.create_task(resolver.resolve(", ".join(invented(12)), "en"))
    await sandbox.until(lambda: sandbox.running("geocoding") == 12)

    reading = await resolver.resolve(f"{NAME}, Kages, Moscow", "en")

    bozuqwix, kages, moscow = reading.items
    assert bozuqwix == LookupFailed(NAME, Failure(Reason.BUSY))
    assert isinstance(kages, Unknown)
    assert kages.choices
    assert isinstance(moscow, Match)
    assert asked(sandbox, "geocoding") == 12
    under_way.cancel()


async def test_a_name_that_waited_too_long_is_looked_up_again_later(
    resolver: Resolver, sandbox: WeatherServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.places.geocoding.MAX_CONCURRENT_GEOCODER_CALLS", 1)
    monkeypatch.setattr("services.places.geocoding.GEOCODER_QUEUE_TIMEOUT", 0.05)
    sandbox.break_("geocoding", Fault(FaultKind.HANG), times=12)
    under_way = asyncio.create_task(resolver.resolve(", ".join(invented(12)), "en"))
    await sandbox.until(lambda: sandbox.running("geocoding") == 12)
    assert (await resolver.resolve(NAME, "en")).items == [LookupFailed(NAME, Failure(Reason.BUSY))]

    under_way.cancel()
    await resolver._look_ups.aclose()

    assert isinstance((await resolver.resolve(NAME, "en")).items[0], Match)


async def test_an_empty_answer_is_final(keyed_resolver: Resolver, sandbox: WeatherServer) -> None:
    assert (await keyed_resolver.resolve("Qwertyzz", "en")).items == [Unknown("Qwertyzz")]
    assert asked(sandbox, "openweather-geocoding") == 0


async def test_a_late_look_up_continues_and_is_cached(resolver: Resolver, sandbox: WeatherServer) -> None:
    sandbox.delay("geocoding", 0.1)

    reading = await resolver.resolve(f"Moscow, {NAME}", "en", time_limit=0.03)

    assert isinstance(reading.items[0], Match)
    assert reading.items[1] == LookupFailed(NAME, Failure(Reason.LATE))
    await sandbox.until(lambda: len(sandbox.requests) == 1 and sandbox.running("geocoding") == 0)
    assert isinstance((await resolver.resolve(NAME, "en", time_limit=0.03)).items[0], Match)
    assert len(sandbox.requests) == 1


async def test_a_question_that_is_cancelled_leaves_only_its_look_ups(
    resolver: Resolver, sandbox: WeatherServer
) -> None:
    sandbox.break_("geocoding", Fault(FaultKind.HANG))
    before = asyncio.all_tasks()
    asking = asyncio.create_task(resolver.resolve(f"{NAME}, Qwertyzz", "en"))
    await sandbox.until(lambda: sandbox.running("geocoding") == 2)

    asking.cancel()
    await asyncio.wait([asking])
    left = {repr(task.get_coro()) for task in asyncio.all_tasks() - before}
    assert not [coroutine for coroutine in left if "Resolver.resolve" in coroutine or "_look_further" in coroutine]

    await resolver.aclose()
    assert not [task for task in asyncio.all_tasks() - before if "Resolver" in repr(task.get_coro())]
    await sandbox.until(lambda: sandbox.running("geocoding") == 0)
    assert {request.outcome for request in sandbox.requests} == {Outcome.CANCELLED}


async def test_closing_ends_waiting_requests(resolver: Resolver, sandbox: WeatherServer) -> None:
    sandbox.break_("geocoding", Fault(FaultKind.HANG))
    asking = asyncio.create_task(resolver.resolve(NAME, "en"))
    await sandbox.until(lambda: sandbox.running("geocoding") == 1)

    await resolver.aclose()

    async with asyncio.timeout(30):
        assert (await asking).items == [LookupFailed(NAME, Failure(Reason.LATE))]
