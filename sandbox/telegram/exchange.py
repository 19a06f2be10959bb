"""The state that all chats of one Telegram server share, such as the button presses without an answer."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import Protocol, cast

from sandbox.telegram.events import Event, Toast
from sandbox.telegram.feed import WAIT_SECONDS, Feed
from sandbox.telegram.updates import UpdateQueue
from sandbox.telegram.user_messages import Json


class HasFeed(Protocol):
    """A chat or an inline message; the bot's answer to a button press appears in its feed."""

    feed: Feed[Event]


@dataclass(frozen=True)
class Press:
    """A button press by a user."""

    chat: HasFeed
    """The chat or the inline message of the button."""
    query_id: str
    at: float

    async def toast(self, *, within: float = WAIT_SECONDS) -> Toast:
        """Return the bot's answer to the press; raises TimeoutError after `within` seconds without one."""
        feed = self.chat.feed
        found = await feed.find(
            lambda event: isinstance(event, Toast) and event.query_id == self.query_id, within=within
        )
        return cast("Toast", feed[found])


class Exchange:
    """The state that all chats of one Telegram server share: clock, ids, pending updates and button presses."""

    def __init__(self, bot: Json, clock: Callable[[], float]) -> None:
        self.bot = bot
        self.clock = clock
        self.ids = count(101)
        self.updates = UpdateQueue()
        self.presses: dict[str, Press] = {}
        """The button presses that the bot may still answer, by callback query id."""
