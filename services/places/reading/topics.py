"""Recognizes messages about other topics than the weather, such as shops, prices, hotels and routes."""

from collections.abc import Sequence

from services.places.reading.tokens import Token
from services.places.reading.words import (
    CHOICE_WORDS,
    OFF_TOPIC_WORDS,
    REQUEST_WORDS,
    SHOPPING_WORDS,
    TRAVEL_WORDS,
    VENUE_WORDS,
    WAY_QUESTION_WORDS,
    WEATHER_WORDS,
)


def is_about_shops(tokens: Sequence[Token]) -> bool:
    """Return whether the message is about shops or prices: "where can I buy winter tyres in Rome"."""
    keys = {token.key for token in tokens}
    return bool(keys & SHOPPING_WORDS) and not keys & REQUEST_WORDS


def is_about_something_else(tokens: Sequence[Token]) -> bool:
    """Return whether the message is about a topic other than the weather: "which hotel in Rome"."""
    keys = {token.key for token in tokens}
    is_choice = bool(keys & VENUE_WORDS and keys & CHOICE_WORDS)
    is_way = bool(keys & TRAVEL_WORDS and keys & WAY_QUESTION_WORDS) and not keys & WEATHER_WORDS
    return (is_choice or is_way or bool(keys & OFF_TOPIC_WORDS)) and not keys & REQUEST_WORDS
