"""Words around the names of places in languages that have no pack: German, Polish, Chinese and others."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources

from services.languages.language import read_sections

_UNSPACED = (
    ("\u3040", "\u30ff"),  # kana
    ("\u3400", "\u9fff"),  # Chinese characters
    ("\uac00", "\ud7af"),  # Hangul
)
"""Ranges of characters of scripts whose words are written without spaces between them."""


@cache
def foreign_words() -> Mapping[str, frozenset[str]]:
    """Return the words around the names of places, by the sections of `foreign.txt`."""
    return read_sections(_lines())


def is_unspaced(char: str) -> bool:
    """Return whether *char* is of a script that is written without spaces between words."""
    return any(first <= char <= last for first, last in _UNSPACED)


def unspaced_foreign_words() -> frozenset[str]:
    """Return the words that may be written together with a name: 天気 in 東京の天気."""
    return frozenset(word for words in foreign_words().values() for word in words if is_unspaced(word[0]))


def article_before_weather() -> re.Pattern[str]:
    """Return what matches an article before a word for the weather: "el" in "el tiempo", but not in "El Paso"."""
    around = foreign_words()
    weather = "|".join(map(re.escape, around["asking"] | around["weather"]))
    return re.compile(rf"\b(?:{'|'.join(around['articles'])})(?=\s+(?:{weather})\b)", re.IGNORECASE)


def _lines() -> Iterator[str]:
    text = resources.files("services.languages").joinpath("foreign.txt").read_text("utf-8")
    return (line for line in text.splitlines() if line and not line.startswith("#"))
