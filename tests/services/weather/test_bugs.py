"""Bugs in providers: an unexpected error makes only one result fail."""

import json
from collections.abc import Callable

import aiohttp
import pytest

from sandbox.weather import WeatherServer
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
    WeatherService,
)
from tests.services.conftest import LONDON, MOSCOW, NOW, PARIS, asked
from tests.services.providers.forecast_bodies import hourly, three_hourly

BUGS = [KeyError("main"), RecursionError(), OverflowError(), ZeroDivisionError(), AssertionError()]


class Buggy:
    """A parser that raises a bug for one place."""

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
    monkeypatch.setattr(openweather, "parse_report", Buggy(openweather.parse_report, bug, LONDON))
    monkeypatch.setattr(openweather, "parse_forecast", Buggy(openweather_forecast.parse_forecast, bug, LONDON))

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
    monkeypatch.setattr(open_meteo, "parse_report", Buggy(open_meteo.parse_report, bug, LONDON))
    monkeypatch.setattr(open_meteo, "parse_forecast", Buggy(open_meteo_forecast.parse_forecast, bug, LONDON))

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
