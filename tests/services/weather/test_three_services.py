"""Three weather services of which two fail at once, over real HTTP."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from sandbox.faults import Fault, FaultKind
from sandbox.weather import WeatherServer
from services.errors import Failure, Reason
from services.providers.met_norway.client import MetNorwayClient
from services.providers.met_norway.forecast import MetNorway
from services.providers.open_meteo.current import OpenMeteo
from services.providers.openweather.client import OpenWeatherClient
from services.providers.openweather.current import OpenWeather
from services.weather import Forecast, Provider, Report, WeatherService
from tests.services.conftest import MOSCOW, Clock, asked

SERVICES = {"openweather": "OpenWeather", "open-meteo": "Open-Meteo", "met-norway": "MET Norway"}
FAULTS = {
    "503": Fault(FaultKind.STATUS, 503),
    "hanging": Fault(FaultKind.HANG),
    "a body that never ends": Fault(FaultKind.SLOW_BODY),
    "broken JSON": Fault(FaultKind.STATUS, 200, body='{"coord": '),
    "a dropped connection": Fault(FaultKind.DROP),
    "a refused key": Fault(FaultKind.STATUS, 401),
    "a used-up quota": Fault(FaultKind.STATUS, 429),
}


@pytest.fixture
async def three(
    sandbox: WeatherServer, session: aiohttp.ClientSession, openweather: OpenWeatherClient, clock: Clock
) -> AsyncIterator[WeatherService]:
    providers: list[Provider] = [
        OpenWeather(openweather),
        OpenMeteo(url=sandbox.url),
        MetNorway(MetNorwayClient("ann@example.org", url=sandbox.url, clock=clock), now=clock.utc),
    ]
    async with WeatherService(providers, session, now=clock.utc, clock=clock) as service:
        yield service


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
@pytest.mark.parametrize("working", SERVICES)
@pytest.mark.usefixtures("hedging")
async def test_the_last_working_service_answers(
    three: WeatherService, sandbox: WeatherServer, working: str, fault: Fault
) -> None:
    for service in SERVICES:
        if service != working:
            sandbox.break_(service, fault)

    (report,), (forecast,) = await three.reports([MOSCOW]), await three.forecasts([MOSCOW])

    assert isinstance(report, Report)
    assert isinstance(forecast, Forecast)
    assert (report.provider, forecast.provider) == (SERVICES[working],) * 2
    assert report.temperature is not None
    assert report.feels_like is not None


@pytest.mark.usefixtures("hedging")
async def test_when_two_services_are_slow_the_third_is_asked_and_answers(
    three: WeatherService, sandbox: WeatherServer
) -> None:
    sandbox.hold("openweather")
    sandbox.hold("open-meteo")

    (report,) = await three.reports([MOSCOW])

    assert isinstance(report, Report)
    assert report.provider == "MET Norway"
    assert [request.service for request in sandbox.requests] == list(SERVICES)


async def test_when_all_three_fail_each_was_asked_once(three: WeatherService, sandbox: WeatherServer) -> None:
    sandbox.break_("weather", Fault(FaultKind.STATUS, 503))

    assert await three.reports([MOSCOW]) == [Failure(Reason.UNAVAILABLE, 503)]
    assert [asked(sandbox, service) for service in SERVICES] == [1, 1, 1]
