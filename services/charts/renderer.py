"""Rendering of charts in a separate process, so that it does not block the event loop."""

import asyncio
import logging
import pickle
import sys
from asyncio import StreamReader, StreamWriter
from asyncio.subprocess import PIPE, Process
from functools import partial
from pathlib import Path
from typing import cast

from services.charts.messages import DRAWN, LENGTH_PREFIX
from services.charts.models import Chart
from services.net.concurrency import SingleFlight
from services.processes import minimal_environment

logger = logging.getLogger(__name__)

MAX_QUEUED_CHARTS = 40
"""Maximum number of queued charts, including the one being drawn: a wait of 10 s at 4 charts a second."""

DRAW_TIMEOUT = 15.0
"""Time limit of one chart, including the start of the process, in seconds; then the process is replaced."""

MAX_IDLE_TIME = 600.0
"""Time without a chart after which the process exits, in seconds. The process takes 80 MiB."""

MAX_ATTEMPTS = 2
"""Maximum number of attempts to draw one chart. Each uses a new process if the one before died."""


class RenderError(Exception):
    """The chart could not be drawn; the message has the reason."""


class RendererBusyError(RenderError):
    """MAX_QUEUED_CHARTS charts are waiting."""


class ChartRenderer:
    """Draws charts in a separate process, one at a time. Concurrent requests for equal charts share one drawing.

    The process is started with the first chart, and exits after *max_idle_time* seconds without a chart. Unlike a
    process of an executor, it imports only what drawing needs, starts in a third of the time, and exits if the bot
    is killed. *cache* is the directory in which matplotlib caches fonts.
    """

    def __init__(self, cache: Path, *, max_idle_time: float = MAX_IDLE_TIME) -> None:
        self._cache = cache
        self._max_idle_time = max_idle_time
        self._process: Process | None = None
        self._drawing: SingleFlight[Chart, bytes] = SingleFlight()
        self._process_lock = asyncio.Lock()
        self._queued = 0

    async def draw(self, chart: Chart) -> bytes:
        """Return *chart* as a PNG.

        Raise RendererBusyError when MAX_QUEUED_CHARTS are waiting, RenderError when drawing fails.
        """
        return await asyncio.shield(self._drawing.get_or_start(chart, partial(self._draw, chart)))

    async def prepare(self) -> None:
        """Start the process if it is not running, so that it has loaded before the first chart."""
        async with self._process_lock:
            await self._running_process()

    async def aclose(self) -> None:
        """Cancel all drawing and kill the process."""
        await self._drawing.aclose()
        await self._end()

    async def _draw(self, chart: Chart) -> bytes:
        if self._queued >= MAX_QUEUED_CHARTS:
            raise RendererBusyError("too many charts are waiting")
        self._queued += 1
        try:
            async with self._process_lock:
                return await self._render(pickle.dumps(chart))
        finally:
            self._queued -= 1

    async def _render(self, message: bytes) -> bytes:
        for _ in range(MAX_ATTEMPTS):
            try:
                async with asyncio.timeout(DRAW_TIMEOUT):
                    answer = await self._exchange(message)
            # TimeoutError is an OSError. An incomplete answer raises EOFError.
            except (OSError, EOFError) as error:
                logger.warning("the drawing process failed and is restarted: %r", error)
                await self._end()
            except BaseException:  # its pending answer would be read as the next one
                await self._end()
                raise
            else:
                if answer.startswith(DRAWN):
                    return answer.removeprefix(DRAWN)
                raise RenderError(answer[1:].decode())
        raise RenderError("the drawing process keeps failing")

    async def _exchange(self, message: bytes) -> bytes:
        process = await self._running_process()
        stdin, stdout = cast("StreamWriter", process.stdin), cast("StreamReader", process.stdout)
        stdin.write(LENGTH_PREFIX.pack(len(message)) + message)
        await stdin.drain()
        (length,) = LENGTH_PREFIX.unpack(await stdout.readexactly(LENGTH_PREFIX.size))
        return await stdout.readexactly(length)

    async def _running_process(self) -> Process:
        """Return the process; start a process if none runs."""
        if self._process is not None and self._process.returncode is None:
            return self._process
        command = (sys.executable, "-m", "services.charts.worker", str(self._cache), str(self._max_idle_time))
        # In its own session, so that Ctrl-C in a terminal reaches the bot only.
        self._process = await asyncio.create_subprocess_exec(
            *command, stdin=PIPE, stdout=PIPE, env=minimal_environment(), start_new_session=True
        )
        return self._process

    async def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            if process.returncode is None:
                process.kill()
            await process.communicate()
