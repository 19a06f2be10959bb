"""Updates by webhook, with the bot in the event loop of the tests."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from io import BytesIO

import aiohttp
import pytest

from bot.app import run
from bot.config import Settings
from bot.registration import WebhookTarget
from bot.web import MAX_BODY_BYTES
from bot.webhook import SECRET_HEADER
from sandbox.faults import Fault, FaultKind
from sandbox.telegram import TelegramServer
from sandbox.weather import WeatherServer
from services.tasks import cancel_all
from tests.bot.conftest import Env, running
from tests.bot.test_web import free_port


@pytest.fixture
def hooked(settings: Env, telegram: TelegramServer) -> Env:
    """The settings of a bot with a webhook."""
    telegram.webhooks.unit = 0.02
    address = f"127.0.0.1:{free_port()}"
    return {**settings, "LISTEN": address, "WEBHOOK_URL": f"http://{address}/hook", "WEBHOOK_SECRET": "sesame"}


@pytest.fixture
async def client() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(headers={SECRET_HEADER: "sesame"}) as session:
        yield session


async def test_messages_and_buttons_are_answered_by_webhook(telegram: TelegramServer, hooked: Env) -> None:
    async with running(hooked):
        chat = telegram.private_chat()
        chat.send("/weather London")
        answer = await chat.next_message()
        assert answer.text.startswith("London, United Kingdom · ")
        chat.press(answer, "Another London?")
        namesakes = await chat.next_edit(answer)
        chat.press(namesakes, "London, Canada")
        assert (await chat.next_edit(namesakes)).text.startswith("London, Canada · ")
    assert [call.method for call in telegram.calls].count("setWebhook") == 1
    assert "getUpdates" not in {call.method for call in telegram.calls}


async def test_telegram_sends_updates_again_that_arrive_during_the_start(
    telegram: TelegramServer, hooked: Env, client: aiohttp.ClientSession
) -> None:
    telegram.break_(Fault(FaultKind.HANG), "getMe")
    bot = asyncio.create_task(run(Settings.read(hooked)))
    await telegram.calls.find(lambda call: call.method == "getMe")
    answer = await client.post(str(hooked["WEBHOOK_URL"]), json={"update_id": 1})
    assert answer.status == 503
    await cancel_all([bot])


async def test_only_requests_to_the_path_with_the_secret_are_accepted(
    telegram: TelegramServer, hooked: Env, client: aiohttp.ClientSession, caplog: pytest.LogCaptureFixture
) -> None:
    chat = telegram.private_chat()
    body = {"update_id": 1_000, "message": chat.send("/help")}
    url = str(hooked["WEBHOOK_URL"])
    async with running(hooked):
        await chat.next_message()
        for headers in ({SECRET_HEADER: "wrong"}, {SECRET_HEADER: ""}, {SECRET_HEADER: "sesam\u00e9"}):
            assert (await client.post(url, json=body, headers=headers)).status == 403
        assert (await client.post(url.replace("hook", "admin"), json=body)).status == 404
        assert (await client.post(f"{url}/more", json=body)).status == 404
        assert (await client.get(url)).status == 405
        assert (await client.post(url, json=body)).status == 200
        await chat.next_message()
    assert len(chat.answers) == 2
    assert sum("without the secret" in message for message in caplog.messages) == 1


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[1]",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"update_id": "1"}',
        b'{"update_id": -1}',
        b'{"message": {"text": "no id"}}',
    ],
)
async def test_a_body_without_an_update_is_refused_once_and_then_dropped(
    telegram: TelegramServer,
    hooked: Env,
    client: aiohttp.ClientSession,
    content: bytes,
    caplog: pytest.LogCaptureFixture,
) -> None:
    url = str(hooked["WEBHOOK_URL"])
    async with running(hooked):
        await telegram.calls.find(lambda call: call.method == "setWebhook")
        assert [(await client.post(url, data=content)).status for _ in range(3)] == [400, 200, 200]
    lines = [message for message in caplog.messages if "a request without an update" in message]
    assert [line.split()[0] for line in lines] == ["refused", "dropped", "dropped"]
    assert "no id" not in caplog.text


async def test_a_body_that_is_too_long_is_refused(
    telegram: TelegramServer, hooked: Env, client: aiohttp.ClientSession
) -> None:
    async with running(hooked):
        await telegram.calls.find(lambda call: call.method == "setWebhook")
        body = BytesIO(b" " * MAX_BODY_BYTES + b"{}")
        assert (await client.post(str(hooked["WEBHOOK_URL"]), data=body)).status == 413
        chat = telegram.private_chat()
        chat.send("/help")
        assert await chat.next_message()


async def test_an_update_that_arrives_again_is_answered_once(telegram: TelegramServer, hooked: Env) -> None:
    telegram.webhooks.repeat_share = 1.0
    async with running(hooked):
        chat = telegram.private_chat()
        for _ in range(3):
            chat.send("/help")
            await chat.next_message()
    async with running(hooked):  # the second process knows what the first has answered
        telegram.webhooks.put({"update_id": 1, "message": next(iter(chat.sent))})
        chat.send("/help")
        await chat.next_message()
    assert len(chat.answers) == 4


@pytest.mark.parametrize(
    "poison",
    [
        {"message": {"message_id": "no number", "chat": 7}},
        {"message": None},
        {"callback_query": {"id": 5}},
        {"message": {"chat": {"id": 2**70}, "text": "\ud83d"}},
        {"no_such_kind": {"chat": {"id": True}}},
        {},
    ],
)
async def test_an_invalid_update_does_not_affect_later_ones(
    telegram: TelegramServer, hooked: Env, poison: dict[str, object]
) -> None:
    async with running(hooked):
        telegram.put_update(dict(poison))
        chat = telegram.private_chat()
        chat.send("/help")
        assert await chat.next_message()


async def test_an_inline_query_is_answered(telegram: TelegramServer, hooked: Env) -> None:
    telegram.set_inline_mode()
    async with running(hooked):
        query = telegram.inline.query(telegram.user(), "London")
        assert (await query.results()).titles


async def test_the_webhook_is_set_again_only_if_it_differs(telegram: TelegramServer, hooked: Env) -> None:
    def times_set() -> int:
        return sum(call.method == "setWebhook" for call in telegram.calls)

    for changes, times in (({}, 1), ({}, 1), ({"WEBHOOK_SECRET": "other"}, 2), ({"WEBHOOK_SECRET": ""}, 3)):
        chat = telegram.private_chat()
        async with running({**hooked, **changes}):
            chat.send("/help")
            await chat.next_message()
        assert times_set() == times


async def test_a_webhook_that_another_program_has_changed_is_set_again(
    telegram: TelegramServer, hooked: Env, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("bot.registration.MAX_WEBHOOK_CHECK_INTERVAL", 0.02)
    async with running(hooked):
        await telegram.calls.find(lambda call: call.method == "setWebhook")
        telegram.set_webhook("https://other.example/secret-path")
        await telegram.calls.find(lambda call: call.method == "setWebhook", start=len(telegram.calls))
    assert "replacing the webhook at other.example" in caplog.text
    assert "secret-path" not in caplog.text


async def test_a_webhook_that_telegram_refuses_is_logged_ever_more_rarely(
    telegram: TelegramServer, hooked: Env, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("bot.registration.RETRY_SECONDS", 0.01)
    refusal = {"ok": False, "error_code": 400, "description": "Bad Request: bad webhook: Failed to resolve host"}
    telegram.break_(Fault(FaultKind.STATUS, status=400, body=json.dumps(refusal)), "setWebhook", times=10)
    chat = telegram.private_chat()
    chat.send("/help")
    async with running(hooked):
        await chat.next_message()
    lines = [line for line in caplog.messages if "Failed to resolve host" in line]
    assert [line.split(":")[0][-9:] for line in lines] == ["attempt 1", "attempt 2", "attempt 4", "attempt 8"]


async def test_polling_works_after_a_webhook_and_a_webhook_after_polling(
    telegram: TelegramServer, settings: Env, hooked: Env, caplog: pytest.LogCaptureFixture
) -> None:
    chat = telegram.private_chat()
    for env in (hooked, settings, hooked):
        async with running(env):
            chat.send("/help")
            await chat.next_message()
    assert len(chat.answers) == 3
    assert "removed the webhook at 127.0.0.1" in caplog.text


async def test_metrics_and_stats_show_the_queue(
    telegram: TelegramServer, hooked: Env, client: aiohttp.ClientSession, weather: WeatherServer
) -> None:
    admin = telegram.private_chat()
    async with running({**hooked, "ADMIN_IDS": str(admin.id)}):
        admin.send("/stats")
        assert re.search(r"The oldest has waited \d+ s\nChats: 1, processes: 1", (await admin.next_message()).text)
        weather.hold("weather")
        admin.send("/weather Oslo")
        await weather.until(lambda: weather.running("open-meteo") + weather.running("openweather") > 0)
        page = await (await client.get(f"http://{hooked['LISTEN']}/metrics")).text()
        assert "weather_bot_queue_length 1.0\n" in page
        assert re.search(r"^weather_bot_queue_oldest_seconds [0-9.]+$", page, re.MULTILINE)
        weather.release()
        await admin.next_message()


def test_the_url_contains_a_digest_of_the_secret_but_not_the_secret() -> None:
    one, two = (WebhookTarget("https://weather.example/hook", "/hook", secret, ()) for secret in ("one", "two"))
    assert one.url_with_digest != two.url_with_digest
    assert one.url_with_digest.startswith("https://weather.example/hook?v=")
    assert "one" not in one.url_with_digest.partition("?")[2]
