"""Decides whether a message without a command asks for the weather."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from services.places.index.reader import PlaceIndex
from services.places.index.schema import NameKind
from services.places.reading.area_candidates import MAX_AREA_LOOK_UP_WORK, MAX_QUICK_AREA_LOOK_UP_WORK
from services.places.reading.candidates import with_ranking_of_default_name
from services.places.reading.certainty import is_clearly_place
from services.places.reading.coordinates import find_coordinates
from services.places.reading.directions import with_parts_of_areas
from services.places.reading.everyday import (
    MIN_LISTED_CITY_POPULATION,
    MIN_TOWN_POPULATION,
    is_capitalized_city_after_word,
    is_name_before_comma,
)
from services.places.reading.guesses import add_guesses
from services.places.reading.lattice import Lattice
from services.places.reading.layouts import names_cities_in_other_layout
from services.places.reading.likely_places import (
    follows_preposition,
    is_clear_in_message,
    is_distinctive_name,
    is_possible_place,
)
from services.places.reading.narration import asks_question, is_narration, is_weather_remark
from services.places.reading.places_only import consists_of_places, has_few_unknown_words
from services.places.reading.plans import is_plan
from services.places.reading.prose import with_prose_ignored
from services.places.reading.regions import with_regions
from services.places.reading.segments import Role, Segment
from services.places.reading.suggestions import with_suggestions
from services.places.reading.tokens import Token, may_be_quick_to_read, tokenize
from services.places.reading.topics import has_other_topic_word, is_about_other_topic, is_about_shops
from services.places.reading.villages import may_name_village, names_village_in_region
from services.places.reading.words import (
    DESTINATION_PREPOSITIONS,
    GIVEN_NAMES,
    NAME_PREPOSITIONS,
    OTHER_PERSON_WORDS,
    PRAISING_WORDS,
    QUESTION_WORDS,
    REQUEST_WORDS,
    STOP_WORDS,
    WEATHER_WORDS,
    WORDS_BEFORE_DECLINED_NAMES,
)

MAX_MESSAGE_WORDS = 40
"""Maximum number of words of a message that may ask for the weather; a longer message is ordinary talk."""

_PROGRAM_CODE = re.compile(r"""^\s*(?:from\s+\w+\s+)?import\s|[{}\\]|=\s?['"]|\w\(['"]|\w\([\w, ]*\):""")
"""Matches the braces, quoted arguments and function headers of program code."""

MAX_MESSAGE_CORRECTION_WORK = 32
"""Maximum work for corrections in a message without a command, in the unit of MAX_CORRECTION_WORK."""


@dataclass(frozen=True, slots=True)
class _RemovedWords:
    """Facts about the words for times and quantities that the caller has removed from a message."""

    has_weather_word: bool
    """Whether one of the removed words requests the weather."""
    has_time: bool
    """Whether some of the removed words name a time."""
    has_coming_time: bool
    """Whether some of the removed words name a present or future time."""


def asks_for_weather(
    text: str,
    index: PlaceIndex,
    *,
    has_weather_word: bool = False,
    has_time: bool = False,
    has_coming_time: bool = False,
) -> bool:
    """Return whether *text*, a message without a command, asks for the weather.

    Return True if at least one of the following sentences is true:

    - The message has coordinates or a word that requests the weather («погода в Москве», "weather").
    - The message has a word about rain or cold, and a place or a question mark ("Is it raining in London?").
    - The message says where somebody travels ("flying to Paris").
    - The message is about plans at a place ("got a wedding in Seville on Saturday").
    - The message consists of names that certainly mean places; docs/places.md lists these names.

    The flags describe words that the caller has removed from *text*. The removed words request the weather if
    *has_weather_word*, name a time if *has_time*, and name a present or future time if *has_coming_time*.
    """
    return bool(
        _asks_for_weather(
            text, index, _RemovedWords(has_weather_word, has_time, has_coming_time), with_guesses=True
        )
    )


def asks_for_weather_if_quick(
    text: str,
    index: PlaceIndex,
    *,
    has_weather_word: bool = False,
    has_time: bool = False,
    has_coming_time: bool = False,
) -> bool | None:
    """Return the result of `asks_for_weather`, or None if the check would take more than a few milliseconds."""
    if not may_be_quick_to_read(text):
        return None
    return _asks_for_weather(
        text, index, _RemovedWords(has_weather_word, has_time, has_coming_time), with_guesses=False
    )


