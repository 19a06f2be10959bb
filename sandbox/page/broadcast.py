"""The events of all chats, sent to every open page."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from sandbox.page.views import history_view, message_view, settings_view
from sandbox.playground import Playground
from sandbox.telegram import BotMessage, Chat, Deleted, Toast
from sandbox.telegram.user_messages import Json

MAX_WAITING = 1000
"""Maximum number of events that wait for one page; a page that lags further is disconnected and connects again."""


class PageEvent(NamedTuple):
    """An event of the page: its name and its data."""

    name: str
    data: object


Subscription = asyncio.Queue[PageEvent | None]
"""The events for one page; None ends the connection."""


class Broadcast:
    """Turns the events of the playground into events of the page."""

    def __init__(self, playground: Playground) -> None:
        self._playground = playground
        self._subscriptions: set[Subscription] = set()
        self._keyboards: dict[int, Json | None] = dict.fromkeys(playground.chats)
        """The reply keyboard that each chat shows."""

    @contextmanager
    def subscribe(self) -> Iterator[Subscription]:
        """Yield a queue that starts with a snapshot and goes on with the later events."""
        subscription: Subscription = asyncio.Queue(MAX_WAITING)
        subscription.put_nowait(PageEvent("snapshot", self._snapshot()))
        self._subscriptions.add(subscription)
        try:
            yield subscription
        finally:
            self._subscriptions.discard(subscription)

    async def run(self) -> None:
        """Send events until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._follow_changes())
            for chat in self._playground.chats.values():
                tasks.create_task(self._follow_bot(chat))
                tasks.create_task(self._follow_users(chat))
                tasks.create_task(self._follow_actions(chat))

    def _snapshot(self) -> Json:
        return {
            "settings": settings_view(self._playground),
            "messages": {chat.id: history_view(chat) for chat in self._playground.chats.values()},
            "keyboards": self._keyboards,
        }

    async def _follow_changes(self) -> None:
        async for _ in self._playground.changes.follow():
            self._send("settings", settings_view(self._playground))

    async def _follow_users(self, chat: Chat) -> None:
        async for message in chat.sent.follow():
            self._send_message(chat, message)

    async def _follow_actions(self, chat: Chat) -> None:
        async for _ in chat.actions.follow():
            self._send("typing", {"chat": chat.id})

    async def _follow_bot(self, chat: Chat) -> None:
        async for event in chat.feed.follow():
            match event:
                case BotMessage():
                    self._send_message(chat, event)
                    if event.reply_keyboard is not None:
                        self._keyboards[chat.id] = None if event.removes_keyboard else event.reply_keyboard
                        self._send("keyboard", {"chat": chat.id, "keyboard": self._keyboards[chat.id]})
                case Deleted(message_id=message_id):
                    self._send("deleted", {"chat": chat.id, "id": message_id})
                case Toast(text=text, alert=alert):
                    self._send("toast", {"chat": chat.id, "text": text, "alert": alert})

    def _send_message(self, chat: Chat, message: BotMessage | Json) -> None:
        view = message_view(chat, message)
        if view is not None:
            self._send("message", view)

    def _send(self, name: str, data: object) -> None:
        for subscription in tuple(self._subscriptions):
            if subscription.full():
                self._subscriptions.discard(subscription)
                subscription.get_nowait()  # the None at the end needs room in the queue
                subscription.put_nowait(None)
            else:
                subscription.put_nowait(PageEvent(name, data))
