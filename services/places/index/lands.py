"""Lands that are no region of any country: Siberia, the Alps."""

import json
import sqlite3
from collections.abc import Mapping

from services.places.index.countries import write_areas
from services.places.index.declension import declined
from services.places.index.sources import is_russian
from services.places.index.tables import place_meant, table


def write_lands(connection: sqlite3.Connection, regions: Mapping[str, int]) -> None:
    """Write the lands, as regions that no place is in, with the places to choose from; *regions* are by code.

    Raise LookupError for a place that is not there.
    """
    for number, (names, meaning) in enumerate(table("lands.txt"), start=len(regions) + 1):
        meant = meaning.split(", ")
        places = [place_meant(connection, place, regions) for place in meant]
        english, russian = (next(name for name in names if is_russian(name) is wanted) for wanted in (False, True))
        land = number, english, russian, json.dumps(places)
        connection.execute("INSERT INTO region VALUES (?, ?, ?, ?)", land)
        for country in {place[:2] for place in meant}:
            write_areas(connection, declined(names).union(names), country, number)
