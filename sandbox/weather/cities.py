"""The cities that the sandbox's geocoders know.

cities.csv is a selection of GeoNames (https://www.geonames.org, CC BY 4.0). `id` is the GeoNames id. Names are in
English and Russian. `region_code` is the code of a state of the US. `aliases` are separated by `|`. A line that
starts with `#` is a comment.
"""

import csv
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from math import cos, radians, sin
from pathlib import Path

EARTH_RADIUS_KM = 6371
FOLDED_CHARACTERS = str.maketrans({"-": " ", "’": None, "'": None, ".": None})

SYLLABLES = tuple(consonant + vowel for vowel in "aou" for consonant in "bdfgklmnprstvz")
INVENTED_WORDS = len(SYLLABLES) ** 3
"""The number of words that `invented_word` can return: 74,088."""
WORD_STEP = 31_337
"""The step between the words of consecutive names, so that a spelling check never confuses two names."""

Point = tuple[float, float]
"""Latitude and longitude, in degrees."""
Vector = tuple[float, float, float]


@dataclass(frozen=True, kw_only=True)
class City:
    """A named place with all that the services know of it."""

    name_en: str
    latitude: float
    longitude: float
    name_ru: str = ""
    country_code: str = ""
    country_en: str = ""
    country_ru: str = ""
    region_en: str = ""
    region_ru: str = ""
    region_code: str = ""
    timezone: str = "UTC"
    population: int = 0
    aliases: tuple[str, ...] = ()
    id: int = 0

    @property
    def point(self) -> Point:
        """Return latitude and longitude."""
        return self.latitude, self.longitude

    def name(self, language: str) -> str:
        """Return the Russian name for `ru` if there is one, else the English one."""
        return self.name_ru if language == "ru" and self.name_ru else self.name_en

    def country(self, language: str) -> str:
        """Return the country's name in Russian for `ru` if there is one, else in English."""
        return self.country_ru if language == "ru" and self.country_ru else self.country_en

    def region(self, language: str) -> str:
        """Return the region's name in Russian for `ru` if there is one, else in English."""
        return self.region_ru if language == "ru" and self.region_ru else self.region_en

    @cached_property
    def direction(self) -> Vector:
        """The unit vector from the centre of the Earth to the city."""
        return direction(self.point)

    @cached_property
    def keys(self) -> frozenset[str]:
        """All names of the city, folded."""
        return frozenset(fold(name) for name in (self.name_en, self.name_ru, *self.aliases) if name)

    @cached_property
    def area_keys(self) -> frozenset[str]:
        """Folded names and codes of the country and the region, which may follow the city's name after a comma."""
        areas = (self.country_code, self.country_en, self.country_ru)
        regions = (self.region_code, self.region_en, self.region_ru)
        return frozenset(fold(area) for area in (*areas, *regions) if area)


class Cities:
    """The cities, searchable by name and by coordinates."""

    def __init__(self, cities: Iterable[City]) -> None:
        self._cities = list(cities)

    def __iter__(self) -> Iterator[City]:
        return iter(self._cities)

    def add(self, city: City) -> None:
        """Add a city."""
        self._cities.append(city)

    def named(self, name: str, areas: Iterable[str] = (), *, prefix: bool = False) -> list[City]:
        """Return the cities called `name` that lie within all of `areas`, the largest first.

        With `prefix`, cities whose name only starts with `name` follow.
        """
        key = fold(name)
        area_keys = {fold(area) for area in areas}
        inside = [city for city in self._cities if area_keys <= city.area_keys]
        if prefix:
            found = [city for city in inside if any(name.startswith(key) for name in city.keys)]
        else:
            found = [city for city in inside if key in city.keys]
        return sorted(found, key=lambda city: (key not in city.keys, -city.population))

    def near(self, point: Point, kilometres: float) -> list[City]:
        """Return the cities within `kilometres` of `point`, the nearest first."""
        direction_here = direction(point)
        within = [
            city
            for city in self._cities
            if closeness(direction_here, city.direction) >= cos(kilometres / EARTH_RADIUS_KM)
        ]
        return sorted(within, key=lambda city: closeness(direction_here, city.direction), reverse=True)

    def timezone(self, point: Point) -> str:
        """Return the time zone of the city nearest to `point`; the sandbox has no borders of zones."""
        direction_here = direction(point)
        return max(self._cities, key=lambda city: closeness(direction_here, city.direction)).timezone


def read_cities() -> Cities:
    """Return the cities of cities.csv."""
    return Cities(_read_file())


@cache
def _read_file() -> tuple[City, ...]:
    """Read cities.csv once, because the folding of all names takes longer than many a test."""
    with Path(__file__).with_name("cities.csv").open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(line for line in file if not line.startswith("#"))
        return tuple(_city(row) for row in rows)


def invented_word(number: int) -> str:
    """Return an invented word of three syllables; number INVENTED_WORDS gives the first word again."""
    word = ""
    for _ in range(3):
        number, position = divmod(number, len(SYLLABLES))
        word += SYLLABLES[position]
    return word


def invented_name(number: int) -> str:
    """Return an invented name, which no real city has, and which resembles no name of a large city."""
    return f"{invented_word(number * WORD_STEP).capitalize()}mund"


def fold(name: str) -> str:
    """Return `name` in lower case, without accents, and with spaces instead of hyphens."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(plain.translate(FOLDED_CHARACTERS).split())


def direction(point: Point) -> Vector:
    """Return the unit vector from the centre of the Earth to `point`."""
    latitude, longitude = (radians(degrees) for degrees in point)
    return cos(latitude) * cos(longitude), cos(latitude) * sin(longitude), sin(latitude)


def closeness(first: Vector, second: Vector) -> float:
    """Return the cosine of the angle between two directions: 1 for the same, −1 for antipodes."""
    return first[0] * second[0] + first[1] * second[1] + first[2] * second[2]


def _city(row: dict[str, str]) -> City:
    return City(
        id=int(row["id"]),
        name_en=row["name_en"],
        name_ru=row["name_ru"],
        latitude=float(row["latitude"]),
        longitude=float(row["longitude"]),
        country_code=row["country_code"],
        country_en=row["country_en"],
        country_ru=row["country_ru"],
        region_en=row["region_en"],
        region_ru=row["region_ru"],
        region_code=row["region_code"],
        timezone=row["timezone"],
        population=int(row["population"]),
        aliases=tuple(alias for alias in row["aliases"].split("|") if alias),
    )
