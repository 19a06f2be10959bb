"""What the bot knows of one language: the type of a pack."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from importlib import resources
from itertools import product

from services.units import PressureLevel, PressureUnit


@dataclass(frozen=True)
class Keyboard:
    """A keyboard layout. `keys` are in the same physical order in every pack."""

    keys: str
    shifted: Mapping[str, str] = field(default_factory=dict)
    """Characters typed with Shift, with the character that their key types without."""


@dataclass(frozen=True)
class Compass:
    """How directions are written in coordinates."""

    letters: str
    """North, south, east and west, one capital each."""
    axes: str = ""
    """Letters for latitude and longitude that may follow a direction."""
    written: str = ""
    """A regular expression for directions that are no capitals."""


@dataclass(frozen=True)
class ScheduleWords:
    """Words for a time of day and for weekdays after /daily, as the alternatives of a regular expression."""

    weekdays: tuple[str, str, str, str, str, str, str]
    """From Monday to Sunday."""
    every_day: str
    workdays: str
    weekend: str
    on: str
    """What may stand before a weekday."""
    to: str
    """What stands between the first and the last weekday."""
    joining: str
    at: str
    """What stands before a time."""
    halves: str
    """What follows an hour and tells the half of the day."""
    from_noon: tuple[str, ...]
    """Beginnings of `halves` with which the hours 1 to 11 are after noon."""
    from_midnight: tuple[str, ...]
    """Beginnings of `halves` with which the hour 12 is midnight."""
    hour: str
    """The letter for hours after four digits: "2000h"."""
    hours: str
    """What follows an hour and means nothing more."""
    another_time: str
    """Words before a second time."""
    unsupported: str
    """Words for schedules that are not supported: other days, other clocks."""


@dataclass(frozen=True)
class TalkWords:
    """What people say besides questions, and how they follow one up, as alternatives of a regular expression."""

    greetings: str
    thanks: str
    farewells: str
    fillers: str
    """What is said together with these and means nothing more."""
    follow_ups: str
    """What a question begins with that takes its time from the one before: "what about"."""
    today: str
    """Words that a part of a day is today's by."""
    day_after: str
    """Words for the day after the one that was asked about."""
    elliptic: str
    """Words, with spaces between them, that a question may consist of beside a time: "and tomorrow?"."""


@dataclass(frozen=True)
class CommandWords:
    """The words that users write for commands and after them."""

    slash: Mapping[str, frozenset[str]]
    """Names of commands after a slash, by the command: "погода"."""
    alone: Mapping[str, frozenset[str]]
    """Messages that mean a command, by the command: "help"."""
    name: frozenset[str]
    add: frozenset[str]
    remove: frozenset[str]
    stop: frozenset[str]
    export: frozenset[str]
    erase: frozenset[str]


@dataclass(frozen=True)
class Declension:
    """How the names of places change in a sentence. Cases are numbers of the pack's own."""

    inflect: Callable[[str, Iterable[int]], set[str]]
    """Return a name in some cases, without what equals the name."""
    undeclined: Callable[[str], Iterator[str]]
    """Yield the names that a word may be a case of, though no rule makes it."""
    foreign: re.Pattern[str]
    """Matches names that are only declined in countries where the language is understood."""
    cases: Collection[int]
    location: Collection[int]
    """The cases of "in Moscow"."""
    few: Collection[int]
    """The cases that are indexed of small places."""
    usual: Collection[int]
    rare: Collection[int]
    """The cases that are indexed of the others, and those of them with less weight."""


@dataclass(frozen=True)
class PlaceNames:
    """How the names of GeoNames in one language are read; only the builder of the index uses it."""

    read_label: Callable[[str | None], str | None]
    """Return a label without what does not belong to the name, None when it is not in the language."""
    nominative: Callable[[str, str, Collection[str]], str]
    """Return a label, of the place with that default name and those other names, in the nominative."""
    likeliest: Callable[[str, Collection[str]], str | None]
    """Return which of the other names of the place with that default name is in the language."""
    read_region: Callable[[str], str]
    """Return the label of a region as it is shown."""
    generic_words: frozenset[str] = frozenset()
    """Folded words of a region's name that people leave out: "state"."""
    abbreviations: Mapping[str, str] = field(default_factory=dict)
    """Folded words of a region's name with their abbreviations."""


