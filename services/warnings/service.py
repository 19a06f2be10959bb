"""Provides official warnings at places, from a cache or from providers."""

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
"""Minimum time between two requests to one provider for the messages about one area."""

RETRY_AFTER = timedelta(minutes=1)
"""Time after a failed look-up of a place in which further look-ups return the same failure."""

MAX_SHOWN_AGE = timedelta(hours=1)
"""Maximum age of cached warnings that are shown above the weather while no provider answers."""

MAX_CACHED_AREAS = 50
"""Maximum number of areas whose messages are cached; the messages about one area may take a megabyte."""

MAX_CACHED_PLACES = 5_000
"""Maximum number of places whose warnings are cached; beyond it, the place requested longest ago is removed."""

RESERVE_FRACTION = 0.5
"""Fraction of a provider's call budget that is reserved for alerts and for questions about warnings.

Look-ups for the lines above the weather must not use it.
"""


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
class _CachedOutcome:
    """The result of the last look-up of the warnings at one place, and the last warnings."""

    requested_at: float
    """Monotonic time of the last look-up."""
    outcome: PlaceWarnings | Failure
    """The result of the last look-up."""
    warnings: PlaceWarnings | None
    """The result of the last look-up that did not fail; None if none has succeeded."""
    answered_at: float
    """Monotonic time at which `warnings` was requested."""


@dataclass(frozen=True, slots=True)
class _Area:
    """The messages about one area."""

    requested_at: float
    """Monotonic time at which the messages were requested."""
    messages: AreaMessages


class WarningService:
    """Provides the official warnings at places, from the first of *providers* that covers a place and answers.

    A provider gets at most one request for an area in FRESH_FOR, and concurrent look-ups share the request. Use
    the service as an async context manager.
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
        # A dict, because each answer reads it, and reading a cache of cachetools takes ten times as long.
        self._outcomes: dict[Spot, _CachedOutcome] = {}
        """The places that were looked up; the place whose look-up is the longest ago is first."""
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
        """Start to look up those of *places* whose last look-up is FRESH_FOR ago or more; return the look-ups.

        Nothing is looked up while a provider has less than RESERVE_FRACTION of its call budget left.
        """
        if not self._providers:
            return ()
        oldest = self._clock() - FRESH_FOR.total_seconds()
        due = [
            place
            for place in places
            if (entry := self._outcomes.get(place.key)) is None or entry.requested_at <= oldest
        ]
        if not due or any(
            provider.budget is not None and provider.budget.seconds_until_call(RESERVE_FRACTION)
            for provider in self._providers
        ):
            return ()
        return [self._start(place) for place in due]

    def cached(self, place: Place) -> PlaceWarnings | None:
        """Return the cached warnings at *place*; None if they are not cached or older than MAX_SHOWN_AGE."""
        entry = self._outcomes.get(place.key)
        if entry is None or entry.warnings is None:
            return None
        age = self._clock() - entry.answered_at
        return entry.warnings.as_of(self._now()) if age < MAX_SHOWN_AGE.total_seconds() else None

    def imminent(self, place: Place) -> tuple[OfficialWarning, ...]:
        """Return the cached warnings at *place* of at least moderate severity that apply now or soon."""
        entry = self._outcomes.get(place.key)
        if entry is None or entry.warnings is None or not entry.warnings.warnings:
            return ()  # most places have no warnings
        cached = self.cached(place)
        if cached is None:
            return ()
        now, lowest = self._now(), Severity.MODERATE.rank
        return tuple(
            warning for warning in cached.warnings if warning.severity.rank >= lowest and warning.is_imminent(now)
        )

    def _is_fresh(self, place: Place) -> bool:
        entry = self._outcomes.get(place.key)
        if entry is None:
            return False
        fresh_for = RETRY_AFTER if isinstance(entry.outcome, Failure) else FRESH_FOR
        return self._clock() - entry.requested_at < fresh_for.total_seconds()

    def _outcome(self, place: Place) -> PlaceWarnings | Failure:
        entry = self._outcomes.get(place.key)
        if entry is None or place.key in self._place_calls:
            return Failure(Reason.LATE)
        outcome = entry.outcome
        return outcome if isinstance(outcome, Failure) else outcome.as_of(self._now())

    def _start(self, place: Place) -> asyncio.Task[None]:
        return self._place_calls.get_or_start(place.key, partial(self._look_up, place))

    async def _look_up(self, place: Place) -> None:
        requested_at = self._clock()
        calls = [partial(self._call, provider, place) for provider in self._providers if provider.covers(place)]
        try:
            if not calls:
                raise Unavailable("warnings")
            entry = await hedged(calls)
        except ServiceError as error:
            previous = self._outcomes.get(place.key)
            warnings, answered_at = (None, 0.0) if previous is None else (previous.warnings, previous.answered_at)
            entry = _CachedOutcome(requested_at, Failure.from_error(error), warnings, answered_at)
        self._outcomes.pop(place.key, None)
        self._outcomes[place.key] = entry
        if len(self._outcomes) > MAX_CACHED_PLACES:
            del self._outcomes[next(iter(self._outcomes))]

    async def _call(self, provider: WarningProvider, place: Place) -> _CachedOutcome:
        """Return the warnings at *place* from *provider*; raise ServiceError if they are unknown."""
        key = provider.name, provider.area_key(place)
        area: _Area | ServiceError | None = self._areas.get(key)
        if area is None:
            call = self._area_calls.get_or_start(key, partial(self._request, provider, place, key))
            area = await asyncio.shield(call)
        if isinstance(area, ServiceError):
            raise area
        place_warnings = warnings_at(place, area.messages, self._now())
        if not area.messages.is_complete and not place_warnings.warnings:
            raise Unavailable(provider.name)
        return _CachedOutcome(area.requested_at, place_warnings, place_warnings, area.requested_at)

    async def _request(self, provider: WarningProvider, place: Place, key: Hashable) -> _Area | ServiceError:
        """Return the messages about the area of *place*, or the error, which several callers may raise."""
        requested_at = self._clock()
        try:
            area = _Area(requested_at, await provider.messages(place))
        except ServiceError as error:
            logger.info("look-up of warnings failed: %s", error)
            return error
        if area.messages.is_complete:
            self._areas[key] = area
        return area
