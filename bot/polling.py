"""Long polling with at-least-once handling.

An update is acknowledged only when it is finished or journalled. It leaves the journal when it is finished and
acknowledged. A clean stop waits for the running handlers and acknowledges what was received; after a crash the
journal is replayed.
"""

import asyncio
import logging
import random
from contextlib import suppress
from typing import Any

from aiogram import Bot
from aiogram.exceptions import (
    TelegramAPIError,
    TelegramRetryAfter,
)
from aiogram.methods import TelegramMethod

from bot.admission import MAX_QUESTION_AGE
from bot.inbox import Inbox
from bot.intake import Intake
from bot.polling_errors import PollingErrors
from bot.updates import update_id_of
from services.errors import StorageError
from services.storage import Journal, Unfinished
from services.tasks import cancel_all

logger = logging.getLogger(__name__)

POLL_TIMEOUT = 30
"""How long Telegram holds a getUpdates open when there is nothing."""

MAX_CRASHES = 2
"""Crashes with an update unfinished after which it is set aside."""

POLL_BACKOFF_MIN, POLL_BACKOFF_MAX = 0.5, 8.0
"""Seconds between failing calls: the pause doubles. The bot is back within ten seconds of Telegram."""

MAX_DOUBLINGS = 10
"""Doublings of the pause: after two hours of failures an unbounded power would be beyond all floats."""

MIN_POLL_INTERVAL = 1.0
"""Seconds below which the server has not waited for updates: one that does not hold requests open, or repeats the
same updates, would keep the bot busy."""

EMPTY_RESPONSES_LOGGED = 3
"""Answers at once, without news, after which one line in the log says so."""

JOURNAL_RETRY_SECONDS = 5.0
"""Seconds until the journal is opened again while the database does not work."""

RESPONSE_TIMEOUT = 10
"""For Telegram's answer to arrive after it has held the request open."""

SHUTDOWN_TIMEOUT = 5.0
"""For writing down on the way out what is not done, and the same for telling Telegram what has been received."""

