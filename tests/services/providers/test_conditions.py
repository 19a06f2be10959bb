"""The codes of the providers, each with the condition that its documentation describes."""

import pytest

from services.places.models import Place
from services.providers.open_meteo import current as open_meteo
from services.providers.open_meteo.conditions import CONDITIONS_BY_CODE as WMO
from services.providers.openweather import current as openweather
from services.providers.openweather.conditions import CONDITIONS_BY_CODE as OPENWEATHER
from services.weather import Condition

SOMEWHERE = Place("Somewhere", 44.34, 10.99)

# The descriptions of https://open-meteo.com/en/docs ("WMO Weather interpretation codes").
# WMO code table 4677 calls 95 slight or moderate without hail, 96 the same with hail, 99 heavy with hail.
OPEN_METEO_TABLE = [
    (0, "Clear sky", "clear"),
    (1, "Mainly clear", "mostly-clear"),
    (2, "Partly cloudy", "partly-cloudy"),
    (3, "Overcast", "overcast"),
    (45, "Fog", "fog"),
    (48, "Depositing rime fog", "freezing-fog"),
    (51, "Drizzle: light", "drizzle"),
    (53, "Drizzle: moderate", "drizzle"),
    (55, "Drizzle: dense intensity", "drizzle"),
    (56, "Freezing drizzle: light", "freezing-drizzle"),
    (57, "Freezing drizzle: dense intensity", "freezing-drizzle"),
    (61, "Rain: slight", "light-rain"),
    (63, "Rain: moderate", "rain"),
    (65, "Rain: heavy intensity", "heavy-rain"),
    (66, "Freezing rain: light", "freezing-rain"),
    (67, "Freezing rain: heavy intensity", "freezing-rain"),
    (71, "Snow fall: slight", "light-snow"),
    (73, "Snow fall: moderate", "snow"),
    (75, "Snow fall: heavy intensity", "heavy-snow"),
    (77, "Snow grains", "light-snow"),
    (80, "Rain showers: slight", "rain-showers"),
    (81, "Rain showers: moderate", "rain-showers"),
    (82, "Rain showers: violent", "heavy-showers"),
    (85, "Snow showers: slight", "snow-showers"),
    (86, "Snow showers: heavy", "heavy-snow-showers"),
    (95, "Thunderstorm: slight or moderate", "thunderstorm"),
    (96, "Thunderstorm with slight hail", "hail"),
    (99, "Thunderstorm with heavy hail", "heavy-hail"),
]

