"""Divides a text into fields, the words between commas, and finds lists whose fields are names with their areas.

A region that has the name of a city may also be a second place. It qualifies a name if all fields of the text
form pairs of a name and an area: "Jamestown, New York, Barshi, Maharashtra" are two places.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from services.places.index.reader import PlaceIndex
from services.places.index.rows import Area
from services.places.reading.area_candidates import AreaCandidates
from services.places.reading.area_names import AreaNames
from services.places.reading.segments import is_area_code
from services.places.reading.tokens import Gap, Token
from services.places.reading.words import JOINING_WORDS, KIND_WORDS, STOP_WORDS
from services.places.text import MAX_NAME_WORDS

MIN_GROUPS = 2
"""Minimum number of groups of fields, each a name with its areas, in a list."""

MAX_FIELDS = 40
"""Maximum number of fields of a list that is divided into groups."""


MIN_CLEAR_RATIO = 2
"""Minimum ratio of the clear groups of a list to the others, for a region with a city's name to be no place."""


class Field(NamedTuple):
    """The tokens from `start` to `end` (exclusive) between two separators, without stop words around them.

    `line` is the number of breaks before the field.
    """

    start: int
    end: int
    line: int


class Group(NamedTuple):
    """Fields that are a name and its areas: the tokens from `start` to `end`, and the number of fields.

    `is_area_first` tells whether the area stands before the name. `is_clear` tells whether no region has the
    name of its largest city.
    """

    start: int
    end: int
    fields: int
    is_area_first: bool
    is_clear: bool


class Fields:
    """The fields of the text whose names of areas are *areas*; *candidates* looks up names in the areas."""

    def __init__(self, areas: AreaNames, candidates: AreaCandidates, index: PlaceIndex) -> None:
        self._areas = areas
        self._candidates = candidates
        self._index = index
        self._tokens = areas.tokens

    def is_alone(self, start: int, end: int) -> bool:
        """Return whether the words from *start* to *end* are separate from all other words, or a group of a list.

        The words around them, up to the next separators, must be stop words or numbers. A word such as "and" is a
        separator. Words without a comma between them are also separated by commas.
        """
        has_comma = any(token.gap is Gap.COMMA for token in self._tokens[start + 1 : end])
        separator = Gap.BREAK if has_comma else Gap.COMMA
        first, last = start, end
        while first > 0 and not self._is_separated(first, separator):
            first -= 1
        while last < len(self._tokens) and not self._is_separated(last, separator):
            last += 1
        around = (*self._tokens[first:start], *self._tokens[end:last])
        return all(map(_is_context_word, around)) or self.is_in_group(start, end)

    def is_in_group(self, start: int, end: int) -> bool:
        """Return whether the words from *start* to *end* are a group of a list."""
        return (start, end) in self._groups

    def is_in_clear_list(self, start: int, end: int) -> bool:
        """Return whether the words from *start* to *end* are a group of a list whose groups are mostly clear."""
        return self.is_in_group(start, end) and self._is_clear_list

    def _is_separated(self, position: int, separator: Gap) -> bool:
        """Return whether *separator* or a stronger one, or a word such as "and", is before *position*."""
        at = self._tokens[position]
        return at.gap >= separator or self._tokens[position - 1].key in JOINING_WORDS or at.key in JOINING_WORDS

    @cached_property
    def _groups(self) -> Mapping[tuple[int, int], Group]:
        """The groups by their starts and ends; empty unless all fields of the text form groups."""
        return {(group.start, group.end): group for group in self._list}

    @property
    def _is_clear_list(self) -> bool:
        """Whether at least MIN_CLEAR_RATIO times as many groups are clear as are not."""
        clear = sum(group.is_clear for group in self._list)
        return clear >= MIN_CLEAR_RATIO * (len(self._list) - clear)

    @cached_property
    def _list(self) -> Sequence[Group]:
        """The groups that all fields of the text form, the commonest order first; empty if they form none."""
        fields = list(_fields(self._tokens))
        if not MIN_GROUPS <= len(fields) <= MAX_FIELDS:
            return ()
        groups_at = {at: list(self._groups_at(fields, at)) for at in range(len(fields))}
        for orders in ({False}, {True}, {False, True}):
            groups = _cover(groups_at, len(fields), orders)
            if len(groups) >= MIN_GROUPS and any(group.is_clear for group in groups):
                return groups
        return ()

    def _groups_at(self, fields: Sequence[Field], at: int) -> Iterator[Group]:
        """Yield the groups that begin with the field at *at*, the longest first."""
        field = fields[at]
        following = [other for other in fields[at + 1 : at + 3] if other.line == field.line]
        for count in range(len(following), 0, -1):
            others = following[:count]
            if self._are_name_and_areas(field, others):
                yield Group(field.start, others[-1].end, count + 1, False, self._is_clear(others))
            before = [field, *others[:-1]]
            if self._are_name_and_areas(others[-1], before):
                yield Group(field.start, others[-1].end, count + 1, True, self._is_clear(before))
        for split in range(field.start + 1, min(field.end, field.start + 2 * MAX_NAME_WORDS)):
            left, right = _trimmed(self._tokens, field.start, split), _trimmed(self._tokens, split, field.end)
            for is_area_first, name, area in ((False, left, right), (True, right, left)):
                if self._are_name_and_areas(name, [area]):
                    yield Group(field.start, field.end, 1, is_area_first, self._is_clear([area]))

    def _are_name_and_areas(self, name: Field, fields: Sequence[Field]) -> bool:
        """Return whether *name* is the name of a place in the areas that *fields* name, and no other name."""
        if any(field.start == field.end for field in (name, *fields)):
            return False
        areas = [self._areas_called(field) for field in fields]
        key = self._areas.key(*name[:2])
        if key not in self._areas.known or not all(areas):
            return False
        return any(
            self._candidates.inside(self._candidates.called(key, first), last)
            for first in areas[0]
            for last in areas[-1]
            if first.country == last.country
        )

    def _areas_called(self, field: Field) -> list[Area]:
        """Return the areas that *field* names as a whole."""
        return [area for end, area in self._areas.at(field.start) if end == field.end]

    def _is_clear(self, fields: Sequence[Field]) -> bool:
        """Return whether each field of *fields* names a country, or a region larger than a city of its name."""
        return all(
            any(not area.region or self._is_larger(area, field) for area in self._areas_called(field))
            for field in fields
        )

    def _is_larger(self, area: Area, field: Field) -> bool:
        """Return whether *area*, the region that *field* names, has a larger place than the city of its name."""
        city = self._areas.city_called(field.start, field.end)
        return city is None or any(
            place.population > city.population for place in self._index.largest_places(area.region)[:1]
        )


