"""Decides whether a message without a command asks for the weather."""

import re
from collections.abc import Sequence

from services.places.index.reader import PlaceIndex
from services.places.index.schema import Kind
from services.places.reading.candidates import ranked_as_own_name
from services.places.reading.certainty import (
    LISTED_TOWN_POPULATION,
    TOWN_POPULATION,
    is_certainly_city,
    is_clearly_place,
    is_everyday_word,
    is_list,
    is_place_in_list,
    is_written_as_name,
)
from services.places.reading.coordinates import find_coordinates
from services.places.reading.directions import with_directions
from services.places.reading.guesses import MIN_LAYOUT_LENGTH, add_guesses
from services.places.reading.lattice import Lattice
from services.places.reading.prose import without_prose
from services.places.reading.regions import with_regions
from services.places.reading.segments import Role, Segment
from services.places.reading.spelling import in_other_layouts
from services.places.reading.suggestions import with_suggestions
from services.places.reading.tokens import Gap, Token, is_short, tokenize
from services.places.reading.words import (
    CHOICE_WORDS,
    DESTINATION_PREPOSITIONS,
    JOINING_WORDS,
    JOURNEY_WORDS,
    NAME_PREPOSITIONS,
    OPENING_WORDS,
    OUTING_WORDS,
    PAST_VERBS,
    PREPOSITIONS,
    QUESTION_WORDS,
    RANK_WORDS,
    REQUEST_WORDS,
    STOP_WORDS,
    STREET_SUFFIXES,
    TRAVEL_WORDS,
    TRAVELLER_WORDS,
    VENUE_WORDS,
    WAY_QUESTION_WORDS,
    WEATHER_WORDS,
    WORDS_BESIDE_NAMES,
)

MAX_CHAT_WORDS = 40
"""Maximum number of words of a message that may ask for the weather; longer messages are prose."""

MIN_LISTED_NAMES = 3
"""Minimum number of names in a list of everyday words: "Nice, Cork, Bath" is a list, "David, Mary" is none."""

_PROGRAM_CODE = re.compile(r"""[{}\\]|=\s?['"]|\w\(['"]|\w\([\w, ]*\):""")
"""Matches the braces, quoted arguments and function headers of program code."""

MAX_MISSPELLED_WORDS, MAX_CHAT_GUESS_WORK = 2, 32
"""Maximum number of unknown words that are corrected, and maximum work for them, see `add_guesses`."""


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
    if is_prose or _describes_past_weather(words, text) or _is_about_something_else(words):
        return False
    lattice = Lattice(words, index)
    segments: Sequence[Segment] = lattice.best_segments()
    if has_weather_word or any(word.key in REQUEST_WORDS for word in words):
        return all(word.key in STOP_WORDS for word in words) or any(
            _is_possible_place(segment, words) or ("?" in text and _is_name_before_comma(segment, words))
            for segment in segments
        )
    segments = with_directions(with_regions(segments, words, index), words, index)
    if _has_weather_question(segments, words, text, has_time=has_time) or _is_in_other_layout(
        segments, text, index
    ):
        return True
    if _has_few_unknown_words(segments, words):
        if not with_guesses:
            return None
        segments, _ = add_guesses(lattice, segments, index, MAX_CHAT_GUESS_WORK)
        segments = with_suggestions(segments, words, index)
    segments = [ranked_as_own_name(segment, index) for segment in segments]
    return _consists_of_places(segments, words, has_time=has_time)


def _describes_past_weather(words: Sequence[Token], text: str) -> bool:
    """Return whether *text* describes past weather: "the weather in Oslo was great", «погода была шикарная»."""
    asks = "?" in text or words[0].key in OPENING_WORDS or any(word.key in QUESTION_WORDS for word in words)
    return not asks and any(word.key in PAST_VERBS for word in words)


def _is_about_something_else(words: Sequence[Token]) -> bool:
    """Return whether the question is for a hotel or a way: "which hotel in Rome", «сколько ехать до Сочи»."""
    keys = {word.key for word in words}
    is_choice = bool(keys & VENUE_WORDS and keys & CHOICE_WORDS)
    is_way = bool(keys & TRAVEL_WORDS and keys & WAY_QUESTION_WORDS) and not keys & WEATHER_WORDS
    return (is_choice or is_way) and not keys & REQUEST_WORDS


def _is_name_before_comma(segment: Segment, words: Sequence[Token]) -> bool:
    """Return whether *segment* is an everyday word that is written as a name before a comma: "Bath, umbrella?"."""
    is_before_comma = segment.end < len(words) and words[segment.end].gap >= Gap.COMMA
    return bool(segment.candidates) and is_before_comma and is_written_as_name(segment, words)


def _is_possible_place(segment: Segment, words: Sequence[Token]) -> bool:
    """Return whether *segment* may be the place in a question. An everyday word must follow a preposition."""
    if segment.role is Role.OTHER:
        return False
    after_preposition = (
        segment.start > 0 and words[segment.start - 1].key in NAME_PREPOSITIONS | PREPOSITIONS | RANK_WORDS
    )
    candidates = segment.candidates if segment.end - segment.start > 1 else ()
    is_whole = any(candidate.kind == Kind.OWN for candidate in candidates[:1])
    return after_preposition or is_whole or not is_everyday_word(segment, words)


