"""Takes and confirms the leader lock of a bot, in one session of PostgreSQL."""

import hashlib
import logging
from typing import NamedTuple

from services.errors import BadDatabaseAddress
from services.storage.failures import POOLER_MESSAGE
from services.storage.sessions import DatabaseSession

logger = logging.getLogger(__name__)

TRY_LOCK = "SELECT pg_try_advisory_lock($1)"
SELECT_STALE_SECONDS = (
    "SELECT extract(epoch FROM clock_timestamp())::float8 - confirmed_at FROM leaders WHERE bot_id = $1"
)
END_STALE_CONNECTION = """
SELECT pg_terminate_backend(pid) FROM pg_locks
WHERE locktype = 'advisory' AND granted AND objsubid = 1 AND mode = 'ExclusiveLock'
AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
AND (classid::bigint << 32) | objid::bigint = $1
"""
RECORD_LEADER = """
WITH taken AS (
    INSERT INTO leaders (bot_id, process_id, confirmed_at)
    VALUES ($1, $2, extract(epoch FROM clock_timestamp())::float8)
    ON CONFLICT (bot_id) DO UPDATE SET process_id = excluded.process_id, confirmed_at = excluded.confirmed_at
)
SELECT extract(epoch FROM clock_timestamp())::float8 - confirmed_at FROM leaders
WHERE bot_id = $1 AND process_id <> $2
"""
"""Statement that records this process as the leader, and returns the seconds since the last check of the previous
leader. The SELECT reads the old row, because a statement in PostgreSQL does not see its own changes."""
CONFIRM_LEADER = """
WITH confirmed AS (
    UPDATE leaders SET confirmed_at = extract(epoch FROM clock_timestamp())::float8
    WHERE bot_id = $1 AND process_id = $2 RETURNING bot_id
)
SELECT pg_backend_pid(), NOT pg_try_advisory_xact_lock($3), EXISTS (SELECT FROM confirmed)
"""
"""Statement that confirms the lock of this process.

The statement returns the id of the session, whether another process holds the standby lock, and whether this
process is still recorded as the leader.
"""
HAS_PREDECESSOR_ROW = (
    "SELECT EXISTS (SELECT FROM running_bots WHERE bot_id = $1 AND process_id IS DISTINCT FROM $2)"
)


class Confirmation(NamedTuple):
    """The result of a check of the leader lock."""

    is_leader: bool
    """True if this process holds the lock and is still recorded as the leader; False if another process took
    over."""
    has_standby: bool | None = None
    """Whether another process waits for the lock; None if this process does not hold the lock."""


class LeaderSession:
    """The session for the leader lock of the bot *bot_id*, in the database at *url*.

    *process_id* identifies this process.

    All methods raise StorageError if the database fails, and BadDatabaseAddress if the lock cannot be used.
    """

    def __init__(self, url: str, bot_id: int, process_id: str) -> None:
        self._bot_id = bot_id
        self._process_id = process_id
        self._key, self._standby_key = (_lock_key(f"{name} of {bot_id}") for name in ("leader", "standby"))
        self._session = DatabaseSession(url)
        self._registered_in: int | None = None
        """The id of the session in which this process holds the standby lock. The leader notices a standby by the
        standby lock."""

    @property
    def is_open(self) -> bool:
        """Whether the connection is open.

        A cut connection counts as open until the client notices the cut.
        """
        return self._session.is_open

    def close(self) -> None:
        """Close the connection at once, which frees the lock."""
        self._session.close()

    async def try_lock(self, stale_after: float) -> tuple[bool, float | None]:
        """Try to get the lock; return True if it was free, and the seconds since the predecessor's last check.

        The seconds are None if the predecessor ended normally, or if there was no predecessor. End the connection
        of a leader that has not confirmed its lock for *stale_after* seconds.
        """
        session = self._session
        await session.connect()
        if await session.fetch_value(TRY_LOCK, self._key):
            age = await session.fetch_value(RECORD_LEADER, self._bot_id, self._process_id)
            has_row = await self.has_predecessor_row()
            if self._registered_in == session.id:
                await session.fetch_value("SELECT pg_advisory_unlock_shared($1)", self._standby_key)
                self._registered_in = None
            return True, age if has_row else None
        if self._registered_in != session.id:
            await session.fetch_value("SELECT pg_advisory_lock_shared($1)", self._standby_key)
            self._registered_in = session.id
        stale = await session.fetch_value(SELECT_STALE_SECONDS, self._bot_id)
        if stale is not None and stale > stale_after:
            logger.warning("the leader has not confirmed its lock for %.0f s; ending its connection", stale)
            await session.fetch_value(END_STALE_CONNECTION, self._key)
        return False, None

    async def has_predecessor_row(self) -> bool:
        """Return whether the previous leader still has a row in `running_bots`.

        A leader removes its row at a normal end.
        """
        return bool(await self._session.fetch_value(HAS_PREDECESSOR_ROW, self._bot_id, self._process_id))

    async def confirm(self) -> Confirmation:
        """Check and confirm the lock; open a new connection if the old connection is closed."""
        session = self._session
        if not session.is_open:
            await session.connect()
            if not await session.fetch_value(TRY_LOCK, self._key):
                return Confirmation(is_leader=False)
        session_id, has_standby, is_leader = await session.fetch_row(
            CONFIRM_LEADER, self._bot_id, self._process_id, self._standby_key
        )
        if session_id != session.id:
            raise BadDatabaseAddress(POOLER_MESSAGE)
        return Confirmation(bool(is_leader), has_standby)


def _lock_key(name: str) -> int:
    """Return the key of the advisory lock *name*, a signed integer of 64 bits."""
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), signed=True)
