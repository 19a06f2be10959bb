"""Nicknames, old names, resorts, what a place stands in for and short names, from tables of ours."""

import sqlite3
from collections.abc import Iterable, Mapping

from services.languages import all_forms, declined
from services.places.index.schema import Kind
from services.places.index.scores import FORM, score, write_alias
from services.places.index.tables import place_meant, table
from services.places.text import fold

ALIAS_LEAD = 70
"""In hundredths of log10: a place is five times as likely as all others under its alias."""

RESORT = 200_000
"""People by which a place that is known far beyond its size counts at least."""

STAND_IN_FORM = 0.5
"""How much a form of what a place stands in for counts of that: it is as well known as a city, "в Крыму"."""


def write_aliases(connection: sqlite3.Connection, regions: Mapping[str, int]) -> None:
    """Have places answer to their aliases, for *regions* by their codes.

    Raise LookupError for an alias of a place that is not there.
    """
    _write_short(connection, regions)  # first, as long as a place counts by its own names
    for file, least, kind in (
        ("aliases.txt", 1, Kind.OWN),
        ("resorts.txt", RESORT, Kind.OWN),
        ("stand_ins.txt", RESORT, Kind.STAND_IN),
    ):
        for aliases, meaning in table(file):
            place = place_meant(connection, meaning, regions)
            (population,) = connection.execute("SELECT population FROM place WHERE id = ?", (place,)).fetchone()
            people = max(least, population)
            if kind == Kind.STAND_IN:
                _write(connection, declined(aliases), place, score(people * STAND_IN_FORM), kind)
            else:
                _write(connection, _forms(aliases), place, score(people * FORM), Kind.FORM)
            for key in map(fold, aliases):
                counts = max(score(people), _best_of_others(connection, key, place) + ALIAS_LEAD)
                write_alias(connection, key, place, counts, kind)


def _write_short(connection: sqlite3.Connection, regions: Mapping[str, int]) -> None:
    for names, meaning in table("short.txt"):
        place = place_meant(connection, meaning, regions)
        (counts,) = connection.execute(
            "SELECT max(score) FROM name WHERE place = ? AND kind = ?", (place, Kind.OWN)
        ).fetchone()
        _write(connection, _forms(names), place, counts + score(FORM), Kind.FORM)
        _write(connection, names, place, counts, Kind.OWN)


def _best_of_others(connection: sqlite3.Connection, key: str, place: int) -> int:
    row = connection.execute("SELECT max(score) FROM name WHERE key = ? AND place <> ?", (key, place)).fetchone()
    return row[0] or 0


def _forms(names: Iterable[str]) -> set[str]:
    return {form for name in names for form in all_forms(name)}


def _write(connection: sqlite3.Connection, names: Iterable[str], place: int, counts: int, kind: Kind) -> None:
    for key in {fold(name) for name in names}:
        write_alias(connection, key, place, counts, kind)
