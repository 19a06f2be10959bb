"""Normalizes names that people type, so that different spellings of a name become equal."""

import unicodedata

from services.languages import LANGUAGES

MAX_NAME_LENGTH = 85
"""Maximum number of characters of a place's name; the longest name, of a hill in New Zealand, has 85 letters."""

MAX_NAME_WORDS = 6
"""Maximum number of words of a place's name; "Santa Cruz de la Sierra" has five words."""

AIRPORT_CODE_LENGTH = 3
"""Number of letters of an airport's IATA code, such as "JFK"."""

MAX_FOLDED_CHARACTERS_PER_TYPED = 4
"""Maximum number of characters of a folded name for each typed character; further characters are cut off.

Letters decompose into at most four characters. The ligature "ﷺ" decomposes into eighteen characters; without the
limit, a text of such ligatures would take long to fold.
"""

MAX_UNKNOWN_NAME_LENGTH = 200
"""Maximum number of characters of consecutive unknown words that are looked up as names."""

_EMOJI_PART_REPLACEMENTS = {0xFE0E: None, 0xFE0F: None, 0x20E3: "."}
"""Replacements of code points that occur in emoji but are not symbols: two variation selectors and the keycap.

The combining keycap follows a digit in the emoji of a numbered list, so it is replaced by a full stop.
"""

_SYMBOL_CATEGORIES = {"So", "Sk", "Cc", "Cn", "Co", "Cs"}
"""Unicode categories of the characters that `remove_symbols` replaces by spaces, such as emoji."""

_LETTER_REPLACEMENTS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ŧ": "t"}
    | dict.fromkeys("'’‘`ʻʼʹ′ʿʾ", "")
    | {"&": " and "}
)
"""Table for `str.translate`, which replaces letters that Unicode does not decompose, and removes apostrophes.

The table replaces an ampersand by "and", so that "Trinidad & Tobago" equals "Trinidad and Tobago".
"""

# Maps each abbreviation of the language packs to the whole word: "st" to "saint".
_ABBREVIATIONS = {short: word for language in LANGUAGES for short, word in language.abbreviations.items()}


def remove_symbols(text: str) -> str:
    """Return *text* without invisible characters, and with spaces for emoji and control characters.

    Line breaks are kept.
    """
    if text.isascii() and text.isprintable():
        return text
    kinds = ((char, unicodedata.category(char)) for char in text.translate(_EMOJI_PART_REPLACEMENTS))
    return "".join(
        " " if kind in _SYMBOL_CATEGORIES and char not in "\r\n" else char for char, kind in kinds if kind != "Cf"
    )


def fold(name: str) -> str:
    """Return *name* in a form that is equal for all spellings of the name: "St. Étienne" -> "saint etienne".

    The folded name is in lower case, without accents, punctuation and abbreviations. Punctuation marks become
    spaces, but apostrophes are removed: "Xi'an" -> "xian".
    """
    if name.isascii() and name.isalnum():  # most words are ASCII, for which this path is ten times as fast
        word = name.casefold()
        return _ABBREVIATIONS.get(word, word)
    decomposed = unicodedata.normalize("NFKD", name.replace("´", "'"))[
        : MAX_FOLDED_CHARACTERS_PER_TYPED * len(name)
    ]
    bare = decomposed.casefold().translate(_LETTER_REPLACEMENTS)
    letters = (
        # Marks (categories M…) are kept, because the vowel signs of Indian and Thai scripts are marks.
        char if char.isalnum() or unicodedata.category(char).startswith("M") else " "
        for char in bare
        if not unicodedata.combining(char)
    )
    words = unicodedata.normalize("NFC", "".join(letters)).casefold().split()
    return " ".join(_ABBREVIATIONS.get(word, word) for word in words)
