"""Decides whether a message only names places, or only says where somebody travels."""

from collections.abc import Sequence

from services.places.reading.certainty import are_separated, is_place_among_names
from services.places.reading.everyday import is_capitalized_city_after_separator, is_everyday_word
from services.places.reading.likely_places import (
    follows_preposition,
    is_clear_in_message,
    is_distinctive_name,
    is_possible_place,
)
from services.places.reading.narration import greets_from_place
from services.places.reading.segments import Role, Segment
from services.places.reading.tokens import Gap, Token
from services.places.reading.words import (
    BAY_WORDS,
    DESTINATION_PREPOSITIONS,
    FEATURE_WORDS,
    GREETING_WORDS,
    JOINING_WORDS,
    JOURNEY_WORDS,
    NAME_PREPOSITIONS,
    OTHER_NAME_PREPOSITIONS,
    OUTING_WORDS,
    PREPOSITIONS_IN_NAMES,
    STREET_SUFFIXES,
    THANKING_WORDS,
    TRAVELLER_WORDS,
    WEATHER_WORDS,
    WORDS_BESIDE_NAMES,
)

MAX_MISSPELLED_WORDS = 2
"""Maximum number of unknown words in a message that the bot tries to correct."""

MIN_LISTED_NAMES = 3
"""Minimum names in a list of everyday words: "Nice, Cork, Bath" is a list of places, "David, Mary" is not."""


def has_few_unknown_words(segments: Sequence[Segment], tokens: Sequence[Token]) -> bool:
    """Return whether one or two words are unknown, and the others are names or words such as "and" and "rain"."""
    unknown = sum(segment.may_be_misspelled for segment in segments)
    other = [segment for segment in segments if segment.role is Role.OTHER]
    return 0 < unknown <= MAX_MISSPELLED_WORDS and all(
        _may_stand_beside_names(segment, tokens)
        or tokens[segment.start].key in WEATHER_WORDS | PREPOSITIONS_IN_NAMES
        for segment in other
    )


def consists_of_places(segments: Sequence[Segment], tokens: Sequence[Token], *, has_time: bool) -> bool:
    """Return whether a message only names places ("Paris, New York"), or only says where somebody travels."""
    names = [segment for segment in segments if segment.candidates]
    other = [segment for segment in segments if not segment.candidates]
    if any(tokens[segment.start].key in JOURNEY_WORDS for segment in other):
        return _describes_journey(names, other, tokens, has_time=has_time)
    unknown = [segment for segment in other if segment.role is Role.UNKNOWN]
    are_regions = all(name.role is Role.UNKNOWN for name in names)
    greets_region = are_regions and tokens[0].key in GREETING_WORDS and not has_time  # «Привет, Татарстан»
    if greets_region or not all(
        segment in unknown
        or _may_stand_beside_names(segment, tokens)
        or (has_time and _is_outing(segment, tokens))
        for segment in other
    ):
        return False
    is_name_beside_time = has_time and len(tokens) == 1 and bool(names)  # "Cork this weekend"
    is_name_list = not unknown and are_separated(tokens) and len(names) >= MIN_LISTED_NAMES
    if (is_name_beside_time or is_name_list) and all(
        is_capitalized_city_after_separator(name, tokens) for name in names
    ):
        return True
    if all(
        is_everyday_word(name, tokens) and not (has_time and is_possible_place(name, tokens)) for name in names
    ):
        return False
    # A lower-case word beside a capitalized name, such as "sandwich" in "Turkey sandwich", is not a second place.
    has_capital = any(tokens[name.start].raw[0].isupper() for name in names)
    clear = [
        name
        for name in names
        if is_clear_in_message(name, tokens, has_time=has_time)
        and not (has_capital and is_everyday_word(name, tokens) and tokens[name.start].raw[0].islower())
    ]
    are_items = all(_ends_list_item(segment, unknown, tokens) for segment in unknown)
    if are_separated(tokens) and are_items and len(clear) > len(unknown):  # "Paris, New York, Qwertyzz"
        return all(name in clear or is_place_among_names(name, tokens) for name in names)
    # A message such as "tomorrow Malmo Lund and Ystad" has a time and names, but no preposition.
    after_preposition = any(follows_preposition(name, tokens) for name in names)
    is_dated_list = has_time and 2 * len(clear) > len(names) and not after_preposition
    return not unknown and all(
        name in clear or (is_dated_list and is_distinctive_name(name, tokens)) for name in names
    )


def _ends_list_item(segment: Segment, unknown: Sequence[Segment], tokens: Sequence[Token]) -> bool:
    """Return whether no sentence continues after *segment* and the *unknown* words that follow *segment*.

    In "Paris, Qwertyzz, Rome", the unknown word is an item of a list; in "Paris cancels flights", it is a verb.
    """
    if segment.end == len(tokens):
        return True
    following = tokens[segment.end]
    is_next_unknown = any(other.start == segment.end for other in unknown)
    return following.gap >= Gap.COMMA or following.key in JOINING_WORDS or is_next_unknown


def _is_outing(segment: Segment, tokens: Sequence[Token]) -> bool:
    """Return whether *segment* is a plan that depends on the weather, such as "fishing"."""
    return all(token.key in OUTING_WORDS for token in tokens[segment.start : segment.end])


def _describes_journey(
    names: Sequence[Segment], other: Sequence[Segment], tokens: Sequence[Token], *, has_time: bool
) -> bool:
    """Return whether the message only says where somebody travels: "flying to Paris", «еду в Сочи».

    A message with a time may also name the purpose of the journey: «собираемся на рыбалку в Псков в субботу».
    """
    journey_words = JOURNEY_WORDS | DESTINATION_PREPOSITIONS | TRAVELLER_WORDS
    further = [segment for segment in other if tokens[segment.start].key not in journey_words]
    if not names or not all(
        _may_stand_beside_names(segment, tokens) or (has_time and _is_outing(segment, tokens))
        for segment in further
    ):
        return False
    return all(
        _is_destination(name, tokens)
        and is_clear_in_message(name, tokens, has_time=has_time)
        and not is_everyday_word(name, tokens)
        for name in names
    )


def _is_destination(segment: Segment, tokens: Sequence[Token]) -> bool:
    """Return whether *segment* follows a comma, "and", or a preposition such as "to"."""
    joined = (
        tokens[segment.start].gap >= Gap.COMMA
        or tokens[segment.start - 1].key in NAME_PREPOSITIONS | DESTINATION_PREPOSITIONS | JOINING_WORDS
    )
    return segment.start > 0 and joined


def _may_stand_beside_names(other: Segment, tokens: Sequence[Token]) -> bool:
    """Return whether *other*, which is not a name, is a number, a street, or a word that stands beside names."""
    first, last = tokens[other.start], tokens[other.end - 1]
    if first.key in GREETING_WORDS and greets_from_place(tokens, other.start):
        return False
    is_road = last.key in STREET_SUFFIXES and first is not last
    if (
        first.key in FEATURE_WORDS
        and tokens[other.end : other.end + 1]
        and tokens[other.end].key in OTHER_NAME_PREPOSITIONS | NAME_PREPOSITIONS
    ):
        return True  # "isle of Tiree"
    if first.key in BAY_WORDS and other.start > 0:
        return True  # "Galway Bay"
    is_thanks = other.start > 0 and first.key in THANKING_WORDS  # "Lisbon please thanks"
    return is_road or is_thanks or first.is_number or first.key in WORDS_BESIDE_NAMES
