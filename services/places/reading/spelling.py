"""Names as they were meant: a letter wrong, a space too many, a keyboard in the other layout."""

from collections.abc import Iterator

_ALPHABETS = ("abcdefghijklmnopqrstuvwxyz", "абвгдежзиклмнопрстуфхцчшщъыьэюя", "αβγδεζηθικλμνξοπρστυφχψω")

SHORTEST = 4
"""Letters from which a word may be a misspelled one; below, everything is alike."""

LONGEST = 24
"""Letters up to which a word's misspellings are looked for."""

_LATIN_KEYS = "`qwertyuiop[]asdfghjkl;'zxcvbnm,."
_CYRILLIC_KEYS = "ёйцукенгшщзхъфывапролджэячсмитьбю"
_TO_CYRILLIC = dict(zip(_LATIN_KEYS, _CYRILLIC_KEYS, strict=True)) | {"{": "х", "}": "ъ", ":": "ж", '"': "э", "<": "б", ">": "ю"}
_TO_LATIN = dict(zip(_CYRILLIC_KEYS, _LATIN_KEYS, strict=True))


def one_letter_off(word: str) -> set[str]:
    """Return what *word* may have been before one letter was dropped, added, changed or swapped with the next."""
    letters = next((alphabet for alphabet in _ALPHABETS if any(char in alphabet for char in word)), "")
    halves = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    found = {before + after[1:] for before, after in halves if after}
    found |= {before + after[1] + after[0] + after[2:] for before, after in halves if len(after) > 1}
    found |= {before + letter + after[1:] for before, after in halves if after for letter in letters}
    found |= {before + letter + after for before, after in halves for letter in letters}
    return found - {word}


def torn(word: str) -> Iterator[str]:
    """Yield *word* with a space at every place."""
    for place in range(1, len(word)):
        yield f"{word[:place]} {word[place:]}"


def other_layout(text: str) -> str | None:
    """Return what the same keys give in the other layout, English or Russian; None when no letter is on either."""
    lower = text.lower()
    if any("а" <= char <= "я" or char == "ё" for char in lower):
        return "".join(_TO_LATIN.get(char, char) for char in lower)
    if any("a" <= char <= "z" for char in lower):
        return "".join(_TO_CYRILLIC.get(char, char) for char in lower)
    return None
