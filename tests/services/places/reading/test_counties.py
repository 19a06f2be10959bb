"""Counties, regions in their own spelling, and other words that tell which of several places is meant."""

import pytest

from services.places.models import Ambiguous, Match
from services.places.reading import TextReader


@pytest.mark.parametrize(
    ("text", "spot"),
    [
        ("Gravesend, Kent", (51.4, 0.4)),
        ("Gravesend Kent", (51.4, 0.4)),
        ("Kent Gravesend", (51.4, 0.4)),
        ("Kent, Gravesend", (51.4, 0.4)),
        ("Gravesend, Kent, England, UK", (51.4, 0.4)),
        ("Sudbury, Suffolk", (52.0, 0.7)),
        ("Killarney, Co. Kerry", (52.1, -9.5)),
        ("Vienne, Isère", (45.5, 4.9)),
        ("Santa Cruz, Laguna", (14.3, 121.4)),
        ("Münster, Hessen", (49.9, 8.9)),
        ("Langen, Niedersachsen", (53.6, 8.6)),
        ("Lebanon, NH", (43.6, -72.3)),
        ("london on", (43.0, -81.2)),
        ("Warsaw, IN", (41.2, -85.9)),
        ("Frankfurt (Oder)", (52.3, 14.6)),
        ("Springfield near Boston", (42.1, -72.6)),
        ("Camden, London", (51.5, -0.1)),
        ("Soho London", (51.5, -0.1)),
        ("Battersea, London", (51.5, -0.2)),
        ("Bondi Sydney", (-33.9, 151.3)),
        ("Greenwich, London", (51.5, -0.0)),
        ("Victoria, Gozo", (36.0, 14.2)),
        ("Portree, Skye", (57.4, -6.2)),
        ("Халле, Германия", (51.5, 12.0)),
        ("Красногвардейское, Крым", (45.5, 34.3)),
        ("Wellington, Somerset", (51.0, -3.2)),
        ("Hyde Park, London", (51.5, -0.2)),
        ("hyde park london", (51.5, -0.2)),
        ("a run in Hyde Park London", (51.5, -0.2)),
        ("Battersea Park, London", (51.5, -0.2)),
        ("Kensington Gardens, London", (51.5, -0.1)),
        ("Griffith Park, Los Angeles", (34.1, -118.2)),
        ("Россия, Калужская обл., г. Киров", (54.1, 34.3)),
        ("Дублин штат Калифорния", (37.7, -121.9)),
        ("Железногорск Красноярский кр.", (56.3, 93.5)),
        ("Риддер ВКО", (50.3, 83.5)),
        ("Мюнстер, Гессен", (49.9, 8.9)),
        ("Сантьяго, Доминикана", (19.5, -70.7)),
        ("Красногорск под Москвой", (55.8, 37.3)),
        ("Москва, Московская область", (55.8, 37.6)),
    ],
)
def test_a_qualifier_tells_which_place_is_meant(reader: TextReader, text: str, spot: tuple[float, float]) -> None:
    (item,) = reader.read(text, "en").items

    assert isinstance(item, Match)
    assert (item.place.latitude, item.place.longitude) == pytest.approx(spot, abs=0.2)


@pytest.mark.parametrize("text", ["Devon", "Cornwall"])
def test_a_county_is_asked_about_with_its_largest_places(reader: TextReader, text: str) -> None:
    (item,) = reader.read(text, "en").items

    assert isinstance(item, Ambiguous)
    assert {place.country for place in item.choices} == {"United Kingdom"}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Москва, Владимир", ["Moscow", "Vladimir"]),
        ("Boston, New York, London", ["Boston", "New York", "London"]),
        ("mexico city Cordoba", ["Mexico City", "Córdoba"]),
        ("Madrid Barcelona", ["Madrid", "Barcelona"]),
    ],
)
def test_cities_that_regions_are_called_like_stay_cities(reader: TextReader, text: str, names: list[str]) -> None:
    items = reader.read(text, "en").items

    assert [item.place.name for item in items if isinstance(item, Match)] == names


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [("Kent", "United Kingdom", "United States"), ("Norfolk, England", "United Kingdom", "United Kingdom")],
)
def test_a_county_comes_before_a_town_overseas(reader: TextReader, text: str, first: str, last: str) -> None:
    (item,) = reader.read(text, "en").items

    assert isinstance(item, Ambiguous)
    assert (item.choices[0].country, item.choices[-1].country) == (first, last)
