"""What each fault looks like: one test for every row of the design, over real HTTP."""

import asyncio
import json
import logging
from collections.abc import Callable
from datetime import timedelta

import aiohttp
import pytest

from sandbox.faults import Fault, FaultKind
from sandbox.weather import WeatherServer
from sandbox.weather.server import Outcome
from services.errors import Failure, Reason
from services.net.bodies import MAX_LIST_LENGTH
from services.net.http import JsonClient
from services.places.models import Place
from services.providers.open_meteo import current as open_meteo
from services.providers.open_meteo import forecast as open_meteo_forecast
from services.providers.open_meteo.current import OpenMeteo
from services.providers.openweather import current as openweather
from services.providers.openweather import forecast as openweather_forecast
from services.providers.openweather.client import OpenWeatherClient
from services.providers.openweather.current import OpenWeather
from services.weather import (
    Provider,
    Report,
    WeatherService,
)
from tests.services.conftest import LONDON, MOSCOW, NOW, PARIS, Clock, around, asked
from tests.services.providers.forecast_bodies import hourly, three_hourly

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
"""The others start the cooldown of the provider for every place."""

OBSERVED_BEFORE = timedelta(minutes=7)
"""The sandbox observes every quarter of an hour, and it is 12:07: ages count from the observation."""

OUTCOMES = ("fault", "reason", "status")


async def one(service: WeatherService, place: Place) -> Report | Failure:
    (result,) = await service.reports([place])
    return result


async def report_of(service: WeatherService, place: Place) -> Report:
    result = await one(service, place)
    assert isinstance(result, Report)
    return result


@pytest.mark.parametrize("fault", [fault for fault, _, _ in FAULTS.values()], ids=FAULTS)
@pytest.mark.usefixtures("impatient")
async def test_when_the_first_provider_fails_the_next_answers_at_once(
    weather: WeatherService, sandbox: WeatherServer, fault: Fault
) -> None:
    sandbox.break_("openweather", fault)

    async with asyncio.timeout(5):  # a slow provider would be waited for ten minutes
        report = await report_of(weather, MOSCOW)

    assert (report.provider, report.age) == ("Open-Meteo", None)
    assert weather.usual_provider == "OpenWeather"


@pytest.mark.parametrize(OUTCOMES, OF_ONE_PLACE.values(), ids=OF_ONE_PLACE)
@pytest.mark.usefixtures("impatient")
async def test_when_every_provider_fails_the_reason_is_told_and_other_places_are_answered(
    *, weather: WeatherService, sandbox: WeatherServer, fault: Fault, reason: Reason, status: int | None
) -> None:
    sandbox.break_("London", fault)

    moscow, london, paris = await weather.reports([MOSCOW, LONDON, PARIS])

    assert london == Failure(reason, status)
    assert {result.provider for result in (moscow, paris) if isinstance(result, Report)} == {"OpenWeather"}


