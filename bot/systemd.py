"""Notifications for systemd and the container's health check.

A notification is one datagram: https://www.freedesktop.org/software/systemd/man/sd_notify.html. The libraries for
notifications are unmaintained (sdnotify), or need systemd's headers and a compiler (systemd-python, cysystemd).
"""

import logging
import os
import socket
import time
from pathlib import Path

logger = logging.getLogger(__name__)


_notified_at = time.monotonic()


def seconds_since_notification() -> float:
    """Return the seconds since the last call of `notify`, or since the start of the process."""
    return time.monotonic() - _notified_at


def notify(*states: str) -> None:
    """Send *states*, such as "READY=1", to systemd if NOTIFY_SOCKET is set.

    Touch the file named by HEARTBEAT_FILE, if that variable is set, for the container's health check. Failures are
    logged and not raised, because systemd and the health check react to missing notifications.
    """
    global _notified_at  # noqa: PLW0603 - the heartbeat belongs to the whole process
    _notified_at = time.monotonic()
    if heartbeat := os.environ.get("HEARTBEAT_FILE"):
        try:
            Path(heartbeat).touch()
        except OSError as error:
            logger.warning("could not touch HEARTBEAT_FILE: %s", error)
    address = os.environ.get("NOTIFY_SOCKET")
    if not address:
        return
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
            systemd.setblocking(False)  # a busy systemd must not block the event loop
            # In the address of an abstract socket, @ stands for the leading null byte.
            systemd.connect(address.replace("@", "\0", 1) if address.startswith("@") else address)
            systemd.send("\n".join(states).encode())
    except OSError as error:
        logger.warning("could not notify systemd of %s: %s", ", ".join(states), error)
