"""Protocols for a sender: the items that a sender sends, and the store from which a sender claims items."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol, Self, TypeVar


class DueItem(Protocol):
    """A push, or the alerts of a chat that are sent as one message."""

    @property
    def id(self) -> int:
        """The id of the item, which is unique among the items that a sender has claimed."""

    @property
    def chat_id(self) -> int:
        """The chat to which the item is sent."""

    @property
    def scheduled_at(self) -> datetime:
        """The time in UTC at which the item was to be sent."""

    @property
    def expires_at(self) -> datetime:
        """The time in UTC after which the item is not sent."""

    def in_general_topic(self) -> Self:
        """Return a copy that is sent to the general topic of its chat."""


Item = TypeVar("Item", bound=DueItem)


class DueItems(Protocol[Item]):
    """A store from which one sender claims due items: `DuePushes` or `DueAlerts`.

    After claiming an item, the sender marks it as done, skips it or postpones it. If the sender neither marks,
    skips nor postpones an item, any sender can claim the item after the lease has expired. All methods raise
    StorageError when the database fails.
    """

    @property
    def name(self) -> str:
        """The name of the items in log lines, in the plural: "pushes" or "alerts"."""

    async def next_claimable_at(self) -> float | None:
        """Return the Unix time from which the next item can be claimed; None if there is no item."""

    async def claim(self, limit: int) -> list[Item]:
        """Lease up to *limit* due items, and return them."""

    async def renew(self, items: Collection[Item]) -> set[int]:
        """Renew the leases that this sender still holds on *items*.

        Return the ids of the items with a renewed lease.
        """

    async def mark_done(self, items: Sequence[Item]) -> None:
        """Record *items* as sent."""

    async def skip(self, items: Sequence[Item]) -> None:
        """Record that *items* are too late and are not sent."""

    async def postpone(self, item: Item, until: float) -> None:
        """Release the item, so that any sender can claim it from the Unix time *until* on."""

    async def correct_times(self) -> int:
        """Correct times that were stored while the clock was ahead; return the number of corrected items."""

    async def release_all(self) -> None:
        """Release all claimed items, so that any sender can claim them at once."""
