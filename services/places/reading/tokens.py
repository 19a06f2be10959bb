"""Splits a text into words (tokens), each with the kind of separator before it."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from itertools import pairwise

from services.languages import LANGUAGES
from services.languages.foreign import (
    foreign_article_pattern,
    foreign_words_without_spaces,
    is_written_without_spaces,
)
from services.places.text import MAX_NAME_LENGTH, fold, remove_symbols

MAX_TOKENS = 120
"""Maximum number of words of a message that are read; enough for twenty names of six words."""

MAX_CACHED_WORD_LENGTH = 40
"""Maximum characters of a word whose folded form is cached; the words of names are not longer."""

MAX_QUICK_LENGTH = 200
"""Maximum number of characters of a text that is read on the event loop."""

MAX_QUICK_WORDS = 24
"""Maximum number of words of a text that is read on the event loop; each word takes up to six look-ups."""

MAX_QUICK_DOTS = 6
"""Maximum number of dots and degree signs of a text that is read on the event loop.

Two dots may belong to coordinates, for which the nearest place must be found.
"""


class Gap(IntEnum):
    """Kinds of separators before a word; a stronger separator has a higher value.

    A name contains neither a COMMA nor a BREAK.
    """

    SPACE = 0
    HYPHEN = 1
    COMMA = 2
    """A comma, a bracket or a dash, which may separate a name from its country or region."""
    BREAK = 3
    """A line break, a semicolon or the like, which cannot separate a name from its country or region."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a text, from the character at `start` to `end` (exclusive).

    `raw` is the word as typed, and `key` is the folded word. `gap` is the separator before the word.
    `is_bracketed` is True if an opening bracket is directly before the word.
    """

    raw: str
    key: str
    gap: Gap
    start: int
    end: int
    is_bracketed: bool = False

    @property
    def is_number(self) -> bool:
        """Whether the word has digits, as in postal codes and house numbers."""
        return any(map(str.isdigit, self.key))


_WORD_PATTERN = re.compile(r"\w+")

_BREAK_CHARACTERS = set("\n\r;；/|+•·→>")
_COMMA_CHARACTERS = set(',،、，()[]{}—–:!?…"“”„«»*_~=')
_APOSTROPHES = set("'’‘`ʻʼʹ′ʿʾ´")

_INITIALS = re.compile(r"\b(?:[A-Za-z]\.){2,}")
_URL = re.compile(r"(?:https?://|www\.|geo:)\S*", re.IGNORECASE)
"""Matches URLs; the coordinates in links to maps are read before the text is split into words."""

_CONTRACTIONS = [contraction for language in LANGUAGES for contraction in language.contractions]
_FOREIGN_ARTICLE = foreign_article_pattern()


_UNSPACED_WORDS = sorted(foreign_words_without_spaces(), key=len, reverse=True)
_UNSPACED_WORD = re.compile(
    rf"(?P<word>{'|'.join(word for word in _UNSPACED_WORDS if len(word) > 1)})"
    rf"|(?P<small>{'|'.join(word for word in _UNSPACED_WORDS if len(word) == 1)})"
)
"""Matches foreign words that are written without a space after a name, such as 天気 ("weather") in 東京の天気.

A word of one character, such as の, counts only beside a longer foreign word.
"""

_JAPANESE_PARTICLES = frozenset("のはもを")
"""Japanese particles of one character that are split off even at the end of a word.

