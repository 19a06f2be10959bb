"""The HTTP server on LISTEN."""

import io
import socket
from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession, web

from bot.web import MAX_BODY_BYTES, CannotListen, WebServer


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture
async def client() -> AsyncIterator[ClientSession]:
    async with ClientSession() as session:
        yield session


async def echo(request: web.Request) -> web.Response:
    return web.Response(body=await request.read())


async def test_a_route_may_be_added_to_a_running_server_and_be_removed(client: ClientSession) -> None:
    port = free_port()
    url = f"http://127.0.0.1:{port}/echo"
    async with WebServer("127.0.0.1", port) as server:
        assert (await client.post(url)).status == 404
        server.add_route("POST", "/echo", echo)
        assert await (await client.post(url, data=b"hello")).read() == b"hello"
        assert (await client.get(url)).status == 405
        assert (await client.post(f"{url}/more")).status == 404
        server.remove_routes(["/echo"])
        assert (await client.post(url)).status == 404


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
