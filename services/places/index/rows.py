"""What the rows of the place index are to those who read it."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from services.places.index.geometry import Spot
from services.places.index.schema import DEGREE


class Bearer(NamedTuple):
    """A place that bears the name looked up; `score` is 100 × log10 of its people times the name's weight.

    `kind` is one of Kind. Coordinates are in degrees.
    """

    score: int
    kind: int
    place: int
    name: str
    russian: str | None
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


class Area(NamedTuple):
    """A country or, with a region's number, a part of one."""

    country: str
    region: int = 0


def read_bearer(row: Sequence[Any]) -> Bearer:
    """Return the bearer in a row of score, kind and the columns of a place."""
    score, kind, place, name, russian, country, region, latitude, longitude, population, zone = row
    spot = latitude / DEGREE, longitude / DEGREE
    return Bearer(score, kind, place, name, russian, country, region, *spot, population, zone)
