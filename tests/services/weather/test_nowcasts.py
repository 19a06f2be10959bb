"""Quarter-hourly precipitation from Open-Meteo."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest

from sandbox.faults import Fault, FaultKind
from sandbox.weather import StagedWeather, WeatherServer
from services.errors import Failure, InvalidResponse, Reason
from services.net.shares import BackgroundShare
from services.places.models import Place
from services.providers.open_meteo.client import calls_per_place
from services.providers.open_meteo.current import OpenMeteo
from services.providers.open_meteo.nowcast import NOWCAST_PARAMS, parse_nowcast
from services.weather import Condition, Nowcast, Quarter, WeatherService
from services.weather.nowcast import QUARTER_LENGTH
from tests.services.conftest import LONDON, MOSCOW, Clock, around, asked

QUARTER_START = datetime(2026, 1, 19, 12, 0, tzinfo=UTC)
HERE = Place("Here", 51.5, 0)


def body(**columns: object) -> dict[str, Any]:
    times = [int((QUARTER_START + number * QUARTER_LENGTH).timestamp()) for number in range(3)]
    return {"timezone": "Europe/London", "minutely_15": {"time": times, **columns}}


@pytest.fixture
async def sandbox(clock: Clock) -> AsyncIterator[WeatherServer]:
    async with WeatherServer(now=clock.utc, source=StagedWeather(clock.utc)) as server:
        yield server


def test_the_amount_at_a_time_fell_in_the_quarter_before() -> None:
    nowcast = parse_nowcast(
        body(precipitation=[0.3, 1.2, 0.0], snowfall=[0.0, 0.0, 0.0], weather_code=[61, 63, 3]), HERE
    )

    assert nowcast.quarters == (
        Quarter(
            start=QUARTER_START - QUARTER_LENGTH,
            precipitation=0.3,
            snowfall=0.0,
            condition=Condition.LIGHT_RAIN,
        ),
        Quarter(start=QUARTER_START, precipitation=1.2, snowfall=0.0, condition=Condition.RAIN),
        Quarter(
            start=QUARTER_START + QUARTER_LENGTH, precipitation=0.0, snowfall=0.0, condition=Condition.OVERCAST
        ),
    )
    assert str(nowcast.timezone) == "Europe/London"


@pytest.mark.parametrize("junk", [None, "junk", [], {}, [-1.0, "x", None], [1e30, float("nan"), 10**400]])
def test_values_that_cannot_be_read_are_unknown(junk: object) -> None:
    nowcast = parse_nowcast(body(precipitation=[0.0, 0.8, 0.0], snowfall=junk, weather_code=junk), HERE)

    assert [quarter.precipitation for quarter in nowcast.quarters] == [0.0, 0.8, 0.0]
    assert {quarter.snowfall for quarter in nowcast.quarters} == {None}
    assert nowcast.quarters[1].condition is None
    with pytest.raises(InvalidResponse):
        parse_nowcast(body(precipitation=junk), HERE)


def test_a_request_for_quarters_counts_as_one_call() -> None:
    assert calls_per_place(NOWCAST_PARAMS) == 1


async def test_rain_that_is_brought_shows_in_the_quarters_and_in_the_hours(
    sandbox: WeatherServer, keyless: WeatherService
) -> None:
    sandbox.bring("snow", timedelta(minutes=38), timedelta(minutes=30), rate=2.0, city="Moscow")

    moscow, london = await keyless.nowcasts([MOSCOW, LONDON])
    (forecast,) = await keyless.forecasts([MOSCOW])

    assert isinstance(moscow, Nowcast)
    assert isinstance(london, Nowcast)
    assert moscow.quarters[0].start == QUARTER_START
    assert len(moscow.quarters) == 24
    wet = [(quarter.start, quarter.condition) for quarter in moscow.quarters if quarter.precipitation]
    assert wet == [
        (QUARTER_START + 3 * QUARTER_LENGTH, Condition.SNOW),
        (QUARTER_START + 4 * QUARTER_LENGTH, Condition.SNOW),
    ]
    assert not any(quarter.precipitation for quarter in london.quarters)
    assert not isinstance(forecast, Failure)
    assert [step.precipitation for step in forecast.steps[:3]] == [0.5, 0.5, 0.0]


async def test_quarters_are_cached_for_ten_minutes_and_requested_in_batches(
    sandbox: WeatherServer, keyless: WeatherService, clock: Clock
) -> None:
    for minutes in (0, 9):
        clock.advance(minutes=minutes)
        nowcasts = await keyless.nowcasts(around(20))
    assert asked(sandbox, "open-meteo") == 1
    (first, *_) = nowcasts
    assert isinstance(first, Nowcast)
    assert (
        first.quarters[0].start == QUARTER_START + QUARTER_LENGTH
    )  # the first quarter has ended since the request

    clock.advance(minutes=2)
    await keyless.nowcasts(around(20))
    assert asked(sandbox, "open-meteo") == 2
    assert keyless.cache_counts["nowcasts"] == (20, 40)


async def test_a_service_that_fails_gives_a_failure_once_the_quarters_are_old(
    sandbox: WeatherServer, keyless: WeatherService, clock: Clock
) -> None:
    await keyless.nowcasts([MOSCOW])
    sandbox.break_("open-meteo", Fault(FaultKind.STATUS, 503))
    clock.advance(minutes=20)
    (older,) = await keyless.nowcasts([MOSCOW])
    clock.advance(minutes=20)
    (failure,) = await keyless.nowcasts([MOSCOW])

    assert isinstance(older, Nowcast)
    assert older.age == timedelta(minutes=20)
    assert failure == Failure(Reason.UNAVAILABLE, 503)


async def test_background_look_ups_leave_calls_to_users(
    sandbox: WeatherServer, session: aiohttp.ClientSession, clock: Clock
) -> None:
    provider = OpenMeteo(url=sandbox.url, calls_per_day=10)
    async with WeatherService([provider], session, now=clock.utc, clock=clock) as service:
        await service.nowcasts(around(8), share=BackgroundShare())
        (refused,) = await service.nowcasts([MOSCOW], share=BackgroundShare())
        (answered,) = await service.nowcasts([MOSCOW])

    assert isinstance(refused, Failure)
    assert refused.reason is Reason.SHARE_SPENT
    assert isinstance(answered, Nowcast)
    assert provider.budget.spent_calls == 9
