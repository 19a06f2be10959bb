"""Whether a message without a command asks for the weather."""

import re
from collections.abc import Sequence

from services.places.index.reader import PlaceIndex
from services.places.index.schema import Kind
from services.places.reading.certainty import (
    LISTED_TOWN,
    TOWN,
    is_certain,
    is_clear,
    is_everyday,
    is_list,
    is_listed,
    is_written_as_name,
)
from services.places.reading.coordinates import find_coordinates
from services.places.reading.directions import with_directions
from services.places.reading.guesses import SHORTEST_LAYOUT, add_guesses
from services.places.reading.lattice import Lattice
from services.places.reading.prose import without_prose
from services.places.reading.regions import with_regions
from services.places.reading.segments import Role, Segment
from services.places.reading.spelling import other_layouts
from services.places.reading.tokens import Gap, Token, is_short, tokens
from services.places.reading.words import (
    ASKING,
    BESIDE_NAMES,
    CHOOSING,
    DISTANCES,
    GOING,
    JOINING,
    MEASURING,
    OPENING,
    PAST,
    PREPOSITIONS,
    QUESTIONING,
    RANKS,
    ROADS,
    STOPS,
    TOWARDS,
    TRAVELLERS,
    VENUES,
    WEATHER,
    WHERE,
)

MOST_CHAT_WORDS = 40
"""Words of a message without a command; longer messages are prose."""

LEAST_LISTED = 3
"""Names of a list from which all may be everyday words: "Nice, Cork, Bath", but not "David, Mary"."""

_CODE = re.compile(r"""[{}\\]|=\s?['"]|\w\(['"]|\w\([\w, ]*\):""")
"""What programs have in them, and messages have not: braces, quoted arguments, a function."""

MOST_MISSPELLED, MOST_CHAT_GUESS_WORK = 2, 32
"""Unknown words of a message for which corrections are looked up, and the work for them (`add_guesses`)."""


def asks_for_weather(text: str, index: PlaceIndex, *, asked: bool = False, dated: bool = False) -> bool:
    """Whether *text*, a message without a command, asks for the weather.

    It does if it has a word that asks for the weather ("погода в Москве", "weather") or coordinates, if it is
    about rain or cold and has a place or a question mark ("Is it raining in London?"), if it says where somebody
    goes ("flying to Paris"), or if it consists of names that are certainly places. Those are:

    - own names of places of 100,000 people ("Paris, London", "в Москве"), of resorts and regions; declined ones
      without a preposition from a million people ("Москве");
    - smaller places with their country or region ("Paris, Texas"), with a unique name ("Anapa") or one that only
      places of one country share ("Кировск"), or in a list with a large one;
    - misspelled names in a list ("Moskow, Londn") or of very large places ("Масква"), and names of large places in
      another keyboard layout ("Vjcrdf").

    Everyday words ("nice", "мир") are names only after a preposition in a question for the weather ("weather in
    Nice") or in a list of names ("Nice, Cork, Bath").

    Words that were taken out of *text* may have *asked* for the weather, or told a time (*dated*).
    """
    return bool(_asks_for_weather(text, index, asked=asked, dated=dated, guessing=True))


def skim_asks_for_weather(
    text: str, index: PlaceIndex, *, asked: bool = False, dated: bool = False
) -> bool | None:
    """Return what `asks_for_weather` returns, None when that takes more than a few milliseconds."""
    if not is_short(text):
        return None
    return _asks_for_weather(text, index, asked=asked, dated=dated, guessing=False)


