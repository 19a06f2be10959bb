"""The types of a language pack."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from importlib import resources
from itertools import product

from services.units import Conventions


@dataclass(frozen=True)
class Keyboard:
    """A keyboard layout. All packs list `keys` in the same physical order."""

    keys: str
    shifted: Mapping[str, str] = field(default_factory=dict)
    """Maps characters typed with Shift to the character of the same key without Shift."""


@dataclass(frozen=True)
class Compass:
    """Letters and words for directions in coordinates."""

    letters: str
    """Capital letters for north, south, east and west, in this order."""
    axes: str = ""
    """Letters that may follow a direction and mean latitude or longitude."""
    written: str = ""
    """Regular expression for other notations of directions, such as lower case."""


@dataclass(frozen=True)
class ScheduleWords:
    """Words for a time of day and weekdays after /daily. Strings are alternatives of a regular expression."""

    weekdays: tuple[str, str, str, str, str, str, str]
    """Names of the weekdays, from Monday to Sunday."""
    every_day: str
    workdays: str
    weekend: str
    on: str
    """Words before a weekday, such as "on"."""
    to: str
    """Words between the first and the last weekday of a range, such as "to"."""
    joining: str
    """Words between two weekdays, such as "and"."""
    at: str
    """Words before a time, such as "at"."""
    halves: str
    """Words after an hour that say which half of the day it is in, such as "pm"."""
    from_noon: tuple[str, ...]
    """First letters of the words in `halves` with which the hours 1 to 11 are after noon."""
    from_midnight: tuple[str, ...]
    """First letters of the words in `halves` with which the hour 12 is midnight."""
    noon: str
    midnight: str
    hour: str
    """Letter after four digits of a time, such as "h" in "2000h"."""
    hours: str
    """Words after an hour that do not change it, such as "o'clock"."""
    another_time: str
    """Words before a second time of day, such as "and"."""
    unsupported: str
    """Words of schedules that are not supported, such as "except" or "UTC"."""


@dataclass(frozen=True)
class TalkWords:
    """Words of messages around questions. Strings are alternatives of a regular expression."""

    greetings: str
    thanks: str
    farewells: str
    fillers: str
    """Words that accompany greetings, thanks and farewells, such as "everyone"."""
    follow_ups: str
    """Beginnings of questions that refer to the question before, such as "what about"."""
    here: str
    """Words for the user's own location, such as "near me"."""
    today: str
    """Words before a part of the present day, such as "this" in "this morning"."""
    day_after: str
    """Words for the day after the one that the last question was about, such as "the next day"."""
    elliptic: str
    """Words, separated by spaces, of questions that only change the time, such as "and tomorrow?"."""


@dataclass(frozen=True)
class CommandWords:
    """Words for commands and their arguments."""

    slash: Mapping[str, frozenset[str]]
    """Names of each command after a slash in this language, such as "погода"."""
    alone: Mapping[str, frozenset[str]]
    """Messages without a slash that mean each command, such as "help"."""
    name: frozenset[str]
    add: frozenset[str]
    remove: frozenset[str]
    clear: frozenset[str]
    all: frozenset[str]
    """Words after `remove` that mean the whole list, such as "everything"."""
    stop: frozenset[str]
    export: frozenset[str]
    erase: frozenset[str]


@dataclass(frozen=True)
class Declension:
    """Declension of the names of places. Cases are numbers that the pack defines."""

    inflect: Callable[[str, Iterable[int]], set[str]]
    """Return the forms of a name in the given cases that differ from the name."""
    irregular_nominatives: Callable[[str], Iterator[str]]
    """Yield names of which a word may be an irregular form."""
    foreign: re.Pattern[str]
    """Matches names that are declined only if the place is in one of `understood_in`."""
    cases: Collection[int]
    """All cases."""
    location: Collection[int]
    """Cases in which a name follows "in"."""
    few: Collection[int]
    """Cases in which the place index has the names of small places."""
    usual: Collection[int]
    """Cases in which the place index has the names of larger places."""
    rare: Collection[int]
    """Further cases in which the place index has the names of larger places, with less weight."""


@dataclass(frozen=True)
class PlaceNames:
    """Reading of names from GeoNames in one language, for the builder of the place index."""

    read_label: Callable[[str | None], str | None]
    """Return a label without parts that are not the name; None if it is not in this language."""
    nominative: Callable[[str, str, Collection[str]], str]
    """Return the nominative of a label, given the default name of the place and its other names."""
    likeliest: Callable[[str, Collection[str]], str | None]
    """Return the name in this language, given the default name of a place and its other names."""
    read_region: Callable[[str], str]
    """Return the displayed name of a region, given its label."""
    generic_words: frozenset[str] = frozenset()
    """Folded words that people omit from names of regions, such as "state"."""
    abbreviations: Mapping[str, str] = field(default_factory=dict)
    """Maps folded words in names of regions to their abbreviations."""


