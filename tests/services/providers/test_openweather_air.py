"""OpenWeather's air pollution, which stands in for Open-Meteo's air quality."""

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from sandbox.faults import Fault, FaultKind
from sandbox.weather import StagedWeather, WeatherServer
from services.errors import InvalidResponse
from services.places.models import Place
from services.providers.open_meteo.air import OpenMeteoAir
from services.providers.open_meteo.current import OpenMeteo
from services.providers.openweather.air import OpenWeatherAir, air_from_hours, parse_hours
from services.providers.openweather.client import OpenWeatherClient
from services.weather import AirHour, AirQuality, Provider, WeatherService
from tests.services.conftest import LONDON, MOSCOW, NOW, Clock, asked

START = NOW.replace(minute=0)
HERE = Place("Here", 51.5, 0)


def entry(seconds: int = int(NOW.timestamp()), **components: object) -> dict[str, Any]:
    return {"dt": seconds, "main": {"aqi": 2}, "components": components}


@pytest.fixture
async def staged() -> AsyncIterator[WeatherServer]:
    async with WeatherServer(now=lambda: NOW, source=StagedWeather(lambda: NOW)) as server:
        yield server


@pytest.fixture
async def service(
    staged: WeatherServer, session: aiohttp.ClientSession, clock: Clock
) -> AsyncIterator[WeatherService]:
    """A bot with a key, whose first weather service is OpenWeather."""
    client = OpenWeatherClient(staged.key, url=staged.url)
    weather = OpenMeteo(url=staged.url)
    providers: list[Provider] = [OpenWeatherAir(client), weather, OpenMeteoAir(weather.budget, url=staged.url)]
    async with WeatherService(providers, session, now=clock.utc, clock=clock) as opened:
        yield opened


async def test_openweather_is_asked_only_if_open_meteo_fails(
    service: WeatherService, staged: WeatherServer
) -> None:
    (usual,) = await service.air([LONDON])
    assert isinstance(usual, AirQuality)
    assert (usual.provider, usual.has_computed_index) == ("Open-Meteo", False)
    assert asked(staged, "openweather-air") == 0

    staged.break_("air-quality", Fault(FaultKind.STATUS, 503))
    (air,) = await service.air([MOSCOW])

    assert isinstance(air, AirQuality)
    assert (air.provider, air.has_computed_index, str(air.timezone)) == ("OpenWeather", True, "Europe/Moscow")
    assert air.hours[0] == AirHour(start=START, european_index=34, pm2_5=12, pm10=20, ozone=60)
    assert len(air.hours) == 96
    assert air.pollen_days == ()
    paths = [request.path for request in staged.requests if request.service == "openweather-air"]
    assert paths == ["/data/2.5/air_pollution/forecast", "/data/2.5/air_pollution"]


def test_the_index_is_computed_from_the_components_and_not_openweathers_own() -> None:
    (hour,) = parse_hours({"list": [entry(pm2_5=70.0, o3=80.0, no2=-9999, co=201.9)]})
    assert hour == AirHour(start=START, european_index=70, pm2_5=70, ozone=80)


def test_entries_that_cannot_be_read_are_left_out_and_the_current_hour_comes_first() -> None:
    later = entry(int(NOW.timestamp()) + 3600, pm10=45.0)
    hours = parse_hours({"list": [later, "junk", {"components": {"pm10": 1}}, entry(pm10=15.0)]})
    assert [hour.european_index for hour in air_from_hours(hours, HERE).hours] == [20, 40]


@pytest.mark.parametrize("body", [{}, {"list": []}, {"list": [entry()]}, {"list": [entry(o3="junk")]}])
def test_air_without_a_known_concentration_is_malformed(body: object) -> None:
    with pytest.raises(InvalidResponse):
        air_from_hours(parse_hours(body), HERE)
