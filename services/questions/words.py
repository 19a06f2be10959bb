"""Splits a text into words, and finds the phrases of the language packs in the words."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from services.languages import LANGUAGES
from services.languages.foreign import foreign_time_phrases_without_spaces
from services.places.reading.tokens import to_one_script
from services.places.reading.words import STOP_WORDS
from services.places.text import fold
from services.questions.misspellings import misspellings

MAX_WORDS = 100
"""Maximum number of words of a text in which times and quantities are searched."""

MAX_WORD_LENGTH = 60
"""Number of characters to which a word is shortened before it is looked up; no phrase has a longer word."""

_UNSPACED_TIME_PHRASES = "|".join(sorted(foreign_time_phrases_without_spaces(), key=len, reverse=True))
_WEATHER_EMOJI = "☔🌂☂🌧❄🌨☃⛄⛈🌩💨🌫🌡🥶🥵"
"""Emoji that ask for a quantity, as in "Oslo ☔?"; the language packs map each emoji to a quantity."""

_WORD = re.compile(
    rf"\d+|[{_WEATHER_EMOJI}]|@(?=[\s\d]|$)|{_UNSPACED_TIME_PHRASES}|[^\W\d_](?:(?!{_UNSPACED_TIME_PHRASES})[^\W\d_]|['’ʼ`´\u0300-\u036f])*"
)
"""Matches a number, a word, an emoji of weather, or "@" before a time.

A Chinese word for a time also matches inside other characters: 明天 (tomorrow) in 明天北京天气.
"""

_INVISIBLE_CHARACTERS = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
"""Matches invisible characters, such as soft hyphens."""

_HYPHENATED_PARTICLES = re.compile(
    rf"(?<=\w)-(?:{'|'.join(particle for language in LANGUAGES for particle in language.particles)})\b"
)
"""Matches a hyphen and a particle after the hyphen, such as «-то» in «завтра-то»."""

_FONT_VARIANTS = re.compile("[\u00a0\u2000-\u200a\u202f\u3000\uff01-\uff5e\U0001d400-\U0001d7ff]+")
"""Matches wide spaces, and letters and digits of special widths or fonts, such as "Ｏ" and "𝐎" for "O"."""

MIN_LENGTH_TO_IGNORE_ACCENTS = 6
"""Minimum number of letters of a word whose accents are ignored; a shorter accented word may be a foreign name."""

_GAPS_WITHIN_PHRASES = frozenset({"", "-", "–", "—", ".", "/", ".-", ".–", ". -", ". –"})
"""Characters, besides spaces, that may be between two words of one phrase, such as the hyphen in "T-shirt"."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word or a number in a text, with its position."""

    key: str
    """The form in which the word is looked up: folded by `fold`; a short foreign word ("Thủ") is only in lower
    case."""
    start: int
    """Index of the first character of the word in the text."""
    end: int
    """Index of the character after the word."""
    gap: str
    """The text between the previous word and this word."""
    is_capitalized: bool
    """Whether the first letter of the word, and no other, is a capital letter."""

    @property
    def is_joined_to_previous(self) -> bool:
        """Whether this word and the previous word may be in one phrase: no comma or line break separates them."""
        return self.gap.strip() in _GAPS_WITHIN_PHRASES and "\n" not in self.gap


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase of a language pack, found in a text: "tomorrow" has the kind "day" and the value "1"."""

    kind: str
    """First word of the heading above the phrase in the pack's file: "day" in "[day 1]"."""
    value: str
    """The rest of the heading above the phrase: "1" in "[day 1]"."""
    end: int
    """Index of the word after the phrase."""


@dataclass(frozen=True, slots=True)
class PhrasedText:
    """The words of a text, and the phrases that begin at each word."""

    words: Sequence[Word]
    phrases: Sequence[Sequence[Phrase]]
    """The phrases that begin at each word, in the order of the words."""


def with_plain_characters(text: str) -> str:
    """Return *text* with plain spaces, letters and digits ("５" → "5").

    Invisible characters and particles, such as «-то» in «завтра-то», are removed.
    """
    if text.isascii():
        return text
    composed = _HYPHENATED_PARTICLES.sub("", unicodedata.normalize("NFC", _INVISIBLE_CHARACTERS.sub("", text)))
    return _FONT_VARIANTS.sub(lambda found: unicodedata.normalize("NFKC", found[0]), composed)


def split_words(text: str) -> list[Word]:
    """Return the first MAX_WORDS words of *text*."""
    words: list[Word] = []
    end = 0
    for found in _WORD.finditer(text):
        if len(words) == MAX_WORDS:
            break
        gap = text[end : found.start()]
        key = _folded_key(found[0][:MAX_WORD_LENGTH])
        words.append(Word(key, found.start(), found.end(), gap, found[0].istitle()))
        end = found.end()
    return words


def _folded_key(word: str) -> str:
    """Return *word* folded by `fold`, after replacing look-alike letters, such as a Cyrillic "о" in "Oslо".

    A short word with foreign accents, such as "Thủ", only becomes lower case, so that it matches no phrase.
    """
    if word in _WEATHER_EMOJI:
        return word
    word = word if word.isascii() else to_one_script(word)
    key = fold(word)
    is_foreign = key.isascii() and any(char.isalpha() and not char.isascii() for char in word)
    return word.casefold() if is_foreign and len(word) < MIN_LENGTH_TO_IGNORE_ACCENTS else key


class PhraseIndex:
    """Finds the phrases of the language packs that begin at a given word of a text."""

    def __init__(
        self, sections: Iterable[Mapping[str, Sequence[str]]], *, misspelled_kinds: Collection[str] = ()
    ) -> None:
        """Index *sections*, which map headings to phrases, and misspelled phrases of *misspelled_kinds*."""
        self._root = _PhraseNode()
        typos: dict[str, tuple[str, str]] = {}
        for phrases in sections:
            for section, spelled in phrases.items():
                kind, _, value = section.partition(" ")
                for phrase in spelled:
                    words = [word.key for word in split_words(phrase)]
                    node = self._root
                    for word in words:
                        node = node.following.setdefault(word, _PhraseNode())
                    node.meanings.append((kind, value))
                    if kind in misspelled_kinds and len(words) == 1:
                        typos.update(dict.fromkeys(misspellings(words[0]), (kind, value)))
        for typo in typos.keys() - self._root.following.keys() - STOP_WORDS:
            self._root.following[typo] = _PhraseNode()
            self._root.following[typo].meanings.append(typos[typo])

    def phrases_starting_at(self, words: Sequence[Word], start: int) -> Iterator[Phrase]:
        """Yield the phrases that begin at the word with the index *start* in *words*, the shortest first."""
        node = self._root.following.get(words[start].key)
        end = start + 1
        while node is not None:
            for kind, value in node.meanings:
                yield Phrase(kind, value, end)
            if end == len(words) or not words[end].is_joined_to_previous:
                return
            node = node.following.get(words[end].key)
            end += 1


class _PhraseNode:
    """A node of the tree of phrases; the path to the node is the first words of a phrase."""

    __slots__ = ("following", "meanings")

    def __init__(self) -> None:
        self.meanings: list[tuple[str, str]] = []
        """(kind, value) of each phrase that consists of exactly the words on the path to this node."""
        self.following: dict[str, _PhraseNode] = {}
        """Maps each possible next word to its node."""
