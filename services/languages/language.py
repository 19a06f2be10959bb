"""The data classes of a language pack: alphabet, keyboard, words, declension."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from services.languages.word_files import read_lines, read_phrases, read_sections
from services.units import Conventions


@dataclass(frozen=True)
class KeyboardLayout:
    """A keyboard layout; the bot converts text that was typed in the wrong layout."""

    keys: str
    """The characters of the keys; the same index means the same physical key in all packs."""
    shifted: Mapping[str, str] = field(default_factory=dict)
    """Maps a character typed with Shift to the character of the same key without Shift, such as "<" to ","."""


@dataclass(frozen=True)
class CompassWords:
    """Letters and words for the points of the compass in coordinates, such as "N" in "55.75 N"."""

    letters: str
    """Capital letters for north, south, east and west, in this order."""
    axes: str = ""
    """Letters for "latitude" and "longitude" after the letter of a direction, such as «ш» in «55° с.ш.»."""
    written: str = ""
    """Regular expression for directions that are written as words, such as "north"."""


@dataclass(frozen=True)
class ScheduleWords:
    """Words for the schedule of a daily push, such as "mon-fri 8am"; each string is a regular expression."""

    weekdays: tuple[str, str, str, str, str, str, str]
    """Names of each weekday, from Monday to Sunday, as a regular expression such as "mon|monday"."""
    every_day: str
    workdays: str
    weekend: str
    on: str
    """Words before a weekday, such as "on" in "on Mondays"."""
    to: str
    """Words between the first and the last weekday of a range, such as "to" in "Monday to Friday"."""
    joining: str
    """Words between the weekdays of a list, such as "and" in "Monday and Friday"."""
    at: str
    """Words before a time of day, such as "at" in "at 8:00"."""
    halves: str
    """Words after an hour that name the half of the day, such as "am" and "pm"."""
    from_noon: tuple[str, ...]
    """Beginnings of the words in `halves` for the time from noon to midnight, such as "p" of "pm"."""
    from_midnight: tuple[str, ...]
    """Beginnings of the words in `halves` with which "12" means midnight, such as "a" of "am"."""
    noon: str
    midnight: str
    hour: str
    """The letter after a time of four digits, such as "h" in "2000h"."""
    hours: str
    """Words after the number of an hour, such as "o'clock"."""
    another_time: str
    """Words between two times of day, such as "and" in "at 8 and 20"."""
    unsupported: str
    """Words for schedules that the bot does not support, such as "except" and "UTC"."""


@dataclass(frozen=True)
class TalkWords:
    """Words of small talk and of follow-up questions; each string is a regular expression."""

    greetings: str
    thanks: str
    farewells: str
    fillers: str
    """Words that accompany greetings, thanks and farewells, such as "everyone" in "hello everyone"."""
    follow_ups: str
    """Beginnings of questions that refer to the previous question, such as "what about" in "what about Rome"."""
    follow_up_ends: str
    """Ends of questions that refer to the previous question, such as "as well" in "Rome as well?"."""
    refusals: str
    """Words with which a user begins a correction of the previous question, such as "no" in "no, Bern"."""
    here: str
    """Words for the user's own location, such as "near me"."""
    today: str
    """Words for "today" before a part of the day, such as "this" in "this morning"."""
    day_after: str
    """Words for the day that follows the day of the previous question, such as "the next day"."""
    idioms: str
    """Phrases with a word for the weather that do not mean the weather, such as "under the weather"."""
    separators: str
    """Words that separate two questions in one text, such as "and" in "Oslo now and Bergen on Sunday"."""
    versus: str
    """Words between two teams that play each other, such as "vs"."""
    elliptic: str
    """Words that begin questions without a place, such as "and" in "and tomorrow?"; spaces separate the words."""
    correcting: str
    """Words beside a corrected time, such as "make it" in "make it Sunday"; spaces separate the words."""
    negations: str
    """Words before a time that is not meant, such as "not" in "not today, tomorrow"."""


