"""Finds the names of natural features with a word such as "lake" or «остров»: "Lake Ladoga", «остров Крит»."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from services.places.index.reader import PlaceIndex
from services.places.index.rows import Candidate
from services.places.index.schema import NameKind
from services.places.reading.directions import spans_between_commas
from services.places.reading.segments import MIN_CITY_POPULATION, Role, Segment, name_segment
from services.places.reading.tokens import Token
from services.places.reading.words import BAY_WORDS, FEATURE_WORDS, PLACE_PREPOSITIONS, STOP_WORDS, WEATHER_WORDS

KINDS_WITH_OPTIONAL_FEATURE_WORD = frozenset({NameKind.COUNTRY, NameKind.STAND_IN})
"""Kinds of names that mean the same with and without a word such as "island": "Malta", "island of Malta"."""

_FEATURE_OR_BAY_WORDS = FEATURE_WORDS | BAY_WORDS


def natural_feature_segments(
    tokens: Sequence[Token], candidates_by_name: Mapping[str, Sequence[Candidate]], index: PlaceIndex
) -> Iterator[Segment]:
    """Yield segments for the islands, lakes and mountains (natural features) that *tokens* name.

    *candidates_by_name* maps each folded name in the text to the places that it may mean.

    The words between two commas must be only the name of the feature and stop words. A feature's name is looked up
    without a word such as "lake". If the feature has the name of a country, region or island, the segment means
    this area. The name of a bay means the town with the same name: "Galway Bay". Lakes, mountains and other
    features get segments with the role UNKNOWN, because "Lake Ladoga" does not mean the town of Ladoga.
    """
    for start, end in spans_between_commas(tokens):
        named = [
            at
            for at in range(start, end)
            if tokens[at].key not in STOP_WORDS or tokens[at].key in _FEATURE_OR_BAY_WORDS
        ]
        ends = (
            [at for at in (named[0], named[-1]) if tokens[at].key in _FEATURE_OR_BAY_WORDS]
            if len(named) > 1
            else []
        )
        if not ends or _asks_for_sea_at_town(tokens, named, ends[0], candidates_by_name):
            continue
        first, last = named[0], named[-1] + 1
        whole = _folded_text(tokens, range(first, last))
        is_area = bool(index.areas_by_name({whole}))
        candidates = candidates_by_name.get(whole, ())
        is_beside_area = is_area and end - start < len(tokens)  # «Канарские острова, Арона»
        if candidates and candidates[0].kind == NameKind.STAND_IN and not is_beside_area:
            # Vancouver Island is not the city of Vancouver.
            yield replace(name_segment(first, last, candidates), score=0.0)
        rest = [at for at in named if at != ends[0]]
        if not (is_area or candidates or any(tokens[at].key in _FEATURE_OR_BAY_WORDS for at in rest)):
            yield from _segments_of_named_feature(tokens, ends[0], rest, candidates_by_name, index)


def _asks_for_sea_at_town(
    tokens: Sequence[Token],
    positions: Sequence[int],
    feature: int,
    candidates_by_name: Mapping[str, Sequence[Candidate]],
) -> bool:
    """Return whether the word at *feature* asks for the sea: "Whitby sea", «море в Геленджике».

    The words at *positions* are the name of a town and the word at *feature*.
    """
    if feature == positions[-1]:
        is_own_name = _is_own_name(candidates_by_name, tokens, positions)
        return tokens[feature].key in WEATHER_WORDS and is_own_name
    return any(tokens[at].key in PLACE_PREPOSITIONS for at in range(feature + 1, positions[1]))


def _segments_of_named_feature(
    tokens: Sequence[Token],
    feature: int,
    name_positions: Sequence[int],
    candidates_by_name: Mapping[str, Sequence[Candidate]],
    index: PlaceIndex,
) -> Iterator[Segment]:
    """Yield a segment for the feature with its name at *name_positions* and a word such as "lake" at *feature*."""
    name = _folded_text(tokens, name_positions)
    candidates = candidates_by_name.get(name, ())
    is_at_town = tokens[feature].key in BAY_WORDS and candidates and candidates[0].kind == NameKind.OWN
    if (
        is_at_town
        or (candidates and candidates[0].kind in KINDS_WITH_OPTIONAL_FEATURE_WORD)
        or index.areas_by_name({name})
    ):
        yield Segment(feature, feature + 1, 0.0, Role.OTHER)
    elif candidates[0].population < MIN_CITY_POPULATION if candidates else len(name_positions) == 1:
        yield Segment(min(feature, name_positions[0]), max(feature, name_positions[-1]) + 1, 0.0, Role.UNKNOWN)


def _is_own_name(
    candidates_by_name: Mapping[str, Sequence[Candidate]], tokens: Sequence[Token], positions: Sequence[int]
) -> bool:
    """Return whether the words at *positions*, without the last word, are the own name of a place."""
    candidates = candidates_by_name.get(_folded_text(tokens, positions[:-1]), ())
    return bool(candidates) and candidates[0].kind == NameKind.OWN


def _folded_text(tokens: Sequence[Token], positions: Sequence[int]) -> str:
    return " ".join(tokens[at].key for at in positions)
