"""The HTTP server on the address in LISTEN; other modules add its routes."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Self
from urllib.parse import unquote

from aiohttp import StreamReader, web
from aiohttp.abc import AbstractStreamWriter
from aiohttp.http_exceptions import HttpProcessingError
from aiohttp.http_parser import RawRequestMessage
from aiohttp.web_protocol import RequestPayloadError

from bot.web_connections import LimitedServer

logger = logging.getLogger(__name__)

Handler = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]
"""Answers the requests for one path."""

MAX_BODY_BYTES = 1024**2
"""Maximum size of a request's body in bytes; a request with a longer body is answered with 413."""

BODY_TIMEOUT = 20.0
"""Time limit in seconds for receiving a body; a slower body is answered with 408."""

SHUTDOWN_TIMEOUT = 1.0
"""Time limit in seconds for the running requests when the server closes; after this time, they are cancelled."""

MIN_LOG_INTERVAL = 60.0
"""Minimum time in seconds between two log lines about malformed requests."""

MAX_WAITING_CONNECTIONS = 1024
"""Maximum number of connections that wait to be accepted."""


class MalformedRequestFilter(logging.Filter):
    """Logs a malformed request as one line without a traceback, at most once in MIN_LOG_INTERVAL seconds.

    Whoever reaches the port can send malformed requests, so they are no errors of the bot.
    """

    def __init__(self) -> None:
        super().__init__()
        self._logged_at = -MIN_LOG_INTERVAL

    def filter(self, record: logging.LogRecord) -> bool:
        """Return whether *record* is logged."""
        error = record.exc_info[1] if record.exc_info else None
        if not isinstance(error, HttpProcessingError | RequestPayloadError):
            return True
        now = time.monotonic()
        if now - self._logged_at < MIN_LOG_INTERVAL:
            return False
        self._logged_at = now
        record.levelno, record.levelname = logging.WARNING, "WARNING"
        record.msg, record.args = "refused a request that is not valid HTTP", ()
        record.exc_info = None
        return True


async def read_body(request: web.BaseRequest) -> bytes:
    """Return the body of *request*.

    Raise HTTPRequestEntityTooLarge beyond MAX_BODY_BYTES, HTTPRequestTimeout after BODY_TIMEOUT, and
    HTTPBadRequest if the body cannot be decoded.
    """
    try:
        async with asyncio.timeout(BODY_TIMEOUT):
            if request.headers.get("Expect", "").lower() == "100-continue":
                await request.writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
                # Without this reset, aiohttp would take the line "100 Continue" for the beginning of the response.
                request.writer.output_size = 0
            return await request.read()
    except TimeoutError as exc:
        raise web.HTTPRequestTimeout from exc
    except RequestPayloadError as exc:
        raise web.HTTPBadRequest from exc


async def answer_unavailable(_: web.BaseRequest) -> web.Response:
    """Answer with 503, which means that the bot is starting or busy, and that the sender may try again."""
    return web.Response(status=503)


request_logger = logging.getLogger(f"{__name__}.requests")
"""The logger of aiohttp's server."""

request_logger.addFilter(MalformedRequestFilter())


class CannotListen(Exception):
    """The server cannot listen on its address; the message says why."""


class WebServer:
    """An HTTP server on *host* and *port*. Routes may be added at any time, also while the server runs.

    A request for a path without a route is answered with 404. A request with a method for which the path has no
    route is answered with 405.
    A HEAD request is answered like GET, without the body, because some monitors use HEAD.
    """

    def __init__(self, host: str, port: int) -> None:
        self._host = host
        self._port = port
        self._routes: dict[str, dict[str, Handler]] = {}
        """The handlers by path and method."""
        self._runner: web.ServerRunner | None = None

    async def __aenter__(self) -> Self:
        """Start to listen; raise CannotListen if the address cannot be used."""
        server = LimitedServer(
            self._handle, request_factory=_create_request, access_log=None, logger=request_logger
        )
        self._runner = web.ServerRunner(server, shutdown_timeout=SHUTDOWN_TIMEOUT)
        await self._runner.setup()
        address = f"[{self._host}]:{self._port}" if ":" in self._host else f"{self._host}:{self._port}"
        try:
            await web.TCPSite(self._runner, self._host, self._port, backlog=MAX_WAITING_CONNECTIONS).start()
        except OSError as exc:
            await self.aclose()
            raise CannotListen(f"cannot listen on {address}: {exc.strerror or exc}") from exc
        logger.info("listening on %s", address)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    def add_route(self, method: str, path: str, handler: Handler) -> None:
        """Answer requests with *method*, such as "GET", for *path* by *handler*; *path* may be percent-encoded."""
        self._routes.setdefault(unquote(path), {})[method] = handler

    async def aclose(self) -> None:
        """Stop listening, wait up to SHUTDOWN_TIMEOUT for the running requests, and close all connections."""
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        routes = self._routes.get(request.path)
        if routes is None:
            raise web.HTTPNotFound
        handler = routes.get("GET" if request.method == "HEAD" else request.method)
        if handler is None:
            raise web.HTTPMethodNotAllowed(request.method, routes)
        return await handler(request)


def _create_request(
    message: RawRequestMessage,
    payload: StreamReader,
    protocol: web.RequestHandler,
    writer: AbstractStreamWriter,
    task: "asyncio.Task[None]",
) -> web.BaseRequest:
    """Return a request whose body has at most MAX_BODY_BYTES."""
    loop = asyncio.get_running_loop()
    return web.BaseRequest(message, payload, protocol, writer, task, loop, client_max_size=MAX_BODY_BYTES)