@dataclass(frozen=True)
class CommandWords:
    """Words of one language for commands ("/погода") and for their arguments ("remove")."""

    slash: Mapping[str, frozenset[str]]
    """Maps a command, such as "weather", to its names in this language, such as "погода" in "/погода"."""
    alone: Mapping[str, frozenset[str]]
    """Maps a command, such as "help", to messages without a slash that have the same effect."""
    name: frozenset[str]
    add: frozenset[str]
    remove: frozenset[str]
    clear: frozenset[str]
    all: frozenset[str]
    """Words for all saved places, such as "everything" in "remove everything"."""
    stop: frozenset[str]
    never: frozenset[str]
    """Folded words that negate the verb after them, such as "dont" in "don't warn me"."""
    cold: frozenset[str]
    """Folded words for low temperatures in a request for alerts, such as "cold"."""
    heat: frozenset[str]
    """Folded words for high temperatures in a request for alerts, such as "heatwave"."""
    export: frozenset[str]
    erase: frozenset[str]


@dataclass(frozen=True)
class Declension:
    """Declension of place names in one language; grammatical cases are numbers that the pack defines."""

    inflect: Callable[[str, Iterable[int]], set[str]]
    """Returns the forms of a name in the given grammatical cases, without the name itself."""
    irregular_nominatives: Callable[[str], Iterator[str]]
    """Yields the names of which a word may be an irregular form: "Накуру" for "Накуре"."""
    foreign_names: re.Pattern[str]
    """Matches names that are declined only if the place is in a country of `Language.understood_in`: "Бали"."""
    cases: Collection[int]
    """All grammatical cases of the language."""
    location_cases: Collection[int]
    """Grammatical cases that a name may have after the word for "in"."""
    small_place_cases: Collection[int]
    """Grammatical cases in which the place index contains the names of small places."""
    usual_cases: Collection[int]
    """Common grammatical cases, in which the place index contains the names of larger places."""
    rare_cases: Collection[int]
    """Rare grammatical cases, in which the names of larger places have a lower weight in the place index."""
    rarely_declined_endings: tuple[str, ...] = ()
    """Endings of names that are often left undeclined: "Пушкино" in «в Пушкино»."""


@dataclass(frozen=True)
class PlaceNameRules:
    """Functions and words by which the builder of the place index recognizes the names in one language."""

    read_label: Callable[[str | None], str | None]
    """Returns the name in a GeoNames label, without stress marks; None if the label is in another language."""
    nominative: Callable[[str, str, Collection[str]], str]
    """Returns the nominative of a name; the arguments are the name, the place's default name and other names."""
    most_similar: Callable[[str, Collection[str]], str | None]
    """Returns the name in this language that is most like the default name, from the default and other names."""
    read_region_label: Callable[[str], str]
    """Returns the displayed name of a region, from its label in GeoNames."""
    generic_words: frozenset[str] = frozenset()
    """Folded words that may be left out of names of regions, such as "state" and "oblast"."""
    abbreviations: Mapping[str, str] = field(default_factory=dict)
    """Maps folded words in names of regions to their abbreviations, such as "область" to "обл"."""


