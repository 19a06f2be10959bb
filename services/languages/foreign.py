"""Words of questions in languages without a pack, such as German: words around names, and phrases for times."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib import resources

from services.languages.language import read_phrases, read_sections

_UNSPACED = (
    ("\u3040", "\u30ff"),  # kana
    ("\u3400", "\u9fff"),  # Chinese characters
    ("\uac00", "\ud7af"),  # Hangul
)
"""Ranges of characters of scripts whose words are written without spaces between them."""


_LETTERS = re.compile(r"[\w'’]+")


@cache
def foreign_words() -> Mapping[str, frozenset[str]]:
    """Return the words around the names of places, by the sections of `foreign.txt`."""
    return read_sections(_lines("foreign.txt"))


@cache
def foreign_times() -> Mapping[str, Sequence[str]]:
    """Return the phrases for times, by the sections of `foreign_times.txt`."""
    return read_phrases(_lines("foreign_times.txt"))


def foreign_words_for_times() -> frozenset[str]:
    """Return the words for times that never count as names of places."""
    return foreign_words()["when"]


def has_foreign_weather(text: str) -> bool:
    """Return whether *text* has a word for the weather in a language without a pack."""
    around = foreign_words()
    words = around["asking"] | around["weather"]
    typed = set(_LETTERS.findall(text.casefold()))
    return bool(typed & words) or any(word in text for word in words if is_unspaced(word[0]))


def unspaced_times() -> frozenset[str]:
    """Return the phrases for times that may be written together with a name: 明天 in 明天北京天气."""
    return frozenset(
        phrase for phrases in foreign_times().values() for phrase in phrases if is_unspaced(phrase[0])
    )


def is_unspaced(char: str) -> bool:
    """Return whether *char* is of a script that is written without spaces between words."""
    return any(first <= char <= last for first, last in _UNSPACED)


def unspaced_foreign_words() -> frozenset[str]:
    """Return the words that may be written together with a name: 天気 in 東京の天気."""
    return frozenset(word for words in foreign_words().values() for word in words if is_unspaced(word[0]))


def article_before_weather() -> re.Pattern[str]:
    """Return a pattern for an article before a word for the weather: "el" in "el tiempo", not in "El Paso"."""
    around = foreign_words()
    weather = "|".join(map(re.escape, around["asking"] | around["weather"]))
    return re.compile(rf"\b(?:{'|'.join(around['articles'])})(?=\s+(?:{weather})\b)", re.IGNORECASE)


def _lines(file: str) -> Iterator[str]:
    text = resources.files("services.languages").joinpath(file).read_text("utf-8")
    return (line for line in text.splitlines() if line and not line.startswith("#"))
