"""Faults of the sandbox's Telegram."""

import asyncio
from random import Random

import pytest
from aiohttp import ClientError, ClientSession, ServerDisconnectedError

from sandbox.faults import Fault, FaultKind
from sandbox.telegram import ApiError, Chat, TelegramServer
from tests.sandbox.telegram.conftest import Call


async def test_a_method_fails_the_given_number_of_times(telegram: TelegramServer, chat: Chat, call: Call) -> None:
    flood = ApiError(429, "Too Many Requests: retry after 5", retry_after=5).fault()
    telegram.break_(flood, "sendMessage", times=2)
    refused = [await call("sendMessage", chat_id=chat.id, text="Hi") for _ in range(2)]
    assert all(answer["error_code"] == 429 for answer in refused)
    assert all(answer["parameters"] == {"retry_after": 5} for answer in refused)
    assert (await call("getMe"))["ok"]
    assert (await call("sendMessage", chat_id=chat.id, text="Hi"))["ok"]
    assert len(chat.answers) == 1


async def test_a_proxy_error_lasts_until_it_is_mended(telegram: TelegramServer, call: Call) -> None:
    telegram.break_(Fault(FaultKind.STATUS, 502))
    async with ClientSession() as session, session.get(f"{telegram.url}/bot{telegram.token}/getMe") as response:
        assert response.status == 502
        assert "502 Bad Gateway" in await response.text()
    telegram.mend()
    assert (await call("getMe"))["ok"]


@pytest.mark.parametrize("after", [False, True])
async def test_a_connection_drops_before_or_after_the_message_is_shown(
    telegram: TelegramServer, chat: Chat, call: Call, *, after: bool
) -> None:
    telegram.break_(Fault(FaultKind.DROP), "sendMessage", after=after)
    with pytest.raises(ServerDisconnectedError):
        await call("sendMessage", chat_id=chat.id, text="Hi")
    (dropped,) = telegram.calls
    assert dropped.fault == Fault(FaultKind.DROP)
    assert dropped.ok is after
    assert len(chat.answers) == after


async def test_a_truncated_answer_means_that_the_message_is_shown(
    telegram: TelegramServer, chat: Chat, call: Call
) -> None:
    telegram.break_(Fault(FaultKind.TRUNCATED), "sendMessage")
    with pytest.raises(ClientError):
        await call("sendMessage", chat_id=chat.id, text="Hi")
    assert len(chat.answers) == 1


async def test_a_share_of_the_calls_fails_with_mixed_faults(
    telegram: TelegramServer, chat: Chat, call: Call
) -> None:
    bad = ApiError(400, "Bad Request: bad luck").fault(), ApiError(429, "Too Many Requests").fault()
    telegram.break_share(0.3, bad, "sendMessage", random=Random(1))
    answers = [await call("sendMessage", chat_id=chat.id, text="Hi") for _ in range(200)]
    failed = [answer["error_code"] for answer in answers if not answer["ok"]]
    assert 40 < len(failed) < 80
    assert set(failed) == {400, 429}
    assert len(chat.answers) == 200 - len(failed)
    assert all([(await call("getMe"))["ok"] for _ in range(20)])

    telegram.mend()
    assert all([(await call("sendMessage", chat_id=chat.id, text="Hi"))["ok"] for _ in range(20)])


async def test_a_hanging_call_ends_with_the_server() -> None:
    async with ClientSession() as session:
        async with TelegramServer() as telegram:
            telegram.break_(Fault(FaultKind.HANG))
            hanging = asyncio.create_task(session.post(f"{telegram.url}/bot{telegram.token}/getMe"))
            await telegram.calls.find(lambda call: call.method == "getMe")
        with pytest.raises(ClientError):
            await hanging


@pytest.mark.parametrize("kind", [FaultKind.SLOW_BODY, FaultKind.DELAY])
async def test_a_slow_answer_is_complete(telegram: TelegramServer, call: Call, kind: FaultKind) -> None:
    telegram.break_(Fault(kind, seconds=0.01), "getMe")
    assert (await call("getMe"))["result"]["username"] == telegram.username


async def test_a_fault_of_one_chat_does_not_affect_others(
    telegram: TelegramServer, chat: Chat, call: Call
) -> None:
    other = telegram.private_chat()
    telegram.break_(ApiError(500, "Internal Server Error").fault(), "sendMessage", chat=chat.id)
    assert (await call("sendMessage", chat_id=chat.id, text="Hi"))["error_code"] == 500
    assert (await call("sendMessage", chat_id=other.id, text="Hi"))["ok"]
    assert (await call("getMe"))["ok"]
    assert not chat.answers


async def test_a_mutated_answer_is_made_from_the_real_one(
    telegram: TelegramServer, chat: Chat, call: Call
) -> None:
    def shout(body: bytes, status: int) -> bytes:
        assert status == 200
        return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body.replace(b"Hi", b"HI")

    telegram.break_(Fault(FaultKind.MUTATED, mutate=shout), "sendMessage", times=1)
    async with (
        ClientSession() as session,
        session.post(
            f"{telegram.url}/bot{telegram.token}/sendMessage", data={"chat_id": chat.id, "text": "Hi"}
        ) as response,
    ):
        assert '"text": "HI"' in await response.text()
    assert [message.text for message in chat.answers.values()] == ["Hi"]
    assert (await call("getMe"))["ok"]
