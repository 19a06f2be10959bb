"""Finds names with an addition that distinguishes the place from its namesakes.

The addition is a city near the place ("Springfield near Boston") or the last word of its name ("Frankfurt
(Oder)").
"""

from collections.abc import Iterator, Mapping, Sequence

from services.places.index.geometry import distance_km
from services.places.index.reader import PlaceIndex
from services.places.index.rows import Candidate
from services.places.index.schema import NameKind
from services.places.reading.area_names import QUALIFIER_COST
from services.places.reading.segments import Segment, name_segment, qualified_segment, ranked_candidates
from services.places.reading.tokens import Gap, Token
from services.places.reading.words import (
    NEARNESS_WORDS,
    PARK_WORDS,
    PLACE_PREPOSITIONS,
    PREPOSITIONS_AFTER_NEARNESS,
)

MAX_NEAR_CITY_KILOMETRES = 150.0
"""Maximum distance in kilometres between a place and a city in a text such as "Springfield near Boston"."""

MIN_NEAR_CITY_SCORE = 400
"""Minimum score (100 × log10 of population) of a city after "near": the score of 10,000 people."""

MIN_CITY_WITH_PARTS_POPULATION = 500_000
"""Minimum population of a city whose name tells which place the preceding name means: "Camden, London"."""

MAX_CITY_PART_KILOMETRES = 25.0
"""Maximum distance in kilometres between a part of a city, such as Camden, and the centre of the city."""

MAX_OUTSIDE_NAMESAKE_SCORE = 550
"""A name before a city's name means a part of the city only if its places elsewhere score less than this.

550 is the score (100 × log10 of population) of some 300,000 people.
"""

MAX_ISLAND_TOWN_KILOMETRES = 100.0
"""Maximum distance in kilometres between a place and the town that its island's name means: "Victoria, Gozo"."""

MAX_DISTRICT_KILOMETRES = 12.0
"""Maximum distance in kilometres between a district and the centre of its city: "Soho London"."""

MAX_DISTRICT_POPULATION = 100_000
"""Maximum population of a district in a text such as "Soho London"; a larger place is a city of its own."""

MAX_OUTSIDE_NAMESAKE_SCORE_WITHOUT_COMMA = 500
"""Replaces MAX_OUTSIDE_NAMESAKE_SCORE if no comma precedes the city; 500 is the score of 100,000 people."""

MAX_PARK_POPULATION = 20_000
"""Maximum population of a place whose name, before the name of a city, means a park: "Hyde Park, London"."""


def names_with_additions(
    tokens: Sequence[Token],
    span: tuple[int, int],
    spans_at: Sequence[Sequence[tuple[int, str]]],
    candidates_by_name: Mapping[str, Sequence[Candidate]],
    index: PlaceIndex,
) -> Iterator[Segment]:
    """Yield one segment for each addition after a name, such as "near Boston" after "Springfield".

    Each segment covers the name and the addition. The pair *span* is (start, end) of the name's tokens. The list
    *spans_at[i]* has (end, folded text) of each possible name from token i. The mapping *candidates_by_name* has
    the possible places of each folded name.
    """
    start, end = span
    name = " ".join(token.key for token in tokens[start:end])
    if end >= len(tokens) or tokens[end].gap is Gap.BREAK:
        return
    if tokens[end].gap is Gap.COMMA:
        yield from _segments_of_longer_names(start, name, spans_at[end], candidates_by_name, index)
        yield from _names_before_island(span, spans_at, candidates_by_name, name, index)
    if start == 0 or tokens[start - 1].key in PLACE_PREPOSITIONS:
        yield from _parts_of_city(tokens, span, spans_at, candidates_by_name, index)
    first = _position_after_near(tokens, end)
    for last, city in spans_at[first] if first else ():
        # After a word such as «под», the name of the city is declined.
        candidates = (
            ranked_candidates(candidates_by_name[city], may_be_declined=True) if city in candidates_by_name else ()
        )
        if candidates and candidates[0].score >= MIN_NEAR_CITY_SCORE:
            near = index.candidates_near(name, candidates[0].coordinates, MAX_NEAR_CITY_KILOMETRES)
            if near and near[0].place_id != candidates[0].place_id:
                yield qualified_segment(start, last, near, near[0].area, QUALIFIER_COST)


def _position_after_near(tokens: Sequence[Token], position: int) -> int:
    """Return the index of the word after "near", or a similar phrase, at *position*; 0 without such a phrase."""
    if tokens[position].key not in NEARNESS_WORDS:
        return 0
    position += 1
    if position < len(tokens) and tokens[position].key in PREPOSITIONS_AFTER_NEARNESS:
        position += 1
    return position if position < len(tokens) else 0


