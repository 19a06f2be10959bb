"""Labels, a chat's own names for places, and how they are found in text."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import islice

from services.languages import forms_in_all_cases
from services.places.models import Match, Place

MOST_DECLINED = 3
"""Words of a label that is also found in other cases; three words have some 80 forms."""

CASES_CACHED = 500
"""Labels whose forms are cached, at most 10 KB each."""

MOST_SEARCHED = 240
"""Words and punctuation marks of a text that are searched for labels."""

MOST_FOUND = 20
"""Labels found in one text; a chat has no more."""

NO_LABELS: Mapping[str, Place] = {}

# A word with a hyphen is one word: the label York is not found in New-York. Labels may have punctuation: "C++".
_WORD = re.compile(r"[\w'’-]+|[^\w\s]")
_GAP = re.compile(r"[ -]+")


def label_key(label: str) -> str:
    """Return *label* in lower case with single spaces, the key by which it is found."""
    return " ".join(word.lower() for word in _WORD.findall(label))


def label_keys(labels: Mapping[str, Place]) -> dict[str, Place]:
    """Return the places of *labels* by their keys."""
    return {label_key(label): place for label, place in labels.items()}


def by_labels(text: str, labels: Mapping[str, Place]) -> Iterator[str | Match]:
    """Yield the pieces of *text*: a Match for each label, and the text between labels.

    *labels* are places by the keys of their labels. Labels are also found in other grammatical cases, "на даче".
    The first MOST_SEARCHED words are searched, and at most MOST_FOUND labels are found.
    """
    spans = islice(_spans(text, labels), MOST_FOUND) if labels else ()
    position = 0
    for start, end, place in spans:
        if text[position:start].strip():
            yield text[position:start]
        yield Match(text[start:end], place)
        position = end
    if text[position:].strip():
        yield text[position:]


def _spans(text: str, labels: Mapping[str, Place]) -> Iterator[tuple[int, int, Place]]:
    """Yield the start and end of each label in *text*, with its place; the longest of those that overlap."""
    keys = {case: place for label, place in labels.items() for case in _cases(label)} | dict(labels)
    sizes = sorted({key.count(" ") + 1 for key in keys}, reverse=True)
    words = list(islice(_WORD.finditer(text), MOST_SEARCHED))
    lower = [word[0].lower() for word in words]
    position = 0
    while position < len(words):
        words_taken = 1
        for size in sizes:
            place = keys.get(" ".join(lower[position : position + size]))
            if place is not None and position + size <= len(words):
                yield words[position].start(), words[position + size - 1].end(), place
                words_taken = size
                break
        position += words_taken


@lru_cache(CASES_CACHED)
def _cases(label: str) -> frozenset[str]:
    """Return the keys of *label* in all grammatical cases of all languages; none for a long label."""
    is_short = len(_GAP.findall(label)) < MOST_DECLINED
    return frozenset(map(label_key, forms_in_all_cases(label))) if is_short else frozenset()
