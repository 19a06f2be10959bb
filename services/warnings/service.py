"""The service that knows the official warnings at places, from a cache or from providers."""

import asyncio
import logging
import time
from collections.abc import Callable, Hashable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from types import TracebackType
from typing import Protocol, Self

import aiohttp
from cachetools import TTLCache

from services.errors import Failure, Reason, ServiceError, Unavailable
from services.net.concurrency import SingleFlight, hedged
from services.net.shares import MeteredService
from services.places.models import Place, Spot
from services.timezones import utc_now
from services.warnings.models import AreaMessages, OfficialWarning, PlaceWarnings, Severity, warnings_at

logger = logging.getLogger(__name__)

FRESH_FOR = timedelta(minutes=10)
"""Time in which a provider is asked only once about an area."""

RETRY_AFTER = timedelta(minutes=1)
"""Time after a failure in which a question about the place is answered with the same failure."""

KEPT_FOR = timedelta(hours=1)
"""Time for which known warnings are shown above the weather while no provider answers."""

MAX_CACHED_AREAS = 50
"""Maximum number of areas whose messages are cached; the message of one area may take a megabyte."""

MAX_CACHED_PLACES = 5_000
"""Maximum number of places whose warnings are cached; most places have none."""

RESERVE = 0.5
"""Fraction of a provider's call budget that is left for questions and alerts when warnings are fetched for answers
about the weather."""


class WarningProvider(MeteredService, Protocol):
    """A provider of official warnings."""

    def connect(self, session: aiohttp.ClientSession) -> None:
        """Use *session* for all requests."""

    async def aclose(self) -> None:
        """Cancel all running requests."""

    def covers(self, place: Place) -> bool:
        """Return whether the provider knows the warnings at *place*."""

    def area_key(self, place: Place) -> Hashable:
        """Return the key of the area around *place* for which the provider returns messages."""

    async def messages(self, place: Place) -> AreaMessages:
        """Return the messages about the area around *place*; raise ServiceError if the request fails."""


@dataclass(slots=True)
class _Known:
    """What is known about the warnings at one place."""

    asked_at: float
    """Time of the clock at which the providers were asked last."""
    outcome: PlaceWarnings | Failure
    """The last outcome."""
    warnings: PlaceWarnings | None
    """The last outcome that is no failure."""
    answered_at: float
    """Time of the clock at which `warnings` was requested."""


@dataclass(frozen=True, slots=True)
class _Area:
    """The messages about one area."""

    asked_at: float
    """Time of the clock at which the messages were requested."""
    messages: AreaMessages


