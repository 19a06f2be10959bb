"""The types with which the package of a weather service declares its credits, settings and providers."""

from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Generic, TypeVar

import aiohttp
from pydantic import BaseModel, StringConstraints

from services.net.http import Credentials, JsonClient
from services.places.geocoding import Geocoder
from services.places.models import Place
from services.warnings import WarningProvider
from services.weather.models import Credit
from services.weather.protocols import AirProvider, Provider, SeaProvider

if TYPE_CHECKING:
    from services.shared.state import SharedState

Options_contra = TypeVar("Options_contra", contravariant=True)

PROBE_PLACE = Place("London", 51.51, -0.13)
"""The place for which most probes request the weather."""


class ContactOptions(BaseModel):
    """The setting that identifies the operator of the bot to weather services."""

    contact: (
        Annotated[str, StringConstraints(strip_whitespace=True, max_length=200, pattern=r"^[!-~]{3,}$")] | None
    ) = None
    """An email address or a URL in visible ASCII characters, which is sent in the User-Agent header."""


def contact_credentials(
    contact: str | None, refused_message: str = "refuses to answer; try to set CONTACT in .env"
) -> Credentials:
    """Return a User-Agent header with the bot's name and, if it is known, the operator's *contact*."""
    agent = " ".join(filter(None, ("weather-bot", contact)))
    return Credentials(headers={"User-Agent": agent}, refused_message=refused_message)


@dataclass(frozen=True, slots=True)
class Probe:
    """A check of one API of a weather service; `python -m bot check` runs all probes."""

    name: str
    """Name of the checked API."""
    setting: str
    """Name of the setting that may be wrong if the probe fails."""
    run: Callable[[], Coroutine[Any, Any, str]]
    """A function that makes a request and returns a message about its success. The function raises ProbeFailed or
    a ServiceError if the request fails."""


def skipped_probe(name: str, setting: str, missing_setting: str) -> Probe:
    """Return a probe that makes no request.

    The message of the probe says that the service is not used because *missing_setting* is not set.
    """

    async def run() -> str:
        return f"is not used, as {missing_setting} is not set"

    return Probe(name, setting, run)


@dataclass(frozen=True, slots=True)
class Service:
    """A configured weather service, with a provider for each kind of data that the service has.

    The provider is None for a kind of data that the service lacks. If the settings switch the service off, all its
    providers are None.
    """

    weather: Provider | None = None
    """Provider of current weather and forecasts."""
    air: AirProvider | None = None
    sea: SeaProvider | None = None
    warnings: WarningProvider | None = None
    """Provider of official warnings."""
    geocoder: Geocoder | None = None
    geocoding_rank: int = 0
    """Position of the geocoder among the geocoders of all services; the lowest rank is called first."""
    probes: Sequence[Probe] = ()
    clients: Sequence[JsonClient] = ()
    """The HTTP clients of the providers and the geocoder."""

    @property
    def providers(self) -> list[Provider]:
        """The providers of weather, air quality and the sea."""
        return [provider for provider in (self.weather, self.air, self.sea) if provider is not None]

    def use_session(self, session: aiohttp.ClientSession) -> None:
        """Use *session* for all requests of the service, including the requests of its probes."""
        for provider in self.providers:
            provider.use_session(session)
        if self.warnings is not None:
            self.warnings.use_session(session)
        if self.geocoder is not None:
            self.geocoder.use_session(session)

    def share_limits(self, shared: "SharedState") -> None:
        """Share call budgets and cooldowns with all processes that use *shared*."""
        for client in self.clients:
            client.share_limits(shared)


@dataclass(frozen=True, slots=True)
class Declaration(Generic[Options_contra]):
    """The parts of a weather service that the bot needs before it reads the settings."""

    credits: Sequence[Credit]
    """The sources of the service's data; the bot shows these credits to users."""
    build: Callable[[Options_contra], Service]
    """A function that takes the settings and returns the configured service."""
    sandbox_name: str
    """Name of the imitation of the service in the sandbox."""
