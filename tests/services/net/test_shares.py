"""Limits of look-ups per user, and the reserve of providers."""

import asyncio
from collections.abc import AsyncIterator

import aiohttp
import pytest

from sandbox.faults import Fault, FaultKind
from sandbox.weather import WeatherServer
from services.errors import Failure, Reason
from services.net.budget import Budget
from services.net.shares import DEFAULT_LOOK_UPS_PER_HOUR, Shares
from services.providers.open_meteo.client import calls_per_place
from services.providers.open_meteo.current import REPORT_PARAMS, OpenMeteo
from services.providers.openweather.client import OpenWeatherClient
from services.providers.openweather.current import OpenWeather
from services.weather import Forecast, Report, WeatherService
from tests.services.conftest import LONDON, MOSCOW, PARIS, Clock, around, asked
from tests.services.net.users import ALICE, BOB, places_asked, reported


@pytest.fixture
async def small_plan(sandbox: WeatherServer, session: aiohttp.ClientSession) -> AsyncIterator[WeatherService]:
    """Open-Meteo alone, with a plan of 40 reports a day."""
    plan = OpenMeteo(url=sandbox.url, calls_per_day=round(40 * calls_per_place(REPORT_PARAMS)))
    async with WeatherService([plan], session) as service:
        yield service


async def test_a_user_has_so_many_places_an_hour_and_is_told_when_there_are_more(
    keyless: WeatherService, sandbox: WeatherServer, shares: Shares, clock: Clock
) -> None:
    places = around(DEFAULT_LOOK_UPS_PER_HOUR + 3)

    assert reported(await keyless.reports(places[:100], share=shares.share_for(ALICE))) == 100
    clock.advance(minutes=20)
    results = await keyless.reports(places[100:], share=shares.share_for(ALICE))

    assert reported(results) == 20
    assert results[20:] == [Failure(Reason.SHARE_SPENT, retry_after=2400.0)] * 3
    assert places_asked(sandbox) == DEFAULT_LOOK_UPS_PER_HOUR
    clock.advance(minutes=40)
    assert reported(await keyless.reports(places[120:], share=shares.share_for(ALICE))) == 3


async def test_another_user_has_a_share_of_their_own(keyless: WeatherService, clock: Clock) -> None:
    shares = Shares(1, clock=clock)
    await keyless.reports([MOSCOW], share=shares.share_for(ALICE))

    assert reported(await keyless.reports([LONDON], share=shares.share_for(ALICE))) == 0
    assert reported(await keyless.reports([LONDON], share=shares.share_for(BOB))) == 1


async def test_fresh_and_saved_places_are_free(keyless: WeatherService, clock: Clock) -> None:
    shares = Shares(1, clock=clock)
    for _ in range(3):
        assert reported(await keyless.reports([MOSCOW], share=shares.share_for(ALICE))) == 1

    saved = shares.share_for(ALICE, {LONDON.key})
    assert reported(await keyless.reports([MOSCOW, LONDON, PARIS], share=saved)) == 2


async def test_joining_a_running_look_up_is_free(
    keyless: WeatherService, sandbox: WeatherServer, clock: Clock
) -> None:
    shares = Shares(1, clock=clock)
    sandbox.delay("weather", 0.1)
    first = asyncio.create_task(keyless.reports([MOSCOW], share=shares.share_for(BOB)))
    await sandbox.until(lambda: sandbox.running("open-meteo") == 1)

    assert reported(await keyless.reports([MOSCOW, LONDON], share=shares.share_for(ALICE))) == 2
    await first


async def test_an_older_report_is_used_when_the_share_is_spent(keyless: WeatherService, clock: Clock) -> None:
    shares = Shares(1, clock=clock)
    await keyless.reports([MOSCOW], share=shares.share_for(ALICE))
    clock.advance(minutes=30)

    (report,) = await keyless.reports([MOSCOW], share=shares.share_for(ALICE))

    assert isinstance(report, Report)
    assert report.age is not None
    assert report.observed_at is not None
    assert report.age == clock.utc() - report.observed_at


