"""Reads and writes of the database, with time limits. All errors are converted to StorageError."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from sqlalchemy import URL, Connection, Engine
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.errors import StorageError
from services.storage.failures import convert_storage_errors
from services.storage.threads import DaemonThreads
from services.tasks import cancel_all

logger = logging.getLogger(__name__)

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")

WRITE_LOCK_TIMEOUT = 4.0
"""Maximum time, in seconds, for which a write waits for other writes of this process. SQLite allows one writer at
a time."""

MAX_CONCURRENT_READS = 3
"""Maximum number of concurrent `read` calls; each further connection to SQLite would need a cache of its own."""

READ_TIMEOUT = 3.0
"""Time limit of `read`, in seconds."""

RETRY_DELAY = 0.5
"""Time in seconds after a failed `read` in which other reads raise StorageError at once."""

MIN_TIME_WITHOUT_FAILURE = 30.0
"""Minimum time without a failure, in seconds, after which the log says that the database works again. A single
success is not enough: if the disk is full, some statements succeed and others fail."""


class Database:
    """The database, with time limits for its callers.

    Every error of the database driver is raised as StorageError. The log says when reads or writes begin to fail,
    and when they have worked again for MIN_TIME_WITHOUT_FAILURE.
    """

    def __init__(self, engine: AsyncEngine, in_threads: Engine | None = None) -> None:
        """Create the object without opening a connection.

        *in_threads* is the engine for `read` and `write` on SQLite, which run in threads; None on PostgreSQL.
        """
        self._engine = engine
        self._in_threads = in_threads
        # On PostgreSQL, a query takes one round trip outside a transaction, and three round trips in a
        # transaction.
        self._autocommit = engine.execution_options(isolation_level="AUTOCOMMIT")
        self._reading_threads = DaemonThreads(MAX_CONCURRENT_READS, "database-read")
        self._writing_thread = DaemonThreads(1, "database-write")
        self._reads = _OperationHealth("read")
        self._writes = _OperationHealth("write to")
        self._write_lock = asyncio.Lock() if in_threads is not None else None
        self._readers = asyncio.Semaphore(MAX_CONCURRENT_READS)
        self._retry_at = 0.0
        self._running_reads: set[asyncio.Future[Any]] = set()
        self.has_applied_changes = True
        """Whether `applied_changes` may have rows of this bot."""
        self.on_write: Callable[[float, bool], None] | None = None
        """A function that is called after each transaction that writes. Its arguments are the duration in seconds,
        and whether the transaction failed."""

    @property
    def url(self) -> URL:
        """The parsed address of the database."""
        return self._engine.url

    @property
    def is_failing(self) -> bool:
        """Whether the last read failed."""
        return self._reads.failure is not None

    @asynccontextmanager
    async def connect(self) -> AsyncIterator[AsyncConnection]:
        """Yield a connection for reading, without the time limit of `read`."""
        with self._reads.monitor():
            async with self._engine.connect() as connection:
                yield connection

    @asynccontextmanager
    async def dedicated_connection(self) -> AsyncIterator[AsyncConnection]:
        """Yield a connection that is closed at the end of the context.

        If this connection fails, reads do not count as failing.
        """
        with convert_storage_errors():
            async with self._engine.connect() as connection:
                try:
                    yield connection
                finally:
                    await connection.invalidate()

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[AsyncConnection]:
        """Begin a transaction, and yield its connection.

        The transaction is committed at the end of the context. The calling function must be `shielded`.
        """
        async with self._monitored_write(), self._engine.begin() as connection:
            yield connection

    async def write(self, change: Callable[[Connection], Result]) -> Result:
        """Run *change* in a transaction, and return the result of *change*.

        The calling function must be `shielded`.

        On SQLite, *change* runs in a thread, and must not use state that changes meanwhile. `write` takes less
        processor time than `begin`, so the most frequent transactions use `write`.
        """
        async with self._monitored_write():
            if self._in_threads is None:
                async with self._engine.begin() as connection:
                    return await connection.run_sync(change)
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self._writing_thread, _run_change, self._in_threads, change)

    async def read(self, query: Callable[[Connection], Result]) -> Result:
        """Return the result of *query*; raise StorageError if *query* fails or takes longer than READ_TIMEOUT.

        The statements of *query* are not in a transaction. On SQLite, *query* runs in a thread, and must not use
        state that changes meanwhile.

        For RETRY_DELAY seconds after a failure, all reads raise StorageError at once. After RETRY_DELAY, a single
        read tries the database, while other reads still raise StorageError at once.
        """
        async with self._readers:  # READ_TIMEOUT does not include the wait for other reads
            return await self._read_with_timeout(query)

    async def _read_with_timeout(self, query: Callable[[Connection], Result]) -> Result:
        loop = asyncio.get_running_loop()
        if self._reads.failure is not None:
            if loop.time() < self._retry_at:
                raise StorageError(self._reads.failure)
            self._retry_at = loop.time() + READ_TIMEOUT
        reading = self._start_query(query)
        self._running_reads.add(reading)
        reading.add_done_callback(self._running_reads.discard)
        try:
            with self._reads.monitor():
                # asyncio.wait_for would wait until the cancelled read has closed its connection; closing may hang.
                done, _ = await asyncio.wait({reading}, timeout=READ_TIMEOUT)
                if not done:
                    raise TimeoutError
                return reading.result()
        except StorageError:
            self._retry_at = loop.time() + RETRY_DELAY
            raise
        finally:
            reading.cancel()

    async def aclose(self) -> None:
        """Cancel all reads and close all connections."""
        await cancel_all(self._running_reads)
        for threads in (self._reading_threads, self._writing_thread):
            threads.close()
        if self._in_threads is not None:
            self._in_threads.dispose()
        await self._engine.dispose()

    def _start_query(self, query: Callable[[Connection], Result]) -> asyncio.Future[Result]:
        """Start *query*, in a thread on SQLite and in a task on PostgreSQL."""
        if self._in_threads is None:
            return asyncio.create_task(self._run_in_autocommit(query))
        loop = asyncio.get_running_loop()
        return loop.run_in_executor(self._reading_threads, _run_query, self._in_threads, query)

    async def _run_in_autocommit(self, query: Callable[[Connection], Result]) -> Result:
        async with self._autocommit.connect() as connection:
            return await connection.run_sync(query)

    @asynccontextmanager
    async def _monitored_write(self) -> AsyncIterator[None]:
        """Wait for the turn to write, convert errors to StorageError, and report the transaction to `on_write`."""
        started, failed = time.perf_counter(), True
        try:
            with self._writes.monitor():
                async with self._write_turn():
                    yield
            failed = False
        finally:
            if self.on_write is not None:
                self.on_write(time.perf_counter() - started, failed)

    @asynccontextmanager
    async def _write_turn(self) -> AsyncIterator[None]:
        """On SQLite, wait until no other task of this process is writing; SQLite's own lock is not fair."""
        if self._write_lock is None:
            yield
            return
        async with asyncio.timeout(WRITE_LOCK_TIMEOUT):
            await self._write_lock.acquire()
        try:
            yield
        finally:
            self._write_lock.release()


