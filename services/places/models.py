"""Places, and the resolutions of names."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from services.errors import Failure
from services.places.text import fold

Spot = tuple[float, float]
"""Latitude and longitude in degrees, rounded to about a kilometre: the identity of a place."""

NOTABLE = 0.01
"""The least population of a namesake that is offered as a choice, as a fraction of the likeliest place's."""

MOST_SUGGESTIONS = 3
"""Places offered for a name that is probably misspelled."""


@dataclass(frozen=True, slots=True)
class Place:
    """A resolved spot on Earth, with its names in one language.

    Latitude and longitude are in degrees, north and east positive. `region` is set where the country does not
    distinguish the place from others of its name. `timezone` is an IANA name, None when it is not known for sure.
    `population` is 0 when it is not known.
    """

    name: str
    latitude: float
    longitude: float
    country: str | None = None
    region: str | None = None
    timezone: str | None = None
    population: int = 0
    key: Spot = field(init=False, repr=False, compare=False)
    """The identity of the place, the same in every language and spelling."""

    def __post_init__(self) -> None:
        # Computed once: caches use it as a key many times for each answer.
        object.__setattr__(self, "key", (round(self.latitude, 2), round(self.longitude, 2)))

    @property
    def label(self) -> str:
        """The name with the region and country that distinguish it from others of that name."""
        return ", ".join(dict.fromkeys(part for part in (self.name, self.region, self.country) if part))


@dataclass(frozen=True, slots=True)
class Match:
    """A name, as typed in `asked`, with the likeliest place of that name; `choices` are its namesakes."""

    asked: str
    place: Place
    choices: tuple[Place, ...] = ()
    capital_of: str | None = None
    """The name of the country, when the name is a country's and the place its capital."""
    away: float | None = None
    """The kilometres between the place and the spot asked for, None when the spot is in the place."""
    guessed: bool = False
    """Whether the name is misspelled and the place is the likeliest correction."""
    stands_for: str | None = None
    """The name as typed, when it is not the place's: that of an island or a park, or a misspelled one."""


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """A name, asked for alone, of several places that are about as likely; `choices` has the likeliest first."""

    asked: str
    choices: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Unknown:
    """A name of no known place; `choices` are places with similar names."""

    asked: str
    choices: tuple[Place, ...] = ()
    elsewhere: bool = False
    """Whether `asked` is a name with a region, and the choices are places of that name in other regions."""


@dataclass(frozen=True, slots=True)
class LookupFailed:
    """A name whose look-up failed."""

    asked: str
    failure: Failure


Resolution = Match | Ambiguous | Unknown | LookupFailed


def with_choice(item: Match | Ambiguous | Unknown, place: Place) -> Match:
    """Return *item* resolved to *place*, one of its choices; the other places stay choices."""
    offered = (item.place, *item.choices) if isinstance(item, Match) else item.choices
    return Match(item.asked, place, tuple(other for other in offered if other != place))


@dataclass(frozen=True, slots=True)
class Choices:
    """The places that a chat has chosen or named itself."""

    spots: Mapping[str, Spot] = field(default_factory=dict)
    """The places chosen among namesakes, by the casefolded names as they were typed."""
    labels: Mapping[str, Place] = field(default_factory=dict)
    """The places that the chat has labels for, by the keys of the labels."""
    saved: tuple[Place, ...] = ()
    """The places that the chat has saved."""
    recent: tuple[Place, ...] = ()
    """The places that the chat has asked about lately, the latest first."""


def identity(item: Resolution) -> Spot | str:
    """Return a value that is equal for resolutions of the same place, or of the same name without a place."""
    return item.place.key if isinstance(item, Match) else fold(item.asked)


def distinct(places: Iterable[Place]) -> tuple[Place, ...]:
    """Return *places* without those that are shown like an earlier one."""
    by_label: dict[str, Place] = {}
    for place in places:
        by_label.setdefault(place.label, place)
    return tuple(by_label.values())


def zone(name: str | None) -> ZoneInfo | None:
    """Return the time zone of that IANA name, None when there is no such zone."""
    if not name:
        return None
    try:
        return ZoneInfo(name)
    except (
        ZoneInfoNotFoundError,
        ValueError,
        OSError,
    ):  # unknown names, absolute paths and directories raise these
        return None
