"""Limits of look-ups per user, so that a few users cannot spend the providers' budgets."""

import asyncio
import logging
import time
from collections.abc import Callable, Collection, Hashable
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from cachetools import LRUCache

from services.errors import Failure, Reason, Reserved
from services.net.budget import Budget

logger = logging.getLogger(__name__)

LOOK_UPS_PER_HOUR = 120
"""Look-ups per user in any hour: places without a cached report or forecast, and names sent to geocoders."""

MODEST_LOOK_UPS = 10
"""Look-ups per user in any hour that may use the reserve of a provider's budget."""

RESERVE = 0.25
"""Fraction of a provider's budget kept for saved places, daily pushes and users with few look-ups."""

NAMES_PER_MESSAGE = 20
"""Maximum number of geocoder calls for one message or button: one per place that a message may name."""

MAX_CONCURRENT_NAMES = 4
"""Maximum number of concurrent geocoder calls per user."""

MAX_USERS = 5_000
"""Users whose look-ups are counted; the least recent is evicted. So many exceed any provider's budget."""


class Metered(Protocol):
    """A provider or a geocoder."""

    @property
    def name(self) -> str:
        """The name that users know."""

    @property
    def budget(self) -> Budget | None:
        """The budget of its calls; None if they are unlimited."""


class Usage:
    """The look-ups of one user: the budget of the hour, and slots for concurrent geocoder calls."""

    def __init__(self, budget: Budget) -> None:
        self.budget = budget
        self.name_slots = asyncio.Semaphore(MAX_CONCURRENT_NAMES)


@dataclass(frozen=True, slots=True)
class Charge:
    """The user to whom a look-up was charged, and the reserve that it must not use."""

    usage: Usage | None = None
    """The look-ups of the user; None for a free look-up."""
    reserve: float = 0.0
    """Fraction of a provider's budget."""

    def check(self, service: Metered) -> None:
        """Raise Reserved if only the reserve is left of the budget of *service*."""
        if self.reserve and service.budget is not None and (wait := service.budget.wait(self.reserve)):
            raise Reserved(service.name, wait)

    def refund(self) -> None:
        """Give the look-up back, because no provider was called."""
        if self.usage is not None:
            self.usage.budget.refund()

    def name_slot(self) -> AbstractAsyncContextManager[None]:
        """Return the slot to hold during a geocoder call."""
        return nullcontext() if self.usage is None else self.usage.name_slots


FREE = Charge()


class Shares:
    """The look-ups of all users: *look_ups_per_hour* for each of them; 0 means no limit."""

    def __init__(
        self, look_ups_per_hour: int = LOOK_UPS_PER_HOUR, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._look_ups_per_hour = look_ups_per_hour
        self._clock = clock
        self._users: LRUCache[int, Usage] = LRUCache(MAX_USERS)

    def of(self, user_id: int, saved: Collection[Hashable] = ()) -> "Share | None":
        """Return a user's share for one message or button; places whose keys are in *saved* are free.

        Return None if look-ups are unlimited. A channel or an anonymous admin has the id of the chat.
        """
        return Share(self, user_id, saved) if self._look_ups_per_hour else None

    def usage(self, user_id: int) -> Usage:
        """Return the look-ups that all shares of a user have in common."""
        usage = self._users.get(user_id)
        if usage is None:
            usage = self._users[user_id] = Usage(Budget(self._look_ups_per_hour, 3600.0, clock=self._clock))
        return usage


class Share:
    """The look-ups that one user may still make for one message or button."""

    def __init__(self, shares: Shares, user_id: int, saved: Collection[Hashable]) -> None:
        self._shares = shares
        self._user_id = user_id
        self._saved = saved
        self._names_left = NAMES_PER_MESSAGE
        self._refused = False

    @cached_property
    def _usage(self) -> Usage:
        # Lazy, because most answers come from a cache.
        return self._shares.usage(self._user_id)

    def take_place(self, place: Hashable) -> Charge | Failure:
        """Charge the look-up of a place by its key; return a Failure if none is left."""
        return FREE if place in self._saved else self._take()

    def take_name(self) -> Charge | Failure:
        """Charge the look-up of a name; return a Failure if none is left."""
        if not self._names_left:
            return Failure(Reason.TOO_MANY_NAMES)
        charge = self._take()
        if isinstance(charge, Charge):
            self._names_left -= 1
        return charge

    def _take(self) -> Charge | Failure:
        budget = self._usage.budget
        reserve = RESERVE if budget.spent >= MODEST_LOOK_UPS else 0.0
        if budget.spend():
            return Charge(self._usage, reserve)
        wait = budget.wait()
        if not self._refused:  # log once for a message of twenty places
            logger.info("refused look-ups: the user has none left for %d s", wait)
            self._refused = True
        return Failure(Reason.SHARE_SPENT, retry_after=wait)