class WarningService:
    """Provides the official warnings at places, from the first of *providers* that covers a place and answers.

    A provider is asked once in FRESH_FOR about an area, and concurrent look-ups share the request. Use the service
    as an async context manager.
    """

    def __init__(
        self,
        providers: Sequence[WarningProvider],
        session: aiohttp.ClientSession,
        *,
        now: Callable[[], datetime] = utc_now,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._providers = providers
        self._session = session
        self._now = now
        self._clock = clock
        # A dict is read at each answer in a tenth of the time of a cache of cachetools.
        self._known: dict[Spot, _Known] = {}
        """The places by the time at which the providers were asked last, the oldest first."""
        self._areas: TTLCache[Hashable, _Area] = TTLCache(MAX_CACHED_AREAS, FRESH_FOR.total_seconds(), clock)
        self._place_calls: SingleFlight[Spot, None] = SingleFlight()
        self._area_calls: SingleFlight[Hashable, _Area | ServiceError] = SingleFlight()

    async def __aenter__(self) -> Self:
        async with AsyncExitStack() as stack:
            for provider in self._providers:
                provider.connect(self._session)
                stack.push_async_callback(provider.aclose)
            stack.push_async_callback(self._area_calls.aclose)
            stack.push_async_callback(self._place_calls.aclose)
            self._stack = stack.pop_all()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self._stack.aclose()

    @property
    def is_on(self) -> bool:
        """Whether there is a provider of warnings."""
        return bool(self._providers)

    async def look_up(
        self, places: Sequence[Place], *, within: float | None = None
    ) -> list[PlaceWarnings | Failure]:
        """Return the warnings that apply now or later, or a failure, for each of *places*, in their order.

        A failure means that the warnings are unknown. If a look-up takes longer than *within* seconds, its failure
        has the reason LATE, and the look-up continues in the background.
        """
        if not self._providers:
            return [Failure(Reason.BAD_REQUEST)] * len(places)  # a retry would not help
        calls = [self._start(place) for place in places if not self._is_fresh(place)]
        if calls:
            await asyncio.wait(calls, timeout=within)
        return [self._outcome(place) for place in places]

    def refresh(self, places: Sequence[Place]) -> Sequence[asyncio.Task[None]]:
        """Start to look up the *places* that no provider was asked about in FRESH_FOR, and return the look-ups.

        Nothing is looked up while less than RESERVE of the call budget of a provider is left.
        """
        if not self._providers:
            return ()
        oldest = self._clock() - FRESH_FOR.total_seconds()
        due = [
            place for place in places if (known := self._known.get(place.key)) is None or known.asked_at <= oldest
        ]
        if not due or any(
            provider.budget is not None and provider.budget.seconds_until_call(RESERVE)
            for provider in self._providers
        ):
            return ()
        return [self._start(place) for place in due]

    def cached(self, place: Place) -> PlaceWarnings | None:
        """Return the cached warnings at *place*, at most KEPT_FOR old; None if there are none in the cache."""
        known = self._known.get(place.key)
        if known is None or known.warnings is None:
            return None
        age = self._clock() - known.answered_at
        return known.warnings.as_of(self._now()) if age < KEPT_FOR.total_seconds() else None

    def near(self, place: Place) -> tuple[OfficialWarning, ...]:
        """Return the cached warnings at *place* that apply now or soon, and are at least moderate."""
        known = self._known.get(place.key)
        if known is None or known.warnings is None or not known.warnings.warnings:
            return ()  # most places have no warnings
        cached = self.cached(place)
        if cached is None:
            return ()
        now, lowest = self._now(), Severity.MODERATE.rank
        return tuple(
            warning for warning in cached.warnings if warning.severity.rank >= lowest and warning.is_near(now)
        )

    def _is_fresh(self, place: Place) -> bool:
        known = self._known.get(place.key)
        if known is None:
            return False
        kept_for = RETRY_AFTER if isinstance(known.outcome, Failure) else FRESH_FOR
        return self._clock() - known.asked_at < kept_for.total_seconds()

    def _outcome(self, place: Place) -> PlaceWarnings | Failure:
        known = self._known.get(place.key)
        if known is None or place.key in self._place_calls:
            return Failure(Reason.LATE)
        outcome = known.outcome
        return outcome if isinstance(outcome, Failure) else outcome.as_of(self._now())

    def _start(self, place: Place) -> asyncio.Task[None]:
        return self._place_calls.get_or_start(place.key, partial(self._look_up, place))

    async def _look_up(self, place: Place) -> None:
        asked_at = self._clock()
        calls = [partial(self._call, provider, place) for provider in self._providers if provider.covers(place)]
        try:
            if not calls:
                raise Unavailable("warnings")
            known = await hedged(calls)
        except ServiceError as error:
            before = self._known.get(place.key)
            warnings, answered_at = (None, 0.0) if before is None else (before.warnings, before.answered_at)
            known = _Known(asked_at, Failure.from_error(error), warnings, answered_at)
        self._known.pop(place.key, None)
        self._known[place.key] = known
        if len(self._known) > MAX_CACHED_PLACES:
            del self._known[next(iter(self._known))]

    async def _call(self, provider: WarningProvider, place: Place) -> _Known:
        """Return the warnings at *place* from *provider*; raise ServiceError if they are unknown."""
        key = provider.name, provider.area_key(place)
        area: _Area | ServiceError | None = self._cached_area(key)
        if area is None:
            call = self._area_calls.get_or_start(key, partial(self._request, provider, place, key))
            area = await asyncio.shield(call)
        if isinstance(area, ServiceError):
            raise area
        found = warnings_at(place, area.messages, self._now())
        if not area.messages.is_complete and not found.warnings:
            raise Unavailable(provider.name)
        return _Known(area.asked_at, found, found, area.asked_at)

    async def _request(self, provider: WarningProvider, place: Place, key: Hashable) -> _Area | ServiceError:
        """Return the messages about the area of *place*, or the error, which several callers may raise."""
        asked_at = self._clock()
        try:
            area = _Area(asked_at, await provider.messages(place))
        except ServiceError as error:
            logger.info("look-up of warnings failed: %s", error)
            return error
        self._areas[key] = area
        return area

    def _cached_area(self, key: Hashable) -> _Area | None:
        """Return the cached messages about an area; None without any, or if they are incomplete and not new."""
        area = self._areas.get(key)
        if area is None or area.messages.is_complete:
            return area
        return area if self._clock() - area.asked_at < RETRY_AFTER.total_seconds() else None