async def test_forecasts_are_charged_too(keyless: WeatherService, clock: Clock) -> None:
    shares = Shares(1, clock=clock)

    moscow, london = await keyless.forecasts([MOSCOW, LONDON], share=shares.share_for(ALICE))

    assert isinstance(moscow, Forecast)
    assert london == Failure(Reason.SHARE_SPENT, retry_after=3600.0)


async def test_without_a_limit_nobody_has_a_share() -> None:
    assert Shares(0).share_for(ALICE) is None


async def test_the_last_quarter_of_a_plan_is_kept_for_others(
    small_plan: WeatherService, sandbox: WeatherServer, shares: Shares
) -> None:
    places = around(70)
    for start in (0, 10, 20, 30, 40):
        results = await small_plan.reports(places[start : start + 10], share=shares.share_for(ALICE))
        if start < 30:
            assert reported(results) == 10

    assert reported(results) == 0
    (refused,) = await small_plan.reports([places[45]], share=shares.share_for(ALICE))
    assert isinstance(refused, Failure)
    assert 0 < (refused.retry_after or 0) <= 86400
    assert places_asked(sandbox) == 30
    assert reported(await small_plan.reports(places[50:55], share=shares.share_for(BOB))) == 5
    assert reported(await small_plan.reports([places[60]], share=shares.share_for(ALICE, {places[60].key}))) == 1
    assert reported(await small_plan.reports([places[61]])) == 1  # a daily push


async def test_a_look_up_refused_by_the_reserve_is_not_charged(small_plan: WeatherService, shares: Shares) -> None:
    places = around(60)
    await small_plan.reports(places[:20], share=shares.share_for(BOB))
    await small_plan.reports(places[20:30], share=shares.share_for(ALICE))

    for _ in range(20):
        assert reported(await small_plan.reports(places[30:40], share=shares.share_for(ALICE))) == 0

    assert shares.user_limits(ALICE).budget.spent_calls == 10


async def test_a_provider_with_only_its_reserve_left_is_skipped(
    sandbox: WeatherServer, session: aiohttp.ClientSession, shares: Shares
) -> None:
    openweather = OpenWeather(OpenWeatherClient(sandbox.key, url=sandbox.url, calls_per_minute=20))
    places = around(41)
    async with WeatherService([openweather, OpenMeteo(url=sandbox.url)], session) as service:
        for start in (0, 20):
            assert reported(await service.reports(places[start : start + 20], share=shares.share_for(ALICE))) == 20
        assert asked(sandbox, "openweather") == 15
        assert places_asked(sandbox) == 25

        (report,) = await service.reports(places[40:], share=shares.share_for(BOB))

    assert isinstance(report, Report)
    assert report.provider == "OpenWeather"


async def test_each_place_of_a_request_counts_for_the_plan_by_its_weight(
    small_plan: WeatherService, sandbox: WeatherServer
) -> None:
    results = await small_plan.reports(around(40))
    assert all(isinstance(result, Report) for result in results)
    assert asked(sandbox, "open-meteo") == 1

    assert await small_plan.reports([MOSCOW]) == [Failure(Reason.BUSY)]
    assert asked(sandbox, "open-meteo") == 1


async def test_no_look_up_is_charged_during_a_cooldown(
    keyless: WeatherService, sandbox: WeatherServer, shares: Shares
) -> None:
    sandbox.break_("open-meteo", Fault(FaultKind.STATUS, 429, body="{}"))

    for _ in range(3):
        await keyless.reports([MOSCOW, LONDON], share=shares.share_for(ALICE))

    assert shares.user_limits(ALICE).budget.spent_calls == 0


def test_a_budget_tells_when_a_call_is_left(clock: Clock) -> None:
    budget = Budget(4, clock=clock)
    assert budget.seconds_until_call() == budget.seconds_until_call(0.25) == 0.0
    for _ in range(3):
        budget.spend()
        clock.advance(seconds=10)

    assert budget.seconds_until_call() == 0.0
    assert budget.seconds_until_call(0.25) == 30.0
    budget.spend()
    assert budget.seconds_until_call() == 30.0
    assert budget.seconds_until_call(0.5) == 50.0
    budget.refund()
    assert budget.seconds_until_call() == 0.0
    assert Budget(0, 60.0, clock=clock).seconds_until_call() == 60.0
