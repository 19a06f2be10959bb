"""Draws charts in a separate process, so that drawing does not block the event loop."""

import asyncio
import logging
import pickle
import sys
from asyncio import StreamReader, StreamWriter
from asyncio.subprocess import PIPE, Process
from functools import partial
from pathlib import Path
from typing import cast

from services.charts.messages import IMAGE_PREFIX, LENGTH_PREFIX
from services.charts.models import Chart
from services.net.concurrency import SingleFlight
from services.processes import minimal_environment

logger = logging.getLogger(__name__)

MAX_QUEUED_CHARTS = 40
"""Maximum number of waiting charts, including the chart that is being drawn. Some 4 charts are drawn per second,
so the last chart waits 10 s."""

DRAW_TIMEOUT = 15.0
"""Maximum time to draw one chart, in seconds, including the start of the drawing process. A slower process is
killed."""

MAX_IDLE_TIME = 600.0
"""Time without a chart, in seconds, after which the drawing process exits to free its memory."""

MAX_DRAW_ATTEMPTS = 2
"""Maximum number of attempts to draw one chart; each further attempt uses a new process."""


class RenderError(Exception):
    """A chart could not be drawn; the message says why."""


class RendererBusyError(RenderError):
    """The renderer refuses a chart because MAX_QUEUED_CHARTS charts are waiting."""


class ChartRenderer:
    """Draws charts in a separate process, one at a time. Concurrent requests for equal charts share one drawing.

    The process starts with the first chart, and exits after *max_idle_time* seconds without a chart. Unlike a
    process of ProcessPoolExecutor, the drawing process imports only the modules for drawing, and it exits if the
    bot is killed. In *cache_directory*, matplotlib caches its list of fonts.
    """

    def __init__(self, cache_directory: Path, *, max_idle_time: float = MAX_IDLE_TIME) -> None:
        self._cache_directory = cache_directory
        self._max_idle_time = max_idle_time
        self._process: Process | None = None
        self._drawing: SingleFlight[Chart, bytes] = SingleFlight()
        self._process_lock = asyncio.Lock()
        self._queued = 0

    async def draw(self, chart: Chart) -> bytes:
        """Draw *chart*, and return the image as PNG.

        Raise RendererBusyError if MAX_QUEUED_CHARTS charts are waiting, RenderError if *chart* cannot be drawn.
        """
        return await asyncio.shield(self._drawing.get_or_start(chart, partial(self._draw, chart)))

    async def start_process(self) -> None:
        """Start the drawing process if it is not running, so that the first chart does not wait for the start."""
        async with self._process_lock:
            await self._running_process()

    async def aclose(self) -> None:
        """Cancel all requested charts, and kill the drawing process."""
        await self._drawing.aclose()
        await self._kill_process()

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
        for _ in range(MAX_DRAW_ATTEMPTS):
            try:
                async with asyncio.timeout(DRAW_TIMEOUT):
                    answer = await self._send_and_receive(message)
            # OSError includes TimeoutError; an incomplete answer of the process raises EOFError.
            except (OSError, EOFError) as error:
                logger.warning("the drawing process failed and is restarted: %r", error)
                await self._kill_process()
            # The process may still answer this request, and the next request would read the answer.
            except BaseException:
                await self._kill_process()
                raise
            else:
                if answer.startswith(IMAGE_PREFIX):
                    return answer.removeprefix(IMAGE_PREFIX)
                raise RenderError(answer[1:].decode())
        raise RenderError("the drawing process keeps failing")

    async def _send_and_receive(self, message: bytes) -> bytes:
        process = await self._running_process()
        stdin, stdout = cast("StreamWriter", process.stdin), cast("StreamReader", process.stdout)
        stdin.write(LENGTH_PREFIX.pack(len(message)) + message)
        await stdin.drain()
        (length,) = LENGTH_PREFIX.unpack(await stdout.readexactly(LENGTH_PREFIX.size))
        return await stdout.readexactly(length)

    async def _running_process(self) -> Process:
        """Return the drawing process; start the process if it is not running."""
        if self._process is not None and self._process.returncode is None:
            return self._process
        command = (
            sys.executable,
            "-m",
            "services.charts.worker",
            str(self._cache_directory),
            str(self._max_idle_time),
        )
        # The process has its own session, so that Ctrl-C in a terminal interrupts only the bot.
        self._process = await asyncio.create_subprocess_exec(
            *command, stdin=PIPE, stdout=PIPE, env=minimal_environment(), start_new_session=True
        )
        return self._process

    async def _kill_process(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            if process.returncode is None:
                process.kill()
            await process.communicate()