@dataclass(frozen=True)
class Language:
    """A language pack: all that belongs to one language, except its texts in `handlers/locales/CODE.ftl`.

    The words are in text files in *package*: `around.txt`, `everyday.txt`, `times.txt`, `quantities.txt`,
    `settings.txt`, `countries.txt`, `regions.txt` and `shown.txt`.
    """

    code: str
    """Two-letter code of the language by ISO 639-1, such as "en"."""
    package: str
    """Name of the Python package that contains the lists of words."""
    alphabet: str
    """The letters of folded words, in lower case and in alphabetical order; folding replaces "ё" by "е"."""
    letters: frozenset[str]
    """All lower-case letters of the language, including the letters that `fold` replaces, such as "ё"."""
    scripts: tuple[tuple[str, str], ...]
    """First and last characters of the scripts with which a name in this language may begin."""
    keyboard: KeyboardLayout
    compass: CompassWords
    decimal_sign: str
    signs_plus: bool
    """Whether a temperature above zero is written with a plus sign."""
    conventions: Conventions
    schedule: ScheduleWords
    commands: CommandWords
    talk: TalkWords
    place_names: PlaceNameRules
    min_town_name_length: int
    """Minimum number of letters of a name that certainly means a town; a shorter name may be an ordinary word."""
    regional_conventions: Mapping[str, Conventions] = field(default_factory=dict)
    """Maps a country ("US" in the language tag "en-US") to its conventions if they differ from `conventions`."""
    abbreviations: Mapping[str, str] = field(default_factory=dict)
    """Maps folded abbreviations in names of places to full words, such as "st" to "saint"."""
    contractions: Sequence[tuple[re.Pattern[str], str]] = ()
    """Patterns that are replaced in a text before reading, such as "I'd", with replacements of equal length."""
    lookalikes: tuple[str, str] = ("", "")
    """Letters of the default language, and the letters of this language that look like them: "abc" and "авс"."""
    declension: Declension | None = None
    latin_spellings: Mapping[str, str] = field(default_factory=dict)
    """Maps each letter to its Latin spellings, such as "v|w" for "в"; "|" separates the spellings."""
    understood_in: frozenset[str] = frozenset()
    """Countries (ISO 3166-1) where people understand this language; names in this language likely mean places in
    these countries."""
    shared_name_countries: frozenset[str] = frozenset()
    """Countries (ISO 3166-1) where a name certainly means a town, even if several towns have this name."""
    word_name_countries: frozenset[str] = frozenset()
    """Countries (ISO 3166-1) where many towns have ordinary words or surnames as names, such as "Davis"."""
    particles: tuple[str, ...] = ()
    """Particles after a hyphen that stress a word, such as «то» in «завтра-то»."""
    adjective_endings: tuple[str, ...] = ()
    """Folded endings of adjectives; a name with such an ending may name a street instead of a town."""
    weather_description_endings: tuple[str, ...] = ()
    """Folded endings of words that describe the weather, such as «чет» in «погода шепчет»."""
    district_suffixes: tuple[str, ...] = ()
    """Folded endings of adjectives that name districts after towns, such as «скии» for «Одинцовский район»."""
    surname_endings: tuple[str, ...] = ()
    """Folded endings of surnames; a name with such an ending may name a person instead of a town."""

    town_endings: tuple[str, ...] = ()
    """Folded endings that many names of towns and few other words have, such as «град»."""
    past_endings: tuple[str, ...] = ()
    """Folded endings of verbs in the past tense; a text with such a verb may be news, which is not a question."""
    third_person_endings: tuple[str, ...] = ()
    """Folded endings of verbs in the third person and of participles, which tell what other people do."""
    verb_after_subject_endings: tuple[str, ...] = ()
    """Folded endings that verbs in the third person share with nouns, such as "s"; the verbs follow a subject."""

    def uses_script_of(self, name: str) -> bool:
        """Return whether the first letter of *name* belongs to the script of this language."""
        letter = next((char for char in name if char.isalpha()), "\uffff")
        return any(first <= letter <= last for first, last in self.scripts)

    def forms_in_cases(self, name: str, cases: Collection[int] | None = None) -> set[str]:
        """Return the forms of *name* in the grammatical *cases* (by default all); empty without declension."""
        if self.declension is None:
            return set()
        return self.declension.inflect(name, self.declension.cases if cases is None else cases)

    def locative_forms(self, name: str) -> set[str]:
        """Return the forms that *name* may have after the word "in": "Москве" for "Москва"."""
        return self.forms_in_cases(name, self.declension.location_cases) if self.declension else set()

    def is_declined(self, name: str, country: str = "") -> bool:
        """Return whether *name* is declined; foreign names are, if *country* is one of `understood_in`."""
        if self.declension is None:
            return False
        return country in self.understood_in or not self.declension.foreign_names.search(name)

    @cached_property
    def words_around_names(self) -> Mapping[str, frozenset[str]]:
        """Maps each section of `around.txt` to its words; the words stand beside names of places in questions."""
        return read_sections(self.read_lines("around.txt"))

    @cached_property
    def everyday_words(self) -> frozenset[str]:
        """Words from `everyday.txt`; the words are common in messages, and are not read as names of places."""
        return frozenset(word for line in self.read_lines("everyday.txt") for word in line.split())

    @cached_property
    def time_phrases(self) -> Mapping[str, Sequence[str]]:
        """Maps each section of `times.txt`, such as "day 1", to its phrases for times, such as "tomorrow"."""
        return read_phrases(self.read_lines("times.txt"))

    @cached_property
    def quantity_phrases(self) -> Mapping[str, Sequence[str]]:
        """Maps each section of `quantities.txt`, such as "rain", to its phrases, such as "umbrella"."""
        return read_phrases(self.read_lines("quantities.txt"))

    @cached_property
    def setting_phrases(self) -> Mapping[str, Sequence[str]]:
        """Maps each section of `settings.txt` to its phrases, such as phrases for the unit "wind km/h"."""
        return read_phrases(self.read_lines("settings.txt"))

    def read_lines(self, file_name: str) -> list[str]:
        """Return the lines of a text file of the pack, without comments; empty if the pack has no such file."""
        return read_lines(self.package, file_name)
