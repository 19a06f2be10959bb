"""The tables of names in this package: how their lines are read, and the aliases that they give to places."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from importlib import resources

from services.languages import all_forms, declined
from services.places.index.names import DECLINED_WEIGHT, write_name, write_nominatives
from services.places.index.rows import score
from services.places.index.schema import Kind
from services.places.text import fold

ALIAS_LEAD = 70
"""By how much an alias scores above the other places of that name: 0.7 in log10, five times as many people."""

FAMOUS_SCORE = score(100_000)
"""The least score of a famous place: it is as well known as a city."""

RESORT_POPULATION = 200_000
"""The least population that resorts and stand-ins count with: they are known beyond their size."""

STAND_IN_DECLINED_WEIGHT = 0.5
"""The weight of a declined stand-in, "в Крыму". It is high because stand-ins are as well known as cities."""


def read_table(file: str) -> Iterator[tuple[list[str], str]]:
    """Yield the names and the meaning of each line of a file of this package."""
    yield from parse_lines(lines_of(file))


def lines_of(file: str) -> list[str]:
    """Return the lines of a file of this package without comments."""
    text = resources.files("services.places.index").joinpath(file).read_text("utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def parse_lines(lines: Iterable[str]) -> Iterator[tuple[list[str], str]]:
    """Yield the names and the meaning of each line "name, another name = meaning"."""
    for line in lines:
        names, _, meaning = line.partition(" = ")
        yield [name.strip() for name in names.split(",")], meaning


def find_place(connection: sqlite3.Connection, meaning: str, regions: Mapping[str, int]) -> int:
    """Return the id of the place written as "country name" or "country.region name".

    *regions* are the ids of the regions by their codes. Raise LookupError when there is no such place.
    """
    area, _, name = meaning.partition(" ")
    country, _, region = area.partition(".")
    rows = connection.execute(
        """
        SELECT id FROM name JOIN place ON id = place
        WHERE key = ? AND country = ? AND ? IN (0, region) ORDER BY name.score DESC LIMIT 1
        """,
        (fold(name), country, regions[area] if region else 0),
    )
    for (place,) in rows:
        return int(place)
    raise LookupError(f"no {name} in {area}")


def write_aliases(connection: sqlite3.Connection, regions: Mapping[str, int]) -> None:
    """Write the short names, aliases, resorts and stand-ins; *regions* are the ids of the regions by their codes.

    Raise LookupError when a place of the tables is not in the index.
    """
    _write_short_names(connection, regions)  # first: they take their scores from the places' own names
    for file, least_population, kind in (
        ("aliases.txt", 1, Kind.OWN),
        ("resorts.txt", RESORT_POPULATION, Kind.OWN),
        ("stand_ins.txt", RESORT_POPULATION, Kind.STAND_IN),
    ):
        for aliases, meaning in read_table(file):
            place = find_place(connection, meaning, regions)
            (population,) = connection.execute("SELECT population FROM place WHERE id = ?", (place,)).fetchone()
            people = max(least_population, population)
            if kind == Kind.STAND_IN:
                _write(connection, declined(aliases), place, score(people * STAND_IN_DECLINED_WEIGHT), kind)
                write_nominatives(connection, aliases)
            else:
                _write(connection, _forms(aliases), place, score(people * DECLINED_WEIGHT), Kind.DECLINED)
            for key in map(fold, aliases):
                lead = _best_of_others(connection, key, place) + ALIAS_LEAD
                write_name(connection, key, place, max(score(people), lead), kind)


def name_famous_places(connection: sqlite3.Connection, regions: Mapping[str, int]) -> None:
    """Raise the places of `famous.txt` above their namesakes; *regions* are the ids of the regions by their codes.

    Raise LookupError when a place of the table is not in the index.
    """
    for names, meaning in read_table("famous.txt"):
        place = find_place(connection, meaning, regions)
        for key in {fold(name) for name in names} | {fold(form) for form in _forms(names)}:
            least = max(FAMOUS_SCORE, _best_of_others(connection, key, place) + ALIAS_LEAD)
            connection.execute(
                "UPDATE name SET score = max(score, ?) WHERE key = ? AND place = ? AND kind = ?",
                (least, key, place, Kind.OWN),
            )


def _write_short_names(connection: sqlite3.Connection, regions: Mapping[str, int]) -> None:
    for names, meaning in read_table("short.txt"):
        place = find_place(connection, meaning, regions)
        (own_score,) = connection.execute(
            "SELECT max(score) FROM name WHERE place = ? AND kind = ?", (place, Kind.OWN)
        ).fetchone()
        _write(connection, _forms(names), place, own_score + score(DECLINED_WEIGHT), Kind.DECLINED)
        _write(connection, names, place, own_score, Kind.OWN)


def _best_of_others(connection: sqlite3.Connection, key: str, place: int) -> int:
    """Return the best score of other places called *key*, 0 without any."""
    row = connection.execute("SELECT max(score) FROM name WHERE key = ? AND place <> ?", (key, place)).fetchone()
    return row[0] or 0


def _forms(names: Iterable[str]) -> set[str]:
    return {form for name in names for form in all_forms(name)}


def _write(connection: sqlite3.Connection, names: Iterable[str], place: int, name_score: int, kind: Kind) -> None:
    for key in {fold(name) for name in names}:
        write_name(connection, key, place, name_score, kind)