def _names_before_island(
    span: tuple[int, int],
    spans_at: Sequence[Sequence[tuple[int, str]]],
    candidates_by_name: Mapping[str, Sequence[Candidate]],
    name: str,
    index: PlaceIndex,
) -> Iterator[Segment]:
    """Yield *name*, tokens *span*, if the name of its island or park follows: "Victoria, Gozo".

    The text must have no words besides *name* and the name of the island or park.
    """
    start, end = span
    whole = (key for last, key in spans_at[end] if last == len(spans_at))
    island = next((found[0] for key in whole if (found := candidates_by_name.get(key))), None)
    if start == 0 and island is not None and island.kind == NameKind.STAND_IN:
        near = index.candidates_near(name, island.coordinates, MAX_ISLAND_TOWN_KILOMETRES)
        if near and near[0].kind == NameKind.OWN:
            yield qualified_segment(start, len(spans_at), near, near[0].area, QUALIFIER_COST)


def _parts_of_city(
    tokens: Sequence[Token],
    span: tuple[int, int],
    spans_at: Sequence[Sequence[tuple[int, str]]],
    candidates_by_name: Mapping[str, Sequence[Candidate]],
    index: PlaceIndex,
) -> Iterator[Segment]:
    """Yield the name of tokens *span* as a part of the following city: "Camden, London", "Hyde Park London".

    The text must end with the city, unless the name is the name of a park. If the likeliest place of the name is
    near the city, or is a large city, the text names two places: «Химки, Москва». The name of a district near the
    centre means a part of the city: "Soho London". The name of a park always means a park in the city: "Battersea
    Park, London". If the index lacks the park, the segment means the city.
    """
    start, end = span
    name = " ".join(token.key for token in tokens[start:end])
    first = end + (tokens[end].key in PARK_WORDS)
    is_park = tokens[first - 1].key in PARK_WORDS
    longer = candidates_by_name.get(f"{name} {tokens[end].key}", ()) if first > end else ()
    if (
        first == len(tokens)
        or tokens[first].gap is Gap.BREAK
        or any(place.population > MAX_PARK_POPULATION for place in longer[:1])
    ):
        return  # "Overland Park, Chicago" names two cities
    cities = {last: found for last, key in spans_at[first] if (found := candidates_by_name.get(key))}
    last = max(cities, default=0) if is_park else len(tokens)
    city = cities.get(last, ())
    likeliest = candidates_by_name[name][0]
    if not city or city[0].population < MIN_CITY_WITH_PARTS_POPULATION or city[0].kind != NameKind.OWN:
        return
    near = index.candidates_near(name, city[0].coordinates, MAX_CITY_PART_KILOMETRES)
    if not near or near[0].place_id == city[0].place_id:
        if not is_park or (first == end and likeliest.population > MAX_PARK_POPULATION):
            return
        near = list(city)  # "Kensington Gardens, London" does not mean a Kensington Gardens outside London
    has_comma = tokens[first].gap is Gap.COMMA
    if _is_part_of_city(near[0], city[0], likeliest, is_park=is_park, has_comma=has_comma):
        yield qualified_segment(start, last, near, near[0].area, QUALIFIER_COST)


def _is_part_of_city(
    place: Candidate, city: Candidate, likeliest: Candidate, *, is_park: bool, has_comma: bool
) -> bool:
    """Return whether a text such as "Soho London" means *place*, a part of *city*.

    *likeliest* is the likeliest place in the world with the name of *place*. If *is_park*, the name is the name of
    a park. If *has_comma*, a comma precedes the name of *city*.
    """
    is_district = (
        place.population < MAX_DISTRICT_POPULATION
        and distance_km(place.coordinates, city.coordinates) <= MAX_DISTRICT_KILOMETRES
    )
    if place.place_id == likeliest.place_id:
        return is_park or is_district
    if is_park or has_comma:
        return likeliest.score < MAX_OUTSIDE_NAMESAKE_SCORE
    return is_district and likeliest.score < MAX_OUTSIDE_NAMESAKE_SCORE_WITHOUT_COMMA


def _segments_of_longer_names(
    start: int,
    name: str,
    spans_after: Sequence[tuple[int, str]],
    candidates_by_name: Mapping[str, Sequence[Candidate]],
    index: PlaceIndex,
) -> Iterator[Segment]:
    """Yield the segments of known names that begin with *name*, at token *start*: "Frankfurt (Oder)"."""
    longer = {f"{name} {rest}": last for last, rest in spans_after if rest not in candidates_by_name}
    for longer_name, candidates in index.look_up(longer).items() if longer else ():
        if candidates[0].kind in {NameKind.OWN, NameKind.ALTERNATE}:
            yield name_segment(start, longer[longer_name], candidates)
