"""Web applications served on 127.0.0.1."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from ssl import SSLContext

from aiohttp import web

BACKLOG = 1024
"""Connections that may wait to be accepted. A client would retry a refused connection only after a second."""


@asynccontextmanager
async def serve(app: web.Application, tls: SSLContext | None = None, *, port: int = 0) -> AsyncIterator[str]:
    """Serve `app` on 127.0.0.1 and yield its URL; cut off the requests still open at the end.

    Port 0 means a free port.

    A handler is cancelled when its client disconnects, so a hanging handler ends with its request.
    """
    runner = web.AppRunner(app, handler_cancellation=True, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", port, ssl_context=tls, backlog=BACKLOG).start()
        host, actual_port = runner.addresses[0]
        yield f"{'https' if tls else 'http'}://{host}:{actual_port}"
    finally:
        await runner.cleanup()
