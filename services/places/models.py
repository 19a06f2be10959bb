"""Data classes for places and for the resolutions of names."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum, auto
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from services.errors import Failure
from services.places.text import fold

Spot = tuple[float, float]
"""Latitude and longitude in degrees, rounded to two digits (about a kilometre). A spot identifies a place."""

MIN_NAMESAKE_RATIO = 0.01
"""Minimum ratio of a namesake's population to that of the likeliest place for the namesake to be offered."""

MAX_SUGGESTIONS = 3
"""Maximum number of places that are offered for a name that is probably misspelled."""


class PlaceSource(Enum):
    """Where the name and the coordinates of a place come from."""

    INDEX = auto()
    """The place index: the coordinates and the language are enough to find the same place again."""
    SPOT = auto()
    """Coordinates that the user gave; the name is that of the nearest place in the index."""
    ELSEWHERE = auto()
    """A geocoder, the database, or a label."""


@dataclass(frozen=True, slots=True)
class Place:
    """A resolved spot on Earth, with its names in one language.

    `latitude` and `longitude` are in degrees, positive in the north and east. `region` is set if the place has
    namesakes in its country. `timezone` is an IANA name, or None if the zone is not certain. `population` is 0 if
    it is unknown.
    """

    name: str
    latitude: float
    longitude: float
    country: str | None = None
    region: str | None = None
    timezone: str | None = None
    population: int = 0
    source: PlaceSource = field(default=PlaceSource.ELSEWHERE, repr=False, compare=False)
    key: Spot = field(init=False, repr=False, compare=False)
    """The rounded coordinates of the place, which identify it in every language and spelling."""

    def __post_init__(self) -> None:
        # The key is computed once, because caches use it many times for each answer.
        object.__setattr__(self, "key", (round(self.latitude, 2), round(self.longitude, 2)))

    @property
    def label(self) -> str:
        """The name of the place, followed by its region, if set, and its country."""
        return ", ".join(dict.fromkeys(part for part in (self.name, self.region, self.country) if part))


@dataclass(frozen=True, slots=True)
class Match:
    """A name that is resolved to its likeliest place.

    `asked` is the name as typed, and `choices` are the namesakes of `place`.
    """

    asked: str
    place: Place
    choices: tuple[Place, ...] = ()
    capital_of: str | None = None
    """The name of the country if the typed name is a country's and `place` is its capital."""
    away: float | None = None
    """The distance in kilometres between the place and the requested spot, None if the spot is in the place."""
    guessed: bool = False
    """Whether the typed name is misspelled and `place` is its likeliest correction."""
    stands_for: str | None = None
    """The typed name if it is misspelled, or if `place` stands in for an island or park of this name."""


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """A name that is the whole request and has several places of similar likelihood.

    `asked` is the name as typed, and `choices` are its places, the likeliest first.
    """

    asked: str
    choices: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Unknown:
    """A name that no known place has.

    `asked` is the name as typed, and `choices` are places with similar names.
    """

    asked: str
    choices: tuple[Place, ...] = ()
    elsewhere: bool = False
    """Whether `asked` is a name with a region and `choices` are places of this name in other regions."""


@dataclass(frozen=True, slots=True)
class LookupFailed:
    """A name for which the geocoders failed; `asked` is the name as typed."""

    asked: str
    failure: Failure


Resolution = Match | Ambiguous | Unknown | LookupFailed


def with_choice(item: Match | Ambiguous | Unknown, place: Place) -> Match:
    """Return *item* resolved to *place*, which is one of its choices. The other places are the new choices."""
    return Match(item.asked, place, tuple(other for other in offered_places(item) if other != place))


def offered_places(item: Match | Ambiguous | Unknown) -> tuple[Place, ...]:
    """Return all places of *item*: the resolved place, if there is one, and the choices."""
    return (item.place, *item.choices) if isinstance(item, Match) else item.choices


@dataclass(frozen=True, slots=True)
class Choices:
    """The places that a chat chose, labelled, saved or requested, by which names are resolved."""

    spots: Mapping[str, Spot] = field(default_factory=dict)
    """The spots of the places that the chat chose among namesakes, by the casefolded names as they were typed."""
    labels: Mapping[str, Place] = field(default_factory=dict)
    """The labelled places of the chat, by the keys of their labels, see `label_key`."""
    saved: tuple[Place, ...] = ()
    """The saved places of the chat."""
    recent: tuple[Place, ...] = ()
    """The places of the chat's latest requests, the latest first."""

    def of_member(self, member: "Choices") -> "Choices":
        """Return the choices of a group for a member, with the chosen and recent places of the *member*."""
        if not member.spots and member.recent == self.recent:
            return self
        return replace(self, spots={**self.spots, **member.spots}, recent=member.recent)


def resolution_key(item: Resolution) -> Spot | str:
    """Return a key that is equal for two resolutions of the same place, or of the same name without a place."""
    return item.place.key if isinstance(item, Match) else fold(item.asked)


def distinct_by_label(places: Iterable[Place]) -> tuple[Place, ...]:
    """Return *places* without those whose label equals that of an earlier place."""
    by_label: dict[str, Place] = {}
    for place in places:
        by_label.setdefault(place.label, place)
    return tuple(by_label.values())


def zone(name: str | None) -> ZoneInfo | None:
    """Return the time zone with the IANA name *name*, or None if there is no such zone."""
    if not name:
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # for unknown names, absolute paths and directories
        return None
