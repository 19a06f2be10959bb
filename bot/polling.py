"""Long polling that loses nothing.

Each update is answered, or in the journal, before Telegram learns that we have it, and leaves that when it is
answered and Telegram has learnt. A clean stop answers what is in flight and tells Telegram; after a crash the
journal is replayed.
"""

import asyncio
import logging
import random
from collections.abc import Callable
from typing import Any

from aiogram import Bot, Dispatcher
from aiogram.exceptions import (
    TelegramAPIError,
    TelegramConflictError,
    TelegramRetryAfter,
    TelegramUnauthorizedError,
)
from aiogram.methods import TelegramMethod

from bot.feeding import WORTH_ANSWERING, Feeding
from bot.inbox import Inbox
from bot.lanes import Lanes
from bot.tracing import following
from bot.updates import Raw, kind_of, lane_of, number_of
from services.storage import Journal
from services.tasks import cancel_all

logger = logging.getLogger(__name__)

POLL_SECONDS = 30
"""How long Telegram holds a getUpdates open when there is nothing."""

IN_FLIGHT = 200
"""Chats answered at a time."""

WAITING = 1000
"""Updates taken in and not finished, before no more are asked for: Telegram keeps them as well."""

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 8.0
"""Seconds between failing calls: the pause doubles. The bot is back within ten seconds of Telegram."""

ANSWER_SECONDS = 10
"""For Telegram's answer to arrive after it has held the request open."""

GOODBYE_SECONDS = 5.0
"""For writing down on the way out what is not done, and the same for telling Telegram what has been received."""

PULSE = 30.0
"""Seconds between signs of life while Telegram has us wait: as many as an idle getUpdates takes."""


class GetRawUpdates(TelegramMethod[list[Any]]):
    """getUpdates with the updates as they are: one that does not validate must not spoil the others."""

    __returning__ = list[Any]
    __api_method__ = "getUpdates"

    offset: int | None = None
    limit: int | None = None
    timeout: int | None = None
    allowed_updates: list[str] | None = None


class Polling:
    """Receives updates for *bot* and feeds them to *dispatcher*.

    Calls *alive* after each getUpdates, well or ill ended, and each update finished, once the journal is written;
    see `Inbox`. It falls silent when the event loop, the journal, or receiving and all handlers hang; not when
    Telegram or the network is down, nor in a flood that is being worked off.
    """

    def __init__(self, bot: Bot, dispatcher: Dispatcher, journal: Journal, alive: Callable[[], None]) -> None:
        self._bot = bot
        self._feeding = Feeding(bot, dispatcher, self._rest)
        self._inbox = Inbox(journal, alive)
        self._allowed = dispatcher.resolve_used_update_types()
        self._lanes: Lanes[tuple[int, Raw]] = Lanes(self._handle, at_once=IN_FLIGHT, waiting=WAITING)
        self._offset = 0
        """One more than the last update received."""

    async def run(self, stop: asyncio.Event, grace: float) -> None:
        """Answer what a crash has left, receive until *stop*, then leave in order within *grace* seconds.

        Raise TelegramUnauthorizedError when the token is refused.
        """
        writing = asyncio.create_task(self._inbox.keep())
        receiving = asyncio.create_task(self._receive())
        stopping = asyncio.create_task(stop.wait())
        try:
            await asyncio.wait({receiving, stopping, writing}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            await cancel_all([receiving, stopping])
            left = await self._lanes.drain(grace)
            try:
                await self._say_goodbye()
            finally:
                self._inbox.close()
                await asyncio.wait({writing})  # not cancelled: what it is writing would be answered again
        if left:
            logger.warning("%d updates were not answered in %g s; the next start answers them", left, grace)
        writing.result()
        if not receiving.cancelled():
            receiving.result()

    async def _receive(self) -> None:
        for entry in await self._inbox.recall():
            if entry.age < WORTH_ANSWERING and "callback_query" not in entry.body:
                await self._lanes.put(lane_of(entry.body), (entry.update_id, entry.body))
            else:
                self._inbox.finish(entry.update_id)
        failures = 0
        while True:
            self._inbox.wake()  # also when there is nothing to write: it shows that the journal can be written
            await self._inbox.settled()
            try:
                updates = await self._bot(
                    GetRawUpdates(offset=self._offset, timeout=POLL_SECONDS, allowed_updates=self._allowed),
                    request_timeout=POLL_SECONDS + ANSWER_SECONDS,
                )
            except TelegramUnauthorizedError:
                raise
            except TelegramAPIError as error:
                failures += 1
                self._inbox.distrust()
                await self._rest(_pause(error, failures))
                continue
            if failures:
                logger.info("Telegram answers again")
                failures = 0
            self._inbox.acknowledge(self._offset)
            await self._take_in(updates)

    async def _rest(self, seconds: float) -> None:
        while seconds > 0:
            await asyncio.sleep(min(seconds, PULSE))
            seconds -= PULSE
            self._inbox.wake()

    async def _take_in(self, updates: list[Any]) -> None:
        numbered = {number: update for update in updates if (number := number_of(update)) is not None}
        if len(numbered) < len(updates):
            logger.error("%d updates without a number were passed over", len(updates) - len(numbered))
        if not numbered:
            if updates:  # they come again until there is a number to put an end to it
                await asyncio.sleep(FIRST_PAUSE)
            return
        self._offset = max(numbered) + 1
        for number in self._inbox.receive(numbered):
            if self._lanes.full:  # it takes long until Telegram is asked again
                self._inbox.distrust()
            await self._lanes.put(lane_of(numbered[number]), (number, numbered[number]))
            await asyncio.sleep(0)  # so that what is under way goes on while a hundred begin

    async def _handle(self, item: tuple[int, Raw]) -> None:
        number, raw = item
        with following(number, lane_of(raw), kind_of(raw), self._bot.token):
            await self._feeding.feed(raw)
        self._inbox.finish(number)

    async def _say_goodbye(self) -> None:
        """Tell Telegram what has been received, so that it is not sent again."""
        if self._offset == self._inbox.acknowledged:
            return
        try:
            async with asyncio.timeout(GOODBYE_SECONDS):
                await self._inbox.settled()
            async with asyncio.timeout(GOODBYE_SECONDS):
                await self._bot(GetRawUpdates(offset=self._offset, limit=1, timeout=0))
        except (TelegramAPIError, TimeoutError) as error:
            # The journal knows what is done: what is sent again is not answered again.
            logger.warning("Telegram was not told what has been received: %s", error)
            self._inbox.distrust()
        else:
            self._inbox.acknowledge(self._offset)


def _pause(error: Exception, failures: int) -> float:
    """Return the seconds until the next try, and tell the operator what is wrong."""
    if isinstance(error, TelegramRetryAfter):
        pause = float(error.retry_after)
    else:
        pause = min(FIRST_PAUSE * 2 ** (failures - 1), LONGEST_PAUSE) * random.uniform(0.5, 1.0)  # noqa: S311
    if isinstance(error, TelegramConflictError):
        logger.error("another instance is polling with this token; stop it, or give this one a token of its own")
    else:
        logger.warning("no updates from Telegram: %s; trying again in %.1f s", error, pause)
    return pause
