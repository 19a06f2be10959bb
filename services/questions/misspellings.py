"""Likely misspellings of words for times, such as "tomorow"."""

from collections.abc import Iterator

MIN_SWAPPED_LENGTH, MIN_DROPPED_LENGTH = 6, 7
"""Minimum lengths, in letters, of words in which two letters may be swapped or one letter may be dropped."""


def misspellings(word: str) -> Iterator[str]:
    """Yield *word* with a letter dropped ("tomrrow") or two swapped ("tomrorow"), but never the first letter."""
    for place in range(1, len(word)):
        if len(word) >= MIN_DROPPED_LENGTH:
            yield word[:place] + word[place + 1 :]
        if len(word) >= MIN_SWAPPED_LENGTH and place + 1 < len(word):
            yield word[:place] + word[place + 1] + word[place] + word[place + 2 :]