def _asks_for_weather(text: str, index: PlaceIndex, removed: _RemovedWords, *, with_guesses: bool) -> bool | None:
    has_coordinates = any(found.degrees for found in find_coordinates(text))
    tokens, unread = tokenize(text)
    is_prose = unread or len(tokens) > MAX_MESSAGE_WORDS or _PROGRAM_CODE.search(text)
    is_other_topic = is_about_shops(tokens) or (not removed.has_weather_word and is_about_other_topic(tokens))
    if has_coordinates or not tokens or is_prose or is_other_topic:
        return has_coordinates or (not tokens and removed.has_weather_word)
    lattice = Lattice(tokens, index, MAX_AREA_LOOK_UP_WORK if with_guesses else MAX_QUICK_AREA_LOOK_UP_WORK)
    if lattice.is_incomplete and not with_guesses:
        return None
    segments: Sequence[Segment] = lattice.best_segments()
    # "ьштыл" ends like a Russian verb in the past tense, but is "minsk" in the wrong keyboard layout.
    is_planned = is_plan(
        segments, tokens, text, has_coming_time=removed.has_coming_time
    ) or names_cities_in_other_layout(segments, tokens, text, index)
    is_request = removed.has_weather_word or any(token.key in REQUEST_WORDS for token in tokens)
    is_told = not is_planned and (
        is_narration(segments, tokens, text)
        or has_other_topic_word(segments, tokens)
        or (is_request and is_weather_remark(segments, tokens, text, has_time=removed.has_time))
    )
    if is_planned or is_told or is_request:
        return is_planned or (
            not is_told
            and (
                all(token.key in STOP_WORDS for token in tokens)
                or any(
                    _may_be_place_of_request(segment, tokens, text, has_time=removed.has_time)
                    for segment in segments
                )
            )
        )
    segments = with_parts_of_areas(with_regions(segments, tokens, index), tokens, index)
    if _has_weather_question(segments, tokens, text, has_time=removed.has_time):
        return True
    if not (has_few_unknown_words(segments, tokens) or may_name_village(segments, tokens)):
        return _consists_of_places(segments, tokens, index, removed)
    return _asks_for_weather_if_corrected(segments, lattice, text, index, removed) if with_guesses else None


def _may_be_place_of_request(segment: Segment, tokens: Sequence[Token], text: str, *, has_time: bool) -> bool:
    """Return whether *segment* of *text*, which requests the weather, may be the place of the request."""
    may_be_name = has_time or tokens[segment.start].key not in GIVEN_NAMES
    return (
        is_possible_place(segment, tokens)
        or (may_be_name and is_capitalized_city_after_word(segment, tokens, text))
        or ("?" in text and is_name_before_comma(segment, tokens))
        or (has_time and "?" in text and _is_city_before_removed_time(segment, tokens, text))
        or _is_only_name_beside_request(segment, tokens)
    )


def _consists_of_places(
    segments: Sequence[Segment], tokens: Sequence[Token], index: PlaceIndex, removed: _RemovedWords
) -> bool:
    names = [with_ranking_of_default_name(segment, index) for segment in segments]
    return consists_of_places(names, tokens, has_time=removed.has_time)


def _asks_for_weather_if_corrected(
    segments: Sequence[Segment], lattice: Lattice, text: str, index: PlaceIndex, removed: _RemovedWords
) -> bool:
    """Correct the unknown words of *text*, and return whether the corrected text asks for the weather."""
    segments, _ = add_guesses(lattice, segments, index, MAX_MESSAGE_CORRECTION_WORK)
    segments = with_suggestions(segments, lattice.tokens, index)
    return (
        _has_weather_question(segments, lattice.tokens, text, has_time=removed.has_time)
        or _consists_of_places(segments, lattice.tokens, index, removed)
        or names_village_in_region(segments, lattice, index)
    )


def _is_city_before_removed_time(segment: Segment, tokens: Sequence[Token], text: str) -> bool:
    """Return whether *segment* is a city, and the caller has removed a time after it: "cork tomorrow, windy?"."""
    is_city = segment.role is Role.NAME and segment.candidates[0].population >= MIN_LISTED_CITY_POPULATION
    # The caller replaces the words for a time by a space, so two spaces follow the city.
    return is_city and segment.start == 0 and text[tokens[segment.end - 1].end :].startswith("  ")


