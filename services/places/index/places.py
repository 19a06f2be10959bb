"""Reads places from the index, by their ids or coordinates, with their names in a given language."""

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from services.languages import DEFAULT_LANGUAGE
from services.places.index.file import IndexFile
from services.places.index.geometry import MAX_LONGITUDE, Coordinates, bounding_box
from services.places.index.rows import PLACE_COLUMNS, Candidate, NearbyPlace, PlaceFields, read_places
from services.places.index.schema import UNITS_PER_DEGREE, NameKind
from services.places.models import Place, PlaceSource, Spot
from services.places.text import fold

MAX_CACHED_LIKELIEST_PLACES = 10_000
"""Maximum number of names whose likeliest places are cached; a cached place takes some 200 bytes."""

_SELECT_PLACES = f"""
SELECT {PLACE_COLUMNS}
FROM json_each(?) CROSS JOIN place AS candidate ON candidate.id = value
LEFT JOIN place_name ON place = candidate.id
"""  # noqa: S608
_SELECT_LIKELIEST_PLACES = f"""
SELECT folded.value, place.id, country
FROM json_each(?) AS folded CROSS JOIN place ON place.id = (
    SELECT place FROM name WHERE key = folded.value AND kind = {NameKind.OWN:d} ORDER BY score DESC LIMIT 1
)
"""  # noqa: S608
_SELECT_REGION_NAMES = "SELECT language, name FROM region_name WHERE region = ?"
_SELECT_PLACES_WITH_COORDINATES = f"""
SELECT {PLACE_COLUMNS}
FROM place AS candidate LEFT JOIN place_name ON place = candidate.id
WHERE latitude = ? AND longitude = ? ORDER BY candidate.id
"""  # noqa: S608
_SELECT_IDS_IN_BOX = """
SELECT id FROM place WHERE latitude BETWEEN ? AND ? AND longitude BETWEEN ? AND ? ORDER BY id
"""
_SELECT_PLACES_IN_BOX = """
SELECT id, latitude, longitude, population, zone FROM place
WHERE latitude BETWEEN ? AND ? AND longitude BETWEEN ? AND ? AND population > 0 ORDER BY id
"""
_SELECT_PLACES_AT_COORDINATES = f"""
SELECT {PLACE_COLUMNS}
FROM json_each(?) CROSS JOIN place AS candidate
    ON candidate.latitude = json_extract(value, '$[0]') AND candidate.longitude = json_extract(value, '$[1]')
LEFT JOIN place_name ON place = candidate.id ORDER BY candidate.id
"""  # noqa: S608


