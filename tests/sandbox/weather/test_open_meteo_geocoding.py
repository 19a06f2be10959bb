"""The imitation of Open-Meteo's geocoder, where clients depend on it."""

import pytest

from sandbox.weather import City, WeatherServer, invented_name
from services.places import PlaceIndex
from tests.sandbox.weather.conftest import Ask


async def names(ask: Ask, name: str, **params: str | float) -> list[str]:
    body = await ask("/v1/search", {"name": name, **params})
    return [city["name"] for city in body.get("results", [])]


async def test_a_found_place_is_described_in_the_requested_language(ask: Ask) -> None:
    english = (await ask("/v1/search", {"name": "rostov-na-donu", "count": 1}))["results"]
    russian = (await ask("/v1/search", {"name": "Rostov-on-Don", "count": 1, "language": "ru", "format": "json"}))[
        "results"
    ]

    assert [english[0][key] for key in ("name", "admin1", "country")] == [
        "Rostov-on-Don",
        "Rostov Oblast",
        "Russia",
    ]
    assert [russian[0][key] for key in ("name", "admin1", "country")] == [
        "Ростов-на-Дону",
        "Ростовская область",
        "Россия",
    ]
    assert english[0]["id"] == 501175
    assert english[0]["timezone"] == "Europe/Moscow"
    assert english[0]["population"] > 1_000_000


async def test_an_answer_without_places_has_no_results_field(ask: Ask) -> None:
    for name in ("Qwertyzz", "M", "", "Limerick Ireland", "Limerick, France"):
        assert (await ask("/v1/search", {"name": name})).keys() == {"generationtime_ms"}


async def test_a_country_or_a_region_may_follow_a_comma(ask: Ask) -> None:
    assert await names(ask, "Limerick, Ireland") == ["Limerick"]
    assert await names(ask, "Спрингфилд, Иллинойс", language="ru") == ["Спрингфилд"]
    assert await names(ask, "Paris, TX, US") == ["Paris"]


async def test_prefixes_need_three_letters(weather: WeatherServer, ask: Ask) -> None:
    weather.add_city(City(name_en="Mo", latitude=66, longitude=14))

    assert await names(ask, "Mo") == ["Mo"]
    assert "Moscow" in await names(ask, "Mos")
    assert await names(ask, "ниж", language="ru") == ["Нижний Новгород", "Нижний Тагил"]


async def test_full_matches_come_before_prefixes_and_larger_cities_first(ask: Ask) -> None:
    assert await names(ask, "York") == ["York"]
    found = (await ask("/v1/search", {"name": "new"}))["results"]
    assert found[0]["name"] == "New York"
    assert [city["population"] for city in found] == sorted((city["population"] for city in found), reverse=True)
    bearers = (await ask("/v1/search", {"name": "London", "count": 3}))["results"]
    assert [city["country_code"] for city in bearers] == ["GB", "CA", "US"]


@pytest.mark.parametrize("name", ["Köln", "koln", "Кёльн", "Кельн", "COLOGNE"])
async def test_case_accents_and_languages_make_no_difference(ask: Ask, name: str) -> None:
    assert await names(ask, name, count=1) == ["Cologne"]


@pytest.mark.parametrize(
    ("params", "reason"),
    [
        ({}, "Value of type 'String' required for key 'name'."),
        ({"name": "London", "count": "0"}, "Parameter count must be between 1 and 100."),
        ({"name": "London", "lang": "ru"}, "Unknown parameter 'lang'."),
    ],
)
async def test_a_mistake_in_a_search_is_refused(ask: Ask, params: dict[str, str], reason: str) -> None:
    assert await ask("/v1/search", params, 400) == {"error": True, "reason": reason}


def test_an_invented_name_resembles_no_name_of_a_large_city(index: PlaceIndex) -> None:
    invented = [invented_name(number).casefold() for number in range(1_000)]
    assert len(set(invented)) == len(invented)
    assert [name for name in invented if index.large_names.similar_to(name)] == []
