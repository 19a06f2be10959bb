"""Words → names, by the likeliest way to take them apart.

Each name costs LOG_PEOPLE less the log10 of its likeliest bearer's people, so that few names of large places win:
"Moscow London" is two, "New York" is one. What is no name costs UNKNOWN a word.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto

from services.places.index.reader import Area, Bearer, PlaceIndex
from services.places.index.schema import Kind
from services.places.reading.tokens import Gap, Token
from services.places.reading.words import PREPOSITIONS, STOPS, everyday
from services.places.text import fold

LONGEST = 6
"""Words of a name."""

LOG_PEOPLE = 9.9
UNKNOWN = -9.0
EVERYDAY = -6.0
"""A word of everyday messages: only a large place is meant by it."""
STOP = -0.3
NUMBER = -0.1
TORN = -0.5
"""Names that part at a hyphen: "Moscow-London"."""
QUALIFIER = -0.3
AMBIGUOUS_QUALIFIER = -6.0
"""A region that is called as its city: "Buffalo New York" is rather two places."""

DECLINED = 170
"""What a form's low weight is made up for by after a preposition: log10 50, in hundredths."""

CITY = 100_000

WEAK, WEAK_OTHER = 3.3, 4.4
"""Log10 of the people below which a place's own name, and another of its names, is hardly used."""

SMALL = 130
"""How much lower a place's score is that is not meant before a city's name: "Santiago, Бразилия" is two."""


class Role(Enum):
    """What a segment is."""

    NAME = auto()
    OTHER = auto()
    """Words that say nothing of places."""
    UNKNOWN = auto()


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
            return self.role is Role.UNKNOWN
        least = WEAK_OTHER if self.bearers[0].kind == Kind.OTHER else WEAK
        return self.guessed or (self.area is None and self.score + LOG_PEOPLE < least)


@dataclass(slots=True)
class Lattice:
    """All segments that the words may be taken apart into."""

    tokens: Sequence[Token]
    at: list[list[Segment]] = field(default_factory=list)

    def add(self, segment: Segment) -> None:
        """Add a segment where it begins."""
        self.at[segment.start].append(segment)

    def best(self) -> list[Segment]:
        """Return the segments that cover all words at the least cost."""
        size = len(self.tokens)
        scores = [0.0] * (size + 1)
        chosen: list[Segment] = [Segment(size, size, 0.0, Role.OTHER)] * size
        for start in reversed(range(size)):
            chosen[start] = max(self.at[start], key=lambda segment: segment.score + scores[segment.end])
            torn = TORN if self.tokens[start].gap is Gap.HYPHEN else 0.0
            scores[start] = chosen[start].score + scores[chosen[start].end] + torn
        found, start = [], 0
        while start < size:
            found.append(chosen[start])
            start = chosen[start].end
        return found


def lattice(tokens: Sequence[Token], index: PlaceIndex) -> Lattice:
    """Return all segments of *tokens* as they are spelled."""
    found = Lattice(tokens, [[] for _ in tokens])
    areas = [list(_areas(tokens, start, index)) for start in range(len(tokens))]
    declined = False
    for start, token in enumerate(tokens):
        found.add(_plain(token, start))
        for end, key in spans(tokens, start):
            bearers = ranked(index.bearers(key), declined=declined)
            if bearers:
                found.add(named(start, end, bearers, declined=declined))
                for segment in _qualified(tokens, start, end, key, bearers, areas, index):
                    found.add(segment)
            if not index.continues(key):
                break
        declined = declined or token.key in PREPOSITIONS
        for end, area in areas[start]:
            if end < len(tokens):
                for segment in _introduced(tokens, start, end, area, index):
                    found.add(segment)
    return found


def spans(tokens: Sequence[Token], start: int) -> Iterator[tuple[int, str]]:
    """Yield the ends of the names that may begin at *start*, with their keys."""
    key = ""
    for end in range(start + 1, min(start + LONGEST, len(tokens)) + 1):
        if end > start + 1 and tokens[end - 1].gap >= Gap.COMMA:
            return
        key = f"{key} {tokens[end - 1].key}".lstrip()
        yield end, key


def ranked(bearers: Sequence[Bearer], *, declined: bool) -> list[Bearer]:
    """Return *bearers* the likeliest first, forms of their names made up for where words are *declined*."""
    if not declined:
        return list(bearers)
    return sorted(bearers, key=lambda bearer: -weighed(bearer, declined=True))


