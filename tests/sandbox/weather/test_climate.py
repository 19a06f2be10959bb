"""The invented weather."""

from datetime import UTC, datetime, timedelta

import pytest

from sandbox.weather.cities import read_cities
from sandbox.weather.climate import Conditions, conditions
from sandbox.weather.openweather_conditions import DESCRIPTIONS

JANUARY = datetime(2026, 1, 15, tzinfo=UTC)
JULY = datetime(2026, 7, 15, tzinfo=UTC)


def month(latitude: float, longitude: float, start: datetime) -> list[Conditions]:
    return [conditions(latitude, longitude, start + timedelta(hours=hour)) for hour in range(0, 720, 3)]


def mean(weather: list[Conditions]) -> float:
    return sum(hour.temperature for hour in weather) / len(weather)


@pytest.mark.parametrize(
    ("place", "january", "july"),
    [
        ((55.75, 37.62), (-15, 2), (12, 28)),  # Moscow
        ((-33.87, 151.21), (18, 34), (3, 18)),  # Sydney
        ((1.29, 103.85), (22, 36), (22, 36)),  # Singapore
        ((78.22, 15.65), (-40, -12), (-6, 14)),  # Longyearbyen
    ],
)
def test_the_temperature_follows_latitude_and_season(
    place: tuple[float, float], january: tuple[float, float], july: tuple[float, float]
) -> None:
    assert january[0] < mean(month(*place, JANUARY)) < january[1]
    assert july[0] < mean(month(*place, JULY)) < july[1]


def test_afternoons_are_warmer_than_nights() -> None:
    days = [JULY + timedelta(days=day) for day in range(30)]
    nights = [conditions(51.5, 0, day + timedelta(hours=3)) for day in days]
    afternoons = [conditions(51.5, 0, day + timedelta(hours=15)) for day in days]

    assert mean(afternoons) > mean(nights) + 3


def test_the_values_of_each_condition_are_consistent() -> None:
    for city in list(read_cities())[::20]:
        for weather in month(*city.point, JANUARY)[::10] + month(*city.point, JULY)[::10]:
            falling = weather.precipitation > 0
            assert weather.weather_code in DESCRIPTIONS
            assert falling == (weather.weather_code > 48)
            assert (weather.snowfall > 0) == (falling and weather.temperature < 0.5)
            assert weather.rain + weather.showers == (0 if weather.snowfall else weather.precipitation)
            assert not falling or weather.cloud_cover >= 70
            assert weather.wind_gusts > weather.wind_speed > 0
            assert 20 <= weather.humidity <= 100
            assert 0 <= weather.precipitation_probability <= 100
            assert 900 < weather.surface_pressure <= weather.pressure < 1060


def test_weather_changes_slowly_in_space_and_time() -> None:
    here = conditions(55.75, 37.62, JULY)

    assert conditions(55.7522, 37.6156, JULY).temperature == pytest.approx(here.temperature, abs=0.3)
    assert conditions(55.75, 37.62, JULY + timedelta(hours=1)).temperature == pytest.approx(
        here.temperature, abs=3
    )


@pytest.mark.parametrize("place", [(90, 0), (-90, 0), (0, 180), (0, -180)])
def test_poles_and_the_date_line_have_weather(place: tuple[float, float]) -> None:
    assert conditions(*place, JANUARY)


def test_the_cities_have_the_properties_that_other_tests_need() -> None:
    cities = read_cities()

    assert len({city.id for city in cities}) == len(list(cities)) > 200
    assert len(cities.named("Springfield")) == 5
    assert [city.country_code for city in cities.named("Москва")] == ["RU", "US"]
    assert [city.name_en for city in cities.named("Ростов")] == ["Rostov-on-Don", "Rostov"]
    assert cities.named("Нижний Новгород")[0].timezone == "Europe/Moscow"
    assert cities.named("St. Petersburg")[0].name_en == "Saint Petersburg"
