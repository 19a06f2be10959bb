"""Starts processes quickly: forks them from a process that has already imported the slow modules."""

import asyncio
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from multiprocessing.connection import wait

FORK_CONTEXT = multiprocessing.get_context("forkserver")
FORK_CONTEXT.set_forkserver_preload(["tests.forked_preload"])
START_LOCK = threading.Lock()
"""Allows one start at a time, because the list of processes in multiprocessing is not thread-safe."""


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


async def fork(target: Callable[..., None], *arguments: object) -> Forked:
    """Call *target*, a function of a module, in a forked process, which is the leader of a new session."""
    process = FORK_CONTEXT.Process(target=_run, args=(target, *arguments))
    await asyncio.to_thread(_start, process)
    return Forked(process)


def _start(process: multiprocessing.process.BaseProcess) -> None:
    with START_LOCK:
        process.start()


def _run(target: Callable[..., None], *arguments: object) -> None:
    os.setsid()
    threading.Thread(target=_end_with_tests, daemon=True).start()
    target(*arguments)


def _end_with_tests() -> None:
    """Kill this process when the process of the tests ends; the forkserver ends only after its children."""
    tests = multiprocessing.parent_process()
    assert tests is not None
    wait([tests.sentinel])
    os.kill(os.getpid(), signal.SIGKILL)
