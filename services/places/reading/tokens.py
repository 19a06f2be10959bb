"""Text → words, and what stands between them."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from services.languages import LANGUAGES
from services.places.text import LONGEST_NAME, fold, plain

MOST_TOKENS = 120
"""Words of a message that are read: twenty places of six words. The rest is left out."""

LONGEST_WORD = 40
"""Characters; what is longer is no word of a place's name (Llanfairpwllgwyngyll… has a short name)."""


LONGEST_SKIMMED, MOST_SKIMMED_WORDS, MOST_SKIMMED_DOTS = 300, 40, 6
"""Characters, words and dots of a text that is read in some five milliseconds, whatever it says.

Each word may begin six names, and each pair of dots may be coordinates, whose nearest place takes a millisecond.
"""


class Gap(IntEnum):
    """What stands before a word; a name does not go across COMMA or BREAK."""

    SPACE = 0
    HYPHEN = 1
    COMMA = 2
    """A comma, a bracket, a dash: a qualifier may follow."""
    BREAK = 3
    """A new line, a semicolon and other things between names of their own."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word as typed, from `start` to `end` in the text, and as `fold` leaves it."""

    raw: str
    key: str
    gap: Gap
    start: int
    end: int

    @property
    def is_number(self) -> bool:
        """Whether it has digits, as postal codes and numbering do."""
        return any(map(str.isdigit, self.key))


_RUN = re.compile(r"\w+")

_BREAKS = set("\n\r;；&/|+•·→>")
_COMMAS = set(',،、，()[]{}—–:!?…"“”„«»*_~=')
_APOSTROPHES = set("'’‘`ʻʼʹ′ʿʾ´")

_INITIALS = re.compile(r"\b(?:[A-Za-z]\.){2,}")
_ADDRESS = re.compile(r"(?:https?://|www\.|geo:)\S*", re.IGNORECASE)
"""Of a page, such as a map's: what it has of coordinates is read before."""

_CONTRACTIONS = [contraction for language in LANGUAGES for contraction in language.contractions]


def is_short(text: str) -> bool:
    """Whether *text* may be read on the event loop."""
    return (
        len(text) <= LONGEST_SKIMMED
        and text.count(".") <= MOST_SKIMMED_DOTS
        and len(_RUN.findall(text)) <= MOST_SKIMMED_WORDS
    )


def without_addresses(text: str) -> str:
    """Return *text* with spaces for the addresses of pages."""
    return _ADDRESS.sub(lambda address: " " * len(address[0]), text)


def tokens(text: str, most: int = MOST_TOKENS) -> tuple[list[Token], str]:
    """Return the first *most* words of *text*, and the text after them."""
    text = unicodedata.normalize("NFC", plain(text))
    text = without_addresses(text)
    text = _INITIALS.sub(lambda initials: initials[0].replace(".", "").ljust(len(initials[0])), text)
    for contraction, words in _CONTRACTIONS:
        text = contraction.sub(words, text)
    found: list[Token] = []
    for token in _scan(text):
        if len(found) == most:
            return found, text[token.start :]
        found.append(token)
    return found, ""


def _scan(text: str) -> Iterator[Token]:
    gap, start = Gap.BREAK, None
    for place, char in enumerate(f"{text}\n"):
        if (
            char.isalnum()
            or unicodedata.category(char).startswith("M")
            or (start is not None and char in _APOSTROPHES)
        ):
            start = place if start is None else start
            continue
        if start is not None:
            word = text[start:place]
            key = _folded(word) if len(word) <= LONGEST_WORD else _fold_word(word)
            if key:
                yield Token(text[start:place], key, gap, start, place)
                gap = Gap.SPACE
            start = None
        gap = max(gap, _gap(char))


def _fold_word(word: str) -> str:
    return fold(word if word.isascii() else _in_one_script(word))


_folded = lru_cache(maxsize=4096)(_fold_word)


def _in_one_script(word: str) -> str:
    """Return *word* with letters of another alphabet that look alike as its own: a Latin "M" in "Москва"."""
    default = {char for char in word if char.isascii() and char.isalpha()}
    for language in LANGUAGES if default else ():
        ours, theirs = language.lookalikes
        own = {char for char in word if not char.isascii() and language.writes(char)}
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


def asked(words: Sequence[Token], start: int, end: int) -> str:
    """Return the words as typed, without surplus space."""
    joints = {Gap.SPACE: " ", Gap.HYPHEN: "-", Gap.COMMA: ", ", Gap.BREAK: ", "}
    text = words[start].raw
    for word in words[start + 1 : end]:
        text += joints[word.gap] + word.raw
    return text


def pieces(text: str) -> list[str]:
    """Return the names in a text that is not read, as separated."""
    names, start = [], 0
    for place, char in enumerate(f"{text}\n"):
        if char in ",;\n，、،；":
            name = " ".join(text[start:place].split())[:LONGEST_NAME]
            names += [name] if name else []
            start = place + 1
    return names
