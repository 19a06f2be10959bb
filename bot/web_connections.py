"""Limits the number of connections to the HTTP server, and the time for which a connection may be idle."""

import asyncio
import logging
import time
from dataclasses import dataclass
from typing import Any

from aiohttp import web

logger = logging.getLogger(__name__)

MAX_CONNECTIONS = 300
"""Maximum number of open connections.

Telegram opens up to 100 connections. Many systems limit a process to 1,024 open files.
"""

FIRST_REQUEST_TIMEOUT = 10.0
"""Time limit in seconds from the start of a connection to the end of the header of its first request."""

IDLE_TIMEOUT = 150.0
"""Time in seconds for which a connection stays open after a response if no further request arrives.

Proxies close idle connections earlier, nginx after 60 s and Caddy after 120 s. The bot must not close a connection
first, because the proxy may send a request at the same moment.
"""

LINGERING_SECONDS = 2.0
"""Time in seconds for which the rest of a request's body is read and ignored after the response."""

MIN_LOG_INTERVAL = 60.0
"""Minimum time in seconds between two log lines about connections that were closed or refused."""


@dataclass(slots=True)
class _ConnectionState:
    """The state of a connection."""

    transport: asyncio.Transport
    timer: asyncio.TimerHandle
    """Closes the connection if there is no request within FIRST_REQUEST_TIMEOUT."""
    is_busy: bool = False
    """Whether a request of the connection is being answered."""


class LimitedServer(web.Server):
    """The server of aiohttp with at most MAX_CONNECTIONS open connections.

    At the limit, a new connection replaces the connection that has been idle for the longest time. Idle
    connections cannot keep new requests out. If a request is being answered on each connection, the new connection
    is closed.
    """

    def __init__(self, handler: Any, **options: Any) -> None:  # noqa: ANN401 - as in aiohttp's Server
        """Create a server that answers requests by *handler*; *options* are those of aiohttp's Server."""
        super().__init__(self._handle, keepalive_timeout=IDLE_TIMEOUT, lingering_time=LINGERING_SECONDS, **options)
        self._answer = handler
        self._states: dict[web.RequestHandler, _ConnectionState] = {}
        """The open connections; the connection that has been idle for the longest time comes first."""
        self._closing_logged_at = -MIN_LOG_INTERVAL

    def connection_made(self, handler: web.RequestHandler, transport: asyncio.Transport) -> None:
        """Add the connection of *handler*; beyond MAX_CONNECTIONS, close an idle connection or the new one."""
        super().connection_made(handler, transport)
        if len(self._states) >= MAX_CONNECTIONS:
            self._log_closing()
            idle = next((other for other, state in self._states.items() if not state.is_busy), None)
            if idle is None:
                transport.abort()
                return
            self._remove_connection(idle).abort()
        timer = asyncio.get_running_loop().call_later(FIRST_REQUEST_TIMEOUT, transport.abort)
        self._states[handler] = _ConnectionState(transport, timer)

    def connection_lost(self, handler: web.RequestHandler, exc: BaseException | None = None) -> None:
        """Remove the connection of *handler*."""
        super().connection_lost(handler, exc)
        if handler in self._states:
            self._remove_connection(handler)

    def _remove_connection(self, handler: web.RequestHandler) -> asyncio.Transport:
        state = self._states.pop(handler)
        state.timer.cancel()
        return state.transport

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer *request*; until the answer, its connection is not closed in favour of a new connection."""
        state = self._states.get(request.protocol)
        if state is None:  # the connection was closed after its header was read
            raise web.HTTPServiceUnavailable
        state.timer.cancel()
        state.is_busy = True
        try:
            response: web.StreamResponse = await self._answer(request)
            return response
        finally:
            state.is_busy = False
            if request.protocol in self._states:
                # The connection moves to the end of `_states`; the first idle connection is closed first.
                self._states[request.protocol] = self._states.pop(request.protocol)

    def _log_closing(self) -> None:
        now = time.monotonic()
        if now - self._closing_logged_at >= MIN_LOG_INTERVAL:
            self._closing_logged_at = now
            logger.warning("%d connections are open; closing idle connections for new ones", MAX_CONNECTIONS)
