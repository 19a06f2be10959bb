"""A reverse proxy that distributes requests among several servers, as nginx does for several bots."""

from collections.abc import Sequence
from itertools import count
from typing import Self

import aiohttp
from aiohttp import web

from sandbox.loopback import serve

HOP_BY_HOP = {"connection", "content-length", "host", "keep-alive", "transfer-encoding"}
"""Headers that are not passed on, in lower case."""


class Balancer:
    """Passes each request to the next of `upstreams`, and skips a server that does not accept connections."""

    def __init__(self, upstreams: Sequence[str]) -> None:
        self.upstreams = upstreams
        self.url = ""
        self._numbers = count()
        self._app = web.Application()
        self._app.router.add_route("*", "/{path:.*}", self._handle)
        self._session = aiohttp.ClientSession()
        self._server = serve(self._app)

    async def __aenter__(self) -> Self:
        self.url = await self._server.__aenter__()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._session.close()
        await self._server.__aexit__(None, None, None)

    async def _handle(self, request: web.Request) -> web.Response:
        headers = {name: value for name, value in request.headers.items() if name.lower() not in HOP_BY_HOP}
        body = await request.read()
        for _ in self.upstreams:
            upstream = self.upstreams[next(self._numbers) % len(self.upstreams)]
            try:
                async with self._session.request(
                    request.method, f"{upstream}{request.rel_url}", data=body, headers=headers
                ) as answer:
                    return web.Response(status=answer.status, body=await answer.read())
            except aiohttp.ClientConnectionError:
                continue
        return web.Response(status=502)
