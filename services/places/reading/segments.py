"""What words may be, and how likely.

Each name costs LOG_PEOPLE less the log10 of its likeliest bearer's people, so that few names of large places win:
"Moscow London" is two, "New York" is one. What is no name costs UNKNOWN a word.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from services.places.index.rows import Area, Bearer
from services.places.index.schema import Kind
from services.places.reading.tokens import Gap, Token
from services.places.reading.words import ASKING, PREPOSITIONS, STOPS, everyday

LONGEST = 6
"""Words of a name."""

LOG_PEOPLE = 9.9
UNKNOWN = -9.0
EVERYDAY = -6.0
"""A word of everyday messages: only a large place is meant by it."""
STOP = -0.3
CAPITALS = -4.0
"""A word of two capitals that may be a code: "London ON"."""
NUMBER = -0.1

DECLINED = 230
"""What a form's low weight is made up for by after a preposition: log10 200, in hundredths."""

CODE = 2
"""Letters of a country's or state's code."""

CITY = 100_000

WEAK, WEAK_OTHER = 3.3, 4.4
"""Log10 of the people below which a place's own name, and another of its names, is hardly used."""


class Role(Enum):
    """What a segment is."""

    NAME = auto()
    OTHER = auto()
    """Words that say nothing of places."""
    UNKNOWN = auto()
    """No name of a place; with `bearers` that of the region that these are in."""


@dataclass(frozen=True, slots=True)
class Segment:
    """The words from `start` to `end` and what they are; `bearers` of a name, the likeliest first."""

    start: int
    end: int
    score: float
    role: Role
    bearers: Sequence[Bearer] = ()
    area: Area | None = None
    """What the name is qualified by."""
    guessed: bool = False
    """Whether the name is not spelled so."""

    @property
    def is_weak(self) -> bool:
        """Whether the words are rather something else misspelled: no name, or one that is hardly used."""
        if self.role is not Role.NAME:
            return self.role is Role.UNKNOWN and not self.bearers
        least = WEAK_OTHER if self.bearers[0].kind == Kind.OTHER else WEAK
        return self.guessed or (self.area is None and self.log_people < least)

    @property
    def log_people(self) -> float:
        """Log10 of the people that the name counts."""
        return self.score + LOG_PEOPLE


def is_declining(token: Token) -> bool:
    """Whether the names after *token* are declined: "в Москве", "погода Москвы"."""
    return token.key in PREPOSITIONS or token.key in ASKING


def in_capitals(token: Token) -> bool:
    """Whether *token* is two capitals, as codes are written: "ON", "LA"."""
    return len(token.raw) == CODE and token.raw.isascii() and token.raw.isupper()


def is_spoken(token: Token, bearers: Sequence[Bearer]) -> bool:
    """Whether *token* is a word of everyday messages that is a country in capitals alone: "tell us"."""
    is_country = bearers[0].kind == Kind.COUNTRY and len(token.key) == CODE
    return is_country and token.key in everyday() and not in_capitals(token)


def spans(tokens: Sequence[Token], start: int) -> Iterator[tuple[int, str]]:
    """Yield the ends of the names that may begin at *start*, with their keys."""
    key = ""
    for end in range(start + 1, min(start + LONGEST, len(tokens)) + 1):
        if end > start + 1 and tokens[end - 1].gap >= Gap.COMMA:
            return
        key = f"{key} {tokens[end - 1].key}".lstrip()
        yield end, key


def ranked(bearers: Sequence[Bearer], *, declined: bool) -> Sequence[Bearer]:
    """Return *bearers* the likeliest first, with forms of their names made up for where words are *declined*."""
    if not declined or all(bearer.kind != Kind.FORM for bearer in bearers):
        return bearers
    return sorted((weighed(bearer, declined=True) for bearer in bearers), key=lambda bearer: -bearer.score)


def weighed(bearer: Bearer, *, declined: bool, cost: float = 0.0) -> Bearer:
    """Return a bearer with the score that it has where words are *declined*, less the *cost* of a guess."""
    made_up = DECLINED if declined and bearer.kind == Kind.FORM else 0
    return bearer._replace(score=bearer.score + made_up - round(100 * cost))


def named(start: int, end: int, bearers: Sequence[Bearer]) -> Segment:
    """Return the segment of a name with these bearers."""
    return Segment(start, end, bearers[0].score / 100 - LOG_PEOPLE, Role.NAME, bearers)


def qualified(start: int, end: int, bearers: Sequence[Bearer], area: Area, cost: float) -> Segment:
    """Return the segment of a name with the area it is in, that has these bearers there."""
    return Segment(start, end, bearers[0].score / 100 - LOG_PEOPLE - cost, Role.NAME, bearers, area)


def no_name(token: Token, start: int) -> Segment:
    """Return the segment of a word that is no name."""
    if token.key in STOPS:
        return Segment(start, start + 1, CAPITALS if in_capitals(token) else STOP, Role.OTHER)
    if token.is_number:
        return Segment(start, start + 1, NUMBER, Role.OTHER)
    if token.key in everyday():
        return Segment(start, start + 1, EVERYDAY, Role.OTHER)
    return Segment(start, start + 1, UNKNOWN, Role.UNKNOWN)
