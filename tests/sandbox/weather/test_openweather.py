"""The imitation of OpenWeather, where clients depend on it."""

from datetime import UTC, datetime, timedelta

import aiohttp
import pytest

from sandbox.weather import WeatherServer
from sandbox.weather.climate import conditions
from tests.sandbox.weather.conftest import Ask

LONDON: dict[str, float] = {"lat": 51.50853, "lon": -0.12574}
SOUTH_PACIFIC: dict[str, float] = {"lat": -48.8767, "lon": -123.3933}


async def test_current_weather_has_the_format_of_the_real_service(weather: WeatherServer, ask: Ask) -> None:
    body = await ask("/data/2.5/weather", {**LONDON, "appid": weather.key})

    assert body["cod"] == 200
    assert body["coord"] == {"lat": 51.5085, "lon": -0.1257}
    assert body["dt"] == datetime(2026, 1, 19, 12, tzinfo=UTC).timestamp()
    assert (body["id"], body["name"], body["timezone"]) == (2643743, "London", 0)
    assert body["sys"]["country"] == "GB"
    assert body["sys"]["sunrise"] < body["dt"] < body["sys"]["sunset"]
    assert body["main"]["pressure"] == body["main"]["sea_level"]
    assert body["weather"][0]["icon"].endswith("d")
    assert body["visibility"] <= 10000


async def test_units_are_kelvin_by_default(weather: WeatherServer, ask: Ask) -> None:
    kelvin, celsius, fahrenheit = [
        await ask("/data/2.5/weather", {**LONDON, **units, "appid": weather.key})
        for units in ({}, {"units": "metric"}, {"units": "imperial"})
    ]

    degrees = celsius["main"]["temp"]
    assert kelvin["main"]["temp"] == pytest.approx(degrees + 273.15)
    assert fahrenheit["main"]["temp"] == pytest.approx(degrees * 1.8 + 32)
    assert kelvin["wind"]["speed"] == celsius["wind"]["speed"]
    assert fahrenheit["wind"]["speed"] == pytest.approx(celsius["wind"]["speed"] * 2.237, abs=0.01)


async def test_descriptions_are_russian_on_request(weather: WeatherServer, ask: Ask) -> None:
    body = await ask("/data/2.5/weather", {**LONDON, "lang": "ru", "appid": weather.key})

    assert body["name"] == "Лондон"
    assert body["weather"][0]["description"] == "дождь"
    assert body["weather"][0]["main"] == "Rain"


async def test_a_deprecated_query_by_name_still_works(weather: WeatherServer, ask: Ask) -> None:
    assert (await ask("/data/2.5/weather", {"q": "London,CA", "appid": weather.key}))["sys"]["country"] == "CA"
    assert weather.requests[0].places == ((42.98339, -81.23304),)

    missing = await ask("/data/2.5/weather", {"q": "Qwertyzz", "appid": weather.key}, 404)
    assert missing == {"cod": "404", "message": "city not found"}


async def test_the_open_sea_has_weather_but_no_name(weather: WeatherServer, ask: Ask) -> None:
    body = await ask("/data/2.5/weather", {**SOUTH_PACIFIC, "appid": weather.key})

    assert (body["name"], body["id"]) == ("", 0)
    assert "country" not in body["sys"]
    assert await ask("/geo/1.0/reverse", {**SOUTH_PACIFIC, "appid": weather.key}) == []


async def test_optional_fields_are_sometimes_missing(weather: WeatherServer, ask: Ask) -> None:
    bodies = [
        await ask("/data/2.5/weather", {"lat": lat, "lon": lon, "appid": weather.key})
        for lat in range(-80, 81, 20)
        for lon in range(-160, 161, 40)
    ]

    assert {"gust" in body["wind"] for body in bodies} == {True, False}
    for body in bodies:
        assert ("rain" in body) == (body["weather"][0]["main"] in {"Rain", "Drizzle", "Thunderstorm"})
        assert ("snow" in body) == (body["weather"][0]["main"] == "Snow")
    assert any("1h" in body.get("rain", {}) for body in bodies)
    assert any("1h" in body.get("snow", {}) for body in bodies)


async def test_sunrise_and_sunset_are_zero_in_a_polar_night(weather: WeatherServer, ask: Ask) -> None:
    body = await ask("/data/2.5/weather", {"lat": 78.2233, "lon": 15.6469, "appid": weather.key})

    assert body["sys"]["sunrise"] == body["sys"]["sunset"] == 0
    assert body["weather"][0]["icon"].endswith("n")


