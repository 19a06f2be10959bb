"""Drawing without holding anybody up: in a process of its own, started when it is first needed and kept."""

import asyncio
import logging
import pickle
import sys
from asyncio import StreamReader, StreamWriter
from asyncio.subprocess import PIPE, Process
from functools import partial
from pathlib import Path
from typing import cast

from services.charts.messages import DRAWN, LENGTH
from services.charts.models import Chart
from services.net.concurrency import SingleFlight
from services.processes import bare_environment

logger = logging.getLogger(__name__)

MAX_QUEUED_CHARTS = 40
"""Charts that are drawn or wait for it: four a second are drawn at the least, and nobody waits longer than ten."""

DRAW_TIMEOUT = 15.0
"""Seconds for one chart, the start of the process included, after which it counts as hung."""

ATTEMPTS = 2
"""Processes that may die over one chart."""


class RenderError(Exception):
    """There is no picture; the message tells why."""


class RendererBusyError(RenderError):
    """As many charts wait as may."""


class ChartRenderer:
    """Draws charts, one at a time, and the same chart once for all who ask at the same time.

    A process of its own, not an executor's: it imports nothing but what drawing takes, ends by itself when the
    bot is killed, and starts in a third of the time. *cache* is a directory for what matplotlib keeps.
    """

    def __init__(self, cache: Path) -> None:
        self._cache = cache
        self._process: Process | None = None
        self._drawing: SingleFlight[Chart, bytes] = SingleFlight()
        self._turn = asyncio.Lock()
        self._waiting = 0

    async def draw(self, chart: Chart) -> bytes:
        """Return *chart* as a PNG.

        Raise RendererBusyError when MAX_QUEUED_CHARTS are waiting, RenderError when drawing fails.
        """
        return await asyncio.shield(self._drawing.ask(chart, partial(self._draw, chart)))

    async def prepare(self) -> None:
        """Start the process, so that it has loaded by the time there is something to draw."""
        async with self._turn:
            if self._process is None:
                await self._start()

    async def aclose(self) -> None:
        """Break off what is being drawn, and end the process."""
        await self._drawing.aclose()
        await self._end()

    async def _draw(self, chart: Chart) -> bytes:
        if self._waiting >= MAX_QUEUED_CHARTS:
            raise RendererBusyError("too many charts wait")
        self._waiting += 1
        try:
            async with self._turn:
                return await self._drawn(pickle.dumps(chart))
        finally:
            self._waiting -= 1

    async def _drawn(self, message: bytes) -> bytes:
        for _ in range(ATTEMPTS):
            try:
                async with asyncio.timeout(DRAW_TIMEOUT):
                    answer = await self._ask(message)
            # A time limit is an OSError, and an answer that is cut, or none, an EOFError.
            except (OSError, EOFError) as error:
                logger.warning("the process that draws has gone, another one is started: %r", error)
                await self._end()
            except BaseException:  # what it still has to say would be taken for the next answer
                await self._end()
                raise
            else:
                if answer.startswith(DRAWN):
                    return answer.removeprefix(DRAWN)
                raise RenderError(answer[1:].decode())
        raise RenderError("the process that draws does not stay alive")

    async def _ask(self, message: bytes) -> bytes:
        process = self._process or await self._start()
        charts, pictures = cast("StreamWriter", process.stdin), cast("StreamReader", process.stdout)
        charts.write(LENGTH.pack(len(message)) + message)
        await charts.drain()
        (length,) = LENGTH.unpack(await pictures.readexactly(LENGTH.size))
        return await pictures.readexactly(length)

    async def _start(self) -> Process:
        # In a session of its own, so that Ctrl-C in a terminal is the bot's alone.
        command = (sys.executable, "-m", "services.charts.worker", str(self._cache))
        self._process = await asyncio.create_subprocess_exec(
            *command, stdin=PIPE, stdout=PIPE, env=bare_environment(), start_new_session=True
        )
        return self._process

    async def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            if process.returncode is None:
                process.kill()
            await process.communicate()
