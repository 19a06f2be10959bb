"""Finds islands, lakes and mountains with the word for their kind: "Lake Ladoga", «остров Крит»."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from services.places.index.reader import PlaceIndex
from services.places.index.rows import Candidate
from services.places.index.schema import Kind
from services.places.reading.directions import spans_between_commas
from services.places.reading.segments import CITY_POPULATION, Role, Segment, name_segment
from services.places.reading.tokens import Token
from services.places.reading.words import FEATURE_WORDS, NAME_PREPOSITIONS, STOP_WORDS

FEATURE_KINDS = {Kind.COUNTRY, Kind.STAND_IN}
"""Kinds of names that have the same meaning without the word for the feature: "остров Мальта" is "Мальта"."""


def feature_segments(
    tokens: Sequence[Token], candidates_by_key: Mapping[str, Sequence[Candidate]], index: PlaceIndex
) -> Iterator[Segment]:
    """Yield the segments of the features among *tokens*.

    *candidates_by_key* maps the keys of spans that are names to their candidates.

    A feature must be the only words between two commas, apart from stop words. The word for its kind, such as
    "lake", is not looked up. If the other words name a country, a region or an island, they mean this area.
    Otherwise the feature is unknown, and does not mean a town of the same name.
    """
    for start, end in spans_between_commas(tokens):
        named = [
            at for at in range(start, end) if tokens[at].key not in STOP_WORDS or tokens[at].key in FEATURE_WORDS
        ]
        ends = [at for at in (named[0], named[-1]) if tokens[at].key in FEATURE_WORDS] if len(named) > 1 else []
        if not ends:
            continue
        feature = ends[0]
        rest = [at for at in named if at != feature]
        if any(tokens[at].key in NAME_PREPOSITIONS for at in range(feature + 1, rest[0])):
            continue  # «море в Геленджике» means the sea at Gelendzhik, and is no name
        first, last = named[0], named[-1] + 1
        whole = _joined_key(tokens, range(named[0], named[-1] + 1))
        if whole in candidates_by_key and candidates_by_key[whole][0].kind == Kind.STAND_IN:
            yield replace(
                name_segment(first, last, candidates_by_key[whole]), score=0.0
            )  # Vancouver Island is not Vancouver
        if (
            whole in candidates_by_key
            or index.areas({whole})
            or any(tokens[at].key in FEATURE_WORDS for at in rest)
        ):
            continue
        name = _joined_key(tokens, rest)
        candidates = candidates_by_key.get(name, ())
        if (candidates and candidates[0].kind in FEATURE_KINDS) or index.areas({name}):
            yield Segment(feature, feature + 1, 0.0, Role.OTHER)
        elif candidates[0].population < CITY_POPULATION if candidates else len(rest) == 1:
            yield Segment(named[0], named[-1] + 1, 0.0, Role.UNKNOWN)


def _joined_key(tokens: Sequence[Token], positions: Sequence[int]) -> str:
    return " ".join(tokens[at].key for at in positions)