async def test_a_forecast_has_forty_steps_of_three_hours(weather: WeatherServer, ask: Ask) -> None:
    body = await ask(
        "/data/2.5/forecast", {"lat": 27.7017, "lon": 85.3206, "units": "metric", "appid": weather.key}
    )

    assert (body["cod"], body["cnt"], len(body["list"])) == ("200", 40, 40)
    assert body["list"][0]["dt_txt"] == "2026-01-19 15:00:00"
    assert {later["dt"] - step["dt"] for step, later in zip(body["list"], body["list"][1:], strict=False)} == {
        10800
    }
    assert all(0 <= step["pop"] <= 1 and step["sys"]["pod"] in "dn" for step in body["list"])
    assert (body["city"]["name"], body["city"]["timezone"]) == ("Kathmandu", 20700)
    assert body["city"]["sunrise"] < body["city"]["sunset"]


async def test_a_forecast_step_holds_the_precipitation_before_it(weather: WeatherServer, ask: Ask) -> None:
    body = await ask("/data/2.5/forecast", {"lat": 1.35, "lon": 103.82, "units": "metric", "appid": weather.key})

    for step in body["list"]:
        at = datetime.fromtimestamp(step["dt"], UTC)
        hours = [conditions(1.35, 103.82, at - timedelta(hours=hour)) for hour in range(3)]
        assert step["main"]["temp"] == hours[0].temperature
        assert step.get("rain", {}).get("3h", 0) == pytest.approx(sum(hour.precipitation for hour in hours))


async def test_rain_of_a_forecast_step_covers_three_hours(weather: WeatherServer, ask: Ask) -> None:
    body = await ask("/data/2.5/forecast", {"lat": 1.35, "lon": 103.82, "appid": weather.key})

    rainy = [step for step in body["list"] if "rain" in step]
    assert rainy
    assert all(step["rain"].keys() == {"3h"} and step["pop"] >= 0.45 for step in rainy)


async def test_a_name_is_found_with_a_state_and_a_country(weather: WeatherServer, ask: Ask) -> None:
    async def countries(q: str) -> list[tuple[str, str]]:
        found = await ask("/geo/1.0/direct", {"q": q, "limit": 5, "appid": weather.key})
        return [(city["country"], city["state"]) for city in found]

    assert await countries("london") == [("GB", "England"), ("CA", "Ontario"), ("US", "Kentucky")]
    assert await countries("London, US") == [("US", "Kentucky")]
    assert await countries("Paris,TX,US") == [("US", "Texas")]
    assert await countries("Qwertyzz") == []


async def test_a_found_place_has_its_local_names(weather: WeatherServer, ask: Ask) -> None:
    (city,) = await ask("/geo/1.0/direct", {"q": "Нижний Новгород", "appid": weather.key})

    assert city["local_names"] == {"en": "Nizhny Novgorod", "ru": "Нижний Новгород"}
    assert (city["lat"], city["lon"]) == (56.32867, 44.00205)


async def test_coordinates_are_named_by_the_nearest_city(weather: WeatherServer, ask: Ask) -> None:
    (city,) = await ask("/geo/1.0/reverse", {"lat": 48.2, "lon": 11.6, "limit": 1, "appid": weather.key})

    assert city["name"] == "Munich"


@pytest.mark.parametrize(
    "path", ["/data/2.5/weather", "/data/2.5/forecast", "/geo/1.0/direct", "/geo/1.0/reverse"]
)
@pytest.mark.parametrize("key", [{}, {"appid": "wrong"}])
async def test_a_wrong_key_is_refused(ask: Ask, path: str, key: dict[str, str]) -> None:
    body = await ask(path, key, 401)

    assert body["cod"] == 401
    assert body["message"].startswith("Invalid API key")


@pytest.mark.parametrize(
    ("path", "params", "message"),
    [
        ("/data/2.5/weather", {}, "Nothing to geocode"),
        ("/data/2.5/weather", {"q": ""}, "Nothing to geocode"),
        ("/geo/1.0/direct", {"q": " "}, "Nothing to geocode"),
        ("/data/2.5/weather", {"lat": "91", "lon": "0"}, "wrong latitude"),
        ("/data/2.5/weather", {"lat": "nan", "lon": "0"}, "wrong latitude"),
        ("/data/2.5/forecast", {"lat": "0", "lon": "east"}, "wrong longitude"),
        ("/data/2.5/weather", {**LONDON, "units": "celsius"}, "wrong units"),
        ("/data/2.5/weather", {**LONDON, "latitude": "1"}, "unknown parameter latitude"),
        ("/geo/1.0/direct", {"q": "London", "limit": "6"}, "wrong limit"),
    ],
)
async def test_a_mistake_of_the_client_is_refused(
    weather: WeatherServer, ask: Ask, path: str, params: dict[str, str], message: str
) -> None:
    assert await ask(path, {**params, "appid": weather.key}, 400) == {"cod": "400", "message": message}


async def test_no_answer_contains_the_key(weather: WeatherServer, session: aiohttp.ClientSession) -> None:
    async with session.get("/data/2.5/weather", params={**LONDON, "appid": weather.key}) as response:
        assert weather.key not in await response.text()
