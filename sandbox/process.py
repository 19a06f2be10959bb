"""The bot as a separate process that uses the sandbox's servers."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import DEVNULL
from collections.abc import AsyncIterator, Coroutine, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, BinaryIO, Protocol, Self, TypeVar

from sandbox.lifetime import end_with_parent
from sandbox.telegram import TelegramServer
from sandbox.weather import WeatherServer
from services.providers import ProviderOptions

T = TypeVar("T")

BOT = (sys.executable, "-m", "bot")

CHECKOUT = Path(__file__).parents[1]
"""The root of this checkout; the process imports the bot from here even if another one is installed."""

STANDBY_MESSAGE = "this process stands by"
"""The log line of a bot that stands by while another process of the same bot polls."""

LOG_INTERVAL = 0.05
"""Seconds between two reads of the log."""

FIRST_CALLS = ("getUpdates", "getWebhookInfo")
"""The methods that a bot calls when it begins to receive updates by long polling and by webhook."""

START_SECONDS = 120.0
"""Time limit of a start in seconds, for a slow core that is shared with other work."""

STOP_SECONDS = 30.0
"""Time limit of a stop in seconds; longer than SHUTDOWN_GRACE, so that only a bot that hangs is killed."""


class BotDiedError(Exception):
    """The bot ended on its own; the text holds its exit code and the end of its log."""


class Running(Protocol):
    """The part of asyncio's Process that BotProcess uses."""

    @property
    def pid(self) -> int:
        """The process id."""

    @property
    def returncode(self) -> int | None:
        """The exit code, or None while the process runs."""

    async def wait(self) -> int:
        """Wait until the process ends and return its exit code."""

    def send_signal(self, signal: int, /) -> None:
        """Send a signal to the process."""

    def kill(self) -> None:
        """Kill the process."""


