"""The faults of the weather server, as a client sees them."""

import asyncio

import aiohttp
import pytest

from sandbox.faults import Fault, FaultKind
from sandbox.weather import Outcome, WeatherServer
from tests.sandbox.weather.queries import MOSCOW, fetch_body, forecast, openweather_query

HANG = Fault(FaultKind.HANG)


async def test_a_status_fault_is_sent_with_its_body_and_retry_after(
    weather: WeatherServer, session: aiohttp.ClientSession
) -> None:
    weather.break_("openweather", Fault(FaultKind.STATUS, status=429, body='{"cod":429}', retry_after=7))

    async with session.get("/data/2.5/weather", params=openweather_query(weather, MOSCOW)) as response:
        assert response.status == 429
        assert response.headers["Retry-After"] == "7"
        assert await response.json() == {"cod": 429}
    assert weather.requests[0].outcome is Outcome.FAULTED


async def test_a_hanging_service_sends_nothing_and_closes_the_connection(
    weather: WeatherServer, session: aiohttp.ClientSession
) -> None:
    weather.break_("open-meteo", HANG)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.05):
            await fetch_body(session)

    weather.break_("open-meteo", Fault(FaultKind.HANG, seconds=0))
    with pytest.raises(aiohttp.ServerDisconnectedError):
        await fetch_body(session)


async def test_a_dropped_connection_has_no_answer(weather: WeatherServer, session: aiohttp.ClientSession) -> None:
    weather.break_("open-meteo", Fault(FaultKind.DROP))

    with pytest.raises(aiohttp.ServerDisconnectedError):
        await fetch_body(session)


async def test_a_truncated_body_ends_before_its_length(
    weather: WeatherServer, session: aiohttp.ClientSession
) -> None:
    weather.break_("open-meteo", Fault(FaultKind.TRUNCATED))

    async with session.get("/v1/forecast", params=forecast(MOSCOW)) as response:
        assert response.status == 200
        with pytest.raises(aiohttp.ClientPayloadError):
            await response.read()


async def test_a_slow_body_is_late_but_complete(weather: WeatherServer, session: aiohttp.ClientSession) -> None:
    whole = await fetch_body(session)
    weather.break_("open-meteo", Fault(FaultKind.SLOW_BODY, seconds=0.1))
    assert await fetch_body(session) == whole

    weather.break_("open-meteo", Fault(FaultKind.SLOW_BODY, seconds=60))
    async with session.get("/v1/forecast", params=forecast(MOSCOW)) as response:
        assert response.status == 200
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.05):
                await response.read()


async def test_a_delay_fault_affects_the_given_number_of_requests(
    weather: WeatherServer, session: aiohttp.ClientSession
) -> None:
    weather.break_("open-meteo", Fault(FaultKind.DELAY, seconds=60), times=1)

    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.05):
            await fetch_body(session)
    await fetch_body(session)


@pytest.mark.parametrize("kind", [FaultKind.ENDLESS, FaultKind.BOMB])
async def test_an_endless_body_lasts_for_the_given_seconds(
    weather: WeatherServer, session: aiohttp.ClientSession, kind: FaultKind
) -> None:
    weather.break_("open-meteo", Fault(kind, 200, seconds=0.05))

    async with session.get("/v1/forecast", params=forecast(MOSCOW)) as response:
        assert await response.content.readexactly(2**20) == b" " * 2**20
        with pytest.raises(aiohttp.ClientError):
            await response.read()


async def test_a_raw_answer_replaces_the_whole_response(
    weather: WeatherServer, session: aiohttp.ClientSession
) -> None:
    weather.break_("open-meteo", Fault(FaultKind.RAW, body=b"HTTP/1.0 200 Fine\r\n\r\nbody"))

    async with session.get("/v1/forecast", params=forecast(MOSCOW)) as response:
        assert (response.reason, dict(response.headers)) == ("Fine", {})
        assert await response.read() == b"body"


async def test_headers_of_a_fault_replace_the_default_ones(
    weather: WeatherServer, session: aiohttp.ClientSession
) -> None:
    headers = {"Content-Type": "text/plain", "Location": "/elsewhere"}
    weather.break_("open-meteo", Fault(FaultKind.STATUS, 302, b"\xff", headers))

    async with session.get("/v1/forecast", params=forecast(MOSCOW), allow_redirects=False) as response:
        assert (response.status, response.headers["Location"]) == (302, "/elsewhere")
        assert response.headers.getall("Content-Type") == ["text/plain"]
        assert await response.read() == b"\xff"
