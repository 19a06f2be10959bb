"""The offline index of places: one SQLite file, made once by `build`, read by `PlaceIndex`."""

from services.places.index.reader import PlaceIndex
from services.places.index.schema import find_index

__all__ = ["PlaceIndex", "find_index"]
