"""Lands that are no region of any country: Siberia, the Alps."""

import json
import sqlite3
from collections.abc import Mapping

from services.languages import DEFAULT, declined
from services.places.index.countries import first_names, write_areas, write_region_names
from services.places.index.tables import place_meant, table


def write_lands(connection: sqlite3.Connection, regions: Mapping[str, int]) -> None:
    """Write the lands, as regions that no place is in, with the places to choose from; *regions* are by code.

    Raise LookupError for a place that is not there.
    """
    for number, (names, meaning) in enumerate(table("lands.txt"), start=len(regions) + 1):
        meant = meaning.split(", ")
        places = [place_meant(connection, place, regions) for place in meant]
        shown = first_names(names)
        land = number, shown.pop(DEFAULT.code), json.dumps(places)
        connection.execute("INSERT INTO region VALUES (?, ?, ?)", land)
        write_region_names(connection, number, shown)
        for country in {place[:2] for place in meant}:
            write_areas(connection, declined(names).union(names), country, number)
