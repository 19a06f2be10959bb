"""Which of the places of a name is meant, and how surely."""

from collections.abc import Sequence

from services.places.index.reader import Bearer, distance
from services.places.reading.segments import CITY, Segment
from services.places.reading.tokens import Token

SURE = 5.0
"""How many times as likely as the next a place must be to be what a misspelled name means."""

SURE_LENGTH = 5
"""Letters of a name that are enough to tell a misspelling from another name."""

APART = 40.0
"""Kilometres up to which two places of a name are one: a city and its district, or one listed twice."""


def shown(bearer: Bearer, language: str) -> str:
    """Return the place's name in *language*."""
    return (bearer.russian if language == "ru" else None) or bearer.name


def likeness(best: Bearer, other: Bearer) -> float:
    """Return how likely *other* is meant, *best* being 1."""
    return float(10 ** ((other.score - best.score) / 100))


def apart(bearers: Sequence[Bearer]) -> list[Bearer]:
    """Return *bearers* without those that are near a likelier one."""
    found: list[Bearer] = []
    for bearer in bearers:
        if all(distance(*other.spot, *bearer.spot) > APART for other in found):
            found.append(bearer)
    return found


def is_sure(segment: Segment, words: Sequence[Token]) -> bool:
    """Whether a misspelled name can mean only one place of note."""
    length = sum(len(word.key) for word in words[segment.start : segment.end])
    best, *others = apart(segment.bearers)
    # Namesakes are no doubt about the spelling: they are choices as for a name spelled right.
    spelled_otherwise = [other for other in others if other.name != best.name]
    return (
        length >= SURE_LENGTH
        and best.population >= CITY
        and all(likeness(best, other) <= 1 / SURE for other in spelled_otherwise)
    )
