"""python -m bot [check]: run the bot, or try what it depends on.

The bot ends with 0 after a clean stop, 2 when a setting is missing or refused, 1 for anything else; the check
with 0 when all is well, 2 for a setting, 1 when something does not work.
"""

import asyncio
import gc
import logging
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from bot.logs import set_up_logging

if TYPE_CHECKING:
    from bot.config import Settings

logger = logging.getLogger(__name__)

STOPPING = (signal.SIGTERM, signal.SIGINT)

USAGE = "usage: python -m bot [check]"

COLLECTED_AFTER = 100_000, 20, 20
"""Objects, and collections, after which the next one looks for garbage; Python has 700, 10 and 10."""


def main(arguments: Sequence[str]) -> int:
    """Do what the arguments say and return the exit code."""
    if list(arguments) not in ([], ["check"]):
        print(USAGE, file=sys.stderr)
        return 2
    # Until polling takes over the signals, SIGTERM means what Ctrl-C does. Asyncio turns that one into an
    # orderly end, where an exception out of the blue would surface in whatever task is running.
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell has what it starts with & ignore it
    signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))
    try:
        return _start(checking=bool(arguments))
    except KeyboardInterrupt:
        return 1 if arguments else 0  # a check that was broken off has not found all to be well


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


def _start(*, checking: bool) -> int:
    with importing():
        from bot.config import Settings, SettingsError, variables  # noqa: PLC0415 - signals come first
        from services.errors import StorageError  # noqa: PLC0415

    try:
        settings = Settings.read(variables())
        return _check(settings) if checking else _run(settings)
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 2
    except StorageError as error:
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


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
