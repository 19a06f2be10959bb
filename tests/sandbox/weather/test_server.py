"""WeatherServer: its record of requests, and its delays and faults."""

import asyncio
from random import Random

import aiohttp
import pytest

from sandbox.faults import Fault, FaultKind
from sandbox.weather import City, Outcome, WeatherServer
from tests.sandbox.weather.conftest import NOW, Ask

MOSCOW = (55.7522, 37.6156)
LONDON = (51.5085, -0.1257)

OUTAGE = Fault(FaultKind.STATUS, status=503, body="{}")
HANG = Fault(FaultKind.HANG)


def forecast(*places: tuple[float, float]) -> dict[str, str]:
    latitudes, longitudes = zip(*places, strict=True)
    return {
        "latitude": ",".join(map(str, latitudes)),
        "longitude": ",".join(map(str, longitudes)),
        "current": "temperature_2m",
    }


def current(weather: WeatherServer, place: tuple[float, float]) -> dict[str, str | float]:
    return {"lat": place[0], "lon": place[1], "appid": weather.key}


async def read(session: aiohttp.ClientSession) -> bytes:
    """Request the weather in Moscow from Open-Meteo and return the body."""
    async with session.get("/v1/forecast", params=forecast(MOSCOW)) as response:
        return await response.read()


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
    asking = asyncio.create_task(read(session))
    await weather.until(lambda: weather.running("open-meteo") == 1)

    asking.cancel()

    await weather.until(lambda: weather.running("open-meteo") == 0)
    assert [request.outcome for request in weather.requests] == [Outcome.CANCELLED]


async def test_requests_in_flight_are_counted_for_each_service(
    weather: WeatherServer, session: aiohttp.ClientSession
) -> None:
    weather.break_("open-meteo", HANG)
    asking = [asyncio.create_task(read(session)) for _ in range(3)]
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
        await read(another)

    assert weather.connections == 2


async def test_a_delay_of_the_weather_does_not_affect_geocoders(weather: WeatherServer, ask: Ask) -> None:
    weather.delay("weather", 60)

    await ask("/v1/search", {"name": "Moscow"})
    for path, params in (("/data/2.5/weather", current(weather, MOSCOW)), ("/v1/forecast", forecast(MOSCOW))):
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.05):
                await ask(path, params)


async def test_an_answer_takes_at_least_the_delay(weather: WeatherServer, session: aiohttp.ClientSession) -> None:
    loop = asyncio.get_running_loop()
    weather.delay("open-meteo", 0.05)
    started = loop.time()

    await read(session)

    assert loop.time() - started >= 0.05


async def test_a_status_fault_is_sent_with_its_body_and_retry_after(
    weather: WeatherServer, session: aiohttp.ClientSession
) -> None:
    weather.break_("openweather", Fault(FaultKind.STATUS, status=429, body='{"cod":429}', retry_after=7))

    async with session.get("/data/2.5/weather", params=current(weather, MOSCOW)) as response:
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
            await read(session)

    weather.break_("open-meteo", Fault(FaultKind.HANG, seconds=0))
    with pytest.raises(aiohttp.ServerDisconnectedError):
        await read(session)


async def test_a_dropped_connection_has_no_answer(weather: WeatherServer, session: aiohttp.ClientSession) -> None:
    weather.break_("open-meteo", Fault(FaultKind.DROP))

    with pytest.raises(aiohttp.ServerDisconnectedError):
        await read(session)


async def test_a_truncated_body_ends_before_its_length(
    weather: WeatherServer, session: aiohttp.ClientSession
) -> None:
    weather.break_("open-meteo", Fault(FaultKind.TRUNCATED))

    async with session.get("/v1/forecast", params=forecast(MOSCOW)) as response:
        assert response.status == 200
        with pytest.raises(aiohttp.ClientPayloadError):
            await response.read()


async def test_a_slow_body_is_late_but_complete(weather: WeatherServer, session: aiohttp.ClientSession) -> None:
    whole = await read(session)
    weather.break_("open-meteo", Fault(FaultKind.SLOW_BODY, seconds=0.1))
    assert await read(session) == whole

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
            await read(session)
    await read(session)


async def test_a_broken_service_does_not_affect_others(weather: WeatherServer, ask: Ask) -> None:
    weather.break_("openweather", OUTAGE)

    await ask("/data/2.5/weather", current(weather, MOSCOW), 503)
    await ask("/geo/1.0/direct", {"q": "Moscow", "appid": weather.key})
    await ask("/v1/forecast", forecast(MOSCOW))


