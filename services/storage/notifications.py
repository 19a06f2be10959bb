"""Listens for notifications on PostgreSQL: https://www.postgresql.org/docs/current/sql-notify.html."""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from services.errors import StorageError
from services.storage.database import Database

logger = logging.getLogger(__name__)

CONNECTION_TEST_INTERVAL = 20.0
"""Time in seconds between two queries that test whether the connection still works."""

CONNECTION_TEST_TIMEOUT = 5.0
"""Time limit in seconds of a query that tests the connection."""

MIN_RECONNECT_DELAY = 0.5
"""Minimum pause in seconds before a new connection; the pause doubles with each failure."""

MAX_RECONNECT_DELAY = 30.0
"""Maximum pause in seconds before a new connection."""


async def listen(
    database: Database, channel: str, on_notification: Callable[[str], None], on_gap: Callable[[], None]
) -> None:
    """Call *on_notification* with the payload of each notification on *channel*, until cancelled.

    After each new connection, *on_gap* is called, because notifications may have been missed before.
    """
    failures = 0
    while True:
        try:
            async with database.dedicated_connection() as connection:
                driver = (await connection.get_raw_connection()).driver_connection
                lost = await _start_listening(driver, channel, on_notification)
                failures = 0
                on_gap()
                await _wait_until_lost(driver, lost)
        except StorageError as error:
            logger.debug("the connection for notifications has failed: %s", error)
        pause = min(MIN_RECONNECT_DELAY * 2.0 ** min(failures, 10), MAX_RECONNECT_DELAY)
        failures += 1
        await asyncio.sleep(pause)


async def _start_listening(driver: Any, channel: str, on_notification: Callable[[str], None]) -> asyncio.Event:  # noqa: ANN401
    """Begin to listen on the asyncpg connection *driver*.

    Return an event that is set when the connection is closed.
    """
    lost = asyncio.Event()
    driver.add_termination_listener(lambda _: lost.set())
    await driver.add_listener(channel, lambda _connection, _pid, _channel, payload: on_notification(payload))
    return lost


async def _wait_until_lost(driver: Any, lost: asyncio.Event) -> None:  # noqa: ANN401
    """Test the connection regularly, and return when *lost* is set.

    Raise TimeoutError or an error of asyncpg if a test fails.
    """
    while not lost.is_set():
        with suppress(TimeoutError):
            async with asyncio.timeout(CONNECTION_TEST_INTERVAL):
                await lost.wait()
                return
        await driver.fetchval("SELECT 1", timeout=CONNECTION_TEST_TIMEOUT)
