"""The targets of faults: services, cities, and shares of the requests."""

from random import Random

import aiohttp
import pytest

from sandbox.faults import Fault, FaultKind
from sandbox.weather import City, WeatherServer
from tests.sandbox.weather.conftest import Ask
from tests.sandbox.weather.queries import LONDON, MOSCOW, forecast, openweather_query

OUTAGE = Fault(FaultKind.STATUS, status=503, body="{}")


async def test_a_broken_service_does_not_affect_others(weather: WeatherServer, ask: Ask) -> None:
    weather.break_("openweather", OUTAGE)

    await ask("/data/2.5/weather", openweather_query(weather, MOSCOW), 503)
    await ask("/geo/1.0/direct", {"q": "Moscow", "appid": weather.key})
    await ask("/v1/forecast", forecast(MOSCOW))


async def test_all_weather_services_can_be_broken_and_mended_together(weather: WeatherServer, ask: Ask) -> None:
    weather.break_("weather", OUTAGE)
    await ask("/data/2.5/weather", openweather_query(weather, MOSCOW), 503)
    await ask("/v1/forecast", forecast(MOSCOW), 503)
    await ask("/v1/search", {"name": "Moscow"})

    weather.mend("weather")
    await ask("/data/2.5/weather", openweather_query(weather, MOSCOW))
    await ask("/v1/forecast", forecast(MOSCOW))


async def test_a_broken_city_fails_at_every_service_and_in_every_batch(weather: WeatherServer, ask: Ask) -> None:
    weather.break_("London", OUTAGE)

    await ask("/data/2.5/weather", openweather_query(weather, LONDON), 503)
    await ask("/v1/forecast", forecast(MOSCOW, LONDON), 503)
    await ask("/v1/forecast", forecast(MOSCOW))
    await ask("/v1/search", {"name": "London"})


async def test_a_city_may_be_broken_at_one_service_only(weather: WeatherServer, ask: Ask) -> None:
    weather.break_("Лондон", OUTAGE, service="openweather")

    await ask("/data/2.5/weather", openweather_query(weather, LONDON), 503)
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


@pytest.mark.parametrize("name", ["<b>&", "{0}"])
async def test_an_added_city_is_found_and_can_be_broken(weather: WeatherServer, ask: Ask, name: str) -> None:
    weather.add_city(City(name_en=name, latitude=10, longitude=20))

    assert (await ask("/v1/search", {"name": name}))["results"][0]["name"] == name
    assert (await ask("/data/2.5/weather", openweather_query(weather, (10, 20))))["name"] == name

    weather.break_(name, OUTAGE)
    await ask("/v1/forecast", forecast((10.05, 19.95)), 503)


def test_a_misspelt_target_is_refused(weather: WeatherServer) -> None:
    with pytest.raises(ValueError, match="Londn"):
        weather.break_("Londn", OUTAGE)
    with pytest.raises(KeyError):
        weather.delay("openwether", 1)
    with pytest.raises(KeyError):
        weather.answer_with("openwether", "{}")
