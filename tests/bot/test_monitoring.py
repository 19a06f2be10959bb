"""The health pages and the metrics of a running bot."""

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import timedelta

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import unused_port

from bot import health
from bot.app import run
from bot.config import Settings, SettingsError
from bot.health import Health, Role
from bot.loop_lag import LoopLag
from bot.monitoring import MAX_CONCURRENT_PAGE_REQUESTS
from sandbox.faults import Fault, FaultKind
from sandbox.telegram import TelegramServer
from sandbox.weather import WeatherServer
from services.errors import StorageError
from services.storage import Database
from services.tasks import cancel_all
from tests.bot.conftest import Env, running


class Pages:
    """The pages of the bot."""

    def __init__(self, address: str, session: aiohttp.ClientSession) -> None:
        self._address = address
        self._session = session

    async def get(self, path: str) -> tuple[int, str]:
        async with self._session.get(f"http://{self._address}{path}") as response:
            return response.status, await response.text()

    async def sample(self, pattern: str) -> float:
        """Return the sum of the metrics whose names and labels match *pattern*."""
        _, text = await self.get("/metrics")
        return sum(float(value) for value in re.findall(rf"^{pattern} (\S+)$", text, re.MULTILINE))


@pytest.fixture
def watched(settings: Env) -> Env:
    """Settings of a bot with METRICS on a free port."""
    return {**settings, "METRICS": "1", "LISTEN": f"127.0.0.1:{unused_port()}"}


@pytest.fixture
async def pages(watched: Env) -> AsyncIterator[Pages]:
    async with aiohttp.ClientSession() as session:
        yield Pages(str(watched["LISTEN"]), session)


async def test_a_bot_that_polls_is_alive_and_ready(telegram: TelegramServer, watched: Env, pages: Pages) -> None:
    async with running(watched):
        chat = telegram.private_chat()
        chat.send("/help")
        await chat.next_message()
        assert (await pages.get("/healthz"))[0] == 200
        status, text = await pages.get("/readyz")
        assert status == 200
        assert '"role": "polling"' in text
        assert (await pages.get("/nothing"))[0] == 404


