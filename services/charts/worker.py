"""The process that draws: charts in through standard input, pictures out through standard output.

It loads matplotlib so that the bot need not, and ends when its input does, however the bot has ended.
"""

import gc
import os
import pickle
import signal
import sys
import traceback
from contextlib import suppress
from typing import BinaryIO

from services.charts.messages import DRAWN, FAILED, LENGTH

NICENESS = 10
"""Answers come first."""


def main(cache: str) -> None:
    """Draw until there is nothing more to draw, with *cache* as a directory for what matplotlib knows of fonts."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)  # meant for the bot, which may still have something to draw
    with suppress(OSError):  # forbidden: then it has to go without
        os.nice(NICENESS)
    os.environ |= {"MPLCONFIGDIR": cache, "OPENBLAS_NUM_THREADS": "1"}
    from services.charts.drawing import draw  # noqa: PLC0415 - reads the environment when it is loaded

    gc.freeze()
    with os.fdopen(os.dup(sys.stdout.fileno()), "wb") as answers:
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # whatever is printed is no answer
        while (message := _read(sys.stdin.buffer)) is not None:
            try:
                answer = DRAWN + draw(pickle.loads(message))  # noqa: S301 - from the bot itself
            except Exception:  # noqa: BLE001 - whatever it is, the bot is told, and the next one may be drawn
                answer = FAILED + traceback.format_exc().encode()
            answers.write(LENGTH.pack(len(answer)) + answer)
            answers.flush()
            gc.collect()  # figures are knots, which would pile up


def _read(source: BinaryIO) -> bytes | None:
    """Return the next message, None at the end."""
    head = source.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    (length,) = LENGTH.unpack(head)
    body = source.read(length)
    return body if len(body) == length else None


if __name__ == "__main__":
    main(sys.argv[1])
