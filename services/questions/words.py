"""Splitting of a text into words, and look-up of the phrases of the language packs among them."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from services.languages.foreign import unspaced_times
from services.places.reading.tokens import in_one_script
from services.places.reading.words import STOP_WORDS
from services.places.text import fold
from services.questions.misspellings import misspellings

MAX_WORDS = 100
"""Maximum number of words of a text that are read for times and quantities."""

_UNSPACED = "|".join(sorted(unspaced_times(), key=len, reverse=True))
_WORD = re.compile(rf"\d+|{_UNSPACED}|[^\W\d_](?:(?!{_UNSPACED})[^\W\d_]|['’ʼ`´\u0300-\u036f])*")
"""Matches numbers and words. A phrase for a time may be joined to other words: 明天 in 明天北京天气."""

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
"""Matches characters that are not shown, such as soft hyphens."""

_VARIANT = re.compile("[\u00a0\u2000-\u200a\u202f\u3000\uff01-\uff5e\U0001d400-\U0001d7ff]+")
"""Matches spaces of other widths, and letters and digits of other widths or fonts."""

MIN_ACCENTED_LENGTH = 6
"""Minimum number of letters of a word that is read without its accents; a shorter one may be a foreign name."""

_GAPS_WITHIN_PHRASES = frozenset({"", "-", "–", "—", ".", "/"})
"""Texts that may separate the words of a phrase, besides spaces."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word or a number, with its position in the text."""

    key: str
    """The word as `fold` returns it, or in lower case if `fold` would remove foreign accents."""
    start: int
    end: int
    gap: str
    """The text between the previous word and this one."""
    is_capitalized: bool
    """Whether only the first letter is a capital."""

    @property
    def is_joined(self) -> bool:
        """Whether a phrase may contain both the previous word and this one."""
        return self.gap.strip() in _GAPS_WITHIN_PHRASES and "\n" not in self.gap


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase of a language pack that ends before the word `end`, with the kind and the value of its section."""

    kind: str
    value: str
    end: int


@dataclass(frozen=True, slots=True)
class PhrasedText:
    """The words of a text, and the phrases that begin at each word."""

    words: Sequence[Word]
    phrases: Sequence[Sequence[Phrase]]


def with_plain_characters(text: str) -> str:
    """Return *text* in its composed form, without invisible characters, wide digits and no-break spaces."""
    if text.isascii():
        return text
    composed = unicodedata.normalize("NFC", _INVISIBLE.sub("", text))
    return _VARIANT.sub(lambda found: unicodedata.normalize("NFKC", found[0]), composed)


def split_words(text: str) -> list[Word]:
    """Return the first MAX_WORDS words of *text*."""
    words: list[Word] = []
    end = 0
    for found in _WORD.finditer(text):
        if len(words) == MAX_WORDS:
            break
        gap = text[end : found.start()]
        words.append(Word(_key(found[0]), found.start(), found.end(), gap, found[0].istitle()))
        end = found.end()
    return words


def _key(word: str) -> str:
    """Return *word* in one script and folded.

    A short word from which `fold` would remove foreign accents, such as Thủ, is returned in lower case instead,
    and is never part of a phrase.
    """
    word = word if word.isascii() else in_one_script(word)
    key = fold(word)
    is_foreign = key.isascii() and any(char.isalpha() and not char.isascii() for char in word)
    return word.casefold() if is_foreign and len(word) < MIN_ACCENTED_LENGTH else key


class PhraseIndex:
    """An index of phrases of one or several languages by their words."""

    def __init__(
        self, sections: Iterable[Mapping[str, Sequence[str]]], *, misspelled: Collection[str] = ()
    ) -> None:
        """Index the phrases of *sections*, and the misspellings of single words of the kinds *misspelled*."""
        self._root = _Node()
        typos: dict[str, tuple[str, str]] = {}
        for phrases in sections:
            for section, spelled in phrases.items():
                kind, _, value = section.partition(" ")
                for phrase in spelled:
                    words = [word.key for word in split_words(phrase)]
                    node = self._root
                    for word in words:
                        node = node.following.setdefault(word, _Node())
                    node.meanings.append((kind, value))
                    if kind in misspelled and len(words) == 1:
                        typos.update(dict.fromkeys(misspellings(words[0]), (kind, value)))
        for typo in typos.keys() - self._root.following.keys() - STOP_WORDS:
            self._root.following[typo] = _Node()
            self._root.following[typo].meanings.append(typos[typo])

    def at(self, words: Sequence[Word], start: int) -> Iterator[Phrase]:
        """Yield the phrases that begin at the word *start*, the shortest first."""
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
    """A node of the index: the meanings of the phrase that ends here, and the nodes of possible next words."""

    __slots__ = ("following", "meanings")

    def __init__(self) -> None:
        self.meanings: list[tuple[str, str]] = []
        self.following: dict[str, _Node] = {}
