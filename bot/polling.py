"""Long polling with at-least-once handling.

An update is acknowledged when it is finished or in the journal. An update that is both finished and acknowledged
is deleted from the journal. A clean stop waits for the running handlers and acknowledges the received updates. The
next start handles the unfinished updates of the journal.
"""

import asyncio
import logging
import random
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from aiogram import Bot
from aiogram.exceptions import TelegramAPIError, TelegramRetryAfter

from bot.admission import MAX_QUESTION_AGE
from bot.inbox import JOURNAL_RETRY_SECONDS, Inbox
from bot.intake import Intake
from bot.polling_errors import PollingErrors
from bot.retrying import reason_of, should_log_failure
from bot.telegram import GetRawUpdates
from bot.updates import is_edit, message_key, update_id_of
from services.errors import StorageError
from services.storage import Journal, UnfinishedUpdate
from services.storage.journal import MAX_CRASHES_PER_UPDATE
from services.tasks import cancel_all

if TYPE_CHECKING:
    from services.storage.leader_lock import LeaderLock

logger = logging.getLogger(__name__)

POLL_TIMEOUT = 30
"""Maximum time in seconds for which the server holds a getUpdates open while there are no updates."""

POLL_BACKOFF_MIN = 0.5
"""Pause in seconds after a first failed getUpdates; the pause doubles with each further failure."""

POLL_BACKOFF_MAX = 8.0
"""Maximum pause in seconds after a failed getUpdates."""

MAX_PAUSE_DOUBLINGS = 10
"""Maximum number of times that the pause doubles; without a limit, a float would overflow after two hours."""

MIN_POLL_INTERVAL = 1.0
"""Minimum time in seconds between two calls of getUpdates if the first call returns no new updates.

A call that returns no new updates in a shorter time is called an *empty poll*. Without a pause after it, a
server that does not hold requests open, or that repeats updates, would keep the bot busy.
"""

EMPTY_POLLS_BEFORE_WARNING = 3
"""Number of consecutive empty polls after which a warning is logged."""

RESPONSE_TIMEOUT_MARGIN = 10
"""Time limit in seconds for the response to getUpdates, in addition to POLL_TIMEOUT."""

MAX_UPDATES_PER_RESPONSE = 100
"""Maximum number of updates in a response to getUpdates."""

UPDATES_PER_TURN = 4
"""Number of updates that are passed to the intake before the running handlers continue.

A larger number needs fewer turns of the event loop, but delays the first answers.
"""

SHUTDOWN_TIMEOUT = 5.0
"""Time limit in seconds for each of two steps of a stop: writing the journal, and acknowledging the updates."""

MAX_HEARTBEAT_INTERVAL = 30.0
"""Maximum time in seconds between two heartbeats during a pause."""


