"""Places, and what a piece of text can turn out to be."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from services.errors import Failure
from services.places.text import fold

Spot = tuple[float, float]
"""Latitude and longitude, rounded to about a kilometre: what tells places apart."""

NOTABLE = 0.01
"""Share of the likeliest place's people from which another of its name is worth a button."""

SUGGESTIONS = 3
"""Places offered for a name that may be misspelled."""


@dataclass(frozen=True, slots=True)
class Place:
    """A resolved spot on Earth, with its names in one language.

    Latitude and longitude are in degrees, north and east positive. `region` is there where the country does not
    tell the place from others of its name. `timezone` is an IANA name where known, `population` 0 where not.
    """

    name: str
    latitude: float
    longitude: float
    country: str | None = None
    region: str | None = None
    timezone: str | None = None
    population: int = 0
    key: Spot = field(init=False, repr=False, compare=False)
    """Where it is: the same for the same place in every language and spelling."""

    def __post_init__(self) -> None:
        # Kept, since caches are asked by it many times for each answer.
        object.__setattr__(self, "key", (round(self.latitude, 2), round(self.longitude, 2)))

    @property
    def label(self) -> str:
        """The name with what tells it from others of that name."""
        return ", ".join(dict.fromkeys(part for part in (self.name, self.region, self.country) if part))


@dataclass(frozen=True, slots=True)
class Match:
    """A name that is a place: the likeliest one, and as choices the others of the same name."""

    asked: str
    place: Place
    choices: tuple[Place, ...] = ()
    capital_of: str | None = None
    """The country, where that was asked for and the place is its capital."""
    away: float | None = None
    """Kilometres from the place to the spot asked for, where that is not in it."""
    guessed: bool = False
    """Whether the name is spelled otherwise, and the place taken for the one that was meant."""
    stands_for: str | None = None
    """What was asked for, as typed, where the place is called otherwise: it stands in for an island or a park, or
    is taken for what is misspelled."""


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """A name asked for alone that several places are as likely meant by: the choices, the likeliest first."""

    asked: str
    choices: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Unknown:
    """A name that is no place, and as choices the places that are spelled alike."""

    asked: str
    choices: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class LookupFailed:
    """A name that could not be looked up."""

    asked: str
    failure: Failure


Resolution = Match | Ambiguous | Unknown | LookupFailed


def with_choice(item: Match | Ambiguous | Unknown, place: Place) -> Match:
    """Return what is asked once *place*, one of the choices of *item*, is meant; the others stay choices."""
    offered = (item.place, *item.choices) if isinstance(item, Match) else item.choices
    return Match(item.asked, place, tuple(other for other in offered if other != place))


@dataclass(frozen=True, slots=True)
class Choices:
    """What somebody means by names."""

    spots: Mapping[str, Spot] = field(default_factory=dict)
    """Which of several places, by their casefolded name as it was typed."""
    labels: Mapping[str, Place] = field(default_factory=dict)
    """The places that they have words of their own for, by the keys of these."""


def preferred(item: Resolution, choices: Choices) -> Resolution:
    """Return *item* with the place that *choices* have for its name, if that is one of its choices.

    Among places of a name that is the one chosen by whatever spelling: who chose a London means it by "Лондон".
    """
    if isinstance(item, LookupFailed):
        return item
    spelled_alike = isinstance(item, Unknown)
    spots = {choices.spots.get(item.asked.casefold())} if spelled_alike else set(choices.spots.values())
    if isinstance(item, Match) and item.place.key in spots:
        return item
    return next((with_choice(item, place) for place in item.choices if place.key in spots), item)


def identity(item: Resolution) -> Spot | str:
    """Return what two resolutions have in common that mean the same: the spot, or the name where there is none."""
    return item.place.key if isinstance(item, Match) else fold(item.asked)


def zone(name: str | None) -> ZoneInfo | None:
    """Return the time zone of that IANA name, None when there is none."""
    if not name:
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # unknown; not a relative path; a directory
        return None
