"""What a name of a place counts."""

import math
import sqlite3

from services.places.index.schema import Kind

FORM, RARE_FORM = 0.005, 0.08
"""How much of its population a place has under its name in another case, and of that in a rare case."""


def score(people: float) -> int:
    """Return what a name that stands for so many people scores in the index."""
    return round(100 * math.log10(people))


def write_alias(connection: sqlite3.Connection, key: str, place: int, score: int, kind: Kind) -> None:
    """Have *place* answer to *key*, unless it does so at least as well by a name as much its own."""
    known = connection.execute("SELECT kind, score FROM name WHERE key = ? AND place = ?", (key, place)).fetchone()
    if known is None or known[0] > kind or known[1] < score:
        connection.execute("DELETE FROM name WHERE key = ? AND place = ?", (key, place))
        connection.execute("INSERT INTO name VALUES (?, ?, ?, ?)", (key, score, place, kind))
