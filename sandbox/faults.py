"""The ways in which the sandbox's servers can fail, described once for both of them."""

import asyncio
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from http import HTTPStatus
from itertools import repeat
from random import Random

from aiohttp import web

PIECES = 100
PIECE = b" " * 2**20
"""What bodies without an end are made of: white space is JSON until something else comes."""


class FaultKind(StrEnum):
    """What goes wrong on the wire."""

    STATUS = "status"
    """An answer at once, but this one: `status`, `headers` and `body`."""
    HANG = "hang"
    """Nothing for `seconds`, then the connection is closed."""
    DROP = "drop"
    """The connection is closed without an answer."""
    TRUNCATED = "truncated"
    """Headers and half of the body, then the connection is closed: Content-Length promised more."""
    SLOW_BODY = "slow"
    """Headers at once, the body in small pieces over `seconds`: no single read is slow."""
    ENDLESS = "endless"
    """`status`, `headers` and white space as fast as it is read for `seconds`, with no end announced."""
    BOMB = "bomb"
    """ENDLESS, compressed to a thousandth with gzip."""
    RAW = "raw"
    """`body` in place of status line, headers and body; then the connection is closed."""
    MUTATED = "mutated"
    """What `mutate` makes of the real body and its status, headers included; then the connection is closed."""
    DELAY = "delay"
    """The real answer, `seconds` late."""


@dataclass(frozen=True)
class Fault:
    """One failure. Fields that its kind does not mention are not used."""

    kind: FaultKind
    status: int = 503
    body: str | bytes | None = None
    """What a STATUS fault says: JSON, or by default the HTML page of a proxy whose upstream is gone."""
    headers: Mapping[str, str] = field(default_factory=dict, hash=False)
    """Sent with a STATUS or ENDLESS fault, instead of those of that name."""
    seconds: float = 60.0
    retry_after: int | None = None
    """Sent with a STATUS fault as the Retry-After header."""
    mutate: Callable[[bytes, int], bytes] = field(default=lambda body, _: body, repr=False)
    """Returns the bytes that a MUTATED fault writes."""


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
    match fault.kind:
        case FaultKind.STATUS:
            return _status(fault)
        case FaultKind.ENDLESS | FaultKind.BOMB:
            return await _endless(fault, request)
        case FaultKind.DELAY:
            await asyncio.sleep(fault.seconds)
            return web.Response(body=body, status=status, content_type="application/json")
        case FaultKind.TRUNCATED:
            response = await _headers(request, body, status)
            await response.write(body[: len(body) // 2])
            return _hang_up(request, response)
        case FaultKind.SLOW_BODY:
            return await _slow(fault, await _headers(request, body, status), body)
        case FaultKind.HANG:
            await asyncio.sleep(fault.seconds)
        case FaultKind.RAW if request.transport is not None:
            request.transport.write(_encoded(fault.body or ""))
        case FaultKind.MUTATED if request.transport is not None:
            request.transport.write(fault.mutate(body, status))
    return _hang_up(request, web.Response())


def proxy_page(status: int) -> str:
    """Return the HTML that nginx sends when the service behind it does not answer."""
    title = f"{status} {HTTPStatus(status).phrase}"
    return f"<html><head><title>{title}</title></head><body><h1>{title}</h1><hr>nginx</body></html>"


def _status(fault: Fault) -> web.Response:
    retry_after = {} if fault.retry_after is None else {"Retry-After": str(fault.retry_after)}
    kind, body = "application/json", fault.body
    if body is None:
        kind, body = "text/html", proxy_page(fault.status)
    headers = {"Content-Type": f"{kind}; charset=utf-8", **retry_after, **fault.headers}
    return web.Response(status=fault.status, headers=headers, body=_encoded(body))


def _encoded(body: str | bytes) -> bytes:
    return body.encode() if isinstance(body, str) else body


async def _slow(fault: Fault, response: web.StreamResponse, body: bytes) -> web.StreamResponse:
    size = -(-len(body) // PIECES)
    for start in range(0, len(body), size):
        await response.write(body[start : start + size])
        await asyncio.sleep(fault.seconds / PIECES)
    return response


async def _endless(fault: Fault, request: web.Request) -> web.StreamResponse:
    bomb = {"Content-Encoding": "gzip"} if fault.kind is FaultKind.BOMB else {}
    headers = {"Content-Type": "application/json", **bomb, **fault.headers}
    response = web.StreamResponse(status=fault.status, headers=headers)
    await response.prepare(request)
    ends = asyncio.get_running_loop().time() + fault.seconds
    for piece in _gzipped() if bomb else repeat(PIECE):
        await response.write(piece)
        await asyncio.sleep(0)  # a small piece is written without waiting for anybody
        if asyncio.get_running_loop().time() >= ends:
            break
    return _hang_up(request, response)


def _gzipped() -> Iterator[bytes]:
    """Yield a gzip stream without an end, PIECE after PIECE."""
    gzip = zlib.compressobj(wbits=zlib.MAX_WBITS + 16)
    while True:
        yield gzip.compress(PIECE) + gzip.flush(zlib.Z_SYNC_FLUSH)


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
