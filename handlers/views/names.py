"""Names of places that are shown side by side, each of which tells its place from the others."""

from collections.abc import Iterable, Sequence

from services.places import Place


def distinct_names(places: Sequence[Place]) -> list[str]:
    """Return what to call these places: by name, and with where they are if another is called the same."""
    names = [place.name for place in places]
    return [
        place.name
        if names.count(place.name) == 1
        else _distinct(place, [other for other in places if other.name == place.name])
        for place in places
    ]


def _distinct(place: Place, namesakes: Sequence[Place]) -> str:
    """Return the name of *place* with its country or region, with both if neither tells all *namesakes* apart."""
    for parts in (_with_country, _with_region):
        if len({parts(namesake) for namesake in namesakes}) == len(namesakes):
            return parts(place)
    return place.label


def _with_country(place: Place) -> str:
    return _joined((place.name, place.country))


def _with_region(place: Place) -> str:
    return _joined((place.name, place.region))


def _joined(parts: Iterable[str | None]) -> str:
    return ", ".join(filter(None, parts))
