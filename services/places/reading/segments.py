"""Segments of a text: one or more words with a role, such as the name of a place, and a score.

Scores are in log10 of population. The score of a name is the score of its likeliest place, minus NAME_COST.
NAME_COST makes one name of a large place ("New York") score higher than two names of small places.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from services.places.index.rows import Candidate, log_score
from services.places.index.schema import NameKind
from services.places.models import Area
from services.places.reading.tokens import Gap, Token
from services.places.reading.words import REQUEST_WORDS, STOP_WORDS, WORDS_BEFORE_DECLINED_NAMES, everyday_words
from services.places.text import AIRPORT_CODE_LENGTH, MAX_NAME_WORDS

NAME_COST = 9.9
"""Subtracted from the score (log10 of population) of each name, so that a text is read as fewer names."""
UNKNOWN_WORD_SCORE = -9.0
"""Score of an unknown word; nearly every name of a place scores higher."""
EVERYDAY_WORD_SCORE = -6.0
"""Score of an everyday word; only the names of places of more than 8,000 people score higher."""
STOP_WORD_SCORE = -0.3
"""Score of a stop word, such as "in"."""
STOP_WORD_IN_CAPITALS_SCORE = -4.0
"""Score of a stop word that is written in two capitals, and may be an area's code: "London ON"."""
NUMBER_SCORE = -0.1
"""Score of a word with digits."""

DECLINED_BONUS = 230
"""Added to the score of a declined name after a preposition, because most prepositions require declined names.

A bonus of 230 makes a name 200 times as likely, because the score is 100 × log10 of population.
"""

AREA_CODE_LENGTH = 2
"""Number of letters of the code of a country or state, such as "US" and "OH"."""

MIN_CITY_POPULATION = 100_000
"""Minimum population of a place that counts as a city."""

MAX_OWN_NAME_SCORE_LOSS = 100
"""Maximum difference between the score of a place's population and the score of an own name of the place.

An own name with a larger difference counts as an alternate name.
"""

MIN_OWN_NAME_LOG_POPULATION = 3.3
"""Minimum log10 of the population of a place whose own name is not doubtful.

The name of a smaller place is rarely used, and may be a misspelling of another name.
"""

MIN_ALTERNATE_NAME_LOG_POPULATION = 4.4
"""Minimum log10 of the population of a place whose alternate name is not doubtful."""


class Role(Enum):
    """The kind of the words of a segment: a name, or other words."""

    NAME = auto()
    """The name of a place."""
    OTHER = auto()
    """Words that are not names, such as stop words, everyday words and streets."""
    ABSENT = auto()
    """A name and an area (country or region) that lacks the place; `candidates` are places in other areas."""
    UNKNOWN = auto()
    """Unknown words, or the name of a region, whose largest places are `candidates`."""


@dataclass(frozen=True, slots=True)
class Segment:
    """The tokens of a text from `start` to `end` (exclusive) with their role.

    `candidates` are the places that the tokens may mean, the likeliest first.
    """

    start: int
    end: int
    score: float
    role: Role
    candidates: Sequence[Candidate] = ()
    area: Area | None = None
    """The country or region beside the name, which tells which place is meant."""
    is_misspelled: bool = False
    """Whether the typed name is misspelled, and `candidates` are the places of its corrections."""
    is_only_suggestion: bool = False
    """Whether the correction is only a suggestion; a suggestion may differ in two letters from the typed name."""

    @property
    def may_be_misspelled(self) -> bool:
        """Whether the words are unknown, or are a name that is rarely used."""
        if self.role is not Role.NAME:
            return self.role is Role.UNKNOWN and not self.candidates
        best = self.candidates[0]
        is_alternate = best.kind == NameKind.ALTERNATE or (
            best.kind == NameKind.OWN and best.score < log_score(best.population or 1) - MAX_OWN_NAME_SCORE_LOSS
        )
        least = MIN_ALTERNATE_NAME_LOG_POPULATION if is_alternate else MIN_OWN_NAME_LOG_POPULATION
        return self.is_misspelled or (self.area is None and self.log_population < least)

    @property
    def log_population(self) -> float:
        """The log10 of the population of the likeliest place, minus the costs of its qualifiers."""
        return self.score + NAME_COST


@dataclass(frozen=True, slots=True)
class AbsentSegment(Segment):
    """A name beside an area (a country or region) in which the index has no place of this name."""

    name_end: int = 0
    """Index after the last word of the name, which begins at `start`."""
    areas: Sequence[Area] = ()
    """All areas that the words beside the name may mean."""


