"""What each weather service declares of itself, once."""

from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import aiohttp

from services.places.geocoding import Geocoder
from services.places.models import Place
from services.weather.models import Credit
from services.weather.protocols import AirProvider, Provider, SeaProvider

Options_contra = TypeVar("Options_contra", contravariant=True)

LONDON = Place("London", 51.51, -0.13)
"""The place that probes ask for."""


@dataclass(frozen=True, slots=True)
class Probe:
    """One thing that `python -m bot check` tries."""

    name: str
    setting: str
    """The setting to look at when it fails."""
    run: Callable[[], Coroutine[Any, Any, str]]
    """Return what works; raise ProbeFailed or a ServiceError."""


@dataclass(frozen=True, slots=True)
class Service:
    """A weather service as it is set; what it does not tell, and all where it is off, is None."""

    weather: Provider | None = None
    """Current conditions and forecasts."""
    air: AirProvider | None = None
    sea: SeaProvider | None = None
    geocoder: Geocoder | None = None
    geocoding_rank: int = 0
    """The geocoder with the lowest rank is asked first."""
    probes: Sequence[Probe] = ()

    @property
    def providers(self) -> list[Provider]:
        """All that it tells of the weather, the air and the sea."""
        return [provider for provider in (self.weather, self.air, self.sea) if provider is not None]

    def connect(self, session: aiohttp.ClientSession) -> None:
        """Send all calls, those of the probes as well, over *session*."""
        for provider in self.providers:
            provider.connect(session)
        if self.geocoder is not None:
            self.geocoder.connect(session)


@dataclass(frozen=True, slots=True)
class Declaration(Generic[Options_contra]):
    """A weather service, whether it is switched on or not."""

    credits: Sequence[Credit]
    """Whom users are told that its data are from."""
    build: Callable[[Options_contra], Service]
    """Return it as its settings have it; without weather and geocoder where they leave it off."""
    sandbox_name: str
    """The name of its imitation in the sandbox."""
