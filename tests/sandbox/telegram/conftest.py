"""Fixtures for the sandbox's Telegram; the bot's side makes raw HTTP calls."""

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
    """Return a function that calls a method with form fields, as a bot does, and returns the JSON answer."""
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
