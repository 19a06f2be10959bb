"""The imitation of Open-Meteo's forecast, where clients depend on it."""

from datetime import UTC, datetime
from typing import Any

import pytest

from sandbox.weather import WeatherServer
from sandbox.weather.open_meteo_variables import DAILY, HOURLY
from tests.sandbox.weather.conftest import Ask
from tests.sandbox.weather.queries import invalid_value

VARIABLES_OF_BOTH_SERVICES = [
    *("temperature_2m", "apparent_temperature", "relative_humidity_2m"),
    *("wind_speed_10m", "wind_direction_10m", "cloud_cover"),
]
LONDON = {"latitude": 51.5085, "longitude": -0.1257}
KATHMANDU = {"latitude": 27.7017, "longitude": 85.3206}
LONGYEARBYEN = {"latitude": 78.2233, "longitude": 15.6469}
SOUTH_POLE = {"latitude": -90, "longitude": 0}


async def test_one_place_is_an_object_with_only_the_requested_fields(ask: Ask) -> None:
    body = await ask("/v1/forecast", {**LONDON, "current": "temperature_2m,weather_code", "timezone": "auto"})

    assert body["current"].keys() == {"time", "interval", "temperature_2m", "weather_code"}
    assert body["current_units"] == {
        "time": "iso8601",
        "interval": "seconds",
        "temperature_2m": "°C",
        "weather_code": "wmo code",
    }
    assert body["current"]["time"] == "2026-01-19T12:00"
    assert (body["latitude"], body["longitude"]) == (51.5, -0.125)  # the point of the grid, not the requested one
    assert (body["timezone"], body["timezone_abbreviation"]) == ("Europe/London", "GMT")
    assert not body.keys() & {"hourly", "daily", "location_id"}


async def test_many_places_are_a_list_in_the_requested_order(ask: Ask) -> None:
    bodies = await ask(
        "/v1/forecast",
        {
            "latitude": "35.6895,-33.8679,27.7017",
            "longitude": "139.6917,151.2073,85.3206",
            "current": "temperature_2m",
            "timezone": "auto",
        },
    )

    assert [body["timezone"] for body in bodies] == ["Asia/Tokyo", "Australia/Sydney", "Asia/Kathmandu"]
    assert [body.get("location_id") for body in bodies] == [None, 1, 2]


async def test_every_variable_has_a_value_and_a_unit(ask: Ask) -> None:
    body = await ask(
        "/v1/forecast",
        {
            **LONDON,
            "current": ",".join(HOURLY),
            "hourly": ",".join(HOURLY),
            "daily": ",".join([*DAILY, "sunrise", "sunset"]),
        },
    )

    assert body["current"].keys() == body["current_units"].keys() == {"time", "interval", *HOURLY}
    assert body["hourly"].keys() == body["hourly_units"].keys() == {"time", *HOURLY}
    assert body["daily"].keys() == body["daily_units"].keys() == {"time", *DAILY, "sunrise", "sunset"}
    assert {len(column) for column in body["hourly"].values()} == {7 * 24}
    assert {len(column) for column in body["daily"].values()} == {7}


async def test_daily_values_agree_with_the_hours(ask: Ask) -> None:
    body = await ask(
        "/v1/forecast",
        {
            **LONDON,
            "hourly": "temperature_2m,precipitation,weather_code",
            "daily": "temperature_2m_max,temperature_2m_min,precipitation_sum,weather_code",
            "forecast_days": 1,
        },
    )

    hourly, daily = body["hourly"], body["daily"]
    assert daily["temperature_2m_max"] == [max(hourly["temperature_2m"])]
    assert daily["temperature_2m_min"] == [min(hourly["temperature_2m"])]
    assert daily["precipitation_sum"] == [pytest.approx(sum(hourly["precipitation"]))]
    assert daily["weather_code"] == [max(hourly["weather_code"])]


async def test_unix_times_are_utc_and_days_begin_at_local_midnight(ask: Ask) -> None:
    body = await ask(
        "/v1/forecast",
        {
            **KATHMANDU,
            "current": "is_day",
            "hourly": "is_day",
            "daily": "sunrise",
            "timezone": "auto",
            "timeformat": "unixtime",
            "forecast_days": 2,
            "past_days": 1,
        },
    )

    midnight = datetime(2026, 1, 17, 18, 15, tzinfo=UTC).timestamp()  # of 18 January in Kathmandu
    assert (body["utc_offset_seconds"], body["timezone_abbreviation"]) == (20700, "GMT+5:45")
    assert body["current"]["time"] == datetime(2026, 1, 19, 12, tzinfo=UTC).timestamp()
    assert body["daily"]["time"] == [midnight, midnight + 86400, midnight + 2 * 86400]
    assert body["hourly"]["time"][0] == midnight
    assert body["daily_units"] == {"time": "unixtime", "sunrise": "unixtime"}


