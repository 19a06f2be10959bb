"""Polls the lists of alerts of one provider.

A list that has just changed is polled more often than other lists.
"""

import asyncio
from collections.abc import Callable, Coroutine, Hashable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from cachetools import LRUCache

from services.errors import ServiceError
from services.net.budget import Budget
from services.net.concurrency import SingleFlight
from services.warnings.models import AlertList

if TYPE_CHECKING:
    from services.shared.results import SharedResults

MAX_FRESH_AGE = timedelta(minutes=10).total_seconds()
"""Maximum age in seconds of a list that counts as fresh; a fresh list is not requested again."""

MAX_POLL_INTERVAL = timedelta(minutes=40).total_seconds()
"""Maximum interval in seconds between two polls of a list; the interval doubles with each poll that finds no
change."""

MAX_LIST_AGE = timedelta(hours=1).total_seconds()
"""Maximum age in seconds of a list that a check still uses if no more lists may be requested in this hour."""

CHANGED_LISTS_REQUEST_FRACTION = 0.25
"""Fraction of the requests of an hour that is reserved for lists that have just changed."""

MAX_CACHED_LISTS = 2_000
"""Maximum number of cached lists; the list that was used longest ago is removed first."""

RequestList = Callable[[], Coroutine[Any, Any, AlertList]]


@dataclass(frozen=True, slots=True)
class PolledList:
    """A list of alerts, with the time of its request."""

    alert_list: AlertList
    requested_at: float
    """Monotonic time of the request, which another process may have made."""
    interval: float
    """Time in seconds from the request to the next poll of the list."""


class AlertLists:
    """The lists of alerts of one provider; each list is about one area.

    Questions of users get only lists that are younger than MAX_FRESH_AGE. Checks also accept a list until its next
    poll is due. If all *requests_per_hour* are spent, checks accept lists up to MAX_LIST_AGE. Concurrent look-ups
    share a request. If *shared* is given, several processes share the lists.
    """

    def __init__(
        self,
        requests_per_hour: int,
        clock: Callable[[], float],
        shared: "SharedResults[AlertList] | None" = None,
    ) -> None:
        self._clock = clock
        self._shared = shared
        self._budget = Budget(requests_per_hour, 3600.0, clock=clock)
        self._lists: LRUCache[Hashable, PolledList] = LRUCache(MAX_CACHED_LISTS)
        self._calls: SingleFlight[Hashable, PolledList | ServiceError] = SingleFlight()

    async def cached_or_requested(self, key: Hashable, request: RequestList, *, is_check: bool) -> PolledList:
        """Return the list of the area with the key *key*.

        The list is from the cache or from *request*. Raise ServiceError if *request* fails.

        *is_check* is False if a user waits for the list.
        """
        polled = self._lists.get(key)
        if polled is not None and self._is_recent(polled, is_check=is_check):
            return polled
        call = self._calls.get_or_start(key, partial(self._load_or_request_list, key, request, polled))
        result = await asyncio.shield(call)
        if isinstance(result, ServiceError):  # each caller raises the error, because all callers share the call
            raise result
        return result

    async def aclose(self) -> None:
        """Cancel all running requests."""
        await self._calls.aclose()

    def _is_recent(self, polled: PolledList, *, is_check: bool) -> bool:
        age = self._clock() - polled.requested_at
        if age < MAX_FRESH_AGE or not is_check:
            return age < MAX_FRESH_AGE
        if age < polled.interval:
            return True
        reserve_fraction = CHANGED_LISTS_REQUEST_FRACTION if polled.interval > MAX_FRESH_AGE else 0.0
        return age < MAX_LIST_AGE and self._budget.seconds_until_call(reserve_fraction) > 0

    async def _load_or_request_list(
        self, key: Hashable, request: RequestList, previous: PolledList | None
    ) -> PolledList | ServiceError:
        loaded = None if self._shared is None else await self._shared.load(repr(key))
        if loaded is not None and loaded.age < MAX_FRESH_AGE:
            alert_list, requested_at = loaded.result, self._clock() - loaded.age
        else:
            requested_at = self._clock()
            self._budget.spend()
            try:
                alert_list = await request()
            except ServiceError as error:
                return error
            if self._shared is not None:
                self._shared.save(repr(key), alert_list)
        self._lists[key] = polled = PolledList(alert_list, requested_at, _poll_interval(alert_list, previous))
        return polled


def _poll_interval(alert_list: AlertList, previous: PolledList | None) -> float:
    """Return the time in seconds from the request for *alert_list* to the next poll.

    *previous* is the list of the request before.
    """
    if alert_list != (AlertList() if previous is None else previous.alert_list):
        return MAX_FRESH_AGE
    return min(2 * (MAX_FRESH_AGE if previous is None else previous.interval), MAX_POLL_INTERVAL)
