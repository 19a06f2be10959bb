"""The protocol of a store that several processes share, and the types of the values that the store returns."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

LEASE_SECONDS = 1.0
"""Time in seconds after which the lease of a look-up expires, unless its holder renews the lease."""


@dataclass(frozen=True, slots=True)
class StoredValue:
    """A value in the store."""

    body: bytes
    seconds_left: float
    """Time in seconds until the store deletes the value, measured by the clock of the store."""


@dataclass(frozen=True, slots=True)
class LeaseTaken:
    """The result of a claim: the caller has taken the lease, and must make the look-up."""


@dataclass(frozen=True, slots=True)
class LeaseHeld:
    """The result of a claim: another caller holds the lease of the look-up."""

    holder: str
    """The token of the caller that holds the lease."""


@dataclass(frozen=True, slots=True)
class AwaitedLookUpFailed:
    """The result of a claim: this caller has waited for the look-up of another caller, which has failed."""

    failure: bytes


ClaimResult = StoredValue | LeaseTaken | LeaseHeld | AwaitedLookUpFailed


@dataclass(frozen=True, slots=True)
class Spending:
    """The result of spending calls of a shared budget."""

    allowed: bool
    spent: int
    """Number of calls that all processes together have spent in the period that ends now."""
    seconds: float
    """Time in seconds until the oldest of the spent calls leaves the period."""


@dataclass(frozen=True, slots=True)
class Cooldown:
    """A cooldown that one of the processes has started."""

    reason: bytes
    seconds: float
    """Time in seconds until the cooldown ends."""


class SharedStore(Protocol):
    """A store that several processes share. The store may lose any value at any time.

    No method raises an exception if the store does not work. If the store does not work, methods that return a
    value return None within a tenth of a second. Methods without a result start an operation and do not wait for
    its end.
    """

    def digest(self, text: str) -> str:
        """Return a digest of *text* for use in keys.

        Without the bot's token, nobody can guess *text* from the digest.
        """

    async def get(self, key: str) -> StoredValue | None:
        """Return the value of *key*; None if *key* has no value."""

    def put(self, key: str, body: bytes, seconds: float) -> None:
        """Store *body* under *key* for *seconds*."""

    async def claim(self, key: str, token: str, min_seconds_left: float, awaited_token: str) -> ClaimResult | None:
        """Return the value of *key* if it is fresh; else try to take the lease.

        A value is fresh if the store will keep it for more than *min_seconds_left* further seconds.

        *token* identifies the caller. *awaited_token* is the token of the holder for which the caller has waited;
        empty if it has not waited.
        """

    def renew(self, key: str, token: str) -> None:
        """Extend the lease of *key* to LEASE_SECONDS if the lease still belongs to *token*."""

    def release(self, key: str, token: str, failure: bytes = b"") -> None:
        """End the lease of *key* if the lease still belongs to *token*.

        If *failure* is not empty, the callers that wait for *token* get an AwaitedLookUpFailed with *failure*.
        """

    async def spend(
        self, budget_key: str, cooldown_key: str, calls: int, limit: int, seconds: float
    ) -> Spending | Cooldown | None:
        """Spend *calls* calls of a budget that allows *limit* calls in any period of *seconds*.

        If a cooldown is stored, return the cooldown and spend nothing.
        """

    def spend_later(
        self, budget_key: str, calls: int, limit: int, seconds: float, on_result: Callable[[Spending], None]
    ) -> None:
        """Spend *calls* calls, or refund calls if *calls* is negative.

        Call *on_result* when the store has answered.
        """
