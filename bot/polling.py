"""Long polling with at-least-once handling.

An update is acknowledged only when it is finished or journalled. It leaves the journal when it is finished and
acknowledged. A clean stop waits for the running handlers and acknowledges the received updates. The next start
replays the updates that are left in the journal.
"""

import asyncio
import logging
import random
from contextlib import suppress
from typing import Any

from aiogram import Bot
from aiogram.exceptions import TelegramAPIError, TelegramRetryAfter

from bot.admission import MAX_QUESTION_AGE
from bot.inbox import JOURNAL_RETRY_SECONDS, Inbox
from bot.intake import Intake
from bot.polling_errors import PollingErrors
from bot.telegram import GetRawUpdates
from bot.updates import update_id_of
from services.errors import StorageError
from services.storage import Journal, UnfinishedUpdate
from services.tasks import cancel_all

logger = logging.getLogger(__name__)

POLL_TIMEOUT = 30
"""Seconds for which Telegram holds a getUpdates open when there are no updates."""

MAX_CRASHES = 2
"""Number of crashes while an update is handled after which it is set aside."""

POLL_BACKOFF_MIN, POLL_BACKOFF_MAX = 0.5, 8.0
"""Bounds in seconds of the pause after a failed getUpdates, which doubles each time."""

MAX_DOUBLINGS = 10
"""Doublings of the pause; without a limit the power would overflow after two hours of failures."""

MIN_POLL_INTERVAL = 1.0
"""Seconds below which a getUpdates without new updates counts as too early, and is followed by a pause.

A server that does not hold requests open, or repeats the same updates, would otherwise keep the bot busy.
"""

EMPTY_RESPONSES_LOGGED = 3
"""Number of such responses in a row after which one line is logged."""

RESPONSE_TIMEOUT = 10
"""Seconds in addition to POLL_TIMEOUT within which the response must arrive."""

SHUTDOWN_TIMEOUT = 5.0
"""Seconds for writing the journal at a stop, and again for acknowledging the received updates."""

HEARTBEAT_INTERVAL = 30.0
"""Maximum number of seconds between two heartbeats during a pause; as many as an idle getUpdates takes."""


