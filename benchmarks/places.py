"""Measure how well, how fast and with how much memory free text is read as places.

`make bench-places` uses lists made from the place index, the same in each run. `make bench-places LISTS=directory`
uses the *.jsonl files of that directory. A line is an object with the typed "text", its "lang" ("en", "ru"), and
the correct places in order as "gold", each with "lat" and "lon".
"""

import json
import random
import resource
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from services.languages import DEFAULT_LANGUAGE, LANGUAGES
from services.places.index import PlaceIndex, find_index
from services.places.index.geometry import distance_km
from services.places.index.schema import UNITS_PER_DEGREE, connect
from services.places.models import Match, Unknown
from services.places.reading import IndexResolution, TextReader
from services.places.text import fold

SEED = 20
TEXTS_PER_LIST = 300
"""Texts in each list."""

TOLERANCE_KM = 60.0
"""Kilometres from the correct place within which an answer is correct."""

LETTERS = {"en": "abcdefghijklmnopqrstuvwxyz", "ru": "абвгдежзийклмнопрстуфхцчшщъыьэюя"}
"""Letters of misspellings; they are fixed here, so that the lists do not change with the language packs."""

CONJUNCTIONS = {"en": " and ", "ru": " и "}

Spot = tuple[float, float]


@dataclass(frozen=True)
class Line:
    """A text and the coordinates of the correct places."""

    text: str
    language: str
    gold: Sequence[Spot]


@dataclass(frozen=True)
class City:
    """A name, and the coordinates of the likeliest place with this name."""

    name: str
    spot: Spot


TypingStyle = Callable[[random.Random, list[str], str], str]


def spaced(_: random.Random, names: list[str], __: str) -> str:
    """Return the names separated by spaces only."""
    return " ".join(names)


def separated(chance: random.Random, names: list[str], language: str) -> str:
    """Return the names with separators that people type."""
    return chance.choice([", ", ",", "; ", "\n", CONJUNCTIONS[language]]).join(names)


def misspelled(chance: random.Random, names: list[str], language: str) -> str:
    """Return the names separated by spaces, one of them misspelled by one letter."""
    at = chance.randrange(len(names))
    name = names[at]
    place, letter = chance.randrange(len(name) - 1), chance.choice(LETTERS[language])
    before, char, after = name[:place], name[place], name[place + 1 :]
    names[at] = chance.choice(
        [
            before + after,
            before + letter + char + after,
            before + letter + after,
            before + after[0] + char + after[1:],
        ]
    )
    return " ".join(names)


def declined(_: random.Random, names: list[str], __: str) -> str:
    """Return a Russian sentence with the names declined."""
    (russian,) = (language for language in LANGUAGES if language.code == "ru")
    cases = [russian.locative_forms(name) if russian.is_declined(name) else set() for name in names]
    return "погода в " + " и ".join(min(case, default=name) for case, name in zip(cases, names, strict=True))


KINDS: dict[str, tuple[str, int, int, TypingStyle]] = {
    "en, spaces": ("en", 100_000, 10**9, spaced),
    "en, separators": ("en", 100_000, 10**9, separated),
    "en, one typo": ("en", 100_000, 10**9, misspelled),
    "en, small towns": ("en", 2_000, 15_000, spaced),
    "ru, spaces": ("ru", 100_000, 10**9, spaced),
    "ru, separators": ("ru", 100_000, 10**9, separated),
    "ru, one typo": ("ru", 100_000, 10**9, misspelled),
    "ru, declined": ("ru", 100_000, 10**9, declined),
}
"""The language, the least and greatest population, and the way of typing, by kind of list."""


def generate_lists(path: Path) -> Iterator[tuple[str, list[Line]]]:
    """Yield a list of each kind, made of places that are the likeliest of their name."""
    index = PlaceIndex(path)
    with closing(connect(path)) as connection:
        for kind, (language, least, most, typing) in KINDS.items():
            chance = random.Random(SEED)
            cities = _cities(connection, index, language, (least, most))
            lines = []
            for _ in range(TEXTS_PER_LIST):
                chosen = chance.sample(cities, chance.randint(1, 6))
                names = [chance.choice([city.name, city.name.lower()]) for city in chosen]
                text = typing(chance, names, language)
                if typing is misspelled and all(index.candidates(fold(name)) for name in names):
                    continue  # the misspelling is also the name of a place
                lines.append(Line(text, language, [city.spot for city in chosen]))
            yield kind, lines
    index.close()


