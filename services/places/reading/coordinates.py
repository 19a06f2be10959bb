"""Coordinates as people write and paste them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from services.languages import LANGUAGES

POLE, DATE_LINE = 90.0, 180.0
"""Degrees at which latitudes and longitudes end."""

_COMPASSES = [language.compass for language in LANGUAGES]
_DIRECTIONS = {
    letter: direction for compass in _COMPASSES for letter, direction in zip(compass.letters, "NSEW", strict=True)
}
_LETTERS = "".join(_DIRECTIONS)
_AXES = "".join(compass.axes for compass in _COMPASSES)
_AXIS = rf"\s?[{_AXES}]?\.?" if _AXES else ""
_AFTER = "|".join([rf"[{_LETTERS}](?![\w])\.?{_AXIS}", *(one.written for one in _COMPASSES if one.written)])

_DEGREES = rf"""
    (?P<{{0}}before>[{_LETTERS}])?\s?
    (?P<{{0}}sign>[-+−–])?(?P<{{0}}degrees>\d{{{{1,3}}}}(?:[.{{1}}]\d{{{{1,10}}}})?)\s?(?P<{{0}}mark>[°º˚])?
    (?:\s?(?P<{{0}}minutes>\d{{{{1,2}}}}(?:[.]\d+)?)\s?['’′])?
    (?:\s?(?P<{{0}}seconds>\d{{{{1,2}}}}(?:[.]\d+)?)\s?(?:["”″]|''))?
    \s?(?P<{{0}}after>{_AFTER})?
"""


def _pair(comma: str, between: str) -> re.Pattern[str]:
    # nothing that goes on in a number, a word or a name may touch the pair
    first, second = _DEGREES.format("a", comma), _DEGREES.format("o", comma)
    return re.compile(rf"(?<![\w.,°]){first}{between}{second}(?![\w°]|[.,]\d)", re.VERBOSE | re.IGNORECASE)


# Gaps are short ones: with any number of spaces there are too many ways to take a long one apart.
_PAIRS = (
    _pair("", r"(?:\s{0,3}[,;/]\s{0,3}|\s{1,3})"),
    _pair(",", r"(?:\s{0,3}[;/]\s{0,3}|\s{0,3},\s{1,3}|\s{1,3})"),
)


@dataclass(frozen=True, slots=True)
class Coordinates:
    """A pair of numbers in a text; `spot` is the latitude and longitude in degrees, None when there is no such."""

    start: int
    end: int
    asked: str
    spot: tuple[float, float] | None


def find_coordinates(text: str) -> Iterator[Coordinates]:
    """Yield the coordinates in *text*, latitude first unless marked otherwise.

    "55.75, 37.62", "55.75 37.62", "55,75 37,62", "N55.75 E37.62", "55°45′21″N 37°37′04″E" and
    "55.75° с.ш. 37.62° в.д." are. Whole numbers are coordinates only when a degree sign or a direction says so.
    """
    start = 0
    ahead = [pattern.search(text) for pattern in _PAIRS]
    while matches := [match for match in ahead if match is not None]:
        found = min(matches, key=_order)
        parts = found.groupdict()
        if _is_marked(parts, "a") and _is_marked(parts, "o"):
            yield Coordinates(found.start(), found.end(), " ".join(found[0].split()), _spot(parts))
        start = found.end()
        # Only a pattern whose match was passed is searched again: else one without any would read all of the rest
        # after each match of the other.
        ahead = [
            pattern.search(text, start) if match is not None and match.start() < start else match
            for pattern, match in zip(_PAIRS, ahead, strict=True)
        ]


def _order(match: re.Match[str]) -> tuple[int, int]:
    return match.start(), -match.end()


def _is_marked(parts: dict[str, str | None], which: str) -> bool:
    degrees = parts[f"{which}degrees"] or ""
    marks = ("before", "after", "mark")
    return "." in degrees or "," in degrees or any(parts[f"{which}{mark}"] for mark in marks)


def _spot(parts: dict[str, str | None]) -> tuple[float, float] | None:
    one, other = _degrees(parts, "a"), _degrees(parts, "o")
    directions = _direction(parts, "a"), _direction(parts, "o")
    if directions[0] in set("EW") or directions[1] in set("NS"):
        one, other = other, one
    if directions[0] and directions[1] and (directions[0] in "NS") == (directions[1] in "NS"):
        return None
    return (one, other) if abs(one) <= POLE and abs(other) <= DATE_LINE else None


def _degrees(parts: dict[str, str | None], which: str) -> float:
    whole, minutes, seconds = (
        float((parts[f"{which}{part}"] or "0").replace(",", ".")) for part in ("degrees", "minutes", "seconds")
    )
    negative = parts[f"{which}sign"] in {"-", "−", "–"} or _direction(parts, which) in {"S", "W"}
    size = whole + minutes / 60 + seconds / 3600
    return -size if negative else size


def _direction(parts: dict[str, str | None], which: str) -> str:
    written = (parts[f"{which}before"] or parts[f"{which}after"] or "")[:1].upper()
    return _DIRECTIONS.get(written, written)
