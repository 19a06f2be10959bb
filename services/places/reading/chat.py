"""Decides whether a message without a command asks for the weather."""

import re
from collections.abc import Sequence

from services.places.index.reader import PlaceIndex
from services.places.index.schema import Kind
from services.places.reading.candidates import ranked_as_own_name
from services.places.reading.certainty import (
    is_certainly_city,
    is_clearly_place,
    is_everyday_word,
    is_written_as_name,
)
from services.places.reading.coordinates import find_coordinates
from services.places.reading.directions import with_directions
from services.places.reading.guesses import MIN_LAYOUT_LENGTH, add_guesses
from services.places.reading.lattice import Lattice
from services.places.reading.likely_places import (
    follows_preposition,
    is_clear_in_message,
    is_distinctive,
    is_possible_place,
)
from services.places.reading.places_only import consists_of_places, has_few_unknown_words
from services.places.reading.prose import without_prose
from services.places.reading.regions import with_regions
from services.places.reading.segments import Role, Segment
from services.places.reading.spelling import in_other_layouts
from services.places.reading.suggestions import with_suggestions
from services.places.reading.tokens import Gap, Token, is_short, tokenize
from services.places.reading.words import (
    CHOICE_WORDS,
    DESTINATION_PREPOSITIONS,
    OFF_TOPIC_WORDS,
    OPENING_WORDS,
    PAST_VERBS,
    QUESTION_WORDS,
    REQUEST_WORDS,
    STOP_WORDS,
    TRAVEL_WORDS,
    VENUE_WORDS,
    WAY_QUESTION_WORDS,
    WEATHER_WORDS,
)

MAX_CHAT_WORDS = 40
"""Maximum number of words of a message that may ask for the weather; longer messages are prose."""


_PROGRAM_CODE = re.compile(r"""[{}\\]|=\s?['"]|\w\(['"]|\w\([\w, ]*\):""")
"""Matches the braces, quoted arguments and function headers of program code."""

MAX_CHAT_GUESS_WORK = 32
"""Maximum work for the correction of unknown words, in the unit of MAX_GUESS_WORK."""


def asks_for_weather(
    text: str, index: PlaceIndex, *, has_weather_word: bool = False, has_time: bool = False
) -> bool:
    """Return whether *text*, a message without a command, asks for the weather.

    A message asks for the weather in these cases:

    - It has coordinates or a word that requests the weather ("погода в Москве", "weather").
    - It has a word about rain or cold, and a place or a question mark ("Is it raining in London?").
    - It says where somebody travels ("flying to Paris").
    - It consists of names that certainly mean places; docs/places.md lists these names.

    *has_weather_word* and *has_time* tell whether the words that were removed from *text* request the weather or
    name a time.
    """
    return bool(
        _asks_for_weather(text, index, has_weather_word=has_weather_word, has_time=has_time, with_guesses=True)
    )


def skim_asks_for_weather(
    text: str, index: PlaceIndex, *, has_weather_word: bool = False, has_time: bool = False
) -> bool | None:
    """Return the result of `asks_for_weather`, or None if computing it takes more than a few milliseconds."""
    if not is_short(text):
        return None
    return _asks_for_weather(text, index, has_weather_word=has_weather_word, has_time=has_time, with_guesses=False)


def _asks_for_weather(
    text: str, index: PlaceIndex, *, has_weather_word: bool, has_time: bool, with_guesses: bool
) -> bool | None:
    has_spot = any(found.spot for found in find_coordinates(text))
    words, unread = tokenize(text)
    if has_spot or not words:
        return has_spot or has_weather_word
    is_prose = unread or len(words) > MAX_CHAT_WORDS or _PROGRAM_CODE.search(text)
    is_other_topic = not has_weather_word and _is_about_something_else(words)
    if is_prose or is_other_topic or _describes_past_weather(words, text):
        return False
    lattice = Lattice(words, index)
    segments: Sequence[Segment] = lattice.best_segments()
    if has_weather_word or any(word.key in REQUEST_WORDS for word in words):
        return all(word.key in STOP_WORDS for word in words) or any(
            is_possible_place(segment, words) or ("?" in text and _is_name_before_comma(segment, words))
            for segment in segments
        )
    segments = with_directions(with_regions(segments, words, index), words, index)
    if _has_weather_question(segments, words, text, has_time=has_time) or _is_in_other_layout(
        segments, text, index
    ):
        return True
    if has_few_unknown_words(segments, words):
        if not with_guesses:
            return None
        segments, _ = add_guesses(lattice, segments, index, MAX_CHAT_GUESS_WORK)
        segments = with_suggestions(segments, words, index)
    segments = [ranked_as_own_name(segment, index) for segment in segments]
    return consists_of_places(segments, words, has_time=has_time)


