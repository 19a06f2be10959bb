from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime
from typing import Any, Protocol

import aiohttp
import pytest

from sandbox.weather import WeatherServer

NOW = datetime(2026, 1, 19, 12, 7, tzinfo=UTC)


class Ask(Protocol):
    async def __call__(self, path: str, params: Mapping[str, str | float], status: int = 200) -> Any:  # noqa: ANN401
        """Return the JSON of an answer that must have this status."""


@pytest.fixture
async def weather() -> AsyncIterator[WeatherServer]:
    async with WeatherServer(now=lambda: NOW) as server:
        yield server


@pytest.fixture
async def session(weather: WeatherServer) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(weather.url) as client:
        yield client


@pytest.fixture
def ask(session: aiohttp.ClientSession) -> Ask:
    async def ask(path: str, params: Mapping[str, str | float], status: int = 200) -> Any:  # noqa: ANN401
        async with session.get(path, params=params) as response:
            assert response.status == status
            return await response.json()

    return ask
