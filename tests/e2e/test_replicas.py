"""Several bots with one webhook on one PostgreSQL, and one bot with a webhook on SQLite."""

import asyncio
import re
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest

from sandbox.balancer import Balancer
from sandbox.process import BotProcess
from sandbox.telegram import BotMessage, Chat, TelegramServer
from sandbox.weather import WeatherServer
from tests.bot.test_web import free_port
from tests.conftest import MakeDatabase, execute
from tests.e2e.stage import leaks
from tests.e2e.warm import WarmBot

pytestmark = pytest.mark.asyncio(loop_scope="session")

ASKERS = 60
ANSWER_SECONDS = 1.0
"""Seconds that the weather services take, so that questions are in progress when a bot is stopped or killed."""

TAKEOVER_SECONDS = 12.0
"""Seconds within which others answer for a killed replica: its lease, a tick of the others, and the answers."""


class Replicas:
    """Bots behind one proxy, which Telegram calls."""

    def __init__(self, telegram: TelegramServer, weather: WeatherServer, directory: Path, database: str) -> None:
        self.telegram = telegram
        self.weather = weather
        self.bots: list[BotProcess] = []
        self._directory = directory
        self._database = database
        self._ports = [free_port() for _ in range(3)]
        self.balancer = Balancer([f"http://127.0.0.1:{port}" for port in self._ports])
        self._stack = AsyncExitStack()

    async def start(self, *numbers: int, kind: type[BotProcess] = WarmBot) -> list[BotProcess]:
        """Start the replicas *numbers* of *kind* at the same time."""
        bots = await asyncio.gather(*(self._start(number, kind) for number in numbers))
        self.bots += bots
        return bots

    async def _start(self, number: int, kind: type[BotProcess]) -> BotProcess:
        directory = self._directory / str(number)
        directory.mkdir(exist_ok=True)
        port = self._ports[number]
        env = {
            "OPENWEATHER_API_KEY": "",
            "DATABASE_URL": self._database,
            "LISTEN": f"127.0.0.1:{port}",
            "WEBHOOK_URL": f"{self.balancer.url}/hook",
            "THROTTLE_PER_MINUTE": "0",
        }
        process = kind.start(self.telegram, self.weather, directory, env=env)
        return await self._stack.enter_async_context(process)

    def handled(self) -> list[int]:
        """Return how often each message was handled, as the logs say.

        The number of answers may be larger: if a busy sandbox drops a connection after it has shown the message,
        the bot sends the message again.
        """
        logs = {bot.log_path: bot.log for bot in self.bots}.values()
        return list(
            Counter(number for log in logs for number in re.findall(r"update (\d+) .* done in", log)).values()
        )

    async def aclose(self) -> None:
        await self._stack.aclose()
        for bot in self.bots:
            assert not leaks(bot.log.splitlines(), [self.telegram.token.partition(":")[2]])
            assert "Traceback" not in bot.log

    def ask(self, city: str, chats: int = ASKERS) -> list[Chat]:
        asking = [self.telegram.private_chat() for _ in range(chats)]
        for chat in asking:
            chat.send(f"/weather {city}")
        return asking


@asynccontextmanager
async def replicas_on(database: str, directory: Path) -> AsyncIterator[Replicas]:
    async with TelegramServer() as telegram, WeatherServer() as weather:
        telegram.webhooks.unit = 0.05
        replicas = Replicas(telegram, weather, directory, database)
        async with replicas.balancer:
            try:
                yield replicas
            finally:
                await replicas.aclose()


@pytest.fixture
def database_url(postgres: MakeDatabase | None) -> str:
    if postgres is None:
        pytest.skip("TEST_POSTGRES_URL is not set")
    return postgres("replicas")


@pytest.fixture
def sqlite(tmp_path: Path) -> str:
    return f"sqlite+aiosqlite:///{tmp_path / 'bot.db'}"


async def all_answered(chats: list[Chat], within: float = 60.0) -> None:
    """Wait until each chat has an answer."""
    for chat in chats:
        await chat.next_message(within=within)


def texts_of(chat: Chat) -> list[str]:
    return [event.text for event in chat.feed if isinstance(event, BotMessage) and event.version == 0]


@pytest.mark.services
async def test_three_replicas_set_one_webhook_and_answer_each_chat_in_order(
    database_url: str, tmp_path: Path
) -> None:
    async with replicas_on(database_url, tmp_path) as replicas:
        await replicas.start(0, 1, 2)
        replicas.telegram.webhooks.repeat_share = 0.3
        chats = [replicas.telegram.private_chat() for _ in range(20)]
        for city in ("Oslo", "Bern", "Rome", "Lima", "Kyiv"):
            for chat in chats:
                chat.send(f"/weather {city}")
        for chat in chats:
            for _ in range(5):
                await chat.next_message()
        for chat in chats:
            assert [text.split(",")[0] for text in texts_of(chat)] == ["Oslo", "Bern", "Rome", "Lima", "Kyiv"]
        methods = [call.method for call in replicas.telegram.calls]
        assert (methods.count("setWebhook"), methods.count("getUpdates")) == (1, 0)
        assert max(replicas.handled()) == 1
        # A replica that opens its queue last may find all chats leased by the other two.
        assert sum("done in" in bot.log for bot in replicas.bots) >= 2


