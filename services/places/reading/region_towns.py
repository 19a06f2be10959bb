"""Decides whether a name that a region and a town share means the town: "Wexford" or "Canterbury"."""

from collections.abc import Iterable, Mapping, Sequence

from services.places.index.reader import PlaceIndex
from services.places.index.rows import Candidate
from services.places.index.schema import NameKind
from services.places.models import Area
from services.places.reading.segments import MIN_CITY_POPULATION, Segment

MIN_REGION_NAMESAKE_LOG_POPULATION = 4.9
"""Minimum score (log10 of population) of a town that a name may mean although a region has the same name."""

MIN_REGION_NAMESAKE_POPULATION = 50_000
"""Minimum population of a town that a name may mean although a region has the same name.

The score alone is not enough, because the score of the best-known namesake is raised above all other scores.
"""

MIN_TOWN_TO_COUNTY_RATIO = 3
"""A name means a town, not a county, if the town has this many times as many people as the county's largest place.

For example, "Cornwall" means the English county, not a town called Cornwall.
"""

MIN_TOWN_IN_REGION_POPULATION = 2_000
"""Minimum population of a town that its region's name may mean: Wexford in the county of Wexford."""


def is_county_better_known(region_id: int, town_population: int, index: PlaceIndex) -> bool:
    """Return whether the county *region_id* is better known than its namesake town of *town_population* people."""
    places = index.largest_places(region_id) if region_id else []
    return (
        bool(places)
        and places[0].region_id != region_id
        and town_population < places[0].population * MIN_TOWN_TO_COUNTY_RATIO
    )


def means_town(
    span: tuple[int, int],
    names: Sequence[Segment],
    name_end_by_region_id: Mapping[int, int],
    largest_places: Sequence[Sequence[Candidate]],
    index: PlaceIndex,
) -> bool:
    """Return whether the tokens *span* more likely mean a town than a region with the same name.

    The pair *span* is (start, end) of the tokens. The sequence *names* has the names of places in the text. The
    mapping *name_end_by_region_id* has the end (a token index) of the name of each possible region, by the id of
    the region. The sequence *largest_places* has the largest places of each possible region.
    """
    (start, end), region_end = span, max(name_end_by_region_id.values())
    # «Луга» means the town in Russia, and not Louga in Senegal, after which a region is named.
    whole = (name for name in names if name.start <= start and name.end >= end)
    if any(_is_namesake_of_regional_capital(name, largest_places) for name in whole):
        return True
    # The word "France" in "Île-de-France" means a country, not a town in the region.
    towns = [
        name.candidates[0]
        for name in names
        if name.start <= start and name.end >= region_end and not name.may_be_misspelled
        if name.candidates[0].kind != NameKind.COUNTRY
    ]
    return _is_town_in_region(towns, name_end_by_region_id, largest_places, index)


def _is_town_in_region(
    towns: Sequence[Candidate],
    region_ids: Iterable[int],
    largest_places: Sequence[Sequence[Candidate]],
    index: PlaceIndex,
) -> bool:
    """Return whether one of *towns* is in one of the regions *region_ids*, and large enough to be meant.

    *largest_places* are the largest places of each region. A town in the country of the most populous place is
    large enough if it is among *largest_places* or has MIN_TOWN_IN_REGION_POPULATION people. A town in another
    country is large enough if it is among *largest_places* and has at least a third of the population of the most
    populous place. For example, Florida in Uruguay is too small to be meant by "Florida".
    """
    largest = max((places[0] for places in largest_places), key=lambda place: place.population)
    among_largest = {place.place_id for places in largest_places for place in places}
    is_meant = any(
        town.place_id in among_largest
        and (town.country == largest.country or town.population * MIN_TOWN_TO_COUNTY_RATIO >= largest.population)
        for town in towns
    )
    others = {
        town.place_id
        for town in towns
        if town.country == largest.country
        and town.population >= MIN_TOWN_IN_REGION_POPULATION
        and " City" not in town.name
    }
    return is_meant or any(index.place_ids_inside(others, Area("", region_id)) for region_id in region_ids)


def _is_namesake_of_regional_capital(segment: Segment, largest_places: Sequence[Sequence[Candidate]]) -> bool:
    """Return whether *segment* more likely means another place than the town after which a region is named.

    *largest_places* are the largest places of each region with the name.
    """
    capitals = {places[0].place_id for places in largest_places}
    best, *others = segment.candidates
    kinds = {NameKind.OWN, NameKind.DECLINED}
    return best.kind in kinds and any(other.place_id in capitals and other.kind in kinds for other in others)


def means_small_place(segment: Segment) -> bool:
    """Return whether *segment* is the own name of a place that is no city."""
    best = segment.candidates[0]
    return best.kind == NameKind.OWN and best.population < MIN_CITY_POPULATION


def is_well_known_town(segment: Segment) -> bool:
    """Return whether *segment* may mean its likeliest place although a region has the same name."""
    best = segment.candidates[0]
    is_large = best.population >= MIN_REGION_NAMESAKE_POPULATION or best.kind == NameKind.STAND_IN
    return is_large and segment.log_population >= MIN_REGION_NAMESAKE_LOG_POPULATION


def is_in_none_of_regions(segment: Segment, region_ids: Iterable[int], index: PlaceIndex) -> bool:
    """Return whether no region in *region_ids* has a place named like *segment*: there is no Kent in Kent."""
    places = [candidate.place_id for candidate in segment.candidates]
    return not any(index.place_ids_inside(places, Area("", region_id)) for region_id in region_ids)
