"""Ends a process when its parent process ends."""

import ctypes
import signal

_PRCTL = getattr(ctypes.CDLL(None), "prctl", None)
"""The C function `prctl` of Linux; None on other systems."""

_PR_SET_PDEATHSIG = 1
"""The operation of `prctl` that sets the signal for the end of the parent: a constant of linux/prctl.h."""


def end_with_parent() -> None:
    """Ask Linux to send SIGTERM to this process when its parent ends, even if the parent is killed."""
    if _PRCTL is not None:
        _PRCTL(_PR_SET_PDEATHSIG, signal.SIGTERM)
