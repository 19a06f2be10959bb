"""Writes the aliases of places in the text files of this package to the index."""

import sqlite3
from collections.abc import Iterable, Mapping

from services.languages import declined_forms, forms_in_all_cases
from services.places.index.names import DECLINED_NAME_WEIGHT, write_name, write_nominatives
from services.places.index.rows import log_score
from services.places.index.schema import NameKind
from services.places.index.table_files import read_table
from services.places.text import fold

ALIAS_SCORE_LEAD = 70
"""Lead in score of an alias over other places with the same name; 70 means five times as many people."""

MIN_FAMOUS_SCORE = log_score(100_000)
"""Minimum score of the places in `famous.txt`: the score of a city of 100,000 people."""

ASSUMED_RESORT_POPULATION = 200_000
"""Minimum population for the score of a resort, island or park, because even a small resort may be famous."""

DECLINED_STAND_IN_WEIGHT = 0.5
"""Weight of the declined name of an island or park ("в Крыму"); most of these places are famous."""


def find_place_id(connection: sqlite3.Connection, description: str, region_id_by_code: Mapping[str, int]) -> int:
    """Return the id of the place with *description*, a GeoNames code and a name: "FR Paris" or "US.TX Paris".

    The mapping *region_id_by_code* has the id of each region by its GeoNames code. Raise LookupError when no place
    matches.
    """
    area, _, name = description.partition(" ")
    country, _, region = area.partition(".")
    rows = connection.execute(
        """
        SELECT id FROM name JOIN place ON id = place
        WHERE key = ? AND country = ? AND ? IN (0, region) ORDER BY name.score DESC LIMIT 1
        """,
        (fold(name), country, region_id_by_code[area] if region else 0),
    )
    for (place,) in rows:
        return int(place)
    raise LookupError(f"no {name} in {area}")


def write_aliases(connection: sqlite3.Connection, region_id_by_code: Mapping[str, int]) -> None:
    """Write the names in `short.txt`, `aliases.txt`, `resorts.txt` and `stand_ins.txt`.

    The mapping *region_id_by_code* has the id of each region by its GeoNames code. Raise LookupError when the
    index lacks a place in one of the files.
    """
    # Short names are written first. A short name gets the best score of the place's own names, and an alias would
    # raise this score.
    _write_short_names(connection, region_id_by_code)
    for file, min_population, kind in (
        ("aliases.txt", 1, NameKind.OWN),
        ("resorts.txt", ASSUMED_RESORT_POPULATION, NameKind.OWN),
        ("stand_ins.txt", ASSUMED_RESORT_POPULATION, NameKind.STAND_IN),
    ):
        for aliases, description in read_table(file):
            place = find_place_id(connection, description, region_id_by_code)
            (population,) = connection.execute("SELECT population FROM place WHERE id = ?", (place,)).fetchone()
            people = max(min_population, population)
            if kind == NameKind.STAND_IN:
                _write_names(
                    connection, declined_forms(aliases), place, log_score(people * DECLINED_STAND_IN_WEIGHT), kind
                )
                write_nominatives(connection, aliases)
            else:
                _write_names(
                    connection,
                    _declined_forms(aliases),
                    place,
                    log_score(people * DECLINED_NAME_WEIGHT),
                    NameKind.DECLINED,
                )
            for key in map(fold, aliases):
                lead = _best_other_score(connection, key, place) + ALIAS_SCORE_LEAD
                write_name(connection, key, place, max(log_score(people), lead), kind)


def raise_scores_of_famous_places(connection: sqlite3.Connection, region_id_by_code: Mapping[str, int]) -> None:
    """Raise the scores of the places in `famous.txt` above the scores of their namesakes.

    The mapping *region_id_by_code* has the id of each region by its GeoNames code. Raise LookupError when the
    index lacks a place in `famous.txt`.
    """
    for names, description in read_table("famous.txt"):
        place = find_place_id(connection, description, region_id_by_code)
        for key in {fold(name) for name in names} | {fold(form) for form in _declined_forms(names)}:
            min_score = max(MIN_FAMOUS_SCORE, _best_other_score(connection, key, place) + ALIAS_SCORE_LEAD)
            connection.execute(
                "UPDATE name SET score = max(score, ?) WHERE key = ? AND place = ? AND kind = ?",
                (min_score, key, place, NameKind.OWN),
            )


def _write_short_names(connection: sqlite3.Connection, region_id_by_code: Mapping[str, int]) -> None:
    for names, description in read_table("short.txt"):
        place = find_place_id(connection, description, region_id_by_code)
        (own_score,) = connection.execute(
            "SELECT max(score) FROM name WHERE place = ? AND kind = ?", (place, NameKind.OWN)
        ).fetchone()
        _write_names(
            connection,
            _declined_forms(names),
            place,
            own_score + log_score(DECLINED_NAME_WEIGHT),
            NameKind.DECLINED,
        )
        _write_names(connection, names, place, own_score, NameKind.OWN)


def _best_other_score(connection: sqlite3.Connection, key: str, place: int) -> int:
    """Return the best score that the folded name *key* has for other places than *place*, or 0."""
    row = connection.execute("SELECT max(score) FROM name WHERE key = ? AND place <> ?", (key, place)).fetchone()
    return row[0] or 0


def _declined_forms(names: Iterable[str]) -> set[str]:
    return {form for name in names for form in forms_in_all_cases(name)}


def _write_names(
    connection: sqlite3.Connection, names: Iterable[str], place: int, name_score: int, kind: NameKind
) -> None:
    for key in {fold(name) for name in names}:
        write_name(connection, key, place, name_score, kind)
