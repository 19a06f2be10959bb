"""Extents of forecasts: which provider is asked, and how many calls that takes."""

from datetime import UTC, date, datetime

import aiohttp
import pytest

from sandbox.faults import Fault, FaultKind
from sandbox.weather import WeatherServer
from services.errors import Failure, Reason
from services.providers.met_norway.client import MetNorwayClient
from services.providers.met_norway.forecast import MetNorway
from services.providers.open_meteo.client import calls_per_place
from services.providers.open_meteo.current import OpenMeteo
from services.providers.open_meteo.forecast import FORECAST_PARAMS
from services.providers.openweather.client import OpenWeatherClient
from services.providers.openweather.current import OpenWeather
from services.weather import Extent, Forecast, WeatherService
from services.weather.forecast import MAX_FORECAST_DAYS
from tests.services.conftest import MOSCOW, NOW, Clock, around, asked
from tests.services.providers.forecast_bodies import HOUR


async def full(service: WeatherService) -> Forecast:
    (forecast,) = await service.forecasts([MOSCOW], Extent.FULL)
    assert isinstance(forecast, Forecast)
    return forecast


async def test_a_full_forecast_tells_sixteen_days_with_all_their_hours(weather: WeatherService) -> None:
    forecast = await full(weather)

    assert [day.date.day for day in forecast.days] == [*range(19, 32), *range(1, 4)]
    assert len(forecast.days) == MAX_FORECAST_DAYS
    assert all(day.is_complete for day in forecast.days)
    for step in forecast.steps[:-1]:
        assert None not in (step.humidity, step.pressure, step.surface_pressure, step.uv_index)
    assert max(step.uv_index or 0 for step in forecast.steps) > 0


async def test_only_providers_of_full_forecasts_are_asked_for_them(
    weather: WeatherService, sandbox: WeatherServer
) -> None:
    assert (await full(weather)).provider == "Open-Meteo"
    assert asked(sandbox, "openweather") == 0

    usual = await weather.forecasts([MOSCOW])
    assert [forecast.provider for forecast in usual if isinstance(forecast, Forecast)] == ["OpenWeather"]


async def test_a_full_forecast_is_kept_beside_the_usual_one(
    keyless: WeatherService, sandbox: WeatherServer
) -> None:
    for _ in range(2):
        await keyless.forecasts([MOSCOW])
        await full(keyless)

    assert [request.params["forecast_days"] for request in sandbox.requests] == ["6", "16"]


async def test_without_a_provider_of_full_forecasts_there_is_none(
    weather: WeatherService, sandbox: WeatherServer
) -> None:
    sandbox.break_("open-meteo", Fault(FaultKind.STATUS, 503))
    assert await weather.forecasts([MOSCOW], Extent.FULL) == [Failure(Reason.UNAVAILABLE, 503)]
    assert isinstance((await weather.forecasts([MOSCOW]))[0], Forecast)


async def test_without_a_provider_of_the_result_the_look_up_fails(
    sandbox: WeatherServer, session: aiohttp.ClientSession
) -> None:
    openweather = OpenWeather(OpenWeatherClient(sandbox.key, url=sandbox.url))
    async with WeatherService([openweather], session) as service:
        assert await service.forecasts([MOSCOW], Extent.FULL) == [Failure(Reason.UNAVAILABLE)]
        assert await service.air([MOSCOW]) == [Failure(Reason.UNAVAILABLE)]
    assert sandbox.requests == []


async def test_a_full_forecast_has_all_of_today_and_yesterday(keyless: WeatherService, clock: Clock) -> None:
    forecast = await full(keyless)

    assert forecast.earlier[0].start == datetime(2026, 1, 17, 21, tzinfo=UTC)  # midnight in Moscow
    assert forecast.earlier[-1].end == forecast.steps[0].start == NOW.replace(minute=0)
    clock.advance(hours=9)  # 00:07 in Moscow; the cached forecast is used
    later = (await keyless.forecasts([MOSCOW], Extent.FULL))[0]
    assert isinstance(later, Forecast)
    assert later.earlier[0].start == datetime(2026, 1, 18, 21, tzinfo=UTC)
    assert later.earlier[-1].end == later.steps[0].start == NOW.replace(minute=0) + 9 * HOUR


async def test_a_cached_forecast_begins_with_the_current_day(keyless: WeatherService, clock: Clock) -> None:
    clock.advance(hours=8, minutes=40)  # 23:47 in Moscow
    before = await full(keyless)
    clock.advance(minutes=20)
    after = await full(keyless)

    assert after.received_at == before.received_at
    assert (after.days[0].date, after.days[-1].date) == (date(2026, 1, 20), date(2026, 2, 3))
    assert after.yesterday == before.days[0]
    assert (*after.earlier, *after.steps) == (*before.earlier, *before.steps)[24:]


async def test_days_beyond_the_fifth_are_included_only_if_whole(weather: WeatherService) -> None:
    (forecast,) = await weather.forecasts([MOSCOW])

    assert isinstance(forecast, Forecast)
    assert forecast.provider == "OpenWeather"
    # The steps of OpenWeather end at 15:00 on the 24th.
    assert forecast.steps[-1].end.astimezone(forecast.timezone).day == 24
    assert [day.date.day for day in forecast.days] == [19, 20, 21, 22, 23]


@pytest.mark.parametrize(("extent", "weight"), [(Extent.USUAL, 1), (Extent.FULL, 1.7)])
def test_a_request_weighs_what_open_meteo_counts(extent: Extent, weight: float) -> None:
    assert calls_per_place(FORECAST_PARAMS[extent]) == pytest.approx(weight)


async def test_a_full_forecast_takes_its_weight_from_the_plan(
    sandbox: WeatherServer, session: aiohttp.ClientSession
) -> None:
    provider = OpenMeteo(url=sandbox.url)
    async with WeatherService([provider], session) as service:
        await service.forecasts(around(10), Extent.FULL)
        assert provider.budget.spent_calls == 17
        await service.forecasts(around(10))
        assert provider.budget.spent_calls == 27


async def test_met_norway_answers_with_nine_days_if_the_others_fail(
    sandbox: WeatherServer, session: aiohttp.ClientSession, clock: Clock
) -> None:
    sandbox.break_("open-meteo", Fault(FaultKind.STATUS, 503))
    met_norway = MetNorway(MetNorwayClient("ann@example.org", url=sandbox.url), now=clock.utc)
    async with WeatherService([OpenMeteo(url=sandbox.url), met_norway], session, now=clock.utc) as service:
        forecast = await full(service)

    assert (forecast.provider, len(forecast.days), forecast.earlier) == ("MET Norway", 9, ())
    assert None not in [(step.humidity, step.pressure) for step in forecast.steps]
    assert None not in [step.is_day for step in forecast.steps]
