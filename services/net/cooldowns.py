"""The times for which a provider is not called after it refuses a key or reports a used-up quota."""

from datetime import datetime, timedelta

REFUSED_COOLDOWN = 600.0
"""Cooldown in seconds after a provider refuses the key; a new key becomes active within two hours."""

COOLDOWN_BY_WORD = {"minute": 60.0, "hour": 3600.0, "concurrent": 2.0}
"""Maps a word in the body of a 429 response to the cooldown in seconds; Open-Meteo sends no Retry-After header."""

DEFAULT_COOLDOWN = 60.0
"""Cooldown in seconds after a 429 response without a word of COOLDOWN_BY_WORD; many plans limit calls a minute."""

MAX_COOLDOWN = 86400.0
"""Maximum cooldown in seconds; a longer Retry-After header is cut to it."""


def cooldown_seconds(body: str, retry_after: str | None, now: datetime) -> float:
    """Return the cooldown in seconds after a 429 response with *body* and the Retry-After header *retry_after*."""
    if retry_after is not None and retry_after.isdecimal():
        return min(float(retry_after), MAX_COOLDOWN)
    words = body.lower()
    if "tomorrow" in words:
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
        return (midnight - now).total_seconds()
    return next((seconds for word, seconds in COOLDOWN_BY_WORD.items() if word in words), DEFAULT_COOLDOWN)
