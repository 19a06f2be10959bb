"""The program of the drawing process, which reads charts from standard input and writes images to standard output.

Only the drawing process, not the bot, loads matplotlib. The process exits after a period without a chart, and when
its input ends, for example because the bot was killed.
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

from services.charts.messages import ERROR_PREFIX, IMAGE_PREFIX, LENGTH_PREFIX

NICENESS = 10
"""Niceness of the drawing process; a positive value means that the bot has priority."""


def main(cache_directory: str, max_idle_time: float) -> None:
    """Draw charts until standard input ends, or until no chart arrives for *max_idle_time* seconds.

    In *cache_directory*, matplotlib caches its list of fonts.
    """
    for signum in (signal.SIGTERM, signal.SIGINT):
        signal.signal(signum, signal.SIG_IGN)  # the bot handles both signals, and then ends this process
    with suppress(OSError):  # some systems refuse to change the niceness
        os.nice(NICENESS)
    os.environ |= {"MPLCONFIGDIR": cache_directory, "OPENBLAS_NUM_THREADS": "1"}
    from services.charts.drawing import draw  # noqa: PLC0415 - the import of matplotlib reads the variables set above

    gc.freeze()
    with os.fdopen(os.dup(sys.stdout.fileno()), "wb") as stdout:
        # Texts that the code prints must not mix with the answers.
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
        while _has_input(max_idle_time) and (message := _read_message(sys.stdin.buffer)) is not None:
            try:
                answer = IMAGE_PREFIX + draw(pickle.loads(message))  # noqa: S301 - from the bot itself
            except Exception:  # noqa: BLE001 - the answer reports the error; the next chart may succeed
                answer = ERROR_PREFIX + traceback.format_exc().encode()
            stdout.write(LENGTH_PREFIX.pack(len(answer)) + answer)
            stdout.flush()
            gc.collect()  # matplotlib's shapes have reference cycles, which only the garbage collector frees


def _has_input(timeout: float) -> bool:
    """Return whether input, or the end of the input, arrives within *timeout* seconds.

    `select` does not see input in the buffer of `sys.stdin`. The buffer is empty, because the bot sends a chart
    only after the answer to the previous chart.
    """
    return bool(select.select([sys.stdin], [], [], timeout)[0])


def _read_message(source: BinaryIO) -> bytes | None:
    """Return the next message of *source*; None at the end of *source*."""
    head = source.read(LENGTH_PREFIX.size)
    if len(head) < LENGTH_PREFIX.size:
        return None
    (length,) = LENGTH_PREFIX.unpack(head)
    body = source.read(length)
    return body if len(body) == length else None


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]))
