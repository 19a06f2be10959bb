"""Forks the test processes of pytest-xdist from the server process of `tests.forked`.

Without this module, each test process imports the bot itself, and each one that forks bots starts its own server.
"""

import os
import sys
from multiprocessing import forkserver, resource_tracker
from multiprocessing.reduction import DupFd
from types import ModuleType
from typing import Any

from execnet import gateway_io
from execnet.gateway_base import ExecModel
from execnet.xspec import XSpec

from tests.forked import FORK_CONTEXT

SERVER: Any = forkserver._forkserver
LOCATION = ("_forkserver_address", "_forkserver_authkey")
"""The attributes of SERVER by which another process finds the server; Python before 3.14 has no key."""


class ForkedIO(gateway_io.Popen2IOMaster):
    """The standard input and output of a test process that is forked instead of started."""

    def __init__(self, execmodel: ExecModel) -> None:
        worker_input, output = os.pipe()
        input_, worker_output = os.pipe()
        SERVER.ensure_running()
        location = {name: getattr(SERVER, name) for name in LOCATION if hasattr(SERVER, name)}
        arguments = (_Pipes(worker_input, worker_output), location)
        self._process = FORK_CONTEXT.Process(target=_run_worker, args=arguments)
        self._process.start()
        os.close(worker_input)
        os.close(worker_output)
        super(gateway_io.Popen2IOMaster, self).__init__(
            os.fdopen(output, "wb"), os.fdopen(input_, "rb"), execmodel
        )

    def wait(self) -> int | None:
        self._process.join()
        return self._process.exitcode

    def kill(self) -> None:
        self._process.kill()


class _Pipes:
    """Ends of pipes that are passed to a new process; its function gets their numbers there."""

    def __init__(self, *numbers: int) -> None:
        self._numbers = numbers

    def __reduce__(self) -> tuple[Any, ...]:
        return _received, tuple(map(DupFd, self._numbers))


def _received(*pipes: Any) -> tuple[int, ...]:  # noqa: ANN401 - multiprocessing's class is private
    return tuple(pipe.detach() for pipe in pipes)


def fork_workers() -> None:
    """Let pytest-xdist fork its test processes."""

    def create_io(spec: XSpec, execmodel: ExecModel) -> ForkedIO:  # noqa: ARG001 - execnet's
        return ForkedIO(execmodel)

    gateway_io.create_io = create_io


def _run_worker(pipes: tuple[int, ...], location: dict[str, object]) -> None:
    """Run pytest-xdist's code in this process, with *pipes* as its standard input and output."""
    vars(SERVER).update(location)
    SERVER.ensure_running = resource_tracker.ensure_running  # the main process has started the server
    for number, pipe in enumerate(pipes):
        os.dup2(pipe, number)
        os.close(pipe)
    sys.stdin, sys.stdout = os.fdopen(0), os.fdopen(1, "w")
    # A forked process imports the script of its parent's main module, if that has one: bots do not need pytest's.
    main = sys.modules["__main__"] = ModuleType("__main__")
    exec(gateway_io.popen_bootstrapline, vars(main))  # noqa: S102 - execnet's way to start any process
