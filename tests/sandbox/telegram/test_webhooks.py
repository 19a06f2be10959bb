"""Updates that the sandbox sends to a webhook, as Telegram does."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator

import pytest
from aiohttp import web

from sandbox.loopback import serve
from sandbox.telegram import TelegramServer
from tests.sandbox.telegram.conftest import Call


class Hook:
    """A web server that records the requests of Telegram."""

    def __init__(self) -> None:
        self.url = ""
        self.seen: list[tuple[int, str]] = []
        """The update id and the secret of each request."""
        self.statuses: dict[int, list[int]] = defaultdict(list)
        """The statuses of the next answers for each update; 200 when there are none left."""
        self.gate = asyncio.Event()
        self.gate.set()
        self.running: list[int] = []
        self._news = asyncio.Event()

    async def handle(self, request: web.Request) -> web.Response:
        update_id = (await request.json())["update_id"]
        self.running.append(update_id)
        self._news.set()
        await self.gate.wait()
        self.running.remove(update_id)
        self.seen.append((update_id, request.headers.get("X-Telegram-Bot-Api-Secret-Token", "")))
        self._news.set()
        statuses = self.statuses[update_id]
        return web.Response(status=statuses.pop(0) if statuses else 200)

    async def reach(self, *, seen: int = 0, running: int = 0) -> None:
        async with asyncio.timeout(30):
            while len(self.seen) < seen or len(self.running) < running:
                self._news.clear()
                await self._news.wait()


@pytest.fixture
async def hook(telegram: TelegramServer) -> AsyncIterator[Hook]:
    telegram.webhooks.unit = 0.01
    found = Hook()
    app = web.Application()
    app.router.add_post("/hook", found.handle)
    async with serve(app) as url:
        found.url = f"{url}/hook"
        yield found
        await telegram.webhooks.aclose()


async def test_pending_and_later_updates_are_sent_with_the_secret(
    telegram: TelegramServer, hook: Hook, call: Call
) -> None:
    chat = telegram.private_chat()
    chat.send("one")
    await call("setWebhook", url=hook.url, secret_token="sesame")
    chat.send("two")
    await hook.reach(seen=2)
    assert hook.seen == [(1, "sesame"), (2, "sesame")]
    info = (await call("getWebhookInfo"))["result"]
    assert (info["url"], info["max_connections"]) == (hook.url, 40)
    assert (await call("getUpdates"))["error_code"] == 409


async def test_the_messages_of_a_chat_are_sent_one_at_a_time_and_buttons_beside_them(
    telegram: TelegramServer, hook: Hook, call: Call
) -> None:
    hook.gate.clear()
    await call("setWebhook", url=hook.url)
    chat, other = telegram.private_chat(), telegram.private_chat()
    chat.send("one")
    chat.send("two")
    other.send("three")
    telegram.put_update({"callback_query": {"from": chat.user}})
    await hook.reach(running=3)
    assert sorted(hook.running) == [1, 3, 4]
    hook.gate.set()
    await hook.reach(seen=4)
    assert [update_id for update_id, _ in hook.seen if update_id < 3] == [1, 2]


async def test_max_connections_limits_the_requests_at_one_time(
    telegram: TelegramServer, hook: Hook, call: Call
) -> None:
    hook.gate.clear()
    await call("setWebhook", url=hook.url, max_connections="2")
    for _ in range(3):
        telegram.private_chat().send("hello")
    await hook.reach(running=2)
    await asyncio.sleep(0)
    assert len(hook.running) == 2
    hook.gate.set()
    await hook.reach(seen=3)


async def test_a_failed_delivery_is_repeated_and_delays_only_its_chat(
    telegram: TelegramServer, hook: Hook, call: Call
) -> None:
    hook.statuses[1] = [500, 403, 503]
    await call("setWebhook", url=hook.url)
    chat = telegram.private_chat()
    chat.send("one")
    chat.send("two")
    telegram.private_chat().send("three")
    await hook.reach(seen=6)
    order = [update_id for update_id, _ in hook.seen]
    assert order.index(3) < 4
    assert [update_id for update_id in order if update_id != 3] == [1, 1, 1, 1, 2]
    info = (await call("getWebhookInfo"))["result"]
    assert info["last_error_message"] == "Wrong response from the webhook: 503 Service Unavailable"


async def test_updates_can_be_delivered_twice(telegram: TelegramServer, hook: Hook, call: Call) -> None:
    telegram.webhooks.repeat_share = 1.0
    await call("setWebhook", url=hook.url)
    telegram.private_chat().send("hello")
    await hook.reach(seen=2)
    assert [update_id for update_id, _ in hook.seen] == [1, 1]


async def test_after_the_webhook_is_deleted_the_undelivered_updates_wait_for_a_poll(
    telegram: TelegramServer, hook: Hook, call: Call
) -> None:
    hook.gate.clear()
    await call("setWebhook", url=hook.url)
    telegram.private_chat().send("hello")
    await hook.reach(running=1)
    await call("deleteWebhook")
    assert [update["update_id"] for update in (await call("getUpdates"))["result"]] == [1]


@pytest.mark.parametrize("wrong", [{"url": "ftp://weather.example"}, {"max_connections": "101"}])
async def test_the_sandbox_refuses_the_webhooks_that_telegram_refuses(
    hook: Hook, call: Call, wrong: dict[str, str]
) -> None:
    assert (await call("setWebhook", **{"url": hook.url, **wrong}))["error_code"] == 400
