"""Free text → places, by the index alone."""

from services.places.reading.chat import reads_as_places, skims_as_places
from services.places.reading.reader import Item, TextReader, TextReading

__all__ = ["Item", "TextReader", "TextReading", "reads_as_places", "skims_as_places"]
