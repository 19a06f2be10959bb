"""Messages that fit: what people type and geocoders answer has no limit, a message has.

A message has room for 4,096 UTF-16 units, counted without its markup. That is the measure of all lengths here.
"""

import re
from collections.abc import Callable
from html import escape, unescape

LONGEST_MESSAGE = 4096
LONGEST_NAME = 48
LONGEST_WHEREABOUTS = 32

TAG = re.compile(r"<(/?)(\w+)[^>]*>")


def bold(name: str) -> str:
    """Return *name* as HTML, cut to LONGEST_NAME."""
    return f"<b>{escape(cut(name, LONGEST_NAME), quote=False)}</b>"


def cut(text: str, limit: int) -> str:
    """Return *text* with an ellipsis for the words that are past *limit*, and for the end of a very long word."""
    if length(text) <= limit:
        return text
    kept = text.encode("utf-16-le")[: 2 * limit - 2].decode("utf-16-le", errors="ignore")
    words = kept if text[len(kept)].isspace() else kept.rpartition(" ")[0]
    whole = words.rstrip(" ,;–-")
    return (whole if 2 * length(whole) >= limit else kept) + "…"


def length(text: str) -> int:
    """Return how long *text* is to Telegram."""
    return len(text.encode("utf-16-le", errors="surrogatepass")) // 2


def fit(html: str, *shorter: Callable[[], str]) -> str:
    """Return *html* if it fits into a message, else the first of the *shorter* versions that does.

    If none fits, return the last one without its last lines, with an ellipsis in their place.
    """
    for shorten in shorter:
        if _fits(html):
            return html
        html = shorten()
    return html if _fits(html) else _without_last_lines(html)


def _fits(html: str) -> bool:
    # Most messages are so short that they fit whatever they consist of.
    return 2 * len(html) <= LONGEST_MESSAGE or _shown_length(html) <= LONGEST_MESSAGE


def _shown_length(html: str) -> int:
    return length(unescape(TAG.sub("", html)))


def _without_last_lines(html: str) -> str:
    kept: list[str] = []
    room = LONGEST_MESSAGE - 1  # for the ellipsis
    for line in html.split("\n"):
        room -= _shown_length(line) + 1
        if room < 0:
            break
        kept.append(line)
    text = "\n".join([*kept, "…"])
    return text + "".join(f"</{tag}>" for tag in reversed(_open_tags(text)))


def _open_tags(html: str) -> list[str]:
    names: list[str] = []
    for end, name in TAG.findall(html):
        if end:
            names.pop()
        else:
            names.append(name)
    return names
