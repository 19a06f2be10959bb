"""Compares the local clock with the clocks of servers."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from types import SimpleNamespace

import aiohttp

from services.timezones import utc_now

MEAN_DATE_TRUNCATION = timedelta(seconds=0.5)
"""Average time by which a `Date` header, which has whole seconds, is behind the server's clock."""


class ClockComparison:
    """Compares the time that *now* returns with the `Date` headers of the responses of the added sessions."""

    def __init__(self, now: Callable[[], datetime] = utc_now) -> None:
        self._now = now
        self._offsets: list[timedelta] = []

    def add_session(self, session: aiohttp.ClientSession) -> None:
        """Compare the `Date` headers of all responses that *session* receives from now on."""
        trace = aiohttp.TraceConfig()
        trace.on_request_end.append(self._on_response)
        trace.freeze()  # aiohttp freezes only the trace configs passed to the constructor of ClientSession
        session.trace_configs.append(trace)

    @property
    def local_offset(self) -> timedelta | None:
        """Time by which the local clock is ahead of the servers' clocks, negative if behind; None if unknown.

        The smallest difference counts, because a server's clock may be wrong, or a response may come from a cache.
        """
        return min(self._offsets, key=abs, default=None)

    async def _on_response(
        self, _: aiohttp.ClientSession, __: SimpleNamespace, request: aiohttp.TraceRequestEndParams
    ) -> None:
        try:
            server_time = parsedate_to_datetime(request.response.headers.get("Date", ""))
        except ValueError:
            return
        # Dates in HTTP headers are always in GMT.
        self._offsets.append(self._now() - server_time.replace(tzinfo=UTC) - MEAN_DATE_TRUNCATION)
