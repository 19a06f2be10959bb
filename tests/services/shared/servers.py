"""A proxy that delays the replies of Redis, and servers that do not reply as Redis does."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

from services.tasks import cancel_all

OnConnection = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def listening(on_connection: OnConnection) -> AsyncIterator[int]:
    """Accept connections on the yielded port, and handle each with *on_connection*."""
    tasks: set[asyncio.Task[None]] = set()

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        try:
            with suppress(OSError, asyncio.CancelledError):
                await on_connection(reader, writer)
        finally:
            writer.close()

    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    port: int = server.sockets[0].getsockname()[1]
    try:
        yield port
    finally:
        server.close()
        await cancel_all(tasks)


class Proxy:
    """Passes the bytes between clients and the server at *port*; replies arrive *delay* seconds late."""

    def __init__(self, port: int) -> None:
        self._port = port
        self.delay = 0.0

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        from_server, to_server = await asyncio.open_connection("127.0.0.1", self._port)
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._copy(reader, to_server, is_reply=False))
                group.create_task(self._copy(from_server, writer, is_reply=True))
        finally:
            to_server.close()

    async def _copy(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, is_reply: bool) -> None:
        while data := await reader.read(65536):
            if is_reply:
                await asyncio.sleep(self.delay)
            writer.write(data)
            await writer.drain()
        writer.close()


async def hang(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
    """Accept commands and never reply."""
    while await reader.read(65536):
        pass


async def reply_garbage(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Reply to each command with the beginning of an HTTP response."""
    while await reader.read(65536):
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n<html>" * 3)
        await writer.drain()


async def close_at_once(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Close each connection."""
    writer.close()
