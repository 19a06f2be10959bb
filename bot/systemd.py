"""What systemd is told of a service with `Type=notify`: https://www.freedesktop.org/software/systemd/man/sd_notify.html

Our own, since it is one datagram: sdnotify has had no release for years, systemd-python and cysystemd need
systemd's headers and a compiler.
"""

import logging
import os
import socket
from pathlib import Path

logger = logging.getLogger(__name__)


def notify(*states: str) -> None:
    """Tell systemd each of *states*, such as READY=1, and do nothing where no systemd asks for it.

    What cannot be told is logged and no error: systemd draws its own conclusions from silence. The file that
    HEARTBEAT_FILE names, for the health checks of containers, is touched as well.
    """
    if heartbeat := os.environ.get("HEARTBEAT_FILE"):
        try:
            Path(heartbeat).touch()
        except OSError as error:
            logger.warning("the heartbeat was not written: %s", error)
    address = os.environ.get("NOTIFY_SOCKET")
    if not address:
        return
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
            systemd.setblocking(False)  # a systemd that is busy must not hold up the event loop
            # An address in the abstract namespace is written with @ for the null byte that it begins with.
            systemd.connect(address.replace("@", "\0", 1) if address.startswith("@") else address)
            systemd.send("\n".join(states).encode())
    except OSError as error:
        logger.warning("systemd was not told %s: %s", ", ".join(states), error)
