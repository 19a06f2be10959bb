"""Provides official warnings at places, from a cache or from providers."""

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from types import TracebackType
from typing import TYPE_CHECKING, Self

import aiohttp

from services.errors import Failure, Reason, ServiceError, Unavailable
from services.net.concurrency import SingleFlight, call_hedged
from services.places.models import Place, Spot
from services.timezones import utc_now
from services.warnings.lists import MAX_FRESH_AGE, AlertLists
from services.warnings.models import AlertList, OfficialWarning, PlaceWarnings, Severity
from services.warnings.reading import PlaceMessages, WarningProvider, read_messages

if TYPE_CHECKING:
    from services.shared.state import SharedState

logger = logging.getLogger(__name__)

FAILURE_LIFETIME = timedelta(minutes=1)
"""Time for which a failed look-up of a place is not repeated; further look-ups return its failure."""

MAX_SHOWN_AGE = timedelta(hours=1)
"""Maximum age of cached warnings that answers show above the weather while no provider answers."""

LIST_KEPT_SECONDS = 3600.0
"""Time in seconds for which the shared store keeps a list of alerts."""

MAX_CACHED_PLACES = 5_000
"""Maximum number of places whose warnings are cached; the place that was looked up longest ago is removed
first."""

RESERVE_FRACTION = 0.5
"""Fraction of a provider's call budget that is reserved for alerts and for questions about warnings. `refresh`,
which updates the warnings above the weather in answers, leaves the reserved calls unused."""


@dataclass(frozen=True, slots=True)
class _CachedOutcome:
    """The result of the last look-up of the warnings at one place, and of the last successful look-up."""

    checked_at: float
    """Monotonic time of the last look-up; the list that it used may be older."""
    requested_at: float
    """Monotonic time at which the list of messages was requested; equal to `checked_at` if the last look-up
    failed."""
    outcome: PlaceWarnings | Failure
    """The result of the last look-up."""
    warnings: PlaceWarnings | None
    """The warnings from the last successful look-up; None if no look-up has succeeded."""
    answered_at: float
    """Monotonic time of the last successful look-up."""
    messages: PlaceMessages | None
    """The messages from the last successful look-up; None if no look-up has succeeded."""


