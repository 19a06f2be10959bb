"""Looking names up: kept, shared, bounded, given up, and asked of the next geocoder."""

import asyncio

import pytest

from sandbox.faults import Fault, FaultKind
from sandbox.weather import City, WeatherServer
from sandbox.weather.server import Outcome
from services.errors import Failure, Reason
from services.places import LookupFailed, Match, Place, Resolver, Unknown
from tests.services.conftest import Clock, asked, invented

OUTAGE = Fault(FaultKind.STATUS, 503, body="{}")
DOWN = Failure(Reason.UNAVAILABLE, 503)

NAME = "Bozuqwix"
"""A place that the geocoders know and the index does not."""


@pytest.fixture(autouse=True)
def _bozuqwix(sandbox: WeatherServer) -> None:
    known = {"country_en": "Nowhere", "country_code": "GB", "region_en": "Somewhere"}
    sandbox.add_city(City(name_en=NAME, latitude=40.5, longitude=-40.5, name_ru="Бозуквикс", **known))  # type: ignore[arg-type]


async def test_a_place_is_remembered_for_a_week(resolver: Resolver, sandbox: WeatherServer, clock: Clock) -> None:
    first = await resolver.resolve(NAME, "en")
    clock.advance(hours=7 * 24, seconds=-1)
    assert await resolver.resolve(NAME.lower(), "en") != first  # what was asked is told as it was asked
    assert await resolver.resolve(NAME, "en") == first
    assert len(sandbox.requests) == 1

    clock.advance(seconds=1)
    await resolver.resolve(NAME, "en")
    assert len(sandbox.requests) == 2


async def test_an_unknown_name_is_remembered_for_an_hour(
    resolver: Resolver, sandbox: WeatherServer, clock: Clock
) -> None:
    await resolver.resolve("Qwertyzz", "en")
    clock.advance(hours=1, seconds=-1)
    await resolver.resolve("QWERTYZZ", "en")
    assert len(sandbox.requests) == 1

    clock.advance(seconds=1)
    await resolver.resolve("Qwertyzz", "en")
    assert len(sandbox.requests) == 2


async def test_each_language_is_remembered_for_itself(resolver: Resolver, sandbox: WeatherServer) -> None:
    for language in ("en", "ru", "en", "ru"):
        await resolver.resolve(NAME, language)

    assert [request.params["language"] for request in sandbox.requests] == ["en", "ru"]


async def test_a_failure_is_not_remembered(resolver: Resolver, sandbox: WeatherServer) -> None:
    sandbox.break_("geocoding", OUTAGE, times=1)
    reading = await resolver.resolve(NAME, "en")
    assert reading.items == [LookupFailed(NAME, DOWN)]

    assert isinstance((await resolver.resolve(NAME, "en")).items[0], Match)


async def test_two_hundred_at_once_are_one_request(resolver: Resolver, sandbox: WeatherServer) -> None:
    await asyncio.gather(*(resolver.resolve(NAME, "en") for _ in range(200)))

    assert len(sandbox.requests) == 1


async def test_the_first_of_many_may_give_up(resolver: Resolver, sandbox: WeatherServer) -> None:
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


