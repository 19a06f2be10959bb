"""What people type, as names to look up."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

LONGEST_NAME = 85
"""Characters. The longest name in use has 85 letters (a hill in New Zealand); what is longer is no place."""

MOST_WORDS = 6
"""Words in one name, "Santa Cruz de la Sierra" among the longest; more are a list."""

_SEPARATORS = re.compile(r"[,;&\n\r،、，；]+|(?:^|\s)(?:and|и)(?=\s|$)", re.IGNORECASE)

_QUESTION = re.compile(
    r"""^\s*(?:
        (?:what(?:['’]s|\s+is)?\s+)?(?:the\s+)?(?:current\s+)?weather\b(?:\s+like)?(?:\s+(?:in|for|at)\b)?
      | (?:какая\s+)?(?:сейчас\s+)?погода\b(?:\s+(?:сейчас|сегодня))?(?:\s+(?:в|во|на|для)\b)?
      | (?:in|в|во)\b
    )\s*:?""",
    re.IGNORECASE | re.VERBOSE,
)
_WHEN = re.compile(r"\s+(?:now|today|please|сейчас|сегодня|пожалуйста)\s*$", re.IGNORECASE)
_NUMBERING = re.compile(r"^\s*\d{1,2}[.)]\s+")
_EDGES = " \t\"'`«»“”„().!?:-–—*_~|•"

_SYMBOLS = {"So", "Sk", "Cc", "Cf", "Cn", "Co", "Cs"}
"""Unicode categories: emoji, their modifiers and joiners, control characters, what is no character at all."""

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
        words = self.text.split()
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
    "what's the weather in …?") are left out.
    """
    text = _WHEN.sub("", _QUESTION.sub("", text.strip().rstrip("?!. "), count=1))
    pieces = [_tidy(piece) for piece in _SEPARATORS.split(text)]
    if len(pieces) == 1 and len(words := pieces[0].split()) > MOST_WORDS:
        pieces = words
    names: dict[str, str] = {}
    for piece in pieces:
        names.setdefault(fold(piece), piece)
    names.pop("", None)
    return [Name(name, alone=len(names) == 1) for name in names.values()]


def _tidy(piece: str) -> str:
    """Return *piece* without numbering, quotes, emoji and surplus space."""
    plain = "".join(" " if unicodedata.category(char) in _SYMBOLS else char for char in piece)
    return " ".join(_NUMBERING.sub("", plain).strip(_EDGES).split())


def fold(name: str) -> str:
    """Return *name* without case, accents and punctuation: equal for spellings that mean the same."""
    bare = unicodedata.normalize("NFKD", name.casefold())
    letters = (" " if not char.isalnum() else char for char in bare if not unicodedata.combining(char))
    return " ".join("".join(letters).split())


def alike(one: str, other: str) -> float:
    """Return how much alike two names are spelled, from 0 to 1."""
    return SequenceMatcher(None, fold(one), fold(other)).ratio()


def nominatives(name: str) -> Iterator[str]:
    """Yield what a Russian name in another case may be called: Москве → Москв, Москва, Москвь."""
    for ending in _CASE_ENDINGS.get(name[-1:].lower(), ()):
        yield name[:-1] + ending