async def test_local_times_are_written_without_an_offset(ask: Ask) -> None:
    body = await ask(
        "/v1/forecast", {"latitude": 1.98, "longitude": -157.47, "daily": "sunrise,sunset", "timezone": "auto"}
    )

    assert body["timezone_abbreviation"] == "GMT+14"
    assert body["daily"]["time"][0] == "2026-01-20"
    assert body["daily"]["sunrise"][0].startswith("2026-01-20T06:")
    assert body["daily"]["sunset"][0].startswith("2026-01-20T18:")


async def test_units_follow_the_query(ask: Ask) -> None:
    names = "temperature_2m,wind_speed_10m,precipitation,visibility"
    metric = await ask("/v1/forecast", {**LONDON, "current": names})
    other = await ask(
        "/v1/forecast",
        {
            **LONDON,
            "current": names,
            "temperature_unit": "fahrenheit",
            "wind_speed_unit": "ms",
            "precipitation_unit": "inch",
        },
    )

    assert list(metric["current_units"].values())[2:] == ["°C", "km/h", "mm", "m"]
    assert list(other["current_units"].values())[2:] == ["°F", "m/s", "inch", "ft"]
    assert other["current"]["temperature_2m"] == pytest.approx(
        metric["current"]["temperature_2m"] * 1.8 + 32, abs=0.1
    )
    assert metric["current"]["wind_speed_10m"] == pytest.approx(other["current"]["wind_speed_10m"] * 3.6, abs=0.1)


@pytest.mark.parametrize(("place", "hours"), [(LONGYEARBYEN, 0), (SOUTH_POLE, 24)])
async def test_a_polar_day_lasts_24_hours_and_a_polar_night_none(
    ask: Ask, place: dict[str, float], hours: int
) -> None:
    body = await ask(
        "/v1/forecast", {**place, "daily": "sunrise,sunset", "timeformat": "unixtime", "forecast_days": 1}
    )

    assert body["daily"]["sunset"][0] - body["daily"]["sunrise"][0] == hours * 3600


async def test_both_services_report_the_same_weather(weather: WeatherServer, ask: Ask) -> None:
    theirs = await ask(
        "/v1/forecast",
        {
            **LONDON,
            "current": ",".join(VARIABLES_OF_BOTH_SERVICES),
            "wind_speed_unit": "ms",
            "timeformat": "unixtime",
        },
    )
    ours = await ask(
        "/data/2.5/weather",
        {"lat": LONDON["latitude"], "lon": LONDON["longitude"], "units": "metric", "appid": weather.key},
    )

    assert list(theirs["current"].values()) == [
        ours["dt"],
        900,
        ours["main"]["temp"],
        ours["main"]["feels_like"],
        ours["main"]["humidity"],
        ours["wind"]["speed"],
        ours["wind"]["deg"],
        ours["clouds"]["all"],
    ]


@pytest.mark.parametrize(
    ("params", "reason"),
    [
        ({"latitude": "200", "longitude": "-74"}, "Latitude must be in range of -90 to 90°. Given: 200.0."),
        ({"latitude": "50,nan", "longitude": "1,2"}, "Latitude must be in range of -90 to 90°. Given: nan."),
        (
            {"latitude": "50,51", "longitude": "10"},
            "Parameter 'latitude' and 'longitude' must have the same number of elements",
        ),
        ({"longitude": "10"}, "Parameter 'latitude' and 'longitude' must not be empty"),
        ({"latitude": "north", "longitude": "10"}, "Value of type 'Float' required for key 'latitude'."),
        (LONDON | {"timezone": "Mars/Olympus"}, "Invalid timezone"),
        (LONDON | {"forecast_days": "17"}, "Forecast days is invalid. Allowed range 0 to 16. Given 17."),
        (LONDON | {"past_days": "few"}, "Value of type 'Int' required for key 'past_days'."),
        (LONDON | {"windspeed_unit": "ms"}, "Unknown parameter 'windspeed_unit'."),
        (
            LONDON | {"current": "temperature_2m,temprature"},
            invalid_value("current", "SurfacePressureAndHeightVariable", "temprature"),
        ),
        (
            LONDON | {"wind_speed_unit": "m/s"},
            invalid_value("wind_speed_unit", "WindspeedUnit", "m/s"),
        ),
    ],
)
async def test_a_mistake_in_a_forecast_query_is_refused(ask: Ask, params: dict[str, Any], reason: str) -> None:
    assert await ask("/v1/forecast", params, 400) == {"error": True, "reason": reason}
