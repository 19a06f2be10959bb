"""Text → items: the places that a text names, by the index alone."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, islice

from services.places.index.reader import REACHES, PlaceIndex
from services.places.index.rows import Candidate
from services.places.index.schema import Kind
from services.places.labels import NO_LABELS, by_labels
from services.places.models import MOST_SUGGESTIONS, NOTABLE, Ambiguous, Match, Place, Unknown, distinct
from services.places.reading.absent import with_absent
from services.places.reading.candidates import among_cities, apart, is_airport_code, is_sure, likeness
from services.places.reading.coordinates import Coordinates, find_coordinates
from services.places.reading.directions import with_directions
from services.places.reading.guesses import LEAST_LAYOUT_SCORE, MOST_GUESS_WORK, add_guesses, doubtful
from services.places.reading.lattice import Lattice
from services.places.reading.prose import without_prose
from services.places.reading.regions import with_code, with_regions
from services.places.reading.segments import Role, Segment
from services.places.reading.spelling import other_layouts
from services.places.reading.suggestions import LargeNames, with_suggestions
from services.places.reading.tokens import MOST_TOKENS, Gap, Token, as_typed, is_short, split_names, tokens
from services.places.text import LONGEST_RUN, fold

Item = Match | Ambiguous | Unknown

AS_LIKELY = 0.4
"""The likelihood of the second place of a name, relative to the first, from which a single name is ambiguous."""

MOST_NAMESAKES = 7
"""Namesakes offered as choices beside the likeliest place."""

LEAST_NAMESAKE = 0.05
"""The least population of a namesake in the same country, relative to the place's, for its region to be shown."""

MOST_SPOTS = 20
"""Coordinates in a message that are read."""

SHOWN_WITHIN = 25.0
"""Kilometres from a place within which a spot is shown by its name alone."""


@dataclass(frozen=True, slots=True)
class TextReading:
    """The items of a text in its order, and the names after the part of it that was read."""

    items: list[Item]
    left_out: list[str]


@dataclass(slots=True)
class _Budget:
    """The words and coordinates of a text that may still be read, and the work left for `add_guesses`."""

    words: int = MOST_TOKENS
    guesses: int = MOST_GUESS_WORK
    spots: int = MOST_SPOTS


@dataclass(frozen=True, slots=True)
class _Part:
    """A piece of text as words, and the segments that the words form."""

    tokens: Sequence[Token]
    segments: Sequence[Segment]

    @property
    def is_doubtful(self) -> bool:
        """Whether any word may be a misspelling."""
        return any(doubtful(self.segments, self.tokens))


