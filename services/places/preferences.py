"""Which of several places of a name a chat means, by what it has chosen, saved and asked about before."""

from collections import Counter
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
    with_choice,
)
from services.places.text import fold

TIED = 0.3
"""The least population of a namesake in the chat's country, relative to the likeliest place's, to be preferred."""

SAME_LETTERS = 4
"""Letters that a place's name has in common with the name asked for, which may be declined or shortened."""

LEAST_AT_HOME = 2
"""The number of places in a country, more than in all others, that make it the chat's."""


def preferred(item: Resolution, choices: Choices) -> Resolution:
    """Return *item* resolved to the place that the chat means, if that is among the choices of *item*.

    What the chat has chosen or saved comes first; it applies to all spellings of the name: whoever has chosen a
    London means the same by "Лондон". Of places that are about as likely, the chat means the one it has lately
    asked about, or the one in the country that it mostly asks about.
    """
    if isinstance(item, LookupFailed) or not item.choices:
        return item
    if isinstance(item, Unknown):
        # Its choices are no namesakes: only a choice for that very spelling counts.
        return _among(item, {choices.spots.get(item.asked.casefold())}) or item
    chosen = _among(item, choices.spots.values()) or _among(item, _namesakes(item, choices.saved))
    if chosen is None and isinstance(item, Ambiguous):
        chosen = _among(item, _namesakes(item, choices.recent))
    return chosen or _at_home(item, _home(choices))


def _namesakes(item: Match | Ambiguous, places: Sequence[Place]) -> set[Spot]:
    """Return where those of *places* are that *item* names, and not only a region around them."""
    asked = fold(item.asked)[:SAME_LETTERS]
    offered = (item.place, *item.choices) if isinstance(item, Match) else item.choices
    named = {place.key for place in offered if place.name == offered[0].name or fold(place.name).startswith(asked)}
    return named & {place.key for place in places}


def _among(item: Match | Ambiguous | Unknown, spots: Collection[Spot | None]) -> Match | None:
    """Return *item* resolved to a place at one of *spots*, None where it can mean no such place."""
    if isinstance(item, Match) and item.place.key in spots:
        return item
    return next((with_choice(item, place) for place in item.choices if place.key in spots), None)


def _home(choices: Choices) -> str | None:
    """Return the country that most of the chat's places are in, None without one."""
    places = {place.key: place.country for place in (*choices.saved, *choices.recent) if place.country}
    for country, count in Counter(places.values()).most_common(1):
        if count >= LEAST_AT_HOME and 2 * count > len(places):
            return country
    return None


def _at_home(item: Match | Ambiguous, home: str | None) -> Match | Ambiguous:
    """Return *item* with the namesake in the country *home* before the others that are about as likely."""
    if home is None or (isinstance(item, Match) and (item.place.country == home or item.capital_of)):
        return item
    places = (item.place, *item.choices) if isinstance(item, Match) else item.choices
    at_home = _tied(places, home)
    if not at_home:
        return item
    first, *others = at_home
    if all(other.population < TIED * first.population for other in others):
        return with_choice(item, first)
    if isinstance(item, Match):
        return item
    return replace(item, choices=(*at_home, *(place for place in places if place not in at_home)))


def _tied(places: Sequence[Place], home: str) -> list[Place]:
    """Return the namesakes of the first of *places* that are in the country *home* and about as likely."""
    likeliest = places[0]
    return [
        place
        for place in places
        if place.country == home
        and place.name == likeliest.name
        and place.population >= TIED * likeliest.population
    ]
