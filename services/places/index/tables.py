"""Our tables of names, and the places that their lines mean."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from importlib import resources

from services.places.text import fold


def table(file: str) -> Iterator[tuple[list[str], str]]:
    """Yield the lines of a file of the index, "one, another = what they mean"."""
    text = resources.files("services.places.index").joinpath(file).read_text("utf-8")
    yield from entries(line for line in text.splitlines() if line and not line.startswith("#"))


def entries(lines: Iterable[str]) -> Iterator[tuple[list[str], str]]:
    """Yield the names and the meaning of each of *lines*."""
    for line in lines:
        names, _, meaning = line.partition(" = ")
        yield [name.strip() for name in names.split(",")], meaning


def place_meant(connection: sqlite3.Connection, meaning: str, regions: Mapping[str, int]) -> int:
    """Return the place that "country name" or "country.region name" is, for *regions* by their codes.

    Raise LookupError when there is none.
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
