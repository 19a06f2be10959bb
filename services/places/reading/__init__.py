"""Reads the places that free text names, with the index alone."""

from services.places.reading.chat import asks_for_weather, skim_asks_for_weather
from services.places.reading.items import Item
from services.places.reading.reader import TextReader, TextReading

__all__ = ["Item", "TextReader", "TextReading", "asks_for_weather", "skim_asks_for_weather"]
