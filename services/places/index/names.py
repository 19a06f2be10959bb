"""Computes the scores of the names of places, and writes the names to the index."""

import sqlite3
from collections.abc import Iterable, Iterator

from services.languages import LANGUAGES
from services.places.index.geometry import MAX_SAME_PLACE_KILOMETRES, distance_km
from services.places.index.rows import log_score
from services.places.index.schema import UNITS_PER_DEGREE, NameKind
from services.places.index.shown_names import is_generated_transliteration
from services.places.index.sources import MOST_SIMILAR_NAME_WEIGHT, SourcePlace
from services.places.text import fold

DECLINED_NAME_WEIGHT = 0.005
"""Weight of a declined name, such as "Москве"."""

RARE_CASE_FACTOR = 0.08
"""Factor by which DECLINED_NAME_WEIGHT is multiplied for a rarely used grammatical case."""

RARELY_DECLINED_FACTOR = 0.5
"""Factor by which DECLINED_NAME_WEIGHT is multiplied for a name that is often left undeclined.

For example, «в Пушкине» more likely means Пушкин than Пушкино, because many people write «в Пушкино».
"""

MIN_ALTERNATE_NAME_SCORE = 90
"""Minimum score of an alternate name to be written to the index.

90 is the score of a place with eight inhabitants.
"""

MIN_FULLY_DECLINED_POPULATION = 5000
"""Minimum population of a place whose names are declined also in rare grammatical cases."""

MAX_FOLDED_NAME_LENGTH = 60
"""Maximum number of characters of a folded name in the index; nobody types longer names."""

MIN_SECOND_CITY_POPULATION = 300_000
"""Minimum population of the second city in a name that `drop_two_city_names` drops.

The name of a smaller city may be a part of the place's own name, as in Kalgoorlie-Boulder.
"""
_SELECT_MULTIWORD_NAMES = "SELECT key, place FROM name WHERE kind = ? AND key LIKE '% %'"
_SELECT_LARGE_CITIES = (
    "SELECT key, latitude, longitude FROM name JOIN place ON id = place WHERE kind = ? AND population >= ?"
)
_SELECT_COORDINATES_BY_OWN_NAME = """
SELECT latitude, longitude FROM name JOIN place ON id = place WHERE key = ? AND place = ? AND kind = ?
"""


def name_rows(place_id: int, place: SourcePlace) -> Iterator[tuple[str, int, int, NameKind]]:
    """Yield the rows of the table "name" for *place*: folded name, score, *place_id* and kind."""
    people = max(1, place.population) * place.weight
    for name, weight in place.names.items():
        key, name_score = fold(name), log_score(people * weight)
        if not key or len(key) > MAX_FOLDED_NAME_LENGTH:
            continue
        if weight >= MOST_SIMILAR_NAME_WEIGHT:
            yield key, name_score, place_id, NameKind.OWN
        elif name_score >= MIN_ALTERNATE_NAME_SCORE and not is_generated_transliteration(name):
            yield key, name_score, place_id, NameKind.ALTERNATE
    yield from _declined_name_rows(place_id, place, people)


def _declined_name_rows(
    place_id: int, place: SourcePlace, people: float
) -> Iterator[tuple[str, int, int, NameKind]]:
    """Yield the rows of the table "name" for the declined names of *place*.

    *people* is the population of the place times the weight of the place.
    """
    is_small = place.population < MIN_FULLY_DECLINED_POPULATION
    for language in LANGUAGES:
        declension = language.declension
        if declension is None:
            continue
        for name in place.names_in.get(language.code, ()):
            # Indeclinable names have no declined forms: "Бал" and "Баль" would be wrong forms of "Бали".
            if not language.is_declined(name, place.country):
                continue
            form_score = log_score(people * place.names[name] * DECLINED_NAME_WEIGHT)
            if name.endswith(declension.rarely_declined_endings):
                form_score += log_score(RARELY_DECLINED_FACTOR)
            for form in language.forms_in_cases(
                name, declension.small_place_cases if is_small else declension.usual_cases
            ):
                yield fold(form), form_score, place_id, NameKind.DECLINED
            for form in () if is_small else language.forms_in_cases(name, declension.rare_cases):
                yield fold(form), form_score + log_score(RARE_CASE_FACTOR), place_id, NameKind.DECLINED


def write_name(
    connection: sqlite3.Connection, folded_name: str, place_id: int, name_score: int, kind: NameKind
) -> None:
    """Write the folded name *folded_name* of the place *place_id*.

    If the place already has this name, replace the row only if *kind* is lower or *name_score* is higher.
    """
    row = connection.execute(
        "SELECT kind, score FROM name WHERE key = ? AND place = ?", (folded_name, place_id)
    ).fetchone()
    if row is None or row[0] > kind or row[1] < name_score:
        connection.execute("DELETE FROM name WHERE key = ? AND place = ?", (folded_name, place_id))
        connection.execute("INSERT INTO name VALUES (?, ?, ?, ?)", (folded_name, name_score, place_id, kind))


def write_nominatives(connection: sqlite3.Connection, names: Iterable[str]) -> None:
    """Write *names* of areas, islands and parks, each with its folded forms after "in": "крыму" for "Крым"."""
    connection.executemany(
        "INSERT OR IGNORE INTO nominative VALUES (?, ?)",
        (
            (form, name)
            for name in names
            for language in LANGUAGES
            if language.uses_script_of(name)
            for form in {fold(spelled) for spelled in language.locative_forms(name)} - {fold(name)}
        ),
    )


def drop_two_city_names(connection: sqlite3.Connection) -> None:
    """Drop alternate names that consist of the place's own name and the name of a distant large city.

    A user who types a dropped name, such as "Wuzhong Xi'an", means two cities. GeoNames has "Wuzhong Xi'an" as the
    name of one place, because "Xi'an" resembles a word for "city".
    """
    connection.executemany("DELETE FROM name WHERE key = ? AND place = ?", list(_two_city_names(connection)))


def _two_city_names(connection: sqlite3.Connection) -> Iterator[tuple[str, int]]:
    """Yield the folded names that `drop_two_city_names` drops, each with the id of its place."""
    large_cities: dict[str, list[tuple[float, float]]] = {}
    for key, latitude, longitude in connection.execute(
        _SELECT_LARGE_CITIES, (NameKind.OWN, MIN_SECOND_CITY_POPULATION)
    ):
        large_cities.setdefault(key, []).append((latitude / UNITS_PER_DEGREE, longitude / UNITS_PER_DEGREE))
    for key, place in connection.execute(_SELECT_MULTIWORD_NAMES, (NameKind.ALTERNATE,)).fetchall():
        words = key.split()
        for count in range(1, len(words)):
            cities = large_cities.get(" ".join(words[count:]))
            own = (
                cities
                and connection.execute(
                    _SELECT_COORDINATES_BY_OWN_NAME, (" ".join(words[:count]), place, NameKind.OWN)
                ).fetchone()
            )
            if cities and own:
                coordinates = own[0] / UNITS_PER_DEGREE, own[1] / UNITS_PER_DEGREE
                if all(distance_km(coordinates, city) > MAX_SAME_PLACE_KILOMETRES for city in cities):
                    yield key, place
                    break
