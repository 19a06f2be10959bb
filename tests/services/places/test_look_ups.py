"""Looking names up: kept, shared, bounded, given up, and asked of the next geocoder."""

import asyncio

import pytest

from sandbox.faults import Fault, FaultKind
from sandbox.weather import WeatherServer
from sandbox.weather.server import Outcome
from services.errors import Failure, Reason
from services.places import Match, Place, Resolver, Unknown, Unresolved
from tests.services.conftest import LONDON, Clock, asked

OUTAGE = Fault(FaultKind.STATUS, 503, body="{}")


async def test_a_place_is_remembered_for_a_week(resolver: Resolver, sandbox: WeatherServer, clock: Clock) -> None:
    first = await resolver.resolve("London", "en")
    clock.advance(hours=7 * 24, seconds=-1)
    assert await resolver.resolve("london", "en") != first  # what was asked is told as it was asked
    assert await resolver.resolve("London", "en") == first
    assert len(sandbox.requests) == 1

    clock.advance(seconds=1)
    await resolver.resolve("London", "en")
    assert len(sandbox.requests) == 2


async def test_an_unknown_name_is_remembered_for_an_hour(
    resolver: Resolver, sandbox: WeatherServer, clock: Clock
) -> None:
    await resolver.resolve("Qwx", "en")
    clock.advance(hours=1, seconds=-1)
    await resolver.resolve("QWX", "en")
    assert len(sandbox.requests) == 1

    clock.advance(seconds=1)
    await resolver.resolve("Qwx", "en")
    assert len(sandbox.requests) == 2


async def test_each_language_is_remembered_for_itself(resolver: Resolver, sandbox: WeatherServer) -> None:
    for language in ("en", "ru", "en", "ru"):
        await resolver.resolve("London", language)

    assert [request.params["language"] for request in sandbox.requests] == ["en", "ru"]


async def test_a_failure_is_not_remembered(resolver: Resolver, sandbox: WeatherServer) -> None:
    sandbox.break_("geocoding", OUTAGE, times=1)
    reading = await resolver.resolve("London", "en")
    assert reading.items == [Unresolved("London", Failure(Reason.UNAVAILABLE, 503))]

    assert isinstance((await resolver.resolve("London", "en")).items[0], Match)


async def test_two_hundred_at_once_are_one_request(resolver: Resolver, sandbox: WeatherServer) -> None:
    await asyncio.gather(*(resolver.resolve("London", "en") for _ in range(200)))

    assert len(sandbox.requests) == 1


async def test_the_first_of_many_may_give_up(resolver: Resolver, sandbox: WeatherServer) -> None:
    sandbox.delay("geocoding", 0.05)
    asking = [asyncio.create_task(resolver.resolve("London", "en")) for _ in range(20)]
    await sandbox.until(lambda: sandbox.running("geocoding") == 1)

    asking.pop(0).cancel()

    readings = await asyncio.gather(*asking)
    assert all(isinstance(reading.items[0], Match) for reading in readings)
    assert len(sandbox.requests) == 1


async def test_no_more_than_twelve_requests_run_at_once(resolver: Resolver, sandbox: WeatherServer) -> None:
    sandbox.delay("geocoding", 0.03)

    await resolver.resolve(", ".join(f"Q{chr(97 + number)}x" for number in range(20)), "en")

    assert asked(sandbox, "geocoding") == 20
    assert sandbox.peak("geocoding") == 12


@pytest.mark.parametrize(
    "fault",
    [
        OUTAGE,
        Fault(FaultKind.STATUS, 502),
        Fault(FaultKind.STATUS, 429, body="{}"),
        Fault(FaultKind.STATUS, 200, body="{"),
        Fault(FaultKind.HANG),
        Fault(FaultKind.SLOW_BODY),
        Fault(FaultKind.DROP),
    ],
)
@pytest.mark.usefixtures("impatient")
async def test_when_a_geocoder_fails_the_next_is_asked(
    keyed_resolver: Resolver, sandbox: WeatherServer, fault: Fault
) -> None:
    sandbox.break_("geocoding", fault)

    reading = await keyed_resolver.resolve("Лондон", "ru")

    assert isinstance(reading.items[0], Match)
    assert reading.items[0].place.label == "Лондон, England, Великобритания"
    assert asked(sandbox, "openweather-geocoding") == 1


