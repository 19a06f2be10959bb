"""This machine's clock against those of the servers that answer it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from types import SimpleNamespace

import aiohttp

DATE_TRUNCATION = timedelta(seconds=0.5)
"""What a `Date` header, in whole seconds, lacks on average."""


def utc_now() -> datetime:
    """Return the time by this machine."""
    return datetime.now(UTC)


class Clock:
    """Compares *now* with the `Date` of each answer in the sessions that it watches."""

    def __init__(self, now: Callable[[], datetime] = utc_now) -> None:
        self._now = now
        self._ahead: list[timedelta] = []

    def watch(self, session: aiohttp.ClientSession) -> None:
        """Take note of what *session* is answered from now on."""
        trace = aiohttp.TraceConfig()
        trace.on_request_end.append(self._on_answer)
        trace.freeze()  # what ClientSession does with those it is made with
        session.trace_configs.append(trace)

    @property
    def ahead(self) -> timedelta | None:
        """How far this machine is ahead of the servers, negative when it is behind; None when none told the time.

        One server that agrees is enough: another's clock may be wrong, or its answer from a cache.
        """
        return min(self._ahead, key=abs, default=None)

    async def _on_answer(
        self, _: aiohttp.ClientSession, __: SimpleNamespace, answer: aiohttp.TraceRequestEndParams
    ) -> None:
        try:
            told = parsedate_to_datetime(answer.response.headers.get("Date", ""))
        except ValueError:
            return
        self._ahead.append(self._now() - told.replace(tzinfo=UTC) - DATE_TRUNCATION)  # HTTP has no zone but GMT
