"""Reads the places that a text names, with the index alone."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, islice

from services.places.index.nearest import SEARCH_REACHES, find_nearest
from services.places.index.reader import PlaceIndex
from services.places.index.rows import Candidate
from services.places.index.schema import Kind
from services.places.labels import NO_LABELS, split_by_labels
from services.places.models import (
    MAX_SUGGESTIONS,
    MIN_NAMESAKE_RATIO,
    Ambiguous,
    Match,
    Place,
    Unknown,
    distinct_by_label,
)
from services.places.reading.absent import with_absent_names
from services.places.reading.candidates import (
    distant_candidates,
    is_sure_correction,
    means_only_airport,
    prefer_city_to_country,
    relative_likelihood,
)
from services.places.reading.coordinates import WrittenCoordinates, find_coordinates
from services.places.reading.directions import with_directions
from services.places.reading.guesses import MAX_GUESS_WORK, MIN_LAYOUT_SCORE, add_guesses, doubtful_segments
from services.places.reading.lattice import Lattice
from services.places.reading.prose import without_prose
from services.places.reading.regions import with_area_code, with_regions
from services.places.reading.segments import Role, Segment
from services.places.reading.spelling import in_other_layouts
from services.places.reading.suggestions import LargeNames, with_suggestions
from services.places.reading.tokens import MAX_TOKENS, Gap, Token, as_typed, is_short, split_names, tokenize
from services.places.text import MAX_UNKNOWN_LENGTH, fold

Item = Match | Ambiguous | Unknown

MIN_AMBIGUOUS_LIKELIHOOD = 0.4
"""Minimum ratio of the likelihoods of a name's second and first place for a single name to be ambiguous."""

MAX_NAMESAKES = 7
"""Maximum number of namesakes that are offered as choices beside the likeliest place."""

MIN_REGION_RATIO = 0.05
"""Minimum ratio of a namesake's population to the place's, in the same country, for the region to be shown."""

MAX_COORDINATES = 20
"""Maximum number of coordinates that are read in a message."""

MIN_SHOWN_DISTANCE = 25.0
"""Minimum distance between a spot and its nearest place that is shown to the user, in kilometres."""


@dataclass(frozen=True, slots=True)
class TextReading:
    """The result of reading a text."""

    items: list[Item]
    """The items of the text, in its order."""
    left_out: list[str]
    """The names beyond the maximum number of words, as typed."""


@dataclass(slots=True)
class _Budget:
    """The numbers of words and coordinates that may still be read, and the work left for `add_guesses`."""

    words: int = MAX_TOKENS
    guesses: int = MAX_GUESS_WORK
    spots: int = MAX_COORDINATES


@dataclass(frozen=True, slots=True)
class _Part:
    """A piece of text as tokens, and the segments that the tokens form."""

    tokens: Sequence[Token]
    segments: Sequence[Segment]

    @property
    def is_doubtful(self) -> bool:
        """Whether any word may be a misspelling."""
        return any(doubtful_segments(self.segments, self.tokens))


