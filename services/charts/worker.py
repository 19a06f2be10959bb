"""The drawing process: reads charts from standard input and writes images to standard output.

Only this process loads matplotlib. It exits at the end of its input, even if the bot was killed.
"""

import gc
import os
import pickle
import signal
import sys
import traceback
from contextlib import suppress
from typing import BinaryIO

from services.charts.messages import DRAWN, FAILED, LENGTH_PREFIX

NICENESS = 10
"""Niceness of the process: the bot has priority."""


def main(cache: str) -> None:
    """Draw charts until the end of the input. *cache* is the directory in which matplotlib caches fonts."""
    for signum in (signal.SIGTERM, signal.SIGINT):
        signal.signal(signum, signal.SIG_IGN)  # the bot handles them and ends this process
    with suppress(OSError):  # not permitted: run without niceness
        os.nice(NICENESS)
    os.environ |= {"MPLCONFIGDIR": cache, "OPENBLAS_NUM_THREADS": "1"}
    from services.charts.drawing import draw  # noqa: PLC0415 - matplotlib reads the environment when imported

    gc.freeze()
    with os.fdopen(os.dup(sys.stdout.fileno()), "wb") as stdout:
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # printed text must not mix with answers
        while (message := _read_message(sys.stdin.buffer)) is not None:
            try:
                answer = DRAWN + draw(pickle.loads(message))  # noqa: S301 - from the bot itself
            except Exception:  # noqa: BLE001 - reported to the bot; the next chart may succeed
                answer = FAILED + traceback.format_exc().encode()
            stdout.write(LENGTH_PREFIX.pack(len(answer)) + answer)
            stdout.flush()
            gc.collect()  # shapes have reference cycles


def _read_message(source: BinaryIO) -> bytes | None:
    """Return the next message; None at the end of the input."""
    head = source.read(LENGTH_PREFIX.size)
    if len(head) < LENGTH_PREFIX.size:
        return None
    (length,) = LENGTH_PREFIX.unpack(head)
    body = source.read(length)
    return body if len(body) == length else None


if __name__ == "__main__":
    main(sys.argv[1])
