"""Staged weather: its numbers identify the day and the hour."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import aiohttp
import pytest

from sandbox.weather import StagedWeather, WeatherServer
from services.places.models import Place
from services.providers import PROVIDERS, ProviderOptions
from services.weather import Condition, Extent, Forecast, Report, WeatherService

NOW = datetime(2026, 11, 26, 14, 7, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")
MUNICH = Place("Munich", 48.14, 11.58, timezone="Europe/Berlin")
RAIN, SNOW, GUSTS = range(14, 17), range(6, 9), range(10, 17)


async def fetch(session: aiohttp.ClientSession, extent: Extent, *, key: bool = False) -> tuple[Report, Forecast]:
    source = StagedWeather(lambda: NOW, lambda _: BERLIN)
    async with WeatherServer(now=lambda: NOW, source=source) as server:
        urls = {name: server.url for name in ProviderOptions.model_fields if name.endswith("_url")}
        options = ProviderOptions.model_validate({**urls, "openweather_api_key": server.key if key else None})
        providers = [provider for declared in PROVIDERS for provider in declared.build(options).providers]
        async with WeatherService(providers, session, now=lambda: NOW) as service:
            (report,), (forecast,) = await service.reports([MUNICH]), await service.forecasts([MUNICH], extent)
    assert isinstance(report, Report)
    assert isinstance(forecast, Forecast)
    return report, forecast


@pytest.fixture
async def session() -> object:
    async with aiohttp.ClientSession() as opened:
        yield opened


async def test_no_two_days_share_a_temperature(session: aiohttp.ClientSession) -> None:
    report, forecast = await fetch(session, Extent.FULL)

    assert report.temperature == -30
    days = [forecast.yesterday, *forecast.days]
    lowest = [day.temperature_min for day in days if day is not None]
    highest = [day.temperature_max for day in days if day is not None]
    assert lowest[:12] == [6 * number - 6.0 for number in range(11)] + [-42.0]
    assert [
        high - low for low, high in zip(lowest, highest, strict=True) if low is not None and high is not None
    ] == [4.0] * 17
    assert len(set(lowest) | set(highest)) == 34


async def test_rain_snow_and_gusts_have_fixed_hours(session: aiohttp.ClientSession) -> None:
    _, forecast = await fetch(session, Extent.FULL)

    wet: set[datetime] = set()
    white: set[datetime] = set()
    stormy: set[datetime] = set()
    for step in forecast.steps[:-1]:
        local = step.start.astimezone(BERLIN)
        assert step.probability == (90 if step.precipitation else 0)
        if step.precipitation:
            assert step.precipitation == 2
            (white if step.condition is Condition.SNOW else wet).add(local)
        if step.wind_gust == 21:
            stormy.add(local)
    assert {(at.date(), at.hour) for at in wet} == {(date(2026, 11, 27), hour) for hour in RAIN}
    assert {(at.date(), at.hour) for at in white} == {(date(2026, 11, 28), hour) for hour in SNOW}
    assert {(at.date(), at.hour) for at in stormy} == {(date(2026, 11, 29), hour) for hour in GUSTS}


async def test_openweather_reports_the_same_temperatures(session: aiohttp.ClientSession) -> None:
    report, forecast = await fetch(session, Extent.USUAL, key=True)

    assert (report.provider, report.temperature) == (forecast.provider, -30) == ("OpenWeather", -30)
    degrees = [(day.temperature_min, day.temperature_max) for day in forecast.days[1:]]
    assert degrees == [(6, 10), (12, 16), (18, 22), (24, 28)]
    fallen = {day.date: day.precipitation for day in forecast.days if day.precipitation}
    assert fallen == {date(2026, 11, 27): 6, date(2026, 11, 28): 6}


async def test_each_part_of_a_day_has_its_own_temperature(session: aiohttp.ClientSession) -> None:
    _, forecast = await fetch(session, Extent.USUAL)

    start = datetime(2026, 11, 27, tzinfo=BERLIN)
    at = {step.start: step.temperature for step in forecast.steps}
    parts = [
        [at[(start + timedelta(hours=hour)).astimezone(UTC)] for hour in range(begin, begin + 6)]
        for begin in (0, 6, 12, 18)
    ]
    assert parts == [[6.0] * 6, [7.0] * 6, [10.0] * 6, [9.0] * 6]
