"""Whether a message without a command asks for the weather."""

from collections.abc import Sequence

from services.places.index.reader import PlaceIndex
from services.places.index.schema import Kind
from services.places.reading.coordinates import find_coordinates
from services.places.reading.lattice import Lattice
from services.places.reading.segments import CITY, Role, Segment
from services.places.reading.tokens import Token, tokens
from services.places.reading.words import ASKING, JOINING, PREPOSITIONS, STOPS, WHEN, WHERE, everyday

MOST_WORDS = 40
"""Words of a message without a command; more are prose."""


def reads_as_places(text: str, index: PlaceIndex) -> bool:
    """Whether *text* asks for the weather though it has no command.

    It does when it says so ("погода в Москве", "weather") or when it is nothing but places of 100,000 people
    and more by names of their own ("Paris, London", "в Москве"), or coordinates. A word of everyday messages
    ("nice", "мир") is no place here unless it is told where ("weather in Nice").
    """
    if any(found.spot for found in find_coordinates(text)):
        return True
    words, rest = tokens(text)
    if not words or rest or len(words) > MOST_WORDS:
        return False
    segments = Lattice(words, index).best()
    names = [segment for segment in segments if segment.role is Role.NAME]
    if any(word.key in ASKING for word in words):
        return all(word.key in STOPS for word in words) or any(_is_meant(segment, words) for segment in segments)
    other = {words[segment.start].key for segment in segments if segment.role is not Role.NAME}
    return bool(names) and other <= JOINING | WHERE | WHEN and all(_is_certain(name, words) for name in names)


def _is_meant(segment: Segment, words: Sequence[Token]) -> bool:
    """Whether what follows a question for the weather says where."""
    if segment.role is Role.OTHER:
        return False
    told = segment.start > 0 and words[segment.start - 1].key in WHERE | PREPOSITIONS
    return told or not _is_everyday(segment, words)


def _is_certain(name: Segment, words: Sequence[Token]) -> bool:
    best = name.bearers[0]
    return best.population >= CITY and best.kind != Kind.OTHER and not _is_everyday(name, words)


def _is_everyday(segment: Segment, words: Sequence[Token]) -> bool:
    return segment.area is None and all(
        word.key in everyday() or word.key in STOPS for word in words[segment.start : segment.end]
    )
