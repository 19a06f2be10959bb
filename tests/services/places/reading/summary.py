"""Readings of texts as short lines."""

from services.places.models import Ambiguous, Match
from services.places.reading import IndexResolution, TextReader


def summary(item: IndexResolution) -> str:
    """Return the item as a line: Moscow for an answer, Moscow? for a question, Moscow?? for what is not known."""
    if isinstance(item, Match):
        return item.place.name
    return f"{item.asked}?" if isinstance(item, Ambiguous) else f"{item.asked}??"


def read(reader: TextReader, text: str, language: str = "en") -> str:
    """Return all items so, with semicolons between."""
    return "; ".join(map(summary, reader.read(text, language).items))
