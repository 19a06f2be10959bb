"""The pages /healthz and /readyz, which say whether the process works and whether it receives updates."""

from collections.abc import Callable
from enum import StrEnum

from aiohttp import web
from sqlalchemy import text

from bot.systemd import seconds_since_notification
from services.errors import StorageError
from services.storage import Database

MAX_HEARTBEAT_AGE = 300.0
"""Maximum age in seconds of the last heartbeat of a healthy process; the unit's WatchdogSec has the same value."""


class Role(StrEnum):
    """What a process does at the moment."""

    STARTING = "starting"
    STANDBY = "standing by"
    """Another process is the leader; this process takes over when the leader ends."""
    POLLING = "polling"
    WEBHOOK = "webhook"
    STOPPING = "stopping"


class Health:
    """Answers the health pages of one process."""

    def __init__(self, database: Database) -> None:
        self.role = Role.STARTING
        self.is_receiving: Callable[[], bool] = lambda: True
        """Returns whether the last getUpdates succeeded or, with WEBHOOK_URL, whether Telegram has the webhook."""
        self._database = database

    async def on_healthz(self, _: web.BaseRequest) -> web.Response:
        """Answer 200 if there was a heartbeat in the last MAX_HEARTBEAT_AGE seconds, else 503.

        A process whose event loop hangs does not answer.
        """
        age = seconds_since_notification()
        is_alive = age < MAX_HEARTBEAT_AGE
        return web.json_response(
            {"status": "alive" if is_alive else "no heartbeat", "heartbeat_age": round(age, 1)},
            status=200 if is_alive else 503,
        )

    async def on_readyz(self, _: web.BaseRequest) -> web.Response:
        """Answer 200 if the process receives updates or stands by, and the database works; else 503."""
        try:
            await self._database.read(lambda connection: connection.scalar(text("SELECT 1")))
        except StorageError:
            has_database = False
        else:
            has_database = True
        checks = {
            "database": has_database,
            # The place index is open whenever the process receives updates.
            "index": self.role in {Role.POLLING, Role.WEBHOOK},
            "updates": self.role in {Role.POLLING, Role.WEBHOOK} and self.is_receiving(),
        }
        is_ready = has_database and (self.role is Role.STANDBY or all(checks.values()))
        answer = {"ready": is_ready, "role": self.role, "checks": checks}
        return web.json_response(answer, status=200 if is_ready else 503)
