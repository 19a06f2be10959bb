"""Countries and regions: what they are called, and the capitals that answer for them."""

import sqlite3
from collections.abc import Iterable, Mapping

from services.places.index.aliases import table
from services.places.index.declension import forms
from services.places.index.schema import Kind
from services.places.index.scores import score, write_alias
from services.places.index.sources import SourceCountry, is_russian, read_countries, read_country_names
from services.places.reading.words import STOPS, everyday
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


def write_countries(connection: sqlite3.Connection, regions: Mapping[str, int]) -> None:
    """Write the countries, their names and, for *regions* by their codes, what else these are called."""
    connection.executemany("INSERT INTO country VALUES (?, ?, ?)", read_country_names())
    others = {area: names for names, area in table("areas.txt")}
    for country in read_countries():
        capital = _capital(connection, country)
        if capital is None:
            continue
        names = {*country.names, *others.pop(country.code, ())}
        declined = {form for name in names for form in forms(name)} - names
        write_areas(connection, {country.code} | names | declined, country.code, 0)
        (people,) = connection.execute("SELECT population FROM place WHERE id = ?", (capital,)).fetchone()
        counts = max(COUNTRY_SCORE, score(max(1, people)))
        for key in {fold(name) for name in names} - everyday() - STOPS:  # "us" is a country beside a place only
            write_alias(connection, key, capital, counts, Kind.COUNTRY)
        for key in {fold(name) for name in declined}:
            write_alias(connection, key, capital, counts + score(COUNTRY_FORM), Kind.COUNTRY)
    regional = {area: names_of for area, names_of in others.items() if area in regions}
    for area, names_of in regional.items():
        shown = next((name for name in names_of if is_russian(name)), None)
        connection.execute(
            "UPDATE region SET russian = ? WHERE id = ? AND russian IS NULL", (shown, regions[area])
        )
        known = {form for name in names_of for form in forms(name)}
        write_areas(connection, {*names_of, *known}, area.partition(".")[0], regions[area])


def name_regions(connection: sqlite3.Connection) -> None:
    """Have regions without a Russian name shown by that of the place they are named after."""
    connection.execute(
        """
        UPDATE region SET russian = (
            SELECT place.russian FROM place WHERE place.region = region.id AND place.name = region.name
            ORDER BY place.id LIMIT 1
        )
        WHERE russian IS NULL
        """
    )


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


def write_areas(connection: sqlite3.Connection, names: Iterable[str], country: str, region: int) -> None:
    """Write what a country (region 0) or region is called, also without what people leave out."""
    keys = {fold(name) for name in names}
    keys |= {" ".join(word for word in key.split() if word not in _GENERIC) for key in keys}
    keys |= {key.replace("область", "обл").replace("области", "обл") for key in keys}
    connection.executemany(
        "INSERT OR IGNORE INTO area VALUES (?, ?, ?)", ((key, country, region) for key in keys if key)
    )