class TextReader:
    """Reads places in text with *index*; callable from any thread.

    `skim` takes a millisecond or two and may be called on the event loop; it gives up on long texts and on unknown
    words. `read` also corrects unknown words, in up to 2 ms a word and 12 ms in all; call it in a worker thread.
    """

    def __init__(self, index: PlaceIndex) -> None:
        self._index = index
        self._large_names = LargeNames(index.large_names())

    def skim(self, text: str, language: str, labels: Mapping[str, Place] = NO_LABELS) -> TextReading | None:
        """Return what `read` returns, None when that takes long."""
        if not is_short(text):
            return None
        parts, left_out = self._parts(text, labels, guessing=False)
        if any(isinstance(part, _Part) and part.is_doubtful for part in parts):
            return None
        return self._reading(parts, left_out, language)

    def read(self, text: str, language: str, labels: Mapping[str, Place] = NO_LABELS) -> TextReading:
        """Return the places that *text* names, with their names in *language*; *labels* are names of the chat.

        A Match has the likeliest place, and its namesakes as choices. An Ambiguous is a single name of several
        places that are about as likely, or a region with its largest places. An Unknown with choices is probably
        misspelled; one without choices is not in the index. A place may be there twice.
        """
        parts, left_out = self._parts(text, labels, guessing=True)
        return self._reading(parts, left_out, language)

    def spot(
        self, latitude: float, longitude: float, language: str, *, reaches: Sequence[float] = REACHES
    ) -> Match:
        """Return the place at these coordinates with the name of the nearest one; see `PlaceIndex.nearest`.

        `away` is set when the nearest place is farther than SHOWN_WITHIN. The time zone is None near a
        border of zones, where the weather service has to provide it.
        """
        name = f"{latitude:.2f}, {longitude:.2f}".replace("-", "\N{MINUS SIGN}")
        nearest = self._index.nearest(latitude, longitude, language, reaches=reaches)
        if nearest is None:
            return Match(name, Place(name, latitude, longitude))
        timezone = nearest.place.timezone if nearest.is_time_sure else None
        place = replace(nearest.place, latitude=latitude, longitude=longitude, timezone=timezone)
        return Match(name, place, away=nearest.away if nearest.away > SHOWN_WITHIN else None)

    def _parts(
        self, text: str, labels: Mapping[str, Place], *, guessing: bool
    ) -> tuple[list[_Part | Coordinates | Match], list[str]]:
        """Return the parts of *text*, and the names after its first MOST_TOKENS words."""
        budget = _Budget()
        parts: list[_Part | Coordinates | Match] = []
        left_out: list[str] = []
        for piece in _pieces(text, labels, budget):
            if not isinstance(piece, str):
                parts.append(piece)
            elif piece.strip():
                part, unread = self._part(piece, budget, guessing=guessing)
                parts.append(part)
                left_out += split_names(unread)
        return parts, left_out

    def _part(self, text: str, budget: _Budget, *, guessing: bool) -> tuple[_Part, str]:
        """Return the words of *text* that *budget* allows as a part, and the text after them."""
        words, unread = tokens(text, budget.words)
        budget.words -= len(words)
        lattice = Lattice(words, self._index)
        segments = with_regions(without_prose(lattice.best(), words), words, self._index)
        segments = with_code(segments, words, self._index) or segments
        segments = with_directions(segments, words, self._index)
        part = _Part(words, with_absent(segments, lattice, self._index))
        if guessing and part.is_doubtful:
            in_other_layout = self._in_other_layout(text, part)
            if in_other_layout is not None:
                return in_other_layout, unread
            segments, work = add_guesses(lattice, part.segments, self._index, budget.guesses)
            segments = with_suggestions(without_prose(segments, words), words, self._index, self._large_names)
            budget.guesses -= work
            part = _Part(words, with_absent(segments, lattice, self._index, corrected=True))
        return part, unread

    def _in_other_layout(self, text: str, part: _Part) -> _Part | None:
        """Return *text* in another keyboard layout, if only that names places; *part* is its reading as typed."""
        if any(segment.role is Role.NAME and not segment.is_weak for segment in part.segments):
            return None
        # Keys of letters in one layout are commas in another, so the number of words may differ.
        for typed in other_layouts(text):
            words, unread = tokens(typed, MOST_TOKENS)
            segments = Lattice(words, self._index).best()
            names = [segment for segment in segments if segment.role is Role.NAME]
            unknown = any(segment.role is Role.UNKNOWN for segment in segments)
            if (
                names
                and not (unknown or unread)
                and all(name.candidates[0].score >= LEAST_LAYOUT_SCORE for name in names)
            ):
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
                items.append(part if isinstance(part, Match) else self._at_coordinates(part, language))
        if len(items) == 1 and isinstance(items[0], Match):
            items = [self._single(items[0], parts)]
        return TextReading(items, left_out)

    def _items(self, part: _Part, language: str) -> Iterator[Item]:
        words = part.tokens
        part = replace(part, segments=among_cities(part.segments))
        for (role, _), group in groupby(_by_comma(part), key=lambda pair: (pair[0].role, pair[1])):
            segments = [segment for segment, _ in group]
            if role is Role.UNKNOWN:
                # One character beyond the limit stays, so that the resolver recognizes the name as too long.
                name = as_typed(words, segments[0].start, segments[-1].end)[: LONGEST_RUN + 1]
                choices = self._places(segments[0].candidates, segments[0], language)
                yield Ambiguous(self._undeclined(name), choices) if choices else Unknown(name)
            elif role is Role.ABSENT:
                for segment in segments:
                    choices = self._places(segment.candidates, segment, language)[:MOST_SUGGESTIONS]
                    yield Unknown(as_typed(words, segment.start, segment.end), choices, elsewhere=True)
            elif role is Role.NAME:
                yield from (self._name(words, segment, language) for segment in segments)

    def _name(self, words: Sequence[Token], segment: Segment, language: str) -> Match | Unknown:
        name = as_typed(words, segment.start, segment.end)
        if is_airport_code(segment, words) or (
            segment.guessed and segment.area is None and not is_sure(segment, words)
        ):
            return Unknown(name, self._places(apart(segment.candidates), segment, language)[:MOST_SUGGESTIONS])
        best = segment.candidates[0]
        choices = self._places(apart(self._notable(segment))[: MOST_NAMESAKES + 1], segment, language)[1:]
        capital_of = self._index.country(best.country, language) if best.kind == Kind.COUNTRY else None
        stands_for = self._undeclined(name) if best.kind == Kind.STAND_IN else name if segment.guessed else None
        place = self._place(best, segment, language)
        return Match(name, place, choices, capital_of, guessed=segment.guessed, stands_for=stands_for)

    def _undeclined(self, typed: str) -> str:
        """Return *typed*, the name of an area or the like, in the nominative and with the capitals as typed."""
        name = self._index.nominative(fold(typed))
        if name is None:
            return typed
        words, typed_words = name.split(), typed.split()
        if name != name.lower() or len(words) != len(typed_words):
            return name
        return " ".join(
            word[0].upper() + word[1:] if other[0].isupper() else word
            for word, other in zip(words, typed_words, strict=True)
        )

    def _notable(self, segment: Segment) -> Sequence[Candidate]:
        """Return the likeliest candidate and its notable namesakes, also when another name of it was typed."""
        candidates, best = segment.candidates, segment.candidates[0]
        if segment.guessed or best.kind == Kind.OTHER:
            namesakes = self._index.candidates(fold(best.name))
            candidates = namesakes if namesakes and namesakes[0].place == best.place else candidates
        return [candidate for candidate in candidates if likeness(candidates[0], candidate) >= NOTABLE]

    def _places(self, candidates: Sequence[Candidate], segment: Segment, language: str) -> tuple[Place, ...]:
        """Return the places of *candidates* that are shown differently."""
        return distinct(self._place(candidate, segment, language) for candidate in candidates)

    def _place(self, candidate: Candidate, segment: Segment, language: str) -> Place:
        has_namesakes = any(
            other.country == candidate.country
            and other.place != candidate.place
            and other.name_in(language) == candidate.name_in(language)
            and other.population >= candidate.population * LEAST_NAMESAKE
            for other in segment.candidates
        )
        by_region = segment.area is not None and segment.area.region > 0
        return self._index.place(candidate, language, with_region=has_namesakes or by_region)

    def _single(self, item: Match, parts: Sequence[_Part | Coordinates | Match]) -> Item:
        """Return *item*, the only one of a text, as Ambiguous when another place is about as likely."""
        segments = [segment for part in parts if isinstance(part, _Part) for segment in part.segments]
        names = [segment for segment in segments if segment.role is Role.NAME]
        if not names or item.capital_of or names[0].guessed or not item.choices:
            return item
        best, *others = apart(names[0].candidates)
        if not others or likeness(best, others[0]) < AS_LIKELY:
            return item
        return Ambiguous(item.asked, (item.place, *item.choices))

    def _at_coordinates(self, coordinates: Coordinates, language: str) -> Match | Unknown:
        if coordinates.spot is None:
            return Unknown(coordinates.asked)
        return replace(self.spot(*coordinates.spot, language, reaches=REACHES[:1]), asked=coordinates.asked)


def _pieces(text: str, labels: Mapping[str, Place], budget: _Budget) -> Iterator[str | Coordinates | Match]:
    """Yield the pieces of *text*: labels, coordinates, and the text between them."""
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


def _by_comma(part: _Part) -> Iterator[tuple[Segment, int]]:
    """Yield the segments with the number of commas before each: segments with the same number may be one name."""
    commas = 0
    for segment in part.segments:
        commas += part.tokens[segment.start].gap >= Gap.COMMA
        yield segment, commas