@pytest.mark.services
async def test_a_follow_up_and_a_button_are_answered_whichever_replica_gets_them(
    database_url: str, tmp_path: Path
) -> None:
    async with replicas_on(database_url, tmp_path) as replicas:
        await replicas.start(0, 1, 2)
        for _ in range(4):
            chat = replicas.telegram.private_chat()
            chat.send("/weather London")
            answer = await chat.next_message()
            chat.send("and tomorrow?")
            assert (await chat.next_message()).text.startswith("London, tomorrow")
            chat.press(answer, "Another London?")
            assert "London, Canada" in str((await chat.next_edit(answer)).buttons)
            chat.send("/settings")
            settings = await chat.next_message()
            chat.press(settings, "Temperature")
            opened = await chat.next_edit(settings)
            chat.press(opened, "°F")
            await chat.next_edit(opened)
            chat.send("/weather London")
            assert "°F" in (await chat.next_message()).text


@pytest.mark.services
async def test_a_killed_replica_is_taken_over_within_its_lease(database_url: str, tmp_path: Path) -> None:
    async with replicas_on(database_url, tmp_path) as replicas:
        bots = await replicas.start(0, 1, 2)
        replicas.weather.delay("weather", ANSWER_SECONDS)
        chats = replicas.ask("Oslo")
        await replicas.weather.until(lambda: replicas.weather.running("open-meteo") == 3)
        killed_at = time.monotonic()
        await bots[0].kill()
        for chat in chats:
            await chat.next_message(within=TAKEOVER_SECONDS)
        assert time.monotonic() - killed_at < TAKEOVER_SECONDS
        assert max(len(chat.answers) for chat in chats) <= 2
        again = "took over the chats of 1 processes"
        assert sum(again in bot.log for bot in bots[1:]) == 1
        replicas.bots.remove(bots[0])


@pytest.mark.services
async def test_a_rolling_restart_neither_loses_nor_repeats_an_answer(database_url: str, tmp_path: Path) -> None:
    async with replicas_on(database_url, tmp_path) as replicas:
        bots = await replicas.start(0, 1, 2)
        replicas.weather.delay("weather", ANSWER_SECONDS)
        chats = []
        for number, bot in enumerate(bots):
            chats += replicas.ask("Oslo")
            await replicas.weather.until(lambda: replicas.weather.running("open-meteo") > 0)
            assert await bot.stop() == 0
            await replicas.start(number)
        await all_answered(chats)
        assert max(replicas.handled()) == 1


@pytest.mark.services
async def test_updates_are_accepted_again_after_the_database_was_away(database_url: str, tmp_path: Path) -> None:
    name = database_url.rpartition("/")[2]
    server = database_url.rpartition("/")[0] + "/postgres"
    cut = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"  # noqa: S608
    async with replicas_on(database_url, tmp_path) as replicas:
        await replicas.start(0, 1)
        await all_answered(replicas.ask("Oslo", 2))
        execute(server, cut)  # the connections are lost, the database works
        await all_answered(replicas.ask("Oslo", 5))
        execute(server, f"ALTER DATABASE {name} ALLOW_CONNECTIONS false", cut)
        chats = replicas.ask("Oslo", 5)
        await replicas.telegram.webhooks.deliveries.find(lambda delivery: delivery.attempt == 4)
        assert any(delivery.status == 503 for delivery in replicas.telegram.webhooks.deliveries)
        execute(server, f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
        await all_answered(chats)


async def test_a_bot_on_sqlite_that_is_stopped_or_killed_loses_no_answer(sqlite: str, tmp_path: Path) -> None:
    async with replicas_on(sqlite, tmp_path) as replicas:
        (bot,) = await replicas.start(0)
        replicas.weather.delay("weather", ANSWER_SECONDS)
        stopped = replicas.ask("Oslo")
        await replicas.weather.until(lambda: replicas.weather.running("open-meteo") > 0)
        assert await bot.stop() == 0
        await replicas.start(0)
        await all_answered(stopped)
        assert max(replicas.handled()) == 1

        killed = replicas.ask("Bern")
        await replicas.weather.until(lambda: replicas.weather.running("open-meteo") > 0)
        await replicas.bots[-1].kill()
        await replicas.start(0)
        await all_answered(killed)
        assert max(len(chat.answers) for chat in killed) <= 2