def _asks_for_weather(text: str, index: PlaceIndex, *, asked: bool, dated: bool, guessing: bool) -> bool | None:
    has_spot = any(found.spot for found in find_coordinates(text))
    words, unread = tokens(text)
    if has_spot or not words:
        return has_spot or asked
    is_prose = unread or len(words) > MOST_CHAT_WORDS or _CODE.search(text)
    if is_prose or _is_told(words, text) or _is_about_something_else(words):
        return False
    lattice = Lattice(words, index)
    segments: Sequence[Segment] = lattice.best()
    if asked or any(word.key in ASKING for word in words):
        return all(word.key in STOPS for word in words) or any(
            _may_be_asked(segment, words) or ("?" in text and _is_set_apart(segment, words))
            for segment in segments
        )
    segments = with_directions(with_regions(segments, words, index), words, index)
    if _asks(segments, words, text) or _is_in_other_layout(segments, text, index):
        return True
    if _may_be_misspelled(segments, words):
        if not guessing:
            return None
        segments, _ = add_guesses(lattice, segments, index, MOST_CHAT_GUESS_WORK)
    return _are_places(segments, words, dated=dated)


def _is_told(words: Sequence[Token], text: str) -> bool:
    """Whether *text* tells how the weather was: "the weather in Oslo was great", «погода была шикарная»."""
    asks = "?" in text or words[0].key in OPENING or any(word.key in QUESTIONING for word in words)
    return not asks and any(word.key in PAST for word in words)


def _is_about_something_else(words: Sequence[Token]) -> bool:
    """Whether the question is for a hotel or a way: "which hotel in Rome", «сколько ехать до Сочи»."""
    keys = {word.key for word in words}
    is_choice = bool(keys & VENUES and keys & CHOOSING)
    is_way = bool(keys & DISTANCES and keys & MEASURING) and not keys & WEATHER
    return (is_choice or is_way) and not keys & ASKING


def _is_set_apart(segment: Segment, words: Sequence[Token]) -> bool:
    """Whether *segment* is an everyday word written as a name, with a comma after it: "Bath, umbrella?"."""
    is_before_comma = segment.end < len(words) and words[segment.end].gap >= Gap.COMMA
    return bool(segment.candidates) and is_before_comma and is_written_as_name(segment, words)


def _may_be_asked(segment: Segment, words: Sequence[Token]) -> bool:
    """Whether *segment* may be the place that a question is about; everyday words only after a preposition."""
    if segment.role is Role.OTHER:
        return False
    after_preposition = segment.start > 0 and words[segment.start - 1].key in WHERE | PREPOSITIONS | RANKS
    candidates = segment.candidates if segment.end - segment.start > 1 else ()
    is_whole = any(candidate.kind == Kind.OWN for candidate in candidates[:1])
    return after_preposition or is_whole or not is_everyday(segment, words)


def _is_about(segments: Sequence[Segment], words: Sequence[Token], text: str) -> bool:
    """Whether *text*, with words about the weather, has certain places, "снег в Москве", or a question mark."""
    names = [segment for segment in segments if segment.role is Role.NAME]
    unknown = any(segment.role is Role.UNKNOWN and not segment.candidates for segment in segments)
    clear = all(is_clear(name, words) and _may_be_asked(name, words) for name in names)
    return not unknown and (clear if names else "?" in text)


def _asks(segments: Sequence[Segment], words: Sequence[Token], text: str) -> bool:
    """Whether words about the weather, or those of a question, ask for it."""
    if _is_asked(segments, words):
        return True
    is_question = "?" in text or words[0].key in OPENING or any(word.key in QUESTIONING for word in words)
    sentence = without_prose(segments, words) if is_question else segments
    return any(word.key in WEATHER for word in words) and _is_about(sentence, words, text)


def _is_asked(segments: Sequence[Segment], words: Sequence[Token]) -> bool:
    """Whether it is a question of nothing but places and stops: "what will Oslo be like", «как там в Москве»."""
    names = [segment for segment in segments if segment.role is not Role.OTHER]
    keys = {
        words[place].key
        for other in segments
        if other.role is Role.OTHER
        for place in range(other.start, other.end)
    }
    if not names or not keys & QUESTIONING or not keys <= STOPS - TOWARDS:
        return False
    return all(name.candidates and is_clear(name, words) and _may_be_asked(name, words) for name in names)


