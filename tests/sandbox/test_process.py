"""BotProcess, with a stub in place of the bot."""

import asyncio
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Protocol

import pytest

from sandbox.process import CHECKOUT, BotDiedError, BotProcess
from sandbox.telegram import TelegramServer
from sandbox.weather import WeatherServer

STUB = """
import os, signal, sys, urllib.request
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
print(os.environ["OPENWEATHER_API_KEY"], repr(os.environ["TELEGRAM_PROXY"]), flush=True)
urllib.request.urlopen(f"{os.environ['TELEGRAM_API_URL']}/bot{os.environ['BOT_TOKEN']}/getUpdates?timeout=60")
"""


class Start(Protocol):
    def __call__(
        self, code: str = STUB, env: dict[str, str] | None = None
    ) -> AbstractAsyncContextManager[BotProcess]: ...


@pytest.fixture
async def start(tmp_path: Path) -> AsyncIterator[Start]:
    async with TelegramServer() as telegram, WeatherServer() as weather:
        yield lambda code=STUB, env=None: BotProcess.start(
            telegram, weather, tmp_path, env=env, command=(sys.executable, "-S", "-c", code)
        )


async def test_the_bot_polls_the_sandbox_and_stops_when_asked(start: Start) -> None:
    async with start() as bot:
        assert bot.pid
        assert await bot.stop() == 0
        assert await bot.stop() == 0


async def test_leaving_the_context_stops_the_bot(start: Start) -> None:
    async with start() as bot:
        pass
    assert await bot.wait() == 0


async def test_settings_of_the_environment_are_overridden(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_PROXY", "socks5://10.0.0.1")
    monkeypatch.setenv("OPENWEATHER_API_KEY", "the user's own")
    async with start(env={"OPENWEATHER_API_KEY": "another"}) as bot:
        assert bot.log == "another ''\n"


async def test_a_bot_that_ends_at_once_is_reported_with_its_log(start: Start) -> None:
    with pytest.raises(BotDiedError, match="exit code 2:\nBOT_TOKEN is refused"):
        async with start("import sys; print('BOT_TOKEN is refused', file=sys.stderr); sys.exit(2)"):
            pass


async def test_while_alive_raises_when_the_bot_dies(start: Start) -> None:
    async with start() as bot:
        waiting = asyncio.create_task(bot.while_alive(asyncio.Event().wait()))
        assert await bot.while_alive(asyncio.sleep(0, "alive")) == "alive"
        assert await bot.kill() == -signal.SIGKILL
        with pytest.raises(BotDiedError, match="exit code -9"):
            await waiting


async def test_a_second_bot_continues_in_the_same_directory(start: Start) -> None:
    async with start() as bot:
        await bot.kill()
    async with start() as bot:
        assert bot.log.count("\n") == 2


PARENT = """
import signal, subprocess, sys
from sandbox.lifetime import end_with_parent
subprocess.Popen(
    [sys.executable, "-S", "-c", "import signal; print('started', flush=True); signal.pause()"],
    preexec_fn=end_with_parent,
)
signal.pause()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux signals the end of a parent")
async def test_a_process_ends_with_a_parent_that_is_killed() -> None:
    parent = await asyncio.create_subprocess_exec(
        *(sys.executable, "-S", "-c", PARENT), stdout=asyncio.subprocess.PIPE, env={"PYTHONPATH": str(CHECKOUT)}
    )
    assert parent.stdout
    assert await parent.stdout.readline() == b"started\n"
    parent.kill()
    async with asyncio.timeout(20):
        assert await parent.stdout.read() == b""  # the pipe ends when the child has ended, too
    await parent.wait()
