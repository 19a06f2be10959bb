"""The drawing process: reads charts from standard input and writes images to standard output.

Only this process loads matplotlib. It exits at the end of its input, even if the bot was killed, and after a
period without a chart.
"""

import gc
import os
import pickle
import select
import signal
import sys
import traceback
from contextlib import suppress
from typing import BinaryIO

from services.charts.messages import DRAWN, FAILED, LENGTH_PREFIX

NICENESS = 10
"""Niceness of the process: the bot has priority."""


def main(cache: str, max_idle_time: float) -> None:
    """Draw charts until the end of the input, or until no chart arrives for *max_idle_time* seconds.

    *cache* is the directory in which matplotlib caches fonts.
    """
    for signum in (signal.SIGTERM, signal.SIGINT):
        signal.signal(signum, signal.SIG_IGN)  # the bot handles them and ends this process
    with suppress(OSError):  # not permitted: run without niceness
        os.nice(NICENESS)
    os.environ |= {"MPLCONFIGDIR": cache, "OPENBLAS_NUM_THREADS": "1"}
    from services.charts.drawing import draw  # noqa: PLC0415 - matplotlib reads the environment when imported

    gc.freeze()
    with os.fdopen(os.dup(sys.stdout.fileno()), "wb") as stdout:
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # printed text must not mix with answers
        while _has_input(max_idle_time) and (message := _read_message(sys.stdin.buffer)) is not None:
            try:
                answer = DRAWN + draw(pickle.loads(message))  # noqa: S301 - from the bot itself
            except Exception:  # noqa: BLE001 - reported to the bot; the next chart may succeed
                answer = FAILED + traceback.format_exc().encode()
            stdout.write(LENGTH_PREFIX.pack(len(answer)) + answer)
            stdout.flush()
            gc.collect()  # shapes have reference cycles


def _has_input(timeout: float) -> bool:
    """Wait up to *timeout* seconds for input, or for its end; return whether one of them came.

    The bot sends a chart only after the answer to the previous one, so that no chart waits in Python's buffer.
    """
    return bool(select.select([sys.stdin], [], [], timeout)[0])


def _read_message(source: BinaryIO) -> bytes | None:
    """Return the next message; None at the end of the input."""
    head = source.read(LENGTH_PREFIX.size)
    if len(head) < LENGTH_PREFIX.size:
        return None
    (length,) = LENGTH_PREFIX.unpack(head)
    body = source.read(length)
    return body if len(body) == length else None


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]))
