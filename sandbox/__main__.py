"""Run the bot when BOT_TOKEN is set, else the bot in a sandbox with a chat in the terminal (`make run`)."""

import argparse
import asyncio
import os
import shutil
import signal
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

from bot.config import SettingsError, read_variables, spelling_warnings
from sandbox.chat.conversation import run_chat
from sandbox.chat.lines import read_lines
from sandbox.chat.screen import Screen
from sandbox.chat.session import Session
from sandbox.process import BOT, BotDiedError, BotProcess
from sandbox.telegram import TelegramServer
from sandbox.weather import WeatherServer

WELCOME = (
    "There is no BOT_TOKEN (@BotFather on Telegram gives you one, put it into .env): "
    "this is the sandbox, a Telegram and a weather service on your own machine."
)


def main() -> int:
    """Return the exit code: 0, 1 when the bot died or left a line unanswered, 2 when `.env` is unreadable."""
    try:
        configured = read_variables()
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 2
    if (configured.get("BOT_TOKEN") or "").strip():
        os.execv(sys.executable, BOT)  # noqa: S606
    parser = argparse.ArgumentParser(prog="python -m sandbox", description=__doc__)
    parser.add_argument("--no-key", action="store_true", help="no OpenWeather key: Open-Meteo alone")
    parser.add_argument("--delay", type=float, default=0.0, metavar="SECONDS", help="of the weather services")
    options = parser.parse_args()
    for warning in spelling_warnings(configured):
        print(warning, file=sys.stderr)
    print(WELCOME, flush=True)
    with suppress(KeyboardInterrupt, asyncio.CancelledError):
        return asyncio.run(sandbox(with_key=not options.no_key, delay=options.delay))
    return 0


async def sandbox(*, with_key: bool, delay: float) -> int:
    """Run the bot and a chat with it until the input ends or SIGTERM arrives; return the exit code."""
    directory = Path(tempfile.mkdtemp(prefix="weather-sandbox-"))
    task = asyncio.create_task(chat(directory, with_key=with_key, delay=delay))
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    try:
        all_answered = await task
    except (BotDiedError, TimeoutError) as error:
        print(f"{error}\nThe whole log is {directory / 'bot.log'}", file=sys.stderr)
        return 1
    except BaseException:
        shutil.rmtree(directory)
        raise
    shutil.rmtree(directory)
    return 0 if all_answered else 1


async def chat(directory: Path, *, with_key: bool, delay: float) -> bool:
    """Run a chat and return whether the bot answered every line.

    The bot writes its files to `directory`. Raises BotDiedError when the bot ends before the chat or fails while
    stopping, and TimeoutError when it does not start.
    """
    # A script sends more lines a minute than a person, and the sandbox's weather services have no quota.
    unlimited = {"THROTTLE_PER_MINUTE": "0", "LOOK_UPS_PER_HOUR": "0", "OPEN_METEO_CALLS_PER_DAY": "10000000"}
    settings = {name: os.environ.get(name, value) for name, value in unlimited.items()}
    if not with_key:
        settings["OPENWEATHER_API_KEY"] = ""
    screen = Screen(sys.stdout, live=sys.stdin.isatty())
    async with TelegramServer() as telegram, WeatherServer() as weather:
        weather.delay("weather", delay)
        session = Session(telegram, weather, screen)
        async with screen.following((session.private, session.group)):
            if sys.stderr.isatty():
                print("starting…", file=sys.stderr)
            async with BotProcess.start(telegram, weather, directory, env=settings) as bot:
                if screen.live:
                    session.show_note("write /weather Moscow London, or :help")
                all_answered = await bot.while_alive(run_chat(read_lines(sys.stdin.fileno()), session, screen))
                if await bot.stop():
                    raise bot.exit_error()
    return all_answered


if __name__ == "__main__":
    sys.exit(main())
