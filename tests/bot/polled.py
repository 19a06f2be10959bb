"""Polling with a dispatcher made by the test, and a counter of heartbeats."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiogram import Bot, Dispatcher
from aiogram.types import CallbackQuery, Message, Update

from bot.admission import Admission
from bot.feeding import UpdateFeeder
from bot.inbox import Inbox
from bot.intake import Intake
from bot.polling import Polling
from bot.updates import BotIdentity
from services.storage import Journal


class Heartbeats:
    """Counts heartbeats."""

    def __init__(self) -> None:
        self.beats = 0
        self._beat = asyncio.Event()

    def __call__(self) -> None:
        self.beats += 1
        self._beat.set()

    async def reach(self, beats: int) -> None:
        async with asyncio.timeout(10):
            while self.beats < beats:
                self._beat.clear()
                await self._beat.wait()


async def no_context(_: Update) -> dict[str, Any]:
    """Return no data of the chat."""
    return {}


@asynccontextmanager
async def polled(
    bot: Bot, dispatcher: Dispatcher, journal: Journal, heartbeats: Heartbeats
) -> AsyncIterator[None]:
    """Poll until the context ends."""
    stop = asyncio.Event()
    box = Inbox(journal, heartbeats)
    taken = Intake(
        UpdateFeeder(bot, dispatcher, no_context, per_minute=30),
        box,
        BotIdentity(bot.id, "bot", ()),
        Admission(0),
        secret=bot.token,
    )
    allowed = dispatcher.resolve_used_update_types()
    work = Polling(bot, journal, box, taken, allowed_updates=allowed)
    task = asyncio.create_task(work.run(stop, grace_seconds=1))
    try:
        yield
    finally:
        stop.set()
        await task


def listening_dispatcher() -> Dispatcher:
    """Return a dispatcher whose handlers put the texts of messages into the queue `heard`."""
    heard: asyncio.Queue[str | None] = asyncio.Queue()
    dispatcher = Dispatcher(heard=heard)

    @dispatcher.message()
    async def on_message(message: Message) -> None:
        await heard.put(message.text)

    @dispatcher.callback_query()
    async def on_button(_: CallbackQuery) -> None:
        await heard.put("a button")

    return dispatcher
