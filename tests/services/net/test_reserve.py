"""The last quarter of a provider's plan, which is reserved for users with few look-ups."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from sandbox.weather import WeatherServer
from services.errors import Failure, Reason
from services.net.budget import Budget
from services.net.shares import Shares
from services.providers.open_meteo.client import weight_of
from services.providers.open_meteo.current import REPORT, OpenMeteo
from services.providers.openweather.client import OpenWeatherClient
from services.providers.openweather.current import OpenWeather
from services.weather import Report, WeatherService
from tests.services.conftest import MOSCOW, Clock, around, asked
from tests.services.net.look_ups import ALICE, BOB, count_reports, count_requested_places


@pytest.fixture
async def small_plan(sandbox: WeatherServer, session: aiohttp.ClientSession) -> AsyncIterator[WeatherService]:
    """A weather service with Open-Meteo only and a plan of 40 reports a day."""
    plan = OpenMeteo(url=sandbox.url, calls_per_day=round(40 * weight_of(REPORT)))
    async with WeatherService([plan], session) as service:
        yield service


async def test_the_last_quarter_of_a_plan_is_kept_for_others(
    small_plan: WeatherService, sandbox: WeatherServer, shares: Shares
) -> None:
    places = around(70)
    for start in (0, 10, 20, 30, 40):
        results = await small_plan.reports(places[start : start + 10], share=shares.of(ALICE))
        if start < 30:
            assert count_reports(results) == 10

    assert count_reports(results) == 0
    (refused,) = await small_plan.reports([places[45]], share=shares.of(ALICE))
    assert isinstance(refused, Failure)
    assert 0 < (refused.retry_after or 0) <= 86400
    assert count_requested_places(sandbox) == 30
    assert count_reports(await small_plan.reports(places[50:55], share=shares.of(BOB))) == 5
    assert count_reports(await small_plan.reports([places[60]], share=shares.of(ALICE, {places[60].key}))) == 1
    assert count_reports(await small_plan.reports([places[61]])) == 1  # a daily push


async def test_a_look_up_refused_by_the_reserve_is_not_charged(small_plan: WeatherService, shares: Shares) -> None:
    places = around(60)
    await small_plan.reports(places[:20], share=shares.of(BOB))
    await small_plan.reports(places[20:30], share=shares.of(ALICE))

    for _ in range(20):
        assert count_reports(await small_plan.reports(places[30:40], share=shares.of(ALICE))) == 0

    assert shares.usage(ALICE).budget.spent == 10


async def test_a_provider_with_only_its_reserve_left_is_skipped(
    sandbox: WeatherServer, session: aiohttp.ClientSession, shares: Shares
) -> None:
    openweather = OpenWeather(OpenWeatherClient(sandbox.key, url=sandbox.url, calls_per_minute=20))
    places = around(41)
    async with WeatherService([openweather, OpenMeteo(url=sandbox.url)], session) as service:
        for start in (0, 20):
            assert count_reports(await service.reports(places[start : start + 20], share=shares.of(ALICE))) == 20
        assert asked(sandbox, "openweather") == 15
        assert count_requested_places(sandbox) == 25

        (report,) = await service.reports(places[40:], share=shares.of(BOB))

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


def test_a_budget_reports_whether_a_call_is_left(clock: Clock) -> None:
    budget = Budget(4, clock=clock)
    assert budget.wait() == budget.wait(0.25) == 0.0
    for _ in range(3):
        budget.spend()
        clock.advance(seconds=10)

    assert budget.wait() == 0.0
    assert budget.wait(0.25) == 30.0
    budget.spend()
    assert budget.wait() == 30.0
    assert budget.wait(0.5) == 50.0
    budget.refund()
    assert budget.wait() == 0.0
    assert Budget(0, 60.0, clock=clock).wait() == 60.0
