"""Cooldowns: times in which a provider is not called, after it has refused a key or reported a used-up quota."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from services.errors import CallLimitReached, KeyRefused, ServiceError

logger = logging.getLogger(__name__)

KEY_REFUSED_MESSAGE = (
    "refuses the key: it is wrong, or new and not active yet (that takes up to two hours). Check it in .env"
)
"""Default log message for a refused key. In the log, the name of the service precedes this message."""

KEY_REFUSED_COOLDOWN = 600.0
"""Cooldown in seconds after a provider refuses the key. The cooldown is short, because a new key becomes active
within two hours."""

COOLDOWN_SECONDS_BY_WORD = {"minute": 60.0, "hour": 3600.0, "concurrent": 2.0}
"""Maps a word in the body of a 429 response to the cooldown in seconds. Open-Meteo names the exceeded limit in the
body, and sends no Retry-After header."""

DEFAULT_COOLDOWN_SECONDS = 60.0
"""Cooldown in seconds after a 429 response whose body contains no word of COOLDOWN_SECONDS_BY_WORD.
Many providers limit the calls per minute."""

MAX_COOLDOWN_SECONDS = 86400.0
"""Maximum cooldown in seconds, even if a Retry-After header demands a longer one."""


class ProviderCooldown:
    """The cooldown of the provider *name*, which `start` and `adopt_shared` begin."""

    def __init__(self, name: str, clock: Callable[[], float], refused_message: str = KEY_REFUSED_MESSAGE) -> None:
        self._name = name
        self._clock = clock
        self._refused_message = refused_message
        self._until = 0.0
        self._error: type[ServiceError] = CallLimitReached

    def raise_if_active(self) -> None:
        """Raise the error with which the cooldown began; do nothing if there is no cooldown now."""
        if self._clock() < self._until:
            raise self._error(self._name)

    def start(self, error_type: type[ServiceError], seconds: float) -> float:
        """Start a cooldown because of an error of *error_type*, and return its length in seconds.

        A running cooldown that ends later is not shortened.
        """
        now = self._clock()
        if now >= self._until:  # several concurrent calls may start the cooldown, but only the first one logs it
            if error_type is KeyRefused:
                logger.error(
                    "%s %s; not calling the service for %d min.", self._name, self._refused_message, seconds // 60
                )
            else:
                logger.warning("%s: the quota is used up; not calling the service for %d s", self._name, seconds)
        self._error = error_type
        self._until = max(self._until, now + seconds)
        return self._until - now

    def adopt_shared(self, reason: bytes, seconds: float) -> ServiceError:
        """Start the cooldown that another process has started, and return the error with this *reason*."""
        self._error = KeyRefused if reason == KeyRefused.reason.encode() else CallLimitReached
        self._until = self._clock() + min(seconds, MAX_COOLDOWN_SECONDS)
        return self._error(self._name)


def cooldown_seconds(body: str, retry_after: str | None, now: datetime) -> float:
    """Return the cooldown in seconds after a 429 response with *body* and the Retry-After header *retry_after*."""
    if retry_after is not None and retry_after.isdecimal():
        return min(float(retry_after), MAX_COOLDOWN_SECONDS)
    words = body.lower()
    if "tomorrow" in words:
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
        return (midnight - now).total_seconds()
    return next(
        (seconds for word, seconds in COOLDOWN_SECONDS_BY_WORD.items() if word in words), DEFAULT_COOLDOWN_SECONDS
    )
