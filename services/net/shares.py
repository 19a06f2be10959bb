"""What each user may have looked up, so that a few users cannot spend the providers' budgets."""

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
"""Look-ups of a user in any hour: places without a fresh report or forecast, and names asked of geocoders."""

MODEST_LOOK_UPS = 10
"""Look-ups of a user in any hour that may be made from the reserve of a provider's budget."""

RESERVE = 0.25
"""Part of a provider's budget that is kept for modest users, saved places and daily pushes."""

NAMES_PER_MESSAGE = 20
"""Geocoder calls for one message or button: one for each place that a message may name."""

MAX_CONCURRENT_NAMES = 4
"""Geocoder calls under way for one user."""

MAX_USERS = 5_000
"""Users whose look-ups are counted, the latest. Look-ups of that many in an hour exceed a provider's budget."""


class Metered(Protocol):
    """A provider or a geocoder."""

    @property
    def name(self) -> str:
        """What users call it."""

    @property
    def budget(self) -> Budget | None:
        """What its calls are taken from; None where they are unlimited."""


class Usage:
    """The look-ups of one user: those of the last hour, and the names being looked up."""

    def __init__(self, budget: Budget) -> None:
        self.budget = budget
        self.name_slots = asyncio.Semaphore(MAX_CONCURRENT_NAMES)


@dataclass(frozen=True, slots=True)
class Charge:
    """What one look-up has been charged to, and what it must leave for others."""

    usage: Usage | None = None
    """The look-ups of its user; None for a look-up that costs nothing."""
    reserve: float = 0.0
    """Part of a provider's budget."""

    def check(self, service: Metered) -> None:
        """Raise Reserved when only the reserve is left of the budget of *service*."""
        if self.reserve and service.budget is not None and (wait := service.budget.wait(self.reserve)):
            raise Reserved(service.name, wait)

    def refund(self) -> None:
        """Give the look-up back, as nobody was asked."""
        if self.usage is not None:
            self.usage.budget.refund()

    def name_slot(self) -> AbstractAsyncContextManager[None]:
        """Return what to hold during a geocoder call."""
        return nullcontext() if self.usage is None else self.usage.name_slots


FREE = Charge()


class Shares:
    """The shares of all users: *look_ups_per_hour* each, unlimited when that is 0."""

    def __init__(
        self, look_ups_per_hour: int = LOOK_UPS_PER_HOUR, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._look_ups_per_hour = look_ups_per_hour
        self._clock = clock
        self._users: LRUCache[int, Usage] = LRUCache(MAX_USERS)

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
    """What one user may have looked up for one message or button."""

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

    def take_place(self, place: Hashable) -> Charge | Failure:
        """Charge the look-up of a place, by its key; return why it is refused where nothing is left."""
        return FREE if place in self._saved else self._take()

    def take_name(self) -> Charge | Failure:
        """Charge the look-up of a name; return why it is refused where nothing is left."""
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
        if not self._refused:  # one line for a message of twenty places
            logger.info("look-ups refused: the user's share is spent for %d s", wait)
            self._refused = True
        return Failure(Reason.SHARE_SPENT, retry_after=wait)
