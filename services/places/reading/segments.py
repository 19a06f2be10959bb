"""Segments: spans of tokens with a role, and a score that tells how likely the role is.

Scores are in log10 of people. The score of a name is that of its likeliest candidate minus NAME_COST. Because of
this cost, few names of large places score higher than many names of small places: "Moscow London" is two names,
"New York" is one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from services.places.index.rows import Area, Candidate
from services.places.index.schema import Kind
from services.places.reading.tokens import Gap, Token
from services.places.reading.words import PREPOSITIONS, REQUEST_WORDS, STOP_WORDS, everyday_words
from services.places.text import AIRPORT_CODE_LENGTH, MAX_NAME_WORDS

NAME_COST = 9.9
"""Cost of each name, in log10 of people."""
UNKNOWN_SCORE = -9.0
"""Score of an unknown word."""
EVERYDAY_SCORE = -6.0
"""Score of an everyday word; only the names of large places score higher."""
STOP_SCORE = -0.3
"""Score of a stop word."""
CAPITALS_SCORE = -4.0
"""Score of a stop word of two capitals, which may be a code: "London ON"."""
NUMBER_SCORE = -0.1
"""Score of a word with digits."""

DECLINED_BONUS = 230
"""Bonus on the score of a declined name after a preposition, where most names are declined: log10 of 200."""

AREA_CODE_LENGTH = 2
"""Number of letters of the code of a country or state."""

CITY_POPULATION = 100_000
"""Minimum population of a city."""

MIN_OWN_LOG_PEOPLE, MIN_OTHER_LOG_PEOPLE = 3.3, 4.4
"""Minimum log10 of people for an own name and for an alternate name; a name with a lower one is rarely used."""


class Role(Enum):
    """The role of a segment's words."""

    NAME = auto()
    """The name of a place."""
    OTHER = auto()
    """Words that are not names, such as stop words, everyday words and streets."""
    ABSENT = auto()
    """A name with an area in which no place has this name; `candidates` are places elsewhere."""
    UNKNOWN = auto()
    """Unknown words, or the name of a region; `candidates` are the largest places of the region."""


@dataclass(frozen=True, slots=True)
class Segment:
    """The tokens from `start` to `end` (exclusive) with their role; `candidates` are the likeliest first."""

    start: int
    end: int
    score: float
    role: Role
    candidates: Sequence[Candidate] = ()
    area: Area | None = None
    """The country or region that qualifies the name."""
    guessed: bool = False
    """Whether the name is the correction of a misspelled name."""
    suggested: bool = False
    """Whether the edit distance of the correction is 2, so that it is only offered as a suggestion."""

    @property
    def may_be_misspelled(self) -> bool:
        """Whether the words are unknown or a rarely used name."""
        if self.role is not Role.NAME:
            return self.role is Role.UNKNOWN and not self.candidates
        least = MIN_OTHER_LOG_PEOPLE if self.candidates[0].kind == Kind.OTHER else MIN_OWN_LOG_PEOPLE
        return self.guessed or (self.area is None and self.log_people < least)

    @property
    def log_people(self) -> float:
        """The score of the name's likeliest candidate minus the costs of qualifiers, in log10 of people."""
        return self.score + NAME_COST


def requires_declension(token: Token) -> bool:
    """Return whether names after *token* are declined, as in "в Москве" and "погода Москвы"."""
    return token.key in PREPOSITIONS or token.key in REQUEST_WORDS


def is_area_code(token: Token) -> bool:
    """Return whether *token* is written like the code of an area, in two capitals: "ON", "LA"."""
    return len(token.raw) == AREA_CODE_LENGTH and token.raw.isascii() and token.raw.isupper()


def is_airport_code(token: Token) -> bool:
    """Return whether *token* is written like the code of an airport, in three capitals: "LHR"."""
    return len(token.raw) == AIRPORT_CODE_LENGTH and token.raw.isascii() and token.raw.isupper()


def is_lowercase_code(token: Token, candidates: Sequence[Candidate]) -> bool:
    """Return whether *token* is an everyday word that is a country's code only in capitals: "us" in "tell us"."""
    is_country = candidates[0].kind == Kind.COUNTRY and len(token.key) == AREA_CODE_LENGTH
    return is_country and token.key in everyday_words() and not is_area_code(token)


def name_spans(tokens: Sequence[Token], start: int) -> Iterator[tuple[int, str]]:
    """Yield the end and the key of each span from *start* that may be a name."""
    key = ""
    for end in range(start + 1, min(start + MAX_NAME_WORDS, len(tokens)) + 1):
        if end > start + 1 and tokens[end - 1].gap >= Gap.COMMA:
            return
        key = f"{key} {tokens[end - 1].key}".lstrip()
        yield end, key


def ranked_candidates(candidates: Sequence[Candidate], *, may_be_declined: bool) -> Sequence[Candidate]:
    """Return *candidates*, the likeliest first. If *may_be_declined*, declined names get DECLINED_BONUS."""
    if not may_be_declined or all(candidate.kind != Kind.DECLINED for candidate in candidates):
        return candidates
    return sorted(
        (with_adjusted_score(candidate, may_be_declined=True) for candidate in candidates),
        key=lambda candidate: -candidate.score,
    )


def with_adjusted_score(candidate: Candidate, *, may_be_declined: bool, cost: float = 0.0) -> Candidate:
    """Return *candidate* with its score lowered by *cost*, and with DECLINED_BONUS if that applies.

    The bonus applies to a declined name if *may_be_declined*.
    """
    bonus = DECLINED_BONUS if may_be_declined and candidate.kind == Kind.DECLINED else 0
    return candidate._replace(score=candidate.score + bonus - round(100 * cost))


def name_segment(start: int, end: int, candidates: Sequence[Candidate]) -> Segment:
    """Return the segment of a name with *candidates*, which are sorted, the likeliest first."""
    return Segment(start, end, candidates[0].score / 100 - NAME_COST, Role.NAME, candidates)


def qualified_segment(start: int, end: int, candidates: Sequence[Candidate], area: Area, cost: float) -> Segment:
    """Return the segment of a name that *area* qualifies; *candidates* are in *area*."""
    return Segment(start, end, candidates[0].score / 100 - NAME_COST - cost, Role.NAME, candidates, area)


def insert_segment(segments: Sequence[Segment], new_segment: Segment) -> Sequence[Segment]:
    """Return *segments* with *new_segment* instead of the segments that overlap it."""
    around = [other for other in segments if other.end <= new_segment.start or other.start >= new_segment.end]
    return sorted([*around, new_segment], key=lambda segment: segment.start)


def word_segment(token: Token, start: int) -> Segment:
    """Return the segment of *token* as a word that is no name."""
    if token.key in STOP_WORDS:
        return Segment(start, start + 1, CAPITALS_SCORE if is_area_code(token) else STOP_SCORE, Role.OTHER)
    if token.is_number:
        return Segment(start, start + 1, NUMBER_SCORE, Role.OTHER)
    if token.key in everyday_words():
        return Segment(start, start + 1, EVERYDAY_SCORE, Role.OTHER)
    return Segment(start, start + 1, UNKNOWN_SCORE, Role.UNKNOWN)