class WarningService:
    """Provides the official warnings at places.

    The warnings are from the first of *providers* that covers the place and answers.

    A message that was already in the previous list for a place is not read again. If *shared* is given, several
    processes share the lists. Use the service as an async context manager.
    """

    def __init__(
        self,
        providers: Sequence[WarningProvider],
        session: aiohttp.ClientSession,
        *,
        now: Callable[[], datetime] = utc_now,
        clock: Callable[[], float] = time.monotonic,
        shared: "SharedState | None" = None,
    ) -> None:
        self._providers = providers
        self._session = session
        self._now = now
        self._clock = clock
        # The cache is a dict because each answer reads the cache; reading a cache of cachetools takes ten times as
        # long.
        self._outcomes: dict[Spot, _CachedOutcome] = {}
        """Maps spots to results; the spot that was looked up longest ago is first."""
        self._lists = {
            provider.name: AlertLists(
                provider.lists_per_hour,
                clock,
                None
                if shared is None
                else shared.results(f"warnings-{provider.name}", AlertList, lambda _: LIST_KEPT_SECONDS),
            )
            for provider in providers
        }
        self._calls: SingleFlight[tuple[Spot, bool], None] = SingleFlight()
        """The running look-ups. The key contains the spot, and whether the look-up is for a check."""

    async def __aenter__(self) -> Self:
        async with AsyncExitStack() as stack:
            for provider in self._providers:
                provider.use_session(self._session)
                stack.push_async_callback(provider.aclose)
            for lists in self._lists.values():
                stack.push_async_callback(lists.aclose)
            stack.push_async_callback(self._calls.aclose)
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
        self, places: Sequence[Place], *, within: float | None = None, is_check: bool = False
    ) -> list[PlaceWarnings | Failure]:
        """Return the warnings that apply now or later, or a failure, for each of *places*, in the same order.

        *is_check* is True for a check of the monitor, which may get the warnings of an older list. If the warnings
        at a place are unknown, its result is a failure. If a look-up takes longer than *within* seconds, the place
        gets a failure with the reason LATE. A look-up that takes longer than *within* continues in the background.
        """
        if not self._providers:
            return [Failure(Reason.BAD_REQUEST)] * len(places)  # a failure with BAD_REQUEST is not retried
        calls = [
            self._start_look_up(place, is_check=is_check)
            for place in places
            if not self._is_fresh(place, is_check=is_check)
        ]
        if calls:
            await asyncio.wait(calls, timeout=within)
        return [self._cached_outcome(place, is_check=is_check) for place in places]

    def refresh(self, places: Sequence[Place]) -> Sequence[asyncio.Task[None]]:
        """Start look-ups of the *places* that were last looked up at least MAX_FRESH_AGE ago; return the tasks.

        If a provider has less than RESERVE_FRACTION of its call budget left, nothing is looked up.
        """
        if not self._providers:
            return ()
        oldest = self._clock() - MAX_FRESH_AGE
        due = [
            place
            for place in places
            if (entry := self._outcomes.get(place.key)) is None or entry.checked_at <= oldest
        ]
        if not due or any(
            provider.budget is not None and provider.budget.seconds_until_call(RESERVE_FRACTION)
            for provider in self._providers
        ):
            return ()
        return [self._start_look_up(place, is_check=True) for place in due]

    def get_cached(self, place: Place) -> PlaceWarnings | None:
        """Return the cached warnings at *place*.

        Return None if no warnings are cached, or if the cached warnings are older than MAX_SHOWN_AGE.
        """
        entry = self._outcomes.get(place.key)
        if entry is None or entry.warnings is None:
            return None
        age = self._clock() - entry.answered_at
        return entry.warnings.as_of(self._now()) if age < MAX_SHOWN_AGE.total_seconds() else None

    def get_imminent(self, place: Place) -> tuple[OfficialWarning, ...]:
        """Return the cached warnings at *place* that apply now or soon and whose severity is at least moderate."""
        entry = self._outcomes.get(place.key)
        if entry is None or entry.warnings is None or not entry.warnings.warnings:
            return ()  # most places have no warnings
        cached = self.get_cached(place)
        if cached is None:
            return ()
        now, lowest = self._now(), Severity.MODERATE.rank
        return tuple(
            warning for warning in cached.warnings if warning.severity.rank >= lowest and warning.is_imminent(now)
        )

    def _is_fresh(self, place: Place, *, is_check: bool) -> bool:
        entry = self._outcomes.get(place.key)
        if entry is None:
            return False
        if isinstance(entry.outcome, Failure):
            return self._clock() - entry.checked_at < FAILURE_LIFETIME.total_seconds()
        return self._clock() - (entry.checked_at if is_check else entry.requested_at) < MAX_FRESH_AGE

    def _cached_outcome(self, place: Place, *, is_check: bool) -> PlaceWarnings | Failure:
        entry = self._outcomes.get(place.key)
        if entry is None or (place.key, is_check) in self._calls:
            return Failure(Reason.LATE)
        outcome = entry.outcome
        return outcome if isinstance(outcome, Failure) else outcome.as_of(self._now())

    def _start_look_up(self, place: Place, *, is_check: bool) -> asyncio.Task[None]:
        return self._calls.get_or_start((place.key, is_check), partial(self._look_up, place, is_check=is_check))

    async def _look_up(self, place: Place, *, is_check: bool) -> None:
        checked_at, last = self._clock(), self._outcomes.get(place.key)
        last_messages = None if last is None else last.messages
        calls = [
            partial(self._request_warnings, provider, place, last_messages, is_check=is_check)
            for provider in self._providers
            if provider.covers(place)
        ]
        try:
            if not calls:
                raise Unavailable("warnings")
            entry = await call_hedged(calls)
        except ServiceError as error:
            failure = Failure.from_error(error)
            if last is None:
                entry = _CachedOutcome(checked_at, checked_at, failure, None, 0.0, None)
            else:
                entry = replace(last, checked_at=checked_at, requested_at=checked_at, outcome=failure)
        self._outcomes.pop(place.key, None)
        self._outcomes[place.key] = entry
        if len(self._outcomes) > MAX_CACHED_PLACES:
            del self._outcomes[next(iter(self._outcomes))]

    async def _request_warnings(
        self, provider: WarningProvider, place: Place, last_messages: PlaceMessages | None, *, is_check: bool
    ) -> _CachedOutcome:
        """Return the warnings at *place* from *provider*; raise ServiceError if the warnings are unknown.

        *last_messages* are from the last look-up of *place*, and may be from another provider.
        """
        checked_at, lists = self._clock(), self._lists[provider.name]
        try:
            polled = await lists.cached_or_requested(
                provider.area_key(place), partial(provider.list_alerts, place), is_check=is_check
            )
        except ServiceError as error:
            logger.info("look-up of warnings failed: %s", error)
            raise
        messages = await read_messages(provider, place, polled.alert_list, last_messages)
        place_warnings = messages.warnings_from(self._now())
        return _CachedOutcome(
            checked_at, polled.requested_at, place_warnings, place_warnings, checked_at, messages
        )
