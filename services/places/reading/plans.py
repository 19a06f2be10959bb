"""Recognizes sentences about somebody's plans at a place: "got a wedding in Seville on Saturday".

The bot answers with the weather at the place and time of the plans.
"""

from collections.abc import Sequence
from itertools import pairwise

from services.languages import LANGUAGES
from services.places.reading.certainty import is_clearly_place
from services.places.reading.everyday import MIN_TOWN_POPULATION, is_capitalized_city, is_everyday_word
from services.places.reading.likely_places import is_clear_in_message, is_distinctive_name, is_possible_place
from services.places.reading.narration import asks_question, is_news_or_thanks
from services.places.reading.prose import with_prose_ignored
from services.places.reading.segments import Role, Segment
from services.places.reading.tokens import Gap, Token
from services.places.reading.words import (
    COMPANION_PREPOSITIONS,
    COURTEOUS_WORDS,
    DESTINATION_PREPOSITIONS,
    FIRST_PERSON_WORDS,
    GIVEN_NAMES,
    INSIDE_PREPOSITIONS,
    ITINERARY_WORDS,
    JOINING_WORDS,
    JOURNEY_WORDS,
    NAME_PREPOSITIONS,
    NOUNS_AFTER_QUESTION_WORDS,
    OTHER_NAME_PREPOSITIONS,
    OTHER_PERSON_WORDS,
    OTHER_QUESTION_WORDS,
    OUTING_WORDS,
    PLACE_PREPOSITIONS,
    QUESTION_OPENING_WORDS,
    QUESTION_WORDS,
    STOP_WORDS,
    TIMETABLE_WORDS,
    TRAVELLER_WORDS,
    WEATHER_INDEPENDENT_WORDS,
    WEATHER_WORDS,
)

MAX_PLAN_WORDS = 16
"""Maximum number of words of a sentence about plans; a longer text is ordinary talk."""

MAX_WORDS_BEFORE_NAME = 3
"""Maximum number of words before a name without a preposition: "half marathon Valencia"."""

MIN_THIRD_PERSON_VERB_LENGTH = 5
"""Minimum number of letters of a word whose ending shows that it is a verb in the third person."""

MIN_PLACES_OF_ITINERARY = 2
"""Minimum number of places beside a word such as "flight" that make a text an itinerary."""

WORDS_ALLOWED_IN_ITINERARIES = (
    ITINERARY_WORDS
    | JOURNEY_WORDS
    | TRAVELLER_WORDS
    | JOINING_WORDS
    | NAME_PREPOSITIONS
    | OTHER_NAME_PREPOSITIONS
    | DESTINATION_PREPOSITIONS
)
"""The words that an itinerary may have in addition to the places."""

THIRD_PERSON_ENDINGS = tuple(ending for language in LANGUAGES for ending in language.third_person_endings)
"""Folded endings of verbs in the third person, such as «ет»."""

VERB_AFTER_SUBJECT_ENDINGS = tuple(
    ending for language in LANGUAGES for ending in language.verb_after_subject_endings
)
"""Folded endings of verbs in the third person that nouns also have, such as "s" in "Trump lands in Riyadh"."""


def is_plan(segments: Sequence[Segment], tokens: Sequence[Token], text: str, *, has_coming_time: bool) -> bool:
    """Return whether *text*, whose words are *segments*, is about plans at places that *text* names.

    A plan either has a present or future time (*has_coming_time*) or is a journey of the writer. Return False for
    news, stories, other people's plans, and questions about other topics than the weather.
    """
    if has_coming_time and _is_itinerary(segments, tokens):
        return True
    keys = {token.key for token in tokens}
    # "What" in the middle of a sentence may be a conjunction: «он сказал, что будет в Милане».
    is_question = "?" in text or asks_question(tokens[:2], text)
    if (
        len(tokens) > MAX_PLAN_WORDS
        or not (has_coming_time or (keys & JOURNEY_WORDS and keys & FIRST_PERSON_WORDS))
        or keys & WEATHER_INDEPENDENT_WORDS
        or (keys & TIMETABLE_WORDS and not keys & (FIRST_PERSON_WORDS | WEATHER_WORDS))
        or (_asks_something_else(tokens) and not keys & WEATHER_WORDS)
        or is_news_or_thanks(segments, tokens, text)
    ):
        return False
    sentence = with_prose_ignored(segments, tokens)
    names = [segment for segment in sentence if segment.role is not Role.OTHER and segment.candidates]
    if any(tokens[name.start].raw[0].isupper() for name in names):  # a lower-case "wedding" is not Berlin-Wedding
        names = [
            name for name in names if tokens[name.start].raw[0].isupper() or not is_everyday_word(name, tokens)
        ]
    accepted: list[Segment] = []
    for name in names:
        if not _is_planned_place(name, tokens, accepted, is_question=is_question):
            return False
        accepted.append(name)
    return bool(names) and (is_question or not _is_about_others(accepted, tokens))


def _is_itinerary(segments: Sequence[Segment], tokens: Sequence[Token]) -> bool:
    """Return whether the text has only a word such as "flight" and at least two places of a journey."""
    names = [segment for segment in segments if segment.role is not Role.OTHER]
    other_words = {tokens[segment.start].key for segment in segments if segment.role is Role.OTHER}
    return (
        len(names) >= MIN_PLACES_OF_ITINERARY
        and bool(other_words & ITINERARY_WORDS)
        and other_words <= WORDS_ALLOWED_IN_ITINERARIES
        and all(
            name.candidates and (is_distinctive_name(name, tokens) or is_capitalized_city(name, tokens))
            for name in names
        )
    )