async def test_all_weather_services_can_be_broken_and_mended_together(weather: WeatherServer, ask: Ask) -> None:
    weather.break_("weather", OUTAGE)
    await ask("/data/2.5/weather", current(weather, MOSCOW), 503)
    await ask("/v1/forecast", forecast(MOSCOW), 503)
    await ask("/v1/search", {"name": "Moscow"})

    weather.mend("weather")
    await ask("/data/2.5/weather", current(weather, MOSCOW))
    await ask("/v1/forecast", forecast(MOSCOW))


async def test_a_broken_city_fails_at_every_service_and_in_every_batch(weather: WeatherServer, ask: Ask) -> None:
    weather.break_("London", OUTAGE)

    await ask("/data/2.5/weather", current(weather, LONDON), 503)
    await ask("/v1/forecast", forecast(MOSCOW, LONDON), 503)
    await ask("/v1/forecast", forecast(MOSCOW))
    await ask("/v1/search", {"name": "London"})


async def test_a_city_may_be_broken_at_one_service_only(weather: WeatherServer, ask: Ask) -> None:
    weather.break_("Лондон", OUTAGE, service="openweather")

    await ask("/data/2.5/weather", current(weather, LONDON), 503)
    await ask("/v1/forecast", forecast(LONDON))


async def test_mending_one_target_leaves_the_rest_broken(weather: WeatherServer, ask: Ask) -> None:
    weather.break_("London", OUTAGE)
    weather.break_("Moscow", OUTAGE)
    weather.mend("London")

    await ask("/v1/forecast", forecast(LONDON))
    await ask("/v1/forecast", forecast(MOSCOW), 503)

    weather.mend()
    await ask("/v1/forecast", forecast(MOSCOW))


async def test_the_latest_breakage_comes_first(weather: WeatherServer, ask: Ask) -> None:
    weather.break_("weather", OUTAGE)
    weather.break_("weather", Fault(FaultKind.STATUS, status=500, body="{}"), times=1)

    await ask("/v1/forecast", forecast(MOSCOW), 500)
    await ask("/v1/forecast", forecast(MOSCOW), 503)


async def test_a_share_of_the_requests_fails_with_mixed_faults(
    weather: WeatherServer, session: aiohttp.ClientSession
) -> None:
    faults = [Fault(FaultKind.STATUS, status=status) for status in (500, 503)]
    weather.break_share("open-meteo", 0.3, faults, random=Random(1))
    statuses = []
    for _ in range(200):
        async with session.get("/v1/forecast", params=forecast(MOSCOW)) as response:
            statuses.append(response.status)

    assert 40 < 200 - statuses.count(200) < 80
    assert set(statuses) == {200, 500, 503}
    assert [request.fault.status if request.fault else 200 for request in weather.requests] == statuses
    async with session.get("/v1/search", params={"name": "Moscow"}) as response:
        assert response.status == 200


async def test_a_canned_body_is_sent_unchanged(weather: WeatherServer, session: aiohttp.ClientSession) -> None:
    weather.answer_with("open-meteo", '{"latitude": NaN', status=502)

    async with session.get("/v1/forecast", params=forecast(MOSCOW)) as response:
        assert response.status == 502
        assert await response.text() == '{"latitude": NaN'

    weather.mend("open-meteo")
    assert b"temperature_2m" in await read(session)


@pytest.mark.parametrize("name", ["<b>&", "{0}"])
async def test_an_added_city_is_found_and_can_be_broken(weather: WeatherServer, ask: Ask, name: str) -> None:
    weather.add_city(City(name_en=name, latitude=10, longitude=20))

    assert (await ask("/v1/search", {"name": name}))["results"][0]["name"] == name
    assert (await ask("/data/2.5/weather", current(weather, (10, 20))))["name"] == name

    weather.break_(name, OUTAGE)
    await ask("/v1/forecast", forecast((10.05, 19.95)), 503)


def test_a_misspelt_target_is_refused(weather: WeatherServer) -> None:
    with pytest.raises(ValueError, match="Londn"):
        weather.break_("Londn", OUTAGE)
    with pytest.raises(KeyError):
        weather.delay("openwether", 1)
    with pytest.raises(KeyError):
        weather.answer_with("openwether", "{}")


async def test_an_unknown_path_is_not_found(session: aiohttp.ClientSession) -> None:
    async with session.get("/data/3.0/onecall") as response:
        assert response.status == 404


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
