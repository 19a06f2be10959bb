"""The lock in PostgreSQL that makes one of several processes the leader.

The leader is the process that polls Telegram and answers.

The leader holds an advisory lock of PostgreSQL on a connection of its own, and confirms the lock every
CONFIRM_INTERVAL. The lock ends with the connection, so the lock is free as soon as the leader's process has
died. A leader that cannot confirm its lock stops before the next leader starts. docs/reliability.md gives the
reasons for the times.
"""

import asyncio
import logging
import math
import os
import socket
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from uuid import uuid4

from services.errors import BadDatabaseAddress, StorageError
from services.storage.leader_session import LeaderSession
from services.tasks import cancel_all

logger = logging.getLogger(__name__)

CONFIRM_INTERVAL = 1.0
"""Time in seconds between two confirmations of the leader's lock."""

RECONNECT_INTERVAL = 0.3
"""Time between a failed check and the next attempt to connect, in seconds."""

TRY_LOCK_INTERVAL = 0.5
"""Time between two attempts of a standby to get the lock, in seconds."""

LEASE_SECONDS = 4.0
"""Time in seconds for which the leader may begin answers after the start of a successful check."""

LEASE_TIMER_MARGIN = 0.05
"""Time in seconds between the end of a lease and the call of its timer.

Without the margin, the event loop may call the timer slightly before the end.
"""

MAX_FINISH_SECONDS = 1.5
"""Time in seconds, from the loss of the lock, in which unfinished answers may still be sent."""

MAX_HANDOVER_SECONDS = 8.0
"""Maximum time in seconds to finish answers at a normal end of the process while a standby waits."""

TAKEOVER_DELAY = LEASE_SECONDS + MAX_FINISH_SECONDS + 0.5
"""Time in seconds from the last check of a leader to the start of the next leader, unless the leader has ended
normally."""

STALE_AFTER = TAKEOVER_DELAY + 1.0
"""Time in seconds without a check after which a leader counts as hanging, and a standby ends the connection of
that leader."""

HEARTBEAT_INTERVAL = 30.0
"""Time between two heartbeats of a standby, in seconds."""