def weighed(bearer: Bearer, *, declined: bool) -> int:
    """Return the score of a bearer among others of its name."""
    return bearer.score + (DECLINED if declined and bearer.kind == Kind.FORM else 0)


def named(start: int, end: int, bearers: Sequence[Bearer], *, declined: bool = False) -> Segment:
    """Return the segment of a name with these bearers."""
    return Segment(start, end, weighed(bearers[0], declined=declined) / 100 - LOG_PEOPLE, Role.NAME, bearers)


def _plain(token: Token, start: int) -> Segment:
    if token.key in STOPS:
        return Segment(start, start + 1, STOP, Role.OTHER)
    if token.is_number:
        return Segment(start, start + 1, NUMBER, Role.OTHER)
    if token.key in everyday():
        return Segment(start, start + 1, EVERYDAY, Role.OTHER)
    return Segment(start, start + 1, UNKNOWN, Role.UNKNOWN)


def _areas(tokens: Sequence[Token], start: int, index: PlaceIndex) -> Iterator[tuple[int, Area]]:
    token = tokens[start]
    if not index.may_begin_area(token.key):
        return
    for end, key in spans(tokens, start):
        # Two letters are a code where they stand for nothing else.
        if len(key) > 2 or token.raw.isupper() or token.gap is Gap.COMMA or key not in STOPS:
            for area in index.areas(key):
                yield end, area


def _qualified(
    tokens: Sequence[Token],
    start: int,
    end: int,
    key: str,
    bearers: Sequence[Bearer],
    areas: Sequence[Sequence[tuple[int, Area]]],
    index: PlaceIndex,
) -> Iterator[Segment]:
    """Yield the name before *end* with what comes after it as a qualifier: "Paris, Texas", "Springfield IL USA"."""
    after = end
    while after < len(tokens) and tokens[after].key in PREPOSITIONS | {"in"} and after < end + 1:
        after += 1
    if after >= len(tokens) or any(token.gap is Gap.BREAK for token in tokens[end : after + 1]):
        return
    for stop, area in areas[after]:
        within = index.bearers_within(key, area)
        if not within:
            continue
        cost = QUALIFIER
        if _is_city(tokens, after, stop, index):
            pair = not area.region or (start == 0 and stop == len(tokens) and tokens[after].gap is Gap.COMMA)
            cost = QUALIFIER if pair and within[0].score >= bearers[0].score - SMALL else AMBIGUOUS_QUALIFIER
        stop = _further(tokens, stop, area, areas)
        score = within[0].score / 100 - LOG_PEOPLE + cost
        yield Segment(start, stop, score, Role.NAME, within, area)


def _further(tokens: Sequence[Token], stop: int, area: Area, areas: Sequence[Sequence[tuple[int, Area]]]) -> int:
    """Return where a second qualifier ends that says the same: "Springfield, Illinois, USA"."""
    if stop < len(tokens) and area.region and tokens[stop].gap is not Gap.BREAK:
        return max((end for end, other in areas[stop] if other == Area(area.country)), default=stop)
    return stop


def _introduced(tokens: Sequence[Token], start: int, end: int, area: Area, index: PlaceIndex) -> Iterator[Segment]:
    """Yield the names after *end* that are in the area before it: "Московская область, Химки"."""
    if tokens[end].gap is Gap.BREAK or _is_city(tokens, start, end, index):
        return
    for stop, key in spans(tokens, end):
        within = index.bearers_within(key, area)
        if within and (area.region or within[0].population >= CITY or tokens[end].gap is Gap.COMMA):
            yield Segment(start, stop, within[0].score / 100 - LOG_PEOPLE + QUALIFIER, Role.NAME, within, area)
        if not index.continues(key):
            return


def _is_city(tokens: Sequence[Token], start: int, end: int, index: PlaceIndex) -> bool:
    """Whether the name of a country or region is a large city's as well: "Mexico", "New York"."""
    key = " ".join(token.key for token in tokens[start:end])
    return any(
        bearer.population >= CITY and bearer.kind in {Kind.OWN, Kind.COUNTRY} and is_called(bearer, key)
        for bearer in index.bearers(key)[:1]
    )


def is_called(bearer: Bearer, key: str) -> bool:
    """Whether *key* is the name that the place is shown under."""
    return key in {fold(bearer.name), fold(bearer.russian or "")}
