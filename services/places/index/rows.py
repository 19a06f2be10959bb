"""What the rows of the place index are to those who read it."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from services.places.index.geometry import Spot
from services.places.index.schema import DEGREE


class Bearer(NamedTuple):
    """A place that bears the name looked up; `score` is 100 × log10 of its people times the name's weight.

    `kind` is one of Kind, `name` what the place is called in the default language, and `names` what it is called
    in others, by their codes. Coordinates are in degrees.
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
    def spot(self) -> Spot:
        """Where it is."""
        return self.latitude, self.longitude

    def name_in(self, language: str) -> str:
        """Return what the place is called in *language*, in the default language if nothing else is known."""
        return self.names.get(language, self.name)


class Area(NamedTuple):
    """A country or, with a region's number, a part of one."""

    country: str
    region: int = 0


NO_NAMES: Mapping[str, str] = {}

COLUMNS = (
    "bearer.id, bearer.name, country, region, latitude, longitude, population, zone, place_name.language, "
    "place_name.name"
)
"""What `read_places` reads: the columns of a place called "bearer", and of its names."""

PlaceFields = tuple[int, str, Mapping[str, str], str, int | None, float, float, int, int]
"""The fields of a Bearer but for its score and kind."""


def read_places(rows: Iterable[tuple[Any, ...]]) -> dict[int, PlaceFields]:
    """Return the places in *rows* of COLUMNS by their numbers.

    A place has a row for each language that it has a name in, one if there is none.
    """
    found: dict[int, PlaceFields] = {}
    for place, name, country, region, latitude, longitude, population, zone, language, translation in rows:
        names = {language: translation} if language else NO_NAMES
        if place in found:
            names = {**found[place][2], **names}
        where = latitude / DEGREE, longitude / DEGREE
        found[place] = (place, name, names, country, region, *where, population, zone)
    return found
