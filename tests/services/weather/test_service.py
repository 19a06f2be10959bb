"""The weather service: coalescing, cache, time limits and closing."""

import asyncio
import time
from dataclasses import replace
from datetime import timedelta

import aiohttp
import pytest

from sandbox.faults import Fault, FaultKind
from sandbox.weather import WeatherServer
from services.errors import Failure, Reason
from services.places.models import Place
from services.providers.open_meteo.current import OpenMeteo
from services.providers.openweather.client import OpenWeatherClient
from services.providers.openweather.current import OpenWeather
from services.weather import Provider, Report, WeatherService
from tests.services.conftest import LONDON, MOSCOW, NOW, PARIS, Clock, around, asked

LATE = Failure(Reason.LATE)


async def test_reports_are_in_the_order_of_the_places_with_their_time_zones(weather: WeatherService) -> None:
    results = await weather.reports([PARIS, MOSCOW, LONDON])

    assert [str(result.timezone) for result in results if isinstance(result, Report)] == [
        "Europe/Paris",
        "Europe/Moscow",
        "Europe/London",
    ]


async def test_without_places_there_are_no_reports(weather: WeatherService, sandbox: WeatherServer) -> None:
    assert await weather.reports([]) == []
    assert sandbox.requests == []


async def test_a_report_is_cached_for_ten_minutes(
    weather: WeatherService, sandbox: WeatherServer, clock: Clock
) -> None:
    first = await weather.reports([MOSCOW])
    clock.advance(minutes=10, seconds=-1)
    assert await weather.reports([MOSCOW]) == first
    assert len(sandbox.requests) == 1

    clock.advance(seconds=1)
    await weather.reports([MOSCOW])
    assert len(sandbox.requests) == 2


async def test_the_same_spot_by_another_name_is_the_same_place(
    weather: WeatherService, sandbox: WeatherServer
) -> None:
    await weather.reports([MOSCOW, Place("Москва", 55.7522, 37.6156), MOSCOW])

    assert len(sandbox.requests) == 1


async def test_failures_are_not_kept(keyless: WeatherService, sandbox: WeatherServer) -> None:
    sandbox.break_("open-meteo", Fault(FaultKind.STATUS, 503, body="{}"), times=1)
    assert await keyless.reports([MOSCOW]) == [Failure(Reason.UNAVAILABLE, 503)]

    assert isinstance((await keyless.reports([MOSCOW]))[0], Report)


async def test_two_hundred_at_once_are_one_request(weather: WeatherService, sandbox: WeatherServer) -> None:
    results = await asyncio.gather(*(weather.reports([MOSCOW]) for _ in range(200)))

    assert len(sandbox.requests) == 1
    assert {result.provider for (result,) in results if isinstance(result, Report)} == {"OpenWeather"}
    assert len(results) == 200


async def test_the_first_of_two_hundred_may_give_up(weather: WeatherService, sandbox: WeatherServer) -> None:
    sandbox.delay("openweather", 0.05)
    asking = [asyncio.create_task(weather.reports([MOSCOW])) for _ in range(200)]
    await sandbox.until(lambda: sandbox.running("openweather") == 1)

    asking.pop(0).cancel()

    results = await asyncio.gather(*asking)
    assert all(isinstance(result, Report) for (result,) in results)
    assert len(sandbox.requests) == 1


async def test_a_late_look_up_continues_and_is_used_the_next_time(
    weather: WeatherService, sandbox: WeatherServer
) -> None:
    await weather.reports([MOSCOW])
    sandbox.hold("weather")

    moscow, london = await weather.reports([MOSCOW, LONDON], within=0.05)
    assert isinstance(moscow, Report)
    assert london == LATE

    sandbox.release()
    await sandbox.until(lambda: sandbox.running("openweather") == 0)
    assert isinstance((await weather.reports([LONDON], within=10))[0], Report)
    assert len(sandbox.requests) == 2


async def test_an_older_report_is_used_for_a_late_one(
    weather: WeatherService, sandbox: WeatherServer, clock: Clock
) -> None:
    await weather.reports([MOSCOW])
    clock.advance(hours=1)
    sandbox.break_("weather", Fault(FaultKind.HANG))

    (result,) = await weather.reports([MOSCOW], within=0.02)

    assert isinstance(result, Report)
    assert result.age == timedelta(hours=1, minutes=7)  # the report was received at 12:07 and observed at 12:00


