"""Logging to standard error, as text or JSON, in bounded lines and with every secret blotted out."""

import json
import logging
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, Literal
from urllib.parse import quote, unquote

from bot.tracing import current_update

REDACTED = "***"

MAX_LINE_LENGTH = 1000
"""Characters of a message, or of a line of a traceback, that are logged."""

MAX_TRACEBACK_LINES = 100
"""Lines of a traceback that are logged: its first and its last ones."""

MAX_TEXT_LENGTH = 10 * MAX_LINE_LENGTH
"""Characters of a text that are looked at: the others would be cut anyway."""

MIN_SECRET_LENGTH, MIN_SECRET_LENGTH_MIXED = 24, 12
"""Characters from which on a secret is no word that occurs by chance; fewer do for letters mixed with digits."""

_UNPRINTABLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff\U000e0000-\U000e007f]+"
)
"""Line breaks, control characters (terminals obey ESC), and what is invisible or turns the direction of text."""

_CREDENTIALS = re.compile(
    r"""
    (?<!\d)\d{3,}(?::|%3A)[\w-]{30,}                     # a bot token
    | (?<=/bot)\d+(?::|%3A)[\w-]+
    | (?P<user>://[^\s/:@'"]*:)[^\s/@'"]+(?=@)            # of user:password@host
    | (?P<name>
        \b(?:appid|api_?key|password|passwd|pwd|secret|token)(?:=|['"]:\s?)['"]?
        | \bauthorization['"]?\s?[:=]\s?['"]?(?:basic|bearer)\s
    )[^\s&'",)}\]]+
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""What is a secret by the place where it stands, also when it is not ours."""


class RedactingFormatter(logging.Formatter):
    """A formatter whose output, tracebacks included, holds none of *secrets*, in one line but for tracebacks.

    A secret that can be nothing else is blotted out everywhere, one that may be an ordinary word only where
    secrets stand: in addresses, after `password=`, in Authorization headers. A line that is about an update begins
    with its number and its chat.
    """

    def __init__(self, secrets: Iterable[str]) -> None:
        super().__init__("%(asctime)s %(levelname)-7s %(name)s: %(message)s")
        forms = {
            form
            for secret in secrets
            for form in (secret, quote(secret, safe=""), unquote(secret), secret.partition(":")[2])
            if form
        }
        # The longest first, since one may begin like another.
        patterns = [
            re.escape(form) if is_unambiguous(form) else f"(?<=:){re.escape(form)}(?=@)"
            for form in sorted(forms, key=len, reverse=True)
        ]
        self._secrets = re.compile("|".join(patterns) or r"(?!)")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's
        """Return the line without a traceback."""
        record.message = self.clean(record.message)
        if about := current_update.get():
            record.message = f"[update {about['update']} chat {about['chat']}] {record.message}"
        return super().formatMessage(record)

    def formatException(self, ei: Any) -> str:  # noqa: ANN401, N802 - logging's
        """Return the traceback, indented, so that no line break in an exception's text begins another record."""
        lines = super().formatException(ei).split("\n")
        if (left_out := len(lines) - MAX_TRACEBACK_LINES) > 0:
            half = MAX_TRACEBACK_LINES // 2
            lines[half:-half] = [f"... {left_out} lines left out ..."]
        return "\n".join(f"  {self.clean(line)}" for line in lines)

    def clean(self, text: str) -> str:
        """Return *text* in one printable line of MAX_LINE_LENGTH characters at most, without secrets."""
        text = self.redact(_UNPRINTABLE.sub(" ", text[:MAX_TEXT_LENGTH]))
        return text if len(text) <= MAX_LINE_LENGTH else f"{text[: MAX_LINE_LENGTH - 1]}…"

    def redact(self, text: str) -> str:
        """Return *text* without secrets."""
        text = self._secrets.sub(REDACTED, text)
        return _CREDENTIALS.sub(lambda found: (found["user"] or found["name"] or "") + REDACTED, text)


def is_unambiguous(secret: str) -> bool:
    """Whether *secret* is long and random enough to occur in no text by chance."""
    mixed = re.search(r"\d", secret) and re.search(r"[^\W\d_]", secret)
    return len(secret) >= (MIN_SECRET_LENGTH_MIXED if mixed else MIN_SECRET_LENGTH)


class JsonFormatter(RedactingFormatter):
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
            "message": self.clean(record.getMessage()),
            **(current_update.get() or {}),
            **getattr(record, "facts", {}),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def set_up_logging(level: str, style: Literal["text", "json"], secrets: Iterable[str]) -> None:
    """Send everything from *level* on to standard error."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonFormatter(secrets) if style == "json" else RedactingFormatter(secrets))
    logging.getLogger("aiosqlite").setLevel(logging.WARNING)  # tells each statement with what is written by it
    logging.getLogger("alembic").setLevel(logging.WARNING)
    logging.getLogger("aiogram.event").setLevel(logging.WARNING)  # ours tells more of each update
    logging.basicConfig(level=level, handlers=[handler], force=True)
    logging.captureWarnings(capture=True)
