"""Which calls are retried, how often, and which are not retried."""

import asyncio
from collections import Counter

import pytest
from aiogram import Bot
from aiogram.exceptions import (
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)

from bot import retrying
from bot.config import Settings
from bot.telegram import create_bot
from sandbox.faults import Fault, FaultKind
from sandbox.telegram import TelegramServer
from sandbox.telegram.rules import ApiError

TOO_MANY = ApiError(429, "Too Many Requests: retry after 1", retry_after=1).fault()
RESTARTING = Fault(FaultKind.STATUS, status=500, body='{"ok": false, "error_code": 500}')
BAD_GATEWAY = Fault(FaultKind.STATUS, status=502)
OVERLOADED = Fault(FaultKind.STATUS, status=429)
DROP = Fault(FaultKind.DROP)
CUT = Fault(FaultKind.STATUS, status=200, body='{"ok": true, "resu')
SOMEBODY_ELSES = Fault(FaultKind.STATUS, status=200, body="<html>")
NOT_THE_BOT_API = Fault(FaultKind.STATUS, status=200, body='{"hello": 1}')
CAPTIVE_PORTAL = Fault(FaultKind.STATUS, status=302, headers={"Location": "http://127.0.0.1:9/login"})
UNAUTHORIZED_SECONDS_A_MOMENT = ApiError(401, "Unauthorized").fault()


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shorten the pause between attempts."""
    monkeypatch.setattr(retrying, "RETRY_BACKOFF_MIN", 0.01)


def sent(telegram: TelegramServer) -> int:
    return len([call for call in telegram.calls if call.method == "sendMessage"])


@pytest.mark.parametrize(
    "fault",
    [
        TOO_MANY,
        RESTARTING,
        BAD_GATEWAY,
        OVERLOADED,
        DROP,
        CUT,
        SOMEBODY_ELSES,
        CAPTIVE_PORTAL,
        UNAUTHORIZED_SECONDS_A_MOMENT,
    ],
)
async def test_a_message_is_sent_again_after_a_temporary_failure(
    fault: Fault, telegram: TelegramServer, bot: Bot
) -> None:
    chat = telegram.private_chat()
    telegram.break_(fault, "sendMessage", times=1)
    await bot.send_message(chat.id, "hello")
    assert [answer.text for answer in chat.answers.values()] == ["hello"]


@pytest.mark.parametrize("fault", [DROP, SOMEBODY_ELSES, NOT_THE_BOT_API])
async def test_a_message_that_may_have_been_sent_is_resent_a_limited_number_of_times(
    fault: Fault, telegram: TelegramServer, bot: Bot
) -> None:
    chat = telegram.private_chat()
    telegram.break_(fault, "sendMessage")
    with pytest.raises(TelegramNetworkError):
        await bot.send_message(chat.id, "hello")
    assert sent(telegram) == 1 + retrying.MAX_RESENDS


async def test_a_message_is_sent_again_after_several_dropped_connections(
    telegram: TelegramServer, bot: Bot
) -> None:
    chat = telegram.private_chat()
    telegram.break_(DROP, "sendMessage", times=retrying.MAX_RESENDS)
    await bot.send_message(chat.id, "hello")
    assert len(chat.answers) == 1


async def test_calls_that_send_nothing_are_retried_after_dropped_connections(
    telegram: TelegramServer, bot: Bot
) -> None:
    telegram.break_(DROP, "getMyCommands", times=3)
    assert await bot.get_my_commands() == []


async def test_a_refused_call_is_not_retried(telegram: TelegramServer, bot: Bot) -> None:
    chat = telegram.private_chat()
    with pytest.raises(TelegramBadRequest):
        await bot.send_message(chat.id, "<b>hello")
    chat.blocked = True
    with pytest.raises(TelegramForbiddenError):
        await bot.send_message(chat.id, "hello")
    assert sent(telegram) == 2


async def test_retries_end_after_the_window(
    telegram: TelegramServer, bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retrying, "RETRY_WINDOW_SECONDS", 0.2)
    telegram.break_(BAD_GATEWAY, "sendMessage")
    with pytest.raises(TelegramServerError):
        await bot.send_message(telegram.private_chat().id, "hello")
    assert sent(telegram) > 1


TOLD_TO_WAIT = ApiError(429, "Too Many Requests: retry after 130", retry_after=130).fault()


async def test_a_limited_chat_gets_no_calls_until_its_retry_after_has_passed(
    telegram: TelegramServer,
) -> None:
    now = 0.0
    settings = Settings.read({"BOT_TOKEN": telegram.token, "TELEGRAM_API_URL": telegram.url})
    limited, other = telegram.private_chat(), telegram.private_chat()
    telegram.break_(TOLD_TO_WAIT, "sendMessage", times=1)
    async with create_bot(settings, clock=lambda: now) as bot:
        for _ in range(3):
            with pytest.raises(TelegramRetryAfter) as raised:
                await bot.send_message(limited.id, "hello")
        assert sent(telegram) == 1
        # The message is one line without the chat's id, because it is logged.
        assert str(raised.value) == "Telegram server says - HTTP 429, retry after 130 s"
        await bot.send_message(other.id, "hello")
        now = 130.0
        await bot.send_message(limited.id, "hello")
    assert sent(telegram) == 3


async def test_the_number_of_concurrent_retries_is_limited(
    telegram: TelegramServer, bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retrying, "MAX_CONCURRENT_RETRIES", 2)
    monkeypatch.setattr(retrying, "RETRY_WINDOW_SECONDS", 0.2)
    telegram.break_(BAD_GATEWAY, "sendMessage")
    chats = [telegram.private_chat() for _ in range(20)]
    errors = await asyncio.gather(*(bot.send_message(chat.id, "hello") for chat in chats), return_exceptions=True)
    assert {type(error) for error in errors} == {TelegramServerError}
    tried = Counter(call.params["chat_id"] for call in telegram.calls)
    assert sum(times > 1 for times in tried.values()) == 2


@pytest.mark.parametrize("setting", ["TELEGRAM_API_URL", "TELEGRAM_PROXY"])
async def test_a_call_that_was_never_sent_is_retried_within_the_window(
    setting: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    class EnoughError(Exception):
        pass

    attempts: list[str] = []

    def count(_: str, error: object, __: float) -> None:
        attempts.append(str(error))
        if len(attempts) == 3:
            raise EnoughError

    monkeypatch.setattr(retrying.logger, "warning", count)
    nobody_there = Settings.read({"BOT_TOKEN": "42:token", setting: "http://127.0.0.1:9"})
    async with create_bot(nobody_there) as lonely:
        with pytest.raises(EnoughError):
            await lonely.send_message(1, "hello")
