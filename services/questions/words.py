"""Text → words, and the phrases of the packs that begin at each of them."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from services.languages.foreign import unspaced_times
from services.places.text import fold

MOST_WORDS = 200
"""Words of a text that are read; those after them tell neither a time nor a quantity."""

_UNSPACED = "|".join(sorted(unspaced_times(), key=len, reverse=True))
_WORD = re.compile(rf"\d+|{_UNSPACED}|[^\W\d_](?:(?!{_UNSPACED})[^\W\d_]|['’ʼ`´\u0300-\u036f])*")
"""Matches numbers and words. Times may be written together with other words: 明天北京天气."""

_JOINTS = frozenset({"", "-", "–", "—", ".", "/"})
"""What may stand between the words of a phrase, beside spaces."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word or a number in a text, from `start` to `end`, and as `fold` leaves it."""

    key: str
    start: int
    end: int
    gap: str
    """The text between the word before and this one."""
    capital: bool
    """Whether it begins with a capital and goes on without."""

    @property
    def is_joined(self) -> bool:
        """Whether a phrase may go on from the word before to this one."""
        return self.gap.strip() in _JOINTS and "\n" not in self.gap


@dataclass(frozen=True, slots=True)
class Phrase:
    """What the words before the position `end` are: the kind and the value of their section."""

    kind: str
    value: str
    end: int


@dataclass(frozen=True, slots=True)
class Phrased:
    """The words of a text, and the phrases that begin at each of them."""

    words: Sequence[Word]
    phrases: Sequence[Sequence[Phrase]]


def words_of(text: str) -> list[Word]:
    """Return the first MOST_WORDS words of *text*."""
    words: list[Word] = []
    end = 0
    for found in _WORD.finditer(text):
        if len(words) == MOST_WORDS:
            break
        gap = text[end : found.start()]
        words.append(Word(_key(found[0]), found.start(), found.end(), gap, found[0].istitle()))
        end = found.end()
    return words


def _key(word: str) -> str:
    """Return *word* folded, unless it has accents that no phrase is written with: Thủ, Tân and Hāt are names."""
    key = fold(word)
    return (
        word.casefold() if key.isascii() and any(char.isalpha() and not char.isascii() for char in word) else key
    )


class Phrases:
    """Phrases by their words; those of several languages may be in one."""

    def __init__(self, sections: Iterable[Mapping[str, Sequence[str]]]) -> None:
        self._root = _Node()
        for phrases in sections:
            for section, spelled in phrases.items():
                kind, _, value = section.partition(" ")
                for phrase in spelled:
                    node = self._root
                    for word in words_of(phrase):
                        node = node.following.setdefault(word.key, _Node())
                    node.meanings.append((kind, value))

    def at(self, words: Sequence[Word], start: int) -> Iterator[Phrase]:
        """Yield the phrases that begin at *start*, shorter ones first."""
        node = self._root.following.get(words[start].key)
        end = start + 1
        while node is not None:
            for kind, value in node.meanings:
                yield Phrase(kind, value, end)
            if end == len(words) or not words[end].is_joined:
                return
            node = node.following.get(words[end].key)
            end += 1


class _Node:
    """A word of a phrase: what the phrase means if it ends here, and the words that may follow."""

    __slots__ = ("following", "meanings")

    def __init__(self) -> None:
        self.meanings: list[tuple[str, str]] = []
        self.following: dict[str, _Node] = {}
