"""Prominence: the famous place of a name comes first, though another one has more people.

A place is prominent that GeoNames has many names for and that is labelled in many languages. docs/places.md has
the measurements. `famous.txt` lists famous places that are underrated by that.
"""

import math
import sqlite3
from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from services.places.index.geometry import Coordinates, distance
from services.places.index.rows import score
from services.places.index.schema import UNITS_A_DEGREE, Kind

NAMES_FACTOR = 50
"""The prominence for ten times as many names, in hundredths of log10 of people, as all scores are."""

LABEL_PROMINENCE = 25
"""The prominence for a label in one more language."""

ORIGIN_PROMINENCE = 40
"""The prominence for being in one of ORIGINS."""

ORIGINS = frozenset(["GB", "ES", "IT", "FR", "DE", "GR", "PT", "CH", "AT", "NL", "BE", "PS", "IL"])
"""Countries whose cities gave their names to others overseas. Whoever names no country means the old city."""

MARGIN = 20
"""By how much a place must be ahead, with its prominence, to come before the place of the best score."""

CITY_SCORE = score(100_000)
LEAST_PROMINENCE = 180
"""The least prominence with which a place comes before one of CITY_SCORE and more: four labels and forty names."""

CLEAR = 15
"""By how much the first place must be ahead of others, with its prominence, to be meant for certain."""

LEAD = 42
"""By how much the score of a place that is meant for certain exceeds those of others: no question is asked."""

APART = 40.0
"""Kilometres within which two places of a name count as one."""

_NAMES = """
SELECT key, score, kind, place, latitude, longitude,
    coalesce((SELECT name FROM place_name WHERE place = id LIMIT 1), place.name)
FROM name JOIN place ON id = place ORDER BY key, score DESC
"""
_RAISE = "UPDATE name SET score = ? WHERE key = ? AND place = ?"


class _Bearer(NamedTuple):
    """A place of a name."""

    key: str
    score: int
    kind: int
    place: int
    latitude: int
    longitude: int
    shown: str

    @property
    def spot(self) -> Coordinates:
        return self.latitude / UNITS_A_DEGREE, self.longitude / UNITS_A_DEGREE


def prominence(names: int, labels: int, country: str) -> int:
    """Return the prominence of a place of *country* with so many *names* and *labels*."""
    origin = ORIGIN_PROMINENCE if country in ORIGINS else 0
    return round(NAMES_FACTOR * math.log10(1 + names)) + LABEL_PROMINENCE * labels + origin


def rank_by_prominence(connection: sqlite3.Connection, prominences: Sequence[int]) -> None:
    """Raise the scores of the prominent places above those of their namesakes.

    *prominences* are those of the places in the order of their ids, the first one of the id 1.
    """
    names = (_Bearer(*row) for row in connection.execute(_NAMES))
    scores: array[int] = array("l")
    keys: list[str] = []
    for key, group in groupby(names, key=lambda name: name.key):
        bearers = list(group)
        if len(bearers) > 1 and (better := _raised(bearers, prominences)) is not None:
            keys.append(key)
            scores.extend((better.score, better.place))
    connection.executemany(_RAISE, _updates(keys, scores))


def _raised(bearers: Sequence[_Bearer], prominences: Sequence[int]) -> _Bearer | None:
    """Return the bearer that is meant with its raised score, None where the scores say so already.

    *bearers* come in the order of their scores.
    """
    likeliest = bearers[0]
    # Different names may have the same form, of which one is rare: "в Дзержинском" is seldom Dzerzhinsk.
    rivals = [bearer for bearer in bearers if likeliest.kind != Kind.DECLINED or bearer.shown == likeliest.shown]
    ranks = {bearer.place: bearer.score + _prominence(bearer, prominences) for bearer in rivals}
    meant = max(rivals, key=lambda bearer: ranks[bearer.place])
    is_little_known = _prominence(meant, prominences) < LEAST_PROMINENCE
    if ranks[meant.place] - ranks[likeliest.place] <= MARGIN or (
        is_little_known and likeliest.score >= CITY_SCORE
    ):
        meant = likeliest
    if meant.kind not in {Kind.OWN, Kind.DECLINED}:
        return None
    raised = meant.score if meant is likeliest else likeliest.score + 1
    far = [other for other in rivals if distance(other.spot, meant.spot) > APART]
    if far and ranks[meant.place] - max(ranks[other.place] for other in far) >= CLEAR:
        raised = max(raised, max(other.score for other in far) + LEAD)
    return meant._replace(score=raised) if raised != meant.score else None


def _prominence(bearer: _Bearer, prominences: Sequence[int]) -> int:
    # A prominent place is prominent by its own name: "Bethlehem" is not Belém.
    return prominences[bearer.place - 1] if bearer.kind in {Kind.OWN, Kind.DECLINED} else 0


def _updates(keys: Iterable[str], scores: Sequence[int]) -> Iterator[tuple[int, str, int]]:
    """Yield the values of _RAISE for each of *keys*; *scores* has the score and the place of each."""
    for number, key in enumerate(keys):
        yield scores[2 * number], key, scores[2 * number + 1]
