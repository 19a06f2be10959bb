"""No other web page can read or drive the page."""

import re
from http import HTTPStatus

import pytest

from sandbox.page import PageServer
from sandbox.page.server import STATIC
from sandbox.playground import Playground
from tests.sandbox.page.conftest import Client

FOREIGN = [
    "https://evil.example",
    "null",
    "http://localhost:{port}",
    "http://127.0.0.1",
    "https://127.0.0.1:{port}",
]


def body(playground: Playground) -> str:
    chat = playground.private
    return f'{{"user": {chat.user["id"]}, "chat": {chat.id}, "text": "hello"}}'


def port(client: Client) -> str:
    return client.origin.rpartition(":")[2]


async def test_the_page_is_served_on_loopback_under_a_new_token_each_time(playground: Playground) -> None:
    tokens = set()
    for _ in range(2):
        async with PageServer(playground) as server:
            found = re.fullmatch(r"http://127\.0\.0\.1:\d+/([\w-]{32})/", server.url)
            assert found
            tokens.add(found[1])
    assert len(tokens) == 2


async def test_a_message_can_be_sent_from_the_page(client: Client, playground: Playground) -> None:
    assert (await client.post("write", body(playground)))[0] == HTTPStatus.OK
    assert [message["text"] for message in playground.private.sent] == ["hello"]


@pytest.mark.parametrize(
    "host", ["evil.example:{port}", "localhost:{port}", "127.0.0.1", "127.0.0.1:1", "[::1]:{port}"]
)
async def test_a_host_that_was_rebound_to_this_machine_is_refused(
    client: Client, playground: Playground, host: str
) -> None:
    host = host.format(port=port(client))
    origin = {"Host": host, "Origin": f"http://{host}"}
    assert (await client.get(Host=host))[0].status == HTTPStatus.MISDIRECTED_REQUEST
    assert (await client.get("events", **origin))[0].status == HTTPStatus.MISDIRECTED_REQUEST
    assert (await client.post("write", body(playground), **origin))[0] == HTTPStatus.MISDIRECTED_REQUEST
    assert not len(playground.private.sent)


@pytest.mark.parametrize("origin", FOREIGN)
async def test_a_foreign_origin_is_refused(client: Client, playground: Playground, origin: str) -> None:
    origin = origin.format(port=port(client))
    assert (await client.post("write", body(playground), Origin=origin))[0] == HTTPStatus.FORBIDDEN
    assert (await client.get("events", Origin=origin))[0].status == HTTPStatus.FORBIDDEN
    assert not len(playground.private.sent)


async def test_a_post_without_an_origin_is_refused(
    server: PageServer, client: Client, playground: Playground
) -> None:
    async with client.session.post(
        f"{server.url}write", data=body(playground), headers={"Content-Type": "application/json"}
    ) as response:
        assert response.status == HTTPStatus.FORBIDDEN
    assert not len(playground.private.sent)


@pytest.mark.parametrize("token", ["", "wrong", "%C3%A9"])
@pytest.mark.parametrize("path", ["", "events", "main.js", "files/1001/1"])
async def test_nothing_is_served_without_the_token(client: Client, token: str, path: str) -> None:
    client.url = f"{client.origin}/{token}/" if token else f"{client.origin}/"
    response, content = await client.get(path)
    assert response.status == HTTPStatus.NOT_FOUND
    assert b"sandbox" not in content.lower()


async def test_an_action_without_the_token_is_not_carried_out(client: Client, playground: Playground) -> None:
    client.url = f"{client.origin}/wrong/"
    assert (await client.post("write", body(playground)))[0] == HTTPStatus.NOT_FOUND
    assert not len(playground.private.sent)


async def test_a_form_of_another_page_is_not_an_action(client: Client, playground: Playground) -> None:
    status, _ = await client.post("write", body(playground), **{"Content-Type": "text/plain"})
    assert status == HTTPStatus.UNSUPPORTED_MEDIA_TYPE
    assert not len(playground.private.sent)


@pytest.mark.parametrize("path", ["", "page.css", "main.js", "missing.js", "files/1001/1"])
async def test_every_response_has_a_strict_content_policy(client: Client, path: str) -> None:
    response, _ = await client.get(path)
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_the_page_never_parses_text_as_html_and_loads_nothing_from_elsewhere() -> None:
    for path in STATIC.iterdir():
        text = path.read_text(encoding="utf-8")
        for forbidden in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "style="):
            assert forbidden not in text, path.name
        assert not re.search(r"""(?:src|href)="(?:https?:|//)|url\(|@import""", text), path.name


@pytest.mark.parametrize("name", ["../server.py", "..%2Fserver.py", "server.py", ".", "%2e%2e/server.py"])
async def test_files_beside_the_page_are_not_served(client: Client, name: str) -> None:
    response, content = await client.get(name)
    assert b"PageServer" not in content
    assert response.status in {HTTPStatus.NOT_FOUND, HTTPStatus.OK}
