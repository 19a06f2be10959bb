"""Removes secrets and control characters from text that is logged or printed."""

import re
import traceback
from collections.abc import Iterable
from types import TracebackType
from typing import TypeAlias
from urllib.parse import quote, unquote

ExceptionInfo: TypeAlias = tuple[type[BaseException] | None, BaseException | None, TracebackType | None]

REDACTED = "***"

MAX_LINE_LENGTH = 1000
"""Maximum number of characters of a log message, and of each line of a traceback."""

MAX_TRACEBACK_LINES = 100
"""Maximum number of lines of a traceback; lines in the middle are left out."""

MAX_TEXT_LENGTH = 10 * MAX_LINE_LENGTH
"""Number of characters to which a log message is truncated before secrets are removed from it."""

MIN_SECRET_LENGTH = 24
"""Minimum number of characters of a secret that is removed even within a word."""

MIN_MIXED_SECRET_LENGTH = 12
"""Minimum number of characters of a secret with letters and digits that is removed even within a word."""

_UNPRINTABLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff\U000e0000-\U000e007f]+"
)
"""Matches line breaks, control characters, invisible characters, and characters that set the writing direction."""

_CREDENTIALS = re.compile(
    r"""
    (?<!\d)\d{3,}(?::|%3A)[\w-]{30,}                     # a bot token
    | (?<=/bot)\d+(?::|%3A)[\w-]+
    | (?P<user>://[^\s/:@'"]*:)(?!(?-i:PASSWORD)@)[^\s/@'"]+(?=@)  # of user:password@host, except in an example
    | (?P<name>
        \b(?:appid|api_?key|password|passwd|pwd|secret|token)(?:=|['"]:\s?)['"]?
        | \bauthorization['"]?\s?[:=]\s?['"]?(?:basic|bearer)\s
    )[^\s&'",)}\]]+
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""Matches a secret by the text around it, so that secrets that no setting contains are found as well. Each match
contains a colon, which may be written as %3A, or an equals sign.
"""


class Redactor:
    """Removes *secrets* from text.

    A long, random secret is removed even within a word. A secret that may be an ordinary word is removed only in
    URLs, after `password=` and in Authorization headers.
    """

    def __init__(self, secrets: Iterable[str]) -> None:
        forms = {
            form
            for secret in secrets
            for form in (secret, quote(secret, safe=""), unquote(secret), secret.partition(":")[2])
            if form
        }
        # Longer secrets come first, because a secret may begin with a shorter one.
        patterns = [
            re.escape(form) if is_unambiguous(form) else f"(?<=:){re.escape(form)}(?=@)"
            for form in sorted(forms, key=len, reverse=True)
        ]
        self._secrets = re.compile("|".join(patterns) or r"(?!)")
        self._forms = forms

    def redact(self, text: str) -> str:
        """Return *text* with each secret replaced by REDACTED."""
        # Most log lines contain neither a secret nor a colon, and `in` is faster than a regular expression.
        if any(form in text for form in self._forms):
            text = self._secrets.sub(REDACTED, text)
        if ":" not in text and "=" not in text and "%3" not in text:
            return text
        return _CREDENTIALS.sub(lambda match: (match["user"] or match["name"] or "") + REDACTED, text)

    def redacted_line(self, text: str) -> str:
        """Return *text* redacted, as one printable line of at most MAX_LINE_LENGTH characters."""
        text = text[:MAX_TEXT_LENGTH]
        text = self.redact(text if text.isprintable() else _UNPRINTABLE.sub(" ", text))
        return text if len(text) <= MAX_LINE_LENGTH else f"{text[: MAX_LINE_LENGTH - 1]}…"

    def redacted_traceback(self, exc_info: ExceptionInfo) -> str:
        """Return the traceback with each line cleaned and indented, so that no line looks like a record."""
        lines = "".join(traceback.format_exception(*exc_info)).removesuffix("\n").split("\n")
        if (omitted := len(lines) - MAX_TRACEBACK_LINES) > 0:
            half = MAX_TRACEBACK_LINES // 2
            lines[half:-half] = [f"... {omitted} lines omitted ..."]
        return "\n".join(f"  {self.redacted_line(line)}" for line in lines)


def is_unambiguous(secret: str) -> bool:
    """Return whether *secret* is long and random enough never to occur in a text by chance."""
    mixed = re.search(r"\d", secret) and re.search(r"[^\W\d_]", secret)
    return len(secret) >= (MIN_MIXED_SECRET_LENGTH if mixed else MIN_SECRET_LENGTH)
