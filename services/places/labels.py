"""A chat's own words for places, found in text."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import islice

from services.languages import all_forms
from services.places.models import Match, Place

MOST_DECLINED = 3
"""Words of a label that is also found in other cases; the forms multiply with each word, to some 80 here."""

CASES_KEPT = 500
"""Labels whose cases are cached: 10 KB each at most."""

MOST_SEARCHED = 240
"""Words and punctuation marks of a text that are searched for labels."""

MOST_FOUND = 20
"""Labels found in one text, as many as a chat has."""

NO_LABELS: Mapping[str, Place] = {}

# York is no part of New-York. Punctuation may be a part of a label, too: "C++".
_WORD = re.compile(r"[\w'’-]+|[^\w\s]")
_GAP = re.compile(r"[ -]+")


def label_key(label: str) -> str:
    """Return what is equal for spellings of *label* in any case and spacing."""
    return " ".join(word.lower() for word in _WORD.findall(label))


def label_keys(labels: Mapping[str, Place]) -> dict[str, Place]:
    """Return the places of *labels* by their keys."""
    return {label_key(label): place for label, place in labels.items()}


def by_labels(text: str, labels: Mapping[str, Place]) -> Iterator[str | Match]:
    """Yield *text* in pieces: each of *labels*, which are by their keys, as its place, the rest as it is.

    A label is found in other cases, too: "на даче". The first MOST_SEARCHED words are searched, and at most
    MOST_FOUND labels are found.
    """
    found = islice(_spans(text, labels), MOST_FOUND) if labels else ()
    rest = 0
    for start, end, place in found:
        if text[rest:start].strip():
            yield text[rest:start]
        yield Match(text[start:end], place)
        rest = end
    if text[rest:].strip():
        yield text[rest:]


def _spans(text: str, labels: Mapping[str, Place]) -> Iterator[tuple[int, int, Place]]:
    """Yield the start and the end of each label in *text*, with its place; of several the longest."""
    keys = {case: place for label, place in labels.items() for case in _cases(label)} | dict(labels)
    sizes = sorted({key.count(" ") + 1 for key in keys}, reverse=True)
    words = list(islice(_WORD.finditer(text), MOST_SEARCHED))
    lower = [word[0].lower() for word in words]
    position = 0
    while position < len(words):
        taken = 1
        for size in sizes:
            place = keys.get(" ".join(lower[position : position + size]))
            if place is not None and position + size <= len(words):
                yield words[position].start(), words[position + size - 1].end(), place
                taken = size
                break
        position += taken


@lru_cache(CASES_KEPT)
def _cases(label: str) -> frozenset[str]:
    """Return the keys of *label* in the cases of all languages."""
    few = len(_GAP.findall(label)) < MOST_DECLINED
    return frozenset(map(label_key, all_forms(label))) if few else frozenset()
