"""The faults that both servers of the sandbox can produce."""

import asyncio
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from http import HTTPStatus
from itertools import repeat
from random import Random

from aiohttp import web

SLOW_BODY_PIECES = 100
ENDLESS_PIECE = b" " * 2**20
"""One piece of an endless body. White space keeps the body valid JSON so far."""


class FaultKind(StrEnum):
    """The kind of a fault."""

    STATUS = "status"
    """Answers at once with `status`, `headers` and `body`."""
    HANG = "hang"
    """Sends nothing for `seconds`, then closes the connection."""
    DROP = "drop"
    """Closes the connection without an answer."""
    TRUNCATED = "truncated"
    """Sends the headers and half of the body, then closes the connection before Content-Length is reached."""
    SLOW_BODY = "slow"
    """Sends the headers at once and the body in small pieces over `seconds`; each single read is fast."""
    ENDLESS = "endless"
    """Sends `status`, `headers` and white space without Content-Length, as fast as the client reads, for
    `seconds`.
    """
    BOMB = "bomb"
    """Like ENDLESS, but compressed with gzip to a thousandth of the size."""
    RAW = "raw"
    """Sends `body` instead of a status line, headers and a body, then closes the connection."""
    MUTATED = "mutated"
    """Sends what `mutate` returns for the real body and status, then closes the connection."""
    DELAY = "delay"
    """Sends the real answer after `seconds`."""


@dataclass(frozen=True)
class Fault:
    """One failure. Each kind uses only the fields that its description names."""

    kind: FaultKind
    status: int = 503
    body: str | bytes | None = None
    """The body of a STATUS fault: JSON, or None for the HTML error page of a proxy."""
    headers: Mapping[str, str] = field(default_factory=dict, hash=False)
    """Headers of a STATUS or ENDLESS fault; they replace the default ones."""
    seconds: float = 60.0
    retry_after: int | None = None
    """The value of the Retry-After header of a STATUS fault, in seconds."""
    mutate: Callable[[bytes, int], bytes] = field(default=lambda body, _: body, repr=False)
    """Returns the bytes that a MUTATED fault sends, headers included."""


@dataclass
class Odds:
    """Faults for requests, with a probability and an optional limit on their number."""

    faults: Sequence[Fault]
    left: int | None = None
    """How many more requests get a fault; None for no limit."""
    share: float = 1.0
    random: Random = field(default_factory=Random)

    def draw(self) -> Fault | None:
        """Return the fault for the next request, or None."""
        if self.left == 0 or self.random.random() >= self.share:
            return None
        if self.left is not None:
            self.left -= 1
        return self.random.choice(self.faults)


async def apply(
    fault: Fault, request: web.Request, body: bytes, status: int = HTTPStatus.OK
) -> web.StreamResponse:
    """Answer `request` with `fault`; `body` (JSON) and `status` are the answer without the fault."""
    match fault.kind:
        case FaultKind.STATUS:
            return _status_response(fault)
        case FaultKind.ENDLESS | FaultKind.BOMB:
            return await _send_endless(fault, request)
        case FaultKind.DELAY:
            await asyncio.sleep(fault.seconds)
            return web.Response(body=body, status=status, content_type="application/json")
        case FaultKind.TRUNCATED:
            response = await _send_headers(request, body, status)
            await response.write(body[: len(body) // 2])
            return _hang_up(request, response)
        case FaultKind.SLOW_BODY:
            return await _send_slowly(fault, await _send_headers(request, body, status), body)
        case FaultKind.HANG:
            await asyncio.sleep(fault.seconds)
        case FaultKind.RAW if request.transport is not None:
            request.transport.write(_encoded(fault.body or ""))
        case FaultKind.MUTATED if request.transport is not None:
            request.transport.write(fault.mutate(body, status))
    return _hang_up(request, web.Response())


def proxy_page(status: int) -> str:
    """Return the HTML page that nginx sends when its upstream does not answer."""
    title = f"{status} {HTTPStatus(status).phrase}"
    return f"<html><head><title>{title}</title></head><body><h1>{title}</h1><hr>nginx</body></html>"


def _status_response(fault: Fault) -> web.Response:
    retry_after = {} if fault.retry_after is None else {"Retry-After": str(fault.retry_after)}
    kind, body = "application/json", fault.body
    if body is None:
        kind, body = "text/html", proxy_page(fault.status)
    headers = {"Content-Type": f"{kind}; charset=utf-8", **retry_after, **fault.headers}
    return web.Response(status=fault.status, headers=headers, body=_encoded(body))


def _encoded(body: str | bytes) -> bytes:
    return body.encode() if isinstance(body, str) else body


async def _send_slowly(fault: Fault, response: web.StreamResponse, body: bytes) -> web.StreamResponse:
    size = -(-len(body) // SLOW_BODY_PIECES)
    for start in range(0, len(body), size):
        await response.write(body[start : start + size])
        await asyncio.sleep(fault.seconds / SLOW_BODY_PIECES)
    return response


async def _send_endless(fault: Fault, request: web.Request) -> web.StreamResponse:
    encoding = {"Content-Encoding": "gzip"} if fault.kind is FaultKind.BOMB else {}
    headers = {"Content-Type": "application/json", **encoding, **fault.headers}
    response = web.StreamResponse(status=fault.status, headers=headers)
    await response.prepare(request)
    deadline = asyncio.get_running_loop().time() + fault.seconds
    for piece in _gzipped() if encoding else repeat(ENDLESS_PIECE):
        await response.write(piece)
        await asyncio.sleep(0)  # writing a small piece does not yield to the event loop
        if asyncio.get_running_loop().time() >= deadline:
            break
    return _hang_up(request, response)


def _gzipped() -> Iterator[bytes]:
    """Yield an endless gzip stream, one compressed ENDLESS_PIECE at a time."""
    gzip = zlib.compressobj(wbits=zlib.MAX_WBITS + 16)
    while True:
        yield gzip.compress(ENDLESS_PIECE) + gzip.flush(zlib.Z_SYNC_FLUSH)


async def _send_headers(request: web.Request, body: bytes, status: int) -> web.StreamResponse:
    response = web.StreamResponse(status=status)
    response.content_type = "application/json"
    response.content_length = len(body)
    await response.prepare(request)
    return response


def _hang_up(request: web.Request, response: web.StreamResponse) -> web.StreamResponse:
    """Close the connection; aiohttp notices this and writes nothing more of `response`."""
    if request.transport is not None:
        request.transport.close()
    return response