# The descriptions of https://openweathermap.org/weather-conditions
OPENWEATHER_TABLE = [
    (200, "thunderstorm with light rain", "thunderstorm"),
    (201, "thunderstorm with rain", "thunderstorm"),
    (202, "thunderstorm with heavy rain", "heavy-thunderstorm"),
    (210, "light thunderstorm", "thunderstorm"),
    (211, "thunderstorm", "thunderstorm"),
    (212, "heavy thunderstorm", "heavy-thunderstorm"),
    (221, "ragged thunderstorm", "thunderstorm"),
    (230, "thunderstorm with light drizzle", "thunderstorm"),
    (231, "thunderstorm with drizzle", "thunderstorm"),
    (232, "thunderstorm with heavy drizzle", "thunderstorm"),
    (300, "light intensity drizzle", "drizzle"),
    (301, "drizzle", "drizzle"),
    (302, "heavy intensity drizzle", "drizzle"),
    (310, "light intensity drizzle rain", "drizzle"),
    (311, "drizzle rain", "drizzle"),
    (312, "heavy intensity drizzle rain", "drizzle"),
    (313, "shower rain and drizzle", "rain-showers"),
    (314, "heavy shower rain and drizzle", "heavy-showers"),
    (321, "shower drizzle", "drizzle"),
    (500, "light rain", "light-rain"),
    (501, "moderate rain", "rain"),
    (502, "heavy intensity rain", "heavy-rain"),
    (503, "very heavy rain", "very-heavy-rain"),
    (504, "extreme rain", "very-heavy-rain"),
    (511, "freezing rain", "freezing-rain"),
    (520, "light intensity shower rain", "rain-showers"),
    (521, "shower rain", "rain-showers"),
    (522, "heavy intensity shower rain", "heavy-showers"),
    (531, "ragged shower rain", "rain-showers"),
    (600, "light snow", "light-snow"),
    (601, "snow", "snow"),
    (602, "heavy snow", "heavy-snow"),
    (611, "sleet", "sleet"),
    (612, "light shower sleet", "sleet"),
    (613, "shower sleet", "sleet"),
    (615, "light rain and snow", "rain-and-snow"),
    (616, "rain and snow", "rain-and-snow"),
    (620, "light shower snow", "snow-showers"),
    (621, "shower snow", "snow-showers"),
    (622, "heavy shower snow", "heavy-snow-showers"),
    (701, "mist", "mist"),
    (711, "smoke", "smoke"),
    (721, "haze", "haze"),
    (731, "sand/dust whirls", "dust"),
    (741, "fog", "fog"),
    (751, "sand", "sand"),
    (761, "dust", "dust"),
    (762, "volcanic ash", "ash"),
    (771, "squalls", "squall"),
    (781, "tornado", "tornado"),
    (800, "clear sky", "clear"),
    (801, "few clouds: 11-25 %", "mostly-clear"),
    (802, "scattered clouds: 25-50 %", "partly-cloudy"),
    (803, "broken clouds: 51-84 %", "cloudy"),
    (804, "overcast clouds: 85-100 %", "overcast"),
]


def test_the_tables_have_every_documented_code_and_no_other() -> None:
    assert (len(OPEN_METEO_TABLE), len(OPENWEATHER_TABLE)) == (28, 55)
    assert WMO.keys() == {code for code, _, _ in OPEN_METEO_TABLE}
    assert OPENWEATHER.keys() == {code for code, _, _ in OPENWEATHER_TABLE}


@pytest.mark.parametrize(("code", "_described", "condition"), OPEN_METEO_TABLE)
def test_each_code_of_open_meteo_has_the_described_condition(code: int, _described: str, condition: str) -> None:
    report = open_meteo.parse_report({"current": {"weather_code": code}}, SOMEWHERE)
    assert report.condition is Condition(condition)


@pytest.mark.parametrize(("code", "_described", "condition"), OPENWEATHER_TABLE)
def test_each_code_of_openweather_has_the_described_condition(code: int, _described: str, condition: str) -> None:
    assert openweather.parse_report({"weather": [{"id": code}]}, SOMEWHERE).condition is Condition(condition)


@pytest.mark.parametrize(
    ("words", "wmo", "numbers"),
    [
        ("clear", 0, [800]),
        ("overcast", 3, [804]),
        ("fog", 45, [741]),
        ("drizzle", 53, [301]),
        ("freezing-rain", 67, [511]),
        ("light-rain", 61, [500]),
        ("rain", 63, [501]),
        ("heavy-rain", 65, [502]),
        ("rain-showers", 80, [520, 521]),
        ("heavy-showers", 82, [522]),
        ("light-snow", 71, [600]),
        ("snow", 73, [601]),
        ("heavy-snow", 75, [602]),
        ("snow-showers", 85, [620]),
        ("heavy-snow-showers", 86, [622]),
        ("thunderstorm", 95, [200, 211]),
    ],
)
def test_both_providers_have_the_same_condition_for_the_same_sky(words: str, wmo: int, numbers: list[int]) -> None:
    assert {WMO[wmo], *(OPENWEATHER[number] for number in numbers)} == {Condition(words)}


def test_every_condition_has_a_code() -> None:
    assert {*WMO.values(), *OPENWEATHER.values()} == set(Condition)
