"""Which of the places of a name is meant, and how surely."""

from collections.abc import Sequence
from dataclasses import replace

from services.places.index.geometry import distance
from services.places.index.rows import Bearer
from services.places.index.schema import Kind
from services.places.index.scores import score
from services.places.reading.segments import CITY, Role, Segment
from services.places.reading.tokens import Token

SURE = 10.0
"""How many times as likely as the next a place must be to be what a misspelled name means."""

SURE_LENGTH = 5
"""Letters of a name that are enough to tell a misspelling from another name."""

SHORT_SURE = 1_000_000
"""People of a place that is surely meant by a letter less: "Londn"."""

CODE_LENGTH = 3
"""Letters of an airport's code."""

APART = 40.0
"""Kilometres up to which two places of a name are one: a city and its district, or one listed twice."""


def likeness(best: Bearer, other: Bearer) -> float:
    """Return how likely *other* is meant, *best* being 1."""
    return float(10 ** ((other.score - best.score) / 100))


def apart(bearers: Sequence[Bearer]) -> list[Bearer]:
    """Return *bearers* without those that are near a likelier one."""
    found: list[Bearer] = []
    for bearer in bearers:
        if all(distance(other.spot, bearer.spot) > APART for other in found):
            found.append(bearer)
    return found


def among_cities(segments: Sequence[Segment]) -> list[Segment]:
    """Return *segments* with a city for the one country among cities, where one is called so: Armenia, Jamaica."""
    names = [segment for segment in segments if segment.role is Role.NAME]
    countries = [segment for segment in names if segment.bearers[0].kind == Kind.COUNTRY]
    return [_as_city(segment) if [segment] == countries and len(names) > 1 else segment for segment in segments]


def _as_city(country: Segment) -> Segment:
    cities = [bearer for bearer in country.bearers if bearer.kind in {Kind.OWN, Kind.FORM}]
    large = [bearer for bearer in cities if bearer.population >= CITY][:1]
    return replace(country, bearers=[*large, *(bearer for bearer in country.bearers if bearer not in large)])


def is_sure(segment: Segment, words: Sequence[Token]) -> bool:
    """Whether a misspelled name can mean only one place of note, and not the capital of what is like it."""
    length = sum(len(word.key) for word in words[segment.start : segment.end])
    best, *others = apart(segment.bearers)
    # Namesakes are no doubt about the spelling: they are choices as for a name spelled right.
    spelled_otherwise = [
        other for other in others if other.name != best.name and not other.names.items() & best.names.items()
    ]
    return (
        length >= SURE_LENGTH - 1
        and best.kind != Kind.COUNTRY
        and (best.kind != Kind.OTHER or best.score >= score(CITY))
        and best.population >= (CITY if length >= SURE_LENGTH else SHORT_SURE)
        and all(likeness(best, other) <= 1 / SURE for other in spelled_otherwise)
    )


def is_code(segment: Segment, words: Sequence[Token]) -> bool:
    """Whether it is a place only as an airport's code, and hardly written as one: "Qwx", not "SVO"."""
    word = words[segment.start]
    alone = segment.end - segment.start == 1 and len(word.key) <= CODE_LENGTH and not word.raw.isupper()
    return alone and segment.is_weak and segment.bearers[0].kind == Kind.OTHER
