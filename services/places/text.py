"""Text as people type it, and the folding that makes different spellings of a name equal."""

import unicodedata

from services.languages import LANGUAGES

LONGEST_NAME = 85
"""Characters of a name. The longest name in use, of a hill in New Zealand, has 85 letters."""

MOST_NAME_WORDS = 6
"""Words of a name; "Santa Cruz de la Sierra" is one of the longest."""

AIRPORT_CODE_LENGTH = 3
"""Letters of an airport's code."""

LONGEST_RUN = 200
"""Characters of unknown words in a row that are looked up as names; longer ones are prose or junk."""

_EMOJI_PARTS = {0xFE0E: None, 0xFE0F: None, 0x20E3: "."}
"""Variation selectors, and the combining keycap, which follows the numbers of a list."""

_SYMBOLS = {"So", "Sk", "Cc", "Cn", "Co", "Cs"}
"""Unicode categories of emoji, their modifiers, control characters and unassigned code points."""

_LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ŧ": "t"}
    | dict.fromkeys("'’‘`ʻʼʹ′ʿʾ", "")
)
"""Letters that Unicode does not decompose, with their spelling in plain letters, and apostrophes."""

# As "st" for "saint".
_ABBREVIATIONS = {short: word for language in LANGUAGES for short, word in language.abbreviations.items()}


def plain(text: str) -> str:
    """Return *text* with a space for each emoji and control character, and without invisible characters.

    New lines stay.
    """
    if text.isascii() and text.isprintable():
        return text
    kinds = ((char, unicodedata.category(char)) for char in text.translate(_EMOJI_PARTS))
    return "".join(
        " " if kind in _SYMBOLS and char not in "\r\n" else char for char, kind in kinds if kind != "Cf"
    )


def fold(name: str) -> str:
    """Return *name* in lower case, without accents and punctuation, and with "saint" for its abbreviations.

    The result is equal for different spellings of a name. Punctuation separates words, but apostrophes do not:
    "Xi'an" and "Xian" are equal.
    """
    if name.isascii() and name.isalnum():  # most words; the rest of the function takes ten times as long
        word = name.casefold()
        return _ABBREVIATIONS.get(word, word)
    bare = unicodedata.normalize("NFKD", name.replace("´", "'")).casefold().translate(_LETTERS)
    letters = (
        # Vowel signs of Indian and Thai scripts are marks that belong to the word, unlike accents.
        char if char.isalnum() or unicodedata.category(char).startswith("M") else " "
        for char in bare
        if not unicodedata.combining(char)
    )
    words = unicodedata.normalize("NFC", "".join(letters)).casefold().split()
    return " ".join(_ABBREVIATIONS.get(word, word) for word in words)
