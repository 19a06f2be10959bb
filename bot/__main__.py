"""python -m bot [check | backup PATH | migrate DATABASE_URL]: run the bot, check it, or copy its data.

Exit code 0 means a clean stop of the bot, a check without failures, or a completed backup or migration. Exit code
2 means a missing or invalid setting, or that the backup or migration was refused. Exit code 1 means a failure that
has no other exit code.
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

from bot.output import print_text
from bot.redaction import Redactor
from services.timezones import use_newest_zone_data, utc_now

if TYPE_CHECKING:
    from bot.config import Settings

logger = logging.getLogger(__name__)

STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT)

GC_THRESHOLDS = 2_000, 4, 6_000
"""Thresholds of the garbage collector's three generations; the defaults are 700, 10, 10.

With these thresholds, a collection of young objects stops the event loop only briefly, and full collections, which
visit all objects, are rare: see docs/benchmarks.md.
"""


def main(arguments: Sequence[str]) -> int:
    """Run the command and return the exit code; raise SystemExit for --help and invalid arguments."""
    options = _create_parser().parse_args(arguments)
    if options.version:
        from importlib.metadata import version  # noqa: PLC0415 - used only here

        print_text(version("weather-bot"))
        return 0
    # Until `bot.app` handles the signals, SIGTERM acts like Ctrl-C: asyncio cancels the main task.
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell ignores SIGINT in processes started with &
    signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))
    try:
        return _run_command(options)
    except KeyboardInterrupt:
        return 1 if options.command else 0  # an interrupted check or backup counts as failed


def _create_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m bot",
        description="Run the bot until SIGTERM or SIGINT.",
        epilog="Settings: see .env.example.",
    )
    parser.add_argument("--version", action="store_true", help="print the version")
    commands = parser.add_subparsers(dest="command")
    commands.add_parser("check", help="check the settings and everything that the bot depends on")
    backup = commands.add_parser("backup", help="copy the SQLite database, while the bot runs or not")
    backup.add_argument(
        "path", type=Path, metavar="PATH", help="a new file, or a directory for one named by the time"
    )
    migrate = commands.add_parser(
        "migrate",
        help="copy all data to another database, such as from SQLite to PostgreSQL, while the bot is stopped",
    )
    migrate.add_argument("url", metavar="DATABASE_URL", help="the address of an empty database")
    return parser


@contextmanager
def signals_and_gc_held() -> Iterator[None]:
    """Block the stop signals and garbage collection within the `with` block, whose imports take seconds.

    If a signal interrupted the creation of aiogram's models, pydantic would raise an error of its own. Imported
    objects never become garbage, so all later collections exclude them. A full collection that includes imported
    objects would block the event loop for 0.1 s.
    """
    signal.pthread_sigmask(signal.SIG_BLOCK, STOP_SIGNALS)
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STOP_SIGNALS)


def _run_command(options: argparse.Namespace) -> int:
    use_newest_zone_data()  # does not change time zones that exist already
    with signals_and_gc_held():
        from bot.config import Settings, SettingsError, read_variables, unknown_name_warnings  # noqa: PLC0415 - the signal handlers must be set before this import
        from services.errors import BackupRefused, TransferRefused, WeatherBotError  # noqa: PLC0415

    settings = None
    try:
        variables = read_variables()
        for warning in unknown_name_warnings(variables):
            print(warning, file=sys.stderr)
        settings = Settings.read(variables.values)
        commands = {
            "check": lambda: _check(settings),
            "backup": lambda: _back_up(settings, options.path),
            "migrate": lambda: _transfer(settings, options.url),
        }
        return commands.get(options.command, lambda: _run_bot(settings))()
    except (SettingsError, BackupRefused, TransferRefused) as error:
        print(Redactor(settings.secrets if settings else ()).redact(str(error)), file=sys.stderr)
        return 2
    except WeatherBotError as error:
        logger.critical("%s", error)
        return 1
    except Exception:
        logger.critical("the bot stopped because of an unexpected exception", exc_info=True)
        return 1


def _run_bot(settings: "Settings") -> int:
    with signals_and_gc_held():
        from bot.logs import set_up_logging  # noqa: PLC0415 - the settings must be valid before this import

        set_up_logging(settings.log_level, settings.log_format, settings.secrets)
        from bot.aiogram_models import import_aiogram  # noqa: PLC0415

        import_aiogram()
        from bot.app import run  # noqa: PLC0415

        if settings.sentry_dsn is not None:
            from bot.sentry import set_up_sentry  # noqa: PLC0415 - optional

            set_up_sentry(settings)

    # Reference counting frees nearly all objects, so full collections may be rare.
    gc.set_threshold(*GC_THRESHOLDS)
    asyncio.run(run(settings))
    return 0


def _check(settings: "Settings") -> int:
    with signals_and_gc_held():
        from bot.aiogram_models import import_aiogram  # noqa: PLC0415 - the settings must be valid before this import

        import_aiogram()
        from bot.check import run_checks  # noqa: PLC0415
        from bot.findings import exit_code, render  # noqa: PLC0415
        from bot.logs import set_up_logging  # noqa: PLC0415

    # At a lower level, the clients would also log the errors that the findings describe.
    set_up_logging("CRITICAL", settings.log_format, settings.secrets)

    findings = asyncio.run(run_checks(settings))
    print_text(render(findings))
    return exit_code(findings)


def _back_up(settings: "Settings", path: Path) -> int:
    with signals_and_gc_held():
        from services.storage.backup import back_up  # noqa: PLC0415 - the settings must be valid before this import

    print_text(str(back_up(settings.database_url, path, utc_now())))
    return 0


def _transfer(settings: "Settings", target_url: str) -> int:
    with signals_and_gc_held():
        from bot.logs import set_up_logging  # noqa: PLC0415 - the settings must be valid before this import
        from services.storage.transfer import transfer  # noqa: PLC0415

    set_up_logging("WARNING", settings.log_format, settings.secrets)
    counts = asyncio.run(transfer(settings.database_url, target_url, settings.bot_id))
    for table, count in counts.items():
        print_text(f"{count:10,}  {table}")
    print_text(f"{sum(counts.values()):10,}  rows copied; now set DATABASE_URL to the new database")
    return 0


def run_from_command_line() -> None:
    """Run the command given on the command line, and exit."""
    try:
        code = main(sys.argv[1:])
    finally:  # --help raises SystemExit before its text is flushed
        print_text("", end="")
    sys.exit(code)


if __name__ == "__main__":
    run_from_command_line()
