"""The bot, which counts its statements and commits in the file COUNTS_FILE: two integers in shared memory."""

import mmap
import os
from pathlib import Path

from sqlalchemy import Engine, event

from bot.__main__ import run_from_command_line

SIZE = 16
"""Size of the file in bytes."""


def count_in(path: Path) -> None:
    """Count the statements and the commits of all databases of this process in the file at *path*."""
    with path.open("r+b") as file:
        counts = memoryview(mmap.mmap(file.fileno(), SIZE)).cast("Q")

    @event.listens_for(Engine, "before_cursor_execute")
    def _(*_: object) -> None:
        counts[0] += 1

    @event.listens_for(Engine, "commit")
    def _(*_: object) -> None:
        counts[1] += 1


if __name__ == "__main__":
    count_in(Path(os.environ["COUNTS_FILE"]))
    run_from_command_line()
