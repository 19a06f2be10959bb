"""Open-Meteo over HTTP: its requests and errors."""

import aiohttp
import pytest

from sandbox.weather import WeatherServer
from sandbox.weather.climate import conditions
from services.errors import ServiceError
from services.providers.open_meteo.current import OpenMeteo
from tests.services.conftest import MOSCOW, NOW


@pytest.fixture
def provider(sandbox: WeatherServer, session: aiohttp.ClientSession) -> OpenMeteo:
    provider = OpenMeteo(url=sandbox.url)
    provider.connect(session)
    return provider


async def test_requests_use_unix_times_and_metres_a_second(provider: OpenMeteo, sandbox: WeatherServer) -> None:
    report = await provider.report(MOSCOW)

    params = sandbox.requests[0].params
    assert (params["latitude"], params["longitude"]) == ("55.7520", "37.6178")
    assert (params["timeformat"], params["wind_speed_unit"], params["timezone"]) == ("unixtime", "ms", "auto")
    real = conditions(55.752, 37.6178, NOW)
    assert (report.temperature, report.wind_speed, report.pressure) == (
        real.temperature,
        real.wind_speed,
        real.pressure,
    )
    assert report.observed_at == NOW.replace(minute=0)


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (
            400,
            '{"error":true,"reason":"Latitude must be in range of -90 to 90°. Given: 200.0."}',
            "bad-request (400)",
        ),
        (429, '{"error":true,"reason":"Minutely API request limit exceeded."}', "busy (429)"),
        (429, '{"error":true,"reason":"Hourly API request limit exceeded."}', "busy (429)"),
        (
            429,
            '{"error":true,"reason":"Daily API request limit exceeded. Please try again tomorrow."}',
            "busy (429)",
        ),
        (429, '{"error":true,"reason":"Too many concurrent requests"}', "busy (429)"),
        (502, "<html><head><title>502 Bad Gateway</title></head><hr>nginx</html>", "unavailable (502)"),
        (503, '{"error":true,"reason":"The service is overloaded"}', "unavailable (503)"),
        (
            200,
            '{"latitude":55.75,"current":{"temperUnexpected error while streaming data: timeout',
            "malformed (200)",
        ),
        (200, '{"error":true,"reason":"none of our business"}', "malformed (200)"),
        (200, '{"current":{"temperature_2m":NaN,"weather_code":NaN}}', "malformed (200)"),
        (200, "", "malformed (200)"),
        (200, "null", "malformed (200)"),
        (200, "[]", "malformed (200)"),
        (200, '[{"current":{"temperature_2m":1}},{"current":{"temperature_2m":2}}]', "malformed (200)"),
        (200, '{"current":' * 50_000, "malformed (200)"),
        (200, '{"current":' * 500 + "1" + "}" * 500, "malformed (200)"),
    ],
)
async def test_an_error_body_raises_the_matching_error(
    *,
    provider: OpenMeteo,
    sandbox: WeatherServer,
    status: int,
    body: str,
    expected: str,
) -> None:
    sandbox.answer_with("open-meteo", body, status)

    with pytest.raises(ServiceError) as caught:
        await provider.report(MOSCOW)

    assert str(caught.value) == f"Open-Meteo: {expected}"
