"""Responses that are too long, not HTTP, oddly encoded or absurd raise a ServiceError and take little memory."""

import asyncio
import gzip
import json
import tracemalloc
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

import aiohttp
import pytest

from sandbox.faults import Fault, FaultKind
from sandbox.weather import WeatherServer
from services.errors import CallLimitReached, InvalidResponse, KeyRefused, ServiceError, Unavailable
from services.net.http import MAX_BODY_BYTES, MAX_BODY_BYTES_PER_CALL, MAX_DELIMITERS, JsonClient, open_session
from services.providers.open_meteo.client import OpenMeteoClient
from tests.services.conftest import Clock, around, asked

PATH, PARAMS = "/v1/search", {"name": "London"}
OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
MIB = 2**20


def ok(body: str | bytes, **headers: str) -> Fault:
    """Return an answer with status 200; *headers* by their names in Python."""
    named = {name.replace("_", "-").title(): value for name, value in headers.items()}
    return Fault(FaultKind.STATUS, 200, body, named)


def raw(answer: bytes) -> Fault:
    return Fault(FaultKind.RAW, body=answer)


def chunked(piece: bytes) -> Fault:
    return raw(OK + b"Transfer-Encoding: chunked\r\n\r\n" + piece)


@pytest.fixture
def client(sandbox: WeatherServer, session: aiohttp.ClientSession, clock: Clock) -> JsonClient:
    client = JsonClient("Somewhere", sandbox.url, clock=clock)
    client.use_session(session)
    return client


@contextmanager
def within_memory(mebibytes: float) -> Iterator[None]:
    """Fail when Python takes more than that in the meantime, the sandbox's part included."""
    tracemalloc.start()
    try:
        yield
        assert tracemalloc.get_traced_memory()[1] < mebibytes * MIB
    finally:
        tracemalloc.stop()


async def fail(client: JsonClient) -> ServiceError:
    async with asyncio.timeout(30):
        with pytest.raises(ServiceError) as caught:
            await client.get(PATH, PARAMS)
    return caught.value


@pytest.mark.parametrize("kind", [FaultKind.ENDLESS, FaultKind.BOMB])
@pytest.mark.parametrize(
    ("status", "error"), [(200, InvalidResponse), (503, Unavailable), (429, CallLimitReached), (401, KeyRefused)]
)
async def test_a_body_without_an_end_is_read_up_to_a_bound(
    *,
    client: JsonClient,
    sandbox: WeatherServer,
    kind: FaultKind,
    status: int,
    error: type[ServiceError],
) -> None:
    sandbox.break_("geocoding", Fault(kind, status))

    with within_memory(12):
        assert type(await fail(client)) is error

    await sandbox.until(lambda: sandbox.running("geocoding") == 0)  # the connection is closed, not read on


@pytest.mark.parametrize(("over", "read"), [(0, True), (1, False)])
async def test_the_bound_is_on_what_is_decompressed(
    *, client: JsonClient, sandbox: WeatherServer, over: int, read: bool
) -> None:
    body = gzip.compress(b"{}" + b" " * (MAX_BODY_BYTES - 2 + over))
    sandbox.break_("geocoding", ok(body, content_encoding="gzip"))

    if read:
        assert await client.get(PATH, PARAMS) == {}
    else:
        assert type(await fail(client)) is InvalidResponse


async def test_the_bound_grows_with_the_places_asked_for(
    session: aiohttp.ClientSession, sandbox: WeatherServer
) -> None:
    places = around(50)
    body = json.dumps([{"hourly": "-" * (MAX_BODY_BYTES_PER_CALL - 100)} for _ in places])
    assert len(body) > MAX_BODY_BYTES
    sandbox.answer_with("open-meteo", body)

    client = OpenMeteoClient(sandbox.url)
    client.use_session(session)
    assert len(await client.get(places, {})) == len(places)


@pytest.mark.parametrize("part", ["[]", "{}", '{"":0}'])
async def test_a_body_of_nothing_but_lists_and_objects_is_not_decoded(
    client: JsonClient, sandbox: WeatherServer, part: str
) -> None:
    sandbox.answer_with("geocoding", json.dumps([json.loads(part)] * MAX_DELIMITERS))

    with within_memory(3):
        assert type(await fail(client)) is InvalidResponse


REDIRECTS = {
    "to itself": "/v1/search",
    "elsewhere": "http://127.0.0.1:1/",
    "to no host": "http://a..b/",
    "to a file": "file:///etc/passwd",
    "nowhere": "",
}


@pytest.mark.parametrize("status", [300, 301, 302, 303, 307, 308])
@pytest.mark.parametrize("location", REDIRECTS.values(), ids=REDIRECTS)
async def test_a_redirect_is_not_followed(
    *, client: JsonClient, sandbox: WeatherServer, status: int, location: str
) -> None:
    sandbox.break_("geocoding", Fault(FaultKind.STATUS, status, "{}", {"Location": location}))

    error = await fail(client)

    assert (type(error), error.status) == (Unavailable, status)
    assert asked(sandbox, "geocoding") == 1