@dataclass(frozen=True)
class Language:
    """A language pack. The texts of the language are in `handlers/locales`, in the file named after its code.

    The word lists are text files in the package of the pack: `around.txt`, `everyday.txt`, `times.txt`,
    `quantities.txt`, `countries.txt`, `regions.txt`, `shown.txt`.
    """

    code: str
    """Two-letter code of ISO 639-1."""
    package: str
    """Name of the Python package that has the word lists."""
    alphabet: str
    """Lower-case letters in order, folded as `fold` does."""
    letters: frozenset[str]
    """All lower-case letters, not folded."""
    scripts: tuple[tuple[str, str], ...]
    """Inclusive ranges of characters with which names in this language begin."""
    keyboard: Keyboard
    compass: Compass
    decimal_sign: str
    signs_plus: bool
    """Whether a temperature above zero has a plus sign."""
    conventions: Conventions
    schedule: ScheduleWords
    commands: CommandWords
    talk: TalkWords
    place_names: PlaceNames
    min_town_name_length: int
    """Minimum number of letters of a town's unique name; shorter names may be ordinary words."""
    regional_conventions: Mapping[str, Conventions] = field(default_factory=dict)
    """Conventions of single countries, by the ISO 3166-1 code that a language tag such as "en-US" contains."""
    abbreviations: Mapping[str, str] = field(default_factory=dict)
    """Maps folded abbreviations in names of places to the full words."""
    contractions: Sequence[tuple[re.Pattern[str], str]] = ()
    """Patterns of contractions, and their replacements of equal length."""
    lookalikes: tuple[str, str] = ("", "")
    """Letters of the default language, and the letters of this language that look the same."""
    declension: Declension | None = None
    understood_in: frozenset[str] = frozenset()
    """Countries (ISO 3166-1) whose places are preferred for names in this language; may be empty."""
    shared_name_countries: frozenset[str] = frozenset()
    """Countries in which a name that several towns share may still be certain to mean a place."""
    word_name_countries: frozenset[str] = frozenset()
    """Countries in which the names of many towns are also ordinary words or surnames."""
    adjective_endings: tuple[str, ...] = ()
    """Folded endings of adjectives. An adjective may be the name of a town or of a street."""
    surname_endings: tuple[str, ...] = ()
    """Endings of surnames that are also names of towns."""

    def uses_script_of(self, name: str) -> bool:
        """Return whether the first letter of *name* is in one of `scripts`."""
        letter = next((char for char in name if char.isalpha()), "\uffff")
        return any(first <= letter <= last for first, last in self.scripts)

    def forms(self, name: str, cases: Collection[int] | None = None) -> set[str]:
        """Return the forms of *name* in *cases*, all by default; empty if the language has no declension."""
        if self.declension is None:
            return set()
        return self.declension.inflect(name, self.declension.cases if cases is None else cases)

    def locative_forms(self, name: str) -> set[str]:
        """Return the forms of *name* after "in"."""
        return self.forms(name, self.declension.location) if self.declension else set()

    def is_declined(self, name: str, country: str = "") -> bool:
        """Return whether *name*, of a place in *country*, is declined; some foreign names are not."""
        if self.declension is None:
            return False
        return country in self.understood_in or not self.declension.foreign.search(name)

    @cached_property
    def around(self) -> Mapping[str, frozenset[str]]:
        """Words that surround names of places, by their section in `around.txt`."""
        return read_sections(self.lines("around.txt"))

    @cached_property
    def everyday(self) -> frozenset[str]:
        """Words of everyday messages, which are not taken for places."""
        return frozenset(word for line in self.lines("everyday.txt") for word in line.split())

    @cached_property
    def times(self) -> Mapping[str, Sequence[str]]:
        """Phrases for times, by their section in `times.txt`."""
        return read_phrases(self.lines("times.txt"))

    @cached_property
    def quantities(self) -> Mapping[str, Sequence[str]]:
        """Phrases for quantities, by their section in `quantities.txt`."""
        return read_phrases(self.lines("quantities.txt"))

    def lines(self, file: str) -> list[str]:
        """Return the lines of a text file of the pack, without comments; empty if the pack has no such file."""
        path = resources.files(self.package).joinpath(file)
        text = path.read_text("utf-8") if path.is_file() else ""
        return [line for line in text.splitlines() if line and not line.startswith("#")]


def read_sections(lines: Iterable[str]) -> Mapping[str, frozenset[str]]:
    """Return the words in *lines* by the section that they are in; "[section]" begins one."""
    words: dict[str, set[str]] = {}
    section = ""
    for line in lines:
        if line.startswith("["):
            section = line.strip("[]")
        else:
            words.setdefault(section, set()).update(line.split())
    return {name: frozenset(section_words) for name, section_words in words.items()}


def read_phrases(lines: Iterable[str]) -> Mapping[str, Sequence[str]]:
    """Return the phrases in *lines*, separated by commas, by the section that they are in."""
    phrases: dict[str, list[str]] = {}
    section = ""
    for line in lines:
        if line.startswith("["):
            section = line.strip("[]")
        else:
            phrases.setdefault(section, []).extend(
                spelled for phrase in line.split(",") for spelled in _expand_endings(phrase.split())
            )
    return phrases


def _expand_endings(words: Sequence[str]) -> Iterator[str]:
    """Yield a phrase with each combination of endings: "week//s" becomes "week" and "weeks"."""
    choices = []
    for word in words:
        stem, *endings = word.split("/")
        choices.append([stem + ending for ending in endings] or [stem])
    return (" ".join(chosen) for chosen in product(*choices))