For example, 東京の remains after the caller has removed the time from 東京の明日の天気.
"""


def may_be_quick_to_read(text: str) -> bool:
    """Return whether *text* is short enough to be read on the event loop."""
    return (
        len(text) <= MAX_QUICK_LENGTH
        and text.count(".") + text.count("°") <= MAX_QUICK_DOTS
        and len(_WORD_PATTERN.findall(text)) <= MAX_QUICK_WORDS
    )


def without_urls(text: str) -> str:
    """Return *text* with spaces in place of URLs; the length does not change."""
    return _URL.sub(lambda address: " " * len(address[0]), text)


def tokenize(text: str, max_tokens: int = MAX_TOKENS) -> tuple[list[Token], str]:
    """Return the first *max_tokens* words of *text* as tokens, and the text after these words."""
    text = unicodedata.normalize("NFC", remove_symbols(text))
    text = without_urls(text)
    text = _INITIALS.sub(lambda initials: initials[0].replace(".", "").ljust(len(initials[0])), text)
    for contraction, words in _CONTRACTIONS:
        text = contraction.sub(words, text)
    text = _FOREIGN_ARTICLE.sub(lambda article: " " * len(article[0]), text)
    first: list[Token] = []
    for token in _scan_tokens(text):
        if len(first) == max_tokens:
            return first, text[token.start :]
        first.append(token)
    return first, ""


def _scan_tokens(text: str) -> Iterator[Token]:
    gap, start = Gap.BREAK, None
    for position, char in enumerate(f"{text}\n"):
        if (
            char.isalnum()
            or unicodedata.category(char).startswith("M")
            or (start is not None and char in _APOSTROPHES)
        ):
            start = position if start is None else start
            continue
        if start is not None:
            word = text[start:position]
            for part, offset in _split_unspaced(word):
                key = _fold_word_cached(part) if len(part) <= MAX_CACHED_WORD_LENGTH else _fold_word(part)
                if key:
                    is_bracketed = text[start + offset - 1 : start + offset] in {"(", "["}
                    yield Token(part, key, gap, start + offset, start + offset + len(part), is_bracketed)
                    gap = Gap.SPACE
            start = None
        if char == "&":
            yield Token(char, _fold_word_cached(char), gap, position, position + 1)
            gap = Gap.SPACE
        gap = max(gap, _gap_from_char(char))


def _split_unspaced(word: str) -> list[tuple[str, int]]:
    """Return the parts of *word* with their indices in *word*; 東京の天気 has the parts 東京, の and 天気."""
    if not is_written_without_spaces(word[0]):
        return [(word, 0)]
    found = list(_UNSPACED_WORD.finditer(word))
    ends = {match.end() for match in found}
    starts = {match.start() for match in found}
    cuts = {0, len(word)}
    for match in found:
        is_last_particle = match.end() == len(word) and match[0] in _JAPANESE_PARTICLES
        if match["word"] or match.start() in ends or match.end() in starts or is_last_particle:
            cuts |= {match.start(), match.end()}
    return [(word[start:end], start) for start, end in pairwise(sorted(cuts))]


def _fold_word(word: str) -> str:
    return fold(word if word.isascii() else to_one_script(word))


_fold_word_cached = lru_cache(maxsize=4096)(_fold_word)


def to_one_script(word: str) -> str:
    """Return *word* in one alphabet; replace letters of other alphabets, such as the Latin "M" in «Mосква»."""
    default = {char for char in word if char.isascii() and char.isalpha()}
    for language in LANGUAGES if default else ():
        ours, theirs = language.lookalikes
        own = {char for char in word if not char.isascii() and language.uses_script_of(char)}
        if theirs and own and default <= set(ours):
            return word.translate(str.maketrans(ours, theirs))
        if theirs and own and own <= set(theirs):
            return word.translate(str.maketrans(theirs, ours))
    return word


def _gap_from_char(char: str) -> Gap:
    if char in _BREAK_CHARACTERS:
        return Gap.BREAK
    if char in _COMMA_CHARACTERS:
        return Gap.COMMA
    return Gap.HYPHEN if char in "-‐‑" else Gap.SPACE


def typed_text(tokens: Sequence[Token], start: int, end: int) -> str:
    """Return tokens *start* to *end* (exclusive) as typed, separated by spaces, hyphens and commas."""
    joints = {Gap.SPACE: " ", Gap.HYPHEN: "-", Gap.COMMA: ", ", Gap.BREAK: ", "}
    text = tokens[start].raw
    for token in tokens[start + 1 : end]:
        text += joints[token.gap] + token.raw
    return text


def split_names(text: str) -> list[str]:
    """Return the parts of *text* between commas, semicolons and line breaks, each cut to MAX_NAME_LENGTH."""
    names, start = [], 0
    for position, char in enumerate(f"{text}\n"):
        if char in ",;\n，、،；":
            name = " ".join(text[start:position].split())[:MAX_NAME_LENGTH]
            names += [name] if name else []
            start = position + 1
    return names