def _run_query(engine: Engine, query: Callable[[Connection], Result]) -> Result:
    with engine.connect() as connection:
        return query(connection)


def _run_change(engine: Engine, change: Callable[[Connection], Result]) -> Result:
    with engine.begin() as connection:
        return change(connection)


class _OperationHealth:
    """Records whether reads (or writes) work, and logs when they begin to fail and when they work again."""

    def __init__(self, operation: str) -> None:
        self._operation = operation
        self.failure: str | None = None
        """Message of the last error; None if the last operation succeeded."""
        self._failed_at = 0.0
        self._logged_failure = False
        """True from the log line about a failure to the log line about its end."""

    @contextmanager
    def monitor(self) -> Iterator[None]:
        """Convert errors to StorageError, and record whether the operation in this context failed."""
        try:
            with convert_storage_errors():
                yield
        except StorageError as error:
            if not self._logged_failure:
                logger.error("cannot %s the database: %s", self._operation, error)  # noqa: TRY400
            self._logged_failure, self._failed_at, self.failure = True, time.monotonic(), str(error)
            raise
        self.failure = None
        if self._logged_failure and time.monotonic() - self._failed_at >= MIN_TIME_WITHOUT_FAILURE:
            self._logged_failure = False
            logger.info(
                "can %s the database again: no failure for %.0f s", self._operation, MIN_TIME_WITHOUT_FAILURE
            )


def shielded(
    function: Callable[Arguments, Coroutine[Any, Any, Result]],
) -> Callable[Arguments, Coroutine[Any, Any, Result]]:
    """Decorate *function* to run to completion even if its caller is cancelled.

    CancelledError is raised after the completion.

    All functions that write need `shielded`. Without `shielded`, the cancellation of a transaction on SQLite would
    close the connection while a cursor is open. An open cursor keeps the database locked until the next garbage
    collection.
    """

    @wraps(function)
    async def run_to_completion(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
        task = asyncio.create_task(function(*args, **kwargs))
        cancelled: asyncio.CancelledError | None = None
        while not task.done():
            try:
                await asyncio.wait({task})
            except asyncio.CancelledError as error:
                cancelled = error
        if cancelled is None:
            return task.result()
        failure = None if task.cancelled() else task.exception()
        if failure is not None:
            trace = None if isinstance(failure, StorageError) else failure
            logger.error("a write failed after its caller was cancelled: %s", failure, exc_info=trace)
        raise cancelled

    return run_to_completion
