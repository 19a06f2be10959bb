"""The HTTP server on LISTEN."""

import asyncio
import io
import logging
import socket
import time
from collections.abc import AsyncIterator
from contextlib import suppress
from urllib.parse import quote

import pytest
from aiohttp import ClientSession, web
from yarl import URL

import bot.web
from bot import web_connections
from bot.web import MAX_BODY_BYTES, CannotListen, WebServer, answer_unavailable, read_body


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture
async def client() -> AsyncIterator[ClientSession]:
    async with ClientSession() as session:
        yield session


async def echo(request: web.BaseRequest) -> web.Response:
    return web.Response(body=await read_body(request))


async def test_a_route_may_be_added_to_a_running_server(client: ClientSession) -> None:
    port = free_port()
    url = f"http://127.0.0.1:{port}/echo"
    async with WebServer("127.0.0.1", port) as server:
        assert (await client.post(url)).status == 404
        server.add_route("POST", "/echo", echo)
        assert await (await client.post(url, data=b"hello")).read() == b"hello"
        assert (await client.get(url)).status == 405
        assert (await client.post(f"{url}/more")).status == 404


@pytest.mark.parametrize("path", ["/a%20b", "/%D0%BF", "/п", "/a%2Fb", "/a;b", "//a"])
async def test_a_route_has_the_path_of_its_url_however_that_is_encoded(client: ClientSession, path: str) -> None:
    port = free_port()
    async with WebServer("127.0.0.1", port) as server:
        server.add_route("POST", path, echo)
        url = URL(f"http://127.0.0.1:{port}{quote(path, safe='/%;')}", encoded=True)
        assert (await client.post(url)).status == 200


async def test_head_is_answered_like_get_without_the_body(client: ClientSession) -> None:
    port = free_port()
    async with WebServer("127.0.0.1", port) as server:
        server.add_route("GET", "/healthz", answer_unavailable)
        server.add_route("POST", "/hook", echo)
        assert (await client.head(f"http://127.0.0.1:{port}/healthz")).status == 503
        assert (await client.head(f"http://127.0.0.1:{port}/hook")).status == 405


async def test_a_body_that_is_too_long_is_refused(client: ClientSession) -> None:
    port = free_port()
    async with WebServer("127.0.0.1", port) as server:
        server.add_route("POST", "/", echo)
        body = io.BytesIO(b"x" * (MAX_BODY_BYTES + 1))
        answer = await client.post(f"http://127.0.0.1:{port}/", data=body)
        assert answer.status == 413


async def test_the_error_about_a_port_in_use_names_the_address() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(CannotListen, match=f"127.0.0.1:{port}"):
            async with WebServer("127.0.0.1", port):
                pass


async def test_a_closed_server_accepts_no_connection(client: ClientSession) -> None:
    port = free_port()
    async with WebServer("127.0.0.1", port) as server:
        await server.aclose()
        with pytest.raises(OSError, match="Cannot connect"):
            await client.get(f"http://127.0.0.1:{port}/")


async def send_raw(port: int, request: bytes) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request)
    await writer.drain()
    return reader, writer


