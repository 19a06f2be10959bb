"""Logging to standard error, as text or JSON, with every secret blotted out."""

import json
import logging
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Literal
from urllib.parse import quote, unquote

from bot.tracing import current

BLOT = "***"

_LOOKS_SECRET = re.compile(r"(?<!\d)\d{3,}:[\w-]{30,}|(?<=appid=)[^&\s'\")]+")
"""A bot token or an OpenWeather key in an address, also one that is not ours."""


class Redacting(logging.Formatter):
    """A formatter whose whole output, tracebacks included, holds none of *secrets*.

    A line that is about an update begins with its number and its chat.
    """

    def __init__(self, secrets: Iterable[str]) -> None:
        super().__init__("%(asctime)s %(levelname)-7s %(name)s: %(message)s")
        forms = {
            form
            for secret in secrets
            for form in (secret, quote(secret, safe=""), unquote(secret), secret.partition(":")[2])
            if form
        }
        self._secrets = re.compile("|".join(map(re.escape, sorted(forms, key=len, reverse=True))) or r"(?!)")

    def format(self, record: logging.LogRecord) -> str:
        """Return the line for *record*."""
        return self.redact(super().format(record))

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's
        """Return the line without a traceback."""
        if about := current.get():
            record.message = f"[update {about['update']} chat {about['chat']}] {record.message}"
        return super().formatMessage(record)

    def redact(self, text: str) -> str:
        """Return *text* without secrets."""
        return _LOOKS_SECRET.sub(BLOT, self._secrets.sub(BLOT, text))


class JsonLines(Redacting):
    """One JSON object a line: time, level, logger, message and, where there are such, more facts.

    These are `update` and `chat` of a line about an update, `kind`, `milliseconds` and `calls` of its last one,
    and `exception`, a traceback.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return the line for *record*."""
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": self.redact(record.getMessage()),
            **(current.get() or {}),
            **getattr(record, "facts", {}),
        }
        if record.exc_info:
            line["exception"] = self.redact(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False)


def set_up_logging(level: str, style: Literal["text", "json"], secrets: Iterable[str]) -> None:
    """Send everything from *level* on to standard error."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines(secrets) if style == "json" else Redacting(secrets))
    logging.getLogger("aiosqlite").setLevel(logging.WARNING)  # tells each statement with what is written by it
    logging.getLogger("alembic").setLevel(logging.WARNING)
    logging.getLogger("aiogram.event").setLevel(logging.WARNING)  # ours tells more of each update
    logging.basicConfig(level=level, handlers=[handler], force=True)
    logging.captureWarnings(capture=True)
