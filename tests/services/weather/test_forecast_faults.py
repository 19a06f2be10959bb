"""Forecasts while providers fail, are slow or are over their budget."""

import asyncio
from datetime import timedelta

import aiohttp
import pytest

from sandbox.faults import Fault, FaultKind
from sandbox.weather import WeatherServer
from services.errors import Failure, Reason
from services.providers.open_meteo.current import OpenMeteo
from services.providers.openweather.client import OpenWeatherClient
from services.providers.openweather.current import OpenWeather
from services.weather import Forecast, WeatherService
from tests.services.conftest import LONDON, MOSCOW, NOW, PARIS, Clock, asked
from tests.services.weather.results import forecast_of

LATE = Failure(Reason.LATE)

OUTAGE = Fault(FaultKind.STATUS, 503, body="{}")


async def test_a_place_that_breaks_the_service_does_not_fail_the_others(
    keyless: WeatherService, sandbox: WeatherServer
) -> None:
    sandbox.break_("London", OUTAGE)

    moscow, london, paris = await keyless.forecasts([MOSCOW, LONDON, PARIS])

    assert isinstance(moscow, Forecast)
    assert isinstance(paris, Forecast)
    assert london == Failure(Reason.UNAVAILABLE, 503)


@pytest.mark.parametrize(
    "fault",
    [
        OUTAGE,
        Fault(FaultKind.HANG),
        Fault(FaultKind.TRUNCATED),
        Fault(FaultKind.STATUS, 200, body='{"cod":"200","list":[]}'),
        Fault(FaultKind.STATUS, 401, body='{"cod":401}'),
        Fault(FaultKind.STATUS, 429, body='{"cod":429}'),
    ],
    ids=lambda fault: f"{fault.kind}-{fault.status}",
)
@pytest.mark.usefixtures("impatient")
async def test_when_the_first_provider_fails_the_next_answers_at_once(
    weather: WeatherService, sandbox: WeatherServer, fault: Fault
) -> None:
    sandbox.break_("openweather", fault)

    assert (await forecast_of(weather, MOSCOW)).provider == "Open-Meteo"


@pytest.mark.usefixtures("hedging")
async def test_when_the_first_provider_is_slow_the_next_is_asked_as_well(
    weather: WeatherService, sandbox: WeatherServer
) -> None:
    sandbox.delay("openweather", 60)

    assert (await forecast_of(weather, MOSCOW)).provider == "Open-Meteo"


async def test_over_the_budget_that_reports_and_forecasts_share_the_fallback_answers(
    sandbox: WeatherServer, session: aiohttp.ClientSession
) -> None:
    thrifty = OpenWeather(OpenWeatherClient(sandbox.key, url=sandbox.url, calls_per_minute=3))

    async with WeatherService([thrifty, OpenMeteo(url=sandbox.url)], session) as service:
        await service.reports([MOSCOW, LONDON])
        forecasts = await service.forecasts([MOSCOW, LONDON])

    assert sorted(forecast.provider for forecast in forecasts if isinstance(forecast, Forecast)) == [
        "Open-Meteo",
        "OpenWeather",
    ]
    assert asked(sandbox, "openweather") == 3


async def test_an_older_forecast_is_used_for_six_hours_with_its_age(
    keyless: WeatherService, sandbox: WeatherServer, clock: Clock
) -> None:
    fresh = await forecast_of(keyless, MOSCOW)
    sandbox.break_("Moscow", OUTAGE)

    clock.advance(hours=6, seconds=-1)
    stale = await forecast_of(keyless, MOSCOW)
    assert (stale.age, stale.received_at) == (timedelta(hours=6, seconds=-1), NOW)
    assert stale.steps == tuple(step for step in fresh.steps if step.end > clock.utc())
    assert (stale.days, stale.yesterday) == (fresh.days, fresh.yesterday)

    clock.advance(seconds=1)
    assert await keyless.forecasts([MOSCOW]) == [Failure(Reason.UNAVAILABLE, 503)]


async def test_a_late_look_up_continues_and_is_used_the_next_time(
    keyless: WeatherService, sandbox: WeatherServer
) -> None:
    sandbox.delay("open-meteo", 0.1)

    assert await keyless.forecasts([MOSCOW], within=0.05) == [LATE]

    assert isinstance((await keyless.forecasts([MOSCOW], within=5))[0], Forecast)
    assert len(sandbox.requests) == 1


async def test_closing_ends_waiting_look_ups_without_further_requests(
    sandbox: WeatherServer, session: aiohttp.ClientSession
) -> None:
    sandbox.break_("weather", Fault(FaultKind.HANG))
    async with WeatherService([OpenMeteo(url=sandbox.url)], session) as service:
        waiting = asyncio.create_task(service.forecasts([MOSCOW]))
        await sandbox.until(lambda: sandbox.running("open-meteo") == 1)

    async with asyncio.timeout(2):  # the request would hang for four
        await asyncio.wait([waiting])
        await sandbox.until(lambda: sandbox.running("open-meteo") == 0)
    assert waiting.cancelled()