async def test_all_places_share_one_time_limit(weather: WeatherService, sandbox: WeatherServer) -> None:
    sandbox.break_("weather", Fault(FaultKind.HANG))
    loop = asyncio.get_running_loop()
    started = loop.time()

    assert await weather.reports(around(12), within=0.05) == [LATE] * 12
    assert loop.time() - started < 0.5


async def test_the_session_given_is_left_open(sandbox: WeatherServer, session: aiohttp.ClientSession) -> None:
    async with WeatherService([OpenMeteo(url=sandbox.url)], session) as service:
        await service.reports([MOSCOW])

    assert not session.closed


async def test_the_session_made_is_closed(sandbox: WeatherServer) -> None:
    provider = OpenMeteo(url=sandbox.url)
    async with WeatherService([provider]) as service:
        assert isinstance((await service.reports([MOSCOW]))[0], Report)
        session = provider.http._session
        assert session is not None
        assert not session.closed

    assert session.closed


@pytest.mark.usefixtures("hedging")
async def test_nothing_runs_on_after_closing(sandbox: WeatherServer, session: aiohttp.ClientSession) -> None:
    sandbox.break_("weather", Fault(FaultKind.HANG))
    before = asyncio.all_tasks()
    providers: list[Provider] = [
        OpenWeather(OpenWeatherClient(sandbox.key, url=sandbox.url)),
        OpenMeteo(url=sandbox.url),
    ]

    async with WeatherService(providers, session) as service:
        assert await service.reports(around(12), within=0.1) == [LATE] * 12
        await sandbox.until(lambda: sandbox.running("open-meteo") == 1)

    left = asyncio.all_tasks() - before
    assert {
        task for task in left if "RequestHandler" not in repr(task.get_coro())
    } == set()  # those are the sandbox's


async def test_closing_ends_waiting_look_ups(sandbox: WeatherServer, session: aiohttp.ClientSession) -> None:
    sandbox.break_("weather", Fault(FaultKind.HANG))
    async with WeatherService([OpenMeteo(url=sandbox.url)], session) as service:
        waiting = asyncio.create_task(service.reports([MOSCOW]))
        await sandbox.until(lambda: sandbox.running("open-meteo") == 1)

    async with asyncio.timeout(30):
        await asyncio.wait([waiting])
    assert waiting.cancelled()


async def test_two_times_twelve_cities_share_their_connections(
    weather: WeatherService, sandbox: WeatherServer, clock: Clock
) -> None:
    sandbox.delay("openweather", 0.05)

    for _ in range(2):
        await weather.reports(around(12))
        clock.advance(minutes=11)

    assert asked(sandbox, "openweather") == 24
    assert sandbox.peak("openweather") == 12
    assert sandbox.connections <= 13


async def test_the_default_clock_of_the_cache_is_monotonic(sandbox: WeatherServer) -> None:
    async with WeatherService([OpenMeteo(url=sandbox.url)]) as service:
        await service.reports([MOSCOW])
        ((kept_at, _),) = service._reports._cache.values()

    assert abs(time.monotonic() - kept_at) < 60


async def test_a_clock_that_was_years_ahead_leaves_no_weather_that_stays_fresh(
    sandbox: WeatherServer, session: aiohttp.ClientSession, clock: Clock
) -> None:
    wall = Clock()
    async with WeatherService([OpenMeteo(url=sandbox.url)], session, now=wall.utc, clock=clock) as service:
        wall.advance(hours=24 * 730)
        await service.reports([MOSCOW])
        wall.advance(hours=-24 * 730)
        clock.advance(minutes=11)
        await service.reports([MOSCOW])

    assert len(sandbox.requests) == 2


def test_an_age_counts_from_the_observation_and_is_never_less_than_since_the_receipt() -> None:
    received = Report(provider="x", observed_at=NOW - timedelta(minutes=50), age=timedelta(minutes=20))
    assert received.as_of(NOW).age == timedelta(minutes=50)
    assert replace(received, observed_at=NOW + timedelta(hours=1)).as_of(NOW).age == timedelta(minutes=20)
    assert replace(received, observed_at=None).as_of(NOW).age == timedelta(minutes=20)
    assert replace(received, age=None).as_of(NOW).age is None
