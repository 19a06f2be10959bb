"""Limits on the look-ups of each user, so that a few users cannot spend the budgets of the providers."""

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

DEFAULT_LOOK_UPS_PER_HOUR = 120
"""Default maximum number of look-ups per user in any hour.

A look-up is a request for a place without a cached result, or for a name that is sent to a geocoder.
"""

MAX_RESERVE_LOOK_UPS = 10
"""Maximum number of look-ups per user in any hour that may use the reserve of a provider's budget."""

RESERVE_FRACTION = 0.25
"""Fraction of a provider's budget that is reserved for saved places, daily pushes and users with few look-ups."""

MAX_NAMES_PER_MESSAGE = 20
"""Maximum number of geocoder calls for one message or button press. A message can name 20 places."""

MAX_CONCURRENT_NAMES = 4
"""Maximum number of concurrent geocoder calls per user."""

MAX_USERS = 5_000
"""Maximum number of users whose look-ups are counted; the least recent user is evicted."""


class MeteredService(Protocol):
    """A provider or a geocoder with a budget of calls."""

    @property
    def name(self) -> str:
        """The name that users see."""

    @property
    def budget(self) -> Budget | None:
        """The budget of the calls; None if they are unlimited."""


class UserLimits:
    """The limits of one user: a budget of look-ups per hour, and slots for concurrent geocoder calls."""

    def __init__(self, budget: Budget) -> None:
        self.budget = budget
        self.name_slots = asyncio.Semaphore(MAX_CONCURRENT_NAMES)


@dataclass(frozen=True, slots=True)
class Charge:
    """The user to whom a look-up is charged, and the reserve that the look-up must not use."""

    user_limits: UserLimits | None = None
    """The limits of the user; None for a free look-up."""
    reserve: float = 0.0
    """Fraction of a provider's budget that the look-up must not use."""

    def check(self, service: MeteredService) -> None:
        """Raise Reserved if the budget of *service* has no calls left except the reserve."""
        if (
            self.reserve
            and service.budget is not None
            and (wait := service.budget.seconds_until_call(self.reserve))
        ):
            raise Reserved(service.name, wait)

    def refund(self) -> None:
        """Refund the look-up to the user, because no provider was called."""
        if self.user_limits is not None:
            self.user_limits.budget.refund()

    def name_slot(self) -> AbstractAsyncContextManager[None]:
        """Return a context manager to hold during a geocoder call."""
        return nullcontext() if self.user_limits is None else self.user_limits.name_slots


FREE_CHARGE = Charge()
"""The charge of a look-up that is free and may use the reserve."""


class Shares:
    """The limits of all users. Each user may make *look_ups_per_hour* look-ups; 0 means no limit."""

    def __init__(
        self, look_ups_per_hour: int = DEFAULT_LOOK_UPS_PER_HOUR, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._look_ups_per_hour = look_ups_per_hour
        self._clock = clock
        self._users: LRUCache[int, UserLimits] = LRUCache(MAX_USERS)

    def share_for(self, user_id: int, saved: Collection[Hashable] = ()) -> "Share | None":
        """Return the share of a user for one message or button press; None if look-ups are unlimited.

        Places whose keys are in *saved* are free. For a channel or an anonymous admin, *user_id* is the id of the
        chat.
        """
        return Share(self, user_id, saved) if self._look_ups_per_hour else None

    def user_limits(self, user_id: int) -> UserLimits:
        """Return the limits that all shares of a user have in common."""
        user_limits = self._users.get(user_id)
        if user_limits is None:
            user_limits = self._users[user_id] = UserLimits(
                Budget(self._look_ups_per_hour, 3600.0, clock=self._clock)
            )
        return user_limits


class Share:
    """The look-ups that one user may make for one message or button press."""

    def __init__(self, shares: Shares, user_id: int, saved: Collection[Hashable]) -> None:
        self._shares = shares
        self._user_id = user_id
        self._saved = saved
        self._names_left = MAX_NAMES_PER_MESSAGE
        self._is_refusal_logged = False

    @cached_property
    def _user_limits(self) -> UserLimits:
        # Created on first use, because most results come from a cache.
        return self._shares.user_limits(self._user_id)

    def charge_place(self, place: Hashable) -> Charge | Failure:
        """Charge the look-up of a place, given by its key; return a Failure if the user has no look-ups left."""
        return FREE_CHARGE if place in self._saved else self._charge()

    def charge_name(self) -> Charge | Failure:
        """Charge the look-up of a name; return a Failure if the user has no look-ups left."""
        if not self._names_left:
            return Failure(Reason.TOO_MANY_NAMES)
        charge = self._charge()
        if isinstance(charge, Charge):
            self._names_left -= 1
        return charge

    def _charge(self) -> Charge | Failure:
        budget = self._user_limits.budget
        reserve = RESERVE_FRACTION if budget.spent >= MAX_RESERVE_LOOK_UPS else 0.0
        if budget.spend():
            return Charge(self._user_limits, reserve)
        wait = budget.seconds_until_call()
        if not self._is_refusal_logged:  # log once for all places of a message
            logger.info("look-ups refused: the user has none left for %d s", wait)
            self._is_refusal_logged = True
        return Failure(Reason.SHARE_SPENT, retry_after=wait)