async def test_a_geocoder_that_knows_no_such_place_is_believed(
    keyed_resolver: Resolver, sandbox: WeatherServer
) -> None:
    assert (await keyed_resolver.resolve("Qwx", "en")).items == [Unknown("Qwx")]
    assert asked(sandbox, "openweather-geocoding") == 0


async def test_when_all_geocoders_fail_each_name_tells_why(
    keyed_resolver: Resolver, sandbox: WeatherServer
) -> None:
    await keyed_resolver.resolve("Moscow", "en")
    sandbox.break_("geocoding", OUTAGE)
    sandbox.break_("openweather-geocoding", Fault(FaultKind.STATUS, 500, body="{}"))

    reading = await keyed_resolver.resolve("London, Moscow, New York", "en")

    london, moscow, new_york = reading.items
    assert london == Unresolved("London", Failure(Reason.UNAVAILABLE, 503))
    assert isinstance(moscow, Match)
    assert new_york == Unresolved("New York", Failure(Reason.UNAVAILABLE, 503))


async def test_an_unknown_name_stays_so_when_its_second_thoughts_fail(
    resolver: Resolver, sandbox: WeatherServer
) -> None:
    sandbox.break_("geocoding", OUTAGE)
    sandbox.break_("geocoding", Fault(FaultKind.STATUS, 200, body="{}"), times=1)

    assert (await resolver.resolve("Londn", "en")).items == [Unknown("Londn")]
    assert asked(sandbox, "geocoding") == 2


async def test_what_is_late_goes_on_and_is_there_the_next_time(resolver: Resolver, sandbox: WeatherServer) -> None:
    await resolver.resolve("Moscow", "en")
    sandbox.delay("geocoding", 0.1)

    reading = await resolver.resolve("Moscow, London", "en", within=0.03)

    assert isinstance(reading.items[0], Match)
    assert reading.items[1] == Unresolved("London", Failure(Reason.LATE))
    await sandbox.until(lambda: sandbox.running("geocoding") == 0)
    assert isinstance((await resolver.resolve("London", "en", within=0.03)).items[0], Match)
    assert len(sandbox.requests) == 2


async def test_a_question_that_is_cancelled_leaves_only_its_look_ups(
    resolver: Resolver, sandbox: WeatherServer
) -> None:
    sandbox.break_("geocoding", Fault(FaultKind.HANG))
    before = asyncio.all_tasks()
    asking = asyncio.create_task(resolver.resolve("London, Moscow", "en"))
    await sandbox.until(lambda: sandbox.running("geocoding") == 2)

    asking.cancel()
    await asyncio.wait([asking])
    left = [task for task in asyncio.all_tasks() - before if "Resolver._resolve" in repr(task.get_coro())]
    assert left == []

    await resolver.aclose()
    await sandbox.until(lambda: sandbox.running("geocoding") == 0)
    assert {request.outcome for request in sandbox.requests} == {Outcome.CANCELLED}


async def test_closing_answers_who_waits(resolver: Resolver, sandbox: WeatherServer) -> None:
    sandbox.break_("geocoding", Fault(FaultKind.HANG))
    asking = asyncio.create_task(resolver.resolve("London", "en"))
    await sandbox.until(lambda: sandbox.running("geocoding") == 1)

    await resolver.aclose()

    async with asyncio.timeout(5):
        assert (await asking).items == [Unresolved("London", Failure(Reason.LATE))]


async def test_coordinates_are_named_where_a_geocoder_can(keyed_resolver: Resolver, resolver: Resolver) -> None:
    assert await keyed_resolver.name_at(LONDON, "ru") == "Лондон"
    assert await keyed_resolver.name_at(Place("", -48.88, -123.39), "ru") is None
    assert await resolver.name_at(LONDON, "ru") is None


@pytest.mark.parametrize("fault", [OUTAGE, Fault(FaultKind.HANG)])
async def test_a_name_that_cannot_be_told_in_time_is_none(
    keyed_resolver: Resolver, sandbox: WeatherServer, fault: Fault
) -> None:
    sandbox.break_("openweather-geocoding", fault)

    async with asyncio.timeout(2):
        assert await keyed_resolver.name_at(LONDON, "en", within=0.05) is None
