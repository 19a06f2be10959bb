"""Words of weather questions in languages without a pack, such as "Wetter" and "morgen" in German."""

import re
from collections.abc import Mapping, Sequence
from functools import cache

from services.languages.word_files import read_lines, read_phrases, read_sections

WORD_FILES_PACKAGE = "services.languages"
"""Name of the package with the files `foreign.txt` and `foreign_times.txt`."""

_UNSPACED_SCRIPTS = (
    ("\u3040", "\u30ff"),  # kana
    ("\u3400", "\u9fff"),  # Chinese characters
    ("\uac00", "\ud7af"),  # Hangul
)
"""First and last characters of the scripts that are written without spaces between words."""


_WORD_PATTERN = re.compile(r"[\w'’]+")


@cache
def foreign_words_by_section() -> Mapping[str, frozenset[str]]:
    """Return the words of each section of `foreign.txt`; the words stand beside names of places in questions."""
    return read_sections(read_lines(WORD_FILES_PACKAGE, "foreign.txt"))


@cache
def foreign_time_phrases_by_section() -> Mapping[str, Sequence[str]]:
    """Return the phrases of each section of `foreign_times.txt`, such as "heute" (today)."""
    return read_phrases(read_lines(WORD_FILES_PACKAGE, "foreign_times.txt"))


def foreign_time_words() -> frozenset[str]:
    """Return the foreign words for times, such as "heute" (today), that are never names of places."""
    return foreign_words_by_section()["when"]


def has_foreign_weather_word(text: str) -> bool:
    """Return whether *text* contains a foreign word for the weather, such as the German "Wetter"."""
    words, unspaced = _foreign_weather_words()
    return not words.isdisjoint(_WORD_PATTERN.findall(text.casefold())) or any(word in text for word in unspaced)


@cache
def _foreign_weather_words() -> tuple[frozenset[str], Sequence[str]]:
    """Return all foreign words for the weather, and a list of the words in scripts without spaces."""
    words = foreign_words_by_section()["asking"] | foreign_words_by_section()["weather"]
    return words, [word for word in words if is_written_without_spaces(word[0])]


def foreign_time_phrases_without_spaces() -> frozenset[str]:
    """Return the phrases for times in scripts without spaces, such as 明天 (Chinese for "tomorrow")."""
    return frozenset(
        phrase
        for phrases in foreign_time_phrases_by_section().values()
        for phrase in phrases
        if is_written_without_spaces(phrase[0])
    )


def is_written_without_spaces(char: str) -> bool:
    """Return whether *char* is of a script, such as Chinese, that has no spaces between words."""
    return any(first <= char <= last for first, last in _UNSPACED_SCRIPTS)


def foreign_words_without_spaces() -> frozenset[str]:
    """Return the words of `foreign.txt` in scripts without spaces, such as 天気 (Japanese for "weather")."""
    return frozenset(
        word
        for words in foreign_words_by_section().values()
        for word in words
        if is_written_without_spaces(word[0])
    )


def foreign_article_pattern() -> re.Pattern[str]:
    """Return a pattern for a foreign article before a word for the weather, such as "el" in "el tiempo"."""
    around = foreign_words_by_section()
    weather = "|".join(map(re.escape, around["asking"] | around["weather"]))
    return re.compile(rf"\b(?:{'|'.join(around['articles'])})(?=\s+(?:{weather})\b)", re.IGNORECASE)
