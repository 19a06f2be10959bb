"""A session of PostgreSQL on a separate connection.

An advisory lock needs a separate connection, because the server releases the lock when the session of the
connection ends.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import asyncpg
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg

from services.errors import BadDatabaseAddress, StorageError
from services.storage.address import parse_address
from services.storage.failures import POOLER_MESSAGE

QUERY_TIMEOUT = 2.0
"""Time limit of connecting and of each query, in seconds."""

APPLICATION_NAME = "weather-bot leader lock"
"""The name of a DatabaseSession in the view `pg_stat_activity` of PostgreSQL."""

SESSION_SETTINGS = {
    "tcp_keepalives_idle": "2",
    "tcp_keepalives_interval": "1",
    "tcp_keepalives_count": "3",
    "tcp_user_timeout": "5000",
    "statement_timeout": "5000",
    "application_name": APPLICATION_NAME,
}
"""Settings that make the server end the connection 5 s after the client's host has vanished."""

SELECT_SESSION_ID = "SELECT pg_backend_pid()"

Connection = Any
"""A connection of asyncpg; the type is Any, because asyncpg has no annotations."""


class DatabaseSession:
    """One session of the PostgreSQL server at *url*. A failed or slow query raises StorageError.

    A connection pooler may give the session of one connection to another connection. `connect` raises
    BadDatabaseAddress if it notices a pooler.
    """

    def __init__(self, url: str) -> None:
        self.id = 0
        """The id that the server has given to the session."""
        self._url = url
        self._connection: Connection = None
        self._turn = asyncio.Lock()
        """The lock that is held during a query, because a connection executes one query at a time."""
        self._is_probed = False
        """True after `connect` has found that no pooler shares one session of PostgreSQL among connections."""

    @property
    def is_open(self) -> bool:
        """Whether the connection is open. A cut connection counts as open until the client notices the cut."""
        return self._connection is not None and not self._connection.is_closed()

    async def connect(self) -> None:
        """Open the connection unless it is open."""
        if self.is_open:
            return
        self.close()
        connection = await self._open_connection()
        try:
            self.id = (await self._fetch_in_turn(connection, SELECT_SESSION_ID))[0]
            if not self._is_probed:
                await self._probe_for_pooler(connection)
            for setting in SESSION_SETTINGS.items():  # a pooler refuses the settings as connection options
                await self._fetch_in_turn(connection, "SELECT set_config($1, $2, false)", *setting)
        except BaseException:
            connection.terminate()
            raise
        self._connection = connection

    def close(self) -> None:
        """Close the connection at once, without waiting for the server."""
        if self._connection is not None:
            self._connection.terminate()
        self._connection = None

    async def fetch_value(self, query: str, *arguments: object) -> Any:  # noqa: ANN401 - what it selects
        """Return the first value of the first row that *query* selects; None if there is no row."""
        row = await self.fetch_row(query, *arguments)
        return row and row[0]

    async def fetch_row(self, query: str, *arguments: object) -> Any:  # noqa: ANN401 - what it selects
        """Return the first row that *query* selects; None if there is no row.

        A slow query closes the connection.
        """
        if self._connection is None:
            raise StorageError("the connection is closed")
        return await self._fetch_in_turn(self._connection, query, *arguments)

    async def _probe_for_pooler(self, connection: Connection) -> None:
        """Raise BadDatabaseAddress if a second connection uses or changes the session of *connection*."""
        other = await self._open_connection()
        try:
            await self._fetch_in_turn(other, "BEGIN")  # a pooler does not change the session during a transaction
            other_id = (await self._fetch_in_turn(other, SELECT_SESSION_ID))[0]
            if other_id == self.id or (await self._fetch_in_turn(connection, SELECT_SESSION_ID))[0] != self.id:
                raise BadDatabaseAddress(POOLER_MESSAGE)
        finally:
            other.terminate()
        self._is_probed = True

    async def _open_connection(self) -> Connection:
        _, options = PGDialect_asyncpg().create_connect_args(parse_address(self._url))  # type: ignore[no-untyped-call]
        options.pop("prepared_statement_cache_size", None)
        with _convert_errors():
            return await asyncpg.connect(**options, timeout=QUERY_TIMEOUT)

    async def _fetch_in_turn(self, connection: Connection, query: str, *arguments: object) -> Any:  # noqa: ANN401 - what it selects
        async with self._turn:
            task = asyncio.create_task(connection.fetchrow(query, *arguments))
            task.add_done_callback(_retrieve_error)
            # Cancelling the query would wait for the server. Closing the connection ends the query at once.
            await asyncio.wait({task}, timeout=QUERY_TIMEOUT)
            if not task.done():
                connection.terminate()
                raise StorageError("no answer in time")
            with _convert_errors():
                return task.result()


async def refuse_pooler(url: str) -> None:
    """Raise BadDatabaseAddress if *url* is the address of a pooler that shares sessions between transactions.

    In a shared session, the bot might execute a prepared statement of another process instead of its own
    statement. Raise StorageError if the server does not answer.
    """
    session = DatabaseSession(url)
    try:
        await session.connect()
    finally:
        session.close()


@contextmanager
def _convert_errors() -> Iterator[None]:
    """Convert errors of asyncpg to StorageError, and errors that a pooler causes to BadDatabaseAddress."""
    try:
        yield
    except (asyncpg.DuplicatePreparedStatementError, asyncpg.InvalidSQLStatementNameError) as exc:
        raise BadDatabaseAddress(POOLER_MESSAGE) from exc
    except (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError) as exc:
        message = "no answer in time" if isinstance(exc, TimeoutError) else " ".join(str(exc).split())
        raise StorageError(message) from exc


def _retrieve_error(task: "asyncio.Task[Any]") -> None:
    """Retrieve the error of *task*, because asyncio logs errors that no caller retrieves."""
    if not task.cancelled():
        task.exception()
