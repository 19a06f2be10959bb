"""The service of warnings with both providers, on the sandbox's servers and a clock that the tests move."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from sandbox.weather import WeatherServer
from services.providers.nws.client import NationalWeatherService
from services.providers.public_alert_server.client import PublicAlertServer
from services.warnings import WarningProvider, WarningService
from tests.services.conftest import Clock


@pytest.fixture
async def sandbox(clock: Clock) -> AsyncIterator[WeatherServer]:
    async with WeatherServer(now=clock.utc) as server:
        yield server


@pytest.fixture
async def warnings(
    sandbox: WeatherServer, session: aiohttp.ClientSession, clock: Clock
) -> AsyncIterator[WarningService]:
    providers: list[WarningProvider] = [NationalWeatherService(sandbox.url), PublicAlertServer(sandbox.url)]
    async with WarningService(providers, session, now=clock.utc, clock=clock) as service:
        yield service
