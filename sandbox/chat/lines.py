"""Asynchronous reading of lines from standard input."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from threading import Thread


async def read_lines(descriptor: int | None) -> AsyncIterator[str]:
    """Yield the lines of a terminal, a pipe or a file, stripped and without empty lines; None is a closed input.

    A thread reads, since the event loop cannot wait for a file. The thread is a daemon with its own stream, so
    that it does not keep the process running when the chat ends first.
    """
    if descriptor is None:
        return
    loop = asyncio.get_running_loop()
    queue: asyncio.Queue[str | None] = asyncio.Queue()

    def read() -> None:
        with (
            suppress(RuntimeError),  # the event loop may be closed
            open(descriptor, encoding="utf-8", errors="replace", closefd=False) as stream,
        ):
            for line in stream:
                loop.call_soon_threadsafe(queue.put_nowait, line.strip())
            loop.call_soon_threadsafe(queue.put_nowait, None)

    Thread(target=read, daemon=True).start()
    while (line := await queue.get()) is not None:
        if line:
            yield line
