"""Text as people type it, and names so that different spellings of one are equal."""

import unicodedata

from services.languages import LANGUAGES

LONGEST_NAME = 85
"""Characters. The longest name in use has 85 letters (a hill in New Zealand); what is longer is no place."""

MOST_WORDS = 6
"""Words in one name, "Santa Cruz de la Sierra" among the longest; more are a list."""

LONGEST_RUN = 200
"""Characters of unknown words in a row that may be several names; what is longer is prose, or junk."""

_EMOJI_PARTS = {0xFE0E: None, 0xFE0F: None, 0x20E3: "."}
"""Variation selectors, and what makes a digit a keycap, which is numbering as well."""

_SYMBOLS = {"So", "Sk", "Cc", "Cn", "Co", "Cs"}
"""Unicode categories: emoji and their modifiers, control characters, what is no character at all."""

_LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ŧ": "t"}
    | dict.fromkeys("'’‘`ʻʼʹ′ʿʾ", "")
)
"""Letters that Unicode does not take apart, as they are written without their accents, and apostrophes."""

_ABBREVIATIONS = {short: word for language in LANGUAGES for short, word in language.abbreviations.items()}


def plain(text: str) -> str:
    """Return *text* with spaces for emoji and control characters but new lines, and nothing for what is unseen."""
    if text.isascii() and text.isprintable():
        return text
    kinds = ((char, unicodedata.category(char)) for char in text.translate(_EMOJI_PARTS))
    return "".join(
        " " if kind in _SYMBOLS and char not in "\r\n" else char for char, kind in kinds if kind != "Cf"
    )


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
