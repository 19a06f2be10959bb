"""Finds labels, which are a chat's own names for places, in text."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import islice

from services.languages import forms_in_all_cases
from services.places.models import Match, Place

MAX_DECLINED_LABEL_WORDS = 3
"""Maximum number of words of a label that is also found in declined forms; a label of three words has 80 forms."""

MAX_CACHED_LABELS = 500
"""Maximum number of labels whose declined forms are cached; the forms of one label take up to 10 KB."""

MAX_SEARCHED_WORDS = 240
"""Number of words and punctuation marks at the beginning of a text in which labels are searched."""

MAX_LABELS_IN_TEXT = 20
"""Maximum number of labels that are found in one text; equals the maximum number of saved places of a chat."""

NO_LABELS: Mapping[str, Place] = {}

# A hyphenated word is matched as one word, so the label York is not found in New-York. Each punctuation mark is
# matched as a word, because labels may contain punctuation marks: "C++".
_WORD_PATTERN = re.compile(r"[\w'’-]+|[^\w\s]")
_WORD_SEPARATOR = re.compile(r"[ -]+")


def label_key(label: str) -> str:
    """Return *label* in lower case with single spaces between words; equal keys mean the same label."""
    return " ".join(word.lower() for word in _WORD_PATTERN.findall(label))


def places_by_label_key(labels: Mapping[str, Place]) -> dict[str, Place]:
    """Return the places in *labels*, a mapping from labels to places, by the `label_key` of each label."""
    return {label_key(label): place for label, place in labels.items()}


def split_by_labels(text: str, labels: Mapping[str, Place]) -> Iterator[str | Match]:
    """Yield the pieces of *text*: a Match for each label, and the text between labels.

    *labels* maps the key of each label, made by `label_key`, to the labelled place. A label is also found in other
    grammatical cases: the label "дача" is found in "на даче". Only the first MAX_SEARCHED_WORDS words are
    searched, and at most MAX_LABELS_IN_TEXT labels are found.
    """
    spans = islice(_label_spans(text, labels), MAX_LABELS_IN_TEXT) if labels else ()
    position = 0
    for start, end, place in spans:
        if text[position:start].strip():
            yield text[position:start]
        yield Match(text[start:end], place)
        position = end
    if text[position:].strip():
        yield text[position:]


def has_label(text: str, labels: Mapping[str, Place]) -> bool:
    """Return whether *text* has one of *labels*, which maps the keys of labels to places."""
    return bool(labels) and next(_label_spans(text, labels), None) is not None


def _label_spans(text: str, labels: Mapping[str, Place]) -> Iterator[tuple[int, int, Place]]:
    """Yield the start, the end and the place of each label in *text*; of overlapping labels, only the longest."""
    keys = {case: place for label, place in labels.items() for case in _declined_keys(label)} | dict(labels)
    sizes = sorted({key.count(" ") + 1 for key in keys}, reverse=True)
    words = list(islice(_WORD_PATTERN.finditer(text), MAX_SEARCHED_WORDS))
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


@lru_cache(MAX_CACHED_LABELS)
def _declined_keys(label: str) -> frozenset[str]:
    """Return the keys of *label* in all grammatical cases; empty for more than MAX_DECLINED_LABEL_WORDS words."""
    is_short = len(_WORD_SEPARATOR.findall(label)) < MAX_DECLINED_LABEL_WORDS
    return frozenset(map(label_key, forms_in_all_cases(label))) if is_short else frozenset()
