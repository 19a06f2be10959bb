"""Writes landscapes, such as Siberia and Lake Titicaca, and the places offered for them, to the place index."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence

from services.languages import LANGUAGES, declined_forms
from services.places.index.areas import MAX_PLACES_OFFERED_FOR_REGION, write_area_names
from services.places.index.geometry import (
    KILOMETRES_PER_DEGREE,
    MAX_SAME_PLACE_KILOMETRES,
    Coordinates,
    bounding_box,
    distance_km,
)
from services.places.index.names import write_nominatives
from services.places.index.rows import log_score
from services.places.index.schema import UNITS_PER_DEGREE, NameKind
from services.places.index.table_files import parse_lines, read_lines, read_table
from services.places.index.tables import find_place_id
from services.places.reading.words import ADJECTIVE_ENDINGS, FEATURE_WORDS, STOP_WORDS, everyday_words
from services.places.text import fold

LANDSCAPE_CIRCLE_FILES = "landscapes.txt", "lakes.txt"
"""The files in which one or more circles describe each landscape."""

MAX_OFFERED_PLACE_KILOMETRES = 900.0
"""Maximum distance in km from the centre of an uninhabited landscape to the place that the bot offers for it."""

MAX_NAMESAKE_POPULATION = 100_000
"""Maximum population of a town with the name of a landscape; the name of a larger town means the town."""

MIN_LANDSCAPE_NAME_LENGTH = 4
"""Minimum number of letters of a landscape's name; a shorter name, such as «Юра», likely means something else."""

_SELECT_PLACES_IN_BOX = """
SELECT id, latitude, longitude, population FROM place
WHERE latitude BETWEEN ? AND ? AND longitude BETWEEN ? AND ?
"""
# Finds other meanings of a landscape's name: an area, a country, a large town, or the name of an island or park.
_SELECT_OTHER_MEANINGS = """
SELECT 1 FROM area WHERE key = :key
UNION ALL SELECT 1 FROM name JOIN place ON id = place WHERE key = :key AND (kind >= :kind OR population > :people)
"""

Circle = tuple[Coordinates, float]
"""A centre and a radius in kilometres."""


def write_landscapes(
    connection: sqlite3.Connection, region_id_by_code: Mapping[str, int], prominences: Sequence[int]
) -> None:
    """Write the landscapes as additional regions, first the landscapes in `lands.txt`.

    The mapping *region_id_by_code* has the id of each region by its GeoNames code. The sequence *prominences* has
    the prominence of each place, in the order of the places' ids, which start at 1. Raise LookupError when the
    index lacks a place in `lands.txt`.
    """
    for names, meaning in read_table("lands.txt"):
        places = [find_place_id(connection, choice, region_id_by_code) for choice in meaning.split(", ")]
        _write_landscape(connection, names, declined_forms(names), places)
    for names, patterns, circles in _read_landscapes():
        spelled = list(_names_in_patterns(connection, names, patterns))
        places = _best_known_place_ids(connection, circles, prominences) if spelled else []
        if places:
            _write_landscape(connection, spelled, _common_declined_forms(spelled), places)


def _write_landscape(
    connection: sqlite3.Connection, names: Sequence[str], forms: Iterable[str], places: Sequence[int]
) -> None:
    """Write a landscape with *names*, the declined *forms* of the names, and the *places* to offer."""
    ((last,),) = connection.execute("SELECT max(id) FROM region")
    connection.execute("INSERT INTO region VALUES (?, ?, ?)", (last + 1, names[0], json.dumps(places)))
    write_nominatives(connection, names)
    countries = connection.execute(
        "SELECT DISTINCT country FROM json_each(?) JOIN place ON place.id = value", (json.dumps(places),)
    ).fetchall()
    for (country,) in countries:
        write_area_names(connection, {*names, *forms}, country, last + 1)


def _read_landscapes() -> Iterator[tuple[list[str], list[str], list[Circle]]]:
    """Yield the names, name patterns ("isle of *") and circles of each landscape in LANDSCAPE_CIRCLE_FILES."""
    for file in LANDSCAPE_CIRCLE_FILES:
        patterns: list[str] = []
        for line in read_lines(file):
            if line.startswith("["):
                patterns = line.strip("[]").split(", ")
                continue
            ((names, meaning),) = parse_lines([line])
            circles = [tuple(map(float, circle.split())) for circle in meaning.split(", ")]
            yield names, patterns, [((latitude, longitude), radius) for latitude, longitude, radius in circles]


