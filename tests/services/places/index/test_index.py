"""Names, areas and places in the index."""

import sqlite3
import threading
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from handlers.views.names import distinct_name
from services.languages import DEFAULT_LANGUAGE, LANGUAGES, Language
from services.places.index import PlaceIndex, find_index
from services.places.index.file import IndexFile
from services.places.index.reader import MAX_CANDIDATES
from services.places.index.rows import Candidate, read_places
from services.places.index.schema import NameKind
from services.places.index.towns import read_towns
from services.places.models import Area, Place
from services.places.text import fold

MAX_TWIN_KILOMETRES = 5.0
"""Distance within which a place with the same name is the same town."""


@pytest.fixture(scope="module")
def made() -> Path:
    """The index that `make install` has made: making one of a few places takes nearly as long."""
    path = find_index()
    assert path is not None, "make install makes the place index"
    return path


@pytest.mark.parametrize(
    ("name", "country"),
    [
        ("Moscow", "RU"),
        ("Москва", "RU"),
        ("Paris", "FR"),
        ("San José", "US"),
        ("Одесса", "UA"),
        ("Victoria", "CA"),
        ("Cancún", "MX"),
        ("東京", "JP"),
        ("Tianfu", "CN"),
        ("Sakata", "JP"),
    ],
)
def test_the_likeliest_candidate_of_a_name_is_first(index: PlaceIndex, name: str, country: str) -> None:
    candidates = index.candidates(fold(name))

    assert candidates[0].country == country
    assert len(candidates) <= MAX_CANDIDATES
    assert [candidate.score for candidate in candidates] == sorted(
        (candidate.score for candidate in candidates), reverse=True
    )


@pytest.mark.parametrize("town", list(read_towns()), ids=lambda town: town["name"])
def test_a_town_of_the_table_is_in_the_index_once(index: PlaceIndex, town: Mapping[str, Any]) -> None:
    spot = town["latitude"], town["longitude"]
    near = {
        name: {
            found.place_id
            for found in index.candidates_near(fold(name), spot, MAX_TWIN_KILOMETRES)
            if found.kind == NameKind.OWN
        }
        for name in (town["name"], *town["alternatenames"])
    }
    assert len(near[town["name"]]) == 1
    assert len(set().union(*near.values())) == 1


def test_many_names_are_looked_up_at_once(index: PlaceIndex) -> None:
    found = index.look_up(["new york", "moscow", "qwertyzz", "москве"])

    assert set(found) == {"new york", "moscow", "москве"}
    assert found["new york"][0].name == "New York"
    assert found["moscow"][0] == index.candidates("moscow")[0]
    assert all(len(candidates) <= MAX_CANDIDATES for candidates in found.values())
    assert index.look_up([]) == {}


def test_the_index_knows_whether_longer_names_begin_with_a_key(index: PlaceIndex) -> None:
    assert index.begins_longer_name("rostov on")
    assert not index.begins_longer_name("moscowx")


def test_a_region_and_a_country_are_known_in_both_languages(index: PlaceIndex) -> None:
    areas = index.areas_by_name(["texas", "техас", "tx", "франции", "qwertyzz"])
    (texas,) = areas["texas"]

    assert texas in areas["техас"]
    assert texas in areas["tx"]
    assert areas["франции"] == [Area("FR")]
    assert "qwertyzz" not in areas
    assert index.areas_by_name([]) == {}
    assert index.candidates_within("paris", texas)[0].country == "US"
    assert index.candidates_within("paris", Area("FR"))[0].population > 2_000_000
    assert index.may_begin_area("new")
    assert not index.may_begin_area("qwertyzz")


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("kazan", "Kazan"),
        ("salsk", "Salsk"),
        ("xian", "Xi'an"),
        ("laquila", "L’Aquila"),
        ("fernando de noronha", "Fernando de Noronha"),
        ("frankfurt oder", "Frankfurt (Oder)"),
    ],
)
def test_names_are_shown_without_soft_signs_and_remarks(index: PlaceIndex, key: str, name: str) -> None:
    assert index.candidates(key)[0].name == name


@pytest.mark.parametrize(
    ("key", "region"),
    [("гуанчжоу", "Гуандун"), ("гродно", "Гродненская область"), ("гомель", "Гомельская область")],
)
def test_regions_have_russian_names(index: PlaceIndex, key: str, region: str) -> None:
    assert index.place_of(index.candidates(key)[0], "ru", with_region=True).region == region


def test_a_declined_name_has_that_kind_though_it_is_another_name_as_well(index: PlaceIndex) -> None:
    best = index.candidates("одессе")[0]

    assert (best.country, best.kind) == ("UA", NameKind.DECLINED)


