"""The quality of the air and the sea, from Open-Meteo's other hosts."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import aiohttp
import pytest

from sandbox.faults import Fault, FaultKind
from sandbox.weather import StagedWeather, WeatherServer
from services.errors import Failure, InvalidResponse, Reason
from services.places.models import Place
from services.providers.open_meteo.air import OpenMeteoAir, parse_air
from services.providers.open_meteo.current import OpenMeteo
from services.providers.open_meteo.sea import OpenMeteoSea, parse_sea
from services.shared.encoding import Codec
from services.weather import AirHour, AirQuality, Provider, Sea, SeaHour, WeatherService
from tests.services.conftest import LONDON, MOSCOW, NOW, Clock, asked
from tests.services.providers.forecast_bodies import HOUR

START = NOW.replace(minute=0)
HERE = Place("Here", 51.5, 0)


def body(**columns: object) -> dict[str, Any]:
    times = [int((START + number * HOUR).timestamp()) for number in range(3)]
    return {"timezone": "Europe/London", "hourly": {"time": times, **columns}}


@pytest.fixture
async def staged() -> AsyncIterator[WeatherServer]:
    async with WeatherServer(now=lambda: NOW, source=StagedWeather(lambda: NOW)) as server:
        yield server


@pytest.fixture
async def service(
    staged: WeatherServer, session: aiohttp.ClientSession, clock: Clock
) -> AsyncIterator[WeatherService]:
    weather = OpenMeteo(url=staged.url)
    providers: list[Provider] = [
        weather,
        OpenMeteoAir(weather.budget, url=staged.url),
        OpenMeteoSea(weather.budget, url=staged.url),
    ]
    async with WeatherService(providers, session, now=clock.utc, clock=clock) as opened:
        yield opened


async def test_air_quality_begins_with_the_current_hour(service: WeatherService) -> None:
    (air,) = await service.air([MOSCOW])

    assert isinstance(air, AirQuality)
    assert (air.provider, str(air.timezone), air.age) == ("Open-Meteo", "Europe/Moscow", None)
    assert air.hours[0] == AirHour(
        start=START, european_index=35, us_index=60, pm2_5=12, pm10=20, ozone=60, dust=0, uv_index=3
    )
    assert len(air.hours) > 4 * 24


async def test_the_sea_begins_with_the_current_hour(service: WeatherService, staged: WeatherServer) -> None:
    (sea,) = await service.sea([LONDON])

    assert isinstance(sea, Sea)
    assert sea.hours[0] == SeaHour(start=START, temperature=17, wave_height=0.6)
    assert staged.requests[0].params["cell_selection"] == "sea"


async def test_air_and_sea_are_cached_for_an_hour_and_requested_in_batches(
    service: WeatherService, staged: WeatherServer, clock: Clock
) -> None:
    for _ in range(2):
        await service.air([MOSCOW, LONDON])
        await service.sea([MOSCOW, LONDON])
    assert (asked(staged, "air-quality"), asked(staged, "marine")) == (1, 1)

    clock.advance(hours=1)
    (air,) = await service.air([MOSCOW])
    assert asked(staged, "air-quality") == 2
    assert isinstance(air, AirQuality)
    assert air.hours[0].start == START + HOUR


async def test_an_older_result_is_used_with_its_age(
    service: WeatherService, staged: WeatherServer, clock: Clock
) -> None:
    await service.air([MOSCOW])
    staged.break_("air-quality", Fault(FaultKind.STATUS, 503))

    clock.advance(hours=2)
    (air,) = await service.air([MOSCOW])

    assert isinstance(air, AirQuality)
    assert air.age == timedelta(hours=2)
    assert await service.air([LONDON]) == [Failure(Reason.UNAVAILABLE, 503)]
    assert isinstance((await service.sea([LONDON]))[0], Sea)


async def test_a_place_that_the_service_has_no_sea_for_has_none(
    service: WeatherService, staged: WeatherServer
) -> None:
    reason = '{"error":true,"reason":"No data is available for this location"}'
    staged.break_("marine", Fault(FaultKind.STATUS, 400, body=reason))

    moscow, london = await service.sea([MOSCOW, LONDON])

    assert isinstance(moscow, Sea)
    assert isinstance(london, Sea)
    assert (moscow.hours, london.hours) == ((), ())


def test_inland_all_values_are_null() -> None:
    assert parse_sea(body(sea_surface_temperature=[None] * 3, wave_height=[None] * 3), HERE).hours == ()


def test_hours_without_a_value_are_left_out_at_sea() -> None:
    sea = parse_sea(body(sea_surface_temperature=[None, 9.5, None], wave_height=[None, None, 0.4]), HERE)

    assert sea.hours == (
        SeaHour(start=START + HOUR, temperature=9.5),
        SeaHour(start=START + 2 * HOUR, wave_height=0.4),
    )


@pytest.mark.parametrize("junk", [None, "junk", [], {}, -1e9, 1e30, float("nan"), 10**400])
def test_a_value_that_cannot_be_read_costs_only_itself(junk: object) -> None:
    first, second, third = parse_air(body(pm10=[1.5, junk, 3.5], us_aqi=[60, 61, 62]), HERE).hours

    assert [first.pm10, second.pm10, third.pm10] == [1.5, None, 3.5]
    assert [first.us_index, second.us_index, third.us_index] == [60, 61, 62]


@pytest.mark.parametrize("said", [None, [], "text", {}, {"hourly": None}, body(pm10=[None] * 3)])
def test_air_quality_without_any_values_is_malformed(said: object) -> None:
    with pytest.raises(InvalidResponse):
        parse_air(said, HERE)


@pytest.mark.parametrize("said", [None, [], "text"])
def test_a_body_of_the_sea_that_is_not_an_object_is_malformed(said: object) -> None:
    with pytest.raises(InvalidResponse):
        parse_sea(said, HERE)


def test_entries_of_the_cache_share_equal_values() -> None:
    codec: Codec[AirQuality] = Codec(AirQuality)
    parsed = [parse_air(body(pm10=[1.5, 20.5, 1.5], uv_index=[0, 0.05, 0]), HERE) for _ in range(2)]
    decoded = [codec.decode(codec.encode(air) or b"") for air in parsed]

    for first, second in (parsed, decoded):
        assert first is not None
        assert second is not None
        for hour, same in zip(first.hours, second.hours, strict=True):
            assert hour.start is same.start
            assert hour.pm10 is same.pm10
            assert hour.uv_index is same.uv_index