class Polling:
    """Receives the updates of *bot*, adds them to *inbox*, and passes them to *intake*, which handles them.

    The inbox sends a heartbeat after each getUpdates, successful or not, and after each finished update.
    Heartbeats stop if the event loop or the journal hangs, or if getUpdates and all handlers hang. Heartbeats
    continue while Telegram or the network is down, and while the intake is full.
    """

    def __init__(
        self, bot: Bot, journal: Journal, inbox: Inbox, intake: Intake, *, allowed_updates: list[str]
    ) -> None:
        self._bot = bot
        self._journal = journal
        self._inbox = inbox
        self.intake = intake
        self.is_receiving = False
        """True while the bot polls and the last getUpdates did not fail; False before and after polling."""
        self._errors = PollingErrors(bot, on_second_instance=self._on_second_instance)
        self.lock: LeaderLock | None = None
        """The leader lock; None if no other process can become the leader."""
        self._allowed_updates = allowed_updates
        self._offset = 0
        """The id of the last received update plus one."""
        self._last_process_crashed: bool | None = None
        """Whether the last process of this bot crashed; None until the journal is open."""

    async def run(self, stop: asyncio.Event, grace_seconds: float) -> None:
        """Handle the journal's unfinished updates, then receive updates until *stop* is set.

        When *stop* is set, wait up to *grace_seconds* for the running handlers. The wait is shorter if another
        process waits for the leader lock. After a loss of the leader lock, no handler starts.

        Raise TelegramUnauthorizedError if Telegram refuses the token for some minutes.
        """
        if self.lock is not None:
            self.intake.may_begin_answer = self.lock.may_begin_answer
        journal_task = asyncio.create_task(self._inbox.update_journal())
        receive_task = asyncio.create_task(self._receive_updates())
        stop_task = asyncio.create_task(stop.wait())
        try:
            await asyncio.wait({receive_task, stop_task, journal_task}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            await cancel_all([receive_task, stop_task])
            if self.lock is not None:
                grace_seconds = min(grace_seconds, self.lock.max_drain_seconds)
            unfinished = await self.intake.drain(grace_seconds)
            try:
                if self.lock is not None and self.lock.is_lost:
                    self._inbox.persist_untracked()  # the next leader may already be polling
                else:
                    await self._acknowledge()
            finally:
                self._inbox.close()
                # If the task were cancelled, finished updates would not be recorded, and would be answered again.
                await asyncio.wait({journal_task})
                await self._close_journal()
        if unfinished:
            logger.warning(
                "%d updates were not finished in %g s; the next start handles them", unfinished, grace_seconds
            )
        journal_task.result()
        if not receive_task.cancelled():
            receive_task.result()

    async def _open_journal(self) -> tuple[bool, list[UnfinishedUpdate]]:
        """Wait for the database; return whether the last process crashed, and the journal's unfinished updates."""
        failures = 0
        while True:
            try:
                if self._last_process_crashed is None:
                    self._last_process_crashed = await self._journal.open()
                return self._last_process_crashed, await self._inbox.load_unfinished()
            except StorageError as error:
                failures += 1
                if should_log_failure(failures):
                    logger.warning(
                        "waiting for the database: %s; trying again every %.0f s", error, JOURNAL_RETRY_SECONDS
                    )
                await self._sleep(JOURNAL_RETRY_SECONDS)

    async def _replay_journal(self, unfinished: list[UnfinishedUpdate], *, crashed: bool) -> None:
        """Pass the *unfinished* updates to the intake; set aside those with MAX_CRASHES_PER_UPDATE crashes."""
        set_aside = []
        for entry in unfinished:
            if crashed and entry.attempts >= MAX_CRASHES_PER_UPDATE:
                set_aside.append(entry.update_id)
            elif entry.age > MAX_QUESTION_AGE and "callback_query" in entry.body:
                self._inbox.finish(entry.update_id)
            else:
                attempts = entry.attempts if crashed else 0
                await self.intake.admit(entry.update_id, entry.body, attempts=attempts, is_replayed=True)
        if set_aside:
            logger.error(
                "set aside updates %s in the journal: the process crashed %d times while it handled them",
                ", ".join(map(str, set_aside)),
                MAX_CRASHES_PER_UPDATE,
            )
            # `Database` logs the error. After the next crash, the bot tries again to set the updates aside.
            with suppress(StorageError):
                await self._journal.set_aside(set_aside)

    async def _close_journal(self) -> None:
        # The journal was not opened, so `running_bots` still contains the row of the last process.
        if self._last_process_crashed is None:
            return
        try:
            await self._journal.record_normal_end()
        except StorageError as error:
            logger.warning(
                "the next start will treat this stop as a crash, because closing the journal failed: %s", error
            )

    async def _receive_updates(self) -> None:
        crashed, unfinished = await self._open_journal()
        await self._replay_journal(unfinished, crashed=crashed)
        failures, empty_polls, has_more_updates = 0, 0, False
        while True:
            self._inbox.wake_journal_task()  # sends a heartbeat
            offset = await self._inbox.wait_for_next_offset(self._offset, has_more_updates=has_more_updates)
            started_at = asyncio.get_running_loop().time()
            self.is_receiving = failures == 0
            try:
                updates = await self._bot(
                    GetRawUpdates(offset=offset, timeout=POLL_TIMEOUT, allowed_updates=self._allowed_updates),
                    request_timeout=POLL_TIMEOUT + RESPONSE_TIMEOUT_MARGIN,
                )
            except TelegramAPIError as error:
                self.is_receiving = False
                await self._errors.fix_or_advise(error)
                failures, has_more_updates = failures + 1, False
                self._inbox.persist_untracked()
                await self._sleep(_pause_after_error(error, failures))
                continue
            if failures:
                logger.info("getUpdates works again after %d failures", failures)
                failures, self.is_receiving = 0, True
                self._errors.reset()
            self._inbox.acknowledge(offset)
            has_more_updates, is_early = len(updates) == MAX_UPDATES_PER_RESPONSE, offset < self._offset
            if await self._pass_to_intake(updates, write_first=crashed):
                empty_polls = 0
            elif not is_early and asyncio.get_running_loop().time() - started_at < MIN_POLL_INTERVAL:
                empty_polls += 1
                await self._sleep(_pause_after_empty_polls(empty_polls))
            crashed = False

    def _on_second_instance(self) -> None:
        if self.lock is not None:
            self.lock.on_conflict()

    async def _sleep(self, seconds: float) -> None:
        """Sleep for *seconds* seconds, and send heartbeats meanwhile."""
        while seconds > 0:
            await asyncio.sleep(min(seconds, MAX_HEARTBEAT_INTERVAL))
            seconds -= MAX_HEARTBEAT_INTERVAL
            self._inbox.wake_journal_task()

    async def _pass_to_intake(self, updates: list[Any], *, write_first: bool) -> bool:
        """Pass the new updates to the intake; if *write_first*, write the updates to the journal first.

        Return True if there was a new update or the offset has changed.
        """
        by_id = {update_id: update for update in updates if (update_id := update_id_of(update)) is not None}
        if len(by_id) < len(updates):
            logger.error("skipped %d updates without a valid update_id", len(updates) - len(by_id))
        if not by_id:
            return False
        offset, self._offset = self._offset, max(by_id) + 1
        new = self._inbox.receive(by_id)
        if write_first:  # one of the updates may have crashed the last process before it was in the journal
            with suppress(TimeoutError):
                async with asyncio.timeout(SHUTDOWN_TIMEOUT):
                    await self._inbox.wait_until_settled()
        await self.intake.prefetch([by_id[update_id] for update_id in new])
        last_edits = {message_key(by_id[update_id]): update_id for update_id in new if is_edit(by_id[update_id])}
        last_edit = 0
        for position, update_id in enumerate(new, 1):
            await self.intake.admit(update_id, by_id[update_id])
            if last_edits:
                last_edit = max(last_edit, last_edits.get(message_key(by_id[update_id]), 0))
            # The edits of a message are queued before a handler gets the message.
            if update_id >= last_edit and position % UPDATES_PER_TURN == 0:
                await asyncio.sleep(0)
        return bool(new) or self._offset != offset

    async def _acknowledge(self) -> None:
        """Acknowledge the received updates when the bot stops, so that Telegram does not send them again."""
        if self._offset == self._inbox.acknowledged_offset:
            return
        try:
            async with asyncio.timeout(SHUTDOWN_TIMEOUT):
                await self._inbox.wait_until_settled()
            async with asyncio.timeout(SHUTDOWN_TIMEOUT):
                await self._bot(GetRawUpdates(offset=self._offset, limit=1, timeout=0))
        except (TelegramAPIError, TimeoutError) as error:
            # Telegram sends the updates to the next process, which finds the finished ones in the journal.
            logger.warning("could not acknowledge the received updates: %s", error)
            self._inbox.persist_untracked()
        else:
            self._inbox.acknowledge(self._offset)


def _backoff(attempts: int) -> float:
    """Return the partly random pause in seconds after *attempts* consecutive failed or empty polls."""
    doublings = float(min(attempts - 1, MAX_PAUSE_DOUBLINGS))
    return min(POLL_BACKOFF_MIN * 2**doublings, POLL_BACKOFF_MAX) * random.uniform(0.5, 1.0)  # noqa: S311


def _pause_after_empty_polls(empty_polls: int) -> float:
    """Return the pause in seconds after *empty_polls* consecutive empty polls, and log a warning once."""
    if empty_polls == EMPTY_POLLS_BEFORE_WARNING:
        logger.warning(
            "the Bot API server does not hold getUpdates open; the pause between calls grows to %.0f s",
            POLL_BACKOFF_MAX,
        )
    return _backoff(empty_polls)


def _pause_after_error(error: TelegramAPIError, failures: int) -> float:
    """Return the pause in seconds after getUpdates raised *error*; log the 1st, 2nd, 4th, 8th, ... failure."""
    pause = float(error.retry_after) if isinstance(error, TelegramRetryAfter) else _backoff(failures)
    if should_log_failure(failures):
        logger.warning(
            "getUpdates failed, attempt %d: %s; trying again in %.1f s", failures, reason_of(error), pause
        )
    return pause
