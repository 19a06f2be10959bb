"""Ranks the most famous place of a name first, even if a namesake has more people.

The prominence of a place grows with the number of its names in GeoNames and of its labels in pycities.
docs/places.md has the measurements. `famous.txt` lists famous places whose prominence is too low.
"""

import math
import sqlite3
from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from services.places.index.geometry import MAX_SAME_PLACE_DISTANCE, Coordinates, distance
from services.places.index.rows import log_score
from services.places.index.schema import UNITS_PER_DEGREE, Kind

PROMINENCE_PER_LOG_NAMES = 50
"""Prominence that a place gains with ten times as many names.

The unit of prominence is that of scores: 100 × log10 of people.
"""

PROMINENCE_PER_LABEL = 25
"""Prominence that a place gains with a label in one more language."""

ORIGIN_PROMINENCE = 40
"""Prominence that a place gains if it is in one of ORIGIN_COUNTRIES."""

ORIGIN_COUNTRIES = frozenset(["GB", "ES", "IT", "FR", "DE", "GR", "PT", "CH", "AT", "NL", "BE", "PS", "IL"])
"""Countries whose cities have namesakes overseas.

A user who names no country means the city in one of these countries.
"""

MIN_LEAD = 20
"""Minimum lead of a place over the namesake with the best score for it to be ranked first.

A lead is the difference between the sums of score and prominence of two places.
"""

CITY_SCORE = log_score(100_000)
"""Score of a city of 100,000 people."""

MIN_CITY_PROMINENCE = 180
"""Minimum prominence with which a place is ranked above a namesake of CITY_SCORE: four labels and forty names."""

MIN_CERTAIN_LEAD = 15
"""Minimum lead of the first place over all distant namesakes for the name to mean this place for certain."""

CERTAIN_SCORE_LEAD = 42
"""Difference between the scores of a certain place and its best namesake, so large that the bot does not ask."""
_SELECT_NAMES = """
SELECT key, score, kind, place, latitude, longitude,
    coalesce((SELECT name FROM place_name WHERE place = id LIMIT 1), place.name)
FROM name JOIN place ON id = place ORDER BY key, score DESC
"""
_UPDATE_SCORE = "UPDATE name SET score = ? WHERE key = ? AND place = ?"


class _Namesake(NamedTuple):
    """A row of the table "name" with the coordinates and the shown name of its place."""

    key: str
    score: int
    kind: int
    place: int
    latitude: int
    longitude: int
    shown: str

    @property
    def spot(self) -> Coordinates:
        return self.latitude / UNITS_PER_DEGREE, self.longitude / UNITS_PER_DEGREE


def prominence(name_count: int, label_count: int, country: str) -> int:
    """Return the prominence of a place in *country* from the numbers of its names and labels."""
    origin = ORIGIN_PROMINENCE if country in ORIGIN_COUNTRIES else 0
    return (
        round(PROMINENCE_PER_LOG_NAMES * math.log10(1 + name_count)) + PROMINENCE_PER_LABEL * label_count + origin
    )


def rank_by_prominence(connection: sqlite3.Connection, prominences: Sequence[int]) -> None:
    """Raise the scores of prominent places above those of their namesakes.

    *prominences* holds the prominence of each place in the order of the ids, which start at 1.
    """
    names = (_Namesake(*row) for row in connection.execute(_SELECT_NAMES))
    scores: array[int] = array("l")
    keys: list[str] = []
    for key, group in groupby(names, key=lambda name: name.key):
        namesakes = list(group)
        if len(namesakes) > 1 and (better := _with_raised_score(namesakes, prominences)) is not None:
            keys.append(key)
            scores.extend((better.score, better.place))
    connection.executemany(_UPDATE_SCORE, _update_values(keys, scores))


def _with_raised_score(namesakes: Sequence[_Namesake], prominences: Sequence[int]) -> _Namesake | None:
    """Return the most prominent namesake with a raised score, None if no score has to change.

    *namesakes* are sorted by their scores, the highest first.
    """
    likeliest = namesakes[0]
    # Two names may share a declined form that is rare for one of them: "в Дзержинском" seldom means Dzerzhinsk.
    rivals = [
        namesake for namesake in namesakes if likeliest.kind != Kind.DECLINED or namesake.shown == likeliest.shown
    ]
    ranks = {namesake.place: namesake.score + _prominence(namesake, prominences) for namesake in rivals}
    prominent = max(rivals, key=lambda namesake: ranks[namesake.place])
    is_little_known = _prominence(prominent, prominences) < MIN_CITY_PROMINENCE
    if ranks[prominent.place] - ranks[likeliest.place] <= MIN_LEAD or (
        is_little_known and likeliest.score >= CITY_SCORE
    ):
        prominent = likeliest
    if prominent.kind not in {Kind.OWN, Kind.DECLINED}:
        return None
    raised = prominent.score if prominent is likeliest else likeliest.score + 1
    far = [other for other in rivals if distance(other.spot, prominent.spot) > MAX_SAME_PLACE_DISTANCE]
    if far and ranks[prominent.place] - max(ranks[other.place] for other in far) >= MIN_CERTAIN_LEAD:
        raised = max(raised, max(other.score for other in far) + CERTAIN_SCORE_LEAD)
    return prominent._replace(score=raised) if raised != prominent.score else None


def _prominence(namesake: _Namesake, prominences: Sequence[int]) -> int:
    # Only the own name of a place carries its prominence: Belém is not prominent as "Bethlehem".
    return prominences[namesake.place - 1] if namesake.kind in {Kind.OWN, Kind.DECLINED} else 0


def _update_values(keys: Iterable[str], scores: Sequence[int]) -> Iterator[tuple[int, str, int]]:
    """Yield the parameters of _UPDATE_SCORE for each of *keys*.

    *scores* holds two numbers for each key: the new score and the id of the place.
    """
    for number, key in enumerate(keys):
        yield scores[2 * number], key, scores[2 * number + 1]
