"""Patterns over kinds of phrases: "on? the? weekday" matches "on the Friday".

For example, the phrase "Friday" has the kind "weekday".

A pattern is a sequence of items; an item such as "next|coming" matches one phrase of the kind "next" or "coming".
An item with "?" matches zero or one phrase, with "*" zero to MAX_REPETITIONS, with "+" one to MAX_REPETITIONS. The
item "!late" forbids that a phrase of the kind "late" follows, and "=late" requires such a phrase. Neither "!late"
nor "=late" matches the phrase itself. Items in brackets before "*" form a group, which is matched zero to
MAX_GROUP_REPETITIONS times. "^" matches the beginning of the text, "$" the end of the text.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from services.questions.words import Phrase, PhrasedText

MAX_REPETITIONS, MAX_GROUP_REPETITIONS = 3, 6

BEGINNING, END = "^", "$"

LISTABLE_KINDS = frozenset({"year", "weekday", "weekday_short", "weekday_joined"})
"""Kinds of phrases that may follow a comma within one match, as in "Friday, Saturday"."""

LIST_SEPARATORS = frozenset({",", "+", "&"})
"""Characters that may separate the elements of a list, such as the comma in "Friday, Saturday"."""

_ITEM_IN_PATTERN = re.compile(r"\(([^)]*)\)\*|(\S+)")


@dataclass(frozen=True, slots=True)
class _PatternItem:
    kinds: frozenset[str]
    minimum: int = 1
    maximum: int = 1
    group: tuple["_PatternItem", ...] = ()
    is_forbidden: bool = False
    is_lookahead: bool = False
    """Whether the item requires that a phrase of *kinds* follows; the phrase is not a part of the match."""
    is_condition: bool = False
    """Whether the item only checks its position and matches no words, such as "^", "$", "!late" and "=late"."""


@dataclass(frozen=True, slots=True)
class PatternMatch:
    """A match of a pattern in a text: the matched phrases, and where they end."""

    end: int
    """Index of the word after the match."""
    values: Mapping[str, Sequence[str]]
    """Maps each kind of phrase in the match to the values of its phrases, in the order of the text."""
    phrases: Sequence[Phrase] = ()

    def get(self, *kinds: str) -> str | None:
        """Return the first value of the first of *kinds* that the match has; None if the match has none."""
        return next((self.values[kind][0] for kind in kinds if self.values.get(kind)), None)

    def values_in_order(self, *kinds: str) -> Sequence[str]:
        """Return the values of all phrases in the match that have one of *kinds*, in the order of the text."""
        return [phrase.value for phrase in self.phrases if phrase.kind in kinds]

    def __contains__(self, kind: str) -> bool:
        return kind in self.values


class Pattern:
    """A compiled pattern over kinds of phrases, such as "on? the? weekday"."""

    def __init__(self, pattern: str) -> None:
        self._items = _parse_pattern_items(pattern)
        self.kinds = frozenset(kind for item in self._items for kind in _kinds_in_item(item))
        self.first_kinds = _kinds_of_first_phrase(self._items)
        """The kinds of phrases that may be the first phrase of a match."""
        self._required = [
            item.kinds for item in self._items if item.minimum and (item.is_lookahead or not item.is_condition)
        ]

    def may_match(self, kinds: Collection[str]) -> bool:
        """Return whether a text may have a match if its phrases have the given *kinds*."""
        for required in self._required:  # noqa: SIM110 - any() with a generator would take twice the time
            if required.isdisjoint(kinds):
                return False
        return True

    def match(self, text: PhrasedText, start: int) -> PatternMatch | None:
        """Return the longest match that begins at the word *start*; None if no match begins there.

        Of several longest matches, return the match with the fewest phrases.
        """
        ends = list(_all_matches(self._items, text, start, ()))
        if not ends:
            return None
        end, chosen = max(ends, key=lambda found: (found[0], -len(found[1])))
        values: dict[str, list[str]] = defaultdict(list)
        for phrase in chosen:
            values[phrase.kind].append(phrase.value)
        return PatternMatch(end, dict(values), chosen)


def _parse_pattern_items(pattern: str) -> tuple[_PatternItem, ...]:
    return tuple(_parse_pattern_item(found) for found in _ITEM_IN_PATTERN.finditer(pattern))


def _parse_pattern_item(found: re.Match[str]) -> _PatternItem:
    if found[1] is not None:
        group = _parse_pattern_items(found[1])
        return _PatternItem(_kinds_of_first_phrase(group), 0, MAX_GROUP_REPETITIONS, group)
    name = found[2]
    kinds = frozenset(name.strip("!=?*+").split("|"))
    minimum = 0 if name.endswith(("?", "*")) else 1
    maximum = MAX_REPETITIONS if name.endswith(("*", "+")) else 1
    is_condition = name.startswith(("!", "=")) or not kinds.isdisjoint({BEGINNING, END})
    return _PatternItem(
        kinds,
        minimum,
        maximum,
        is_forbidden=name.startswith("!"),
        is_lookahead=name.startswith("="),
        is_condition=is_condition,
    )


def _kinds_in_item(item: _PatternItem) -> frozenset[str]:
    return item.kinds.union(*(_kinds_in_item(other) for other in item.group))


def _kinds_of_first_phrase(items: Sequence[_PatternItem]) -> frozenset[str]:
    kinds: set[str] = set()
    for item in items:
        if BEGINNING in item.kinds:
            continue
        kinds |= item.kinds
        if item.minimum:
            break
    return frozenset(kinds)


_MatchedPhrases = tuple[Phrase, ...]


def _all_matches(
    items: Sequence[_PatternItem], text: PhrasedText, at: int, chosen: _MatchedPhrases, repeated: int = 0
) -> Iterator[tuple[int, _MatchedPhrases]]:
    """Match *items*, in all possible ways, with the words from index *at* on.

    For each way to match, yield the index of the word after the match, and the matched phrases, which begin with
    *chosen*.
    """
    if not items:
        yield at, chosen
        return
    item, rest = items[0], items[1:]
    if item.is_condition:
        if _is_condition_met(item, text, at, chosen):
            yield from _all_matches(rest, text, at, chosen)
        return
    if repeated < item.maximum:
        for end, more in _matches_of_item(item, text, at, chosen):
            yield from _all_matches(items, text, end, more, repeated + 1)
    if repeated >= item.minimum:
        yield from _all_matches(rest, text, at, chosen)


def _matches_of_item(
    item: _PatternItem, text: PhrasedText, at: int, chosen: _MatchedPhrases
) -> Iterator[tuple[int, _MatchedPhrases]]:
    if item.group:
        yield from _all_matches(item.group, text, at, chosen)
        return
    for phrase in _phrases_at(text, at, chosen):
        if phrase.kind in item.kinds:
            yield phrase.end, (*chosen, phrase)


def _is_condition_met(item: _PatternItem, text: PhrasedText, at: int, chosen: _MatchedPhrases) -> bool:
    if BEGINNING in item.kinds:
        return at == 0
    if END in item.kinds:
        return at == len(text.words)
    return _has_phrase(item, text, at, chosen) is item.is_lookahead


def _has_phrase(item: _PatternItem, text: PhrasedText, at: int, chosen: _MatchedPhrases) -> bool:
    return any(phrase.kind in item.kinds for phrase in _phrases_at(text, at, chosen))


def _phrases_at(text: PhrasedText, at: int, chosen: _MatchedPhrases) -> Iterator[Phrase]:
    """Yield the phrases that begin at the word *at* and may follow *chosen*, the phrases matched so far."""
    if at == len(text.words):
        return
    word = text.words[at]
    listed = word.gap.strip() in LIST_SEPARATORS
    if chosen and not (word.is_joined_to_previous or listed):
        return
    for phrase in text.phrases[at]:
        if not chosen or not listed or phrase.kind in LISTABLE_KINDS:
            yield phrase