def _cover(groups_at: Mapping[int, Sequence[Group]], size: int, orders: set[bool]) -> list[Group]:
    """Return the groups with one of *orders* that cover *size* fields; the list is empty if no groups do."""
    covers: list[list[Group] | None] = [None] * size + [[]]
    for at in reversed(range(size)):
        for group in groups_at[at]:
            rest = covers[at + group.fields]
            if covers[at] is None and rest is not None and group.is_area_first in orders:
                covers[at] = [group, *rest]
    return covers[0] or []


def _trimmed(tokens: Sequence[Token], start: int, end: int, line: int = 0) -> Field:
    """Return the field from *start* to *end* without stop words, numbers and words such as "island" around it."""
    while start < end and (_is_context_word(tokens[start]) or tokens[start].key in KIND_WORDS):
        start += 1
    while end > start and _is_context_word(tokens[end - 1]):
        end -= 1
    return Field(start, end, line)


def _fields(tokens: Sequence[Token]) -> Iterator[Field]:
    """Yield the fields of *tokens* that have other words than stop words."""
    line, start = 0, 0
    for end in range(1, len(tokens) + 1):
        if end == len(tokens) or tokens[end].gap >= Gap.COMMA or tokens[end].key in JOINING_WORDS:
            field = _trimmed(tokens, start, end, line)
            if field.start < field.end:
                yield field
            is_break = end < len(tokens) and tokens[end].gap is not Gap.COMMA
            line, start = line + is_break, end


def _is_context_word(token: Token) -> bool:
    return token.is_number or (token.key in STOP_WORDS and not is_area_code(token))