def _asks_something_else(tokens: Sequence[Token]) -> bool:
    """Return whether *tokens* have a question word that does not ask for the weather: "who", "what time"."""
    return any(
        token.key in OTHER_QUESTION_WORDS
        or (token.key in NOUNS_AFTER_QUESTION_WORDS and before.key in QUESTION_WORDS | QUESTION_OPENING_WORDS)
        for before, token in pairwise((tokens[0], *tokens))
    )


def _is_planned_place(
    segment: Segment, tokens: Sequence[Token], before: Sequence[Segment], *, is_question: bool
) -> bool:
    """Return whether *segment* is the place of a plan; *before* are the earlier places of the text."""
    if _is_place_of_outing(segment, tokens):
        return True
    if segment.is_misspelled or not is_possible_place(segment, tokens):
        return False
    if is_everyday_word(segment, tokens):
        return _is_written_as_place(segment, tokens)
    previous = tokens[segment.start - 1].key if segment.start > 0 else ""
    marks = PLACE_PREPOSITIONS | NAME_PREPOSITIONS if is_question else PLACE_PREPOSITIONS
    if previous in marks and tokens[segment.start].gap < Gap.COMMA:
        is_town = is_distinctive_name(segment, tokens) and segment.candidates[0].population >= MIN_TOWN_POPULATION
        return is_town or is_clear_in_message(segment, tokens, has_time=True)
    if not is_clearly_place(segment, tokens) or tokens[segment.start].key in GIVEN_NAMES:
        return False
    is_joined = bool(before) and previous in JOINING_WORDS
    return is_joined or _is_own_clause(segment, tokens)


def _is_written_as_place(segment: Segment, tokens: Sequence[Token]) -> bool:
    """Return whether the everyday word *segment* means a city, because it is capitalized after "in": "in Bath"."""
    first = tokens[segment.start]
    return (
        segment.start > 0
        and tokens[segment.start - 1].key in INSIDE_PREPOSITIONS
        and first.gap < Gap.COMMA
        and is_capitalized_city(segment, tokens)
    )


def _is_place_of_outing(segment: Segment, tokens: Sequence[Token]) -> bool:
    """Return whether *segment* is a capitalized city after a word for an outing, as in "wedding Como"."""
    is_after_outing = segment.start > 0 and tokens[segment.start - 1].key in OUTING_WORDS
    is_person = tokens[segment.start].key in GIVEN_NAMES
    is_sure = is_after_outing and not is_person and not segment.is_misspelled
    return is_sure and is_capitalized_city(segment, tokens) and _is_own_clause(segment, tokens)


def _is_own_clause(segment: Segment, tokens: Sequence[Token]) -> bool:
    """Return whether *segment* is alone between commas, ends a short phrase, or precedes words for companions.

    Examples are "Prague, kids in tow", "half marathon Valencia" and "Rome with the kids".
    """
    first = segment.start
    while first > 0 and tokens[first].gap < Gap.COMMA:
        first -= 1
    before = [token for token in tokens[first : segment.start] if token.key not in COURTEOUS_WORDS]
    is_last = segment.end == len(tokens) or tokens[segment.end].gap >= Gap.COMMA
    if not before:
        return is_last or tokens[segment.end].key in COMPANION_PREPOSITIONS
    is_phrase = all(token.raw[0].islower() and token.key not in _WORDS_OF_SENTENCES for token in before)
    return is_last and is_phrase and len(before) <= MAX_WORDS_BEFORE_NAME


_WORDS_OF_SENTENCES = (
    FIRST_PERSON_WORDS
    | OTHER_PERSON_WORDS
    | QUESTION_OPENING_WORDS
    | QUESTION_WORDS
    | frozenset({"to", "with", "the"})
)
"""Words that belong to a sentence; a short phrase before a name has none of these words."""


def _is_about_others(places: Sequence[Segment], tokens: Sequence[Token]) -> bool:
    """Return whether a sentence with *places* tells what other people do: "Trump lands in Riyadh on Monday"."""
    of_places = {position for place in places for position in range(place.start, place.end)}
    others = [position for position in range(len(tokens)) if position not in of_places]
    keys = {tokens[position].key for position in others}
    if keys & OTHER_PERSON_WORDS:
        return True
    if keys & FIRST_PERSON_WORDS:
        return False
    is_of_stranger = any(
        position > 0 and tokens[position].raw[0].isupper() and tokens[position].key not in STOP_WORDS
        for position in others
    )
    return is_of_stranger or any(_is_verb_of_others(position, tokens) for position in others)


def _is_verb_of_others(position: int, tokens: Sequence[Token]) -> bool:
    """Return whether the word at *position* is a verb in the third person."""
    key = tokens[position].key
    if position == 0:
        return False
    if key in QUESTION_OPENING_WORDS and tokens[position - 1].raw[0].isupper():
        return True  # "Police will" and "Sydney Sweeney is" tell what others do
    if len(key) < MIN_THIRD_PERSON_VERB_LENGTH or key in COURTEOUS_WORDS:
        return False
    return key.endswith(THIRD_PERSON_ENDINGS) or (
        key.endswith(VERB_AFTER_SUBJECT_ENDINGS)
        and key not in STOP_WORDS
        and tokens[position - 1].key not in STOP_WORDS
    )
