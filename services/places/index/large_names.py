"""Suggests names of large cities and regions for misspelled words with up to two wrong letters."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA

MAX_EDIT_DISTANCE = 2
"""Maximum edit distance between a misspelled word and a suggested name."""

MAX_SIMILAR_NAMES = 12
"""Maximum number of names that are suggested for a misspelled word."""


class LargePlaceNames:
    """The names of large cities and regions by first letter, because people rarely misspell the first letter."""

    def __init__(self, names: Iterable[str]) -> None:
        by_letter = defaultdict(list)
        for name in names:
            by_letter[name[0]].append(name)
        self._by_letter: Mapping[str, Sequence[str]] = by_letter

    def similar_to(self, word: str) -> dict[str, int]:
        """Return the names similar to *word*, each with its edit distance from *word*."""
        names = self._by_letter.get(word[0], ())
        found = process.extract(
            word, names, scorer=OSA.distance, score_cutoff=MAX_EDIT_DISTANCE, limit=MAX_SIMILAR_NAMES
        )
        return {name: int(wrong) for name, wrong, _ in found}