@pytest.mark.parametrize(OUTCOMES, FAULTS.values(), ids=FAULTS)
@pytest.mark.usefixtures("impatient")
async def test_an_older_report_stands_in_for_three_hours_and_tells_its_age(
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


async def test_a_stale_report_gives_way_to_the_first_new_one(
    keyless: WeatherService, sandbox: WeatherServer, clock: Clock
) -> None:
    await keyless.reports([MOSCOW])
    sandbox.break_("Moscow", OUTAGE)
    clock.advance(minutes=30)
    assert (await report_of(keyless, MOSCOW)).age == OBSERVED_BEFORE + timedelta(minutes=30)

    sandbox.mend()

    assert (await report_of(keyless, MOSCOW)).age is None


@pytest.mark.usefixtures("hedging")
async def test_when_the_first_provider_is_slow_the_next_is_asked_and_the_loser_is_cancelled(
    weather: WeatherService, sandbox: WeatherServer
) -> None:
    sandbox.delay("openweather", 60)

    report = await report_of(weather, MOSCOW)

    assert report.provider == "Open-Meteo"
    await sandbox.until(lambda: sandbox.running("openweather") == 0)
    assert sandbox.requests[0].outcome is Outcome.CANCELLED


@pytest.mark.usefixtures("hedging")
async def test_a_slow_provider_that_answers_first_after_all_wins(
    weather: WeatherService, sandbox: WeatherServer
) -> None:
    sandbox.delay("openweather", 0.15)
    sandbox.delay("open-meteo", 60)

    assert (await report_of(weather, MOSCOW)).provider == "OpenWeather"
    assert asked(sandbox, "open-meteo") == 1


async def test_a_fast_provider_is_the_only_one_asked(weather: WeatherService, sandbox: WeatherServer) -> None:
    await weather.reports([MOSCOW, LONDON, PARIS])

    assert (asked(sandbox, "openweather"), asked(sandbox, "open-meteo")) == (3, 0)


@pytest.mark.parametrize("status", [401, 429])
async def test_a_resting_provider_is_not_asked_and_the_next_answers(
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


async def test_the_words_of_a_provider_reach_nobody(
    weather: WeatherService, sandbox: WeatherServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="services")
    sandbox.break_("weather", Fault(FaultKind.STATUS, 429, body='{"message":"BUY A PLAN"}'))

    assert "BUY" not in repr(await weather.reports([MOSCOW]))
    assert "BUY" not in caplog.text


BUGS = [KeyError("main"), RecursionError(), OverflowError(), ZeroDivisionError(), AssertionError()]


class Buggy:
    """A reader of bodies with a bug that one place brings to light."""

    def __init__(self, read: Callable[[object, Place], object], bug: Exception, at: Place) -> None:
        self._read = read
        self._bug = bug
        self._at = at

    def __call__(self, body: object, place: Place) -> object:
        if place == self._at:
            raise self._bug
        return self._read(body, place)


@pytest.fixture(params=BUGS, ids=repr)
def bug(request: pytest.FixtureRequest) -> Exception:
    error: Exception = request.param
    return error


async def test_a_bug_in_the_parser_of_the_first_provider_costs_only_its_answer(
    weather: WeatherService, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, bug: Exception
) -> None:
    monkeypatch.setattr(openweather, "report_from", Buggy(openweather.report_from, bug, LONDON))
    monkeypatch.setattr(openweather, "forecast_from", Buggy(openweather_forecast.forecast_from, bug, LONDON))

    for ask in (weather.reports, weather.forecasts):
        moscow, london = await ask([MOSCOW, LONDON])
        assert not isinstance(moscow, Failure)
        assert not isinstance(london, Failure)
        assert (moscow.provider, london.provider) == ("OpenWeather", "Open-Meteo")
        assert logged(caplog) == [bug]


async def test_a_bug_in_the_parser_of_a_batch_costs_only_the_place_that_brings_it_to_light(
    sandbox: WeatherServer,
    session: aiohttp.ClientSession,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    bug: Exception,
) -> None:
    monkeypatch.setattr(open_meteo, "report_from", Buggy(open_meteo.report_from, bug, LONDON))
    monkeypatch.setattr(open_meteo, "forecast_from", Buggy(open_meteo_forecast.forecast_from, bug, LONDON))

    async with WeatherService([OpenMeteo(url=sandbox.url)], session) as service:
        for ask in (service.reports, service.forecasts):
            moscow, london, paris = await ask([MOSCOW, LONDON, PARIS])
            assert london == Failure(Reason.MALFORMED)
            assert not isinstance(moscow, Failure)
            assert not isinstance(paris, Failure)
            assert logged(caplog) == [bug]
    assert asked(sandbox, "open-meteo") == 2


async def test_a_bug_in_the_client_of_batches_is_malformed(
    keyless: WeatherService, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, bug: Exception
) -> None:
    async def get(*_: object, **__: object) -> object:
        raise bug

    monkeypatch.setattr(JsonClient, "get", get)

    assert await keyless.reports([MOSCOW]) == [Failure(Reason.MALFORMED)]
    assert logged(caplog) == [bug]


def logged(caplog: pytest.LogCaptureFixture) -> list[BaseException | None]:
    """Return the errors logged with their tracebacks since the last call."""
    errors = [record.exc_info[1] for record in caplog.records if record.exc_info]
    caplog.clear()
    return errors


@pytest.mark.parametrize(
    ("name", "body"),
    [("Open-Meteo", hourly(NOW, MAX_LIST_LENGTH + 1)), ("OpenWeather", three_hourly(NOW, MAX_LIST_LENGTH + 1))],
    ids=["Open-Meteo", "OpenWeather"],
)
async def test_a_forecast_of_far_more_steps_than_were_asked_for_is_malformed(
    sandbox: WeatherServer, session: aiohttp.ClientSession, name: str, body: object
) -> None:
    providers: list[Provider] = [
        OpenWeather(OpenWeatherClient(sandbox.key, url=sandbox.url)),
        OpenMeteo(url=sandbox.url),
    ]
    sandbox.answer_with("weather", json.dumps(body))

    async with WeatherService([one for one in providers if one.name == name], session) as service:
        assert await service.forecasts([MOSCOW]) == [Failure(Reason.MALFORMED, 200)]
