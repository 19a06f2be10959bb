"""Run the bot when BOT_TOKEN is set, else the bot in a sandbox, with a chat in the terminal and on a page."""

import argparse
import asyncio
import errno
import os
import re
import shutil
import signal
import sys
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import ExitStack, suppress
from functools import partial
from pathlib import Path
from typing import NamedTuple

from bot.config import SettingsError, read_variables, unknown_name_warnings
from bot.output import discard_output
from sandbox.activity import wait_until_idle
from sandbox.chat.conversation import ANSWER_TIMEOUT, run_chat
from sandbox.chat.lines import read_lines
from sandbox.chat.screen import Screen
from sandbox.chat.session import Session
from sandbox.page import PageServer
from sandbox.playground import Playground
from sandbox.process import BOT, BotDiedError, BotProcess
from sandbox.telegram import TelegramServer
from sandbox.weather import WeatherServer

WELCOME = (
    "There is no BOT_TOKEN. @BotFather on Telegram gives you one: put it into .env.\n"
    "This is the sandbox: a Telegram and weather services on your own machine."
)


class Options(NamedTuple):
    """The options of the command line."""

    no_key: bool
    delay: float
    port: int
    stay: bool


def main() -> int:
    """Return the exit code: 0, 1 when the bot died or left a line unanswered, 2 when a setting is unusable."""
    try:
        configured = read_variables()
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 2
    if (configured.values.get("BOT_TOKEN") or "").strip():
        os.execv(sys.executable, BOT)  # noqa: S606
    options = Options(**vars(_parser().parse_args()))
    for warning in unknown_name_warnings(configured):
        print(warning, file=sys.stderr)
    try:
        with suppress(KeyboardInterrupt, asyncio.CancelledError):
            print(WELCOME, flush=True)
            return asyncio.run(sandbox(options))
    except BrokenPipeError:
        discard_output()
    return 0


def _port(text: str) -> int:
    """Return the number of a port, or 0 for a free one; raise ArgumentTypeError for another text."""
    if not text.isdecimal() or int(text) >= 2**16:
        raise argparse.ArgumentTypeError(f"{text!r} is no port: a number up to 65535 is needed")
    return int(text)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m sandbox", description=__doc__)
    parser.add_argument("--no-key", action="store_true", help="no OpenWeather key: Open-Meteo alone")
    parser.add_argument(
        "--delay", type=float, default=0.0, metavar="SECONDS", help="delay of the weather services' answers"
    )
    parser.add_argument(
        "--port", type=_port, default=0, help="port of the page on 127.0.0.1; a free one by default"
    )
    parser.add_argument(
        "--stay", action="store_true", help="serve the page until Ctrl-C, also after the input's end"
    )
    return parser


async def sandbox(options: Options) -> int:
    """Run the bot and a chat with it until the input ends, or SIGTERM or SIGHUP arrives; return the exit code."""
    directory = Path(tempfile.mkdtemp(prefix="weather-sandbox-"))
    task = asyncio.create_task(chat(directory, options))
    for ending in (signal.SIGTERM, signal.SIGHUP):  # a closed terminal sends SIGHUP
        asyncio.get_running_loop().add_signal_handler(ending, task.cancel)
    try:
        all_answered = await task
    except (BotDiedError, TimeoutError) as error:
        print(f"{error}\nThe whole log is {directory / 'bot.log'}", file=sys.stderr)
        return 1
    except OSError as error:
        shutil.rmtree(directory)
        if error.errno != errno.EADDRINUSE:
            raise
        print(f"port {options.port} is in use", file=sys.stderr)
        return 2
    except BaseException:
        shutil.rmtree(directory)
        raise
    shutil.rmtree(directory)
    return 0 if all_answered else 1


async def chat(directory: Path, options: Options) -> bool:
    """Run a chat and return whether the bot answered every line.

    The bot writes its files to `directory`. Raises BotDiedError when the bot ends before the chat or fails while
    stopping, and TimeoutError when it does not start.
    """
    # A script sends more lines a minute than a person, and the sandbox's weather services have no quota.
    unlimited = {"THROTTLE_PER_MINUTE": "0", "LOOK_UPS_PER_HOUR": "0", "OPEN_METEO_CALLS_PER_DAY": "10000000"}
    settings = {name: os.environ.get(name, value) for name, value in unlimited.items()}
    if options.no_key:
        settings["OPENWEATHER_API_KEY"] = ""
    language = system_language(os.environ)
    async with TelegramServer() as telegram, WeatherServer() as weather:
        playground = Playground(telegram, weather)
        playground.switches.delay(options.delay)
        async with PageServer(playground, port=options.port) as page:
            with ExitStack() as stack:
                screen, lines = open_terminal(stack)
                screen.write(f"Your Telegram's language is {language}; the lines :ru and :en change it.")
                if screen.live or options.stay:
                    screen.write(f"The same chat as a page: {page.url}")
                else:
                    screen.write("The input is not a terminal. --stay serves the same chat as a page.")
                session = Session(playground, screen)
                playground.set_language(session.private.user, language)
                async with (
                    screen.following(session.chats),
                    BotProcess.start(telegram, weather, directory, env=settings) as bot,
                ):
                    if screen.live:
                        session.show_note("write /weather Moscow London, or :help")
                    settle = partial(wait_until_idle, bot.pid, telegram, within=ANSWER_TIMEOUT)
                    all_answered = await bot.while_alive(run_chat(lines, session, screen, settle))
                    if options.stay and not screen.live:
                        await bot.while_alive(asyncio.Event().wait())
                    if await bot.stop():
                        raise bot.exit_error()
    return all_answered


def system_language(environment: Mapping[str, str]) -> str:
    """Return the language of the messages of programs: "ru" for a Russian locale in *environment*, else "en"."""
    locale = next(filter(None, map(environment.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    return "ru" if re.match(r"ru(?![a-z])", locale) else "en"


def open_terminal(stack: ExitStack) -> tuple[Screen, AsyncIterator[str]]:
    """Return the screen and the lines of input, both until the stack is closed."""
    if sys.stdin is None:  # standard input is closed
        return Screen(sys.stdout, live=False), read_lines(None)
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return Screen(sys.stdout, live=sys.stdin.isatty()), read_lines(sys.stdin.fileno())
    from sandbox.chat import terminal  # noqa: PLC0415 - a script does not wait for this import

    out = stack.enter_context(terminal.terminal_output())
    return Screen(out, live=True, wrap=terminal.wrap_to_terminal), terminal.read_typed_lines()


if __name__ == "__main__":
    sys.exit(main())