NOT_GZIP = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Encoding: gzip\r\nContent-Length: 7\r\n\r\nnotgzip"
UNFINISHED = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n{"


async def test_a_request_whose_body_never_ends_does_not_delay_the_close() -> None:
    port = free_port()
    started = asyncio.Event()

    async def handler(request: web.BaseRequest) -> web.Response:
        started.set()
        return await echo(request)

    async with WebServer("127.0.0.1", port) as server:
        server.add_route("POST", "/", handler)
        _, writer = await send_raw(port, UNFINISHED)
        await started.wait()
        before = time.monotonic()
        await server.aclose()
        assert time.monotonic() - before < 5
        writer.close()


async def test_a_body_that_never_ends_is_answered_with_408(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bot.web, "BODY_TIMEOUT", 0.05)
    port = free_port()
    async with WebServer("127.0.0.1", port) as server:
        server.add_route("POST", "/", echo)
        reader, writer = await send_raw(port, UNFINISHED)
        assert b" 408 " in await reader.readline()
        writer.close()


async def test_malformed_requests_are_refused_without_tracebacks(
    client: ClientSession, caplog: pytest.LogCaptureFixture
) -> None:
    port = free_port()
    url = f"http://127.0.0.1:{port}/"
    async with WebServer("127.0.0.1", port) as server:
        server.add_route("POST", "/", echo)
        for _ in range(3):
            assert (await client.post(url, headers={"A": "x" * 10_000})).status == 400
            reader, writer = await send_raw(port, NOT_GZIP)
            assert b" 400 " in await reader.readline()
            writer.close()
        assert (await client.post(url, data=b"x")).status == 200
    records = [record for record in caplog.records if record.levelno >= logging.WARNING]
    assert len(records) <= 1
    assert not any(record.exc_info for record in records)


GET = b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n"


async def answer_of(reader: asyncio.StreamReader) -> bytes:
    """Return the header of the next response."""
    async with asyncio.timeout(30):
        return await reader.readuntil(b"\r\n\r\n")


async def empty(_: web.BaseRequest) -> web.Response:
    return web.Response()


async def test_idle_and_unfinished_connections_do_not_keep_new_requests_out(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(web_connections, "MAX_CONNECTIONS", 5)
    monkeypatch.setattr(web_connections, "FIRST_REQUEST_TIMEOUT", 0.5)
    port = free_port()
    async with WebServer("127.0.0.1", port) as server:
        server.add_route("GET", "/healthz", empty)
        first_reader, first = await send_raw(port, GET)
        assert b" 200 " in await answer_of(first_reader)
        hostile = [await send_raw(port, sent) for sent in (b"", GET[:20]) for _ in range(10)]
        for _ in range(20):
            reader, writer = await send_raw(port, GET)
            assert b" 200 " in await answer_of(reader)
            writer.close()
        for reader, writer in [(first_reader, first), *hostile]:
            with suppress(ConnectionResetError):
                assert await reader.read() == b""  # closed
            writer.close()
    assert caplog.text.count("closing idle connections") == 1


async def test_a_connection_on_which_a_request_is_answered_is_not_closed_for_a_new_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(web_connections, "MAX_CONNECTIONS", 1)
    port = free_port()
    started, finish = asyncio.Event(), asyncio.Event()

    async def slow(_: web.BaseRequest) -> web.Response:
        started.set()
        await finish.wait()
        return web.Response()

    async with WebServer("127.0.0.1", port) as server:
        server.add_route("GET", "/healthz", slow)
        reader, writer = await send_raw(port, GET)
        await started.wait()
        refused, other = await send_raw(port, GET)
        with suppress(ConnectionResetError):
            assert await refused.read() == b""
        finish.set()
        assert b" 200 " in await answer_of(reader)
        writer.close()
        other.close()


async def test_a_connection_that_sends_no_complete_header_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web_connections, "FIRST_REQUEST_TIMEOUT", 0.05)
    monkeypatch.setattr(web_connections, "IDLE_TIMEOUT", 0.1)
    port = free_port()
    async with WebServer("127.0.0.1", port) as server:
        server.add_route("GET", "/healthz", empty)
        for sent in (b"", GET[:20], GET, GET + GET[:20]):
            reader, writer = await send_raw(port, sent)
            async with asyncio.timeout(30):
                with suppress(ConnectionResetError):
                    assert (b" 200 " in await reader.read()) is (GET in sent)
            writer.close()


async def test_a_sender_that_waits_for_the_permission_to_send_its_body_gets_it() -> None:
    port = free_port()
    async with WebServer("127.0.0.1", port) as server:
        server.add_route("POST", "/", echo)
        head = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n"
        reader, writer = await send_raw(port, head)
        assert b" 100 " in await answer_of(reader)
        writer.write(b"hello")
        assert b" 200 " in await answer_of(reader)
        assert await reader.readexactly(5) == b"hello"
        writer.close()