def test_no_large_place_where_russian_is_understood_is_shown_in_other_letters(made: Path) -> None:
    with closing(sqlite3.connect(made)) as connection:
        shown = (
            "SELECT place_name.name FROM place_name JOIN place ON place = id "
            "WHERE language = 'ru' AND population >= 100000"
        )
        names = [name for (name,) in connection.execute(shown)]

    assert len(names) > 4_000
    assert [name for name in names if set("abcdefghijklmnopqrstuvwxyz") & set(name.lower())] == []


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.code)
def test_all_countries_and_large_places_have_a_name_in_every_language(made: Path, language: Language) -> None:
    with closing(sqlite3.connect(made)) as connection:
        (countries,) = connection.execute(
            "SELECT count(DISTINCT country) - sum(language = ?) FROM country_name", [language.code]
        ).fetchone()
        large, named = connection.execute(
            "SELECT count(*), count(language) FROM place "
            "LEFT JOIN place_name ON place = id AND language = ? WHERE population >= 1000000",
            [language.code],
        ).fetchone()
    assert countries == 0
    assert language is DEFAULT_LANGUAGE or named >= 0.9 * large


def test_a_place_without_a_name_in_a_language_has_its_default_name(index: PlaceIndex) -> None:
    springfield = index.candidates("springfield")[0]

    assert index.place_of(springfield, "xx", with_region=True).full_name == "Springfield, Missouri, United States"
    assert index.country_name("XX", "xx") == "XX"


def test_a_place_may_have_names_in_several_languages() -> None:
    row = (1, "Moscow", "RU", None, 557500, 376200, 10_000_000, 1)
    candidate = Candidate(0, 0, *read_places([(*row, "ru", "Москва"), (*row, "de", "Moskau")])[1])

    assert [candidate.name_in(language) for language in ("ru", "de", "fr")] == ["Москва", "Moskau", "Moscow"]


def test_words_of_names_are_known(index: PlaceIndex) -> None:
    assert index.known_words(["moscow", "york", "qwertyzz"] * 300) == {"moscow", "york"}


def test_a_place_has_names_in_the_language_and_its_region_on_request(index: PlaceIndex) -> None:
    springfield = index.candidates("springfield")[0]

    assert index.place_of(springfield, "en").full_name == "Springfield, United States"
    assert index.place_of(springfield, "en", with_region=True).full_name == "Springfield, Missouri, United States"
    assert index.place_of(springfield, "ru", with_region=True).full_name == "Спрингфилд, Миссури, США"
    assert index.place_of(springfield, "en").timezone == "America/Chicago"


def test_threads_may_look_up_at_once(index: PlaceIndex) -> None:
    found: list[str] = []
    threads = [
        threading.Thread(target=lambda: found.extend(index.candidates("moscow")[0].name for _ in range(50)))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert found == ["Moscow"] * 200


def test_a_saved_place_has_its_names_in_the_language_of_the_chat(index: PlaceIndex) -> None:
    (best, *_) = index.candidates(fold("Munich"))
    saved = index.place_of(best, "en", with_region=True)

    (translated,) = index.translate([saved], "ru")

    assert (translated.name, translated.country) == ("Мюнхен", "Германия")
    assert translated.region == "Бавария"
    assert index.translate([translated], "en") == [saved]


def test_a_label_of_a_saved_place_is_not_translated(index: PlaceIndex) -> None:
    (best, *_) = index.candidates(fold("Munich"))
    labelled = replace(index.place_of(best, "en"), name="dacha")

    assert index.translate([labelled], "ru") == [labelled]


def test_all_places_are_translated_by_two_statements(index: PlaceIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    saved = [index.place_of(index.candidates(fold(name))[0], "en") for name in ("Munich", "Oslo", "Paris")]
    statements: list[str] = []
    read_rows = IndexFile.fetch_rows

    def counted_rows(file: IndexFile, statement: str, values: Sequence[object] = ()) -> list[Any]:
        statements.append(statement)
        return read_rows(file, statement, values)

    monkeypatch.setattr(IndexFile, "fetch_rows", counted_rows)

    assert [place.name for place in index.translate(saved, "ru")] == ["Мюнхен", "Осло", "Париж"]
    assert len(statements) <= 2


@pytest.mark.parametrize(
    ("key", "position", "language", "name"),
    [
        ("london", 0, "en", "London"),
        ("london", 1, "en", "London, Canada"),
        ("london", 1, "ru", "Лондон, Канада"),
        ("springfield", 1, "en", "Springfield, Massachusetts"),
        ("moscow", 0, "ru", "Москва"),
    ],
)
def test_a_place_knows_whether_its_name_alone_means_a_likelier_place(
    index: PlaceIndex, key: str, position: int, language: str, name: str
) -> None:
    place = index.place_of(index.candidates(key)[position], language)
    saved = Place(place.name, place.latitude, place.longitude, place.country, place.region)
    assert place.has_likelier_namesake == (position > 0)
    assert distinct_name(place) == distinct_name(*index.translate([saved], language)) == name
