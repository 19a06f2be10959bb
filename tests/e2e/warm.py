"""Bots forked from a process that has already imported the slow modules.

test_process.py tests the start of a new process.
"""

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO

from bot import feeding, telegram
from bot.__main__ import main
from sandbox.process import BotProcess, Running
from tests.forked import Forked, fork

RETRY_SECONDS = 0.05
"""Time in seconds between a forked bot's attempts to reach Telegram at the start."""

REFEED_SECONDS = 1.0
"""First pause in seconds of a forked bot before it handles an update again."""


class WarmBot(BotProcess):
    """A bot that differs from `python -m bot` in the start and end of its interpreter and in two constants:

    RETRY_SECONDS and REFEED_SECONDS.
    """

    @staticmethod
    async def _launch(_: tuple[str, ...], env: Mapping[str, str], directory: Path, log: BinaryIO) -> Running:
        return await fork_bot((), env, directory, log.name, log.name)


async def fork_bot(
    arguments: tuple[str, ...], env: Mapping[str, str], directory: Path, output: str, errors: str
) -> Forked:
    """Run the bot in *directory* and append its output to the files *output* and *errors*."""
    return await fork(run_bot, arguments, dict(env), directory, output, errors)


def run_bot(arguments: tuple[str, ...], env: Mapping[str, str], directory: Path, output: str, errors: str) -> None:
    """Run the bot in this process, and append its output to the files *output* and *errors*."""
    for number, path, mode in ((0, os.devnull, "rb"), (1, output, "ab"), (2, errors, "ab")):
        with Path(path).open(mode) as file:
            os.dup2(file.fileno(), number)
    os.chdir(directory)
    os.environ.clear()
    os.environ.update(env)
    telegram.TELEGRAM_RETRY_SECONDS = telegram.TOKEN_RETRY_SECONDS = RETRY_SECONDS
    feeding.REFEED_BACKOFF_MIN = REFEED_SECONDS
    sys.exit(main(arguments))