class LeaderLock:
    """The leader lock of one bot in the database at *url*.

    `acquire` waits until this process is the leader, and starts a task that checks the lock repeatedly. If another
    process may become the leader, the task calls the function that was passed to `call_on_loss`. `release` frees
    the lock.

    If no standby waited at the last successful check, the leader stays the leader while the database is
    unreachable. As soon as Telegram reports that another process polls, `on_conflict` ends the leadership.
    """

    def __init__(self, url: str, bot_id: int, *, clock: Callable[[], float] | None = None) -> None:
        self.process_id = f"{socket.gethostname()}:{os.getpid()}:{uuid4().hex[:8]}"
        """A unique name of this process: the host, the process id, and random characters."""
        self.failure: BadDatabaseAddress | None = None
        """The error that makes the lock unusable; None if the lock can be used."""
        self.has_standby = False
        """True if another process waited for the lock at the last check."""
        self._clock = clock or _seconds_since_boot
        self._session = LeaderSession(url, bot_id, self.process_id)
        self._confirmed_at = -math.inf
        """Time at which the last successful check started."""
        self._attempted_at = -math.inf
        """Time at which the last finished check started, whether the check was successful or not."""
        self._lost_at: float | None = None
        self._on_loss: Callable[[], None] = lambda: None
        self._confirmations: asyncio.Task[None] | None = None
        self._expiry: asyncio.TimerHandle | None = None

    @property
    def is_lost(self) -> bool:
        """Whether this process has ceased to be the leader since the last `acquire`."""
        return self._lost_at is not None

    def may_begin_answer(self) -> bool:
        """Return whether this process may begin to answer an update now."""
        return self._lost_at is None and self._clock() < self._expires_at

    def may_send_answer(self) -> bool:
        """Return whether this process may still send an answer that it began while it was the leader."""
        end = self._expires_at if self._lost_at is None else min(self._lost_at, self._expires_at)
        return self._clock() < end + MAX_FINISH_SECONDS

    @property
    def _expires_at(self) -> float:
        # While no standby waits, a failed check also extends the lease, because it shows that this process is not
        # frozen.
        return (self._confirmed_at if self.has_standby else self._attempted_at) + LEASE_SECONDS

    def on_conflict(self) -> None:
        """End the leadership unless the lock is confirmed.

        Call this method when Telegram reports that another process polls.
        """
        if self._clock() >= self._confirmed_at + LEASE_SECONDS:
            self._lose_lock("another process polls, and the database is unreachable")

    @property
    def max_drain_seconds(self) -> float:
        """Maximum time, in seconds, to finish answers at the end of the leadership."""
        if self.is_lost:
            return MAX_FINISH_SECONDS
        return MAX_HANDOVER_SECONDS if self.has_standby else math.inf

    async def acquire(self, on_standby: Callable[[], Awaitable[None]], on_heartbeat: Callable[[], None]) -> None:
        """Wait until this process is the leader, and until its predecessor has stopped answering.

        *on_standby* is called if another process holds the lock. The function *on_heartbeat* is called every
        HEARTBEAT_INTERVAL seconds. Raise BadDatabaseAddress if the lock cannot be used.
        """
        while True:
            predecessor_age = await self._wait_for_lock(on_standby, on_heartbeat)
            self._lost_at, self._on_loss, self.has_standby = None, lambda: None, False
            self._record_confirmation(self._clock())
            self._confirmations = asyncio.create_task(self._confirm_repeatedly())
            if predecessor_age is not None:
                await self._wait_for_predecessor(TAKEOVER_DELAY - predecessor_age)
            if not self.is_lost:
                return
            await self.release()

    def call_on_loss(self, on_loss: Callable[[], None]) -> None:
        """Call *on_loss* when the lock is lost, or at once if the lock is already lost."""
        self._on_loss = on_loss
        if self.is_lost:
            on_loss()

    async def release(self) -> None:
        """Stop the checks and close the connection, which frees the lock."""
        if self._confirmations is not None:
            await cancel_all([self._confirmations])
        if self._expiry is not None:
            self._expiry.cancel()
        self._session.close()

    async def _wait_for_lock(
        self, on_standby: Callable[[], Awaitable[None]], on_heartbeat: Callable[[], None]
    ) -> float | None:
        """Wait until this process has the lock.

        Return the seconds since the last check of the predecessor; None if the predecessor ended normally.
        """
        is_waiting, is_failing, heartbeat_at = False, False, self._clock() + HEARTBEAT_INTERVAL
        while True:
            try:
                has_lock, predecessor_age = await self._session.try_lock(STALE_AFTER)
            except BadDatabaseAddress:
                raise
            except StorageError as error:
                if not is_failing:
                    logger.warning("cannot try to get the leader lock: %s", error)
                is_failing, has_lock = True, False
            else:
                is_failing = False
                if has_lock:
                    return predecessor_age
                if not is_waiting:
                    is_waiting = True
                    await on_standby()
            if self._clock() >= heartbeat_at:
                on_heartbeat()
                heartbeat_at = self._clock() + HEARTBEAT_INTERVAL
            await asyncio.sleep(TRY_LOCK_INTERVAL)

    async def _wait_for_predecessor(self, seconds: float) -> None:
        """Wait *seconds*, or until the predecessor has removed its row from `running_bots`.

        A process removes its row at a normal end.
        """
        until = self._clock() + min(seconds, TAKEOVER_DELAY)
        while not self.is_lost and self._clock() < until:
            await asyncio.sleep(min(TRY_LOCK_INTERVAL / 2, max(0.0, until - self._clock())))
            with suppress(StorageError):  # the checks of the lock report a failure of the database
                if not await self._session.has_predecessor_row():
                    return

    async def _confirm_repeatedly(self) -> None:
        while not self.is_lost:
            started_at = self._clock()
            try:
                confirmation = await self._session.confirm()
            except BadDatabaseAddress as error:
                self.failure = error
                self._lose_lock(str(error))
            except StorageError as error:
                if self._attempted_at == self._confirmed_at:
                    logger.warning("cannot confirm the leader lock: %s", error)
                self._session.close()
                if started_at - self._attempted_at > LEASE_SECONDS:
                    self.has_standby = True  # this process was frozen, so another process may have begun to wait
                    self._lose_if_expired()
                self._attempted_at = started_at
            else:
                if confirmation.has_standby is not None:
                    self.has_standby = confirmation.has_standby
                if confirmation.is_leader:
                    self._record_confirmation(started_at)
                else:
                    self._lose_lock("another process holds the lock or has held it")
            await asyncio.sleep(CONFIRM_INTERVAL if self._session.is_open else RECONNECT_INTERVAL)

    def _record_confirmation(self, started_at: float) -> None:
        """Record that the check that began at *started_at* has succeeded, which renews the lease."""
        self._confirmed_at = self._attempted_at = started_at
        if self._expiry is not None:
            self._expiry.cancel()
        seconds = started_at + LEASE_SECONDS - self._clock() + LEASE_TIMER_MARGIN
        self._expiry = asyncio.get_running_loop().call_later(seconds, self._lose_if_expired)

    def _lose_if_expired(self) -> None:
        if self.has_standby and self._clock() >= self._confirmed_at + LEASE_SECONDS:
            self._lose_lock(f"the database has not confirmed the lock for {LEASE_SECONDS:.0f} s")

    def _lose_lock(self, reason: str) -> None:
        if self.is_lost:
            return
        self._lost_at = self._clock()
        logger.warning("lost the leader lock: %s", reason)
        self._on_loss()


def _seconds_since_boot() -> float:
    """Return the monotonic time in seconds.

    On systems with CLOCK_BOOTTIME, the time includes times in which the machine sleeps.
    """
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))
