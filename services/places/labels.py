"""Somebody's own words for places, found in text."""

import re
from collections.abc import Iterator, Mapping

from services.places.index.declension import forms
from services.places.models import Match, Place

# A word that goes on with one of these is another word: York is no part of New-York.
_BEFORE, _AFTER = r"(?<![\w'’-])", r"(?![\w'’-])"


def label_key(label: str) -> str:
    """Return what is the same for a label in any case and spacing."""
    return " ".join(label.lower().split())


def label_keys(labels: Mapping[str, Place]) -> dict[str, Place]:
    """Return the places of *labels* by their keys, and by those of their Russian cases: на даче, дома."""
    declined = {label_key(form): place for label, place in labels.items() for form in forms(label.lower())}
    return declined | {label_key(label): place for label, place in labels.items()}


def by_labels(text: str, labels: Mapping[str, Place]) -> Iterator[str | Match]:
    """Yield *text* in pieces: each of *labels*, which are by their keys, as its place, the rest as it is."""
    if not labels:
        yield text
        return
    longest_first = sorted(labels, key=len, reverse=True)
    words = "|".join(r"\s+".join(map(re.escape, label.split())) for label in longest_first)
    for piece in re.split(f"{_BEFORE}({words}){_AFTER}", text, flags=re.IGNORECASE):
        place = labels.get(label_key(piece))
        if place is not None:
            yield Match(piece, place)
        elif piece.strip():
            yield piece
