"""Recognizes messages about other topics than the weather, such as shops, prices, hotels and routes."""

from collections.abc import Sequence

from services.places.reading.segments import Segment
from services.places.reading.tokens import Token
from services.places.reading.words import (
    DESTINATION_PREPOSITIONS,
    FIRST_PERSON_WORDS,
    LEISURE_QUESTION_WORDS,
    LEISURE_WORDS,
    OFF_TOPIC_WORDS,
    QUESTION_OPENING_WORDS,
    REQUEST_WORDS,
    ROUTE_QUESTION_WORDS,
    ROUTE_WORDS,
    SHOPPING_WORDS,
    VENUE_CHOICE_WORDS,
    VENUE_WORDS,
    WEATHER_INDEPENDENT_WORDS,
    WEATHER_WORDS,
)

WORDS_BEFORE_LEISURE = (DESTINATION_PREPOSITIONS | QUESTION_OPENING_WORDS | FIRST_PERSON_WORDS) - LEISURE_WORDS
"""Words between a question word and a word of LEISURE_WORDS: "what to see", "where can we eat"."""


def is_about_shops(tokens: Sequence[Token]) -> bool:
    """Return whether the message is about shops or prices: "where can I buy winter tyres in Rome"."""
    keys = {token.key for token in tokens}
    return bool(keys & SHOPPING_WORDS) and not keys & REQUEST_WORDS


def is_about_other_topic(tokens: Sequence[Token]) -> bool:
    """Return whether the message is about a topic other than the weather: "which hotel in Rome"."""
    keys = {token.key for token in tokens}
    is_choice = bool(keys & VENUE_WORDS and keys & VENUE_CHOICE_WORDS)
    is_way = bool(keys & ROUTE_WORDS and keys & ROUTE_QUESTION_WORDS) and not keys & WEATHER_WORDS
    is_leisure = _asks_what_to_do(tokens) and not keys & WEATHER_WORDS
    return (is_choice or is_way or is_leisure or bool(keys & OFF_TOPIC_WORDS)) and not keys & REQUEST_WORDS


def _asks_what_to_do(tokens: Sequence[Token]) -> bool:
    """Return whether the message asks what one can do: "what to see", "where can I eat", «куда сходить».

    An English question must have another word, such as "to", between the question word and the verb.
    """
    for start, token in enumerate(tokens):
        if token.key not in LEISURE_QUESTION_WORDS:
            continue
        end = start + 1
        while end < len(tokens) and tokens[end].key in WORDS_BEFORE_LEISURE:
            end += 1
        is_direct = end == start + 1 and token.key.isascii()
        if end < len(tokens) and tokens[end].key in LEISURE_WORDS and not is_direct:
            return True
    return False


def has_other_topic_word(segments: Sequence[Segment], tokens: Sequence[Token]) -> bool:
    """Return whether *segments* have no known place, but a word of another topic: "oven temperature for pizza"."""
    names_place = any(segment.candidates for segment in segments)
    return not names_place and any(token.key in WEATHER_INDEPENDENT_WORDS for token in tokens)