def _is_in_other_layout(segments: Sequence[Segment], text: str, index: PlaceIndex) -> bool:
    """Whether *text* is unknown as typed, and names large places in another keyboard layout."""
    unknown = all(segment.role is Role.UNKNOWN for segment in segments)
    return unknown and any(_are_large_places(typed, index) for typed in other_layouts(text))


def _are_large_places(text: str, index: PlaceIndex) -> bool:
    words, _ = tokens(text)
    segments = Lattice(words, index).best()
    return bool(segments) and all(
        segment.role is Role.NAME
        and segment.candidates[0].kind in {Kind.OWN, Kind.STAND_IN}
        and len(words[segment.start].key) >= SHORTEST_LAYOUT
        and is_certain(segment, words)
        and not is_everyday(segment, words)
        for segment in segments
    )


def _may_be_misspelled(segments: Sequence[Segment], words: Sequence[Token]) -> bool:
    """Whether one or two words are unknown, and all others are names or used beside names."""
    unknown = sum(segment.role is Role.UNKNOWN and not segment.candidates for segment in segments)
    other = [segment for segment in segments if segment.role is Role.OTHER]
    return 0 < unknown <= MOST_MISSPELLED and all(_is_beside_name(segment, words) for segment in other)


def _are_places(segments: Sequence[Segment], words: Sequence[Token], *, dated: bool) -> bool:
    names = [segment for segment in segments if segment.candidates]
    other = [segment for segment in segments if not segment.candidates]
    if any(words[segment.start].key in GOING for segment in other):
        return _is_journey(names, other, words)
    unknown = [segment for segment in other if segment.role is Role.UNKNOWN]
    if not all(segment in unknown or _is_beside_name(segment, words) for segment in other):
        return False
    if (
        not unknown
        and is_list(words)
        and len(names) >= LEAST_LISTED
        and all(is_written_as_name(name, words) for name in names)
    ):
        return True
    if all(is_everyday(name, words) and not (dated and _may_be_asked(name, words)) for name in names):
        return False
    clear = [name for name in names if is_clear(name, words) or (dated and _is_town_told(name, words))]
    if is_list(words) and len(clear) > len(unknown):  # "Paris, New York, Qwertyzz"
        return all(name in clear or is_listed(name, words) for name in names)
    return not unknown and len(clear) == len(names)


def _is_town_told(name: Segment, words: Sequence[Token]) -> bool:
    """Whether a word before the name of a town says that it is where, or it is of several words in capitals.

    «Выходные в Суздале», "Ocean City this weekend".
    """
    if name.role is not Role.NAME or name.guessed or is_everyday(name, words):
        return False
    told = name.start > 0 and words[name.start - 1].key in WHERE | PREPOSITIONS
    best, named = name.candidates[0], words[name.start : name.end]
    in_capitals = len(named) > 1 and best.kind == Kind.OWN and all(word.raw[0].isupper() for word in named)
    return (told and best.population >= TOWN) or (in_capitals and best.population >= LISTED_TOWN)


def _is_journey(names: Sequence[Segment], other: Sequence[Segment], words: Sequence[Token]) -> bool:
    """Whether the message only says where somebody goes: "flying to Paris", «еду в Сочи»."""
    journey_words = GOING | TOWARDS | TRAVELLERS
    further = [segment for segment in other if words[segment.start].key not in journey_words]
    if not names or not all(_is_beside_name(segment, words) for segment in further):
        return False
    return all(
        _is_destination(name, words) and is_clear(name, words) and not is_everyday(name, words) for name in names
    )


def _is_destination(name: Segment, words: Sequence[Token]) -> bool:
    """Whether *name* follows a preposition, another name or "and"."""
    joined = words[name.start].gap >= Gap.COMMA or words[name.start - 1].key in WHERE | TOWARDS | JOINING
    return name.start > 0 and joined


def _is_beside_name(other: Segment, words: Sequence[Token]) -> bool:
    """Whether *other*, which is no name, is a number, part of an address or a word used beside names."""
    first, last = words[other.start], words[other.end - 1]
    is_road = last.key in ROADS and first is not last
    return is_road or first.is_number or first.key in BESIDE_NAMES
