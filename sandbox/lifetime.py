"""Processes that end when the process that started them ends."""

import ctypes
import signal

_PRCTL = getattr(ctypes.CDLL(None), "prctl", None)
"""The system call `prctl`, or None on systems other than Linux."""

_PR_SET_PDEATHSIG = 1
"""The number of the operation that sets the signal, from linux/prctl.h."""


def end_with_parent() -> None:
    """Ask Linux to send SIGTERM to this process when its parent ends, even if the parent is killed."""
    if _PRCTL is not None:
        _PRCTL(_PR_SET_PDEATHSIG, signal.SIGTERM)
