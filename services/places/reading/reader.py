"""Reads places in text."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, islice

from services.places.index.reader import REACHES, PlaceIndex
from services.places.index.rows import Bearer
from services.places.index.schema import Kind
from services.places.labels import NO_LABELS, by_labels
from services.places.models import NOTABLE, SUGGESTIONS, Ambiguous, Match, Place, Unknown
from services.places.reading.candidates import among_cities, apart, is_code, is_sure, likeness
from services.places.reading.coordinates import Coordinates, find_coordinates
from services.places.reading.guesses import LAYOUT_LEAST, MOST_GUESSED, add_guesses, doubtful
from services.places.reading.lattice import Lattice
from services.places.reading.prose import without_prose
from services.places.reading.regions import code_asked, with_regions
from services.places.reading.segments import Role, Segment
from services.places.reading.spelling import other_layouts
from services.places.reading.tokens import MOST_TOKENS, Gap, Token, asked, is_short, pieces, tokens
from services.places.text import LONGEST_RUN, fold

Item = Match | Ambiguous | Unknown

AS_LIKELY = 0.4
"""The same, from which a name asked for alone is a question."""

MOST_CHOICES = 7

NAMESAKE = 0.05
"""Share of a place's people that another of its name in its country has for the region to be told."""

MOST_SPOTS = 20
"""Coordinates of a message that are read."""

NEAR = 25.0
"""Kilometres from a place up to which its name alone tells where a spot is."""


@dataclass(frozen=True, slots=True)
class TextReading:
    """What a text turned out to be: the items in the order asked, and what was too long to be read."""

    items: list[Item]
    left_out: list[str]


@dataclass(slots=True)
class _Budget:
    """What may still be read of a text: words, guesses as `add_guesses` counts them, coordinates."""

    words: int = MOST_TOKENS
    guesses: int = MOST_GUESSED
    spots: int = MOST_SPOTS


@dataclass(frozen=True, slots=True)
class _Part:
    """A piece of text taken apart."""

    tokens: Sequence[Token]
    segments: Sequence[Segment]

    @property
    def is_doubtful(self) -> bool:
        """Whether any word may be meant as another."""
        return any(doubtful(self.segments, self.tokens))


