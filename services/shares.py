"""What each user may have looked up, so that a few users cannot spend the providers' plans."""

import asyncio
import logging
import time
from collections.abc import Callable, Collection, Hashable, Sequence
from functools import cached_property
from typing import Protocol, TypeVar

from cachetools import LRUCache

from services.budget import Budget, Plan
from services.errors import Failure, Reason

logger = logging.getLogger(__name__)

LOOK_UPS_PER_HOUR = 120
"""Look-ups of a user in any hour: places without a fresh report or forecast, and names asked of geocoders."""

MODEST = 10
"""Look-ups of a user in any hour that may be made from the reserve of a provider's plan."""

RESERVE = 0.25
"""Part of a provider's plan that is kept for modest users, saved places and daily pushes."""

NAMES_PER_MESSAGE = 20
"""Geocoder calls for one message or button: one for each place that a message may name."""

NAMES_AT_ONCE = 4
"""Geocoder calls under way for one user."""

USERS_KEPT = 5_000
"""Users whose look-ups are counted, the latest. Look-ups of that many in an hour exceed a provider's plan."""


class Metered(Protocol):
    """A provider or a geocoder."""

    @property
    def plan(self) -> Budget | Plan | None:
        """What its calls are taken from; None where they are unlimited."""


Service = TypeVar("Service", bound=Metered)


class Usage:
    """The look-ups of one user: those of the last hour, and the names being looked up."""

    def __init__(self, budget: Budget) -> None:
        self.budget = budget
        self.name_slots = asyncio.Semaphore(NAMES_AT_ONCE)


class Shares:
    """The shares of all users: *look_ups_per_hour* each, unlimited when that is 0."""

    def __init__(
        self, look_ups_per_hour: int = LOOK_UPS_PER_HOUR, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._look_ups_per_hour = look_ups_per_hour
        self._clock = clock
        self._users: LRUCache[int, Usage] = LRUCache(USERS_KEPT)

    def of(self, user_id: int, saved: Collection[Hashable] = ()) -> "Share | None":
        """Return the share of a user, for one message or button; places whose keys are *saved* cost nothing.

        Return None when shares are unlimited. A channel or an anonymous admin has the share of its chat's id.
        """
        return Share(self, user_id, saved) if self._look_ups_per_hour else None

    def usage(self, user_id: int) -> Usage:
        """Return the look-ups of a user, which all shares of that user have in common."""
        usage = self._users.get(user_id)
        if usage is None:
            usage = self._users[user_id] = Usage(Budget(self._look_ups_per_hour, 3600.0, clock=self._clock))
        return usage


class Share:
    """What one user may have looked up for one message or button. Its methods charge a look-up, or refuse it."""

    def __init__(self, shares: Shares, user_id: int, saved: Collection[Hashable]) -> None:
        self._shares = shares
        self._user_id = user_id
        self._saved = saved
        self._names_left = NAMES_PER_MESSAGE
        self._refused = False

    @cached_property
    def _usage(self) -> Usage:
        # Not looked up before it is needed: most answers come from a cache.
        return self._shares.usage(self._user_id)

    @property
    def name_slots(self) -> asyncio.Semaphore:
        """What to hold during a geocoder call."""
        return self._usage.name_slots

    def take_place(self, place: Hashable, providers: Sequence[Service]) -> Sequence[Service] | Failure:
        """Charge the look-up of a place, by its key; return the *providers* that may be asked, or why none may."""
        return providers if place in self._saved else self._take(providers)

    def take_name(self, geocoders: Sequence[Service]) -> Sequence[Service] | Failure:
        """Charge the look-up of a name; return the *geocoders* that may be asked, or why none may."""
        if not self._names_left:
            return Failure(Reason.TOO_MANY_NAMES)
        taken = self._take(geocoders)
        if not isinstance(taken, Failure):
            self._names_left -= 1
        return taken

    def take_saving(self, place: Hashable) -> Failure | None:
        """Charge a place that is to be saved, and then costs nothing; return why it may not be."""
        nobody: Sequence[Metered] = ()
        taken = self.take_place(place, nobody)
        return taken if isinstance(taken, Failure) else None

    def _take(self, services: Sequence[Service]) -> Sequence[Service] | Failure:
        budget = self._usage.budget
        if services and budget.spent >= MODEST:
            waits = [service.plan.wait(RESERVE) if service.plan else 0.0 for service in services]
            services = [service for service, wait in zip(services, waits, strict=True) if not wait]
            if not services:
                return self._refusal(min(waits), "the providers' plans are down to the reserve")
        return services if budget.spend() else self._refusal(budget.wait(), "the user's share is spent")

    def _refusal(self, wait: float, why: str) -> Failure:
        if not self._refused:  # one line for a message of twenty places
            logger.info("look-ups refused for %d s: %s", wait, why)
            self._refused = True
        return Failure(Reason.SHARE_SPENT, retry_after=wait)
