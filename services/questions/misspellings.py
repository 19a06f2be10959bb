"""Misspellings of words for times."""

from collections.abc import Iterator

MIN_SWAPPED_LENGTH, MIN_DROPPED_LENGTH = 6, 7
"""Minimum length, in letters, of a word with two letters swapped, and of one with a letter dropped."""


def misspellings(word: str) -> Iterator[str]:
    """Yield *word* with two neighbouring letters swapped or a letter dropped, except for the first letter."""
    for place in range(1, len(word)):
        if len(word) >= MIN_DROPPED_LENGTH:
            yield word[:place] + word[place + 1 :]
        if len(word) >= MIN_SWAPPED_LENGTH and place + 1 < len(word):
            yield word[:place] + word[place + 1] + word[place] + word[place + 2 :]
