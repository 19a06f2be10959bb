"""Free text → places, by the index alone."""

from services.places.reading.chat import reads_as_places
from services.places.reading.reader import LONGEST_SKIMMED, Item, TextReader, TextReading

__all__ = ["LONGEST_SKIMMED", "Item", "TextReader", "TextReading", "reads_as_places"]
