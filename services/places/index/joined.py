"""Names in the data that are two cities, so that who asks for both has both: "Bishkek Osh", "Wuzhong Xi'an".

Most are a city's name with "city" in another language, which is a city elsewhere.
"""

import sqlite3
from collections.abc import Iterator

from services.places.index.geometry import distance
from services.places.index.schema import DEGREE, Kind

LARGE = 300_000
"""People of a city that is rather meant for itself. Names of smaller ones do end others': Kalgoorlie-Boulder,
Stafford Springs."""

FAR = 40.0
"""Kilometres beyond which that city is no part of the place, nor the place one of it: "Croydon London"."""

_JOINED = "SELECT key, place FROM name WHERE kind = ? AND key LIKE '% %'"
_LARGE = "SELECT key, latitude, longitude FROM name JOIN place ON id = place WHERE kind = ? AND population >= ?"
_OWN = """
SELECT latitude, longitude FROM name JOIN place ON id = place WHERE key = ? AND place = ? AND kind = ?
"""


def drop_joined(connection: sqlite3.Connection) -> None:
    """Drop the names that begin with another of their place's own and go on with that of a large city."""
    connection.executemany("DELETE FROM name WHERE key = ? AND place = ?", list(joined(connection)))


def joined(connection: sqlite3.Connection) -> Iterator[tuple[str, int]]:
    """Yield these names with their places."""
    large: dict[str, list[tuple[float, float]]] = {}
    for key, latitude, longitude in connection.execute(_LARGE, (Kind.OWN, LARGE)):
        large.setdefault(key, []).append((latitude / DEGREE, longitude / DEGREE))
    for key, place in connection.execute(_JOINED, (Kind.OTHER,)).fetchall():
        words = key.split()
        for count in range(1, len(words)):
            others = large.get(" ".join(words[count:]))
            own = others and connection.execute(_OWN, (" ".join(words[:count]), place, Kind.OWN)).fetchone()
            if others and own:
                spot = own[0] / DEGREE, own[1] / DEGREE
                if all(distance(spot, other) > FAR for other in others):
                    yield key, place
                    break
