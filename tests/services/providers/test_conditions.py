"""The codes of both providers."""

import pytest

from services.places.models import Place
from services.providers.open_meteo import current as open_meteo
from services.providers.open_meteo.conditions import CONDITIONS as WMO
from services.providers.openweather import current as openweather
from services.providers.openweather.conditions import CONDITIONS as OPENWEATHER
from services.weather import Condition

SOMEWHERE = Place("Somewhere", 44.34, 10.99)


def codes(*ranges: tuple[int, int]) -> set[int]:
    return {code for first, last in ranges for code in range(first, last + 1)}


def test_every_code_that_open_meteo_documents_has_a_condition() -> None:
    assert WMO.keys() == {
        *codes((0, 3), (66, 67), (80, 82), (85, 86), (95, 96)),
        *(45, 48, 51, 53, 55, 56, 57, 61, 63, 65, 71, 73, 75, 77, 99),
    }


def test_every_code_that_openweather_documents_has_a_condition() -> None:
    assert OPENWEATHER.keys() == {
        *codes((200, 202), (210, 212), (230, 232), (300, 302), (310, 314), (500, 504), (520, 522)),
        *codes((600, 602), (611, 613), (615, 616), (620, 622), (761, 762), (800, 804)),
        *(221, 321, 511, 531, 701, 711, 721, 731, 741, 751, 771, 781),
    }


@pytest.mark.parametrize(("code", "condition"), WMO.items())
def test_a_code_of_open_meteo_is_enough_for_a_report(code: int, condition: Condition) -> None:
    assert open_meteo.report_from({"current": {"weather_code": code}}, SOMEWHERE).condition is condition


@pytest.mark.parametrize(("code", "condition"), OPENWEATHER.items())
def test_a_code_of_openweather_is_enough_for_a_report(code: int, condition: Condition) -> None:
    assert openweather.report_from({"weather": [{"id": code}]}, SOMEWHERE).condition is condition


@pytest.mark.parametrize(
    ("words", "wmo", "numbers"),
    [
        ("clear", 0, [800]),
        ("overcast", 3, [804]),
        ("fog", 45, [701, 741]),
        ("drizzle", 53, [301]),
        ("freezing-rain", 67, [511]),
        ("light-rain", 61, [500]),
        ("rain", 63, [501]),
        ("heavy-rain", 65, [502, 503, 504]),
        ("rain-showers", 80, [520, 521]),
        ("light-snow", 71, [600]),
        ("snow", 73, [601]),
        ("heavy-snow", 75, [602]),
        ("snow-showers", 85, [620]),
        ("thunderstorm", 95, [200, 211]),
    ],
)
def test_the_same_sky_has_the_same_name_at_both_providers(words: str, wmo: int, numbers: list[int]) -> None:
    assert {WMO[wmo], *(OPENWEATHER[number] for number in numbers)} == {Condition(words)}