class BotProcess:
    """A running bot. The process writes its output to the file `log_path`."""

    def __init__(self, process: Running, log_path: Path) -> None:
        self._process = process
        self.log_path = log_path

    @classmethod
    @asynccontextmanager
    async def start(
        cls,
        telegram: TelegramServer,
        weather: WeatherServer,
        directory: Path,
        *,
        env: Mapping[str, str] | None = None,
        command: tuple[str, ...] = BOT,
    ) -> AsyncIterator[Self]:
        """Run the unchanged bot, yield it when it receives updates, and stop it at the end.

        `env` overrides the sandbox's settings: `{"OPENWEATHER_API_KEY": ""}` starts a bot without a key. The bot
        runs in `directory`, away from the user's `.env`. `directory` keeps the database and the log, so that a
        second process can continue after the first was killed. Raises BotDiedError when the bot ends first, and
        TimeoutError when it calls neither getUpdates nor getWebhookInfo within START_SECONDS.
        """
        calls = len(telegram.calls)
        settings = {**bot_settings(telegram, weather, directory), **(env or {})}
        async with cls._run(directory, settings, command) as bot:
            first_call = telegram.calls.find(
                lambda call: call.method in FIRST_CALLS, start=calls, within=START_SECONDS
            )
            try:
                await bot.while_alive(first_call)
            except TimeoutError:
                raise TimeoutError(f"the bot did not start within {START_SECONDS:g} seconds") from None
            yield bot

    @classmethod
    @asynccontextmanager
    async def stand_by(
        cls, telegram: TelegramServer, weather: WeatherServer, directory: Path, *, env: Mapping[str, str]
    ) -> AsyncIterator[Self]:
        """Run the bot as `start` does, but yield it when it stands by while another process polls."""
        async with cls._run(directory, {**bot_settings(telegram, weather, directory), **env}, BOT) as bot:
            await bot.while_alive(bot.wait_for_log(STANDBY_MESSAGE))
            yield bot

    @classmethod
    @asynccontextmanager
    async def _run(
        cls, directory: Path, settings: Mapping[str, str], command: tuple[str, ...]
    ) -> AsyncIterator[Self]:
        """Run the bot, yield it at once, and stop it at the end."""
        log_path = directory / "bot.log"
        with log_path.open("ab") as log:
            variables = {**os.environ, "PYTHONPATH": str(CHECKOUT), **settings}
            process = await cls._launch(command, variables, directory, log)
        bot = cls(process, log_path)
        try:
            yield bot
        finally:
            await bot.stop()

    @staticmethod
    async def _launch(command: tuple[str, ...], env: Mapping[str, str], directory: Path, log: BinaryIO) -> Running:
        # Ctrl-C in a terminal reaches only the sandbox, which then stops the bot with SIGTERM.
        return await asyncio.create_subprocess_exec(
            *command,
            env=env,
            cwd=directory,
            stdin=DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            preexec_fn=end_with_parent,
        )

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    @property
    def log(self) -> str:
        """Return the bot's output so far."""
        return self.log_path.read_text(encoding="utf-8", errors="replace")

    async def wait_for_log(self, text: str, *, times: int = 1, within: float = START_SECONDS) -> None:
        """Wait until the bot has logged `text` `times` times; raises TimeoutError after `within` seconds."""
        async with asyncio.timeout(within):
            while self.log.count(text) < times:  # noqa: ASYNC110 - no event tells that the file has grown
                await asyncio.sleep(LOG_INTERVAL)

    async def while_alive(self, work: Coroutine[Any, Any, T]) -> T:
        """Return the result of `work`.

        Cancels `work` and raises BotDiedError when the bot ends first.
        """
        working, dying = asyncio.create_task(work), asyncio.create_task(self.wait())
        try:
            await asyncio.wait({working, dying}, return_when=asyncio.FIRST_COMPLETED)
            if not working.done():
                raise self.exit_error()
            return await working
        finally:
            working.cancel()
            dying.cancel()

    def exit_error(self) -> BotDiedError:
        """Return a BotDiedError with the exit code and the end of the log."""
        end = "\n".join(self.log.splitlines()[-15:])
        return BotDiedError(f"the bot ended with exit code {self._process.returncode}:\n{end}")

    async def wait(self) -> int:
        """Wait until the bot has ended and return its exit code."""
        return await self._process.wait()

    async def stop(self) -> int:
        """Stop the bot with SIGTERM, kill it if it does not end, and return its exit code."""
        if self._process.returncode is None:
            self._process.send_signal(signal.SIGTERM)
        try:
            async with asyncio.timeout(STOP_SECONDS):
                return await self.wait()
        except TimeoutError:
            return await self.kill()

    async def kill(self) -> int:
        """Kill the bot with SIGKILL and return its exit code."""
        if self._process.returncode is None:
            self._process.kill()
        return await self.wait()


def database_url(directory: Path) -> str:
    """Return the DATABASE_URL of a bot that runs in *directory*."""
    return f"sqlite+aiosqlite:///{directory / 'weather-bot.db'}"


def bot_settings(telegram: TelegramServer, weather: WeatherServer, directory: Path) -> dict[str, str]:
    """Return a value for every setting of the bot, so that none is read from the user's `.env`."""
    return {
        "BOT_TOKEN": telegram.token,
        "TELEGRAM_API_URL": telegram.url,
        "TELEGRAM_PROXY": "",
        "WEBHOOK_URL": "",
        "WEBHOOK_SECRET": "",
        "LISTEN": "127.0.0.1:8080",
        **{name.upper(): _provider_setting(name, weather) for name in ProviderOptions.model_fields},
        "METRICS": "",
        "ADMIN_IDS": "",
        "SENTRY_DSN": "",
        "DATABASE_URL": database_url(directory),
        "REDIS_URL": "",
        "LOG_LEVEL": "INFO",
        "LOG_FORMAT": "text",
        "SHUTDOWN_GRACE": "15",
        "THROTTLE_PER_MINUTE": "30",
        "LOOK_UPS_PER_HOUR": "120",
        "PUSHES_PER_SECOND": "25",
    }


def _provider_setting(name: str, weather: WeatherServer) -> str:
    """Return the value of a provider's setting: the imitation's URL for an address, else the default."""
    if name.endswith("_url"):
        return weather.url
    default = ProviderOptions.model_fields[name].default
    return weather.key if name.endswith("_api_key") else "" if default is None else str(default)
