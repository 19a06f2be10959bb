"""Text → tokens: its words, with the kind of separator before each."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from itertools import pairwise

from services.languages import LANGUAGES
from services.languages.foreign import article_before_weather, is_unspaced, unspaced_words
from services.places.text import LONGEST_NAME, fold, plain

MOST_TOKENS = 120
"""Words of a message that are read, enough for twenty places of six words. The others are left out."""

LONGEST_CACHED_WORD = 40
"""Characters of a word whose folding is cached; words of names are not longer."""

LONGEST_SKIMMED, MOST_SKIMMED_WORDS, MOST_SKIMMED_DOTS = 300, 40, 6
"""Characters, words and dots of a text that takes at most five milliseconds, whatever its words are.

Each word may begin six names, and each two dots may be coordinates, whose nearest place takes a millisecond.
"""


class Gap(IntEnum):
    """The separator before a word. No name has a COMMA or BREAK in it."""

    SPACE = 0
    HYPHEN = 1
    COMMA = 2
    """A comma, a bracket or a dash; a qualifier may follow."""
    BREAK = 3
    """A new line, a semicolon and the like; no qualifier follows."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word as typed, `raw`, from `start` to `end` in the text; `key` is the folded word."""

    raw: str
    key: str
    gap: Gap
    start: int
    end: int

    @property
    def is_number(self) -> bool:
        """Whether the word has digits, like postal codes and the numbers of a list."""
        return any(map(str.isdigit, self.key))


_RUN = re.compile(r"\w+")

_BREAKS = set("\n\r;；&/|+•·→>")
_COMMAS = set(',،、，()[]{}—–:!?…"“”„«»*_~=')
_APOSTROPHES = set("'’‘`ʻʼʹ′ʿʾ´")

_INITIALS = re.compile(r"\b(?:[A-Za-z]\.){2,}")
_ADDRESS = re.compile(r"(?:https?://|www\.|geo:)\S*", re.IGNORECASE)
"""An address of a page. Coordinates in it are read before, as in those of maps."""

_CONTRACTIONS = [contraction for language in LANGUAGES for contraction in language.contractions]
_ARTICLE = article_before_weather()


_UNSPACED = sorted(unspaced_words(), key=len, reverse=True)
_ASKED_TOGETHER = re.compile(
    rf"(?P<word>{'|'.join(word for word in _UNSPACED if len(word) > 1)})"
    rf"|(?P<small>{'|'.join(word for word in _UNSPACED if len(word) == 1)})"
)
"""Matches the words that are written together with a name. Small ones count beside another: の in 東京の天気."""

_PARTICLES = frozenset("のはもを")
"""Small words that also count at the end of a word, after which a time was taken out: 東京の明日の天気."""


def is_short(text: str) -> bool:
    """Whether *text* is short enough to be read on the event loop."""
    return (
        len(text) <= LONGEST_SKIMMED
        and text.count(".") <= MOST_SKIMMED_DOTS
        and len(_RUN.findall(text)) <= MOST_SKIMMED_WORDS
    )


def without_addresses(text: str) -> str:
    """Return *text* with spaces for the addresses of pages."""
    return _ADDRESS.sub(lambda address: " " * len(address[0]), text)


def tokens(text: str, limit: int = MOST_TOKENS) -> tuple[list[Token], str]:
    """Return the first *limit* words of *text*, and the text after them."""
    text = unicodedata.normalize("NFC", plain(text))
    text = without_addresses(text)
    text = _INITIALS.sub(lambda initials: initials[0].replace(".", "").ljust(len(initials[0])), text)
    for contraction, words in _CONTRACTIONS:
        text = contraction.sub(words, text)
    text = _ARTICLE.sub(lambda article: " " * len(article[0]), text)
    first: list[Token] = []
    for token in _scan(text):
        if len(first) == limit:
            return first, text[token.start :]
        first.append(token)
    return first, ""


def _scan(text: str) -> Iterator[Token]:
    """Yield all words of *text*."""
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
            for part, offset in _split(word):
                key = _fold_cached(part) if len(part) <= LONGEST_CACHED_WORD else _fold_word(part)
                if key:
                    yield Token(part, key, gap, start + offset, start + offset + len(part))
                    gap = Gap.SPACE
            start = None
        gap = max(gap, _gap(char))


def _split(word: str) -> list[tuple[str, int]]:
    """Return the parts of *word* with their positions: 東京, の and 天気 of 東京の天気, else the word alone."""
    if not is_unspaced(word[0]):
        return [(word, 0)]
    found = list(_ASKED_TOGETHER.finditer(word))
    ends = {match.end() for match in found}
    starts = {match.start() for match in found}
    cuts = {0, len(word)}
    for match in found:
        is_last_particle = match.end() == len(word) and match[0] in _PARTICLES
        if match["word"] or match.start() in ends or match.end() in starts or is_last_particle:
            cuts |= {match.start(), match.end()}
    return [(word[start:end], start) for start, end in pairwise(sorted(cuts))]


def _fold_word(word: str) -> str:
    return fold(word if word.isascii() else _in_one_script(word))


_fold_cached = lru_cache(maxsize=4096)(_fold_word)


def _in_one_script(word: str) -> str:
    """Return *word* with lookalike letters of another alphabet replaced: a Latin "M" in "Москва"."""
    default = {char for char in word if char.isascii() and char.isalpha()}
    for language in LANGUAGES if default else ():
        ours, theirs = language.lookalikes
        own = {char for char in word if not char.isascii() and language.uses_script_of(char)}
        if theirs and own and default <= set(ours):
            return word.translate(str.maketrans(ours, theirs))
        if theirs and own and own <= set(theirs):
            return word.translate(str.maketrans(theirs, ours))
    return word


def _gap(char: str) -> Gap:
    if char in _BREAKS:
        return Gap.BREAK
    if char in _COMMAS:
        return Gap.COMMA
    return Gap.HYPHEN if char in "-‐‑" else Gap.SPACE


def as_typed(words: Sequence[Token], start: int, end: int) -> str:
    """Return the words from *start* to *end* as they were typed, with simple separators."""
    joints = {Gap.SPACE: " ", Gap.HYPHEN: "-", Gap.COMMA: ", ", Gap.BREAK: ", "}
    text = words[start].raw
    for word in words[start + 1 : end]:
        text += joints[word.gap] + word.raw
    return text


def split_names(text: str) -> list[str]:
    """Return the parts of *text* between commas, semicolons and new lines, cut to the length of a name."""
    names, start = [], 0
    for position, char in enumerate(f"{text}\n"):
        if char in ",;\n，、،；":
            name = " ".join(text[start:position].split())[:LONGEST_NAME]
            names += [name] if name else []
            start = position + 1
    return names
