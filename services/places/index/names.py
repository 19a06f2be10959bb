"""The names of places: their scores, and how they are written to the index."""

import sqlite3
from collections.abc import Iterable, Iterator

from services.languages import LANGUAGES
from services.places.index.geometry import distance
from services.places.index.rows import score
from services.places.index.schema import UNITS_A_DEGREE, Kind
from services.places.index.sources import LIKELIEST_WEIGHT, SourcePlace, is_transliteration
from services.places.text import fold

DECLINED_WEIGHT, RARE_CASE_WEIGHT = 0.005, 0.08
"""The weight of a declined name, and a further factor for the rarely used cases."""

LEAST_OTHER_SCORE = 90
"""The least score of names other than the place's own, that of eight people; lower ones are left out."""

DECLINED_FULLY = 5000
"""Population from which a name is declined in all cases; names of smaller places only in the commonest ones."""

LONGEST_KEY = 60
"""Characters of a folded name; longer names are left out, as nobody types them."""

JOINED_POPULATION = 300_000
"""The least population of the second city in a name that is dropped by `drop_joined`.

Smaller cities do end other places' names: Kalgoorlie-Boulder, Stafford Springs.
"""

JOINED_APART = 40.0
"""Kilometres between the two cities of a name that is dropped. Nearer ones are one place: "Croydon London"."""

_JOINED = "SELECT key, place FROM name WHERE kind = ? AND key LIKE '% %'"
_LARGE = "SELECT key, latitude, longitude FROM name JOIN place ON id = place WHERE kind = ? AND population >= ?"
_OWN = """
SELECT latitude, longitude FROM name JOIN place ON id = place WHERE key = ? AND place = ? AND kind = ?
"""


def scored_names(number: int, place: SourcePlace) -> Iterator[tuple[str, int, int, Kind]]:
    """Yield the folded names of *place* with their scores, the place's id *number*, and their kinds."""
    people = max(1, place.population) * place.weight
    for name, weight in place.names.items():
        key, name_score = fold(name), score(people * weight)
        if not key or len(key) > LONGEST_KEY:
            continue
        if weight >= LIKELIEST_WEIGHT:
            yield key, name_score, number, Kind.OWN
        elif name_score >= LEAST_OTHER_SCORE and not is_transliteration(name):
            yield key, name_score, number, Kind.OTHER
    yield from _declined_names(number, place, people)


def _declined_names(number: int, place: SourcePlace, people: float) -> Iterator[tuple[str, int, int, Kind]]:
    """Yield the names of *place* in the cases of their languages, scored for *people*."""
    is_small = place.population < DECLINED_FULLY
    for language in LANGUAGES:
        declension = language.declension
        if declension is None:
            continue
        for name in place.names_in.get(language.code, ()):
            # Forms of an indeclinable name are names of other places: "Бали" would give Бал and Баль.
            if not language.is_declined(name, place.country):
                continue
            form_score = score(people * place.names[name] * DECLINED_WEIGHT)
            for form in language.forms(name, declension.few if is_small else declension.usual):
                yield fold(form), form_score, number, Kind.DECLINED
            for form in () if is_small else language.forms(name, declension.rare):
                yield fold(form), form_score + score(RARE_CASE_WEIGHT), number, Kind.DECLINED


def write_name(connection: sqlite3.Connection, key: str, place: int, name_score: int, kind: Kind) -> None:
    """Write the name *key* of *place*; one with a later kind or a lower score is replaced."""
    known = connection.execute("SELECT kind, score FROM name WHERE key = ? AND place = ?", (key, place)).fetchone()
    if known is None or known[0] > kind or known[1] < name_score:
        connection.execute("DELETE FROM name WHERE key = ? AND place = ?", (key, place))
        connection.execute("INSERT INTO name VALUES (?, ?, ?, ?)", (key, name_score, place, kind))


def write_nominatives(connection: sqlite3.Connection, names: Iterable[str]) -> None:
    """Write the forms that *names* of areas and stand-ins have after "in"."""
    connection.executemany(
        "INSERT OR IGNORE INTO nominative VALUES (?, ?)",
        (
            (form, name)
            for name in names
            for language in LANGUAGES
            if language.uses_script_of(name)
            for form in {fold(spelled) for spelled in language.locative_forms(name)} - {fold(name)}
        ),
    )


def drop_joined(connection: sqlite3.Connection) -> None:
    """Drop the names that consist of the place's own name and that of a large city far away.

    GeoNames has "Bishkek Osh" and "Wuzhong Xi'an" as names of one place. Most are a city's name with the word for
    "city" in another language, which is itself a city's name. Whoever types them means two cities.
    """
    connection.executemany("DELETE FROM name WHERE key = ? AND place = ?", list(_joined_names(connection)))


def _joined_names(connection: sqlite3.Connection) -> Iterator[tuple[str, int]]:
    """Yield the names to drop with their places."""
    large_cities: dict[str, list[tuple[float, float]]] = {}
    for key, latitude, longitude in connection.execute(_LARGE, (Kind.OWN, JOINED_POPULATION)):
        large_cities.setdefault(key, []).append((latitude / UNITS_A_DEGREE, longitude / UNITS_A_DEGREE))
    for key, place in connection.execute(_JOINED, (Kind.OTHER,)).fetchall():
        words = key.split()
        for count in range(1, len(words)):
            cities = large_cities.get(" ".join(words[count:]))
            own = cities and connection.execute(_OWN, (" ".join(words[:count]), place, Kind.OWN)).fetchone()
            if cities and own:
                spot = own[0] / UNITS_A_DEGREE, own[1] / UNITS_A_DEGREE
                if all(distance(spot, city) > JOINED_APART for city in cities):
                    yield key, place
                    break
