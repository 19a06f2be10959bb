"""Whether a message without a command asks for the weather."""

from collections.abc import Sequence
from dataclasses import replace

from services.places.index.reader import PlaceIndex
from services.places.index.schema import Kind
from services.places.index.scores import RUSSIAN_UNDERSTOOD, score
from services.places.reading.candidates import SHORT_SURE, apart, is_sure, likeness
from services.places.reading.coordinates import find_coordinates
from services.places.reading.guesses import LAYOUT_LETTERS, add_guesses
from services.places.reading.lattice import Lattice
from services.places.reading.regions import with_regions
from services.places.reading.segments import CITY, CODE, Role, Segment, in_capitals
from services.places.reading.spelling import other_layout
from services.places.reading.tokens import Gap, Token, tokens
from services.places.reading.words import (
    ASKING,
    JOINING,
    PREPOSITIONS,
    OUTSKIRTS,
    RANKS,
    ROADS,
    STOPS,
    STREETS,
    WEATHER,
    WHEN,
    WHERE,
    everyday,
)
from services.places.text import fold

LAST_CYRILLIC = 0x052F

MOST_WORDS = 40
"""Words of a message without a command; more are prose."""

TOWN, LATIN_LETTERS, CYRILLIC_LETTERS = 10_000, 5, 4
"""People and letters from which a name that no other place has is no word: Anapa, Ялта."""

ALONE = 0.05
"""How likely another of its name may be beside a place that has it for itself."""

SURNAMES = ("ов", "ев", "ин", "ын")
"""Ends of Russian surnames that are towns' names as well: Соколов, Гусев."""

WORDLY = {"US", "GB", "CA", "AU", "NZ", "IE", "ZA", "PH", "JM"}
"""Countries many of whose towns are called like English words and families: College, Terrace, Barry, Davis."""

LISTED = 1_000
"""People of a place that is meant when it is told with its country or region, or in a list with cities."""

MOST_MISSPELLED = 2
"""Words of a message that are looked into: some two milliseconds each."""


def reads_as_places(text: str, index: PlaceIndex) -> bool:
    """Whether *text* asks for the weather though it has no command.

    It does when it says so ("погода в Москве", "weather"), when it is about rain or cold and says where or asks
    ("Is it raining in London?"), when it has coordinates, or when it is nothing but places: of 100,000 people and
    more by names of their own ("Paris, London", "в Москве"), resorts and regions, smaller ones that are told with
    their country or region ("Paris, Texas"), that have their name alone ("Anapa") or are in a list with a large
    one, misspelled ones in a list ("Moskow, Londn") or if very large ("Масква"), large ones in the other keyboard
    layout ("Vjcrdf"). A word of everyday messages ("nice", "мир") is no place here unless it is told where
    ("weather in Nice"). It takes a millisecond or less, with misspelled words some four.
    """
    if any(found.spot for found in find_coordinates(text)):
        return True
    words, rest = tokens(text)
    if not words or rest or len(words) > MOST_WORDS:
        return False
    lattice = Lattice(words, index)
    segments: Sequence[Segment] = lattice.best()
    if any(word.key in ASKING for word in words):
        return all(word.key in STOPS for word in words) or any(_is_meant(segment, words) for segment in segments)
    segments = with_regions(segments, words, index)
    if any(word.key in WEATHER for word in words) and _is_about(segments, words, text):
        return True
    if all(segment.role is Role.UNKNOWN for segment in segments) and _is_other_layout(text, index):
        return True
    if _may_be_misspelled(segments, words):
        segments = list(add_guesses(lattice, segments, index))
    return _are_places(segments, words)


def _is_meant(segment: Segment, words: Sequence[Token]) -> bool:
    """Whether what follows a question for the weather says where."""
    if segment.role is Role.OTHER:
        return False
    told = segment.start > 0 and words[segment.start - 1].key in WHERE | PREPOSITIONS
    return told or not _is_everyday(segment, words)


def _is_about(segments: Sequence[Segment], words: Sequence[Token], text: str) -> bool:
    """Whether words about the weather tell where, "снег в Москве", or ask: "Is it raining?"."""
    names = [segment for segment in segments if segment.role is Role.NAME]
    unknown = any(segment.role is Role.UNKNOWN and not segment.bearers for segment in segments)
    clear = all(_is_clear(name, words) and _is_meant(name, words) for name in names)
    return not unknown and (clear if names else "?" in text)


def _is_other_layout(text: str, index: PlaceIndex) -> bool:
    """Whether the keys give names of large places in the other layout."""
    words, _ = tokens(other_layout(text) or "")
    segments = Lattice(words, index).best()
    return bool(segments) and all(
        segment.role is Role.NAME
        and segment.bearers[0].kind == Kind.OWN
        and len(words[segment.start].key) >= LAYOUT_LETTERS
        and _is_certain(segment, words)
        and not _is_everyday(segment, words)
        for segment in segments
    )


