"""Open-Meteo: look-ups of many places in few requests."""

import asyncio

import aiohttp
import pytest

from sandbox.faults import Fault, FaultKind
from sandbox.weather import WeatherServer
from sandbox.weather.climate import conditions
from services.errors import Failure, Reason, Unavailable
from services.places.models import Place
from services.providers.open_meteo.batches import MAX_BATCH_SIZE, MAX_CONCURRENT_RETRIES
from services.providers.open_meteo.current import OpenMeteo
from services.weather import Report, WeatherService
from tests.services.conftest import LONDON, MOSCOW, NOW, PARIS, around, asked
from tests.services.providers.conftest import batch_sizes


@pytest.fixture
def in_single_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """Run requests one by one and without a delay."""
    monkeypatch.setattr("services.providers.open_meteo.current.MAX_CONCURRENT_BATCHES", 1)
    monkeypatch.setattr("services.providers.open_meteo.batches.BATCH_DELAY", 0)


async def time_passes(sandbox: WeatherServer, session: aiohttp.ClientSession) -> None:
    async with session.get(f"{sandbox.url}/v1/search?name=Moscow"):
        pass


async def test_twelve_places_share_a_request_and_each_gets_its_own_report(
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


async def test_more_places_than_the_batch_size_take_several_requests(
    keyless: WeatherService, sandbox: WeatherServer
) -> None:
    reports = await keyless.reports(around(2 * MAX_BATCH_SIZE + 1), within=5)

    assert all(isinstance(report, Report) for report in reports)
    assert sorted(batch_sizes(sandbox)) == [1, MAX_BATCH_SIZE, MAX_BATCH_SIZE]


async def test_no_more_requests_run_at_once_than_the_service_bears(
    keyless: WeatherService, sandbox: WeatherServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.providers.open_meteo.batches.MAX_BATCH_SIZE", 1)
    sandbox.delay("open-meteo", 0.08)

    await keyless.reports(around(10))

    assert batch_sizes(sandbox) == [1] * 10
    assert sandbox.peak("open-meteo") == 4


@pytest.mark.usefixtures("in_single_file")
async def test_look_ups_during_full_slots_join_the_next_request(
    sandbox: WeatherServer, session: aiohttp.ClientSession
) -> None:
    provider = OpenMeteo(url=sandbox.url)
    provider.use_session(session)
    sandbox.break_("open-meteo", Fault(FaultKind.DELAY, seconds=0.15), times=1)
    looking = [asyncio.create_task(provider.report(MOSCOW))]
    await sandbox.until(lambda: sandbox.running("open-meteo") == 1)

    for place in (LONDON, PARIS):
        looking.append(asyncio.create_task(provider.report(place)))
        await time_passes(sandbox, session)

    assert all(isinstance(report, Report) for report in await asyncio.gather(*looking))
    asked_for = [request.places for request in sandbox.requests if request.service == "open-meteo"]
    assert asked_for == [((55.752, 37.6178),), ((51.5085, -0.1257), (48.8534, 2.3488))]


@pytest.mark.usefixtures("in_single_file")
async def test_cancelled_look_ups_are_not_requested(
    sandbox: WeatherServer, session: aiohttp.ClientSession
) -> None:
    provider = OpenMeteo(url=sandbox.url)
    provider.use_session(session)
    given_up = asyncio.create_task(provider.report(MOSCOW))
    await asyncio.sleep(0)
    given_up.cancel()
    await asyncio.wait([given_up])
    await time_passes(sandbox, session)
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
async def test_a_place_that_breaks_the_service_does_not_fail_the_others(
    keyless: WeatherService, sandbox: WeatherServer, fault: Fault, failure: Failure
) -> None:
    sandbox.break_("London", fault)

    moscow, london, paris = await keyless.reports([MOSCOW, LONDON, PARIS])

    assert isinstance(moscow, Report)
    assert isinstance(paris, Report)
    assert london == failure


@pytest.mark.usefixtures("impatient")
async def test_a_hanging_service_is_not_asked_for_each_place(
    keyless: WeatherService, sandbox: WeatherServer
) -> None:
    sandbox.break_("open-meteo", Fault(FaultKind.HANG))

    failures = await keyless.reports(around(12))

    assert failures == [Failure(Reason.TIMED_OUT)] * 12
    assert batch_sizes(sandbox) == [12] + [1] * MAX_CONCURRENT_RETRIES


async def test_a_failed_batch_is_retried_a_few_places_at_a_time(
    keyless: WeatherService, sandbox: WeatherServer
) -> None:
    sandbox.break_("open-meteo", Fault(FaultKind.STATUS, 503))

    assert await keyless.reports(around(12)) == [Failure(Reason.UNAVAILABLE, 503)] * 12
    assert sandbox.peak("open-meteo") <= MAX_CONCURRENT_RETRIES


async def test_an_invalid_place_does_not_fail_the_others(keyless: WeatherService) -> None:
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


@pytest.mark.usefixtures("in_single_file")
async def test_closing_ends_all_look_ups_and_the_provider_can_be_opened_again(
    sandbox: WeatherServer, session: aiohttp.ClientSession
) -> None:
    provider = OpenMeteo(url=sandbox.url)
    provider.use_session(session)
    sandbox.break_("open-meteo", Fault(FaultKind.HANG), times=1)
    under_way = asyncio.create_task(provider.report(MOSCOW))
    await sandbox.until(lambda: sandbox.running("open-meteo") == 1)
    queued = asyncio.create_task(provider.report(LONDON))
    await asyncio.sleep(0)

    await provider.aclose()

    async with asyncio.timeout(30):
        outcomes = await asyncio.gather(under_way, queued, return_exceptions=True)
        assert [type(outcome) for outcome in outcomes] == [Unavailable, Unavailable]
        assert isinstance(await provider.report(PARIS), Report)
