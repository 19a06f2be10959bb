"""The checks that keep other web pages from reading or controlling the sandbox's page.

A page of another site can send requests to 127.0.0.1. Such a page does not know the token in the address, and
cannot hide its Origin when it posts. It can set the Host header only by DNS rebinding: its own name then resolves
to 127.0.0.1.
"""

import hmac

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(), camera=(), microphone=()",
    "Referrer-Policy": "no-referrer",  # an address that a link leads to must not learn the token
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cache-Control": "no-store",
}
"""Headers of every response."""


async def add_headers(_: web.Request, response: web.StreamResponse) -> None:
    """Add HEADERS to a response; a signal handler of the application."""
    response.headers.update(HEADERS)


def guard(token: str) -> Middleware:
    """Return a middleware that refuses requests of other web pages.

    A Host other than the address of the server is refused with 421. A foreign Origin, and a POST without an
    Origin, are refused with 403. A wrong token in the path is refused with 404.
    """

    @web.middleware
    async def check(request: web.Request, handler: Handler) -> web.StreamResponse:
        host = _own_host(request)
        if host is None or request.headers.getall("Host", []) != [host]:
            raise web.HTTPMisdirectedRequest
        origins = request.headers.getall("Origin", [])
        own_origin = [f"http://{host}"]
        if origins != own_origin and (origins or request.method not in {"GET", "HEAD"}):
            raise web.HTTPForbidden
        if not hmac.compare_digest(request.match_info.get("token", "").encode(), token.encode()):
            raise web.HTTPNotFound
        return await handler(request)

    return check


def _own_host(request: web.Request) -> str | None:
    """Return the address and port that the connection was accepted on, None if it is closed."""
    if request.transport is None:
        return None
    host, port = request.transport.get_extra_info("sockname")[:2]
    return f"{host}:{port}"
