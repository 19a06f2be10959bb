"""Faults of providers, over real HTTP."""

import asyncio
import logging
from datetime import timedelta

import aiohttp
import pytest

from sandbox.faults import Fault, FaultKind
from sandbox.weather import Outcome, WeatherServer
from services.errors import Failure, Reason
from services.providers.open_meteo.current import OpenMeteo
from services.providers.openweather.client import OpenWeatherClient
from services.providers.openweather.current import OpenWeather
from services.weather import (
    Provider,
    Report,
    WeatherService,
)
from tests.services.conftest import LONDON, MOSCOW, PARIS, Clock, around, asked
from tests.services.weather.results import one, report_of

OUTAGE = Fault(FaultKind.STATUS, 503, body="{}")

FAULTS = {
    "500": (Fault(FaultKind.STATUS, 500, body='{"cod":500,"message":"Internal error"}'), Reason.UNAVAILABLE, 500),
    "502 of a proxy": (Fault(FaultKind.STATUS, 502), Reason.UNAVAILABLE, 502),
    "503": (OUTAGE, Reason.UNAVAILABLE, 503),
    "hanging": (Fault(FaultKind.HANG), Reason.TIMED_OUT, None),
    "a body that never ends": (Fault(FaultKind.SLOW_BODY), Reason.TIMED_OUT, None),
    "a dropped connection": (Fault(FaultKind.DROP), Reason.UNAVAILABLE, None),
    "a cut body": (Fault(FaultKind.TRUNCATED), Reason.MALFORMED, None),
    "broken JSON": (Fault(FaultKind.STATUS, 200, body='{"main":{"temp":'), Reason.MALFORMED, 200),
    "a page instead of JSON": (Fault(FaultKind.STATUS, 200), Reason.MALFORMED, 200),
    "nothing": (Fault(FaultKind.STATUS, 200, body=""), Reason.MALFORMED, 200),
    "null": (Fault(FaultKind.STATUS, 200, body="null"), Reason.MALFORMED, 200),
    "a refused key": (Fault(FaultKind.STATUS, 401, body='{"cod":401}'), Reason.REFUSED, 401),
    "a used-up quota": (Fault(FaultKind.STATUS, 429, body='{"cod":429}'), Reason.BUSY, 429),
    "a rejected question": (Fault(FaultKind.STATUS, 404, body='{"cod":"404"}'), Reason.BAD_REQUEST, 404),
}

OF_ONE_PLACE = {name: row for name, row in FAULTS.items() if row[1] not in {Reason.REFUSED, Reason.BUSY}}
"""Faults of a single place; the others start a cooldown of the provider."""

OBSERVED_BEFORE = timedelta(minutes=7)
"""Age of an observation in the sandbox, which observes every quarter of an hour: it is 12:07."""

OUTCOMES = ("fault", "reason", "status")


@pytest.mark.parametrize("fault", [fault for fault, _, _ in FAULTS.values()], ids=FAULTS)
@pytest.mark.usefixtures("impatient")
async def test_when_the_first_provider_fails_the_next_answers_at_once(
    weather: WeatherService, sandbox: WeatherServer, fault: Fault
) -> None:
    sandbox.break_("openweather", fault)

    async with asyncio.timeout(30):  # a slow provider would be waited for ten minutes
        report = await report_of(weather, MOSCOW)

    assert (report.provider, report.age) == ("Open-Meteo", None)
    assert weather.usual_provider == "OpenWeather"


@pytest.mark.parametrize(OUTCOMES, OF_ONE_PLACE.values(), ids=OF_ONE_PLACE)
@pytest.mark.usefixtures("impatient")
async def test_when_every_provider_fails_the_place_has_the_reason_and_others_are_answered(
    *, weather: WeatherService, sandbox: WeatherServer, fault: Fault, reason: Reason, status: int | None
) -> None:
    sandbox.break_("London", fault)

    moscow, london, paris = await weather.reports([MOSCOW, LONDON, PARIS])

    assert london == Failure(reason, status)
    assert isinstance(moscow, Report)  # from either provider: on a busy machine, the first may count as slow
    assert isinstance(paris, Report)


