"""The ways in which the sandbox's servers can fail, described once for both of them."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from http import HTTPStatus
from random import Random

from aiohttp import web

PIECES = 100


class FaultKind(StrEnum):
    """What goes wrong on the wire."""

    STATUS = "status"
    """An answer at once, but this one: `status` and `body`."""
    HANG = "hang"
    """Nothing for `seconds`, then the connection is closed."""
    DROP = "drop"
    """The connection is closed without an answer."""
    TRUNCATED = "truncated"
    """Headers and half of the body, then the connection is closed: Content-Length promised more."""
    SLOW_BODY = "slow"
    """Headers at once, the body in small pieces over `seconds`: no single read is slow."""
    DELAY = "delay"
    """The real answer, `seconds` late."""
    ENDLESS = "endless"
    """Headers, then `body` again and again for `seconds`, as fast as the client reads."""
    RAW = "raw"
    """The bytes that `raw` makes of the real body and its status, headers included, then the end."""


@dataclass(frozen=True)
class Fault:
    """One failure. Fields that its kind does not mention are not used."""

    kind: FaultKind
    status: int = 503
    body: str | None = None
    """What a STATUS fault says: JSON, or by default the HTML page of a proxy whose upstream is gone."""
    seconds: float = 60.0
    retry_after: int | None = None
    """Sent with a STATUS fault as the Retry-After header."""
    raw: Callable[[bytes, int], bytes] = field(default=lambda body, _: body, repr=False)
    """Returns what a RAW fault writes to the connection."""


@dataclass
class Odds:
    """How often which fault strikes: every request, the next `left` of them, a `share` of them."""

    faults: Sequence[Fault]
    left: int | None = None
    """How many requests it still strikes, None for all."""
    share: float = 1.0
    random: Random = field(default_factory=Random)

    def draw(self) -> Fault | None:
        """Return the fault for one more request, None when it is spared."""
        if self.left == 0 or self.random.random() >= self.share:
            return None
        if self.left is not None:
            self.left -= 1
        return self.random.choice(self.faults)


async def apply(
    fault: Fault, request: web.Request, body: bytes, status: int = HTTPStatus.OK
) -> web.StreamResponse:
    """Answer `request` the way `fault` says; a healthy server would have sent `body`, JSON, with `status`."""
    if fault.kind in {FaultKind.HANG, FaultKind.DELAY}:
        await asyncio.sleep(fault.seconds)
    match fault.kind:
        case FaultKind.STATUS:
            return _status(fault)
        case FaultKind.DELAY:
            return web.Response(body=body, status=status, content_type="application/json")
        case FaultKind.SLOW_BODY:
            return await _slow(fault, request, body, status)
        case FaultKind.TRUNCATED:
            response = await _headers(request, body, status)
            await response.write(body[: len(body) // 2])
        case FaultKind.ENDLESS:
            response = await _endless(fault, request)
        case FaultKind.HANG | FaultKind.DROP | FaultKind.RAW:
            response = web.Response()
            if fault.kind is FaultKind.RAW and request.transport is not None:
                request.transport.write(fault.raw(body, status))
    return _hang_up(request, response)


def proxy_page(status: int) -> str:
    """Return the HTML that nginx sends when the service behind it does not answer."""
    title = f"{status} {HTTPStatus(status).phrase}"
    return f"<html><head><title>{title}</title></head><body><h1>{title}</h1><hr>nginx</body></html>"


def _status(fault: Fault) -> web.Response:
    headers = {} if fault.retry_after is None else {"Retry-After": str(fault.retry_after)}
    if fault.body is None:
        page = proxy_page(fault.status)
        return web.Response(status=fault.status, headers=headers, text=page, content_type="text/html")
    return web.Response(status=fault.status, headers=headers, text=fault.body, content_type="application/json")


async def _endless(fault: Fault, request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse()
    response.content_type = "application/json"
    await response.prepare(request)
    piece = (fault.body or "[").encode()
    with suppress(TimeoutError):
        async with asyncio.timeout(fault.seconds):
            while True:
                await response.write(piece)
                await asyncio.sleep(0)  # a write that need not wait lets nothing else run
    return response


async def _slow(fault: Fault, request: web.Request, body: bytes, status: int) -> web.StreamResponse:
    response = await _headers(request, body, status)
    size = -(-len(body) // PIECES)
    for start in range(0, len(body), size):
        await response.write(body[start : start + size])
        await asyncio.sleep(fault.seconds / PIECES)
    return response


async def _headers(request: web.Request, body: bytes, status: int) -> web.StreamResponse:
    response = web.StreamResponse(status=status)
    response.content_type = "application/json"
    response.content_length = len(body)
    await response.prepare(request)
    return response


def _hang_up(request: web.Request, response: web.StreamResponse) -> web.StreamResponse:
    """Close the connection; aiohttp then finds it closed and writes nothing more of `response`."""
    if request.transport is not None:
        request.transport.close()
    return response
