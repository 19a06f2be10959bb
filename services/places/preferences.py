"""Chooses among namesakes by the chat's earlier choices, saved places and recent requests."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from services.places.models import (
    Ambiguous,
    LookupFailed,
    Match,
    Place,
    PlacePreferences,
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


def resolve_by_preferences(resolution: Resolution, preferences: PlacePreferences) -> Resolution:
    """Return *resolution* as a Match with the place that the chat prefers; unchanged if the chat prefers none.

    A chosen or saved place is preferred for all spellings of its name, such as "London" and "Лондон". The order of
    preference: chosen places, saved places, recent places (only for an Ambiguous), the home country.
    """
    if isinstance(resolution, LookupFailed) or not resolution.choices:
        return resolution
    if isinstance(resolution, Unknown):
        # An earlier choice for an unknown name is used only for the same spelling, because the chosen place has
        # another name.
        return _resolve_to_spot(resolution, {preferences.spots.get(resolution.asked.casefold())}) or resolution
    chosen = _resolve_to_spot(resolution, preferences.spots.values()) or _resolve_to_spot(
        resolution, _spots_of_namesakes(resolution, preferences.saved)
    )
    if chosen is None and isinstance(resolution, Ambiguous):
        chosen = _resolve_to_spot(resolution, _spots_of_namesakes(resolution, preferences.recent))
    return chosen or _with_home_country_first(resolution, preferences)


def _spots_of_namesakes(resolution: Match | Ambiguous, places: Sequence[Place]) -> set[Spot]:
    """Return the spots of the *places* that *resolution* offers and whose names match the typed name."""
    if not places:
        return set()
    asked = fold(resolution.asked)[:MIN_COMMON_PREFIX_LENGTH]
    offered = possible_places(resolution)
    named = {place.key for place in offered if place.name == offered[0].name or fold(place.name).startswith(asked)}
    return named & {place.key for place in places}


def _resolve_to_spot(resolution: Match | Ambiguous | Unknown, spots: Collection[Spot | None]) -> Match | None:
    """Return *resolution* as a Match with its first place at one of *spots*; None if no place is at *spots*."""
    if not spots:
        return None
    if isinstance(resolution, Match) and resolution.place.key in spots:
        return resolution
    return next((with_choice(resolution, place) for place in resolution.choices if place.key in spots), None)


def _home_country(preferences: PlacePreferences) -> str | None:
    """Return the country with more than half of the chat's saved and recent places; None if there is none."""
    places = {place.key: place.country for place in (*preferences.saved, *preferences.recent) if place.country}
    countries = list(places.values())
    likeliest = max(countries, key=countries.count, default="")
    count = countries.count(likeliest)
    return likeliest if count >= MIN_PLACES_IN_HOME_COUNTRY and 2 * count > len(countries) else None


def _with_home_country_first(resolution: Match | Ambiguous, preferences: PlacePreferences) -> Match | Ambiguous:
    """Return *resolution* with its place in the chat's home country first, if this place is likely enough."""
    if isinstance(resolution, Match) and resolution.capital_of:
        return resolution
    home_country = _home_country(preferences)
    if home_country is None or (isinstance(resolution, Match) and resolution.place.country == home_country):
        return resolution
    places = possible_places(resolution)
    at_home = _namesakes_in_country(places, home_country)
    if not at_home:
        return resolution
    first, *others = at_home
    if all(other.population < MIN_PREFERRED_NAMESAKE_RATIO * first.population for other in others):
        return with_choice(resolution, first)
    if isinstance(resolution, Match):
        return resolution
    return replace(resolution, choices=(*at_home, *(place for place in places if place not in at_home)))


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
