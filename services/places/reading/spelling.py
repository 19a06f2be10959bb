"""Generates corrections of a typed word: other letters, other spaces, and the nominative."""

from collections.abc import Iterator

from services.languages import LANGUAGES

_ALPHABETS = (*(language.alphabet for language in LANGUAGES), "αβγδεζηθικλμνξοπρστυφχψω")
"""The alphabets of the bot's languages, and Greek, because the place index also has Greek names."""

MIN_CORRECTED_LENGTH = 4
"""Minimum number of letters of a misspelled name; the misspelled name of a city may have one letter fewer."""

MAX_CORRECTED_LENGTH = 24
"""Maximum number of letters of a word that is corrected."""

MISSING_LETTER_COST = 1.6
"""Subtracted from a correction's score (log10 of population) for a missing letter, or two swapped letters."""

WRONG_LETTER_COST = 2.3
"""Subtracted from a correction's score (log10 of population) for a surplus or wrong letter."""

SPACE_COST = 1.6
"""Subtracted from a correction's score (log10 of population) for a missing, surplus or misplaced space."""

IRREGULAR_NOMINATIVE_COST = 0.2
"""Subtracted from the score (log10 of population) of a name that is found by `irregular_nominatives`."""


def one_letter_corrections(word: str) -> dict[str, float]:
    """Return the words that differ from *word* in one letter, or in a swap of two letters, each with its cost."""
    letters = next((alphabet for alphabet in _ALPHABETS if any(char in alphabet for char in word)), "")
    halves = [(word[:position], word[position:]) for position in range(len(word) + 1)]
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
    """Yield the nominatives of which *word* may be an irregular form: «Торонто» for «Торонте»."""
    for language in LANGUAGES:
        if language.declension is not None:
            yield from language.declension.irregular_nominatives(word)


def space_insertions(word: str) -> Iterator[str]:
    """Yield *word* with a space inserted at each position, and with each inner letter replaced by a space."""
    for position in range(1, len(word)):
        yield f"{word[:position]} {word[position:]}"
        if position < len(word) - 1:
            yield f"{word[:position]} {word[position + 1 :]}"


def space_moves(word: str, next_word: str) -> tuple[str, str, str]:
    """Return two words with the space removed or moved: "new york" -> "newyork", "ne wyork", "newy ork"."""
    return (
        word + next_word,
        f"{word[:-1]} {word[-1]}{next_word}".lstrip(),
        f"{word}{next_word[0]} {next_word[1:]}".rstrip(),
    )
