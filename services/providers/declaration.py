"""What each weather service declares of itself, once."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from services.errors import WeatherBotError
from services.places.geocoder import Geocoder
from services.places.models import Place
from services.weather.protocols import Provider

Options = TypeVar("Options", contravariant=True)

LONDON = Place("London", 51.51, -0.13)
"""The place that probes ask for."""


class ProbeFailed(WeatherBotError):
    """A probe failed for a reason that its provider can tell; the message says it, and what to do."""


@dataclass(frozen=True, slots=True)
class Probe:
    """One thing that `python -m bot check` tries."""

    name: str
    setting: str
    """The setting to look at when it fails."""
    run: Callable[[], Awaitable[str]]
    """Return what works; raise ProbeFailed or a ServiceError."""


@dataclass(frozen=True, slots=True)
class Credit:
    """Whom users are told that the data are from."""

    name: str
    url: str
    licence: str | None = None


@dataclass(frozen=True, slots=True)
class Service:
    """A weather service that is switched on, with what it can tell."""

    weather: Provider | None = None
    geocoder: Geocoder | None = None
    probes: Sequence[Probe] = ()
    """They need `connect` to have been called."""


@dataclass(frozen=True, slots=True)
class Declaration(Generic[Options]):
    """A weather service, whether it is switched on or not."""

    credit: Credit
    build: Callable[[Options], Service]
    """Return it as its settings have it; without weather and geocoder where they leave it off."""
    weather_rank: int
    """Those with a lower rank are asked for weather first."""
    geocoding_rank: int
    """Those with a lower rank are asked for places first."""
    twin: str
    """The name of its imitation in the sandbox."""
