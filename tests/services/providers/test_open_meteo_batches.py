"""Batches of places in one request to Open-Meteo."""

import asyncio

import aiohttp
import pytest

from sandbox.faults import Fault, FaultKind
from sandbox.weather import WeatherServer
from sandbox.weather.climate import conditions
from services.errors import Failure, Reason, Unavailable
from services.places.models import Place
from services.providers.open_meteo.batches import BATCH, SINGLES_AT_ONCE
from services.providers.open_meteo.current import OpenMeteo
from services.weather import Report, WeatherService
from tests.services.conftest import LONDON, MOSCOW, NOW, PARIS, around, asked


@pytest.fixture
def one_request_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Limit the provider to one request at a time, without waiting for more places."""
    monkeypatch.setattr("services.providers.open_meteo.current.BATCHES_AT_ONCE", 1)
    monkeypatch.setattr("services.providers.open_meteo.batches.WINDOW", 0)


def batch_sizes(sandbox: WeatherServer) -> list[int]:
    """Return the number of places in each request."""
    return [len(request.places) for request in sandbox.requests]


async def wait_a_round_trip(sandbox: WeatherServer, session: aiohttp.ClientSession) -> None:
    async with session.get(f"{sandbox.url}/v1/search?name=Moscow"):
        pass


async def test_a_list_of_the_wrong_length_fails_for_all_places(
    keyless: WeatherService, sandbox: WeatherServer
) -> None:
    sandbox.answer_with("open-meteo", '[{"current":{"temperature_2m":1}}, {"current":{"temperature_2m":2}}]')

    assert await keyless.reports([MOSCOW, LONDON, PARIS]) == [Failure(Reason.MALFORMED, 200)] * 3
    assert batch_sizes(sandbox) == [3, 1, 1, 1]


async def test_twelve_places_share_a_request_and_each_gets_its_own_weather(
    keyless: WeatherService, sandbox: WeatherServer
) -> None:
    places = around(12)

    reports = await keyless.reports(places)

    assert batch_sizes(sandbox) == [12]
    temperatures = [report.temperature for report in reports if isinstance(report, Report)]
    assert temperatures == [conditions(place.latitude, place.longitude, NOW).temperature for place in places]
    assert len(set(temperatures)) > 3


async def test_look_ups_of_several_chats_share_a_request(keyless: WeatherService, sandbox: WeatherServer) -> None:
    await asyncio.gather(*(keyless.reports([place, MOSCOW]) for place in around(5)))

    assert batch_sizes(sandbox) == [6]


async def test_more_places_than_a_request_holds_need_several_requests(
    keyless: WeatherService, sandbox: WeatherServer
) -> None:
    reports = await keyless.reports(around(2 * BATCH + 1), within=5)

    assert all(isinstance(report, Report) for report in reports)
    assert sorted(batch_sizes(sandbox)) == [1, BATCH, BATCH]


async def test_the_number_of_concurrent_requests_is_limited(
    keyless: WeatherService, sandbox: WeatherServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.providers.open_meteo.batches.BATCH", 1)
    sandbox.delay("open-meteo", 0.08)

    await keyless.reports(around(10))

    assert batch_sizes(sandbox) == [1] * 10
    assert sandbox.peak("open-meteo") == 4


@pytest.mark.usefixtures("one_request_at_a_time")
async def test_places_that_wait_for_a_slot_share_the_next_request(
    sandbox: WeatherServer, session: aiohttp.ClientSession
) -> None:
    provider = OpenMeteo(url=sandbox.url)
    provider.connect(session)
    sandbox.break_("open-meteo", Fault(FaultKind.DELAY, seconds=0.15), times=1)
    looking = [asyncio.create_task(provider.report(MOSCOW))]
    await sandbox.until(lambda: sandbox.running("open-meteo") == 1)

    for place in (LONDON, PARIS):
        looking.append(asyncio.create_task(provider.report(place)))
        await wait_a_round_trip(sandbox, session)

    assert all(isinstance(report, Report) for report in await asyncio.gather(*looking))
    asked_for = [request.places for request in sandbox.requests if request.service == "open-meteo"]
    assert asked_for == [((55.752, 37.6178),), ((51.5085, -0.1257), (48.8534, 2.3488))]


@pytest.mark.usefixtures("one_request_at_a_time")
async def test_places_whose_callers_have_left_are_not_requested(
    sandbox: WeatherServer, session: aiohttp.ClientSession
) -> None:
    provider = OpenMeteo(url=sandbox.url)
    provider.connect(session)
    given_up = asyncio.create_task(provider.report(MOSCOW))
    await asyncio.sleep(0)
    given_up.cancel()
    await asyncio.wait([given_up])
    await wait_a_round_trip(sandbox, session)
    assert asked(sandbox, "open-meteo") == 0

    assert isinstance(await provider.report(PARIS), Report)


@pytest.mark.parametrize(
    ("fault", "failure"),
    [
        (Fault(FaultKind.STATUS, 503, body="{}"), Failure(Reason.UNAVAILABLE, 503)),
        (Fault(FaultKind.STATUS, 200, body='[{"current"'), Failure(Reason.MALFORMED, 200)),
        (Fault(FaultKind.TRUNCATED), Failure(Reason.MALFORMED)),
        (Fault(FaultKind.SLOW_BODY), Failure(Reason.TIMED_OUT)),
        (Fault(FaultKind.HANG), Failure(Reason.TIMED_OUT)),
    ],
)
@pytest.mark.usefixtures("impatient")
async def test_a_place_that_fails_a_batch_does_not_affect_the_others(
    keyless: WeatherService, sandbox: WeatherServer, fault: Fault, failure: Failure
) -> None:
    sandbox.break_("London", fault)

    moscow, london, paris = await keyless.reports([MOSCOW, LONDON, PARIS])

    assert isinstance(moscow, Report)
    assert isinstance(paris, Report)
    assert london == failure


@pytest.mark.usefixtures("impatient")
async def test_a_hanging_batch_is_not_repeated_for_each_place(
    keyless: WeatherService, sandbox: WeatherServer
) -> None:
    sandbox.break_("open-meteo", Fault(FaultKind.HANG))

    failures = await keyless.reports(around(12))

    assert failures == [Failure(Reason.TIMED_OUT)] * 12
    assert batch_sizes(sandbox) == [12] + [1] * SINGLES_AT_ONCE


async def test_a_failed_batch_is_repeated_in_smaller_batches(
    keyless: WeatherService, sandbox: WeatherServer
) -> None:
    sandbox.break_("open-meteo", Fault(FaultKind.STATUS, 503))

    assert await keyless.reports(around(12)) == [Failure(Reason.UNAVAILABLE, 503)] * 12
    assert sandbox.peak("open-meteo") <= SINGLES_AT_ONCE


async def test_a_place_with_invalid_coordinates_does_not_affect_the_others(keyless: WeatherService) -> None:
    moscow, nowhere = await keyless.reports([MOSCOW, Place("Nowhere", 91, 0)])

    assert isinstance(moscow, Report)
    assert nowhere == Failure(Reason.BAD_REQUEST, 400)


@pytest.mark.parametrize("status", [401, 429])
async def test_a_refused_request_is_not_repeated_for_each_place(
    keyless: WeatherService, sandbox: WeatherServer, status: int
) -> None:
    sandbox.break_("open-meteo", Fault(FaultKind.STATUS, status, body="{}"))

    failures = await keyless.reports(around(12))

    assert {failure.status for failure in failures if isinstance(failure, Failure)} == {status}
    assert asked(sandbox, "open-meteo") == 1


@pytest.mark.usefixtures("one_request_at_a_time")
async def test_closing_ends_all_waits_and_the_provider_can_be_reopened(
    sandbox: WeatherServer, session: aiohttp.ClientSession
) -> None:
    provider = OpenMeteo(url=sandbox.url)
    provider.connect(session)
    sandbox.break_("open-meteo", Fault(FaultKind.HANG), times=1)
    under_way = asyncio.create_task(provider.report(MOSCOW))
    await sandbox.until(lambda: sandbox.running("open-meteo") == 1)
    queued = asyncio.create_task(provider.report(LONDON))
    await asyncio.sleep(0)

    await provider.aclose()

    async with asyncio.timeout(5):
        outcomes = await asyncio.gather(under_way, queued, return_exceptions=True)
        assert [type(outcome) for outcome in outcomes] == [Unavailable, Unavailable]
        assert isinstance(await provider.report(PARIS), Report)