@dataclass(frozen=True)
class Language:
    """All that belongs to one language, but for the texts in `handlers/locales`, which have the same code.

    Its word lists are the text files of its package: `around.txt`, `everyday.txt`, `times.txt`, `quantities.txt`,
    `countries.txt`, `regions.txt`, `shown.txt`.
    """

    code: str
    """ISO 639-1, two letters."""
    package: str
    alphabet: str
    """Small letters, as `fold` leaves them."""
    letters: frozenset[str]
    """All small letters."""
    scripts: tuple[tuple[str, str], ...]
    """Ranges of characters, the ends included, that a name in this language begins with."""
    keyboard: Keyboard
    compass: Compass
    decimal_sign: str
    pressure_unit: PressureUnit
    """What its readers are used to."""
    pressure_level: PressureLevel
    """The pressure that the weather services of its readers tell."""
    schedule: ScheduleWords
    commands: CommandWords
    talk: TalkWords
    place_names: PlaceNames
    shortest_town: int
    """Letters from which the name of a town, if no other place has it, is no other word."""
    abbreviations: Mapping[str, str] = field(default_factory=dict)
    """Folded words of names with what they stand for."""
    contractions: Sequence[tuple[re.Pattern[str], str]] = ()
    """Contractions in text, with what replaces them; lengths are equal."""
    lookalikes: tuple[str, str] = ("", "")
    """Letters of the default language, and those of this one that look alike."""
    declension: Declension | None = None
    understood_in: frozenset[str] = frozenset()
    """Countries (ISO 3166-1) whose places are rather meant by a name in this language; none if it is no matter."""
    own_countries: frozenset[str] = frozenset()
    """Countries in which several towns share a name that is no other word."""
    word_countries: frozenset[str] = frozenset()
    """Countries many of whose towns are called like words and families of this language."""
    adjective_endings: tuple[str, ...] = ()
    """Folded ends of adjectives, which may be towns, or streets before their kind."""
    surname_endings: tuple[str, ...] = ()
    """Ends of surnames that are towns' names as well."""

    def writes(self, name: str) -> bool:
        """Whether the first letter of *name* is of this language's script."""
        letter = next((char for char in name if char.isalpha()), "\uffff")
        return any(first <= letter <= last for first, last in self.scripts)

    def forms(self, name: str, cases: Collection[int] | None = None) -> set[str]:
        """Return *name* in *cases*, all by default; nothing where names are not declined."""
        if self.declension is None:
            return set()
        return self.declension.inflect(name, self.declension.cases if cases is None else cases)

    def located(self, name: str) -> set[str]:
        """Return *name* as it is after "in"."""
        return self.forms(name, self.declension.location) if self.declension else set()

    def is_declined(self, name: str, country: str = "") -> bool:
        """Whether *name*, of a place in *country*, is declined; foreign names may not be."""
        if self.declension is None:
            return False
        return country in self.understood_in or not self.declension.foreign.search(name)

    @cached_property
    def around(self) -> Mapping[str, frozenset[str]]:
        """Words around the names of places, by their kind."""
        words: dict[str, set[str]] = {}
        kind = ""
        for line in self.lines("around.txt"):
            if line.startswith("["):
                kind = line.strip("[]")
            else:
                words.setdefault(kind, set()).update(line.split())
        return {name: frozenset(some) for name, some in words.items()}

    @cached_property
    def everyday(self) -> frozenset[str]:
        """Words of everyday messages."""
        return frozenset(word for line in self.lines("everyday.txt") for word in line.split())

    @cached_property
    def times(self) -> Mapping[str, Sequence[str]]:
        """Phrases that tell a time, by their section."""
        return self._phrases("times.txt")

    @cached_property
    def quantities(self) -> Mapping[str, Sequence[str]]:
        """Phrases for what is asked about, by their section."""
        return self._phrases("quantities.txt")

    def _phrases(self, file: str) -> Mapping[str, Sequence[str]]:
        phrases: dict[str, list[str]] = {}
        section = ""
        for line in self.lines(file):
            if line.startswith("["):
                section = line.strip("[]")
            else:
                phrases.setdefault(section, []).extend(
                    spelled for phrase in line.split(",") for spelled in _spelled_out(phrase.split())
                )
        return phrases

    def lines(self, file: str) -> list[str]:
        """Return the lines of a text file of the pack without comments; nothing where it has no such file."""
        path = resources.files(self.package).joinpath(file)
        text = path.read_text("utf-8") if path.is_file() else ""
        return [line for line in text.splitlines() if line and not line.startswith("#")]


def _spelled_out(words: Sequence[str]) -> Iterator[str]:
    """Return a phrase with each ending of its words: "week//s" is "week" and "weeks"."""
    choices = []
    for word in words:
        stem, *endings = word.split("/")
        choices.append([stem + ending for ending in endings] or [stem])
    return (" ".join(chosen) for chosen in product(*choices))
