"""OpenWeather over HTTP: its requests and errors."""

import pytest

from sandbox.weather import WeatherServer
from services.errors import CallLimitReached, InvalidResponse, KeyRefused, ServiceError
from services.providers.openweather.client import OpenWeatherClient
from services.providers.openweather.current import OpenWeather
from tests.services.conftest import LONDON, NOW, asked


async def test_requests_use_coordinates_and_metric_units(
    sandbox: WeatherServer, openweather: OpenWeatherClient
) -> None:
    report = await OpenWeather(openweather).report(LONDON)

    (request,) = sandbox.requests
    assert dict(request.params) == {
        "lat": "51.50853",
        "lon": "-0.12574",
        "units": "metric",
        "appid": sandbox.key,
    }
    assert report.provider == "OpenWeather"
    assert report.temperature is not None
    assert abs(report.temperature) < 40
    assert report.observed_at == NOW.replace(minute=0)


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (401, '{"cod":401,"message":"Invalid API key. Please see https://openweathermap.org"}', "refused (401)"),
        (404, '{"cod":"404","message":"city not found"}', "bad-request (404)"),
        (404, '{"cod":"404","message":"Internal error"}', "bad-request (404)"),
        (400, '{"cod":"400","message":"Nothing to geocode"}', "bad-request (400)"),
        (400, '{"cod":"400","message":"wrong latitude"}', "bad-request (400)"),
        (429, '{"cod":429,"message":"Your account is temporary blocked"}', "busy (429)"),
        (500, '{"cod":500,"message":"Internal server error"}', "unavailable (500)"),
        (200, '{"cod":"404","message":"Error: Not found city"}', "bad-request (404)"),
        (200, '{"cod":401,"message":"Invalid API key"}', "refused (401)"),
        (200, '{"cod":"429","message":"limit"}', "busy (429)"),
        (200, '{"cod":500,"message":"oops"}', "unavailable (500)"),
    ],
)
async def test_an_error_is_classified_by_its_status_or_its_code(
    *,
    sandbox: WeatherServer,
    openweather: OpenWeatherClient,
    status: int,
    body: str,
    expected: str,
) -> None:
    sandbox.answer_with("openweather", body, status)

    with pytest.raises(ServiceError) as caught:
        await OpenWeather(openweather).report(LONDON)

    assert str(caught.value) == f"OpenWeather: {expected}"


@pytest.mark.parametrize("status", [401, 429])
async def test_a_refusal_in_the_body_starts_a_cooldown(
    sandbox: WeatherServer, openweather: OpenWeatherClient, status: int
) -> None:
    sandbox.answer_with("openweather", f'{{"cod": {status}}}')

    for _ in range(2):
        with pytest.raises((KeyRefused, CallLimitReached)):
            await openweather.get("/data/2.5/weather", {})

    assert asked(sandbox, "openweather") == 1


@pytest.mark.parametrize(
    "body",
    [
        *("", "null", "[]", "{}", "1", '"text"', '{"cod": 200}', '{"main": null, "weather": null}'),
        *(f'{{"cod": {code}, "main": {{"temp": 5}}}}' for code in ("null", "true", "[]", '"ok"', '"²00"', "-404")),
        f'{{"cod": "{"9" * 5000}"}}',
    ],
)
async def test_a_body_without_weather_is_malformed(
    sandbox: WeatherServer, openweather: OpenWeatherClient, body: str
) -> None:
    sandbox.answer_with("openweather", body)

    with pytest.raises(InvalidResponse):
        await OpenWeather(openweather).report(LONDON)