class Polling:
    """Receives updates for *bot* into *inbox* and has *intake* handle them.

    The inbox sends a heartbeat after each getUpdates, successful or not, and after each finished update.
    Heartbeats stop when the event loop, the journal, or polling and all handlers hang. They go on while Telegram
    or the network is down, and while getUpdates waits for room in the intake.
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
        """The id of the last received update plus one."""
        self._crashed: bool | None = None
        """Whether the last process crashed; None until the journal is open."""

    async def run(self, stop: asyncio.Event, grace: float) -> None:
        """Replay the journal, then receive updates until *stop*; give running handlers *grace* seconds to finish.

        Raise TelegramUnauthorizedError when Telegram keeps refusing the token.
        """
        writing = asyncio.create_task(self._inbox.update_journal())
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
                await asyncio.wait({writing})  # not cancelled: the updates that it records would be answered again
                await self._close_journal()
        if left:
            logger.warning("%d updates were not finished in %g s; the next start handles them", left, grace)
        writing.result()
        if not receiving.cancelled():
            receiving.result()

    async def _open_journal(self) -> tuple[bool, list[UnfinishedUpdate]]:
        """Wait for the database; return whether the last process crashed, and the updates it did not finish."""
        failures = 0
        while True:
            try:
                if self._crashed is None:
                    self._crashed = await self._journal.open()
                return self._crashed, await self._inbox.load_unfinished()
            except StorageError as error:
                failures += 1
                if failures.bit_count() == 1:  # the 1st, 2nd, 4th, 8th, ... in a row
                    logger.warning(
                        "waiting for the database: %s; trying again every %.0f s", error, JOURNAL_RETRY_SECONDS
                    )
                await self._sleep(JOURNAL_RETRY_SECONDS)

    async def _replay(self, left: list[UnfinishedUpdate], *, crashed: bool) -> None:
        """Queue the updates that an earlier process did not finish; set aside those of MAX_CRASHES crashes."""
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
                "set aside updates %s in the journal: the process crashed %d times while it handled them",
                ", ".join(map(str, set_aside)),
                MAX_CRASHES,
            )
            with suppress(StorageError):  # logged by the database; the next crash sets them aside
                await self._journal.set_aside(set_aside)

    async def _close_journal(self) -> None:
        if self._crashed is None:  # never opened: keep the mark of the last process
            return
        try:
            await self._journal.close()
        except StorageError as error:
            logger.warning("the next start will treat this stop as a crash: %s", error)

    async def _receive(self) -> None:
        crashed, left = await self._open_journal()
        await self._replay(left, crashed=crashed)
        failures = empty_responses = 0
        while True:
            self._inbox.wake()  # sends a heartbeat
            await self._inbox.wait_until_settled()
            started_at = asyncio.get_running_loop().time()
            try:
                updates = await self._bot(
                    GetRawUpdates(offset=self._offset, timeout=POLL_TIMEOUT, allowed_updates=self._allowed),
                    request_timeout=POLL_TIMEOUT + RESPONSE_TIMEOUT,
                )
            except TelegramAPIError as error:
                await self._errors.handle(error)
                failures += 1
                self._inbox.persist_untracked()
                await self._sleep(_pause(error, failures))
                continue
            if failures:
                logger.info("getUpdates works again")
                failures = 0
                self._errors.reset()
            self._inbox.acknowledge(self._offset)
            if await self._take_in(updates, write_first=crashed):
                empty_responses = 0
            elif asyncio.get_running_loop().time() - started_at < MIN_POLL_INTERVAL:
                empty_responses += 1
                await self._sleep(_empty_response_pause(empty_responses))
            crashed = False

    async def _sleep(self, seconds: float) -> None:
        while seconds > 0:
            await asyncio.sleep(min(seconds, HEARTBEAT_INTERVAL))
            seconds -= HEARTBEAT_INTERVAL
            self._inbox.wake()

    async def _take_in(self, updates: list[Any], *, write_first: bool) -> bool:
        """Pass the new ones of *updates* to the intake, with *write_first* after they are in the journal.

        Return whether there was a new update, or the offset has changed.
        """
        by_id = {update_id: update for update in updates if (update_id := update_id_of(update)) is not None}
        if len(by_id) < len(updates):
            logger.error("skipped %d updates without a valid update_id", len(updates) - len(by_id))
        if not by_id:
            return False
        offset, self._offset = self._offset, max(by_id) + 1
        new = self._inbox.receive(by_id)
        if write_first:  # one of these may have crashed the last process before it was journalled
            with suppress(TimeoutError):
                async with asyncio.timeout(SHUTDOWN_TIMEOUT):
                    await self._inbox.wait_until_settled()
        for update_id in new:
            await self._intake.take(update_id, by_id[update_id])
            await asyncio.sleep(0)  # let running handlers go on
        return bool(new) or self._offset != offset

    async def _acknowledge(self) -> None:
        """Acknowledge the received updates at a stop, so that Telegram does not send them again."""
        if self._offset == self._inbox.acknowledged_offset:
            return
        try:
            async with asyncio.timeout(SHUTDOWN_TIMEOUT):
                await self._inbox.wait_until_settled()
            async with asyncio.timeout(SHUTDOWN_TIMEOUT):
                await self._bot(GetRawUpdates(offset=self._offset, limit=1, timeout=0))
        except (TelegramAPIError, TimeoutError) as error:
            # Telegram sends the updates again. The journal knows those that are finished.
            logger.warning("could not acknowledge the received updates: %s", error)
            self._inbox.persist_untracked()
        else:
            self._inbox.acknowledge(self._offset)


def _backoff(attempts: int) -> float:
    """Return the seconds to wait after so many *attempts* in a row, with jitter."""
    doublings = float(min(attempts - 1, MAX_DOUBLINGS))
    return min(POLL_BACKOFF_MIN * 2**doublings, POLL_BACKOFF_MAX) * random.uniform(0.5, 1.0)  # noqa: S311


def _empty_response_pause(responses: int) -> float:
    """Return the seconds to wait after so many empty *responses* in a row that came too early."""
    if responses == EMPTY_RESPONSES_LOGGED:
        logger.warning(
            "the Bot API server does not hold getUpdates open; calling it every %.0f s at most",
            POLL_BACKOFF_MAX,
        )
    return _backoff(responses)


def _pause(error: Exception, failures: int) -> float:
    """Return the seconds until the next getUpdates, and log them with *error*."""
    pause = float(error.retry_after) if isinstance(error, TelegramRetryAfter) else _backoff(failures)
    logger.warning("getUpdates failed: %s; trying again in %.1f s", error, pause)
    return pause