UNREADABLE = {
    "brotli, which was not asked for": ok("{}", content_encoding="br"),
    "zstd, which was not asked for": ok("{}", content_encoding="zstd"),
    "no gzip": ok("{}", content_encoding="gzip"),
    "cut gzip": ok(gzip.compress(b"[1]" * 1000)[:-20], content_encoding="gzip"),
    "cut deflate": ok(zlib.compress(b"[1]" * 1000)[:-20], content_encoding="deflate"),
    "gzip within gzip": ok(gzip.compress(gzip.compress(b"{}")), content_encoding="gzip"),
    "a header of a megabyte": ok("{}", x_long="a" * MIB),
    "ten thousand headers": ok("{}", **{f"x_{number}": "a" for number in range(10_000)}),
    "a header that does not end": raw(b"HTTP/1.1 200 OK\r\nX: " + b"a" * MIB),
    "not HTTP": raw(b"SSH-2.0-OpenSSH_9.6\r\n"),
    "a status that is no number": raw(b"HTTP/1.1 two hundred\r\n\r\n"),
    "a status of ten digits": raw(b"HTTP/1.1 2000000000 OK\r\n\r\n"),
    "a negative length": raw(OK + b"Content-Length: -5\r\n\r\n{}"),
    "a length of 400 digits": raw(OK + b"Content-Length: " + b"9" * 400 + b"\r\n\r\n{}"),
    "two lengths": raw(OK + b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n"),
    "a chunk that has no length": chunked(b"zz\r\n{}\r\n0\r\n\r\n"),
    "a chunk of 400 digits": chunked(b"f" * 400 + b"\r\n{}"),
    "a chunk that does not come": chunked(b"5\r\n{}"),
    "chunks without the last": chunked(b"2\r\n{}\r\n"),
    "UTF-16": ok('{"results": []}'.encode("utf-16")),
    "UTF-32": ok('{"results": []}'.encode("utf-32-le")),
    "windows-1251": ok('{"reason": "Ошибка"}'.encode("cp1251")),
    "an overlong sequence": ok(b'"\xc0\x80"'),
    "half of a pair": ok('{"reason": "\\ud83d"}'),
    "NUL": ok(b"\0" * 100),
    "a control character in a text": ok(b'"\x07"'),
    "deep lists": ok("[" * 20_000),
    "deep objects": ok('{"a":' * 10_000),
    "whole deep lists": ok("[" * 900 + "]" * 900),
    "an int of 5,000 digits": ok("9" * 5_000),
    "two values": ok("{}{}"),
    "a page": ok("<!doctype html><title>Log in</title>", content_type="text/html"),
}


@pytest.mark.parametrize("fault", UNREADABLE.values(), ids=UNREADABLE)
async def test_what_cannot_be_read_is_malformed(client: JsonClient, sandbox: WeatherServer, fault: Fault) -> None:
    sandbox.break_("geocoding", fault)

    with within_memory(12):
        assert type(await fail(client)) is InvalidResponse


@pytest.mark.parametrize(
    ("body", "value"),
    [
        ('{"a": 1, "a": 2}', {"a": 2}),
        ("[1e400, -1e400]", [float("inf"), float("-inf")]),
        ("9" * 4_000, int("9" * 4_000)),
        ("0." + "1" * 100_000, 0.1111111111111111),
    ],
    ids=["a key twice", "infinite", "a large int", "a long float"],
)
async def test_what_is_json_is_decoded_whatever_it_says(
    client: JsonClient, sandbox: WeatherServer, body: str, value: object
) -> None:
    sandbox.break_("geocoding", ok(body, content_type="text/plain; charset=klingon"))

    assert await client.get(PATH, PARAMS) == value


@pytest.mark.parametrize(
    "retry_after",
    ["-1", "9" * 400, "1e400", "Infinity", "NaN", "soon", "", "Wed, 21 Oct 2026 07:28:00 GMT", "Wed, 99 Oct", "٣"],
)
async def test_whatever_a_429_asks_for_the_provider_rests_a_day_at_most(
    client: JsonClient,
    sandbox: WeatherServer,
    clock: Clock,
    retry_after: str,
) -> None:
    sandbox.break_("geocoding", Fault(FaultKind.STATUS, 429, "{}", {"Retry-After": retry_after}), times=1)
    assert type(await fail(client)) is CallLimitReached

    clock.advance(hours=24)

    assert await client.get(PATH, PARAMS)


async def test_a_429_counts_when_its_body_cannot_be_read(client: JsonClient, sandbox: WeatherServer) -> None:
    sandbox.break_("geocoding", Fault(FaultKind.STATUS, 429, "{}", {"Content-Encoding": "gzip"}), times=1)

    assert type(await fail(client)) is CallLimitReached
    assert type(await fail(client)) is CallLimitReached
    assert asked(sandbox, "geocoding") == 1


async def test_cookies_of_providers_are_not_kept(sandbox: WeatherServer) -> None:
    sandbox.break_("geocoding", ok("{}", set_cookie="a=b; Max-Age=99999999"))

    async with open_session() as session:
        client = JsonClient("Somewhere", sandbox.url)
        client.use_session(session)
        await client.get(PATH, PARAMS)

        assert not list(session.cookie_jar)


async def test_an_error_with_a_short_body_leaves_the_connection_open(
    client: JsonClient, sandbox: WeatherServer
) -> None:
    sandbox.break_("geocoding", Fault(FaultKind.STATUS, 503))

    for _ in range(3):
        await fail(client)

    assert sandbox.connections == 1
