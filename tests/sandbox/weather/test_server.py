"""WeatherServer: its record of requests, delays and canned answers."""

import asyncio

import aiohttp
import pytest

from sandbox.faults import Fault, FaultKind
from sandbox.weather import Outcome, WeatherServer
from tests.sandbox.weather.conftest import NOW, Ask
from tests.sandbox.weather.queries import LONDON, MOSCOW, fetch_body, forecast, openweather_query

HANG = Fault(FaultKind.HANG)


async def test_a_request_is_recorded_with_its_places_and_its_time(weather: WeatherServer, ask: Ask) -> None:
    await ask("/v1/forecast", forecast(MOSCOW, LONDON))

    (request,) = weather.requests
    assert (request.service, request.path) == ("open-meteo", "/v1/forecast")
    assert request.params["current"] == "temperature_2m"
    assert request.places == (MOSCOW, LONDON)
    assert request.at == NOW
    assert request.outcome is Outcome.ANSWERED


async def test_a_request_abandoned_by_the_client_is_recorded_as_cancelled(
    weather: WeatherServer, session: aiohttp.ClientSession
) -> None:
    weather.delay("weather", 60)
    asking = asyncio.create_task(fetch_body(session))
    await weather.until(lambda: weather.running("open-meteo") == 1)

    asking.cancel()

    await weather.until(lambda: weather.running("open-meteo") == 0)
    assert [request.outcome for request in weather.requests] == [Outcome.CANCELLED]


async def test_requests_in_flight_are_counted_for_each_service(
    weather: WeatherServer, session: aiohttp.ClientSession
) -> None:
    weather.break_("open-meteo", HANG)
    asking = [asyncio.create_task(fetch_body(session)) for _ in range(3)]
    await weather.until(lambda: weather.running("open-meteo") == 3)

    for task in asking:
        task.cancel()
    await weather.until(lambda: weather.running("open-meteo") == 0)

    assert weather.peak("open-meteo") == 3
    assert weather.peak("openweather") == 0


async def test_a_reused_connection_counts_once(weather: WeatherServer, ask: Ask) -> None:
    for _ in range(3):
        await ask("/v1/forecast", forecast(MOSCOW))

    assert weather.connections == 1

    async with aiohttp.ClientSession(weather.url) as another:
        await fetch_body(another)

    assert weather.connections == 2


async def test_answers_are_held_back_until_they_are_released(
    weather: WeatherServer, session: aiohttp.ClientSession, ask: Ask
) -> None:
    weather.hold("weather")
    asking = asyncio.create_task(fetch_body(session))
    await weather.until(lambda: weather.running("open-meteo") == 1)
    await ask("/v1/search", {"name": "Moscow"})
    assert not asking.done()

    weather.release()

    await asking
    await fetch_body(session)


async def test_a_delay_of_the_weather_does_not_affect_geocoders(weather: WeatherServer, ask: Ask) -> None:
    weather.delay("weather", 60)

    await ask("/v1/search", {"name": "Moscow"})
    for path, params in (
        ("/data/2.5/weather", openweather_query(weather, MOSCOW)),
        ("/v1/forecast", forecast(MOSCOW)),
    ):
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.05):
                await ask(path, params)


async def test_an_answer_takes_at_least_the_delay(weather: WeatherServer, session: aiohttp.ClientSession) -> None:
    loop = asyncio.get_running_loop()
    weather.delay("open-meteo", 0.05)
    started = loop.time()

    await fetch_body(session)

    assert loop.time() - started >= 0.05


async def test_a_canned_body_is_sent_unchanged(weather: WeatherServer, session: aiohttp.ClientSession) -> None:
    weather.answer_with("open-meteo", '{"latitude": NaN', status=502)

    async with session.get("/v1/forecast", params=forecast(MOSCOW)) as response:
        assert response.status == 502
        assert await response.text() == '{"latitude": NaN'

    weather.mend("open-meteo")
    assert b"temperature_2m" in await fetch_body(session)


async def test_an_unknown_path_is_not_found(session: aiohttp.ClientSession) -> None:
    async with session.get("/data/3.0/onecall") as response:
        assert response.status == 404
