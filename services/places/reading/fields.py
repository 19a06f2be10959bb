"""Divides a text into fields, the words between commas, and finds lists in which each name has its area.

In "Jamestown, New York, Barshi, Maharashtra", each name has its area, so "New York" means the region. In
"Jamestown, New York, Barshi", not each name has its area, so "New York" may mean a city.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from services.places.index.reader import PlaceIndex
from services.places.index.rows import Candidate
from services.places.models import Area
from services.places.reading.area_candidates import AreaCandidates
from services.places.reading.area_names import AreaNames
from services.places.reading.segments import is_area_code
from services.places.reading.tokens import Gap, Token
from services.places.reading.words import JOINING_WORDS, PLACE_TYPE_WORDS, STOP_WORDS
from services.places.text import MAX_NAME_WORDS

MIN_NAMES_WITH_AREAS_IN_LIST = 2
"""Minimum number of names with areas in a list of names with areas."""

MAX_COMMA_FIELDS = 40
"""Maximum number of fields of a text in which a list of names with areas is searched."""


MIN_CLEAR_AREAS_RATIO = 2
"""Minimum ratio of names with clear areas to names with unclear areas, which may be two places, in a list.

In a list with at least this ratio, "New York" means the region.
"""

MIN_WELL_KNOWN_REGION_RATIO = 2
"""A region is well known if its largest place has this many times as many people as the city with its name."""

MIN_LISTED_LARGE_CITY_POPULATION = 300_000
"""Minimum population of a city whose name, in a list, rarely means a small place in a region."""


class CommaField(NamedTuple):
    """The tokens from `start` to `end` (exclusive) between two separators, without stop words around them.

    `line` counts the line breaks, semicolons and words such as "and" in the text before the field.
    """

    start: int
    end: int
    line: int


class NameWithAreas(NamedTuple):
    """A name and its areas in a list: tokens `start` to `end` (exclusive), in `field_count` fields.

    `is_area_first` is True if the area stands before the name. `is_clear` is False if an area's name, such as "New
    York", more likely means a city.
    """

    start: int
    end: int
    field_count: int
    is_area_first: bool
    is_clear: bool


class CommaFields:
    """The parts of a text between commas, called fields.

    *areas* has the names of areas in the text, and *candidates* looks up names in areas.
    """

    def __init__(self, areas: AreaNames, candidates: AreaCandidates, index: PlaceIndex) -> None:
        self._areas = areas
        self._candidates = candidates
        self._index = index
        self._tokens = areas.tokens
        self._alone: dict[tuple[int, int], bool] = {}

    def stands_alone(self, start: int, end: int) -> bool:
        """Return whether tokens *start* to *end* (exclusive) stand alone, or are a name with its areas in a list.

        Only stop words and numbers may be between the tokens and the next separators. A word such as "and" is a
        separator. Commas are also separators unless tokens *start* to *end* have a comma between them.
        """
        if (start, end) not in self._alone:
            self._alone[start, end] = self._has_only_stop_words_around(start, end) or self.is_name_with_areas(
                start, end
            )
        return self._alone[start, end]

    def _has_only_stop_words_around(self, start: int, end: int) -> bool:
        has_comma = any(token.gap is Gap.COMMA for token in self._tokens[start + 1 : end])
        separator = Gap.BREAK if has_comma else Gap.COMMA
        while start > 0 and not self._begins_after_separator(start, separator):
            start -= 1
            if not _is_number_or_stop_word(self._tokens[start]):
                return False
        while end < len(self._tokens) and not self._begins_after_separator(end, separator):
            if not _is_number_or_stop_word(self._tokens[end]):
                return False
            end += 1
        return True

    def is_name_with_areas(self, start: int, end: int) -> bool:
        """Return whether tokens *start* to *end* (exclusive) are a name with its areas in a list."""
        return (start, end) in self._names_with_areas_by_span

    def is_in_clear_list(self, start: int, end: int, best: Candidate) -> bool:
        """Return whether tokens *start* to *end* (exclusive) are in a list in which most names have clear areas.

        If *best*, the likeliest place of the name in the world, is not a large city, half of the names must have
        clear areas. For example, "Lyman, Kharkiv, Akron, Ohio" names two places, but "Boston, New York, Akron,
        Ohio" names three places.
        """
        is_large = best.population >= MIN_LISTED_LARGE_CITY_POPULATION
        return self.is_name_with_areas(start, end) and self._has_enough_clear_areas(
            MIN_CLEAR_AREAS_RATIO if is_large else 1
        )

    def is_well_known_area(self, area: Area, start: int, end: int) -> bool:
        """Return whether the region *area*, tokens *start* to *end*, is better known than the city with its name.

        For example, Ontario in Canada is better known than the city of Ontario in California.
        """
        city = self._areas.city_of_same_name(start, end)
        largest = self._index.largest_places(area.region_id)[:1] if city and area.region_id else []
        return any(place.population > MIN_WELL_KNOWN_REGION_RATIO * city.population for place in largest if city)

    def _begins_after_separator(self, position: int, separator: Gap) -> bool:
        """Return whether *separator*, a stronger separator or a word such as "and" is before token *position*."""
        at = self._tokens[position]
        return at.gap >= separator or self._tokens[position - 1].key in JOINING_WORDS or at.key in JOINING_WORDS

    @cached_property
    def _names_with_areas_by_span(self) -> Mapping[tuple[int, int], NameWithAreas]:
        """Each NameWithAreas of the list by (start, end); empty if a field of the text is in no NameWithAreas."""
        return {(group.start, group.end): group for group in self._listed_names_with_areas}

    def _has_enough_clear_areas(self, ratio: int) -> bool:
        """Return whether the list has at least *ratio* times as many names with clear as with unclear areas."""
        clear = sum(group.is_clear for group in self._listed_names_with_areas)
        return clear >= ratio * (len(self._listed_names_with_areas) - clear)

    @cached_property
    def _listed_names_with_areas(self) -> Sequence[NameWithAreas]:
        """Each NameWithAreas of the text; empty if a field of the text is in no NameWithAreas.

        Lists in which each area follows its name are tried first.
        """
        fields = list(_split_into_fields(self._tokens))
        if not MIN_NAMES_WITH_AREAS_IN_LIST <= len(fields) <= MAX_COMMA_FIELDS:
            return ()
        groups_at = {at: list(self._names_with_areas_at(fields, at)) for at in range(len(fields))}
        for orders in ({False}, {True}, {False, True}):
            groups = self._with_repeated_areas_clear(_covering_names_with_areas(groups_at, len(fields), orders))
            if len(groups) >= MIN_NAMES_WITH_AREAS_IN_LIST and any(group.is_clear for group in groups):
                return groups
        return ()

    def _with_repeated_areas_clear(self, groups: Sequence[NameWithAreas]) -> Sequence[NameWithAreas]:
        """Return *groups*; set `is_clear` if the outermost area is repeated: "…, New York, …, New York"."""
        words = [self._outermost_area_word(group) for group in groups]
        return [
            group._replace(is_clear=group.is_clear or words.count(word) > 1)
            for group, word in zip(groups, words, strict=True)
        ]

    def _outermost_area_word(self, group: NameWithAreas) -> str:
        """Return the folded word of the areas in *group* that is farthest from the name."""
        return self._tokens[group.start if group.is_area_first else group.end - 1].key

    def _names_with_areas_at(self, fields: Sequence[CommaField], at: int) -> Iterator[NameWithAreas]:
        """Yield each NameWithAreas that begins with the field *fields[at]*, the longest first."""
        field = fields[at]
        following = [other for other in fields[at + 1 : at + 3] if other.line == field.line]
        for count in range(len(following), 0, -1):
            others = following[:count]
            if self._are_name_and_areas(field, others):
                yield NameWithAreas(field.start, others[-1].end, count + 1, False, self._are_clear_areas(others))
            before = [field, *others[:-1]]
            if self._are_name_and_areas(others[-1], before):
                yield NameWithAreas(field.start, others[-1].end, count + 1, True, self._are_clear_areas(before))
        for split in range(field.start + 1, min(field.end, field.start + 2 * MAX_NAME_WORDS)):
            left, right = (
                _trimmed_field(self._tokens, field.start, split),
                _trimmed_field(self._tokens, split, field.end),
            )
            for is_area_first, name, area in ((False, left, right), (True, right, left)):
                if self._are_name_and_areas(name, [area]):
                    yield NameWithAreas(field.start, field.end, 1, is_area_first, self._are_clear_areas([area]))

    def _are_name_and_areas(self, name: CommaField, fields: Sequence[CommaField]) -> bool:
        """Return whether a place that the field *name* names is in all areas that *fields* name."""
        if any(field.start == field.end for field in (name, *fields)):
            return False
        areas = [self._areas_named_by(field) for field in fields]
        key = self._areas.folded_text(*name[:2])
        if key not in self._areas.known or not all(areas):
            return False
        return any(
            self._candidates.find_in_all_areas(key, (first, last), self._areas.known[key][0])
            for first in areas[0]
            for last in areas[-1]
            if first.country == last.country
        )

    def _areas_named_by(self, field: CommaField) -> list[Area]:
        """Return the areas whose name is all words of *field*."""
        return [area for end, area in self._areas.areas_at(field.start) if end == field.end]

    def _are_clear_areas(self, fields: Sequence[CommaField]) -> bool:
        """Return whether all *fields* clearly name areas, not cities: Ohio does, New York does not."""
        return all(
            any(not area.region_id or self._has_larger_place(area, field) for area in self._areas_named_by(field))
            for field in fields
        )

    def _has_larger_place(self, area: Area, field: CommaField) -> bool:
        """Return whether a place in the region *area* is larger than the city that has the region's name."""
        city = self._areas.city_of_same_name(field.start, field.end)
        return city is None or any(
            place.population > city.population for place in self._index.largest_places(area.region_id)[:1]
        )