HEARTBEAT_INTERVAL = 30.0
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
    """Receives updates for *bot* into *inbox* and has them handled by *intake*.

    The inbox reports that the process is alive after each getUpdates, whether it failed or not, and after each
    update finished. It stops doing so when the event loop, the journal, or receiving and all handlers hang, but
    not while Telegram or the network is down, nor in a flood that is being worked off.
    """

    def __init__(
        self, bot: Bot, journal: Journal, inbox: Inbox, intake: Intake, *, allowed_updates: list[str]
    ) -> None:
        self._bot = bot
        self._journal = journal
        self._inbox = inbox
        self._intake = intake
        self._errors = PollingErrors(bot)
        self._allowed = allowed_updates
        self._offset = 0
        """One more than the last update received."""
        self._crashed: bool | None = None
        """Whether the last process ended in a crash; None until the journal is open."""

    async def run(self, stop: asyncio.Event, grace: float) -> None:
        """Answer what an earlier process has left, receive until *stop*, then stop within *grace* seconds.

        Raise TelegramUnauthorizedError when the token counts as refused.
        """
        writing = asyncio.create_task(self._inbox.keep())
        receiving = asyncio.create_task(self._receive())
        stopping = asyncio.create_task(stop.wait())
        try:
            await asyncio.wait({receiving, stopping, writing}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            await cancel_all([receiving, stopping])
            left = await self._intake.drain(grace)
            try:
                await self._acknowledge()
            finally:
                self._inbox.close()
                await asyncio.wait({writing})  # not cancelled: what it is writing would be answered again
                await self._close_journal()
        if left:
            logger.warning("%d updates were not answered in %g s; the next start answers them", left, grace)
        writing.result()
        if not receiving.cancelled():
            receiving.result()

    async def _open_journal(self) -> tuple[bool, list[Unfinished]]:
        """Return whether the last process crashed, and what it left; wait until the database can tell."""
        while True:
            try:
                if self._crashed is None:
                    self._crashed = await self._journal.open()
                return self._crashed, await self._inbox.recall()
            except StorageError as error:
                logger.warning(
                    "waiting for the database: %s; trying again in %.0f s", error, JOURNAL_RETRY_SECONDS
                )
                await self._rest(JOURNAL_RETRY_SECONDS)

    async def _replay(self, left: list[Unfinished], *, crashed: bool) -> None:
        """Handle what an earlier process has left in the journal, but for what has ended it again and again."""
        set_aside = []
        for entry in left:
            if crashed and entry.attempts >= MAX_CRASHES:
                set_aside.append(entry.update_id)
            elif entry.age > MAX_QUESTION_AGE and "callback_query" in entry.body:
                self._inbox.finish(entry.update_id)
            else:
                is_suspect = crashed and entry.attempts > 0
                await self._intake.take(entry.update_id, entry.body, is_suspect=is_suspect, replayed=True)
        if set_aside:
            logger.error(
                "updates %s are set aside in the journal: the process ended %d times while it handled them",
                ", ".join(map(str, set_aside)),
                MAX_CRASHES,
            )
            with suppress(StorageError):  # the database logs it; the next crash sets them aside again
                await self._journal.set_aside(set_aside)

    async def _close_journal(self) -> None:
        if self._crashed is None:  # it was never opened: what the last process left there stays as it is
            return
        try:
            await self._journal.close()
        except StorageError as error:
            logger.warning("the next start will take this stop for a crash: %s", error)

    async def _receive(self) -> None:
        crashed, left = await self._open_journal()
        await self._replay(left, crashed=crashed)
        failures = idle_answers = 0
        while True:
            self._inbox.wake()  # also when there is nothing to write: it shows that the journal can be written
            await self._inbox.settled()
            asked_at = asyncio.get_running_loop().time()
            try:
                updates = await self._bot(
                    GetRawUpdates(offset=self._offset, timeout=POLL_TIMEOUT, allowed_updates=self._allowed),
                    request_timeout=POLL_TIMEOUT + RESPONSE_TIMEOUT,
                )
            except TelegramAPIError as error:
                await self._errors.judge(error)
                failures += 1
                self._inbox.persist_untracked()
                await self._rest(_pause(error, failures))
                continue
            if failures:
                logger.info("Telegram answers again")
                failures = 0
                self._errors.reset()
            self._inbox.acknowledge(self._offset)
            if await self._take_in(updates, write_first=crashed):
                idle_answers = 0
            elif asyncio.get_running_loop().time() - asked_at < MIN_POLL_INTERVAL:
                idle_answers += 1
                await self._rest(_idle_pause(idle_answers))
            crashed = False

    async def _rest(self, seconds: float) -> None:
        while seconds > 0:
            await asyncio.sleep(min(seconds, HEARTBEAT_INTERVAL))
            seconds -= HEARTBEAT_INTERVAL
            self._inbox.wake()

    async def _take_in(self, updates: list[Any], *, write_first: bool) -> bool:
        """Take in what is new in *updates*, with *write_first* once the journal has it.

        Return whether there was progress: a new update, or a later offset.
        """
        numbered = {update_id: update for update in updates if (update_id := update_id_of(update)) is not None}
        if len(numbered) < len(updates):
            logger.error("%d updates without an update_id were skipped", len(updates) - len(numbered))
        if not numbered:
            return False
        offset, self._offset = self._offset, max(numbered) + 1
        new = self._inbox.receive(numbered)
        if write_first:  # the last process may have ended by one of these before the journal had it
            with suppress(TimeoutError):
                async with asyncio.timeout(SHUTDOWN_TIMEOUT):
                    await self._inbox.settled()
        for update_id in new:
            if self._intake.is_full:  # it takes long until Telegram is asked again
                self._inbox.persist_untracked()
            await self._intake.take(update_id, numbered[update_id])
            await asyncio.sleep(0)  # so that what is under way goes on while a hundred begin
        return bool(new) or self._offset != offset

    async def _acknowledge(self) -> None:
        """Tell Telegram what has been received, so that it is not sent again."""
        if self._offset == self._inbox.acknowledged:
            return
        try:
            async with asyncio.timeout(SHUTDOWN_TIMEOUT):
                await self._inbox.settled()
            async with asyncio.timeout(SHUTDOWN_TIMEOUT):
                await self._bot(GetRawUpdates(offset=self._offset, limit=1, timeout=0))
        except (TelegramAPIError, TimeoutError) as error:
            # The journal knows what is done: what is sent again is not answered again.
            logger.warning("Telegram was not told what has been received: %s", error)
            self._inbox.persist_untracked()
        else:
            self._inbox.acknowledge(self._offset)


def _backoff(times: int) -> float:
    """Return the seconds to wait after something has happened so many *times* in a row."""
    doublings = float(min(times - 1, MAX_DOUBLINGS))
    return min(POLL_BACKOFF_MIN * 2**doublings, POLL_BACKOFF_MAX) * random.uniform(0.5, 1.0)  # noqa: S311


def _idle_pause(answers: int) -> float:
    """Return the seconds to wait after so many *answers* in a row that came at once and without news."""
    if answers == EMPTY_RESPONSES_LOGGED:
        logger.warning(
            "the Bot API server answers getUpdates at once, with nothing new; asking it every %.0f s at most",
            POLL_BACKOFF_MAX,
        )
    return _backoff(answers)


def _pause(error: Exception, failures: int) -> float:
    """Return the seconds until the next try, and log them."""
    pause = float(error.retry_after) if isinstance(error, TelegramRetryAfter) else _backoff(failures)
    logger.warning("no updates from Telegram: %s; trying again in %.1f s", error, pause)
    return pause
