"""Values read from the place index: candidates for names, and areas."""

import math
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from services.places.index.geometry import Coordinates
from services.places.index.schema import UNITS_A_DEGREE


class Candidate(NamedTuple):
    """A place that has the name looked up.

    `score` says how likely the name means this place, see `score`. `kind` is one of Kind. `place` is the id of the
    place. `name` is its name in the default language, `names` are its names in other languages by their codes.
    `zone` is the id of its time zone. Coordinates are in degrees.
    """

    score: int
    kind: int
    place: int
    name: str
    names: Mapping[str, str]
    country: str
    region: int | None
    latitude: float
    longitude: float
    population: int
    zone: int

    @property
    def spot(self) -> Coordinates:
        """The latitude and longitude of the place."""
        return self.latitude, self.longitude

    def name_in(self, language: str) -> str:
        """Return the name of the place in *language*, in the default language where it has none."""
        return self.names.get(language, self.name)


class Area(NamedTuple):
    """A country by its ISO code or, with the id of a region, a part of one; the region 0 is the whole country."""

    country: str
    region: int = 0


NO_NAMES: Mapping[str, str] = {}

COLUMNS = (
    "candidate.id, candidate.name, country, region, latitude, longitude, population, zone, place_name.language, "
    "place_name.name"
)
"""The columns that `read_places` reads, of a place called "candidate" in the statement and of its names."""

PlaceFields = tuple[int, str, Mapping[str, str], str, int | None, float, float, int, int]
"""The fields of a Candidate from `place` on."""


def score(people: float) -> int:
    """Return 100 × log10 of *people*: the population of a place times the weight of its name."""
    return round(100 * math.log10(people))


def read_places(rows: Iterable[tuple[Any, ...]]) -> dict[int, PlaceFields]:
    """Return the places in *rows* of COLUMNS by their ids.

    A place has a row for each language that it has a name in, and one row when it has none.
    """
    places: dict[int, PlaceFields] = {}
    for place, name, country, region, latitude, longitude, population, zone, language, translation in rows:
        names = {language: translation} if language else NO_NAMES
        if place in places:
            names = {**places[place][2], **names}
        spot = latitude / UNITS_A_DEGREE, longitude / UNITS_A_DEGREE
        places[place] = (place, name, names, country, region, *spot, population, zone)
    return places
