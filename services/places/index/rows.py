"""Data classes for rows of the place index: places that a name may mean (candidates), and nearby places."""

import math
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from services.places.index.geometry import Coordinates
from services.places.index.schema import UNITS_PER_DEGREE
from services.places.models import Area


class Candidate(NamedTuple):
    """A place that a name may mean, with the name's score and kind.

    The score is 100 × log10(the place's population × the name's weight); a higher score means a likelier place.
    `kind` is the NameKind of the name. `place_id` is the id of the place. `name` is the place's name in the
    default language; `names` maps the codes of other languages to its names. `country` is an ISO 3166 code.
    `region_id` and `zone_id` are the ids of the region and of the time zone in the index. `latitude` and
    `longitude` are in degrees.
    """

    score: int
    kind: int
    place_id: int
    name: str
    names: Mapping[str, str]
    country: str
    region_id: int | None
    latitude: float
    longitude: float
    population: int
    zone_id: int

    @property
    def coordinates(self) -> Coordinates:
        """The latitude and longitude of the place, in degrees."""
        return self.latitude, self.longitude

    @property
    def area(self) -> Area:
        """The region of the place; the country if the region is unknown."""
        return Area(self.country, self.region_id or 0)

    def name_in(self, language: str) -> str:
        """Return the place's name in *language*, or in the default language if there is no such name."""
        return self.names.get(language, self.name)


class NearbyPlace(NamedTuple):
    """A place in the surroundings of given coordinates.

    `place_id` is the id of the place; a more populous place has a smaller id. The `coordinates` are the
    coordinates of the place's centre. `zone_id` is the id of the time zone.
    """

    place_id: int
    coordinates: Coordinates
    population: int
    zone_id: int


NO_TRANSLATED_NAMES: Mapping[str, str] = {}

PLACE_COLUMNS = (
    "candidate.id, candidate.name, country, region, latitude, longitude, population, zone, place_name.language, "
    "place_name.name"
)
"""The columns of the rows for `read_places`; in the SELECT, the table "place" has the alias "candidate"."""

PlaceFields = tuple[int, str, Mapping[str, str], str, int | None, float, float, int, int]
"""The fields of a Candidate from `place_id` to `zone_id`, which do not depend on the name of the place."""


def log_score(weighted_population: float) -> int:
    """Return a name's score from *weighted_population*, the place's population × the name's weight."""
    return round(100 * math.log10(weighted_population))


def read_places(rows: Iterable[tuple[Any, ...]]) -> dict[int, PlaceFields]:
    """Return the fields of the places in *rows*, by id; the rows have the columns PLACE_COLUMNS.

    A place has one row for each translated name; a place without translated names has one row.
    """
    places: dict[int, PlaceFields] = {}
    for place, name, country, region, latitude, longitude, population, zone, language, translation in rows:
        names = {language: translation} if language else NO_TRANSLATED_NAMES
        if place in places:
            names = {**places[place][2], **names}
        coordinates = latitude / UNITS_PER_DEGREE, longitude / UNITS_PER_DEGREE
        places[place] = (place, name, names, country, region, *coordinates, population, zone)
    return places
