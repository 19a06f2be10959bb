"""Patterns over phrases: "on? the? weekday" matches "on the Friday" by the kinds of its phrases.

An item of a pattern names the kinds that a phrase may have ("next|coming"). After it, "?" says that it may be
missing, "*" that there may be up to MOST_REPEATED of it, "+" that there is one at least; "!" before it says that
no such phrase follows, "=" that one does, which is no part of the match. Items in brackets repeat together, up to
MOST_IN_GROUPS times. "^" is the beginning of the text, "$" the end.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from services.questions.words import Phrase, Phrased

MOST_REPEATED, MOST_IN_GROUPS = 3, 6

BEGINNING, END = "^", "$"

LISTED = frozenset({"year", "weekday", "weekday_short", "weekday_joined"})
LISTING = frozenset({",", "+", "&"})
"""Kinds of phrases that a sign of a list may be before, and these signs."""

_ITEM = re.compile(r"\(([^)]*)\)\*|(\S+)")


@dataclass(frozen=True, slots=True)
class _Item:
    kinds: frozenset[str]
    least: int = 1
    most: int = 1
    group: tuple["_Item", ...] = ()
    refused: bool = False
    awaited: bool = False
    """Whether it has to follow without being a part of the match."""

    @property
    def is_condition(self) -> bool:
        """Whether it takes no words."""
        return self.refused or self.awaited or not self.kinds.isdisjoint({BEGINNING, END})


@dataclass(frozen=True, slots=True)
class Found:
    """Where a pattern ends that matches, and the values of its phrases by their kinds."""

    end: int
    values: Mapping[str, Sequence[str]]
    phrases: Sequence[Phrase] = ()

    def get(self, *kinds: str) -> str | None:
        """Return the value of the first phrase of the first of *kinds* that there is."""
        return next((self.values[kind][0] for kind in kinds if self.values.get(kind)), None)

    def in_order(self, *kinds: str) -> Sequence[str]:
        """Return the values of all phrases of *kinds*, in the order of the text."""
        return [phrase.value for phrase in self.phrases if phrase.kind in kinds]

    def __contains__(self, kind: str) -> bool:
        return kind in self.values


class Pattern:
    """A pattern, compiled."""

    def __init__(self, pattern: str) -> None:
        self._items = _items(pattern)
        self.kinds = frozenset(kind for item in self._items for kind in _all_kinds(item))
        self.begins = _first_kinds(self._items)
        """The kinds of phrases that it may begin with."""
        self._needed = [
            item.kinds for item in self._items if item.least and (item.awaited or not item.is_condition)
        ]

    def may_match(self, kinds: Collection[str]) -> bool:
        """Whether a text with phrases of these *kinds* has all that it needs."""
        return all(not needed.isdisjoint(kinds) for needed in self._needed)

    def match(self, text: Phrased, start: int) -> Found | None:
        """Return the longest match at the word *start*, of the fewest phrases."""
        ends = list(_ends(self._items, text, start, ()))
        if not ends:
            return None
        end, chosen = max(ends, key=lambda found: (found[0], -len(found[1])))
        values: dict[str, list[str]] = defaultdict(list)
        for phrase in chosen:
            values[phrase.kind].append(phrase.value)
        return Found(end, dict(values), chosen)


def _items(pattern: str) -> tuple[_Item, ...]:
    return tuple(_item(found) for found in _ITEM.finditer(pattern))


def _item(found: re.Match[str]) -> _Item:
    if found[1] is not None:
        group = _items(found[1])
        return _Item(_first_kinds(group), 0, MOST_IN_GROUPS, group)
    name = found[2]
    kinds = frozenset(name.strip("!=?*+").split("|"))
    least = 0 if name.endswith(("?", "*")) else 1
    most = MOST_REPEATED if name.endswith(("*", "+")) else 1
    return _Item(kinds, least, most, refused=name.startswith("!"), awaited=name.startswith("="))


def _all_kinds(item: _Item) -> frozenset[str]:
    return item.kinds.union(*(_all_kinds(other) for other in item.group))


def _first_kinds(items: Sequence[_Item]) -> frozenset[str]:
    kinds: set[str] = set()
    for item in items:
        if BEGINNING in item.kinds:
            continue
        kinds |= item.kinds
        if item.least:
            break
    return frozenset(kinds)


_Chosen = tuple[Phrase, ...]


def _ends(
    items: Sequence[_Item], text: Phrased, at: int, chosen: _Chosen, repeated: int = 0
) -> Iterator[tuple[int, _Chosen]]:
    """Yield where *items* end when they begin at *at*, with the phrases *chosen* before and for them."""
    if not items:
        yield at, chosen
        return
    item, rest = items[0], items[1:]
    if item.is_condition:
        if _stands(item, text, at, chosen):
            yield from _ends(rest, text, at, chosen)
        return
    if repeated < item.most:
        for end, more in _once(item, text, at, chosen):
            yield from _ends(items, text, end, more, repeated + 1)
    if repeated >= item.least:
        yield from _ends(rest, text, at, chosen)


def _once(item: _Item, text: Phrased, at: int, chosen: _Chosen) -> Iterator[tuple[int, _Chosen]]:
    if item.group:
        yield from _ends(item.group, text, at, chosen)
        return
    for phrase in _next(text, at, chosen):
        if phrase.kind in item.kinds:
            yield phrase.end, (*chosen, phrase)


def _stands(item: _Item, text: Phrased, at: int, chosen: _Chosen) -> bool:
    if BEGINNING in item.kinds:
        return at == 0
    if END in item.kinds:
        return at == len(text.words)
    return _has(item, text, at, chosen) is item.awaited


def _has(item: _Item, text: Phrased, at: int, chosen: _Chosen) -> bool:
    return any(phrase.kind in item.kinds for phrase in _next(text, at, chosen))


def _next(text: Phrased, at: int, chosen: _Chosen) -> Iterator[Phrase]:
    """Yield the phrases at *at* that the one before may go on with."""
    if at == len(text.words):
        return
    word = text.words[at]
    listed = word.gap.strip() in LISTING
    if chosen and not (word.is_joined or listed):
        return
    for phrase in text.phrases[at]:
        if not chosen or not listed or phrase.kind in LISTED:
            yield phrase
