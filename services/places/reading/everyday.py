"""Recognizes names of places that are also everyday words, such as Nice and «Мир»."""

from collections.abc import Sequence

from services.places.index.rows import log_score
from services.places.index.schema import NameKind
from services.places.reading.segments import (
    MIN_CITY_POPULATION,
    Role,
    Segment,
    is_airport_code,
    is_area_code,
)
from services.places.reading.tokens import Gap, Token
from services.places.reading.words import JOINING_WORDS, STOP_WORDS, everyday_words
from services.places.text import fold

MIN_TOWN_POPULATION = 10_000
"""Minimum population of a town whose unique name certainly means the town: Anapa, Ялта."""

MIN_LISTED_CITY_POPULATION = 50_000
"""Minimum population of a city that an everyday word may mean in a list of names: "Nice, Cork, Bath"."""


def is_everyday_word(segment: Segment, tokens: Sequence[Token]) -> bool:
    """Return whether *segment*, or the nominative of *segment*, consists of everyday words: "la", but not "LA".

    A name of several words is not an everyday word if it names an area, an island, a city or, with capitals, a
    town.
    """
    if segment.area is not None or is_area_code(tokens[segment.start]) or means_airport(segment, tokens):
        return False
    is_area = segment.role is Role.UNKNOWN or (
        segment.candidates[:1] and segment.candidates[0].kind == NameKind.STAND_IN
    )
    if (
        segment.candidates
        and (is_area or _names_city_or_town(segment, tokens))
        and segment.end - segment.start > 1
    ):
        return False  # "long beach" means a city, although "long" and "beach" are everyday words
    keys = [token.key for token in tokens[segment.start : segment.end]]
    spellings = [keys]
    if segment.candidates and segment.candidates[0].kind == NameKind.DECLINED:
        spellings += [fold(nominative).split() for nominative in segment.candidates[0].names.values()]
    return any(all(word in everyday_words() or word in STOP_WORDS for word in spelling) for spelling in spellings)


def _names_city_or_town(segment: Segment, tokens: Sequence[Token]) -> bool:
    """Return whether *segment* is the own name of a city or resort or, with a capital letter, of a town."""
    best = segment.candidates[0]
    if best.kind != NameKind.OWN:
        return False
    has_capitals = all(token.raw[0].isupper() for token in tokens[segment.start : segment.end])
    return best.population >= (
        MIN_TOWN_POPULATION if has_capitals else MIN_LISTED_CITY_POPULATION
    ) or best.score >= log_score(MIN_CITY_POPULATION)


def means_airport(segment: Segment, tokens: Sequence[Token]) -> bool:
    """Return whether *segment* is an airport's code in capitals: "MOW", but not "mow"."""
    return (
        bool(segment.candidates)
        and segment.candidates[0].kind == NameKind.STAND_IN
        and is_airport_code(tokens[segment.start])
    )


def is_capitalized_city_after_separator(segment: Segment, tokens: Sequence[Token]) -> bool:
    """Return whether *segment* is a capitalized city after a separator or at the start: "Nice, Cork, Bath"."""
    best, first = segment.candidates[0], tokens[segment.start]
    is_separate = segment.start == 0 or first.gap >= Gap.COMMA or tokens[segment.start - 1].key in JOINING_WORDS
    is_own_name = segment.role is Role.NAME and not segment.is_misspelled and best.kind == NameKind.OWN
    return is_own_name and is_separate and first.raw[0].isupper() and best.population >= MIN_LISTED_CITY_POPULATION


def is_capitalized_city(segment: Segment, tokens: Sequence[Token]) -> bool:
    """Return whether *segment* is the name of a city with a capital letter, as in "weather Bath"."""
    is_city = segment.role is Role.NAME and segment.candidates[0].population >= MIN_LISTED_CITY_POPULATION
    return is_city and tokens[segment.start].raw.istitle()


def is_name_before_comma(segment: Segment, tokens: Sequence[Token]) -> bool:
    """Return whether *segment* is a capitalized name of a city before a comma: "Bath, umbrella?"."""
    is_before_comma = segment.end < len(tokens) and tokens[segment.end].gap >= Gap.COMMA
    return bool(segment.candidates) and is_before_comma and is_capitalized_city_after_separator(segment, tokens)


def is_capitalized_city_after_word(segment: Segment, tokens: Sequence[Token], text: str) -> bool:
    """Return whether *segment* is a city with a capital letter, and does not begin the sentence.

    The city follows a lower-case word («погода Энгельс»), or the caller has replaced the words before the city by
    a space: "9pm tomorrow Split windy".
    """
    follows = tokens[segment.start - 1].raw.islower() if segment.start > 0 else text.startswith(" ")
    return follows and is_capitalized_city(segment, tokens)