def requires_declension(token: Token) -> bool:
    """Return whether a name after *token* is declined, as after «в» and «погода»: «погода Москвы»."""
    return token.key in WORDS_BEFORE_DECLINED_NAMES or token.key in REQUEST_WORDS


def is_area_code(token: Token) -> bool:
    """Return whether *token* is written like the code of a country or state, in two capitals: "ON", "LA"."""
    return len(token.raw) == AREA_CODE_LENGTH and token.raw.isascii() and token.raw.isupper()


def is_airport_code(token: Token) -> bool:
    """Return whether *token* is written like the code of an airport, in three capitals: "LHR"."""
    return len(token.raw) == AIRPORT_CODE_LENGTH and token.raw.isascii() and token.raw.isupper()


def is_lowercase_code(token: Token, candidates: Sequence[Candidate]) -> bool:
    """Return whether *token* would be a country's code in capitals, but is an everyday word: "us" in "tell us"."""
    is_country = candidates[0].kind == NameKind.COUNTRY and len(token.key) == AREA_CODE_LENGTH
    return is_country and token.key in everyday_words() and not is_area_code(token)


def name_spans(tokens: Sequence[Token], start: int) -> Iterator[tuple[int, str]]:
    """Yield (end, folded text) of each possible name from token *start* to token end (exclusive).

    A possible name has no comma inside and at most MAX_NAME_WORDS words.
    """
    key = ""
    for end in range(start + 1, min(start + MAX_NAME_WORDS, len(tokens)) + 1):
        if end > start + 1 and tokens[end - 1].gap >= Gap.COMMA:
            return
        key = f"{key} {tokens[end - 1].key}".lstrip()
        yield end, key


def ranked_candidates(candidates: Sequence[Candidate], *, may_be_declined: bool) -> Sequence[Candidate]:
    """Return *candidates*, the likeliest first.

    If *may_be_declined*, the scores of declined names are raised by DECLINED_BONUS.
    """
    if not may_be_declined or all(candidate.kind != NameKind.DECLINED for candidate in candidates):
        return candidates
    return sorted(
        (with_adjusted_score(candidate, may_be_declined=True) for candidate in candidates),
        key=lambda candidate: -candidate.score,
    )


def with_adjusted_score(candidate: Candidate, *, may_be_declined: bool, cost: float = 0.0) -> Candidate:
    """Return *candidate* with its score lowered by 100 × *cost*: a cost of 1 divides the population by 10.

    If *may_be_declined*, the score of a declined name is raised by DECLINED_BONUS.
    """
    bonus = DECLINED_BONUS if may_be_declined and candidate.kind == NameKind.DECLINED else 0
    return candidate._replace(score=candidate.score + bonus - round(100 * cost))


def name_segment(start: int, end: int, candidates: Sequence[Candidate]) -> Segment:
    """Return the segment of the name in tokens *start* to *end* (exclusive); *candidates* are likeliest first."""
    return Segment(start, end, candidates[0].score / 100 - NAME_COST, Role.NAME, candidates)


def qualified_segment(start: int, end: int, candidates: Sequence[Candidate], area: Area, cost: float) -> Segment:
    """Return the segment of a name with *area*, its country or region; subtract *cost* from the score."""
    return Segment(start, end, candidates[0].score / 100 - NAME_COST - cost, Role.NAME, candidates, area)


def insert_segment(segments: Sequence[Segment], new_segment: Segment) -> Sequence[Segment]:
    """Return *segments* with *new_segment* in place of the segments that overlap it."""
    around = [other for other in segments if other.end <= new_segment.start or other.start >= new_segment.end]
    return sorted([*around, new_segment], key=lambda segment: segment.start)


def word_segment(token: Token, start: int) -> Segment:
    """Return the segment of *token*, the word at index *start*, if the word is not a part of a name."""
    if token.key in STOP_WORDS:
        return Segment(
            start, start + 1, STOP_WORD_IN_CAPITALS_SCORE if is_area_code(token) else STOP_WORD_SCORE, Role.OTHER
        )
    if token.is_number:
        return Segment(start, start + 1, NUMBER_SCORE, Role.OTHER)
    if token.key in everyday_words():
        return Segment(start, start + 1, EVERYDAY_WORD_SCORE, Role.OTHER)
    return Segment(start, start + 1, UNKNOWN_WORD_SCORE, Role.UNKNOWN)
