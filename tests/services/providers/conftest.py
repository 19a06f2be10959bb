import aiohttp
import pytest

from sandbox.weather import WeatherServer
from services.providers.open_meteo.current import OpenMeteo


@pytest.fixture
def provider(sandbox: WeatherServer, session: aiohttp.ClientSession) -> OpenMeteo:
    provider = OpenMeteo(url=sandbox.url)
    provider.use_session(session)
    return provider


def batch_sizes(sandbox: WeatherServer) -> list[int]:
    """Return the number of places in each request."""
    return [len(request.places) for request in sandbox.requests]
