"""Normalizes text that people type, so that different spellings of a name are equal."""

import unicodedata

from services.languages import LANGUAGES

MAX_NAME_LENGTH = 85
"""Maximum number of characters of a name. The longest name in use, of a hill in New Zealand, has 85 letters."""

MAX_NAME_WORDS = 6
"""Maximum number of words of a name; "Santa Cruz de la Sierra" has five."""

AIRPORT_CODE_LENGTH = 3
"""Number of letters of the IATA code of an airport."""

MAX_UNKNOWN_LENGTH = 200
"""Maximum number of characters of consecutive unknown words that are looked up as names; longer text is prose."""

_EMOJI_PARTS = {0xFE0E: None, 0xFE0F: None, 0x20E3: "."}
"""Code points of emoji that are not symbols themselves, with their replacements.

These code points are the variation selectors, and the combining keycap, which follows the numbers of a list.
"""

_SYMBOLS = {"So", "Sk", "Cc", "Cn", "Co", "Cs"}
"""Unicode categories of emoji, modifiers of emoji, control characters and unassigned code points."""

_LETTER_REPLACEMENTS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ŧ": "t"}
    | dict.fromkeys("'’‘`ʻʼʹ′ʿʾ", "")
)
"""Translation table for letters that Unicode does not decompose; it also removes apostrophes."""

# The abbreviations of the language packs with their words: "st" stands for "saint".
_ABBREVIATIONS = {short: word for language in LANGUAGES for short, word in language.abbreviations.items()}


def remove_symbols(text: str) -> str:
    """Return *text* with spaces instead of emoji and control characters, and without invisible characters.

    Line breaks are kept.
    """
    if text.isascii() and text.isprintable():
        return text
    kinds = ((char, unicodedata.category(char)) for char in text.translate(_EMOJI_PARTS))
    return "".join(
        " " if kind in _SYMBOLS and char not in "\r\n" else char for char, kind in kinds if kind != "Cf"
    )


def fold(name: str) -> str:
    """Return *name* in lower case, without accents and punctuation, and without abbreviations such as "st".

    The result is equal for different spellings of a name. Punctuation separates words, but apostrophes do not:
    "Xi'an" and "Xian" are equal.
    """
    if name.isascii() and name.isalnum():  # the fast path for most words; the code below takes ten times as long
        word = name.casefold()
        return _ABBREVIATIONS.get(word, word)
    bare = unicodedata.normalize("NFKD", name.replace("´", "'")).casefold().translate(_LETTER_REPLACEMENTS)
    letters = (
        # The vowel signs of Indian and Thai scripts belong to the word, although Unicode classifies them as marks.
        char if char.isalnum() or unicodedata.category(char).startswith("M") else " "
        for char in bare
        if not unicodedata.combining(char)
    )
    words = unicodedata.normalize("NFC", "".join(letters)).casefold().split()
    return " ".join(_ABBREVIATIONS.get(word, word) for word in words)
