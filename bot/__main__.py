"""python -m bot [check | backup PATH]: run the bot, try what it depends on, or copy its database.

The bot ends with 0 after a clean stop, 2 when a setting is missing or refused, 1 for anything else; the check
with 0 when all is well, 2 for a setting, 1 when something does not work; the backup with 0 when the copy is whole,
2 when it is refused, 1 when it fails.
"""

import argparse
import asyncio
import gc
import logging
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from bot.logs import Redacting, set_up_logging
from services.timezones import use_newest_zone_data

if TYPE_CHECKING:
    from bot.config import Settings

logger = logging.getLogger(__name__)

STOPPING = (signal.SIGTERM, signal.SIGINT)

COLLECTED_AFTER = 100_000, 20, 20
"""Objects, and collections, after which the next one looks for garbage; Python has 700, 10 and 10."""


def main(arguments: Sequence[str]) -> int:
    """Do what the arguments say and return the exit code; raise SystemExit for --help and for a wrong usage."""
    options = _parser().parse_args(arguments)
    if options.version:
        from importlib.metadata import version  # noqa: PLC0415 - for this alone

        print(version("weather-bot"))
        return 0
    # Until polling takes over the signals, SIGTERM means what Ctrl-C does. Asyncio turns that one into an
    # orderly end, where an exception out of the blue would surface in whatever task is running.
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell has what it starts with & ignore it
    signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))
    try:
        return _start(options)
    except KeyboardInterrupt:
        return 1 if options.command else 0  # a check that was broken off has not found all to be well


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m bot",
        description="Run the bot until SIGTERM or SIGINT.",
        epilog="Settings: see .env.example.",
    )
    parser.add_argument("--version", action="store_true", help="print the version")
    commands = parser.add_subparsers(dest="command")
    commands.add_parser("check", help="try all that the bot depends on, and tell what to do about what fails")
    backup = commands.add_parser("backup", help="copy the SQLite database, while the bot runs or not")
    backup.add_argument(
        "path", type=Path, metavar="PATH", help="a new file, or a directory for one named by the time"
    )
    return parser


@contextmanager
def importing() -> Iterator[None]:
    """Have signals, and the garbage collector, wait for the end of what takes seconds at the start.

    Interrupted while aiogram's types are made, pydantic would raise an error of its own. Imports leave no garbage,
    and looking for it makes them take a sixth longer.
    """
    signal.pthread_sigmask(signal.SIG_BLOCK, STOPPING)
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPPING)


def _start(options: argparse.Namespace) -> int:
    use_newest_zone_data()  # before the first time zone is created
    with importing():
        from bot.config import Settings, SettingsError, misspelt, variables  # noqa: PLC0415 - signals come first
        from services.errors import BackupRefused, WeatherBotError  # noqa: PLC0415

    settings = None
    try:
        given = variables()
        for warning in misspelt(given):
            print(warning, file=sys.stderr)
        settings = Settings.read(given)
        match options.command:
            case "check":
                return _check(settings)
            case "backup":
                return _back_up(settings, options.path)
        return _run(settings)
    except (SettingsError, BackupRefused) as error:
        print(Redacting(settings.secrets if settings else ()).redact(str(error)), file=sys.stderr)
        return 2
    except WeatherBotError as error:
        logger.critical("%s", error)
        return 1
    except Exception:
        logger.critical("the bot stopped", exc_info=True)
        return 1


def _run(settings: "Settings") -> int:
    set_up_logging(settings.log_level, settings.log_format, settings.secrets)
    with importing():
        from bot.app import run  # noqa: PLC0415 - aiogram takes seconds: a wrong setting is told before

    # What is imported stays. Left to the garbage collector it would be gone through again and again, which holds
    # up all answers for a tenth of a second each time, and is done so rarely that garbage piles up.
    gc.freeze()
    # Of a thousand answers under way nothing is garbage yet, and each leaves one object behind that counting
    # references does not free: to look less often makes them cheaper by a fifth.
    gc.set_threshold(*COLLECTED_AFTER)
    asyncio.run(run(settings))
    return 0


def _check(settings: "Settings") -> int:
    # What the services' clients complain of is in the findings, with what to do about it.
    set_up_logging("CRITICAL", settings.log_format, settings.secrets)
    with importing():
        from bot.check import check, exit_code, render  # noqa: PLC0415 - as above

    findings = asyncio.run(check(settings))
    print(render(findings))
    return exit_code(findings)


def _back_up(settings: "Settings", path: Path) -> int:
    with importing():
        from bot.clock import utc_now  # noqa: PLC0415 - as above
        from services.storage.backup import back_up  # noqa: PLC0415

    print(back_up(settings.database_url, path, utc_now()))
    return 0


def run_from_command_line() -> None:
    """Do what the command line says, and exit."""
    sys.exit(main(sys.argv[1:]))


if __name__ == "__main__":
    run_from_command_line()
