"""Finds coordinates in a text, in several notations."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from services.languages import LANGUAGES
from services.places.index.geometry import MAX_LATITUDE, MAX_LONGITUDE

_COMPASS_WORDS = [language.compass for language in LANGUAGES]
_DIRECTION_BY_LETTER = {
    letter: direction
    for compass in _COMPASS_WORDS
    for letter, direction in zip(compass.letters, "NSEW", strict=True)
}
_DIRECTION_LETTERS = "".join(_DIRECTION_BY_LETTER)
_LATITUDE_LONGITUDE_LETTERS = "".join(compass.axes for compass in _COMPASS_WORDS)
_AXIS_PATTERN = rf"\s?[{_LATITUDE_LONGITUDE_LETTERS}]?\.?" if _LATITUDE_LONGITUDE_LETTERS else ""
_DIRECTION_AFTER_NUMBER = "|".join(
    [rf"[{_DIRECTION_LETTERS}](?![\w])\.?{_AXIS_PATTERN}", *(one.written for one in _COMPASS_WORDS if one.written)]
)

_NUMBER_PATTERN = rf"""
    (?P<{{0}}before>[{_DIRECTION_LETTERS}])?\s?
    (?P<{{0}}sign>[-+−–])?(?P<{{0}}degrees>\d{{{{1,3}}}}(?:[.{{1}}]\d{{{{1,10}}}})?)\s?(?P<{{0}}mark>[°º˚])?
    (?:\s?(?P<{{0}}minutes>\d{{{{1,2}}}}(?:[.]\d+)?)\s?['’′])?
    (?:\s?(?P<{{0}}seconds>\d{{{{1,2}}}}(?:[.]\d+)?)\s?(?:["”″]|''))?
    \s?(?P<{{0}}after>{_DIRECTION_AFTER_NUMBER})?
"""


def _coordinate_pair_pattern(decimal_comma: str, separator: str) -> re.Pattern[str]:
    """Return the pattern of a latitude and a longitude with *separator* between the two numbers.

    The decimal separator is a point or *decimal_comma*. Numbers inside a longer number or a word do not match.
    """
    first, second = _NUMBER_PATTERN.format("a", decimal_comma), _NUMBER_PATTERN.format("o", decimal_comma)
    return re.compile(rf"(?<![\w.,°]){first}{separator}{second}(?![\w°]|[.,]\d)", re.VERBOSE | re.IGNORECASE)


# At most three spaces match, because a search through many spaces would be slow.
_COORDINATE_PAIR_PATTERNS = (
    _coordinate_pair_pattern("", r"(?:\s{0,3}[,;/]\s{0,3}|\s{1,3})"),
    _coordinate_pair_pattern(",", r"(?:\s{0,3}[;/]\s{0,3}|\s{0,3},\s{1,3}|\s{1,3})"),
)


@dataclass(frozen=True, slots=True)
class WrittenCoordinates:
    """A pair of numbers in characters `start` to `end` (exclusive) of a text; `asked` is the pair as typed.

    `degrees` is the latitude and longitude in degrees, or None if one of the numbers is out of range.
    """

    start: int
    end: int
    asked: str
    degrees: tuple[float, float] | None


def find_coordinates(text: str) -> Iterator[WrittenCoordinates]:
    """Yield the coordinates in *text*; without compass directions, the first of two numbers is the latitude.

    Examples of notations are "55.75, 37.62", "55.75 37.62", "55,75 37,62", "N55.75 E37.62", "55°45′21″N
    37°37′04″E" and "55.75° с.ш. 37.62° в.д.". Whole numbers are coordinates only with a degree sign or a compass
    direction.
    """
    start = 0
    next_matches = [pattern.search(text) for pattern in _COORDINATE_PAIR_PATTERNS]
    while matches := [match for match in next_matches if match is not None]:
        found = min(matches, key=_sort_key_of_match)
        parts = found.groupdict()
        if (
            _has_coordinate_mark(parts, "a")
            and _has_coordinate_mark(parts, "o")
            and not _has_preposition_as_direction(parts)
        ):
            yield WrittenCoordinates(
                found.start(), found.end(), " ".join(found[0].split()), _degrees_of_match(parts)
            )
        start = found.end()
        # Patterns without further matches are dropped, because each search reads the text to its end.
        next_matches = [
            pattern.search(text, start) if match is not None and match.start() < start else match
            for pattern, match in zip(_COORDINATE_PAIR_PATTERNS, next_matches, strict=True)
        ]


def _sort_key_of_match(match: re.Match[str]) -> tuple[int, int]:
    return match.start(), -match.end()


def _has_coordinate_mark(parts: dict[str, str | None], prefix: str) -> bool:
    """Return whether a number has a fraction, a degree sign or a compass direction.

    The mapping *parts* has the named groups of a matched pair of numbers. The group names of the number begin with
    *prefix*: "a" for the first number, "o" for the second.
    """
    degrees = parts[f"{prefix}degrees"] or ""
    marks = ("before", "after", "mark")
    return "." in degrees or "," in degrees or any(parts[f"{prefix}{mark}"] for mark in marks)


def _has_preposition_as_direction(parts: dict[str, str | None]) -> bool:
    """Return whether lower-case letters are prepositions, not directions: «12.12 в 18.30», «12.12 в 18 в Туле».

    A single letter of a direction, or the same letter twice, is a preposition unless a degree sign precedes it.
    """
    written = [parts[f"{prefix}before"] or parts[f"{prefix}after"] or "" for prefix in "ao"]
    letters = {letter for letter in written if letter}
    has_degree_sign = any(parts[f"{prefix}mark"] for prefix in "ao")
    return len(letters) == 1 and not has_degree_sign and all(len(one) == 1 and one.islower() for one in letters)


def _degrees_of_match(parts: dict[str, str | None]) -> tuple[float, float] | None:
    latitude, longitude = _number_in_degrees(parts, "a"), _number_in_degrees(parts, "o")
    directions = _compass_direction(parts, "a"), _compass_direction(parts, "o")
    if directions[0] in set("EW") or directions[1] in set("NS"):
        latitude, longitude = longitude, latitude
    if directions[0] and directions[1] and (directions[0] in "NS") == (directions[1] in "NS"):
        return None
    return (latitude, longitude) if abs(latitude) <= MAX_LATITUDE and abs(longitude) <= MAX_LONGITUDE else None


def _number_in_degrees(parts: dict[str, str | None], prefix: str) -> float:
    whole, minutes, seconds = (
        float((parts[f"{prefix}{part}"] or "0").replace(",", ".")) for part in ("degrees", "minutes", "seconds")
    )
    negative = parts[f"{prefix}sign"] in {"-", "−", "–"} or _compass_direction(parts, prefix) in {"S", "W"}
    degrees = whole + minutes / 60 + seconds / 3600
    return -degrees if negative else degrees


def _compass_direction(parts: dict[str, str | None], prefix: str) -> str:
    """Return the compass direction of a number as one of "NSEW"; return "" for a number without direction."""
    written = (parts[f"{prefix}before"] or parts[f"{prefix}after"] or "")[:1].upper()
    return _DIRECTION_BY_LETTER.get(written, written)
