"""Whether a message without a command asks for the weather."""

from collections.abc import Sequence

from services.places.index.reader import PlaceIndex
from services.places.index.schema import Kind
from services.places.reading.coordinates import find_coordinates
from services.places.reading.lattice import Lattice
from services.places.reading.segments import CITY, Role, Segment
from services.places.reading.tokens import Token, tokens
from services.places.reading.words import ASKING, JOINING, PREPOSITIONS, STOPS, WHEN, WHERE, everyday
from services.places.text import fold

LAST_CYRILLIC = 0x052F

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
    if not other <= JOINING | WHERE | WHEN or not all(_is_certain(name, words) for name in names):
        return False
    return not all(_is_everyday(name, words) for name in names)


def _is_meant(segment: Segment, words: Sequence[Token]) -> bool:
    """Whether what follows a question for the weather says where."""
    if segment.role is Role.OTHER:
        return False
    told = segment.start > 0 and words[segment.start - 1].key in WHERE | PREPOSITIONS
    return told or not _is_everyday(segment, words)


def _is_certain(name: Segment, words: Sequence[Token]) -> bool:
    """Whether the words are a large place's own name, in another case only after a preposition."""
    best = name.bearers[0]
    if best.population < CITY:
        return False
    if best.kind == Kind.FORM:
        return any(word.key in PREPOSITIONS for word in words[: name.start])
    # Other names in its own script are no accident: 東京
    return best.kind != Kind.OTHER or all(ord(char) > LAST_CYRILLIC for char in words[name.start].key)


def _is_everyday(name: Segment, words: Sequence[Token]) -> bool:
    """Whether it is said every day, be it as the nominative of a form: "в теме" is not in Tema."""
    if name.area is not None:
        return False
    spelled = [word.key for word in words[name.start : name.end]]
    readings = [spelled]
    if name.bearers and name.bearers[0].kind == Kind.FORM:
        readings.append(fold(name.bearers[0].russian or "").split())
    return any(all(word in everyday() or word in STOPS for word in reading) for reading in readings)
