"""The European index of concentrations, the bands of pollen, and the pollen of a response."""

from datetime import UTC, datetime, timedelta

import pytest

from services.places.models import Place
from services.providers.open_meteo.air import parse_air
from services.weather.air import Plant, PollenForecast, PollenLevel
from services.weather.air_index import european_index, pollen_level

VIENNA = Place("Vienna", 48.21, 16.37, timezone="Europe/Vienna")
MIDNIGHT = datetime(2026, 4, 12, 22, tzinfo=UTC)


@pytest.mark.parametrize(
    ("concentrations", "index"),
    [
        ({"pm2_5": 0.0}, 0),
        ({"pm2_5": 5.0}, 20),
        ({"pm2_5": 50.0}, 60),
        ({"pm2_5": 70.0}, 70),
        ({"pm2_5": 140.0}, 100),
        ({"pm2_5": 190.0}, 120),
        ({"ozone": 110.0, "pm10": 10.0, "nitrogen_dioxide": None}, 50),
        ({"sulphur_dioxide": 232.5}, 90),
        ({"nitrogen_dioxide": None, "carbon_monoxide": 900.0}, None),
        ({}, None),
    ],
)
def test_the_european_index_is_that_of_the_worst_pollutant(
    concentrations: dict[str, float | None], index: float | None
) -> None:
    assert european_index(concentrations) == (None if index is None else pytest.approx(index))


@pytest.mark.parametrize(
    ("plant", "grains", "level"),
    [
        (Plant.BIRCH, 0.9, PollenLevel.NONE),
        (Plant.BIRCH, 14.9, PollenLevel.LOW),
        (Plant.ALDER, 89.9, PollenLevel.MODERATE),
        (Plant.OLIVE, 90, PollenLevel.HIGH),
        (Plant.BIRCH, 1500, PollenLevel.VERY_HIGH),
        (Plant.GRASS, 20, PollenLevel.HIGH),
        (Plant.MUGWORT, 20, PollenLevel.MODERATE),
        (Plant.RAGWEED, 500, PollenLevel.VERY_HIGH),
    ],
)
def test_counts_of_pollen_become_the_bands_of_the_national_allergy_bureau(
    plant: Plant, grains: float, level: PollenLevel
) -> None:
    assert pollen_level(plant, grains) is level


def test_the_band_of_a_day_is_that_of_its_mean_count_in_the_days_of_the_place() -> None:
    times = [int((MIDNIGHT + timedelta(hours=number)).timestamp()) for number in range(48)]
    daily = [0.0] * 12 + [200.0] * 12 + [None] * 7 + [100.0] * 17  # the second day has too few counts
    body = {
        "timezone": "Europe/Vienna",
        "hourly": {"time": times, "pm10": [20.0] * 48, "birch_pollen": daily, "grass_pollen": [None] * 48},
    }

    (day,) = parse_air(body, VIENNA).pollen_days

    assert day.date.isoformat() == "2026-04-13"
    assert day.pollen == (PollenForecast(Plant.BIRCH, PollenLevel.HIGH),)


def test_past_hours_and_days_are_left_out() -> None:
    times = [int((MIDNIGHT + timedelta(hours=number)).timestamp()) for number in range(72)]
    body = {"hourly": {"time": times, "pm10": [20.0] * 72, "birch_pollen": [200.0] * 72}}

    air = parse_air(body, VIENNA).as_of(MIDNIGHT + timedelta(hours=30, minutes=20))

    assert air.hours[0].start == MIDNIGHT + timedelta(hours=30)
    assert [day.date.day for day in air.pollen_days] == [14, 15]
