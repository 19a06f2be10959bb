"""What people type, as names to look up."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

LONGEST_NAME = 85
"""Characters. The longest name in use has 85 letters (a hill in New Zealand); what is longer is no place."""

MOST_WORDS = 6
"""Words in one name, "Santa Cruz de la Sierra" among the longest; more are a list."""

MOST_SPACED_WORDS = 60
"""Words that a list without separators may have; more are no list but prose."""

_SEPARATORS = re.compile(r"[,;&\n\r،、，；]+|(?:^|\s)(?:and|и)(?=\s|$)", re.IGNORECASE)

_EDGES = " \t\"'`«»“”„().!?:-–—*_~|•"

_INTRODUCTION = re.compile(
    rf"""^(?:
        [{re.escape(_EDGES)}]+
      | \d{{1,2}}[.)](?!\d)
      | (?:what(?:['’]s|\s+is)?\s+)?(?:the\s+)?(?:current\s+)?weather\b(?:\s+like)?(?:\s+(?:in|for|at)\b)?
      | (?:какая\s+)?(?:сейчас\s+)?погода\b(?:\s+(?:сейчас|сегодня))?(?:\s+(?:в|во|на|для)\b)?
      | (?:in|and|в|во|на|и)(?=\s|$)
    )+""",
    re.IGNORECASE | re.VERBOSE,
)
"""Quotes, dashes and brackets, a number in a list, a question: what comes before a name."""

_AFTERWORDS = {"now", "today", "please", "and", "сейчас", "сегодня", "пожалуйста", "и"}

_EMOJI_PARTS = {0xFE0E: None, 0xFE0F: None, 0x20E3: "."}
"""Variation selectors, and what makes a digit a keycap, which is numbering as well."""

_SYMBOLS = {"So", "Sk", "Cc", "Cn", "Co", "Cs"}
"""Unicode categories: emoji and their modifiers, control characters, what is no character at all."""

_LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ŧ": "t"}
    | dict.fromkeys("'’‘`ʻʼʹ′ʿʾ", "")
)
"""Letters that Unicode does not take apart, as they are written without their accents, and apostrophes."""

_ABBREVIATIONS = {"st": "saint", "ste": "sainte", "sankt": "saint", "ft": "fort", "mt": "mount"}

_CASE_ENDINGS = {"е": ("", "а", "ь"), "и": ("ь", "я"), "у": ("а", "")}
"""Endings of "в Москве", "в Казани", "в Москву" and what the name itself may end in."""


@dataclass(frozen=True, slots=True)
class Name:
    """A piece of text that may name a place; `alone` when nothing separated it from others."""

    text: str
    alone: bool = False

    @property
    def words(self) -> list[str]:
        """The words that may be names of their own: none when there is only one."""
        words = [word for word in self.text.split() if any(map(str.isalpha, word))]
        return words if len(words) > 1 else []

    @property
    def askable(self) -> bool:
        """Whether it could be a place's name at all."""
        return (
            len(self.text) <= LONGEST_NAME and len(self.words) <= MOST_WORDS and any(map(str.isalpha, self.text))
        )


def read_names(text: str) -> list[Name]:
    """Return the names in *text*, in order, each once.

    Names are separated by commas, semicolons, new lines, "&", "and" and "и", and more than six words by
    spaces alone are separate names. Words around them that only ask for the weather ("погода в …",
    "what's the weather in …?") are left out. A name that was read reads as itself.
    """
    names = _distinct(_SEPARATORS.split(plain(text)))
    if len(names) == 1 and MOST_WORDS < len(words := names[0].split()) <= MOST_SPACED_WORDS:
        names = _distinct(words)
    return [Name(name, alone=len(names) == 1) for name in names]


def _distinct(pieces: Iterable[str]) -> list[str]:
    names: dict[str, str] = {}
    for name in map(_tidy, pieces):
        names.setdefault(fold(name), name)
    names.pop("", None)
    return list(names.values())


def plain(text: str) -> str:
    """Return *text* with spaces for emoji and control characters but new lines, and nothing for what is unseen."""
    kinds = ((char, unicodedata.category(char)) for char in text.translate(_EMOJI_PARTS))
    return "".join(
        " " if kind in _SYMBOLS and char not in "\r\n" else char for char, kind in kinds if kind != "Cf"
    )


def _tidy(piece: str) -> str:
    """Return *piece* without surplus space, nor numbering, quotes and a question around it."""
    name = " ".join(piece.split())
    while (bare := _bare(name)) != name:
        name = bare
    return name


def _bare(name: str) -> str:
    words = _INTRODUCTION.sub("", name).rstrip(_EDGES).split()
    while words and words[-1].casefold() in _AFTERWORDS:
        words.pop()
    return " ".join(words)


def fold(name: str) -> str:
    """Return *name* without case, accents, apostrophes and punctuation, and with its saints written out.

    Equal for spellings that mean the same. Punctuation separates words, apostrophes do not: Xi'an is Xian.
    """
    if name.isascii() and name.isalnum():  # most words; the rest of this takes ten times as long
        word = name.casefold()
        return _ABBREVIATIONS.get(word, word)
    bare = unicodedata.normalize("NFKD", name.replace("´", "'")).casefold().translate(_LETTERS)
    letters = (
        # Vowel signs, as Indian and Thai scripts have them, are marks but no accents.
        char if char.isalnum() or unicodedata.category(char).startswith("M") else " "
        for char in bare
        if not unicodedata.combining(char)
    )
    words = unicodedata.normalize("NFC", "".join(letters)).casefold().split()
    return " ".join(_ABBREVIATIONS.get(word, word) for word in words)


def alike(one: str, other: str) -> float:
    """Return how much alike two names are spelled, from 0 to 1."""
    return SequenceMatcher(None, fold(one), fold(other)).ratio()


def nominatives(name: str) -> Iterator[str]:
    """Yield what a Russian name in another case may be called: Москве → Москв, Москва, Москвь."""
    for ending in _CASE_ENDINGS.get(name[-1:].lower(), ()):
        yield name[:-1] + ending
