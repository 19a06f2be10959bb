"""The sandbox's Telegram: the bot's side by raw HTTP calls, as any client could make them."""

import json
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any

import pytest
from aiohttp import ClientSession

from sandbox.telegram import Chat, TelegramServer

Json = dict[str, Any]
Call = Callable[..., Coroutine[Any, Any, Json]]


class Clock:
    def __init__(self) -> None:
        self.now = 1_700_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def telegram(clock: Clock) -> AsyncIterator[TelegramServer]:
    async with TelegramServer(clock=clock, press_lifetime=30) as server:
        yield server


@pytest.fixture
async def call(telegram: TelegramServer) -> AsyncIterator[Call]:
    """Call a method as a bot does: a form whose values are strings or JSON. Returns the envelope."""
    async with ClientSession() as session:

        async def post(method: str, **params: object) -> Json:
            form = {name: value if isinstance(value, str) else json.dumps(value) for name, value in params.items()}
            async with session.post(f"{telegram.url}/bot{telegram.token}/{method}", data=form) as response:
                answer: Json = await response.json()
                assert response.status == answer.get("error_code", 200)
                return answer

        yield post


@pytest.fixture
def chat(telegram: TelegramServer) -> Chat:
    return telegram.private_chat()


async def updates(call: Call, **params: object) -> list[Json]:
    return list((await call("getUpdates", **params))["result"])


def keyboard(*buttons: Json) -> Json:
    return {"inline_keyboard": [list(buttons)]}


REFRESH = {"text": "🔄 Refresh", "callback_data": "refresh"}
