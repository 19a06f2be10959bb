"""Handles SIGTERM and SIGINT, which stop the bot."""

import asyncio
import signal
from collections.abc import Mapping
from typing import Any

from bot.systemd import notify

STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT)


def stop_on_signal() -> asyncio.Event:
    """Return an event that is set by SIGTERM or SIGINT. A second signal ends the process immediately."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()

    def on_signal() -> None:
        notify("STOPPING=1", "STATUS=Finishing running answers")
        stop.set()
        for signal_number in STOP_SIGNALS:
            loop.remove_signal_handler(signal_number)
            signal.signal(signal_number, signal.SIG_DFL)

    for signal_number in STOP_SIGNALS:
        loop.add_signal_handler(signal_number, on_signal)
    return stop


def restore_signal_handlers(handlers: Mapping[signal.Signals, Any]) -> bool:
    """Replace the handlers that `stop_on_signal` has set; return whether a signal has already called them.

    *handlers* are the earlier handlers, as `signal.getsignal` returns them.
    """
    loop = asyncio.get_running_loop()
    was_stopped = signal.getsignal(signal.SIGTERM) is signal.SIG_DFL  # as `stop_on_signal` leaves it
    for signal_number, handler in handlers.items():
        loop.remove_signal_handler(signal_number)
        signal.signal(signal_number, handler)
    return was_stopped
