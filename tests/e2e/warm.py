"""Bots that start at once, forked from a process that has loaded what takes a bot seconds.

How the bot starts from nothing is what test_process.py is about.
"""

import asyncio
import multiprocessing
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO

from bot.__main__ import main
from sandbox.process import BotProcess, Running

FORKING = multiprocessing.get_context("forkserver")
FORKING.set_forkserver_preload(["bot.app"])


class WarmBot(BotProcess):
    """A bot as `python -m bot` is one, but for its start."""

    @staticmethod
    async def _launch(_: tuple[str, ...], env: Mapping[str, str], log: BinaryIO) -> Running:
        process = FORKING.Process(target=_be_a_bot, args=(dict(env), log.name))
        await asyncio.to_thread(process.start)
        return Forked(process)


class Forked:
    """Such a process, as asyncio has them."""

    def __init__(self, process: multiprocessing.process.BaseProcess) -> None:
        self._process = process
        self._ended = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(process.sentinel, self._end)
        assert process.pid is not None
        self.pid = process.pid

    def _end(self) -> None:
        self._loop.remove_reader(self._process.sentinel)
        self._process.join()
        self._ended.set()

    @property
    def returncode(self) -> int | None:
        return self._process.exitcode

    async def wait(self) -> int:
        await self._ended.wait()
        assert self.returncode is not None
        return self.returncode

    def send_signal(self, signal: int, /) -> None:
        os.kill(self.pid, signal)

    def kill(self) -> None:
        self._process.kill()


def _be_a_bot(env: Mapping[str, str], log: str) -> None:
    os.setsid()
    with Path(os.devnull).open("rb") as nothing, Path(log).open("ab") as said:
        for file, number in ((nothing, 0), (said, 1), (said, 2)):
            os.dup2(file.fileno(), number)
    os.environ.clear()
    os.environ.update(env)
    sys.exit(main([]))
