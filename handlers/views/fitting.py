"""Shortening texts to the length of a message.

All lengths in this module are in UTF-16 code units, in which Telegram counts.
"""

import re
from collections.abc import Callable
from html import escape, unescape

MAX_MESSAGE_LENGTH = 4096
"""Maximum length of a message that Telegram accepts, not counting the HTML tags."""

MAX_NAME_LENGTH = 48
"""Maximum length of the name of a place."""

MAX_REGION_LENGTH = 32
"""Maximum length of the region and country of a place."""

HTML_TAG = re.compile(r"<(/?)(\w+)[^>]*>")
"""Matches an HTML tag; the first group is "/" in a closing tag, the second is the name."""


def bold(name: str) -> str:
    """Return *name* as bold HTML, truncated to MAX_NAME_LENGTH."""
    return f"<b>{escape(truncate(name, MAX_NAME_LENGTH), quote=False)}</b>"


def truncate(text: str, limit: int) -> str:
    """Return *text*; if longer than *limit*, cut after a word if possible, and end with an ellipsis."""
    # A character has one or two code units.
    if 2 * len(text) <= limit or length(text) <= limit:
        return text
    beginning = text.encode("utf-16-le")[: 2 * limit - 2].decode("utf-16-le", errors="ignore")
    words = beginning if text[len(beginning)].isspace() else beginning.rpartition(" ")[0]
    whole_words = words.rstrip(" ,;–-")
    return (whole_words if 2 * length(whole_words) >= limit else beginning) + "…"


def length(text: str) -> int:
    """Return the length of *text* in UTF-16 code units."""
    return len(text.encode("utf-16-le", errors="surrogatepass")) // 2


def fit(html: str, *shorter: Callable[[], str]) -> str:
    """Return *html* if it fits into a message, else the first result of *shorter* that fits.

    If no result fits, return the last result with an ellipsis instead of its last lines.
    """
    for shorten in shorter:
        if _fits(html):
            return html
        html = shorten()
    return html if _fits(html) else _without_last_lines(html)


def _fits(html: str) -> bool:
    # A character has one or two code units, so short messages need no exact count.
    return 2 * len(html) <= MAX_MESSAGE_LENGTH or _shown_length(html) <= MAX_MESSAGE_LENGTH


def _shown_length(html: str) -> int:
    return length(unescape(HTML_TAG.sub("", html)))


def _without_last_lines(html: str) -> str:
    kept_lines: list[str] = []
    room = MAX_MESSAGE_LENGTH - 1  # for the ellipsis
    for line in html.split("\n"):
        room -= _shown_length(line) + 1
        if room < 0:
            break
        kept_lines.append(line)
    text = "\n".join([*kept_lines, "…"])
    return text + "".join(f"</{tag}>" for tag in reversed(_open_tags(text)))


def _open_tags(html: str) -> list[str]:
    tags: list[str] = []
    for end, name in HTML_TAG.findall(html):
        if end:
            tags.pop()
        else:
            tags.append(name)
    return tags
