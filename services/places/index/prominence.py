"""Ranks the most famous place of a name first, even if another place of this name has more people.

The prominence of a place grows with three counts: its names in GeoNames, the scripts of these names, and its
translated labels in pycities. The page docs/places.md has measurements of prominences. `famous.txt` lists famous
places whose computed prominence is too low.
"""

import math
import sqlite3
import unicodedata
from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from services.places.index.geometry import MAX_SAME_PLACE_KILOMETRES, Coordinates, distance_km
from services.places.index.rows import log_score
from services.places.index.schema import UNITS_PER_DEGREE, NameKind

PROMINENCE_PER_TENFOLD_NAMES = 80
"""Prominence added for ten times as many names; 100 units of prominence outweigh ten times as many people."""

PROMINENCE_PER_TENFOLD_SCRIPTS = 100
"""Prominence added for ten times as many scripts of names; a place with many scripts is known worldwide."""

PROMINENCE_PER_LABEL = 15
"""Prominence added for each language in which pycities has a label of the place."""

ORIGINAL_CITY_PROMINENCE = 80
"""Prominence added if the place is in one of COUNTRIES_OF_ORIGINAL_CITIES."""

CAPITAL_PROMINENCE = 60
"""Prominence added if the place is the capital of a country."""

COUNTRIES_OF_ORIGINAL_CITIES = frozenset(
    ["GB", "IE", "ES", "IT", "FR", "DE", "GR", "PT", "CH", "AT", "NL", "BE", "PS", "IL"]
)
"""Countries whose cities gave their names to places overseas: "Birmingham" alone means the city in England."""

MIN_RANKING_LEAD = 45
"""Minimum lead, in score plus prominence, with which a place ranks above the namesake that has the best score."""

CITY_SCORE = log_score(100_000)
"""Score of a city of 100,000 people; a place needs MIN_CITY_PROMINENCE to rank above a city with this score."""

MIN_CITY_PROMINENCE = 305
"""Minimum prominence with which a small place may rank above a namesake of 100,000 people.

For example, a place with four labels and fifty names in ten scripts has about this prominence.
"""

MIN_CERTAIN_LEAD = 15
"""A name certainly means a place that leads all distant namesakes by this amount of score plus prominence."""

CERTAIN_SCORE_LEAD = 42
"""Lead in score that a place gets if a name certainly means this place, so that the bot does not ask the user."""
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
    place_id: int
    latitude: int
    longitude: int
    shown: str

    @property
    def coordinates(self) -> Coordinates:
        return self.latitude / UNITS_PER_DEGREE, self.longitude / UNITS_PER_DEGREE


def prominence(names: Sequence[str], label_count: int, country: str, *, is_capital: bool) -> int:
    """Return the prominence of a place in *country* that has *names* in GeoNames and *label_count* labels."""
    counted = (
        PROMINENCE_PER_TENFOLD_NAMES * math.log10(1 + len(names))
        + PROMINENCE_PER_TENFOLD_SCRIPTS * math.log10(1 + _count_scripts(names))
        + PROMINENCE_PER_LABEL * label_count
    )
    origin = ORIGINAL_CITY_PROMINENCE if country in COUNTRIES_OF_ORIGINAL_CITIES else 0
    return round(counted) + origin + (CAPITAL_PROMINENCE if is_capital else 0)


def _count_scripts(names: Iterable[str]) -> int:
    """Return the number of scripts of the first letters of *names*: 2 for "Moscow" and "Москва"."""
    first_letters = {name[0] for name in names if name and name[0].isalpha()}
    # The Unicode name of a letter begins with the name of its script: "CYRILLIC CAPITAL LETTER EM".
    return len({unicodedata.name(letter, "").partition(" ")[0] for letter in first_letters})


def rank_by_prominence(connection: sqlite3.Connection, prominences: Sequence[int]) -> None:
    """Raise the scores of prominent places above the scores of their namesakes.

    The sequence *prominences* has the prominence of each place, in the order of the places' ids (1, 2, …).
    """
    names = (_Namesake(*row) for row in connection.execute(_SELECT_NAMES))
    scores: array[int] = array("l")
    keys: list[str] = []
    for key, group in groupby(names, key=lambda name: name.key):
        namesakes = list(group)
        if len(namesakes) > 1 and (better := _with_raised_score(namesakes, prominences)) is not None:
            keys.append(key)
            scores.extend((better.score, better.place_id))
    connection.executemany(_UPDATE_SCORE, _score_update_parameters(keys, scores))


def _with_raised_score(namesakes: Sequence[_Namesake], prominences: Sequence[int]) -> _Namesake | None:
    """Return the most prominent of *namesakes* with a raised score; None if no score needs a change.

    *namesakes* are sorted by their scores, the highest first.
    """
    likeliest = namesakes[0]
    # Places with different names may share a declined form, such as "в Дзержинском"; such places are not
    # namesakes.
    rivals = [
        namesake
        for namesake in namesakes
        if likeliest.kind != NameKind.DECLINED or namesake.shown == likeliest.shown
    ]
    ranks = {
        namesake.place_id: namesake.score + _prominence_of_namesake(namesake, prominences) for namesake in rivals
    }
    prominent = max(rivals, key=lambda namesake: ranks[namesake.place_id])
    is_little_known = _prominence_of_namesake(prominent, prominences) < MIN_CITY_PROMINENCE
    if ranks[prominent.place_id] - ranks[likeliest.place_id] <= MIN_RANKING_LEAD or (
        is_little_known and likeliest.score >= CITY_SCORE
    ):
        prominent = likeliest
    if prominent.kind not in {NameKind.OWN, NameKind.DECLINED}:
        return None
    raised = prominent.score if prominent is likeliest else likeliest.score + 1
    far = [
        other
        for other in rivals
        if distance_km(other.coordinates, prominent.coordinates) > MAX_SAME_PLACE_KILOMETRES
    ]
    if far and ranks[prominent.place_id] - max(ranks[other.place_id] for other in far) >= MIN_CERTAIN_LEAD:
        raised = max(raised, max(other.score for other in far) + CERTAIN_SCORE_LEAD)
    return prominent._replace(score=raised) if raised != prominent.score else None


def _prominence_of_namesake(namesake: _Namesake, prominences: Sequence[int]) -> int:
    # Prominence counts only for a place's own name: Belém in Brazil has no prominence under the name "Bethlehem".
    return prominences[namesake.place_id - 1] if namesake.kind in {NameKind.OWN, NameKind.DECLINED} else 0


def _score_update_parameters(keys: Iterable[str], scores: Sequence[int]) -> Iterator[tuple[int, str, int]]:
    """Yield the parameters of the SQL statement _UPDATE_SCORE for each of *keys*.

    *keys* are folded names; *scores* holds two numbers for each name: the new score and the id of the place.
    """
    for number, key in enumerate(keys):
        yield scores[2 * number], key, scores[2 * number + 1]
