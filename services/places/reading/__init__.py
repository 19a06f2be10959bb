"""Finds the places that a free text names, with the place index alone, without a geocoder."""

from services.places.reading.chat import asks_for_weather, asks_for_weather_if_quick
from services.places.reading.items import IndexResolution
from services.places.reading.reader import TextReader, TextReading

__all__ = ["IndexResolution", "TextReader", "TextReading", "asks_for_weather", "asks_for_weather_if_quick"]
