"""Comparing the local clock with those of the servers."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from types import SimpleNamespace

import aiohttp

from services.timezones import utc_now

DATE_TRUNCATION = timedelta(seconds=0.5)
"""The average part of a second that a `Date` header omits."""


class Clock:
    """Compares *now* with the `Date` headers of the responses in the watched sessions."""

    def __init__(self, now: Callable[[], datetime] = utc_now) -> None:
        self._now = now
        self._offsets: list[timedelta] = []

    def watch(self, session: aiohttp.ClientSession) -> None:
        """Compare the responses that *session* receives from now on."""
        trace = aiohttp.TraceConfig()
        trace.on_request_end.append(self._on_response)
        trace.freeze()  # as ClientSession does with those passed to it
        session.trace_configs.append(trace)

    @property
    def ahead(self) -> timedelta | None:
        """How far the local clock is ahead of the servers', negative if behind; None without a response.

        The smallest difference counts: a server's clock may be wrong, or its response may come from a cache.
        """
        return min(self._offsets, key=abs, default=None)

    async def _on_response(
        self, _: aiohttp.ClientSession, __: SimpleNamespace, request: aiohttp.TraceRequestEndParams
    ) -> None:
        try:
            server_time = parsedate_to_datetime(request.response.headers.get("Date", ""))
        except ValueError:
            return
        self._offsets.append(
            self._now() - server_time.replace(tzinfo=UTC) - DATE_TRUNCATION
        )  # HTTP dates are always GMT
