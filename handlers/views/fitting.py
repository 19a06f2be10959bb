"""Shortens texts to the maximum length of a message, a button or a name.

Lengths are in UTF-16 code units, because Telegram counts them.
"""

import re
from collections.abc import Callable
from html import escape, unescape

MAX_MESSAGE_LENGTH = 4096
"""Maximum length of a message that Telegram accepts, in UTF-16 code units; HTML tags do not count."""

MAX_NAME_LENGTH = 48
"""Maximum length of the name of a place in a message, in UTF-16 code units."""

MAX_REGION_LENGTH = 32
"""Maximum length of the region and country after a name, in UTF-16 code units: "Illinois, USA"."""

HTML_TAG = re.compile(r"<(/?)(\w+)[^>]*>")
"""Matches an HTML tag: group 1 is "/" in a closing tag, group 2 is the name of the tag."""


def bold(name: str) -> str:
    """Return *name* as bold HTML, truncated to MAX_NAME_LENGTH."""
    return f"<b>{escape(truncate(name, MAX_NAME_LENGTH), quote=False)}</b>"


def truncate(text: str, max_length: int) -> str:
    """Shorten *text* to *max_length* UTF-16 code units, if possible after a word, and add "…" if it was longer."""
    # A character has at most two code units, so the exact length of a short text is not needed.
    if 2 * len(text) <= max_length or utf16_length(text) <= max_length:
        return text
    beginning = text.encode("utf-16-le")[: 2 * max_length - 2].decode("utf-16-le", errors="ignore")
    words = beginning if text[len(beginning)].isspace() else beginning.rpartition(" ")[0]
    whole_words = words.rstrip(" ,;–-")
    return (whole_words if 2 * utf16_length(whole_words) >= max_length else beginning) + "…"


def utf16_length(text: str) -> int:
    """Return the length of *text* in UTF-16 code units."""
    return len(text.encode("utf-16-le", errors="surrogatepass")) // 2


def fit(html: str, *shorter: Callable[[], str]) -> str:
    """Return *html* if it fits into a message; otherwise, the first text of the functions *shorter* that fits.

    If none fits, return the last text with "…" in place of its last lines.
    """
    for shorten in shorter:
        if _fits(html):
            return html
        html = shorten()
    return html if _fits(html) else _without_last_lines(html)


def _fits(html: str) -> bool:
    # A character has at most two code units, so the exact length of a short message is not needed.
    return 2 * len(html) <= MAX_MESSAGE_LENGTH or _shown_length(html) <= MAX_MESSAGE_LENGTH


def _shown_length(html: str) -> int:
    return utf16_length(unescape(HTML_TAG.sub("", html)))


def _without_last_lines(html: str) -> str:
    kept_lines: list[str] = []
    room = MAX_MESSAGE_LENGTH - 1  # leaves one code unit for "…"
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