def _cities(
    connection: sqlite3.Connection, index: PlaceIndex, language: str, people: tuple[int, int]
) -> list[City]:
    rows = connection.execute(
        "SELECT id, coalesce(place_name.name, place.name), latitude, longitude FROM place "
        "LEFT JOIN place_name ON place = id AND language = ? "
        "WHERE population BETWEEN ? AND ? AND (language IS NOT NULL OR ?)",
        (language, *people, language == DEFAULT_LANGUAGE.code),
    )
    found = []
    for place, name, latitude, longitude in rows:
        candidates = index.candidates(fold(name)) if name and not UNTYPED_CHARACTERS & set(name) else []
        if candidates and candidates[0].place_id == place and candidates[0].score >= MIN_KNOWN_SCORE:
            found.append(City(name, (latitude / UNITS_PER_DEGREE, longitude / UNITS_PER_DEGREE)))
    return found


UNTYPED_CHARACTERS = set("/()[],")
"""Characters that nobody types in a name: "Zürich / Hirslanden", "Misato, Saitama"."""

MIN_KNOWN_SCORE = 330
"""The lowest score of a name that people know; the other names of a village score less."""


def read_lists(directory: Path) -> Iterator[tuple[str, list[Line]]]:
    """Yield the lists in *directory*; skip files of another format."""
    for path in sorted(directory.glob("*.jsonl")):
        entries = [json.loads(text) for text in path.read_text("utf-8").splitlines()]
        if not all({"text", "lang", "gold"} <= entry.keys() for entry in entries):
            print(f"{path.name} is left out: not every line has a text, lang and gold.", file=sys.stderr)
            continue
        lines = [
            Line(entry["text"], entry["lang"], [(gold["lat"], gold["lon"]) for gold in entry["gold"]])
            for entry in entries
            if not entry.get("typo", {}).get("collides")  # the misspelling is also the name of a place
        ]
        yield path.stem, lines


def is_answered(item: IndexResolution, spot: Spot) -> bool:
    """Return whether the item is answered with the place at *spot*."""
    return isinstance(item, Match) and _is_near((item.place.latitude, item.place.longitude), spot)


def is_offered(item: IndexResolution, spot: Spot) -> bool:
    """Return whether the place at *spot* is the answer, or the place of the first button."""
    if isinstance(item, Match):
        return is_answered(item, spot)
    return bool(item.choices) and _is_near((item.choices[0].latitude, item.choices[0].longitude), spot)


def _is_near(one: Spot, other: Spot) -> bool:
    return distance_km(one, other) <= TOLERANCE_KM


def measure(kind: str, lines: Sequence[Line], reader: TextReader) -> None:
    """Print a row about *lines*."""
    answered = offered = wrong = asked = 0
    times = []
    for line in lines:
        started = time.thread_time()
        reading = reader.read_if_quick(line.text, line.language) or reader.read(line.text, line.language)
        times.append((time.thread_time() - started) * 1000)
        items = reading.items
        complete = len(items) == len(line.gold)
        answered += complete and all(map(is_answered, items, line.gold))
        offered += complete and all(map(is_offered, items, line.gold))
        asked += any(not isinstance(item, Match) and bool(item.choices) for item in items)
        wrong += any(
            not isinstance(item, Unknown) and not any(is_offered(item, spot) for spot in line.gold)
            for item in items
        )
    times.sort()
    shares = [f"{100 * count / len(lines):.1f} %" for count in (answered, offered, wrong, asked)]
    latencies = [f"{value:.2f} ms" for value in (times[len(times) // 2], times[len(times) * 95 // 100], times[-1])]
    print(f"| {kind} | {len(lines)} | {' | '.join([*shares, *latencies])} |")


def main(directory: Path | None = None) -> None:
    """Print a table of the lists (those in *directory* if given), and the time and memory of reading them."""
    path = find_index()
    if path is None:
        sys.exit("There is no place index: make install makes it.")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.perf_counter()
    index = PlaceIndex(path)
    opened = (time.perf_counter() - started) * 1000
    reader = TextReader(index)
    reader.read("Londn, погода в Москве", "en")
    used = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    lists = generate_lists(path) if directory is None else read_lists(directory)
    print("| list | texts | answered | offered | wrong | asked | median | 95th percentile | longest |")
    print("|---" * 9 + "|")
    for kind, lines in lists:
        measure(kind, lines, reader)
    print(
        "\nAnswered: all places right; offered: or first of the buttons; wrong: another place; asked: about one. "
        f"Times are of work. The index has {path.stat().st_size / 1e6:.0f} MB, is opened in {opened:.0f} ms "
        f"and in use takes {used:.0f} MiB of memory."
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]) if sys.argv[1:] else None)
