"""Logging to standard error, as text or JSON lines, without secrets."""

import json
import logging
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Literal, TypeAlias

from bot.log_handler import NonBlockingHandler
from bot.redaction import Redactor
from bot.tracing import traced_update

LogFormat: TypeAlias = Literal["text", "json"]

EXTRA_FIELDS = ("kind", "milliseconds", "calls")
"""Optional fields of a record; only the JSON format renders them."""


class LineFormatter(logging.Formatter):
    """Renders a record as one line; in text format, a traceback follows below the line.

    In JSON format, each record has the fields time, level, logger and message. A record about an update also has
    the fields update and chat. The line contains EXTRA_FIELDS if the record has them, and the field exception if
    the record has a traceback.
    """

    def __init__(self, log_format: LogFormat, secrets: Iterable[str]) -> None:
        super().__init__()
        self._is_json = log_format == "json"
        self._redactor = Redactor(secrets)

    def format(self, record: logging.LogRecord) -> str:
        """Return *record* as a line without secrets."""
        message = self._redactor.redacted_line(record.getMessage())
        traceback = self._redactor.redacted_traceback(record.exc_info) if record.exc_info else ""
        return (self._as_json if self._is_json else self._as_text)(record, message, traceback)

    def _as_json(self, record: logging.LogRecord, message: str, traceback: str) -> str:
        created = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        fields: dict[str, object] = {
            "time": created,
            "level": record.levelname,
            "logger": record.name,
            "message": message,
        }
        if (update := traced_update.get()) is not None:
            fields |= {"update": update.update_id, "chat": update.chat_hash}
        fields |= {name: getattr(record, name) for name in EXTRA_FIELDS if hasattr(record, name)}
        if traceback:
            fields["exception"] = traceback
        return json.dumps(fields, ensure_ascii=False, default=str)

    def _as_text(self, record: logging.LogRecord, message: str, traceback: str) -> str:
        update = traced_update.get()
        prefix = f"[update {update.update_id} chat {update.chat_hash}] " if update is not None else ""
        line = f"{self.formatTime(record)} {record.levelname:7} {record.name}: {prefix}{message}"
        return f"{line}\n{traceback}" if traceback else line


def set_up_logging(level: str, log_format: LogFormat, secrets: Iterable[str]) -> None:
    """Log records of *level* and above to standard error."""
    # Without the caller, thread and process, which the log does not show, logging takes half the time:
    # https://docs.python.org/3/howto/logging.html#optimization
    logging._srcfile = None  # noqa: SLF001 - documented
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    handler = NonBlockingHandler(sys.stderr.fileno())
    handler.setFormatter(LineFormatter(log_format, secrets))
    # At lower levels, aiosqlite logs statements with stored texts.
    logging.getLogger("aiosqlite").setLevel(logging.WARNING)
    logging.getLogger("alembic").setLevel(logging.WARNING)
    logging.basicConfig(level=level, handlers=[handler], force=True)
    logging.captureWarnings(capture=True)
