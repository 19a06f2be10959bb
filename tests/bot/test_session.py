"""The result or error for each response of the Bot API server, valid or not."""

import asyncio
import gzip
import json
from typing import cast

import pytest
from aiogram import Bot
from aiogram.exceptions import (
    TelegramAPIError,
    TelegramBadRequest,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
from aiogram.methods import GetMe, GetWebhookInfo, TelegramMethod

from bot import bot_api_responses, retrying
from bot import session as module
from bot.config import Settings
from bot.telegram import GetRawUpdates, create_bot
from handlers.replies import SendText, SentMessage
from sandbox.faults import Fault, FaultKind
from sandbox.telegram import TelegramServer

DROP = Fault(FaultKind.DROP)
PAGE = "<html>Ошибка шлюза</html>".encode("windows-1251")
DEEP = b"[" * 200_000


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shorten the pause between attempts."""
    monkeypatch.setattr(retrying, "RETRY_BACKOFF_MIN", 0.01)


@pytest.mark.parametrize(
    "body", ['{"ok": true}', '{"ok": true, "result": null}', '{"ok": true, "result": 5}', '{"ok": false}']
)
async def test_a_malformed_response_is_a_telegram_error_and_is_not_retried(
    body: str, telegram: TelegramServer, bot: Bot
) -> None:
    telegram.break_(Fault(FaultKind.STATUS, status=200, body=body), "sendMessage")
    with pytest.raises(TelegramAPIError, match=r"unreadable|without a result|no reason given"):
        await bot.send_message(telegram.private_chat().id, "hello")
    assert [call.method for call in telegram.calls].count("sendMessage") == 1


async def test_a_proxy_is_used_and_its_failure_is_a_network_error(telegram: TelegramServer) -> None:
    settings = {"BOT_TOKEN": telegram.token, "TELEGRAM_API_URL": "http://telegram.invalid"}
    # The sandbox's Telegram server is not a proxy, and answers CONNECT with 404.
    async with create_bot(Settings.read({**settings, "TELEGRAM_PROXY": telegram.url})) as bot:
        with pytest.raises(TelegramNetworkError, match="proxy error: 404"):
            await bot.session.make_request(bot, GetMe())


def answer(status: int, body: bytes | str | None = None, **headers: str) -> Fault:
    return Fault(FaultKind.STATUS, status, body, headers={k.replace("_", "-"): v for k, v in headers.items()})


def refusal(status: int, **told: object) -> Fault:
    return answer(status, json.dumps({"ok": False, **told}))


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (answer(502, PAGE, Content_Type="text/html; charset=utf-8"), TelegramServerError),
        (answer(502, PAGE, Content_Type="text/html; charset=nonsense"), TelegramServerError),
        (answer(404, PAGE), TelegramServerError),
        (answer(511, PAGE), TelegramServerError),
        (answer(200, PAGE), TelegramNetworkError),
        (answer(200, b"abc", Content_Type="application/json; charset=utf-16"), TelegramNetworkError),
        (answer(200, b"abc", Content_Type="application/json; charset=base64"), TelegramNetworkError),
        (answer(200, b"abc", Content_Encoding="gzip"), TelegramNetworkError),
        (answer(200, DEEP), TelegramNetworkError),
        (answer(400, DEEP), TelegramServerError),
        (answer(429, DEEP), TelegramRetryAfter),
        *(
            (answer(200, body), TelegramNetworkError)
            for body in ("[]", "1", '"text"', "null", "{}", "[" + "9" * 5000)
        ),
        (answer(200, '{"ok": "yes", "result": 1}'), TelegramNetworkError),
        (answer(200, '{"ok": true, "result": [1, null]}'), TelegramAPIError),
        (answer(400, '{"ok": true, "result": 1}'), TelegramAPIError),
        (refusal(200), TelegramAPIError),
        (refusal(400, error_code="four", description=["x"], parameters=[1]), TelegramBadRequest),
        (refusal(400, description="x", parameters={"migrate_to_chat_id": 10**30}), TelegramBadRequest),
        (refusal(400, description="x", parameters={"migrate_to_chat_id": "x"}), TelegramBadRequest),
        (answer(302, "", Location="http://..a/"), TelegramServerError),
        (answer(307, "", Location="/elsewhere"), TelegramServerError),
        (Fault(FaultKind.RAW, body=b"SSH-2.0-OpenSSH_9\r\n"), TelegramNetworkError),
        (Fault(FaultKind.RAW, body=b"HTTP/1.1 200 OK\r\nX\x00: \x01\r\n\r\n{}"), TelegramNetworkError),
        (Fault(FaultKind.RAW, body=b"HTTP/1.1 200 OK\r\nContent-Length: -2\r\n\r\n{}"), TelegramNetworkError),
        (Fault(FaultKind.RAW, body=b"HTTP/1.1 100 Continue\r\n\r\n"), TelegramNetworkError),
        (Fault(FaultKind.RAW, body=b"HTTP/1.1 304 Not Modified\r\n\r\n"), TelegramServerError),
    ],
)
async def test_any_response_is_a_telegram_error_with_a_message(
    fault: Fault, error: type[TelegramAPIError], telegram: TelegramServer, bot: Bot
) -> None:
    telegram.break_(fault)
    with pytest.raises(error) as raised:
        await bot.session.make_request(bot, GetMe())
    assert isinstance(raised.value.message, str)
    assert len(telegram.calls) == 1


@pytest.mark.parametrize(
    ("told", "seconds"),
    [
        ("7", 7),
        ("0.2", 1),
        ('"8"', 8),
        ("1e15", bot_api_responses.MAX_RETRY_AFTER),
        *(
            (text, 1)
            for text in (
                "0",
                "-5",
                "Infinity",
                "-Infinity",
                "1e400",
                "1" + "0" * 400,
                "NaN",
                '"soon"',
                "null",
                "[]",
                "1" + "0" * 5000,
            )
        ),
    ],
)
async def test_a_retry_after_is_kept_within_bounds(
    told: str, seconds: int, telegram: TelegramServer, bot: Bot
) -> None:
    telegram.break_(answer(429, f'{{"ok": false, "parameters": {{"retry_after": {told}}}}}'))
    with pytest.raises(TelegramRetryAfter) as raised:
        await bot.session.make_request(bot, GetMe())
    assert raised.value.retry_after == seconds


async def test_a_shortened_retry_after_is_logged(
    telegram: TelegramServer, bot: Bot, caplog: pytest.LogCaptureFixture
) -> None:
    telegram.break_(refusal(400, parameters={"retry_after": 36_000}))
    with pytest.raises(TelegramRetryAfter):
        await bot.session.make_request(bot, GetMe())
    assert "a retry_after of 36000 s; waiting 600 s" in caplog.text


async def test_a_body_is_read_up_to_the_limit(telegram: TelegramServer, bot: Bot) -> None:
    bomb = gzip.compress(b" " * 100 * module.MAX_RESPONSE_BYTES)
    telegram.break_(answer(200, bomb, Content_Encoding="gzip"))
    with pytest.raises(TelegramNetworkError, match=f"more than {module.MAX_RESPONSE_BYTES} bytes"):
        await bot.session.make_request(bot, GetMe())
    with pytest.raises(TelegramNetworkError, match=f"more than {module.MAX_UPDATES_BYTES} bytes"):
        await bot.session.make_request(bot, GetRawUpdates())


async def test_getupdates_has_a_larger_limit(telegram: TelegramServer, bot: Bot) -> None:
    update = {"message": {"text": "x" * module.MAX_RESPONSE_BYTES}}
    telegram.put_update(update)
    (received,) = await bot.session.make_request(bot, GetRawUpdates())
    assert received["message"] == update["message"]


async def test_cookies_are_ignored(telegram: TelegramServer) -> None:
    # The URL has a host name, because aiohttp ignores cookies of IP addresses in any case.
    url = telegram.url.replace("127.0.0.1", "localhost")
    async with create_bot(Settings.read({"BOT_TOKEN": telegram.token, "TELEGRAM_API_URL": url})) as bot:
        telegram.break_(answer(502, Set_Cookie="name=x"), times=1)
        with pytest.raises(TelegramServerError):
            await bot.session.make_request(bot, GetMe())
        assert isinstance(bot.session, module.Session)
        session = await bot.session.create_session()
        assert list(session.cookie_jar) == []


async def test_a_redirect_is_not_followed(telegram: TelegramServer, bot: Bot) -> None:
    to_me = answer(307, "", Location=f"{telegram.url}/bot{telegram.token}/getMe")
    telegram.break_(to_me, times=1)
    with pytest.raises(TelegramServerError):
        await bot.session.make_request(bot, GetMe())
    assert len(telegram.calls) == 1


@pytest.mark.parametrize(
    "result", [{}, {"message_id": "x", "chat": {"id": 1}}, {"message_id": 1, "chat": {"id": 10**30}}]
)
async def test_an_invalid_message_in_a_response_is_a_telegram_error(
    result: object, telegram: TelegramServer, bot: Bot
) -> None:
    telegram.break_(answer(200, json.dumps({"ok": True, "result": result})))
    with pytest.raises(TelegramAPIError):
        await bot(cast("TelegramMethod[SentMessage]", SendText(chat_id=1, text="hello")))


@pytest.mark.parametrize("first_words", [b"\x05\x00", b"\x05\xff", b"HTTP/1.1 400 Bad Request\r\n\r\n", b""])
async def test_an_invalid_response_of_a_socks_proxy_is_a_network_error(first_words: bytes) -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(3)
        writer.write(first_words)
        writer.close()

    async with await asyncio.start_server(talk, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        settings = {"BOT_TOKEN": "42:token", "TELEGRAM_PROXY": f"socks5://127.0.0.1:{port}"}
        async with create_bot(Settings.read(settings)) as bot:
            with pytest.raises(TelegramNetworkError) as raised:
                await bot.session.make_request(bot, GetMe())
    assert retrying.may_be_sent_later(raised.value)


@pytest.mark.parametrize(
    ("date", "ahead"),
    [("Thu, 26 Nov 2026 08:00:00 GMT", 7200.0), ("soon", 0.0), ("", 0.0), ("Thu, 99 Nov 2026 08:00:00 GMT", 0.0)],
)
def test_the_clocks_difference_is_read_from_the_date_header(date: str, ahead: float) -> None:
    assert module._clock_ahead_seconds(date, 1_795_680_000.0 + 7200.0) == ahead


@pytest.mark.parametrize("call", [GetRawUpdates(timeout=0), GetWebhookInfo()])
async def test_long_polling_and_the_check_of_the_webhook_compare_the_clocks(
    call: TelegramMethod[object], telegram: TelegramServer, bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_clock_ahead_seconds", lambda date, _: 7200.0 if date else 0.0)
    await bot.send_message(telegram.private_chat().id, "hello")
    session = cast("module.Session", bot.session)
    assert session.clock_ahead_seconds == 0.0
    await session.make_request(bot, call)
    assert session.clock_ahead_seconds == 7200.0


@pytest.mark.parametrize("part", ["{}", "1", "[[]]"])
async def test_a_response_with_millions_of_values_is_not_decoded(
    telegram: TelegramServer, bot: Bot, part: str
) -> None:
    many = '{"ok": true, "result": [' + ",".join([part] * (bot_api_responses.MAX_RESPONSE_VALUES + 1)) + "]}"
    telegram.break_(answer(200, many), "getUpdates")
    with pytest.raises(TelegramNetworkError, match="unreadable"):
        await bot(GetRawUpdates())


async def test_commas_and_braces_in_strings_do_not_count_as_values(telegram: TelegramServer, bot: Bot) -> None:
    texts = [{"message": {"text": '{[,"\\' * 1_000}} for _ in range(100)]
    telegram.break_(answer(200, json.dumps({"ok": True, "result": texts})), "getUpdates")
    assert await bot(GetRawUpdates()) == texts
