"""Reads the SQLite file of the place index from several threads at once."""

import sqlite3
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from services.places.index.schema import connect

PAGE_CACHE_KIBIBYTES = 8_000
"""Size of SQLite's page cache in each thread, in KiB; with the default of 2,000 KiB look-ups are slower."""


class IndexFile:
    """The SQLite file at *path*. Each thread opens its own connection, so that no thread waits for another."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._connections: list[sqlite3.Connection] = []
        self._thread_local = threading.local()

    def fetch_rows(self, statement: str, parameters: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Return the rows of the SQL *statement*; raise sqlite3.Error when the file cannot be read."""
        return self._thread_connection().execute(statement, parameters).fetchall()

    def close(self) -> None:
        """Close the connections of all threads."""
        for connection in self._connections:
            connection.close()

    def _thread_connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._thread_local, "connection", None)
        if connection is None:
            connection = self._thread_local.connection = connect(self._path)
            self._connections.append(connection)
            connection.execute(f"PRAGMA cache_size = -{PAGE_CACHE_KIBIBYTES}")
        return connection
