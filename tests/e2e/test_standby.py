"""Several processes of one bot on PostgreSQL: one polls, and another one takes over from it."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio
from aiohttp.test_utils import unused_port
from sqlalchemy import text

from sandbox.process import BotProcess
from sandbox.telegram import Chat, TelegramServer
from sandbox.weather import WeatherServer
from services.storage.opening import connect
from tests.conftest import MakeDatabase
from tests.e2e.stage import NOW
from tests.e2e.warm import WarmBot

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.services]

TAKEOVER_SECONDS = 30.0
"""Time limit in seconds for a takeover on a busy machine; `make bench-standby` measures that 10 are enough."""


class Group:
    """The processes of one bot."""

    def __init__(self, telegram: TelegramServer, weather: WeatherServer, url: str, directory: Path) -> None:
        self.telegram = telegram
        self.url = url
        self.weather = weather
        self._directory = directory
        self._numbers = count()

    @asynccontextmanager
    async def process(self, *, as_standby: bool = False, **settings: str) -> AsyncIterator[BotProcess]:
        directory = self._directory / str(next(self._numbers))
        directory.mkdir()
        run = WarmBot.stand_by if as_standby else WarmBot.start
        async with run(self.telegram, self.weather, directory, env={"DATABASE_URL": self.url, **settings}) as bot:
            yield bot

    async def asked(self, *texts: str) -> list[Chat]:
        """Send each text in a new chat."""
        chats = [self.telegram.private_chat() for _ in texts]
        for chat, question in zip(chats, texts, strict=True):
            chat.send(question)
        return chats

    async def is_answered(self, within: float = TAKEOVER_SECONDS) -> bool:
        (chat,) = await self.asked("/help")
        return "/weather" in (await chat.next_message(within=within)).text

    async def execute(self, statement: str) -> None:
        async with connect(self.url) as database, database.begin() as connection:
            await connection.execute(text(statement))


@pytest_asyncio.fixture(loop_scope="session")
async def group(postgres: MakeDatabase | None, tmp_path: Path) -> AsyncIterator[Group]:
    if postgres is None:
        pytest.skip("TEST_POSTGRES_URL is not set")
    async with TelegramServer() as telegram, WeatherServer(now=lambda: NOW) as weather:
        yield Group(telegram, weather, postgres("standby"), tmp_path)


async def test_a_standby_takes_over_from_a_killed_leader_and_loses_no_question(group: Group) -> None:
    async with group.process() as leader, group.process(as_standby=True) as standby:
        assert await group.is_answered()
        chats = await group.asked(*["/weather London"] * 20)
        await leader.kill()
        chats += await group.asked(*["/help"] * 20)
        await asyncio.gather(*(chat.next_message(within=TAKEOVER_SECONDS) for chat in chats))
        assert "is running" in standby.log
        assert await standby.stop() == 0


async def test_a_standby_takes_over_at_once_from_a_leader_that_is_stopped(group: Group) -> None:
    async with group.process() as leader, group.process(as_standby=True):
        chats = await group.asked(*["/weather London"] * 20)
        assert await leader.stop() == 0
        chats += await group.asked("/help")
        for chat in chats:
            await chat.next_message(within=TAKEOVER_SECONDS / 2)
        assert [len(chat.answers) for chat in chats] == [1] * 21


async def test_a_standby_is_ready_and_its_role_is_standby(group: Group) -> None:
    addresses = [f"127.0.0.1:{unused_port()}" for _ in range(2)]

    async def page(number: int, path: str) -> tuple[int, str]:
        async with session.get(f"http://{addresses[number]}/{path}") as response:
            return response.status, await response.text()

    async with (
        aiohttp.ClientSession() as session,
        group.process(METRICS="1", LISTEN=addresses[0]),
        group.process(as_standby=True, METRICS="1", LISTEN=addresses[1]) as standby,
    ):
        ready = [await page(number, "readyz") for number in range(2)]
        assert [status for status, _ in ready] == [200, 200]
        assert '"role": "polling"' in ready[0][1]
        assert '"role": "standing by"' in ready[1][1]
        assert (await page(1, "healthz"))[0] == 200
        assert "weather_bot_receiving 1.0" in (await page(0, "metrics"))[1]
        assert "weather_bot_receiving 0.0" in (await page(1, "metrics"))[1]
        assert await standby.stop() == 0


async def test_after_its_connection_is_cut_one_process_leads_and_the_other_stands_by(group: Group) -> None:
    async with group.process() as first, group.process(as_standby=True) as second:
        await group.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE application_name = 'weather-bot leader lock' AND datname = current_database()"
        )
        chats = await group.asked(*["/help"] * 20)
        for chat in chats:
            await chat.next_message(within=TAKEOVER_SECONDS)
        assert await group.is_answered()
        assert [len(chat.answers) for chat in chats] == [1] * 20
        assert list(await asyncio.gather(first.stop(), second.stop())) == [0, 0]
        assert "Traceback" not in first.log + second.log


async def test_a_leader_that_is_frozen_in_an_answer_is_replaced_and_does_not_repeat_the_answer(
    group: Group,
) -> None:
    async with group.process() as leader, group.process(as_standby=True) as standby:
        assert await group.is_answered()
        group.weather.delay("weather", 1.0)
        requests = len(group.weather.requests)
        chats = await group.asked("/weather London")
        await group.weather.until(lambda: len(group.weather.requests) > requests)
        os.kill(leader.pid, signal.SIGSTOP)
        try:
            await standby.wait_for_log("is running")
            await chats[0].next_message(within=TAKEOVER_SECONDS)
            chats += await group.asked("/help")
            await chats[1].next_message(within=TAKEOVER_SECONDS)
        finally:
            os.kill(leader.pid, signal.SIGCONT)
        await leader.wait_for_log("this process stands by")
        assert "ending its connection" in standby.log
        assert await standby.stop() == 0
        assert await group.is_answered()
        assert [len(chat.answers) for chat in chats] == [1, 1]
        assert await leader.stop() == 0
