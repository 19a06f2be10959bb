"""Generates likely misspellings of words, such as "tomorow"."""

from collections.abc import Iterator

MIN_SWAPPED_LENGTH = 6
"""Minimum number of letters of a word; in shorter words, misspellings with two swapped letters are not
recognized."""

MIN_DROPPED_LENGTH = 7
"""Minimum number of letters of a word; in shorter words, misspellings with a missing letter are not recognized."""


def misspellings(word: str) -> Iterator[str]:
    """Yield *word* with one letter dropped ("tomrrow") or two letters swapped ("tomrorow").

    The first letter of *word* never changes.
    """
    for place in range(1, len(word)):
        if len(word) >= MIN_DROPPED_LENGTH:
            yield word[:place] + word[place + 1 :]
        if len(word) >= MIN_SWAPPED_LENGTH and place + 1 < len(word):
            yield word[:place] + word[place + 1] + word[place] + word[place + 2 :]
