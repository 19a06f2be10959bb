"""An answer that Telegram did not take, for longer than sending is patient."""

import asyncio

import pytest
from aiogram import Bot, Dispatcher, Router
from aiogram.types import CallbackQuery, Message

from bot import feeding
from bot import telegram as client
from bot.feeding import Feeding
from bot.updates import Raw
from handlers import errors
from sandbox.faults import Fault, FaultKind
from sandbox.telegram import ApiError, Chat, TelegramServer

BAD_GATEWAY = Fault(FaultKind.STATUS, status=502)
DROP = Fault(FaultKind.DROP)
TOO_LONG = ApiError(429, "Too Many Requests: retry after 130", retry_after=130).fault()


class Handling:
    """A bot with a handler that says hello."""

    def __init__(self, bot: Bot) -> None:
        self.runs = 0
        self.rests: list[float] = []
        greeting = Router()
        greeting.message.register(self._greet)
        greeting.callback_query.register(self._greet)
        dispatcher = Dispatcher()
        dispatcher.include_routers(errors.router(), greeting)
        self.feed = Feeding(bot, dispatcher, self._rest).feed

    async def _greet(self, event: Message | CallbackQuery, bot: Bot) -> None:
        self.runs += 1
        assert event.from_user is not None
        await bot.send_message(event.from_user.id, "hello")

    async def _rest(self, seconds: float) -> None:
        self.rests.append(seconds)


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let sending give up soon."""
    monkeypatch.setattr(client, "FIRST_PAUSE", 0.001)
    monkeypatch.setattr(client, "SEND_WITHIN", 0.02)


@pytest.fixture
def handling(bot: Bot) -> Handling:
    return Handling(bot)


def message(chat: Chat) -> Raw:
    return {"update_id": 1, "message": chat.send("hello")}


@pytest.mark.parametrize(("fault", "rest"), [(BAD_GATEWAY, feeding.LEAST_PAUSE), (TOO_LONG, 130)])
async def test_it_is_given_again_until_it_is_taken(
    telegram: TelegramServer, handling: Handling, fault: Fault, rest: float
) -> None:
    chat = telegram.private_chat()
    telegram.break_(fault, "sendMessage", times=20 if fault is BAD_GATEWAY else 2)
    await handling.feed(message(chat))
    assert len(chat.answers) == 1
    assert handling.runs == len(handling.rests) + 1 > 1
    assert set(handling.rests) == {rest}


async def test_it_is_given_up_when_it_is_no_longer_worth_giving(
    telegram: TelegramServer, handling: Handling, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feeding, "WORTH_ANSWERING", 129)
    telegram.break_(TOO_LONG, "sendMessage")
    async with asyncio.timeout(5):
        await handling.feed(message(telegram.private_chat()))
    assert (handling.runs, handling.rests) == (1, [])


async def test_what_may_have_been_taken_is_not_given_again(telegram: TelegramServer, handling: Handling) -> None:
    telegram.break_(DROP, "sendMessage")
    async with asyncio.timeout(5):
        await handling.feed(message(telegram.private_chat()))
    assert (handling.runs, handling.rests) == (1, [])


async def test_a_button_pressed_is_not_answered_later(telegram: TelegramServer, handling: Handling) -> None:
    user = telegram.user()
    query = {"id": "1", "from": user, "chat_instance": "1", "data": "x"}
    telegram.break_(BAD_GATEWAY, "sendMessage")
    async with asyncio.timeout(5):
        await handling.feed({"update_id": 1, "callback_query": query})
    assert (handling.runs, handling.rests) == (1, [])
