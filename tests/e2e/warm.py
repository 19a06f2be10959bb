"""Bots forked from a process that has already imported the slow modules.

test_process.py tests the start of a new process.
"""

import asyncio
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Mapping
from multiprocessing.connection import wait
from pathlib import Path
from typing import BinaryIO

from bot import app
from bot.__main__ import main
from sandbox.process import BotProcess, Running

FORK_CONTEXT = multiprocessing.get_context("forkserver")
FORK_CONTEXT.set_forkserver_preload(["bot.app", "bot.check"])
START_LOCK = threading.Lock()
"""Serialises starts, because multiprocessing keeps a list of its processes that is not thread-safe."""
RETRY_SECONDS = 0.05
"""Time in seconds between a forked bot's attempts to reach Telegram at the start."""


class WarmBot(BotProcess):
    """A bot that differs from `python -m bot` in the start and end of its interpreter and in RETRY_SECONDS."""

    @staticmethod
    async def _launch(_: tuple[str, ...], env: Mapping[str, str], directory: Path, log: BinaryIO) -> Running:
        return await fork((), env, directory, log.name, log.name)


class Forked:
    """A forked process with the interface of asyncio's Process."""

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


async def fork(
    arguments: tuple[str, ...], env: Mapping[str, str], directory: Path, output: str, errors: str
) -> Forked:
    """Run the bot in *directory* and append its output to the files *output* and *errors*."""
    process = FORK_CONTEXT.Process(target=_run_bot, args=(arguments, dict(env), directory, output, errors))
    await asyncio.to_thread(_start, process)
    return Forked(process)


def _start(process: multiprocessing.process.BaseProcess) -> None:
    with START_LOCK:
        process.start()


def _run_bot(
    arguments: tuple[str, ...], env: Mapping[str, str], directory: Path, output: str, errors: str
) -> None:
    os.setsid()
    threading.Thread(target=_end_with_tests, daemon=True).start()
    for number, path, mode in ((0, os.devnull, "rb"), (1, output, "ab"), (2, errors, "ab")):
        with Path(path).open(mode) as file:
            os.dup2(file.fileno(), number)
    os.chdir(directory)
    os.environ.clear()
    os.environ.update(env)
    app.TELEGRAM_RETRY_SECONDS = app.TOKEN_RETRY_SECONDS = RETRY_SECONDS
    sys.exit(main(arguments))


def _end_with_tests() -> None:
    """Kill the bot when the process of the tests ends; the forkserver ends only after its bots."""
    tests = multiprocessing.parent_process()
    assert tests is not None
    wait([tests.sentinel])
    os.kill(os.getpid(), signal.SIGKILL)
