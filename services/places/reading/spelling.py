"""Generates corrections of a typed word: a letter or a space changed, another keyboard layout, the nominative."""

from collections.abc import Iterator, Mapping

from services.languages import DEFAULT, LANGUAGES, Language

_ALPHABETS = (*(language.alphabet for language in LANGUAGES), "αβγδεζηθικλμνξοπρστυφχψω")
"""The alphabets of the languages, and the Greek alphabet, in which the index has names."""

MIN_CORRECTED_LENGTH = 4
"""Minimum number of letters of a misspelled name; a name with one letter less is only corrected to a city."""

MAX_CORRECTED_LENGTH = 24
"""Maximum number of letters of a word that is corrected."""

MISSING_LETTER_COST, WRONG_LETTER_COST = 1.6, 2.3
"""Costs of a missing or swapped letter, and of an added or changed letter, in log10 of people.

A word has many corrections of the second kind, so each of them is less likely.
"""

SPACE_COST = 1.6
"""Cost of a space that is missing, surplus or misplaced, in log10 of people."""

UNDECLINED_COST = 0.2
"""Cost of an irregularly declined name, in log10 of people."""


def _key_map(typed: Language, meant: Language) -> Mapping[str, str]:
    """Return a mapping of the characters on the keyboard of *typed* to those on the same keys of *meant*."""
    board = typed.keyboard
    keys = dict(zip(board.keys, meant.keyboard.keys, strict=True))
    return keys | {char: keys[key] for char, key in board.shifted.items()}


_KEYBOARD_LAYOUTS = [
    (typed.letters, [_key_map(typed, meant) for meant in LANGUAGES if meant is not typed])
    for typed in (*(language for language in LANGUAGES if language is not DEFAULT), DEFAULT)
]
"""The letters of each language, with the mappings of its keyboard to the other keyboards.

The default language is last, because words of other languages may have some of its letters.
"""


def one_letter_corrections(word: str) -> dict[str, float]:
    """Return the corrections of *word* at edit distance 1, with their costs; a swap of two letters counts as 1."""
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
    """Yield the nominatives that *word* may have as an irregularly declined name: в Накуре, в Торонте."""
    for language in LANGUAGES:
        if language.declension is not None:
            yield from language.declension.irregular_nominatives(word)


def space_insertions(word: str) -> Iterator[str]:
    """Yield *word* with a space inserted at each position, and with each inner letter replaced by a space."""
    for place in range(1, len(word)):
        yield f"{word[:place]} {word[place:]}"
        if place < len(word) - 1:
            yield f"{word[:place]} {word[place + 1 :]}"


def space_moves(word: str, next_word: str) -> tuple[str, str, str]:
    """Return the two words joined, with the space one letter earlier, and with the space one letter later."""
    return (
        word + next_word,
        f"{word[:-1]} {word[-1]}{next_word}".lstrip(),
        f"{word}{next_word[0]} {next_word[1:]}".rstrip(),
    )


def in_other_layouts(text: str) -> list[str]:
    """Return *text* as its keys type it in each other keyboard layout; the list is empty for unknown letters."""
    lower = text.lower()
    for letters, layouts in _KEYBOARD_LAYOUTS:
        if any(char in letters for char in lower):
            return ["".join(keys.get(char, char) for char in lower) for keys in layouts]
    return []