def _is_only_name_beside_request(segment: Segment, tokens: Sequence[Token]) -> bool:
    """Return whether *segment* is a city beside "weather" or a similar word, and all other words are stop words.

    The name of the city may be an everyday word: "cork weather", «погода мирный». Return False for a remark such
    as "Nice weather". A smaller town counts as well if its name follows the word "weather", or is not in Latin
    letters.
    """
    if segment.role is not Role.NAME or tokens[segment.start].key in PRAISING_WORDS:
        return False
    best = segment.candidates[0]
    is_latin = tokens[segment.start].key.isascii()
    around = (*tokens[: segment.start], *tokens[segment.end :])
    is_after, is_before = (
        any(token.key in REQUEST_WORDS for token in beside)
        for beside in (tokens[segment.start - 1 : segment.start], tokens[segment.end : segment.end + 1])
    )
    return (
        best.kind == NameKind.OWN
        and (is_after or is_before)
        and best.population >= (MIN_TOWN_POPULATION if is_after or not is_latin else MIN_LISTED_CITY_POPULATION)
        and all(token.key in STOP_WORDS for token in around)
    )


def _has_places_or_question_mark(
    segments: Sequence[Segment], tokens: Sequence[Token], text: str, *, has_time: bool, is_question: bool
) -> bool:
    """Return True if all names of *text* clearly mean places, or if *text* has a question mark and no names.

    A text with a time may have unknown words: "wil it snow in Oslo tomorrow". The names of small places count only
    in a question, beside a time, or if all other words are about the weather: «снег в Кировске».
    """
    is_asked = has_time or is_question or _has_only_weather_words(segments, tokens)
    names = [segment for segment in segments if segment.role is Role.NAME]
    unknown = any(segment.role is Role.UNKNOWN and not segment.candidates for segment in segments)
    clear = all(
        (
            (
                is_clear_in_message(name, tokens, has_time=has_time)
                or (is_asked and is_distinctive_name(name, tokens))
            )
            and is_possible_place(name, tokens)
        )
        or (
            has_time
            and (
                is_capitalized_city_after_word(name, tokens, text)
                or ("?" in text and _is_city_before_removed_time(name, tokens, text))
            )
        )
        for name in names
    )
    if not names:
        return not unknown and "?" in text
    return clear and (has_time or not unknown)


def _has_only_weather_words(segments: Sequence[Segment], tokens: Sequence[Token]) -> bool:
    """Return whether each name follows a preposition, and all other words are about the weather."""
    words = {tokens[segment.start].key for segment in segments if segment.role is Role.OTHER}
    names = [segment for segment in segments if segment.role is not Role.OTHER]
    are_located = all(follows_preposition(name, tokens) for name in names)
    return are_located and words <= WEATHER_WORDS | NAME_PREPOSITIONS | WORDS_BEFORE_DECLINED_NAMES


def _has_weather_question(
    segments: Sequence[Segment], tokens: Sequence[Token], text: str, *, has_time: bool
) -> bool:
    """Return whether *text* asks for the weather by its weather words or question words."""
    if _is_question_about_places(segments, tokens):
        return True
    is_question = asks_question(tokens, text)
    sentence = with_prose_ignored(segments, tokens) if is_question else segments
    return any(token.key in WEATHER_WORDS for token in tokens) and _has_places_or_question_mark(
        sentence, tokens, text, has_time=has_time, is_question=is_question
    )


def _is_question_about_places(segments: Sequence[Segment], tokens: Sequence[Token]) -> bool:
    """Return whether the text is a question of only places and stop words: "what will Oslo be like"."""
    names = [segment for segment in segments if segment.role is not Role.OTHER]
    keys = {
        tokens[position].key
        for other in segments
        if other.role is Role.OTHER
        for position in range(other.start, other.end)
    }
    if tokens[0].key in OTHER_PERSON_WORDS:
        return False  # «он сказал, что будет в Милане» is a statement
    if not names or not keys & QUESTION_WORDS or not keys <= STOP_WORDS - DESTINATION_PREPOSITIONS:
        return False
    return all(
        name.candidates
        and (
            is_clearly_place(name, tokens)
            or (follows_preposition(name, tokens) and is_distinctive_name(name, tokens))
        )
        and is_possible_place(name, tokens)
        for name in names
    )
