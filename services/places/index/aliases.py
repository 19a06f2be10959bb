"""Nicknames, old names and resorts, from tables of ours."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from importlib import resources

from services.places.index.declension import forms
from services.places.index.schema import Kind
from services.places.index.scores import FORM, score, write_alias
from services.places.text import fold

ALIAS_LEAD = 70
"""In hundredths of log10: a place is five times as likely as all others under its alias."""


RESORT = 200_000
"""People by which a place that is known far beyond its size counts at least."""


def write_aliases(connection: sqlite3.Connection, regions: Mapping[str, int]) -> None:
    """Have places answer to their aliases, for *regions* by their codes.

    Raise LookupError for an alias of a place that is not there.
    """
    for file, least in (("aliases.txt", 1), ("resorts.txt", RESORT)):
        for aliases, target in table(file):
            area, _, name = target.partition(" ")
            country, _, region = area.partition(".")
            rows = connection.execute(
                """
                SELECT id, population FROM name JOIN place ON id = place
                WHERE key = ? AND country = ? AND ? IN (0, region) ORDER BY name.score DESC LIMIT 1
                """,
                (fold(name), country, regions[area] if region else 0),
            )
            found = rows.fetchone()
            if found is None:
                raise LookupError(f"{file}: no {name} in {area}")
            _write(connection, aliases, found[0], max(least, found[1]))


def _write(connection: sqlite3.Connection, aliases: Sequence[str], place: int, people: int) -> None:
    declined = {form for alias in aliases for form in forms(alias)}
    for key in {fold(form) for form in declined}:
        write_alias(connection, key, place, score(people * FORM), Kind.FORM)
    for key in {fold(alias) for alias in aliases}:
        others = connection.execute("SELECT max(score) FROM name WHERE key = ? AND place <> ?", (key, place))
        counts = max(score(people), (others.fetchone()[0] or 0) + ALIAS_LEAD)
        write_alias(connection, key, place, counts, Kind.OWN)


def table(name: str) -> Iterator[tuple[list[str], str]]:
    """Yield the lines of a file of ours, "one, another = what they mean"."""
    text = resources.files("services.places.index").joinpath(name).read_text("utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            names, _, meaning = line.partition(" = ")
            yield [name.strip() for name in names.split(",")], meaning
