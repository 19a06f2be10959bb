"""Generates likely misspellings of words, such as "tomorow"."""

from collections.abc import Iterator

MIN_LENGTH_WITH_SWAPPED_LETTERS = 6
"""Minimum number of letters of a word; in shorter words, misspellings with two swapped letters are not
recognized."""

MIN_LENGTH_WITH_DROPPED_LETTER = 7
"""Minimum number of letters of a word; in shorter words, misspellings with a missing letter are not recognized."""


def misspellings(word: str) -> Iterator[str]:
    """Yield *word* with one letter dropped ("tomrrow") or two letters swapped ("tomrorow").

    The first letter of *word* never changes.
    """
    for place in range(1, len(word)):
        if len(word) >= MIN_LENGTH_WITH_DROPPED_LETTER:
            yield word[:place] + word[place + 1 :]
        if len(word) >= MIN_LENGTH_WITH_SWAPPED_LETTERS and place + 1 < len(word):
            yield word[:place] + word[place + 1] + word[place] + word[place + 2 :]
