"""Open-Meteo over HTTP: its requests and its errors."""

import pytest

from sandbox.weather import WeatherServer
from sandbox.weather.climate import conditions
from services.errors import Failure, Reason, ServiceError
from services.providers.open_meteo.current import OpenMeteo
from services.weather import WeatherService
from tests.services.conftest import LONDON, MOSCOW, NOW, PARIS
from tests.services.providers.conftest import batch_sizes


async def test_a_request_asks_for_unix_times_and_metres_per_second(
    provider: OpenMeteo, sandbox: WeatherServer
) -> None:
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
    ("status", "said", "meaning"),
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
async def test_an_error_is_understood(
    *,
    provider: OpenMeteo,
    sandbox: WeatherServer,
    status: int,
    said: str,
    meaning: str,
) -> None:
    sandbox.answer_with("open-meteo", said, status)

    with pytest.raises(ServiceError) as caught:
        await provider.report(MOSCOW)

    assert str(caught.value) == f"Open-Meteo: {meaning}"


async def test_a_list_of_the_wrong_length_is_malformed(keyless: WeatherService, sandbox: WeatherServer) -> None:
    sandbox.answer_with("open-meteo", '[{"current":{"temperature_2m":1}}, {"current":{"temperature_2m":2}}]')

    assert await keyless.reports([MOSCOW, LONDON, PARIS]) == [Failure(Reason.MALFORMED, 200)] * 3
    assert batch_sizes(sandbox) == [3, 1, 1, 1]