def _names_in_patterns(
    connection: sqlite3.Connection, names: Iterable[str], patterns: Sequence[str]
) -> Iterator[str]:
    """Yield *names* in the *patterns* with the same script: "isle of elba" for the pattern "isle of *".

    Leave out names that mean something else, and names shorter than MIN_LANDSCAPE_NAME_LENGTH. If a name is
    yielded without added words, leave out patterns that only add words such as "isle", which the reader of texts
    skips.
    """
    for name in names:
        is_known = (
            "*" in patterns
            and len(name) >= MIN_LANDSCAPE_NAME_LENGTH
            and not _means_something_else(connection, name)
        )
        for pattern in patterns:
            words = fold(pattern.replace("*", " ")).split()
            is_left_out = is_known and FEATURE_WORDS.union(STOP_WORDS).issuperset(words)
            if pattern == "*" or (not is_left_out and _have_same_script(words[0], name)):
                spelled = pattern.replace("*", name)
                if len(spelled) >= MIN_LANDSCAPE_NAME_LENGTH and not _means_something_else(connection, spelled):
                    yield spelled


def _have_same_script(word: str, name: str) -> bool:
    return all(language.uses_script_of(word) == language.uses_script_of(name) for language in LANGUAGES)


def _means_something_else(connection: sqlite3.Connection, name: str) -> bool:
    """Return whether *name* is an everyday word, or the name of a country, an area or a large town."""
    key = fold(name)
    parameters = {"key": key, "kind": NameKind.COUNTRY, "people": MAX_NAMESAKE_POPULATION}
    return (
        _is_everyday_word_or_adjective(name)
        or connection.execute(_SELECT_OTHER_MEANINGS, parameters).fetchone() is not None
    )


def _common_declined_forms(names: Iterable[str]) -> set[str]:
    """Return the forms of *names* in the commonest grammatical cases, except forms that are everyday words."""
    return {
        form
        for name in names
        for language in LANGUAGES
        if language.declension and language.is_declined(name)
        for form in language.forms_in_cases(name, language.declension.small_place_cases)
        if not _is_everyday_word_or_adjective(form)
    }


def _is_everyday_word_or_adjective(name: str) -> bool:
    """Return whether *name* is an everyday word or an adjective; an adjective is a name only beside a noun."""
    key = fold(name)
    is_adjective = " " not in key and key.endswith(ADJECTIVE_ENDINGS)
    return key in STOP_WORDS or key in everyday_words() or is_adjective


def _best_known_place_ids(
    connection: sqlite3.Connection, circles: Sequence[Circle], prominences: Sequence[int]
) -> list[int]:
    """Return the ids of the places to offer for a landscape of *circles*: places far apart, the best known first.

    If the circles contain no place, return the place nearest to the first circle, or nothing in Antarctica.
    """
    inside = {row for circle in circles for row in _places_within(connection, *circle)}
    if not inside:
        (centre, _), *_ = circles
        around = _places_within(connection, centre, MAX_OFFERED_PLACE_KILOMETRES)
        return [place for place, _, _ in sorted(around, key=lambda row: distance_km(row[1], centre))[:1]]
    offered: list[int] = []
    kept: list[Coordinates] = []
    for place, coordinates, _ in sorted(
        inside, key=lambda row: -(log_score(max(1, row[2])) + prominences[row[0] - 1])
    ):
        if all(distance_km(coordinates, other) > MAX_SAME_PLACE_KILOMETRES for other in kept):
            offered.append(place)
            kept.append(coordinates)
    return offered[:MAX_PLACES_OFFERED_FOR_REGION]


def _places_within(
    connection: sqlite3.Connection, centre: Coordinates, radius: float
) -> list[tuple[int, Coordinates, int]]:
    """Return the id, coordinates and population of each place within *radius* kilometres of *centre*."""
    box = (round(side * UNITS_PER_DEGREE) for side in bounding_box(centre, radius / KILOMETRES_PER_DEGREE))
    rows = (
        (place, (latitude / UNITS_PER_DEGREE, longitude / UNITS_PER_DEGREE), population)
        for place, latitude, longitude, population in connection.execute(_SELECT_PLACES_IN_BOX, tuple(box))
    )
    return [row for row in rows if distance_km(row[1], centre) <= radius]