def _has_places_or_question_mark(
    segments: Sequence[Segment], words: Sequence[Token], text: str, *, has_time: bool
) -> bool:
    """Return whether *text* has names that certainly mean places, or no names and a question mark.

    If the text names a time, other words may be unknown: "wil it snow in Oslo tomorrow".
    """
    names = [segment for segment in segments if segment.role is Role.NAME]
    unknown = any(segment.role is Role.UNKNOWN and not segment.candidates for segment in segments)
    clear = all(_is_clear(name, words, has_time=has_time) and _is_possible_place(name, words) for name in names)
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
        sentence, words, text, has_time=has_time
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
        name.candidates and is_clearly_place(name, words) and _is_possible_place(name, words) for name in names
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


def _has_few_unknown_words(segments: Sequence[Segment], words: Sequence[Token]) -> bool:
    """Return whether one or two words may be misspelled, and all others are names or are used beside names."""
    unknown = sum(segment.may_be_misspelled for segment in segments)
    other = [segment for segment in segments if segment.role is Role.OTHER]
    return 0 < unknown <= MAX_MISSPELLED_WORDS and all(_is_context_word(segment, words) for segment in other)


def _consists_of_places(segments: Sequence[Segment], words: Sequence[Token], *, has_time: bool) -> bool:
    names = [segment for segment in segments if segment.candidates]
    other = [segment for segment in segments if not segment.candidates]
    if any(words[segment.start].key in JOURNEY_WORDS for segment in other):
        return _describes_journey(names, other, words)
    unknown = [segment for segment in other if segment.role is Role.UNKNOWN]
    if not all(
        segment in unknown or _is_context_word(segment, words) or (has_time and _is_outing(segment, words))
        for segment in other
    ):
        return False
    is_name_beside_time = has_time and len(words) == 1 and bool(names)  # "Cork this weekend"
    is_name_list = not unknown and is_list(words) and len(names) >= MIN_LISTED_NAMES
    if (is_name_beside_time or is_name_list) and all(is_written_as_name(name, words) for name in names):
        return True
    if all(is_everyday_word(name, words) and not (has_time and _is_possible_place(name, words)) for name in names):
        return False
    clear = [name for name in names if _is_clear(name, words, has_time=has_time)]
    if is_list(words) and len(clear) > len(unknown):  # "Paris, New York, Qwertyzz"
        return all(name in clear or is_place_in_list(name, words) for name in names)
    return not unknown and len(clear) == len(names)


def _is_clear(name: Segment, words: Sequence[Token], *, has_time: bool) -> bool:
    """Return whether *name* clearly means a place. If the text names a time, smaller places are clear as well."""
    return is_clearly_place(name, words) or (has_time and _is_likely_town(name, words))


def _is_outing(segment: Segment, words: Sequence[Token]) -> bool:
    """Return whether *segment* names a plan that depends on the weather: "fishing on Saturday, Lisbon"."""
    return all(word.key in OUTING_WORDS for word in words[segment.start : segment.end])


def _is_likely_town(name: Segment, words: Sequence[Token]) -> bool:
    """Return whether *name* is a town's name after a preposition, or has capitals and is long or the whole text.

    Examples are «Выходные в Суздале», "Ocean City this weekend" and "Valletta tomorrow".
    """
    if name.role is not Role.NAME or name.guessed or is_everyday_word(name, words):
        return False
    told = name.start > 0 and words[name.start - 1].key in NAME_PREPOSITIONS | PREPOSITIONS
    best, named = name.candidates[0], words[name.start : name.end]
    is_marked = len(named) > 1 or len(words) == 1
    is_capitalized = is_marked and best.kind == Kind.OWN and all(word.raw[0].isupper() for word in named)
    return (told and best.population >= TOWN_POPULATION) or (
        is_capitalized and best.population >= LISTED_TOWN_POPULATION
    )


def _describes_journey(names: Sequence[Segment], other: Sequence[Segment], words: Sequence[Token]) -> bool:
    """Return whether the message only says where somebody travels: "flying to Paris", «еду в Сочи»."""
    journey_words = JOURNEY_WORDS | DESTINATION_PREPOSITIONS | TRAVELLER_WORDS
    further = [segment for segment in other if words[segment.start].key not in journey_words]
    if not names or not all(_is_context_word(segment, words) for segment in further):
        return False
    return all(
        _is_destination(name, words) and is_clearly_place(name, words) and not is_everyday_word(name, words)
        for name in names
    )


def _is_destination(name: Segment, words: Sequence[Token]) -> bool:
    """Return whether *name* follows a preposition, a comma or "and"."""
    joined = (
        words[name.start].gap >= Gap.COMMA
        or words[name.start - 1].key in NAME_PREPOSITIONS | DESTINATION_PREPOSITIONS | JOINING_WORDS
    )
    return name.start > 0 and joined


def _is_context_word(other: Segment, words: Sequence[Token]) -> bool:
    """Return whether *other*, which is no name, is a number, a street or a word that is used beside names."""
    first, last = words[other.start], words[other.end - 1]
    is_road = last.key in STREET_SUFFIXES and first is not last
    return is_road or first.is_number or first.key in WORDS_BESIDE_NAMES
