"""Segments: words that may be a name or something else, with scores that say how likely.

The score of a name is that of its likeliest candidate in log10 of people, minus NAME_COST. So a few names of large
places win over many of small ones: "Moscow London" is two names, "New York" is one. Other words have the scores
below.
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
UNKNOWN_SCORE = -9.0
EVERYDAY_SCORE = -6.0
"""The score of a word of everyday messages: only names of large places have a better one."""
STOP_SCORE = -0.3
CAPITALS_SCORE = -4.0
"""The score of a stop word of two capitals, which may be a code: "London ON"."""
NUMBER_SCORE = -0.1

DECLINED_BONUS = 230
"""The bonus of a declined name after a preposition, where names are mostly declined: log10 of 200."""

AREA_CODE_LENGTH = 2
"""Letters of the code of a country or state."""

CITY_POPULATION = 100_000
"""The least population of a city."""

MIN_OWN_LOG_PEOPLE, MIN_OTHER_LOG_PEOPLE = 3.3, 4.4
"""Log10 of the people below which an own name of a place, and another name, is rarely used."""


class Role(Enum):
    """What the words of a segment are."""

    NAME = auto()
    """The name of a place."""
    OTHER = auto()
    """Words that have nothing to do with places, or are used around names."""
    ABSENT = auto()
    """A name with an area in which no place is called so; `candidates` are places elsewhere."""
    UNKNOWN = auto()
    """Unknown words or, with `candidates`, the name of a region whose largest places these are."""


@dataclass(frozen=True, slots=True)
class Segment:
    """The words from `start` to `end` (exclusive) with a role; `candidates` of a name are the likeliest first."""

    start: int
    end: int
    score: float
    role: Role
    candidates: Sequence[Candidate] = ()
    area: Area | None = None
    """The country or region that qualifies the name."""
    guessed: bool = False
    """Whether the name is the correction of a misspelled one."""
    suggested: bool = False
    """Whether the correction is of two letters, which is never taken for sure."""

    @property
    def may_be_misspelled(self) -> bool:
        """Whether the words are probably a misspelling: unknown, or a name that is rarely used."""
        if self.role is not Role.NAME:
            return self.role is Role.UNKNOWN and not self.candidates
        least = MIN_OTHER_LOG_PEOPLE if self.candidates[0].kind == Kind.OTHER else MIN_OWN_LOG_PEOPLE
        return self.guessed or (self.area is None and self.log_people < least)

    @property
    def log_people(self) -> float:
        """The score of the name's likeliest candidate, in log10 of people, minus the costs of qualifiers."""
        return self.score + NAME_COST


def requires_declension(token: Token) -> bool:
    """Whether names after *token* are declined: "в Москве", "погода Москвы"."""
    return token.key in PREPOSITIONS or token.key in REQUEST_WORDS


def is_area_code(token: Token) -> bool:
    """Whether *token* is written like a code, in two capitals: "ON", "LA"."""
    return len(token.raw) == AREA_CODE_LENGTH and token.raw.isascii() and token.raw.isupper()


def is_airport_code(token: Token) -> bool:
    """Whether *token* may be the code of an airport: three capitals."""
    return len(token.raw) == AIRPORT_CODE_LENGTH and token.raw.isascii() and token.raw.isupper()


def is_lowercase_code(token: Token, candidates: Sequence[Candidate]) -> bool:
    """Whether *token* is an everyday word that is a country's code only in capitals: "tell us"."""
    is_country = candidates[0].kind == Kind.COUNTRY and len(token.key) == AREA_CODE_LENGTH
    return is_country and token.key in everyday_words() and not is_area_code(token)


def name_spans(tokens: Sequence[Token], start: int) -> Iterator[tuple[int, str]]:
    """Yield the end and key of each series of words from *start* that may be a name."""
    key = ""
    for end in range(start + 1, min(start + MAX_NAME_WORDS, len(tokens)) + 1):
        if end > start + 1 and tokens[end - 1].gap >= Gap.COMMA:
            return
        key = f"{key} {tokens[end - 1].key}".lstrip()
        yield end, key


def ranked_candidates(candidates: Sequence[Candidate], *, declined: bool) -> Sequence[Candidate]:
    """Return *candidates*, the likeliest first, by the scores that they have where words are *declined*."""
    if not declined or all(candidate.kind != Kind.DECLINED for candidate in candidates):
        return candidates
    return sorted(
        (with_adjusted_score(candidate, declined=True) for candidate in candidates),
        key=lambda candidate: -candidate.score,
    )


def with_adjusted_score(candidate: Candidate, *, declined: bool, cost: float = 0.0) -> Candidate:
    """Return *candidate* with the score that it has where words are *declined*, minus the *cost* of a guess."""
    bonus = DECLINED_BONUS if declined and candidate.kind == Kind.DECLINED else 0
    return candidate._replace(score=candidate.score + bonus - round(100 * cost))


def name_segment(start: int, end: int, candidates: Sequence[Candidate]) -> Segment:
    """Return the segment of a name with these candidates, the likeliest first."""
    return Segment(start, end, candidates[0].score / 100 - NAME_COST, Role.NAME, candidates)


def qualified_segment(start: int, end: int, candidates: Sequence[Candidate], area: Area, cost: float) -> Segment:
    """Return the segment of a name that *area* qualifies; the candidates are in *area*."""
    return Segment(start, end, candidates[0].score / 100 - NAME_COST - cost, Role.NAME, candidates, area)


def word_segment(token: Token, start: int) -> Segment:
    """Return the segment of a word, taken for something other than a name."""
    if token.key in STOP_WORDS:
        return Segment(start, start + 1, CAPITALS_SCORE if is_area_code(token) else STOP_SCORE, Role.OTHER)
    if token.is_number:
        return Segment(start, start + 1, NUMBER_SCORE, Role.OTHER)
    if token.key in everyday_words():
        return Segment(start, start + 1, EVERYDAY_SCORE, Role.OTHER)
    return Segment(start, start + 1, UNKNOWN_SCORE, Role.UNKNOWN)
