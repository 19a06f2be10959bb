"""The HTTP server on the address in LISTEN; other modules add its routes."""

import logging
from collections.abc import Awaitable, Callable, Collection
from typing import Self

from aiohttp import web

logger = logging.getLogger(__name__)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
"""Answers the requests for one path."""

MAX_BODY_BYTES = 1024**2
"""Maximum size of a request's body in bytes; a request with a longer body is answered with 413."""

BACKLOG = 1024
"""Maximum number of connections that wait to be accepted."""


async def unavailable(_: web.Request) -> web.Response:
    """Answer with 503, because the bot is starting; the sender may try again."""
    return web.Response(status=503)


class CannotListen(Exception):
    """The server cannot listen on its address; the message says why."""


class WebServer:
    """An HTTP server on *host* and *port*. Routes may be added at any time, also while the server runs.

    A request for a path without a route is answered with 404. A request with a method for which the path has no
    route is answered with 405.
    """

    def __init__(self, host: str, port: int) -> None:
        self._host = host
        self._port = port
        self._routes: dict[str, dict[str, Handler]] = {}
        """The handlers by path and method."""
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        """Start to listen; raise CannotListen if the address cannot be used."""
        app = web.Application(client_max_size=MAX_BODY_BYTES)
        app.router.add_route("*", "/{path:.*}", self._handle)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, self._host, self._port, backlog=BACKLOG).start()
        except OSError as exc:
            await self.aclose()
            raise CannotListen(f"cannot listen on {self._host}:{self._port}: {exc.strerror or exc}") from exc
        logger.info("listening on %s:%d", self._host, self._port)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    def add_route(self, method: str, path: str, handler: Handler) -> None:
        """Answer requests with *method*, such as "GET", for *path* by *handler*."""
        self._routes.setdefault(path, {})[method] = handler

    def remove_routes(self, paths: Collection[str]) -> None:
        """Answer requests for *paths* with 404 from now on."""
        for path in paths:
            self._routes.pop(path, None)

    async def aclose(self) -> None:
        """Stop listening, wait for the running requests, and close all connections."""
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        routes = self._routes.get(request.path)
        if routes is None:
            raise web.HTTPNotFound
        handler = routes.get(request.method)
        if handler is None:
            raise web.HTTPMethodNotAllowed(request.method, routes)
        return await handler(request)
