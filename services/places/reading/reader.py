"""Finds the places that a text names, with the place index alone."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from services.places.index.nearest import SEARCH_RADII_DEGREES, find_nearest
from services.places.index.reader import PlaceIndex
from services.places.index.schema import NameKind
from services.places.labels import NO_LABELS, split_by_labels
from services.places.models import Match, Place, PlaceSource, Unknown
from services.places.reading.absent import with_names_absent_from_areas
from services.places.reading.area_candidates import MAX_AREA_LOOK_UP_WORK, MAX_QUICK_AREA_LOOK_UP_WORK
from services.places.reading.candidates import with_ranking_of_default_name
from services.places.reading.coordinates import WrittenCoordinates, find_coordinates
from services.places.reading.directions import with_parts_of_areas
from services.places.reading.guesses import (
    MAX_CORRECTION_WORK,
    MIN_OTHER_KEYBOARD_LAYOUT_SCORE,
    add_corrected_compounds,
    add_guesses,
    doubtful_segments,
    misspelled_compound_spans,
)
from services.places.reading.items import IndexResolution, ResolutionBuilder, resolve_only_name
from services.places.reading.lattice import Lattice
from services.places.reading.layouts import has_punctuation_in_words, texts_in_other_layouts
from services.places.reading.prose import with_possessions_ignored, with_prose_ignored, with_unknown_words_ignored
from services.places.reading.regions import with_code_of_area, with_regions
from services.places.reading.segments import Role, Segment
from services.places.reading.suggestions import with_suggestions
from services.places.reading.tokens import MAX_TOKENS, Token, may_be_quick_to_read, split_names, tokenize
from services.places.reading.words import STOP_WORDS, consists_of_stop_words

MAX_COORDINATES = 20
"""Maximum number of pairs of coordinates that are read in a message."""

MIN_WHOLE_NAME_WORDS = 2
"""Minimum number of words of a text that `TextReader.is_place_name` accepts as the name of a place."""

MAX_WHOLE_NAME_WORDS = 5
"""Maximum number of words of a text that `TextReader.is_place_name` accepts as the name of a place."""

MIN_SHOWN_DISTANCE_KILOMETRES = 25.0
"""Minimum distance in kilometres, from given coordinates to the nearest place, that the answer shows."""


@dataclass(frozen=True, slots=True)
class TextReading:
    """The resolutions of the names in a text, and the names that were not read."""

    items: list[IndexResolution]
    """The resolutions of the names, in the order of the text."""
    left_out: list[str]
    """The names after the first MAX_TOKENS words of the text, as the user typed them."""


@dataclass(slots=True)
class _ReadingBudget:
    """Numbers of words and coordinates that may still be read in a text, and the work left for `add_guesses`."""

    tokens: int = MAX_TOKENS
    guesses: int = MAX_CORRECTION_WORK
    coordinates: int = MAX_COORDINATES


@dataclass(frozen=True, slots=True)
class _TextPart:
    """A piece of text: its words (tokens) and its segments (words with their role)."""

    text: str
    tokens: Sequence[Token]
    segments: Sequence[Segment]
    is_incomplete: bool = False
    """Whether segments are missing because the look-ups would take too long."""

    @property
    def is_doubtful(self) -> bool:
        """Whether a word may be misspelled, or the text may be in the wrong keyboard layout: "v.y[ty"."""
        return any(doubtful_segments(self.segments, self.tokens)) or (
            has_punctuation_in_words(self.text) and all(segment.role is Role.OTHER for segment in self.segments)
        )


class TextReader:
    """Finds the places in texts with *index*. The methods may be called from any thread.

    `read_if_quick` may be called on the event loop, because it reads neither long texts nor unknown words. `read`
    also corrects unknown words; it may take over ten milliseconds, and must be called in a worker thread.
    """

    def __init__(self, index: PlaceIndex) -> None:
        self._index = index

    def read_if_quick(
        self, text: str, language: str, labels: Mapping[str, Place] = NO_LABELS
    ) -> TextReading | None:
        """Return the result of `read`, or None if *text* must be read in a worker thread."""
        if not may_be_quick_to_read(text):
            return None
        parts, left_out = self._split_into_parts(text, labels, with_guesses=False)
        if any(isinstance(part, _TextPart) and (part.is_doubtful or part.is_incomplete) for part in parts):
            return None
        return self._reading_of_parts(parts, left_out, language)

    def read(self, text: str, language: str, labels: Mapping[str, Place] = NO_LABELS) -> TextReading:
        """Return the places that *text* names, with names in *language*; *labels* are the chat's saved places.

        A Match has the likeliest place of a name, and its namesakes as choices. An Ambiguous is a text's only
        name, and means several places of similar likelihood or a region's largest places. An Unknown with choices
        is probably misspelled; an Unknown without choices is not in the index. The result may contain a place
        twice.
        """
        parts, left_out = self._split_into_parts(text, labels, with_guesses=True)
        return self._reading_of_parts(parts, left_out, language)

    def is_place_name(self, text: str) -> bool:
        """Return whether *text* is only the name of a place, with or without an area: "Frost, Texas".

        The name must have several words, or be capitalized and stand beside its area. Return False for a text of
        more than MAX_WHOLE_NAME_WORDS.
        """
        tokens, unread = tokenize(text, MAX_WHOLE_NAME_WORDS)
        if unread or len(tokens) < MIN_WHOLE_NAME_WORDS or not tokens[0].raw[0].isupper():
            return False
        (name, *others) = Lattice(tokens, self._index).best_segments()
        return not others and name.role is Role.NAME and name.candidates[0].kind == NameKind.OWN

    def match_at(
        self,
        latitude: float,
        longitude: float,
        language: str,
        *,
        search_radii_degrees: Sequence[float] = SEARCH_RADII_DEGREES,
    ) -> Match:
        """Return a Match with a place at the coordinates, which are in degrees, and the name of the nearest place.

        The Match has `kilometres_away` if the nearest place is farther than MIN_SHOWN_DISTANCE_KILOMETRES. Near a
        border of time zones, the place has no time zone, so the weather service must provide the time zone. Places
        are searched within the radii *search_radii_degrees*, in degrees of latitude, the smallest first.
        """
        name = f"{latitude:.2f}, {longitude:.2f}".replace("-", "\N{MINUS SIGN}")
        nearest = find_nearest(
            self._index, latitude, longitude, language, search_radii_degrees=search_radii_degrees
        )
        if nearest is None:
            return Match(name, Place(name, latitude, longitude, source=PlaceSource.SPOT))
        timezone = nearest.place.timezone if nearest.is_zone_certain else None
        place = replace(
            nearest.place, latitude=latitude, longitude=longitude, timezone=timezone, source=PlaceSource.SPOT
        )
        return Match(
            name,
            place,
            kilometres_away=nearest.kilometres if nearest.kilometres > MIN_SHOWN_DISTANCE_KILOMETRES else None,
        )

    def _split_into_parts(
        self, text: str, labels: Mapping[str, Place], *, with_guesses: bool
    ) -> tuple[list[_TextPart | WrittenCoordinates | Match], list[str]]:
        """Return the parts of *text* (words, coordinates, labels), and the names after MAX_TOKENS words."""
        budget = _ReadingBudget()
        parts: list[_TextPart | WrittenCoordinates | Match] = []
        left_out: list[str] = []
        pieces = list(_split_by_labels_and_coordinates(text, labels, budget))
        has_label = any(isinstance(piece, Match) for piece in pieces)
        for piece in pieces:
            if not isinstance(piece, str):
                parts.append(piece)
            elif has_label and "," not in piece and consists_of_stop_words(piece):
                continue  # in "rain at home?", "rain" is not the town of Rain
            elif piece.strip():
                part, unread = self._read_part(piece, budget, with_guesses=with_guesses)
                parts.append(part)
                left_out += split_names(unread)
        return parts, left_out

    def _read_part(self, text: str, budget: _ReadingBudget, *, with_guesses: bool) -> tuple[_TextPart, str]:
        """Return a part with as many words of *text* as *budget* allows, and the rest of the text."""
        tokens, unread = tokenize(text, budget.tokens)
        budget.tokens -= len(tokens)
        lattice = Lattice(
            tokens, self._index, MAX_AREA_LOOK_UP_WORK if with_guesses else MAX_QUICK_AREA_LOOK_UP_WORK
        )
        segments: Sequence[Segment] = lattice.best_segments()
        compounds = list(misspelled_compound_spans(segments, tokens))
        if compounds and with_guesses:
            add_corrected_compounds(lattice, compounds, self._index)
            segments = lattice.best_segments()
        segments = with_regions(with_prose_ignored(segments, tokens), tokens, self._index)
        segments = with_code_of_area(segments, tokens, self._index) or segments
        segments = with_parts_of_areas(segments, tokens, self._index)
        segments = _merge_into_unknown_name(with_names_absent_from_areas(segments, lattice, self._index), tokens)
        part = _TextPart(text, tokens, segments, lattice.is_incomplete or bool(compounds))
        if with_guesses and part.is_doubtful:
            in_other_layout = self._read_in_other_layout(text, part)
            if in_other_layout is not None:
                return in_other_layout, unread
            segments, work = add_guesses(lattice, part.segments, self._index, budget.guesses)
            segments = with_suggestions(with_prose_ignored(segments, tokens), tokens, self._index)
            segments = with_possessions_ignored(with_unknown_words_ignored(segments, tokens), tokens)
            budget.guesses -= work
            segments = with_names_absent_from_areas(segments, lattice, self._index, is_corrected=True)
            part = _TextPart(text, tokens, _merge_into_unknown_name(segments, tokens))
        return part, unread

    def _read_in_other_layout(self, text: str, part: _TextPart) -> _TextPart | None:
        """Return *text* in another keyboard layout in which all its words name places; None if no layout fits.

        *part* has the words of *text* as they are typed. Return None if *part* has a correctly spelled name,
        and no word with punctuation inside, such as "fk;bh" (Алжир).
        """
        has_name = any(segment.role is Role.NAME and not segment.may_be_misspelled for segment in part.segments)
        if has_name and not has_punctuation_in_words(text):
            return None
        # The number of words may change, because the key of a letter may type a comma in another layout.
        for typed in texts_in_other_layouts(text):
            tokens, unread = tokenize(typed, MAX_TOKENS)
            segments = Lattice(tokens, self._index).best_segments()
            names = [segment for segment in segments if segment.role is Role.NAME]
            unknown = any(segment.role is Role.UNKNOWN for segment in segments)
            if (
                names
                and not (unknown or unread)
                and all(name.candidates[0].score >= MIN_OTHER_KEYBOARD_LAYOUT_SCORE for name in names)
            ):
                return _TextPart(typed, tokens, segments)
        return None

    def _reading_of_parts(
        self, parts: Sequence[_TextPart | WrittenCoordinates | Match], left_out: list[str], language: str
    ) -> TextReading:
        builder = ResolutionBuilder(self._index, language)
        items: list[IndexResolution] = []
        parts = [self._with_ranked_names(part) if isinstance(part, _TextPart) else part for part in parts]
        for part in parts:
            if isinstance(part, _TextPart):
                items += builder.resolutions(part.segments, part.tokens)
            else:
                items.append(part if isinstance(part, Match) else self._match_at_coordinates(part, language))
        if len(items) == 1 and isinstance(items[0], Match):
            segments = [segment for part in parts if isinstance(part, _TextPart) for segment in part.segments]
            items = [resolve_only_name(items[0], segments)]
        return TextReading(items, left_out)

    def _with_ranked_names(self, part: _TextPart) -> _TextPart:
        return replace(
            part, segments=[with_ranking_of_default_name(segment, self._index) for segment in part.segments]
        )

    def _match_at_coordinates(self, coordinates: WrittenCoordinates, language: str) -> Match | Unknown:
        if coordinates.degrees is None:
            return Unknown(coordinates.asked)
        return replace(
            self.match_at(*coordinates.degrees, language, search_radii_degrees=SEARCH_RADII_DEGREES[:1]),
            asked=coordinates.asked,
        )


def _merge_into_unknown_name(segments: Sequence[Segment], tokens: Sequence[Token]) -> Sequence[Segment]:
    """Return one unknown segment in place of *segments* if the text is several capitalized words: "Rainy River".

    At least one of the capitalized words must not be a stop word.
    """
    is_name = len(tokens) > 1 and all(token.raw[0].isupper() for token in tokens)
    are_words = all(segment.role is Role.OTHER and segment.end - segment.start == 1 for segment in segments)
    if not (is_name and are_words) or all(token.key in STOP_WORDS or token.is_number for token in tokens):
        return segments
    return [Segment(0, len(tokens), 0.0, Role.UNKNOWN)]


def _split_by_labels_and_coordinates(
    text: str, labels: Mapping[str, Place], budget: _ReadingBudget
) -> Iterator[str | WrittenCoordinates | Match]:
    """Yield the pieces of *text*: labels of saved places, coordinates, and the text between them."""
    for piece in split_by_labels(text, labels):
        if isinstance(piece, Match):
            yield piece
            continue
        start = 0
        for coordinates in islice(find_coordinates(piece), budget.coordinates):
            budget.coordinates -= 1
            yield piece[start : coordinates.start]
            yield coordinates
            start = coordinates.end
        yield piece[start:]
