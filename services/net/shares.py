"""Limits the look-ups of each user, so that a few users cannot spend the call budgets of the providers."""

import asyncio
import logging
import time
from collections.abc import Callable, Collection, Hashable
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from cachetools import LRUCache

from services.errors import Failure, Reason, ReservedForOthers
from services.net.budget import Budget

if TYPE_CHECKING:
    from services.shared.state import SharedState

logger = logging.getLogger(__name__)

DEFAULT_LOOK_UPS_PER_HOUR = 120
"""Default maximum number of look-ups per user in any hour. A look-up is a request for a place without a cached
result, or a request that sends a name to a geocoder."""

MAX_LOOK_UPS_FROM_RESERVE = 10
"""Number of look-ups per user and hour that may spend the reserved calls of a provider; further look-ups may
not."""

RESERVE_FRACTION = 0.25
"""Fraction of a provider's call budget that is reserved for saved places, daily pushes and users with few
look-ups."""

BACKGROUND_RESERVE_FRACTION = 0.2
"""Fraction of a provider's call budget that look-ups without a user, such as checks for alerts, must not spend."""

MAX_NAMES_PER_MESSAGE = 20
"""Maximum number of names that are sent to geocoders for one message or button press. An answer has at most 20
places."""

MAX_CONCURRENT_GEOCODER_CALLS = 4
"""Maximum number of concurrent geocoder calls per user."""

MAX_COUNTED_USERS = 5_000
"""Maximum number of users whose look-ups are counted; the least recently active user is forgotten first."""


class MeteredService(Protocol):
    """A provider or a geocoder that may have a call budget."""

    @property
    def name(self) -> str:
        """The name of the service, as shown to users."""

    @property
    def budget(self) -> Budget | None:
        """The budget of calls to the service; None if calls are unlimited."""


class UserLimits:
    """The limits of one user: the look-ups per hour, and the concurrent calls of geocoders."""

    def __init__(self, budget: Budget) -> None:
        self.budget = budget
        self.name_slots = asyncio.Semaphore(MAX_CONCURRENT_GEOCODER_CALLS)


@dataclass(frozen=True, slots=True)
class Charge:
    """The charge for one look-up: the user who pays, and the part of a call budget that must not be spent."""

    user_limits: UserLimits | None = None
    """The limits of the user to whom the look-up is charged; None for a free look-up."""
    reserve_fraction: float = 0.0
    """Fraction of a provider's call budget that the look-up must not spend."""

    def check_reserve(self, service: MeteredService) -> None:
        """Raise ReservedForOthers if *service* has no calls left that the look-up may spend."""
        if (
            self.reserve_fraction
            and service.budget is not None
            and (wait := service.budget.seconds_until_call(self.reserve_fraction))
        ):
            raise ReservedForOthers(service.name, wait)

    def refund(self) -> None:
        """Give the look-up back to the charged user, because no provider was called."""
        if self.user_limits is not None:
            self.user_limits.budget.refund()

    def geocoder_slot(self) -> AbstractAsyncContextManager[None]:
        """Return a context manager that limits the concurrent geocoder calls of the charged user."""
        return nullcontext() if self.user_limits is None else self.user_limits.name_slots


FREE_CHARGE = Charge()
"""The charge for a look-up that no user pays for, and that may spend the reserved calls."""


class PlaceShare(Protocol):
    """An object that charges look-ups of places to a user, or to nobody."""

    def charge_place(self, place_key: Hashable) -> Charge | Failure:
        """Return the charge for looking up the place with *place_key*; return a Failure if no look-up is left."""


class BackgroundShare:
    """The share for look-ups that no user has requested.

    Background look-ups leave BACKGROUND_RESERVE_FRACTION of each call budget to the users.
    """

    def charge_place(self, _key: Hashable) -> Charge:
        """Return a charge that no user pays; it leaves BACKGROUND_RESERVE_FRACTION of a call budget unspent."""
        return Charge(reserve_fraction=BACKGROUND_RESERVE_FRACTION)


class Shares:
    """Creates the share of each user, and counts the look-ups of all users.

    Each user may make *look_ups_per_hour* look-ups in any hour; 0 means no limit.

    If *shared* is given, the look-ups of a user in all processes are counted together.
    """

    def __init__(
        self,
        look_ups_per_hour: int = DEFAULT_LOOK_UPS_PER_HOUR,
        *,
        clock: Callable[[], float] = time.monotonic,
        shared: "SharedState | None" = None,
    ) -> None:
        self._look_ups_per_hour = look_ups_per_hour
        self._clock = clock
        self._shared = shared
        self._users: LRUCache[int, UserLimits] = LRUCache(MAX_COUNTED_USERS)

    def share_for(self, user_id: int, saved_keys: Collection[Hashable] = ()) -> "Share | None":
        """Return the share of a user for one message or button press; None if look-ups are unlimited.

        Look-ups of places whose keys are in *saved_keys* are free. For a channel or an anonymous admin, *user_id*
        is the id of the chat.
        """
        return Share(self, user_id, saved_keys) if self._look_ups_per_hour else None

    def user_limits(self, user_id: int) -> UserLimits:
        """Return the limits of the user, which apply to all messages of the user together."""
        user_limits = self._users.get(user_id)
        if user_limits is None:
            user_limits = self._users[user_id] = UserLimits(self._new_budget(user_id))
        return user_limits

    def _new_budget(self, user_id: int) -> Budget:
        if self._shared is None:
            return Budget(self._look_ups_per_hour, 3600.0, clock=self._clock)
        return self._shared.budget("look-ups", user_id, self._look_ups_per_hour, 3600.0, clock=self._clock)


class Share:
    """Charges one user for the look-ups of one message or button press."""

    def __init__(self, shares: Shares, user_id: int, saved_keys: Collection[Hashable]) -> None:
        self._shares = shares
        self._user_id = user_id
        self._saved_keys = saved_keys
        self._names_left = MAX_NAMES_PER_MESSAGE
        self._is_refusal_logged = False

    @cached_property
    def _user_limits(self) -> UserLimits:
        # The limits are created at the first charge, because most results are cached and cost the user nothing.
        return self._shares.user_limits(self._user_id)

    def charge_place(self, place_key: Hashable) -> Charge | Failure:
        """Charge the user for looking up the place with *place_key*; return a Failure if no look-up is left."""
        return FREE_CHARGE if place_key in self._saved_keys else self._charge_look_up()

    def charge_name(self) -> Charge | Failure:
        """Charge the user for looking up a name; return a Failure if no look-ups are left."""
        if not self._names_left:
            return Failure(Reason.TOO_MANY_NAMES)
        charge = self._charge_look_up()
        if isinstance(charge, Charge):
            self._names_left -= 1
        return charge

    def _charge_look_up(self) -> Charge | Failure:
        budget = self._user_limits.budget
        reserve_fraction = RESERVE_FRACTION if budget.spent_calls >= MAX_LOOK_UPS_FROM_RESERVE else 0.0
        if budget.spend():
            return Charge(self._user_limits, reserve_fraction)
        wait = budget.seconds_until_call()
        if not self._is_refusal_logged:  # log one line for all places of a message
            logger.info("refused a look-up: the user has no look-ups left for %d s", wait)
            self._is_refusal_logged = True
        return Failure(Reason.SHARE_SPENT, retry_after=wait)
