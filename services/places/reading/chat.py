"""Whether a message without a command asks for the weather."""

import re
from collections.abc import Sequence

from services.places.index.reader import PlaceIndex
from services.places.index.schema import Kind
from services.places.reading.certainty import (
    is_certain,
    is_clear,
    is_everyday,
    is_list,
    is_listed,
    is_written_as_name,
)
from services.places.reading.coordinates import find_coordinates
from services.places.reading.guesses import LAYOUT_LETTERS, add_guesses
from services.places.reading.lattice import Lattice
from services.places.reading.prose import without_prose
from services.places.reading.regions import with_regions
from services.places.reading.segments import Role, Segment
from services.places.reading.spelling import other_layouts
from services.places.reading.tokens import Gap, Token, is_short, tokens
from services.places.reading.words import (
    ASKING,
    BESIDE_NAMES,
    GOING,
    JOINING,
    PREPOSITIONS,
    QUESTIONING,
    ROADS,
    STOPS,
    TOWARDS,
    TRAVELLERS,
    WEATHER,
    WHERE,
)

MOST_WORDS = 40
"""Words of a message without a command; more are prose."""

WORDS_LISTED = 3
"""Names in a list from which they may all be words as well: "Nice, Cork, Bath", not "David, Mary"."""

_CODE = re.compile(r"""[{}\\]|=\s?['"]|\w\(['"]|\w\([\w, ]*\):""")
"""What programs have in them, and messages have not: braces, quoted arguments, a function."""

MOST_MISSPELLED, MOST_GUESSED = 2, 32
"""Words of a message that may be unknown, and the work for guesses at them as `add_guesses` counts it."""


def reads_as_places(text: str, index: PlaceIndex, *, asked: bool = False, dated: bool = False) -> bool:
    """Whether *text* asks for the weather though it has no command.

    Words that were taken out of it may have *asked* for the weather, or told a time (*dated*).

    It does when it says so ("погода в Москве", "weather"), when it is about rain or cold and says where or asks
    ("Is it raining in London?"), when it has coordinates, when it says where somebody goes ("flying to Paris"), or
    when it is nothing but places: of 100,000 people and more by names of their own ("Paris, London", "в Москве",
    of a million "Москве"), resorts and regions, smaller ones that are told with their country or region ("Paris,
    Texas"), that have their name alone ("Anapa") or share it in their country ("Кировск"), or are in a list with
    a large one, misspelled ones in a list ("Moskow, Londn") or if very large ("Масква"), large ones in another
    keyboard layout ("Vjcrdf"). A word of everyday messages ("nice", "мир") is no place here unless it is told
    where ("weather in Nice") or in a list of names ("Nice, Cork").
    """
    return bool(_reads_as_places(text, index, asked=asked, dated=dated, guessing=True))


def skims_as_places(text: str, index: PlaceIndex, *, asked: bool = False, dated: bool = False) -> bool | None:
    """Return what `reads_as_places` does, None where that takes more than some milliseconds."""
    return _reads_as_places(text, index, asked=asked, dated=dated, guessing=False) if is_short(text) else None


def _reads_as_places(text: str, index: PlaceIndex, *, asked: bool, dated: bool, guessing: bool) -> bool | None:
    if any(found.spot for found in find_coordinates(text)):
        return True
    words, rest = tokens(text)
    if not words or rest or len(words) > MOST_WORDS or _CODE.search(text):
        return asked and not words
    lattice = Lattice(words, index)
    segments: Sequence[Segment] = lattice.best()
    if asked or any(word.key in ASKING for word in words):
        return all(word.key in STOPS for word in words) or any(_is_meant(segment, words) for segment in segments)
    segments = with_regions(segments, words, index)
    if _asks(segments, words, text) or _is_in_other_layout(segments, text, index):
        return True
    if _may_be_misspelled(segments, words):
        if not guessing:
            return None
        segments, _ = add_guesses(lattice, segments, index, MOST_GUESSED)
    return _are_places(segments, words, dated=dated)


def _is_meant(segment: Segment, words: Sequence[Token]) -> bool:
    """Whether what follows a question for the weather says where."""
    if segment.role is Role.OTHER:
        return False
    told = segment.start > 0 and words[segment.start - 1].key in WHERE | PREPOSITIONS
    whole = segment.end - segment.start > 1 and segment.bearers and segment.bearers[0].kind == Kind.OWN
    return told or bool(whole) or not is_everyday(segment, words)