async def test_pages_that_wait_for_the_database_leave_connections_for_others(
    telegram: TelegramServer, watched: Env, pages: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[web.BaseRequest] = []
    all_wait, has_database = asyncio.Event(), asyncio.Event()

    async def wait_for_database(_: Health, request: web.BaseRequest) -> web.Response:
        begun.append(request)
        if len(begun) == MAX_CONCURRENT_PAGE_REQUESTS:
            all_wait.set()
        await has_database.wait()
        return web.Response()

    monkeypatch.setattr(Health, "on_readyz", wait_for_database)
    async with running(watched):
        await telegram.calls.find(lambda call: call.method == "getUpdates")
        waiting = [asyncio.create_task(pages.get("/readyz")) for _ in range(MAX_CONCURRENT_PAGE_REQUESTS)]
        async with asyncio.timeout(20):
            await all_wait.wait()
            assert [(await pages.get(path))[0] for path in ("/readyz", "/metrics", "/healthz")] == [503, 503, 200]
        has_database.set()
        assert [status for status, _ in await asyncio.gather(*waiting)] == [200] * MAX_CONCURRENT_PAGE_REQUESTS
        assert (await pages.get("/metrics"))[0] == 200


async def test_a_bot_that_telegram_does_not_answer_is_alive_and_not_ready(
    telegram: TelegramServer, watched: Env, pages: Pages
) -> None:
    telegram.break_(Fault(FaultKind.STATUS, 502), "getUpdates")
    async with running(watched):
        await telegram.calls.find(lambda call: call.method == "getUpdates")
        async with asyncio.timeout(20):
            while (await pages.get("/readyz"))[0] == 200:
                pass
        _, text = await pages.get("/readyz")
        assert '"updates": false' in text
        assert (await pages.get("/healthz"))[0] == 200


async def test_answers_calls_and_look_ups_are_counted_without_data_of_users(
    telegram: TelegramServer, watched: Env, pages: Pages, weather: WeatherServer
) -> None:
    weather.break_("weather", Fault(FaultKind.STATUS, 503), service="openweather", times=1)
    async with running(watched):
        chat = telegram.private_chat()
        for text in ("/weather Oslo", "/weather Oslo", "/settings"):
            chat.send(text)
            await chat.next_message()
        telegram.put_update({"secret_kind_of_a_user": {}})
        chat.send("/help")
        await chat.next_message()
        assert await pages.sample(r'weather_bot_updates_total{kind="message",outcome="done"}') == 4
        assert await pages.sample(r'weather_bot_updates_total{kind="other",outcome="done"}') == 1
        assert await pages.sample(r"weather_bot_answer_delay_seconds_count") == 4
        assert await pages.sample(r'weather_bot_telegram_calls_total{method="sendMessage",outcome="ok"}') == 4
        assert (
            await pages.sample(r'weather_bot_upstream_calls_total{outcome="unavailable",provider="OpenWeather"}')
            == 1
        )
        assert await pages.sample(r'weather_bot_upstream_calls_total{outcome="ok",.*}') >= 1
        assert await pages.sample(r'weather_bot_cache_requests_total{cache="reports",result="hit"}') == 1
        assert await pages.sample(r'weather_bot_cache_requests_total{cache="reports",result="miss"}') == 1
        assert await pages.sample(r'weather_bot_budget_spent{provider="OpenWeather"}') >= 1
        assert await pages.sample(r'weather_bot_queued{queue="updates"}') == 0
        assert await pages.sample(r"weather_bot_receiving") == 1
        assert await pages.sample(r'weather_bot_log_records_total{level="warning"}') == 1
        _, text = await pages.get("/metrics")
        labels = re.findall(r'"([^"]*)"', text)
        assert not [label for label in labels if str(chat.id) in label]
        assert "secret" not in text
        assert "Oslo" not in text
        assert telegram.token not in text


async def test_alerts_and_checked_cells_are_counted(
    telegram: TelegramServer, weather: WeatherServer, watched: Env, pages: Pages
) -> None:
    weather.bring("freezing-rain", timedelta(minutes=30), timedelta(hours=1), 3.0)
    async with running(watched):
        chat = telegram.private_chat()
        chat.send("/alerts Moscow")
        await chat.next_message(within=30)
        async with asyncio.timeout(30):
            while await pages.sample(r'weather_bot_alerts_total{outcome="sent"}') < 1:
                pass
        assert await pages.sample(r"weather_bot_alert_lateness_seconds_count") >= 1
        assert await pages.sample(r'weather_bot_alert_checked_cells_total{.*outcome="ok"}') >= 2


async def test_an_address_that_is_in_use_is_a_settings_error(watched: Env) -> None:
    server = await asyncio.start_server(lambda _, writer: writer.close(), *str(watched["LISTEN"]).split(":"))
    async with server:
        with pytest.raises(SettingsError, match="LISTEN cannot be used"):
            await run(Settings.read(watched))


async def test_without_a_heartbeat_the_process_is_not_alive(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = Health(database)
    assert (await page.on_healthz(None)).status == 200  # type: ignore[arg-type]
    monkeypatch.setattr(health, "seconds_since_notification", lambda: 301.0)
    assert (await page.on_healthz(None)).status == 503  # type: ignore[arg-type]


async def test_a_standby_is_ready_while_the_database_works(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = Health(database)
    assert (await page.on_readyz(None)).status == 503  # type: ignore[arg-type]
    page.role = Role.STANDBY
    ready = await page.on_readyz(None)  # type: ignore[arg-type]
    assert ready.status == 200
    assert '"role": "standing by"' in str(ready.text)

    async def fail(*_: object) -> None:
        raise StorageError("down")

    monkeypatch.setattr(database, "read", fail)
    assert (await page.on_readyz(None)).status == 503  # type: ignore[arg-type]


async def test_the_lag_of_the_event_loop_is_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.loop_lag.MEASUREMENT_INTERVAL", 0.0)
    measured: asyncio.Queue[float] = asyncio.Queue()
    lag = LoopLag(measured.put_nowait)
    task = asyncio.create_task(lag.measure())
    assert await measured.get() >= 0.0
    await cancel_all([task])
    assert lag.max_of_last_minute >= 0.0
