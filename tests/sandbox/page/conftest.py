"""A page server without a bot, and a client that is its page."""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import ClientResponse, ClientSession

from sandbox.page import PageServer
from sandbox.playground import Playground
from sandbox.telegram import TelegramServer
from sandbox.weather import WeatherServer


class Client:
    """Requests as the browser sends them for the page."""

    def __init__(self, session: ClientSession, url: str) -> None:
        self.session = session
        self.url = url
        self.origin = url.rsplit("/", 2)[0]

    async def get(self, path: str = "", **headers: str) -> tuple[ClientResponse, bytes]:
        async with self.session.get(self.url + path, headers=headers) as response:
            return response, await response.read()

    async def act(self, action: str, **body: object) -> tuple[int, str]:
        """Return the status and the reason of a refusal."""
        status, answer = await self.post(action, json.dumps(body))
        return status, json.loads(answer).get("error", "")

    async def post(self, action: str, body: str, **headers: str) -> tuple[int, str]:
        own = {"Origin": self.origin, "Content-Type": "application/json"}
        async with self.session.post(self.url + action, data=body, headers=own | headers) as response:
            return response.status, await response.text()


class Events:
    """The stream of events of one page."""

    def __init__(self, response: ClientResponse) -> None:
        self._response = response

    async def next(self) -> tuple[str, Any]:
        """Return the name and the data of the next event."""
        name = ""
        async for line in self._response.content:
            field, _, value = line.decode().rstrip("\n").partition(": ")
            if field == "event":
                name = value
            elif field == "data":
                return name, json.loads(value)
        raise EOFError


@pytest.fixture
async def playground(telegram: TelegramServer) -> AsyncIterator[Playground]:
    async with WeatherServer() as weather:
        yield Playground(telegram, weather)


@pytest.fixture
async def server(playground: Playground) -> AsyncIterator[PageServer]:
    async with PageServer(playground) as server:
        yield server


@pytest.fixture
async def client(server: PageServer) -> AsyncIterator[Client]:
    async with ClientSession() as session:
        yield Client(session, server.url)


@pytest.fixture
async def events(server: PageServer) -> AsyncIterator[Events]:
    async with ClientSession() as session, session.get(server.url + "events") as response:
        yield Events(response)
