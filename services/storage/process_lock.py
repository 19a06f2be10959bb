"""The file lock that lets only one process of a bot use a SQLite database."""

import fcntl
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager

from services.errors import StorageError
from services.storage.address import parse_address

logger = logging.getLogger(__name__)


@contextmanager
def hold_process_lock(url: str, bot_id: int) -> Iterator[None]:
    """Hold the lock of the bot for the SQLite database at *url*.

    Raise StorageError if another process holds the lock.

    The lock is a file beside the database. The operating system releases the lock when the process ends, even
    after a crash.
    """
    database = parse_address(url).database
    # The lock is not the database's own file, because closing that file would remove SQLite's locks.
    file = os.open(f"{database}-{bot_id}.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StorageError(
                f"another process of this bot uses {database}; stop that process first. Several processes of one "
                "bot need PostgreSQL: see DATABASE_URL"
            ) from None
        except OSError as error:  # some network file systems do not support locks
            logger.warning("cannot tell whether another process of this bot uses %s: %s", database, error.strerror)
        yield
    finally:
        os.close(file)
