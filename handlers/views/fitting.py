"""Names in messages: what people type and geocoders answer has no limit, a message has.

A message has room for 4,096 UTF-16 units, the measure of all lengths here.
"""

from html import escape

LONGEST_MESSAGE = 4096
LONGEST_NAME = 48
LONGEST_WHEREABOUTS = 32


def bold(name: str) -> str:
    """Return *name* as HTML, cut to LONGEST_NAME."""
    return f"<b>{escape(cut(name, LONGEST_NAME), quote=False)}</b>"


def cut(text: str, limit: int) -> str:
    """Return *text* with an ellipsis for what is past *limit*."""
    if length(text) <= limit:
        return text
    return text.encode("utf-16-le")[: 2 * limit - 2].decode("utf-16-le", errors="ignore") + "…"


def length(text: str) -> int:
    """Return how long *text* is to Telegram."""
    return len(text.encode("utf-16-le")) // 2
