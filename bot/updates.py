"""What can be told of an update before it is known to be well-formed."""

from collections.abc import Hashable
from typing import Any

Raw = dict[str, Any]
"""An update as Telegram has sent it."""

LONGEST_KIND = 60
"""Characters of it in the log."""


def number_of(update: object) -> int | None:
    """Return the update's number, None when it has none or is no update at all."""
    number = update.get("update_id") if isinstance(update, dict) else None
    return number if isinstance(number, int) and not isinstance(number, bool) and 0 < number < 2**53 else None


def kind_of(update: Raw) -> str:
    """Return what the update brings: message, callback_query, ..."""
    return "/".join(sorted(update.keys() - {"update_id"}))[:LONGEST_KIND]


def lane_of(update: Raw) -> Hashable:
    """Return what the update must not overtake others in: its chat, else its user, else nothing but itself."""
    for event in update.values():
        if isinstance(event, dict):
            message = event.get("message", event)
            for holder, key in ((message, "chat"), (event, "from")):
                found = holder.get(key) if isinstance(holder, dict) else None
                number = found.get("id") if isinstance(found, dict) else None
                if isinstance(number, int):
                    return number
    return number_of(update)