def _may_be_misspelled(segments: Sequence[Segment], words: Sequence[Token]) -> bool:
    """Whether few words are no names, and none says something else."""
    unknown = sum(segment.role is Role.UNKNOWN and not segment.bearers for segment in segments)
    other = [segment for segment in segments if segment.role is Role.OTHER]
    return 0 < unknown <= MOST_MISSPELLED and all(_is_beside_name(segment, words) for segment in other)


def _is_list(words: Sequence[Token]) -> bool:
    return any(word.gap >= Gap.COMMA for word in words[1:])


def _are_places(segments: Sequence[Segment], words: Sequence[Token]) -> bool:
    names = [segment for segment in segments if segment.bearers]
    other = [segment for segment in segments if not segment.bearers]
    if not all(_is_beside_name(segment, words) for segment in other) or all(
        _is_everyday(name, words) for name in names
    ):
        return False
    clear = [name for name in names if _is_clear(name, words)]
    if _is_list(words) and clear:
        return all(name in clear or _is_listed(name, words) for name in names)
    return len(clear) == len(names)


def _is_beside_name(other: Segment, words: Sequence[Token]) -> bool:
    """Whether what is no name is said with names of places, numbers them, or is of an address."""
    first, last = words[other.start], words[other.end - 1]
    is_road = last.key in ROADS and first is not last
    return is_road or first.key.isdecimal() or first.key in JOINING | WHERE | WHEN | RANKS | STREETS | OUTSKIRTS


def _is_clear(name: Segment, words: Sequence[Token]) -> bool:
    if name.role is Role.UNKNOWN:  # a region
        return name.bearers[0].population >= CITY and not _is_everyday(replace(name, area=None), words)
    return _is_certain(name, words) or _is_told(name, words) or _is_alone(name, words)


def _is_certain(name: Segment, words: Sequence[Token]) -> bool:
    """Whether the words are a large place's own name, in another case only after a preposition."""
    best = name.bearers[0]
    if name.guessed:
        return is_sure(name, words) and (_is_list(words) or _is_large(name, words))
    if best.population < CITY and best.score < score(CITY):  # what resorts count, they do by their names
        return False
    if best.kind == Kind.FORM:
        return any(word.key in PREPOSITIONS for word in words[: name.start])
    if best.kind == Kind.OTHER and best.score >= score(CITY):  # Moskva, Sankt-Peterburg
        return True
    # Other names in its own script are no accident: 東京
    return best.kind != Kind.OTHER or all(ord(char) > LAST_CYRILLIC for char in words[name.start].key)


def _is_large(name: Segment, words: Sequence[Token]) -> bool:
    """Whether it is so large a place, and so long a name, that no word is misspelled to it by chance."""
    best = name.bearers[0]
    letters = sum(len(word.key) for word in words[name.start : name.end])
    return best.kind == Kind.OWN and best.population >= SHORT_SURE and letters > LATIN_LETTERS


def _is_told(name: Segment, words: Sequence[Token]) -> bool:
    """Whether a place is told with the country or region that it is in, by more than two letters in passing."""
    last = words[name.end - 1]
    told = len(last.key) > CODE or last.raw.isupper() or last.gap is Gap.COMMA
    spelled = {word.key for word in words[name.start : name.end]}
    return name.area is not None and told and name.bearers[0].population >= LISTED and not spelled <= everyday()


def _is_alone(name: Segment, words: Sequence[Token]) -> bool:
    """Whether a town has its name for itself, so that it is hardly a word or a person's name."""
    best, *others = apart(name.bearers)
    spelled = "".join(word.key for word in words[name.start : name.end])
    if spelled.isascii():
        # no name without "City", and none of a word that may be anything in English
        is_word = name.end - name.start == 1 and best.country in WORDLY
        is_own = best.score >= score(max(1, best.population)) and not is_word
    else:
        is_own = best.country in RUSSIAN_UNDERSTOOD
    return (
        is_own
        and not name.guessed
        and best.kind == Kind.OWN
        and best.population >= TOWN
        and all(likeness(best, other) <= ALONE for other in others)
        and len(spelled) >= (LATIN_LETTERS if spelled.isascii() else CYRILLIC_LETTERS)
        and not spelled.endswith(SURNAMES)
        and not _is_everyday(name, words)
    )


def _is_listed(name: Segment, words: Sequence[Token]) -> bool:
    """Whether a place goes in a list with others that are certain."""
    best = name.bearers[0]
    own = not name.guessed and best.kind == Kind.OWN and best.population >= LISTED
    return own and not _is_everyday(name, words)


def _is_everyday(name: Segment, words: Sequence[Token]) -> bool:
    """Whether it is said every day: "la", not "LA"; be it as the nominative of a form: "в теме" is not in Tema."""
    if name.area is not None or in_capitals(words[name.start]):
        return False
    spelled = [word.key for word in words[name.start : name.end]]
    readings = [spelled]
    if name.bearers and name.bearers[0].kind == Kind.FORM:
        readings.append(fold(name.bearers[0].russian or "").split())
    return any(all(word in everyday() or word in STOPS for word in reading) for reading in readings)