class TextReader:
    """Reads places in texts with *index*. The methods may be called from any thread.

    `skim` takes a millisecond or two and may be called on the event loop. It does not read long texts or unknown
    words. `read` also corrects unknown words, which takes up to 2 ms per word and 12 ms per text, so it must be
    called in a worker thread.
    """

    def __init__(self, index: PlaceIndex) -> None:
        self._index = index
        self._large_names = LargeNames(index.large_names())

    def skim(self, text: str, language: str, labels: Mapping[str, Place] = NO_LABELS) -> TextReading | None:
        """Return the result of `read`, or None if reading *text* takes long."""
        if not is_short(text):
            return None
        parts, left_out = self._split_into_parts(text, labels, with_guesses=False)
        if any(isinstance(part, _Part) and part.is_doubtful for part in parts):
            return None
        return self._reading_of_parts(parts, left_out, language)

    def read(self, text: str, language: str, labels: Mapping[str, Place] = NO_LABELS) -> TextReading:
        """Return the places that *text* names, with their names in *language*; *labels* are the chat's labels.

        A Match has the likeliest place, and its namesakes as choices. An Ambiguous is a single name of several
        places with similar likelihoods, or a region with its largest places. An Unknown with choices is probably
        misspelled; an Unknown without choices is not in the index. A place may occur twice.
        """
        parts, left_out = self._split_into_parts(text, labels, with_guesses=True)
        return self._reading_of_parts(parts, left_out, language)

    def match_at(
        self, latitude: float, longitude: float, language: str, *, reaches: Sequence[float] = SEARCH_REACHES
    ) -> Match:
        """Return the place at these coordinates, named after the nearest place; see `find_nearest`.

        `away` is set if the nearest place is farther than MIN_SHOWN_DISTANCE. The time zone is None near a border
        of time zones, where the weather service must provide it.
        """
        name = f"{latitude:.2f}, {longitude:.2f}".replace("-", "\N{MINUS SIGN}")
        nearest = find_nearest(self._index, latitude, longitude, language, reaches=reaches)
        if nearest is None:
            return Match(name, Place(name, latitude, longitude))
        timezone = nearest.place.timezone if nearest.is_zone_certain else None
        place = replace(nearest.place, latitude=latitude, longitude=longitude, timezone=timezone)
        return Match(name, place, away=nearest.kilometres if nearest.kilometres > MIN_SHOWN_DISTANCE else None)

    def _split_into_parts(
        self, text: str, labels: Mapping[str, Place], *, with_guesses: bool
    ) -> tuple[list[_Part | WrittenCoordinates | Match], list[str]]:
        """Return the parts of *text*, and the names after its first MAX_TOKENS words."""
        budget = _Budget()
        parts: list[_Part | WrittenCoordinates | Match] = []
        left_out: list[str] = []
        for piece in _split_text(text, labels, budget):
            if not isinstance(piece, str):
                parts.append(piece)
            elif piece.strip():
                part, unread = self._read_part(piece, budget, with_guesses=with_guesses)
                parts.append(part)
                left_out += split_names(unread)
        return parts, left_out

    def _read_part(self, text: str, budget: _Budget, *, with_guesses: bool) -> tuple[_Part, str]:
        """Return the words of *text* that *budget* allows as a part, and the text after them."""
        words, unread = tokenize(text, budget.words)
        budget.words -= len(words)
        lattice = Lattice(words, self._index)
        segments = with_regions(without_prose(lattice.best_segments(), words), words, self._index)
        segments = with_area_code(segments, words, self._index) or segments
        segments = with_directions(segments, words, self._index)
        part = _Part(words, with_absent_names(segments, lattice, self._index))
        if with_guesses and part.is_doubtful:
            in_other_layout = self._in_other_layout(text, part)
            if in_other_layout is not None:
                return in_other_layout, unread
            segments, work = add_guesses(lattice, part.segments, self._index, budget.guesses)
            segments = with_suggestions(without_prose(segments, words), words, self._index, self._large_names)
            budget.guesses -= work
            part = _Part(words, with_absent_names(segments, lattice, self._index))
        return part, unread

    def _in_other_layout(self, text: str, part: _Part) -> _Part | None:
        """Return *text* as a part in another keyboard layout if it names places there, else None.

        *part* is the text as typed. If it has a name that is no misspelling, no other layout is tried.
        """
        if any(segment.role is Role.NAME and not segment.may_be_misspelled for segment in part.segments):
            return None
        # Keys of letters in one layout are commas in another, so the number of words may differ.
        for typed in in_other_layouts(text):
            words, unread = tokenize(typed, MAX_TOKENS)
            segments = Lattice(words, self._index).best_segments()
            names = [segment for segment in segments if segment.role is Role.NAME]
            unknown = any(segment.role is Role.UNKNOWN for segment in segments)
            if (
                names
                and not (unknown or unread)
                and all(name.candidates[0].score >= MIN_LAYOUT_SCORE for name in names)
            ):
                return _Part(words, segments)
        return None

    def _reading_of_parts(
        self, parts: Sequence[_Part | WrittenCoordinates | Match], left_out: list[str], language: str
    ) -> TextReading:
        items: list[Item] = []
        for part in parts:
            if isinstance(part, _Part):
                items += self._items_of_part(part, language)
            else:
                items.append(part if isinstance(part, Match) else self._match_at_coordinates(part, language))
        if len(items) == 1 and isinstance(items[0], Match):
            items = [self._resolve_single(items[0], parts)]
        return TextReading(items, left_out)

    def _items_of_part(self, part: _Part, language: str) -> Iterator[Item]:
        words = part.tokens
        part = replace(part, segments=prefer_city_to_country(part.segments))
        for (role, _), group in groupby(_with_comma_counts(part), key=lambda pair: (pair[0].role, pair[1])):
            segments = [segment for segment, _ in group]
            if role is Role.UNKNOWN:
                # One character beyond the limit is kept, so that the resolver recognizes the name as too long.
                name = as_typed(words, segments[0].start, segments[-1].end)[: MAX_UNKNOWN_LENGTH + 1]
                choices = self._places_of(segments[0].candidates, segments[0], language)
                yield Ambiguous(name, choices) if choices else Unknown(name)
            elif role is Role.ABSENT:
                for segment in segments:
                    choices = self._places_of(segment.candidates, segment, language)[:MAX_SUGGESTIONS]
                    yield Unknown(as_typed(words, segment.start, segment.end), choices, elsewhere=True)
            elif role is Role.NAME:
                yield from (self._resolve_name(words, segment, language) for segment in segments)

    def _resolve_name(self, words: Sequence[Token], segment: Segment, language: str) -> Match | Unknown:
        name = as_typed(words, segment.start, segment.end)
        if means_only_airport(segment, words) or (
            segment.guessed and segment.area is None and not is_sure_correction(segment, words)
        ):
            return Unknown(
                name, self._places_of(distant_candidates(segment.candidates), segment, language)[:MAX_SUGGESTIONS]
            )
        best = segment.candidates[0]
        choices = self._places_of(
            distant_candidates(self._notable_candidates(segment))[: MAX_NAMESAKES + 1], segment, language
        )[1:]
        capital_of = self._index.country_name(best.country, language) if best.kind == Kind.COUNTRY else None
        stands_for = name if best.kind == Kind.STAND_IN or segment.guessed else None
        place = self._place_of(best, segment, language)
        return Match(name, place, choices, capital_of, guessed=segment.guessed, stands_for=stands_for)

    def _notable_candidates(self, segment: Segment) -> Sequence[Candidate]:
        """Return the likeliest candidate of *segment* and its notable namesakes.

        If the typed name is an alternate name, the namesakes are those of the candidate's default name.
        """
        candidates, best = segment.candidates, segment.candidates[0]
        if segment.guessed or best.kind == Kind.OTHER:
            namesakes = self._index.candidates(fold(best.name))
            candidates = namesakes if namesakes and namesakes[0].place == best.place else candidates
        return [
            candidate
            for candidate in candidates
            if relative_likelihood(candidates[0], candidate) >= MIN_NAMESAKE_RATIO
        ]

    def _places_of(self, candidates: Sequence[Candidate], segment: Segment, language: str) -> tuple[Place, ...]:
        """Return the places of *candidates* whose labels differ."""
        return distinct_by_label(self._place_of(candidate, segment, language) for candidate in candidates)

    def _place_of(self, candidate: Candidate, segment: Segment, language: str) -> Place:
        has_namesakes = any(
            other.country == candidate.country
            and other.place != candidate.place
            and other.name_in(language) == candidate.name_in(language)
            and other.population >= candidate.population * MIN_REGION_RATIO
            for other in segment.candidates
        )
        by_region = segment.area is not None and segment.area.region > 0
        return self._index.place(candidate, language, with_region=has_namesakes or by_region)

    def _resolve_single(self, item: Match, parts: Sequence[_Part | WrittenCoordinates | Match]) -> Item:
        """Return *item*, the only item of a text, as Ambiguous if another place is about as likely."""
        segments = [segment for part in parts if isinstance(part, _Part) for segment in part.segments]
        names = [segment for segment in segments if segment.role is Role.NAME]
        if not names or item.capital_of or names[0].guessed or not item.choices:
            return item
        best, *others = distant_candidates(names[0].candidates)
        if not others or relative_likelihood(best, others[0]) < MIN_AMBIGUOUS_LIKELIHOOD:
            return item
        return Ambiguous(item.asked, (item.place, *item.choices))

    def _match_at_coordinates(self, coordinates: WrittenCoordinates, language: str) -> Match | Unknown:
        if coordinates.spot is None:
            return Unknown(coordinates.asked)
        return replace(
            self.match_at(*coordinates.spot, language, reaches=SEARCH_REACHES[:1]), asked=coordinates.asked
        )


def _split_text(
    text: str, labels: Mapping[str, Place], budget: _Budget
) -> Iterator[str | WrittenCoordinates | Match]:
    """Yield the pieces of *text*: labels, coordinates, and the text between them."""
    for piece in split_by_labels(text, labels):
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


def _with_comma_counts(part: _Part) -> Iterator[tuple[Segment, int]]:
    """Yield each segment with the number of commas before it; no comma separates segments with the same number."""
    commas = 0
    for segment in part.segments:
        commas += part.tokens[segment.start].gap >= Gap.COMMA
        yield segment, commas