async def test_a_name_whose_turn_does_not_come_says_that_the_service_is_overloaded(
    resolver: Resolver, sandbox: WeatherServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.places.look_ups.QUEUED_FOR", 0.05)
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


async def test_who_has_given_up_queueing_is_asked_for_again(
    resolver: Resolver, sandbox: WeatherServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.places.look_ups.CALLS_AT_ONCE", 1)
    monkeypatch.setattr("services.places.look_ups.QUEUED_FOR", 0.05)
    sandbox.break_("geocoding", Fault(FaultKind.HANG), times=12)
    under_way = asyncio.create_task(resolver.resolve(", ".join(invented(12)), "en"))
    await sandbox.until(lambda: sandbox.running("geocoding") == 12)
    assert (await resolver.resolve(NAME, "en")).items == [LookupFailed(NAME, Failure(Reason.BUSY))]

    under_way.cancel()
    await resolver._look_ups.aclose()

    assert isinstance((await resolver.resolve(NAME, "en")).items[0], Match)


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

    reading = await keyed_resolver.resolve(NAME, "ru")

    assert isinstance(reading.items[0], Match)
    assert reading.items[0].place.label == "Бозуквикс, Великобритания"
    assert asked(sandbox, "openweather-geocoding") == 1


async def test_a_geocoder_that_knows_no_such_place_is_believed(
    keyed_resolver: Resolver, sandbox: WeatherServer
) -> None:
    assert (await keyed_resolver.resolve("Qwertyzz", "en")).items == [Unknown("Qwertyzz")]
    assert asked(sandbox, "openweather-geocoding") == 0


async def test_when_all_geocoders_fail_each_name_that_the_index_does_not_know_tells_why(
    keyed_resolver: Resolver, sandbox: WeatherServer
) -> None:
    sandbox.break_("geocoding", OUTAGE)
    sandbox.break_("openweather-geocoding", Fault(FaultKind.STATUS, 500, body="{}"))

    reading = await keyed_resolver.resolve(f"{NAME}, Moscow, Qwertyzz", "en")

    bozuqwix, moscow, qwertyzz = reading.items
    assert bozuqwix == LookupFailed(NAME, DOWN)
    assert isinstance(moscow, Match)
    assert qwertyzz == LookupFailed("Qwertyzz", DOWN)


@pytest.mark.parametrize("fault", [OUTAGE, Fault(FaultKind.HANG)])
async def test_a_doubtful_misspelling_keeps_its_suggestions_when_the_geocoders_are_down(
    resolver: Resolver, sandbox: WeatherServer, fault: Fault
) -> None:
    (before,) = (await resolver.resolve("Kages", "en")).items
    sandbox.break_("geocoding", fault)

    (item,) = (await resolver.resolve("KAGEs", "ru", within=0.3)).items

    assert isinstance(before, Unknown)
    assert isinstance(item, Unknown)
    assert [place.key for place in item.choices] == [place.key for place in before.choices] != []


async def test_what_is_late_goes_on_and_is_there_the_next_time(resolver: Resolver, sandbox: WeatherServer) -> None:
    sandbox.delay("geocoding", 0.1)

    reading = await resolver.resolve(f"Moscow, {NAME}", "en", within=0.03)

    assert isinstance(reading.items[0], Match)
    assert reading.items[1] == LookupFailed(NAME, Failure(Reason.LATE))
    await sandbox.until(lambda: len(sandbox.requests) == 1 and sandbox.running("geocoding") == 0)
    assert isinstance((await resolver.resolve(NAME, "en", within=0.03)).items[0], Match)
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


async def test_closing_answers_who_waits(resolver: Resolver, sandbox: WeatherServer) -> None:
    sandbox.break_("geocoding", Fault(FaultKind.HANG))
    asking = asyncio.create_task(resolver.resolve(NAME, "en"))
    await sandbox.until(lambda: sandbox.running("geocoding") == 1)

    await resolver.aclose()

    async with asyncio.timeout(5):
        assert (await asking).items == [LookupFailed(NAME, Failure(Reason.LATE))]


@pytest.mark.parametrize("bug", [KeyError("name"), RecursionError(), OverflowError()], ids=repr)
async def test_a_bug_in_the_parser_of_one_geocoder_is_logged_and_the_next_is_asked(
    keyed_resolver: Resolver, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, bug: Exception
) -> None:
    def parse(_: object) -> list[Place]:
        raise bug

    monkeypatch.setattr("services.providers.open_meteo.geocoding.places_from", parse)

    (match,) = (await keyed_resolver.resolve(NAME, "en")).items

    assert isinstance(match, Match)
    assert [record.exc_info[1] for record in caplog.records if record.exc_info] == [bug]


async def test_a_bug_in_the_parser_of_every_geocoder_costs_only_the_name_that_brings_it_to_light(
    resolver: Resolver, monkeypatch: pytest.MonkeyPatch
) -> None:
    def parse(_: object) -> list[Place]:
        raise KeyError("name")

    monkeypatch.setattr("services.providers.open_meteo.geocoding.places_from", parse)

    unresolved, moscow = (await resolver.resolve(f"{NAME}, Moscow", "en")).items

    assert unresolved == LookupFailed(NAME, Failure(Reason.MALFORMED))
    assert isinstance(moscow, Match)
