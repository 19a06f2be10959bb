"""Warnings about the air: what they contain, and that no answer waits for them."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import aiohttp
import pytest

from sandbox.faults import Fault, FaultKind
from sandbox.weather import StagedWeather, WeatherServer
from sandbox.weather.cities import Point
from sandbox.weather.source import Air
from services.providers.open_meteo.air import OpenMeteoAir
from services.providers.open_meteo.current import OpenMeteo
from services.weather import AirHour, AirQuality, WeatherService
from services.weather.air import Plant, PollenDay, PollenForecast, PollenLevel
from services.weather.air_notice import AirNotice, air_notice_of
from tests.services.conftest import MOSCOW, NOW, Clock, asked

MORNING = datetime(2026, 6, 1, 7, 20, tzinfo=UTC)  # 09:20 in Vienna
HOURS = [MORNING.replace(minute=0) + timedelta(hours=number) for number in range(40)]
AIR = AirQuality(
    provider="Open-Meteo",
    timezone=ZoneInfo("Europe/Vienna"),
    hours=tuple(AirHour(start=start, european_index=30, us_index=60, uv_index=3) for start in HOURS),
)


def with_uv(*indices: float) -> AirQuality:
    changed = [replace(hour, uv_index=index) for hour, index in zip(AIR.hours, indices, strict=False)]
    return replace(AIR, hours=(*changed, *AIR.hours[len(changed) :]))


def test_good_air_a_low_sun_and_little_pollen_need_no_warning() -> None:
    low = PollenDay(date=MORNING.date(), pollen=(PollenForecast(Plant.BIRCH, PollenLevel.MODERATE),))
    assert air_notice_of(replace(AIR, pollen_days=(low,)), MORNING) is None
    assert air_notice_of(replace(AIR, hours=()), MORNING) is None


def test_poor_air_is_that_of_the_current_hour() -> None:
    first, second, *others = AIR.hours
    poor = replace(first, european_index=60.5, us_index=90)
    notice = air_notice_of(replace(AIR, hours=(poor, second, *others)), MORNING)
    assert notice == AirNotice(european_index=60.5)
    assert air_notice_of(replace(AIR, hours=(first, replace(second, european_index=90), *others)), MORNING) is None


def test_a_high_uv_index_is_that_of_the_rest_of_today() -> None:
    notice = air_notice_of(with_uv(3, 5.4, 5.5, 7.4, 6, 4), MORNING)
    assert notice is not None
    assert (notice.uv_index, notice.uv_start and notice.uv_start.hour, notice.uv_end and notice.uv_end.hour) == (
        *(7.4, 11, 14),
    )
    begun = air_notice_of(with_uv(6, 5), MORNING)
    assert begun is not None
    assert (begun.uv_start, begun.uv_end and begun.uv_end.hour) == (None, 10)
    assert air_notice_of(with_uv(*[3] * 20, 9), MORNING) is None  # tomorrow


def test_only_much_pollen_of_today_is_warned_of() -> None:
    many, few = PollenForecast(Plant.BIRCH, PollenLevel.HIGH), PollenForecast(Plant.GRASS, PollenLevel.LOW)
    today = PollenDay(date=MORNING.date(), pollen=(many, few))
    tomorrow = PollenDay(date=MORNING.date() + timedelta(days=1), pollen=(replace(few, level=PollenLevel.HIGH),))
    notice = air_notice_of(replace(AIR, pollen_days=(today, tomorrow)), MORNING)
    assert notice == AirNotice(pollen=(many,))


class PoorAir(StagedWeather):
    def air(self, point: Point, at: datetime) -> Air:
        return replace(super().air(point, at), european_aqi=75, us_aqi=155)


@pytest.fixture
async def poor() -> AsyncIterator[WeatherServer]:
    async with WeatherServer(now=lambda: NOW, source=PoorAir(lambda: NOW)) as server:
        yield server


@pytest.fixture
async def service(
    poor: WeatherServer, session: aiohttp.ClientSession, clock: Clock
) -> AsyncIterator[WeatherService]:
    weather = OpenMeteo(url=poor.url, calls_per_day=20)
    air = OpenMeteoAir(weather.budget, url=poor.url)
    async with WeatherService([weather, air], session, now=clock.utc, clock=clock) as opened:
        yield opened


async def test_a_warning_is_returned_without_waiting_and_looked_up_in_the_background(
    service: WeatherService, poor: WeatherServer
) -> None:
    poor.hold("air-quality")
    assert [service.air_notice(MOSCOW) for _ in range(3)] == [None] * 3
    assert service.is_looking_up_air(MOSCOW)
    poor.release()

    late = await service.late_air_notice(MOSCOW, within=10)

    assert late is not None
    assert (late.european_index, late.us_index) == (75, 155)
    assert service.air_notice(MOSCOW) == late
    assert not service.is_looking_up_air(MOSCOW)
    assert asked(poor, "air-quality") == 1


async def test_a_look_up_that_failed_is_repeated_after_five_minutes(
    service: WeatherService, poor: WeatherServer, clock: Clock
) -> None:
    poor.break_("air-quality", Fault(FaultKind.STATUS, 503))
    for _ in range(3):
        assert await service.late_air_notice(MOSCOW, within=10) is None
        await asyncio.sleep(0)
        assert service.air_notice(MOSCOW) is None
    poor.mend()
    assert asked(poor, "air-quality") == 1

    clock.advance(minutes=5)
    service.air_notice(MOSCOW)

    assert await service.late_air_notice(MOSCOW, within=10) is not None


async def test_warnings_leave_half_of_the_call_budget_for_questions(
    service: WeatherService, poor: WeatherServer
) -> None:
    (budget,) = service.budgets.values()
    assert budget.spend(10)

    service.air_notice(MOSCOW)
    assert await service.late_air_notice(MOSCOW, within=10) is None
    assert asked(poor, "air-quality") == 0

    assert isinstance((await service.air([MOSCOW]))[0], AirQuality)
