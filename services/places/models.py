"""Data classes for places and for the resolutions of names."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum, auto
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from services.errors import Failure
from services.places.text import fold

Spot = tuple[float, float]
"""Latitude and longitude in degrees, rounded to 0.01° (about 1 km); places with equal spots count as one place."""

MIN_OFFERED_NAMESAKE_RATIO = 0.01
"""A namesake is offered if its population is at least this fraction of the likeliest place's population."""

MAX_SUGGESTED_PLACES = 3
"""Maximum number of places that are offered for a name that is probably misspelled."""


class Area(NamedTuple):
    """A region of a country, or the whole country if `region_id` is 0.

    `country` is an ISO 3166 code, and `region_id` is the id of the region in the place index.
    """

    country: str
    region_id: int = 0


class PlaceSource(Enum):
    """Where the name and the coordinates of a place come from."""

    INDEX = auto()
    """The place is from the place index, which finds the place again by its coordinates."""
    SPOT = auto()
    """The user gave the coordinates; the name is the name of the nearest place in the index."""
    ELSEWHERE = auto()
    """The place is from a geocoder or from the database, or is a labelled place of a chat."""


@dataclass(frozen=True, slots=True)
class Place:
    """A town, airport or other point on Earth, with its names in one language.

    `latitude` and `longitude` are in degrees, positive in the north and east. `region` is set only if the place
    has namesakes in its country. `timezone` is an IANA name, or None if the time zone is not certain. `population`
    is 0 for a place of unknown population. `has_likelier_namesake` is False for all places that are not from the
    place index.
    """

    name: str
    latitude: float
    longitude: float
    country: str | None = None
    region: str | None = None
    timezone: str | None = None
    population: int = 0
    source: PlaceSource = field(default=PlaceSource.ELSEWHERE, repr=False, compare=False)
    has_likelier_namesake: bool = field(default=False, repr=False, compare=False)
    """Whether the name alone means another place: for London in Canada, "London" means London in England."""
    key: Spot = field(init=False, repr=False, compare=False)
    """The rounded coordinates, which identify the place whatever the language and spelling of its name."""

    def __post_init__(self) -> None:
        # The rounded coordinates are computed once, because caches use them many times for each answer.
        object.__setattr__(self, "key", (round(self.latitude, 2), round(self.longitude, 2)))

    @property
    def full_name(self) -> str:
        """The name, the region if it is set, and the country of the place: "Springfield, Illinois, USA"."""
        return ", ".join(dict.fromkeys(part for part in (self.name, self.region, self.country) if part))


@dataclass(frozen=True, slots=True)
class Match:
    """A typed name and the place that it most likely means.

    `asked` is the name as the user typed it. `choices` are the namesakes of `place`.
    """

    asked: str
    place: Place
    choices: tuple[Place, ...] = ()
    capital_of: str | None = None
    """The name of the country, if the typed name is the name of a country and `place` is its capital."""
    kilometres_away: float | None = None
    """Distance in kilometres from the requested coordinates to `place`; None if the coordinates are in `place`."""
    is_guess: bool = False
    """Whether the typed name is misspelled and `place` has the likeliest corrected name."""
    stands_for: str | None = None
    """The typed name if it is misspelled or means an island or park near `place`; None for other names."""


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """A name that may mean several places of similar likelihood, and is the only name in a request.

    `asked` is the name as the user typed it. `choices` are the places that the name may mean, the likeliest first.
    """

    asked: str
    choices: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Unknown:
    """A typed name that no known place has.

    `asked` is the name as the user typed it. `choices` are places with similar names.
    """

    asked: str
    choices: tuple[Place, ...] = ()
    is_absent_from_area: bool = False
    """True if `asked` has an area that lacks the place: "Gravesend, Essex"; `choices` are outside the area."""
    name: str = field(default="", repr=False, compare=False)
    """If `is_absent_from_area`, the typed name without the area, which geocoders look up: "Gravesend"."""
    areas: tuple[Area, ...] = field(default=(), repr=False, compare=False)
    """If `is_absent_from_area`, the countries and regions that the typed area may mean."""


@dataclass(frozen=True, slots=True)
class LookupFailed:
    """A name for which the geocoders failed; `asked` is the name as the user typed it."""

    asked: str
    failure: Failure


Resolution = Match | Ambiguous | Unknown | LookupFailed


def with_choice(resolution: Match | Ambiguous | Unknown, place: Place) -> Match:
    """Return a Match of the name in *resolution* with *place*; the other places become the choices."""
    return Match(resolution.asked, place, tuple(other for other in possible_places(resolution) if other != place))


def possible_places(resolution: Match | Ambiguous | Unknown) -> tuple[Place, ...]:
    """Return all places that the name in *resolution* may mean; the place of a Match comes before the choices."""
    return (resolution.place, *resolution.choices) if isinstance(resolution, Match) else resolution.choices


@dataclass(frozen=True, slots=True)
class PlacePreferences:
    """The places that a chat chose, labelled, saved or requested; among namesakes, these places are preferred."""

    spots: Mapping[str, Spot] = field(default_factory=dict)
    """Maps a typed name, casefolded, to the rounded coordinates of the place that the chat chose for it."""
    labels: Mapping[str, Place] = field(default_factory=dict)
    """The labelled places of the chat; the keys are made from the labels by `label_key`."""
    saved: tuple[Place, ...] = ()
    """The saved places of the chat."""
    recent: tuple[Place, ...] = ()
    """The places that the chat requested recently, the latest first."""

    def with_preferences_of_member(self, member_preferences: "PlacePreferences") -> "PlacePreferences":
        """Return a group's preferences with the chosen and recent places of a member in *member_preferences*."""
        if not member_preferences.spots and member_preferences.recent == self.recent:
            return self
        return replace(self, spots={**self.spots, **member_preferences.spots}, recent=member_preferences.recent)


def resolution_key(resolution: Resolution) -> Spot | str:
    """Return a key that is equal for duplicates: the spot of a Match, or the folded name of another resolution."""
    return resolution.place.key if isinstance(resolution, Match) else fold(resolution.asked)


def distinct_by_full_name(places: Iterable[Place]) -> tuple[Place, ...]:
    """Return *places*; of places with equal full names, return only the first."""
    by_label: dict[str, Place] = {}
    for place in places:
        by_label.setdefault(place.full_name, place)
    return tuple(by_label.values())


def zone_by_name(name: str | None) -> ZoneInfo | None:
    """Return the time zone with the IANA name *name*, or None if there is no such zone."""
    if not name:
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # *name* is unknown, an absolute path or a directory
        return None