def _describes_past_weather(words: Sequence[Token], text: str) -> bool:
    """Return whether *text* describes past weather: "the weather in Oslo was great", «погода была шикарная»."""
    asks = "?" in text or words[0].key in OPENING_WORDS or any(word.key in QUESTION_WORDS for word in words)
    return not asks and any(word.key in PAST_VERBS for word in words)


def _is_about_something_else(words: Sequence[Token]) -> bool:
    """Return whether the question is about another topic, such as "which hotel in Rome"."""
    keys = {word.key for word in words}
    is_choice = bool(keys & VENUE_WORDS and keys & CHOICE_WORDS)
    is_way = bool(keys & TRAVEL_WORDS and keys & WAY_QUESTION_WORDS) and not keys & WEATHER_WORDS
    return (is_choice or is_way or bool(keys & OFF_TOPIC_WORDS)) and not keys & REQUEST_WORDS


def _is_name_before_comma(segment: Segment, words: Sequence[Token]) -> bool:
    """Return whether *segment* is an everyday word that is written as a name before a comma: "Bath, umbrella?"."""
    is_before_comma = segment.end < len(words) and words[segment.end].gap >= Gap.COMMA
    return bool(segment.candidates) and is_before_comma and is_written_as_name(segment, words)


def _has_places_or_question_mark(
    segments: Sequence[Segment], words: Sequence[Token], text: str, *, has_time: bool, is_question: bool
) -> bool:
    """Return whether *text* has names that certainly mean places, or no names and a question mark.

    If the text names a time, other words may be unknown: "wil it snow in Oslo tomorrow". If the text names a time
    or is a question, small places count as well: "storm in Galveston?".
    """
    is_asked = has_time or is_question
    names = [segment for segment in segments if segment.role is Role.NAME]
    unknown = any(segment.role is Role.UNKNOWN and not segment.candidates for segment in segments)
    clear = all(
        (is_clear_in_message(name, words, has_time=has_time) or (is_asked and is_distinctive(name, words)))
        and is_possible_place(name, words)
        for name in names
    )
    if not names:
        return not unknown and "?" in text
    return clear and (has_time or not unknown)


def _has_weather_question(
    segments: Sequence[Segment], words: Sequence[Token], text: str, *, has_time: bool
) -> bool:
    """Return whether the words about the weather or the question words of *text* ask for the weather."""
    if _is_question_about_places(segments, words):
        return True
    is_question = "?" in text or words[0].key in OPENING_WORDS or any(word.key in QUESTION_WORDS for word in words)
    sentence = without_prose(segments, words) if is_question else segments
    return any(word.key in WEATHER_WORDS for word in words) and _has_places_or_question_mark(
        sentence, words, text, has_time=has_time, is_question=is_question
    )


def _is_question_about_places(segments: Sequence[Segment], words: Sequence[Token]) -> bool:
    """Return whether the text is a question of places and stop words only: "what will Oslo be like"."""
    names = [segment for segment in segments if segment.role is not Role.OTHER]
    keys = {
        words[place].key
        for other in segments
        if other.role is Role.OTHER
        for place in range(other.start, other.end)
    }
    if not names or not keys & QUESTION_WORDS or not keys <= STOP_WORDS - DESTINATION_PREPOSITIONS:
        return False
    return all(
        name.candidates
        and (is_clearly_place(name, words) or (follows_preposition(name, words) and is_distinctive(name, words)))
        and is_possible_place(name, words)
        for name in names
    )


def _is_in_other_layout(segments: Sequence[Segment], text: str, index: PlaceIndex) -> bool:
    """Return whether *text* is unknown as typed but names large places when typed in another keyboard layout."""
    unknown = all(segment.role is Role.UNKNOWN for segment in segments)
    return unknown and any(_names_large_places(typed, index) for typed in in_other_layouts(text))


def _names_large_places(text: str, index: PlaceIndex) -> bool:
    words, _ = tokenize(text)
    segments = Lattice(words, index).best_segments()
    return bool(segments) and all(
        segment.role is Role.NAME
        and segment.candidates[0].kind in {Kind.OWN, Kind.STAND_IN}
        and len(words[segment.start].key) >= MIN_LAYOUT_LENGTH
        and is_certainly_city(segment, words)
        and not is_everyday_word(segment, words)
        for segment in segments
    )