def _is_about(segments: Sequence[Segment], words: Sequence[Token], text: str) -> bool:
    """Whether words about the weather tell where, "снег в Москве", or ask: "Is it raining?"."""
    names = [segment for segment in segments if segment.role is Role.NAME]
    unknown = any(segment.role is Role.UNKNOWN and not segment.bearers for segment in segments)
    clear = all(is_clear(name, words) and _is_meant(name, words) for name in names)
    return not unknown and (clear if names else "?" in text)


def _asks(segments: Sequence[Segment], words: Sequence[Token], text: str) -> bool:
    """Whether words about the weather, or those of a question, ask for it."""
    if _is_asked(segments, words):
        return True
    questions = "?" in text or any(word.key in QUESTIONING for word in words)
    sentence = without_prose(segments, words) if questions else segments
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
    return all(name.bearers and is_clear(name, words) and _is_meant(name, words) for name in names)


def _is_in_other_layout(segments: Sequence[Segment], text: str, index: PlaceIndex) -> bool:
    """Whether nothing is known of *text*, and its keys give names of large places in another layout."""
    unknown = all(segment.role is Role.UNKNOWN for segment in segments)
    return unknown and any(_are_large_places(typed, index) for typed in other_layouts(text))


def _are_large_places(text: str, index: PlaceIndex) -> bool:
    words, _ = tokens(text)
    segments = Lattice(words, index).best()
    return bool(segments) and all(
        segment.role is Role.NAME
        and segment.bearers[0].kind in {Kind.OWN, Kind.STAND_IN}
        and len(words[segment.start].key) >= LAYOUT_LETTERS
        and is_certain(segment, words)
        and not is_everyday(segment, words)
        for segment in segments
    )


def _may_be_misspelled(segments: Sequence[Segment], words: Sequence[Token]) -> bool:
    """Whether few words are no names, and none says something else."""
    unknown = sum(segment.role is Role.UNKNOWN and not segment.bearers for segment in segments)
    other = [segment for segment in segments if segment.role is Role.OTHER]
    return 0 < unknown <= MOST_MISSPELLED and all(_is_beside_name(segment, words) for segment in other)


def _are_places(segments: Sequence[Segment], words: Sequence[Token], *, dated: bool) -> bool:
    names = [segment for segment in segments if segment.bearers]
    other = [segment for segment in segments if not segment.bearers]
    if any(words[segment.start].key in GOING for segment in other):
        return _is_journey(names, other, words)
    unknown = [segment for segment in other if segment.role is Role.UNKNOWN]
    if not all(segment in unknown or _is_beside_name(segment, words) for segment in other):
        return False
    if (
        not unknown
        and is_list(words)
        and len(names) >= WORDS_LISTED
        and all(is_written_as_name(name, words) for name in names)
    ):
        return True
    if all(is_everyday(name, words) and not (dated and _is_meant(name, words)) for name in names):
        return False
    clear = [name for name in names if is_clear(name, words)]
    if is_list(words) and len(clear) > len(unknown):  # "Paris, New York, Qwertyzz"
        return all(name in clear or is_listed(name, words) for name in names)
    return not unknown and len(clear) == len(names)


def _is_journey(names: Sequence[Segment], other: Sequence[Segment], words: Sequence[Token]) -> bool:
    """Whether nothing but where somebody goes is said: "flying to Paris", «еду в Сочи»."""
    around = GOING | TOWARDS | TRAVELLERS
    talk = [segment for segment in other if words[segment.start].key not in around]
    if not names or not all(_is_beside_name(segment, words) for segment in talk):
        return False
    return all(
        _is_led_to(name, words) and is_clear(name, words) and not is_everyday(name, words) for name in names
    )


def _is_led_to(name: Segment, words: Sequence[Token]) -> bool:
    """Whether a word before the name, or before others that it is joined to, says that it is one of a place."""
    joined = words[name.start].gap >= Gap.COMMA or words[name.start - 1].key in WHERE | TOWARDS | JOINING
    return name.start > 0 and joined


def _is_beside_name(other: Segment, words: Sequence[Token]) -> bool:
    """Whether what is no name is said with names of places, numbers them, or is of an address."""
    first, last = words[other.start], words[other.end - 1]
    is_road = last.key in ROADS and first is not last
    return is_road or first.is_number or first.key in BESIDE_NAMES