@pytest.mark.parametrize(OUTCOMES, FAULTS.values(), ids=FAULTS)
@pytest.mark.usefixtures("impatient")
async def test_an_older_report_is_used_for_three_hours_with_its_age(
    *,
    keyless: WeatherService,
    sandbox: WeatherServer,
    clock: Clock,
    fault: Fault,
    reason: Reason,
    status: int | None,
) -> None:
    fresh = await report_of(keyless, MOSCOW)
    sandbox.break_("Moscow", fault)

    clock.advance(hours=3, seconds=-1)
    stale = await report_of(keyless, MOSCOW)
    assert stale.age == OBSERVED_BEFORE + timedelta(hours=3, seconds=-1)
    assert stale.temperature == fresh.temperature

    clock.advance(seconds=1)
    failure = await one(keyless, MOSCOW)
    assert failure in {Failure(reason, status), Failure(reason)}  # a provider in cooldown has no status


async def test_a_new_report_replaces_an_old_one(
    keyless: WeatherService, sandbox: WeatherServer, clock: Clock
) -> None:
    await keyless.reports([MOSCOW])
    sandbox.break_("Moscow", OUTAGE)
    clock.advance(minutes=30)
    assert (await report_of(keyless, MOSCOW)).age == OBSERVED_BEFORE + timedelta(minutes=30)

    sandbox.mend()

    assert (await report_of(keyless, MOSCOW)).age is None


@pytest.mark.usefixtures("hedging")
async def test_when_the_first_provider_is_slow_the_next_is_asked_and_the_slower_cancelled(
    weather: WeatherService, sandbox: WeatherServer
) -> None:
    sandbox.delay("openweather", 60)

    report = await report_of(weather, MOSCOW)

    assert report.provider == "Open-Meteo"
    await sandbox.until(lambda: sandbox.running("openweather") == 0)
    assert sandbox.requests[0].outcome is Outcome.CANCELLED


@pytest.mark.usefixtures("hedging")
async def test_a_slow_provider_that_answers_first_wins(weather: WeatherService, sandbox: WeatherServer) -> None:
    sandbox.delay("openweather", 0.15)
    sandbox.delay("open-meteo", 60)

    assert (await report_of(weather, MOSCOW)).provider == "OpenWeather"
    assert asked(sandbox, "open-meteo") == 1


async def test_a_fast_provider_gets_the_only_request(weather: WeatherService, sandbox: WeatherServer) -> None:
    await weather.reports([MOSCOW, LONDON, PARIS])

    assert (asked(sandbox, "openweather"), asked(sandbox, "open-meteo")) == (3, 0)


@pytest.mark.parametrize("status", [401, 429])
async def test_during_a_cooldown_the_next_provider_answers(
    weather: WeatherService, sandbox: WeatherServer, status: int
) -> None:
    sandbox.break_("openweather", Fault(FaultKind.STATUS, status, body="{}"), times=1)
    await weather.reports([MOSCOW])

    results = await weather.reports([LONDON, PARIS])

    assert [result.provider for result in results if isinstance(result, Report)] == ["Open-Meteo"] * 2
    assert asked(sandbox, "openweather") == 1


async def test_a_wrong_key_is_one_line_for_twelve_cities_and_never_in_it(
    sandbox: WeatherServer, session: aiohttp.ClientSession, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    key = "wrong-key-of-the-operator"
    providers: list[Provider] = [OpenWeather(OpenWeatherClient(key, url=sandbox.url)), OpenMeteo(url=sandbox.url)]

    async with WeatherService(providers, session) as service:
        results = await service.reports(around(12))

    assert [result.provider for result in results if isinstance(result, Report)] == ["Open-Meteo"] * 12
    (line,) = [record for record in caplog.records if record.levelno >= logging.WARNING]
    assert "OpenWeather refuses the key" in line.getMessage()
    assert key not in caplog.text


async def test_over_the_budget_the_fallback_answers(
    sandbox: WeatherServer, session: aiohttp.ClientSession, caplog: pytest.LogCaptureFixture
) -> None:
    thrifty = OpenWeather(OpenWeatherClient(sandbox.key, url=sandbox.url, calls_per_minute=5))

    async with WeatherService([thrifty, OpenMeteo(url=sandbox.url)], session) as service:
        results = await service.reports(around(12))

    providers = [result.provider for result in results if isinstance(result, Report)]
    assert sorted(providers) == ["Open-Meteo"] * 7 + ["OpenWeather"] * 5
    assert (asked(sandbox, "openweather"), asked(sandbox, "open-meteo")) == (5, 1)
    assert not caplog.records


async def test_messages_of_a_provider_are_not_passed_on(
    weather: WeatherService, sandbox: WeatherServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="services")
    sandbox.break_("weather", Fault(FaultKind.STATUS, 429, body='{"message":"BUY A PLAN"}'))

    assert "BUY" not in repr(await weather.reports([MOSCOW]))
    assert "BUY" not in caplog.text
