"""Spellings that a typed word may stand for: a letter or a space changed, another keyboard layout, undeclined."""

from collections.abc import Iterator, Mapping

from services.languages import DEFAULT, LANGUAGES, Language

_ALPHABETS = (*(language.alphabet for language in LANGUAGES), "αβγδεζηθικλμνξοπρστυφχψω")
"""The alphabets of the languages, and the Greek one, which the index has names in."""

MIN_CORRECTED_LENGTH = 4
"""The least letters of a misspelled name; with one letter less it resembles many, and only cities count."""

MAX_CORRECTED_LENGTH = 24
"""The most letters of a word for which corrections are looked up."""

MISSING_LETTER_COST, WRONG_LETTER_COST = 1.6, 2.3
"""The costs, in log10 of people, of a letter missing or swapped, and of a letter added or changed.

A word has few corrections of the first kind and many of the second, so each of the second kind is less likely.
"""

SPACE_COST = 1.6
"""The cost of a space that is missing, surplus or misplaced."""

UNDECLINED_COST = 0.2
"""The cost of a name that is declined against the rules."""


def _key_map(typed: Language, meant: Language) -> Mapping[str, str]:
    """Return the characters of the layout of *typed* with those on the same keys in the layout of *meant*."""
    board = typed.keyboard
    keys = dict(zip(board.keys, meant.keyboard.keys, strict=True))
    return keys | {char: keys[key] for char, key in board.shifted.items()}


_KEYBOARD_LAYOUTS = [
    (typed.letters, [_key_map(typed, meant) for meant in LANGUAGES if meant is not typed])
    for typed in (*(language for language in LANGUAGES if language is not DEFAULT), DEFAULT)
]
"""The letters of each language, with its keys in the other layouts. The default language is last, because words of
other languages may have some of its letters."""


def one_letter_corrections(word: str) -> dict[str, float]:
    """Return the words of which *word* is a misspelling by one letter or two swapped ones, with their costs."""
    letters = next((alphabet for alphabet in _ALPHABETS if any(char in alphabet for char in word)), "")
    halves = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    found = {
        before + letter + after[1:]: WRONG_LETTER_COST for before, after in halves if after for letter in letters
    }
    found |= {before + after[1:]: WRONG_LETTER_COST for before, after in halves if after}
    found |= {before + letter + after: MISSING_LETTER_COST for before, after in halves for letter in letters}
    found |= {
        before + after[1] + after[0] + after[2:]: MISSING_LETTER_COST for before, after in halves if len(after) > 1
    }
    found.pop(word, None)
    return found


def irregular_nominatives(word: str) -> Iterator[str]:
    """Yield the names that *word* may be a form of, though not by the rules: в Накуре, в Торонте."""
    for language in LANGUAGES:
        if language.declension is not None:
            yield from language.declension.irregular_nominatives(word)


def space_insertions(word: str) -> Iterator[str]:
    """Yield *word* with a space between each two letters, and with a space instead of each inner letter."""
    for place in range(1, len(word)):
        yield f"{word[:place]} {word[place:]}"
        if place < len(word) - 1:
            yield f"{word[:place]} {word[place + 1 :]}"


def space_moves(word: str, following: str) -> tuple[str, str, str]:
    """Return two words joined, with the space between them one letter earlier, and one letter later."""
    return (
        word + following,
        f"{word[:-1]} {word[-1]}{following}".lstrip(),
        f"{word}{following[0]} {following[1:]}".rstrip(),
    )


def in_other_layouts(text: str) -> list[str]:
    """Return *text* as the same keys type it in the other layouts; nothing without letters of any layout."""
    lower = text.lower()
    for letters, layouts in _KEYBOARD_LAYOUTS:
        if any(char in letters for char in lower):
            return ["".join(keys.get(char, char) for char in lower) for keys in layouts]
    return []
