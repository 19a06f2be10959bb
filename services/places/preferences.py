"""Chooses among namesakes by the chat's earlier choices, saved places and recent requests."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from services.places.models import (
    Ambiguous,
    Choices,
    LookupFailed,
    Match,
    Place,
    Resolution,
    Spot,
    Unknown,
    possible_places,
    with_choice,
)
from services.places.text import fold

MIN_PREFERRED_NAMESAKE_RATIO = 0.3
"""Minimum population of a preferred namesake in the home country, relative to the likeliest place's population."""

MIN_COMMON_PREFIX_LENGTH = 4
"""Number of first letters that a typed name and a place's name must share; the endings may differ."""

MIN_PLACES_IN_HOME_COUNTRY = 2
"""Minimum number of a chat's saved and recent places in its home country."""


def resolve_by_preferences(item: Resolution, choices: Choices) -> Resolution:
    """Return *item* as a Match with the place that the chat prefers; return *item* unchanged if it prefers none.

    A chosen or saved place is preferred for all spellings of its name, such as "London" and "Лондон". The order of
    preference: chosen places, saved places, recent places (only for an Ambiguous), the home country.
    """
    if isinstance(item, LookupFailed) or not item.choices:
        return item
    if isinstance(item, Unknown):
        # An earlier choice for an unknown name is used only for the same spelling, because the chosen place has
        # another name.
        return _resolve_to_spot(item, {choices.spots.get(item.asked.casefold())}) or item
    chosen = _resolve_to_spot(item, choices.spots.values()) or _resolve_to_spot(
        item, _spots_of_namesakes(item, choices.saved)
    )
    if chosen is None and isinstance(item, Ambiguous):
        chosen = _resolve_to_spot(item, _spots_of_namesakes(item, choices.recent))
    return chosen or _with_home_country_first(item, choices)


def _spots_of_namesakes(item: Match | Ambiguous, places: Sequence[Place]) -> set[Spot]:
    """Return the spots of the *places* that *item* offers and whose names match the typed name."""
    if not places:
        return set()
    asked = fold(item.asked)[:MIN_COMMON_PREFIX_LENGTH]
    offered = possible_places(item)
    named = {place.key for place in offered if place.name == offered[0].name or fold(place.name).startswith(asked)}
    return named & {place.key for place in places}


def _resolve_to_spot(item: Match | Ambiguous | Unknown, spots: Collection[Spot | None]) -> Match | None:
    """Return *item* as a Match with its first place at one of *spots*; None if it has no place at *spots*."""
    if not spots:
        return None
    if isinstance(item, Match) and item.place.key in spots:
        return item
    return next((with_choice(item, place) for place in item.choices if place.key in spots), None)


def _home_country(choices: Choices) -> str | None:
    """Return the country with more than half of the chat's saved and recent places; None if there is none."""
    places = {place.key: place.country for place in (*choices.saved, *choices.recent) if place.country}
    countries = list(places.values())
    likeliest = max(countries, key=countries.count, default="")
    count = countries.count(likeliest)
    return likeliest if count >= MIN_PLACES_IN_HOME_COUNTRY and 2 * count > len(countries) else None


def _with_home_country_first(item: Match | Ambiguous, choices: Choices) -> Match | Ambiguous:
    """Return *item* with its place in the chat's home country first, if this place is likely enough."""
    if isinstance(item, Match) and item.capital_of:
        return item
    home_country = _home_country(choices)
    if home_country is None or (isinstance(item, Match) and item.place.country == home_country):
        return item
    places = possible_places(item)
    at_home = _namesakes_in_country(places, home_country)
    if not at_home:
        return item
    first, *others = at_home
    if all(other.population < MIN_PREFERRED_NAMESAKE_RATIO * first.population for other in others):
        return with_choice(item, first)
    if isinstance(item, Match):
        return item
    return replace(item, choices=(*at_home, *(place for place in places if place not in at_home)))


def _namesakes_in_country(places: Sequence[Place], home_country: str) -> list[Place]:
    """Return the *places* in *home_country* that have the name of the first place and a similar population.

    A longer or shorter name also counts as the same name: "Edinburg" means Edinburgh in a British chat.
    """
    likeliest = places[0]
    return [
        place
        for place in places
        if place.country == home_country
        and (place.name.startswith(likeliest.name) or likeliest.name.startswith(place.name))
        and place.population >= MIN_PREFERRED_NAMESAKE_RATIO * likeliest.population
    ]