class TextReader:
    """Reads places in text with *index*; synchronous, callable from any thread.

    `skim` is for the event loop: it does what takes a millisecond or two, and gives up on a long text and on one
    with words that it does not know. `read` goes on to look for what these may have been meant as: up to 2 ms a
    word and MOST_GUESSED in all, best done in a worker thread.
    """

    def __init__(self, index: PlaceIndex) -> None:
        self._index = index

    def skim(self, text: str, language: str, labels: Mapping[str, Place] = NO_LABELS) -> TextReading | None:
        """Return what `read` would, None where that takes long."""
        if not is_short(text):
            return None
        parts, left_out = self._parts(text, labels, guessing=False)
        if any(isinstance(part, _Part) and part.is_doubtful for part in parts):
            return None
        return self._reading(parts, left_out, language)

    def read(self, text: str, language: str, labels: Mapping[str, Place] = NO_LABELS) -> TextReading:
        """Return the places that *text* names, with their names in *language*, or by one of *labels*.

        A Match is answered, its choices are others of that name. An Ambiguous is a name asked for alone that
        several places are as likely meant by, or a region with its largest places. An Unknown with choices may be
        misspelled ("Did you mean …?"), one without is nothing that the index knows. The same place may be there
        twice.
        """
        parts, left_out = self._parts(text, labels, guessing=True)
        return self._reading(parts, left_out, language)

    def spot(
        self, latitude: float, longitude: float, language: str, *, reaches: Sequence[float] = REACHES
    ) -> Match:
        """Return the place at these coordinates, by the name of the nearest one; see `PlaceIndex.nearest`.

        How far that is, is told beyond NEAR kilometres.
        """
        name = f"{latitude:.2f}, {longitude:.2f}".replace("-", "\N{MINUS SIGN}")
        nearest = self._index.nearest(latitude, longitude, language, reaches=reaches)
        if nearest is None:
            return Match(name, Place(name, latitude, longitude))
        place, away = nearest
        return Match(
            name, replace(place, latitude=latitude, longitude=longitude), away=away if away > NEAR else None
        )

    def _parts(
        self, text: str, labels: Mapping[str, Place], *, guessing: bool
    ) -> tuple[list[_Part | Coordinates | Match], list[str]]:
        """Return *text* taken apart, and the names past MOST_TOKENS words."""
        budget = _Budget()
        parts: list[_Part | Coordinates | Match] = []
        left_out: list[str] = []
        for piece in _pieces(text, labels, budget):
            if not isinstance(piece, str):
                parts.append(piece)
            elif piece.strip():
                part, rest = self._part(piece, budget, guessing=guessing)
                parts.append(part)
                left_out += pieces(rest)
        return parts, left_out

    def _part(self, text: str, budget: _Budget, *, guessing: bool) -> tuple[_Part, str]:
        """Return a piece of text taken apart as far as *budget* reaches, and the rest of the piece."""
        words, rest = tokens(text, budget.words)
        budget.words -= len(words)
        spelled = Lattice(words, self._index)
        segments = with_regions(without_prose(spelled.best(), words), words, self._index)
        part = _Part(words, code_asked(segments, words, self._index) or segments)
        if guessing and part.is_doubtful:
            in_other_layout = self._in_other_layout(text, part)
            if in_other_layout is not None:
                return in_other_layout, rest
            segments, guessed = add_guesses(spelled, part.segments, self._index, budget.guesses)
            segments = without_prose(segments, words)
            budget.guesses -= guessed
            part = _Part(words, segments)
        return part, rest

    def _in_other_layout(self, text: str, part: _Part) -> _Part | None:
        """Return all of a text that is nothing as it is, typed in the other layout, if it is places then."""
        if any(segment.role is Role.NAME and not segment.is_weak for segment in part.segments):
            return None
        # Keys of letters in one layout are commas in another: there may be more words than in *part*.
        for typed in other_layouts(text):
            words, rest = tokens(typed, MOST_TOKENS)
            segments = Lattice(words, self._index).best()
            names = [segment for segment in segments if segment.role is Role.NAME]
            unknown = any(segment.role is Role.UNKNOWN for segment in segments)
            if names and not (unknown or rest) and all(name.bearers[0].score >= LAYOUT_LEAST for name in names):
                return _Part(words, segments)
        return None

    def _reading(
        self, parts: Sequence[_Part | Coordinates | Match], left_out: list[str], language: str
    ) -> TextReading:
        items: list[Item] = []
        for part in parts:
            if isinstance(part, _Part):
                items += self._items(part, language)
            else:
                items.append(part if isinstance(part, Match) else self._written(part, language))
        if len(items) == 1 and isinstance(items[0], Match):
            items = [self._alone(items[0], parts)]
        return TextReading(items, left_out)

    def _items(self, part: _Part, language: str) -> Iterator[Item]:
        words = part.tokens
        part = replace(part, segments=among_cities(part.segments))
        for role, group in groupby(_broken(part), key=lambda pair: (pair[0].role, pair[1])):
            segments = [segment for segment, _ in group]
            if role[0] is Role.UNKNOWN:
                # One character more, so that it is seen to be too long.
                name = asked(words, segments[0].start, segments[-1].end)[: LONGEST_RUN + 1]
                choices = self._distinct(segments[0].bearers, segments[0], language)
                yield Ambiguous(name, choices) if choices else Unknown(name)
            elif role[0] is Role.NAME:
                yield from (self._name(words, segment, language) for segment in segments)

    def _name(self, words: Sequence[Token], segment: Segment, language: str) -> Match | Unknown:
        name = asked(words, segment.start, segment.end)
        if is_code(segment, words) or (segment.guessed and not is_sure(segment, words)):
            return Unknown(name, self._distinct(apart(segment.bearers), segment, language)[:SUGGESTIONS])
        best = segment.bearers[0]
        choices = self._distinct(apart(self._notable(segment))[: MOST_CHOICES + 1], segment, language)[1:]
        capital_of = self._index.country(best.country, language) if best.kind == Kind.COUNTRY else None
        stands_for = name if best.kind == Kind.STAND_IN or segment.guessed else None
        place = self._place(best, segment, language)
        return Match(name, place, choices, capital_of, guessed=segment.guessed, stands_for=stands_for)

    def _notable(self, segment: Segment) -> Sequence[Bearer]:
        """Return the place meant and the others of its name, of its own where it was spelled otherwise."""
        bearers, best = segment.bearers, segment.bearers[0]
        if segment.guessed or best.kind == Kind.OTHER:
            namesakes = self._index.bearers(fold(best.name))
            bearers = namesakes if namesakes and namesakes[0].place == best.place else bearers
        return [bearer for bearer in bearers if likeness(bearers[0], bearer) >= NOTABLE]

    def _distinct(self, bearers: Sequence[Bearer], segment: Segment, language: str) -> tuple[Place, ...]:
        """Return the places that can be told apart by what is shown of them."""
        places: dict[str, Place] = {}
        for bearer in bearers:
            place = self._place(bearer, segment, language)
            places.setdefault(place.label, place)
        return tuple(places.values())

    def _place(self, bearer: Bearer, segment: Segment, language: str) -> Place:
        namesakes = any(
            other.country == bearer.country
            and other.place != bearer.place
            and other.name_in(language) == bearer.name_in(language)
            and other.population >= bearer.population * NAMESAKE
            for other in segment.bearers
        )
        by_region = segment.area is not None and segment.area.region > 0
        return self._index.place(bearer, language, with_region=namesakes or by_region)

    def _alone(self, item: Match, parts: Sequence[_Part | Coordinates | Match]) -> Item:
        """Return the question that a name alone is when another place is as likely meant."""
        taken = [segment for part in parts if isinstance(part, _Part) for segment in part.segments]
        names = [segment for segment in taken if segment.role is Role.NAME]
        if not names or item.capital_of or names[0].guessed or not item.choices:
            return item
        best, *others = apart(names[0].bearers)
        if not others or likeness(best, others[0]) < AS_LIKELY:
            return item
        return Ambiguous(item.asked, (item.place, *item.choices))

    def _written(self, coordinates: Coordinates, language: str) -> Match | Unknown:
        if coordinates.spot is None:
            return Unknown(coordinates.asked)
        return replace(self.spot(*coordinates.spot, language, reaches=REACHES[:1]), asked=coordinates.asked)


def _pieces(text: str, labels: Mapping[str, Place], budget: _Budget) -> Iterator[str | Coordinates | Match]:
    """Yield *text* in pieces: labels, coordinates, and what is between."""
    for piece in by_labels(text, labels):
        if isinstance(piece, Match):
            yield piece
            continue
        start = 0
        for coordinates in islice(find_coordinates(piece), budget.spots):
            budget.spots -= 1
            yield piece[start : coordinates.start]
            yield coordinates
            start = coordinates.end
        yield piece[start:]


def _broken(part: _Part) -> Iterator[tuple[Segment, int]]:
    """Yield the segments with a number that changes where no name goes across."""
    number = 0
    for segment in part.segments:
        number += part.tokens[segment.start].gap >= Gap.COMMA
        yield segment, number
