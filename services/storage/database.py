"""The database: reads and writes with limits in time, and errors of one kind."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from sqlalchemy import URL
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.errors import StorageError
from services.storage.failures import storage_errors
from services.tasks import cancel_all

logger = logging.getLogger(__name__)

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")

WRITE_SECONDS = 4.0
"""How long a write waits for other writers of this process; SQLite has one at a time."""

READS_AT_ONCE = 3
"""Limit of concurrent `read`s, and SQLite's connections.

Each connection has a thread and a cache, and only one writes at a time: more would only cost memory.
"""

READ_SECONDS = 3.0
"""Time limit of `read`."""

RETRY_SECONDS = 0.5
"""How long others fail at once after a `read` has failed."""

RECOVERY_SECONDS = 30.0
"""Seconds without a failure after which the database counts as recovered in the log.

On a full disk, or with a damaged file, some statements succeed between others that fail.
"""


class Database:
    """A database that raises StorageError for all that its driver raises, and limits how long a caller waits.

    It logs one line when reads or writes begin to fail, and one once they have worked for RECOVERY_SECONDS.
    """

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._reads = _Condition("reading")
        self._writes = _Condition("writing")
        self._writer = asyncio.Lock() if engine.dialect.name == "sqlite" else None
        self._readers = asyncio.Semaphore(READS_AT_ONCE)
        self._retry_at = 0.0
        self._abandoned: set[asyncio.Task[Any]] = set()

    @property
    def url(self) -> URL:
        """Its address."""
        return self._engine.url

    @property
    def is_failing(self) -> bool:
        """Whether the last read has failed."""
        return self._reads.failure is not None

    @asynccontextmanager
    async def connect(self) -> AsyncIterator[AsyncConnection]:
        """Yield a connection to read with."""
        with self._reads.watched():
            async with self._engine.connect() as connection:
                yield connection

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[AsyncConnection]:
        """Yield a connection in a transaction, and commit it in the end. Use it in `shielded` functions only."""
        with self._writes.watched():
            async with self._turn(), self._engine.begin() as connection:
                yield connection

    async def read(self, work: Callable[[AsyncConnection], Awaitable[Result]]) -> Result:
        """Return the result of *work*; raise StorageError after READ_SECONDS.

        After a failure raise StorageError at once for RETRY_SECONDS, and then while one read tries again.
        """
        async with self._readers:  # the wait for a turn in a burst does not count
            return await self._read_within(work)

    async def _read_within(self, work: Callable[[AsyncConnection], Awaitable[Result]]) -> Result:
        loop = asyncio.get_running_loop()
        if self._reads.failure is not None:
            if loop.time() < self._retry_at:
                raise StorageError(self._reads.failure)
            self._retry_at = loop.time() + READ_SECONDS
        task = asyncio.create_task(self._read(work))
        self._abandoned.add(task)
        task.add_done_callback(self._abandoned.discard)
        try:
            # wait_for would also wait for the cancelled task, which closes its connection: slow when that hangs.
            done, _ = await asyncio.wait({task}, timeout=READ_SECONDS)
            if done:
                return task.result()
            with self._reads.watched():
                raise TimeoutError
        except StorageError:
            self._retry_at = loop.time() + RETRY_SECONDS
            raise
        finally:
            task.cancel()

    async def aclose(self) -> None:
        """Close all connections."""
        await cancel_all(self._abandoned)
        await self._engine.dispose()

    async def _read(self, work: Callable[[AsyncConnection], Awaitable[Result]]) -> Result:
        async with self.connect() as connection:
            return await work(connection)

    @asynccontextmanager
    async def _turn(self) -> AsyncIterator[None]:
        """Wait, on SQLite, until no other task of this process writes; SQLite's own lock has no queue."""
        if self._writer is None:
            yield
            return
        async with asyncio.timeout(WRITE_SECONDS):
            await self._writer.acquire()
        try:
            yield
        finally:
            self._writer.release()


class _Condition:
    """Whether reads, or writes, work; logs when that changes."""

    def __init__(self, name: str) -> None:
        self._name = name
        self.failure: str | None = None
        """The error of the last operation; None if it succeeded."""
        self._failed_at = 0.0
        self._is_down = False
        """Whether the log says that it fails."""

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Raise StorageError for what the database and its driver raise."""
        try:
            with storage_errors():
                yield
        except StorageError as error:
            if not self._is_down:
                logger.error("%s fails: %s", self._name, error)  # noqa: TRY400
            self._is_down, self._failed_at, self.failure = True, time.monotonic(), str(error)
            raise
        self.failure = None
        if self._is_down and time.monotonic() - self._failed_at >= RECOVERY_SECONDS:
            self._is_down = False
            logger.info("%s works again: no failure for %.0f s", self._name, RECOVERY_SECONDS)


def shielded(
    work: Callable[Arguments, Coroutine[Any, Any, Result]],
) -> Callable[Arguments, Coroutine[Any, Any, Result]]:
    """Run *work* to completion even if the caller is cancelled; then raise CancelledError there. For all writes.

    Cancelling a transaction on SQLite closes its connection while Python still has a cursor of it, which leaves
    the database locked until the next garbage collection.
    """

    @wraps(work)
    async def to_completion(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
        task = asyncio.create_task(work(*args, **kwargs))
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

    return to_completion
