"""Lines of standard input, whatever that is."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from threading import Thread


async def read_lines(descriptor: int) -> AsyncIterator[str]:
    """Yield the lines of a terminal, a pipe or a file to its end, stripped, empty ones left out.

    A thread reads, since the event loop cannot wait for a file. It is a daemon with a stream of its own,
    so that it keeps neither the process nor sys.stdin when the chat ends first.
    """
    loop = asyncio.get_running_loop()
    queue: asyncio.Queue[str | None] = asyncio.Queue()

    def read() -> None:
        with (
            suppress(RuntimeError),  # the loop is closed
            open(descriptor, encoding="utf-8", errors="replace", closefd=False) as stream,
        ):
            for line in stream:
                loop.call_soon_threadsafe(queue.put_nowait, line.strip())
            loop.call_soon_threadsafe(queue.put_nowait, None)

    Thread(target=read, daemon=True).start()
    while (line := await queue.get()) is not None:
        if line:
            yield line
