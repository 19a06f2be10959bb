"""Names that distinguish a place from other places of the same name, such as "London, Canada"."""

from collections.abc import Iterable, Sequence

from services.places import Place


def distinct_names(places: Sequence[Place]) -> list[str]:
    """Return the names of *places*; an ambiguous name has the region or country of its place.

    A name is ambiguous if several of *places* have it, or if it usually means another place.
    """
    names = [place.name for place in places]
    return [
        distinct_name(place)
        if names.count(place.name) == 1
        else _distinguished_name(place, [other for other in places if other.name == place.name])
        for place in places
    ]


def distinct_name(place: Place) -> str:
    """Return the name of *place*, with its region or country if the name alone usually means another place."""
    if not place.has_likelier_namesake:
        return place.name
    return _with_region(place) if place.region else _with_country(place)


def _distinguished_name(place: Place, namesakes: Sequence[Place]) -> str:
    """Return the name of *place* with its country, its region or both, to distinguish it from *namesakes*."""
    for parts in (_with_country, _with_region):
        if len({parts(namesake) for namesake in namesakes}) == len(namesakes):
            return parts(place)
    return place.full_name


def _with_country(place: Place) -> str:
    return _join_parts((place.name, place.country))


def _with_region(place: Place) -> str:
    return _join_parts((place.name, place.region))


def _join_parts(parts: Iterable[str | None]) -> str:
    return ", ".join(filter(None, parts))
