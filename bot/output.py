"""Prints to standard output, whose reader, such as `head`, may have closed the pipe."""

import os
import sys


def print_text(text: str, end: str = "\n") -> None:
    """Print *text* at once; discard *text* and all later output if the reader of standard output has gone."""
    try:
        print(text, end=end, flush=True)
    except BrokenPipeError:
        discard_output()


def discard_output() -> None:
    """Redirect standard output to the null device.

    Without the redirection, Python fails again when it flushes standard output at its exit.
    """
    with open(os.devnull, "wb") as null:  # noqa: PTH123 - the null device has no useful Path
        os.dup2(null.fileno(), sys.stdout.fileno())