def _covering_names_with_areas(
    groups_at: Mapping[int, Sequence[NameWithAreas]], size: int, orders: set[bool]
) -> Sequence[NameWithAreas]:
    """Return NameWithAreas objects that together cover *size* fields, or an empty sequence.

    *groups_at* maps the index of a field to each NameWithAreas that begins with this field. The set *orders* has
    the allowed values of `is_area_first`.
    """
    covers: list[list[NameWithAreas] | None] = [None] * size + [[]]
    for at in reversed(range(size)):
        for group in groups_at[at]:
            rest = covers[at + group.field_count]
            if covers[at] is None and rest is not None and group.is_area_first in orders:
                covers[at] = [group, *rest]
    return covers[0] or []


def _trimmed_field(tokens: Sequence[Token], start: int, end: int, line: int = 0) -> CommaField:
    """Return tokens *start* to *end* (exclusive) as a field, without stop words and numbers around them.

    A word such as "island" at the start of the field is also left out.
    """
    while start < end and (_is_number_or_stop_word(tokens[start]) or tokens[start].key in PLACE_TYPE_WORDS):
        start += 1
    while end > start and _is_number_or_stop_word(tokens[end - 1]):
        end -= 1
    return CommaField(start, end, line)


def _split_into_fields(tokens: Sequence[Token]) -> Iterator[CommaField]:
    """Yield the fields between commas and words such as "and"; skip fields of only stop words and numbers."""
    line, start = 0, 0
    for end in range(1, len(tokens) + 1):
        if end == len(tokens) or tokens[end].gap >= Gap.COMMA or tokens[end].key in JOINING_WORDS:
            field = _trimmed_field(tokens, start, end, line)
            if field.start < field.end:
                yield field
            is_break = end < len(tokens) and tokens[end].gap is not Gap.COMMA
            line, start = line + is_break, end


def _is_number_or_stop_word(token: Token) -> bool:
    return token.is_number or (token.key in STOP_WORDS and not is_area_code(token))