class PlaceReader:
    """Reads the places in the index file at *path*.

    The methods may be called from any thread; a call takes microseconds. All methods raise sqlite3.Error when the
    file cannot be read.
    """

    def __init__(self, path: Path) -> None:
        self._file = IndexFile(path)
        try:
            self._zones: dict[int, str] = dict(self._file.fetch_rows("SELECT id, name FROM zone"))
            self._countries: dict[tuple[str, str], str] = {
                (code, language): name
                for code, language, name in self._file.fetch_rows(
                    "SELECT country, language, name FROM country_name"
                )
            }
        except sqlite3.Error:  # the file is damaged
            self.close()
            raise
        self._regions: dict[int, dict[str, str]] = {}
        self._likeliest_places: dict[str, tuple[int, str] | None] = {}

    def close(self) -> None:
        """Close the connections of all threads to the file."""
        self._file.close()

    def place_of(self, candidate: Candidate, language: str, *, with_region: bool = False) -> Place:
        """Return the place of *candidate* with its names in *language*.

        The returned place has a region only if *with_region* is set, or if a likelier place in its country has the
        same name.
        """
        name = candidate.name_in(language)
        likeliest_id, likeliest_country = self._likeliest_place(name) or (candidate.place_id, candidate.country)
        has_likelier_namesake = likeliest_id != candidate.place_id
        with_region = with_region or (has_likelier_namesake and likeliest_country == candidate.country)
        return Place(
            name=name,
            latitude=candidate.latitude,
            longitude=candidate.longitude,
            country=self.country_name(candidate.country, language),
            region=self._region_name(candidate.region_id, language) if with_region else None,
            timezone=self._zones.get(candidate.zone_id),
            population=candidate.population,
            source=PlaceSource.INDEX,
            has_likelier_namesake=has_likelier_namesake,
        )

    def _likeliest_place(self, name: str) -> tuple[int, str] | None:
        """Return the id and the country of the likeliest place with the own name *name*, or None."""
        cached = self._likeliest_places
        if name not in cached:
            cached = self._cache_likeliest_places([name])
        return cached[name]

    def _cache_likeliest_places(self, names: Iterable[str]) -> dict[str, tuple[int, str] | None]:
        """Cache the likeliest places of *names* with one SQL statement, and return the cache."""
        folded = {name: fold(name) for name in names if name not in self._likeliest_places}
        if not folded:
            return self._likeliest_places
        rows = self._file.fetch_rows(_SELECT_LIKELIEST_PLACES, (json.dumps([*folded.values()]),))
        likeliest: dict[str, tuple[int, str]] = {key: (place, country) for key, place, country in rows}
        cached = self._likeliest_places
        if len(cached) >= MAX_CACHED_LIKELIEST_PLACES:
            self._likeliest_places = cached = {}
        cached.update({name: likeliest.get(key) for name, key in folded.items()})
        return cached

    def translate(self, places: Sequence[Place], language: str) -> list[Place]:
        """Return *places* with their names, regions and countries in *language*, by two SQL statements.

        A place is returned unchanged if the index lacks the place, or if the place's name is a chat's label.
        """
        requested = [_to_stored_coordinates(place.latitude, place.longitude) for place in places]
        known: dict[tuple[int, int], list[Candidate]] = {}
        for fields in read_places(
            self._file.fetch_rows(_SELECT_PLACES_AT_COORDINATES, (json.dumps(requested),))
        ).values():
            candidate = Candidate(0, 0, *fields)
            known.setdefault(_to_stored_coordinates(*candidate.coordinates), []).append(candidate)
        self._cache_likeliest_places(
            candidate.name_in(language) for candidates in known.values() for candidate in candidates
        )
        return [
            self._translate_place(place, known.get(coordinates, ()), language)
            for place, coordinates in zip(places, requested, strict=True)
        ]

    def _translate_place(self, place: Place, candidates: Sequence[Candidate], language: str) -> Place:
        """Return *place* with its names in *language*; unchanged if no candidate has the name of *place*."""
        for candidate in candidates:
            if place.name in {candidate.name, *candidate.names.values()}:
                named = self.place_of(candidate, language, with_region=place.region is not None)
                return replace(
                    place,
                    name=named.name,
                    country=named.country,
                    region=named.region,
                    source=PlaceSource.INDEX,
                    has_likelier_namesake=named.has_likelier_namesake,
                )
        return place

    def country_name(self, code: str, language: str) -> str:
        """Return the name of the country with the ISO code *code* in *language*."""
        return self._countries.get((code, language)) or self._countries.get((code, DEFAULT_LANGUAGE.code), code)

    def place_by_id(self, place_id: int, language: str) -> Place:
        """Return the place with the id *place_id*, with its names in *language*."""
        (fields,) = self._place_fields_by_id([place_id]).values()
        return self.place_of(Candidate(0, 0, *fields), language)

    def place_at(self, spot: Spot, language: str, *, with_region: bool = False) -> Place | None:
        """Return the most populous place at the rounded coordinates *spot*, named in *language*, or None."""
        sides = [round((degrees + margin) * UNITS_PER_DEGREE) for degrees in spot for margin in (-0.005, 0.005)]
        ids = [place_id for (place_id,) in self._file.fetch_rows(_SELECT_IDS_IN_BOX, sides)]
        fields = self._place_fields_by_id(ids) if ids else {}
        for place_id in ids:  # a more populous place has a smaller id
            place = self.place_of(Candidate(0, 0, *fields[place_id]), language, with_region=with_region)
            if place.key == spot:
                return place
        return None

    def place_with_coordinates(
        self, coordinates: Coordinates, language: str, *, with_region: bool = False
    ) -> Place | None:
        """Return the most populous place at exactly *coordinates*, named in *language*, or None."""
        rows = self._file.fetch_rows(
            _SELECT_PLACES_WITH_COORDINATES, [round(degrees * UNITS_PER_DEGREE) for degrees in coordinates]
        )
        fields = next(iter(read_places(rows).values()), None)
        return self.place_of(Candidate(0, 0, *fields), language, with_region=with_region) if fields else None

    def zone_name(self, zone_id: int) -> str | None:
        """Return the IANA name of the time zone with the id *zone_id*; None if the index has no such zone."""
        return self._zones.get(zone_id)

    def places_around(self, coordinates: Coordinates, max_degrees: float) -> Iterator[NearbyPlace]:
        """Yield the populated places within *max_degrees* of latitude of *coordinates*, most populous first."""
        south, north, west, east = bounding_box(coordinates, max_degrees)
        rows = []
        for turn in (-360.0, 0.0, 360.0):  # -360 and 360 find places beyond the date line
            if west + turn <= MAX_LONGITUDE and east + turn >= -MAX_LONGITUDE:
                sides = (south, north, west + turn, east + turn)
                rows += self._file.fetch_rows(
                    _SELECT_PLACES_IN_BOX, [round(side * UNITS_PER_DEGREE) for side in sides]
                )
        for place, latitude, longitude, population, zone in sorted(rows):
            coordinates_of_place = latitude / UNITS_PER_DEGREE, longitude / UNITS_PER_DEGREE
            yield NearbyPlace(place, coordinates_of_place, population, zone)

    def _place_fields_by_id(self, place_ids: Collection[int]) -> dict[int, PlaceFields]:
        """Return the PlaceFields of the places with the ids *place_ids*, by the id of the place."""
        return read_places(self._file.fetch_rows(_SELECT_PLACES, (json.dumps([*place_ids]),)))

    def _region_name(self, region: int | None, language: str) -> str | None:
        if region is None:
            return None
        if region not in self._regions:
            ((name,),) = self._file.fetch_rows("SELECT name FROM region WHERE id = ?", (region,))
            self._regions[region] = {
                DEFAULT_LANGUAGE.code: name,
                **dict(self._file.fetch_rows(_SELECT_REGION_NAMES, (region,))),
            }
        names = self._regions[region]
        return names.get(language, names[DEFAULT_LANGUAGE.code])


def _to_stored_coordinates(latitude: float, longitude: float) -> tuple[int, int]:
    """Convert coordinates in degrees to integers in the unit of the file; a degree has UNITS_PER_DEGREE."""
    return round(latitude * UNITS_PER_DEGREE), round(longitude * UNITS_PER_DEGREE)
