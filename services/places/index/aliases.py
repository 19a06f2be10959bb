"""Nicknames and old names, from a table of ours."""

import sqlite3
from collections.abc import Iterator
from importlib import resources

from services.places.index.declension import forms
from services.places.index.schema import Kind
from services.places.index.scores import FORM, score, write_alias
from services.places.text import fold

ALIAS_LEAD = 70
"""In hundredths of log10: a place is five times as likely as all others under its alias."""


def write_aliases(connection: sqlite3.Connection) -> None:
    """Have places answer to their aliases; raise LookupError for an alias of a place that is not there."""
    for aliases, target in table("aliases.txt"):
        country, _, name = target.partition(" ")
        rows = connection.execute(
            """
            SELECT id, population FROM name JOIN place ON id = place
            WHERE key = ? AND country = ? ORDER BY name.score DESC LIMIT 1
            """,
            (fold(name), country),
        )
        found = rows.fetchone()
        if found is None:
            raise LookupError(f"aliases.txt: no {name} in {country}")
        place, people = found
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
