"""A circuit breaker, which stops calls to a server that has failed, and logs each failure and recovery once."""

import logging
import time
from collections.abc import Callable

logger = logging.getLogger(__name__)

FIRST_PAUSE_SECONDS = 1.0
"""Length of the pause after the first failure, in seconds; each further failure doubles the pause."""

MAX_PAUSE_SECONDS = 8.0
"""Maximum length of a pause, in seconds."""

MIN_TIME_WITHOUT_FAILURE = 30.0
"""Time in seconds without a failure after which the recovery is logged."""


class Breaker:
    """Says whether a server may be called.

    After a failure, calls are forbidden until a probe succeeds; the first probe is made after a pause.
    """

    def __init__(self, server: str, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._server = server
        self._clock = clock
        self._pause = 0.0
        self._failed_at = 0.0
        self._is_logged = False
        self.is_open = False
        """True after a failure, while the server must not be called."""

    @property
    def is_probe_due(self) -> bool:
        """True if calls are forbidden but the pause is over; the caller should then probe the server."""
        return self.is_open and self._clock() - self._failed_at >= self._pause

    def record_failure(self, problem: str) -> None:
        """Forbid calls to the server; log *problem* if the server worked until now."""
        if not self._is_logged:
            logger.warning(
                "%s does not work: %s; the bot shares nothing with other processes", self._server, problem
            )
        self._is_logged = self.is_open = True
        self._failed_at = self._clock()
        self._pause = min(2 * self._pause or FIRST_PAUSE_SECONDS, MAX_PAUSE_SECONDS)

    def log_refusal(self, problem: str) -> None:
        """Log that the server refuses a call, for example when its memory is full; calls stay allowed."""
        if not self._is_logged:
            logger.warning(
                "%s refuses a command: %s; the bot shares less with other processes", self._server, problem
            )
        self._is_logged = True
        self._failed_at = self._clock()

    def record_success(self) -> None:
        """Allow calls to the server; log the recovery after MIN_TIME_WITHOUT_FAILURE without a failure."""
        self.is_open = False
        if self._is_logged and self._clock() - self._failed_at >= MIN_TIME_WITHOUT_FAILURE:
            self._is_logged, self._pause = False, 0.0
            logger.info("%s works again: no failure for %.0f s", self._server, MIN_TIME_WITHOUT_FAILURE)
