"""Rules that find the phrases for times in a text. They are the same for all languages."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from services.languages import LANGUAGES
from services.languages.foreign import foreign_times, foreign_words_for_times, has_foreign_weather
from services.questions import clock_meanings as clock
from services.questions import day_meanings as days
from services.questions import unit_meanings as units
from services.questions.meanings import Hint, Meaning
from services.questions.models import DayPart, InDays, Now, SeveralDays, Weekend
from services.questions.numerals import find_numbers
from services.questions.patterns import Pattern, PatternMatch
from services.questions.words import PhrasedText, PhraseIndex, Word, split_words


@dataclass(frozen=True, slots=True)
class TimePhrase:
    """A phrase for a time, with the words from `start` up to `end`, and its meaning."""

    start: int
    end: int
    meaning: Meaning


MISSPELLED = frozenset({"day", "part", "tonight", "weekday", "weekend", "now"})
"""Kinds of phrases whose misspellings are read as well."""

PHRASES = PhraseIndex((language.times for language in LANGUAGES), misspelled=MISSPELLED)

LAST_LATIN_LETTER = "\u024f"
"""The last Latin letter, in the order of Unicode, that a European language uses."""

_FOREIGN_PHRASES = PhraseIndex([foreign_times()])
_FOREIGN_WORDS = frozenset(word.key for phrase in foreign_words_for_times() for word in split_words(phrase))


_MeaningReader = Callable[[PatternMatch], Meaning | None]
_Rule = tuple[Pattern, _MeaningReader]

_LEAD = "on* the? (next|coming|before_last)*"
_LIST = "weekday|weekday_short|weekday_joined"

_RULES: tuple[tuple[str, _MeaningReader], ...] = (
    ("on* the? several", lambda _: SeveralDays()),
    ("on* the? rest_of_week", units.rest_of_week),
    ("on* nearly* coming* day", days.relative_day),
    ("on* last_night", lambda _: (InDays(-1), DayPart.NIGHT)),
    ("on* day_after $", days.relative_day),
    ("on* the? nearly* (next|coming|before_last)* weekday", days.weekday),
    ("on_date|next|coming next|coming* weekday_short|weekday_joined !feature", days.weekday),
    ("weekday_short $", days.weekday),
    ("weekday_short|weekday_joined =at|digits|clock|dotted", days.weekday),
    ("^ weekday_short =during", days.weekday),
    ("on* weekday_short|weekday_joined part|late", days.part_of_weekday),
    (f"{_LEAD} {_LIST} to? on* {_LIST} (to? {_LIST})*", days.weekdays),
    ("on* date year_end?", days.calendar_date),
    ("on* the? digits date_end? the? of? month|month_short year? year_end?", days.calendar_date),
    ("on* the? ordinal of? month year? year_end?", days.calendar_date),
    ("on* month|month_short the? digits date_end? year? year_end? !unit !half", days.calendar_date),
    ("on* the? digits date_end? to? digits date_end? of? month|month_short year? year_end?", days.date_range),
    ("on* month|month_short the? digits date_end? to? digits date_end? year? year_end?", days.date_range),
    ("on* the? digits date_end !month day_of_month?", days.day_of_month),
    ("on* digits day_of_month", days.day_of_month),
    ("on* impossible_date year_end?", days.no_such_date),
    ("soon on* the? holiday|feast", days.remark),
    ("on* the? holiday year? year_end?", days.holiday),
    ("on* the? feast year? year_end?", days.feast),
    ("during+ month year? year_end? !digits", days.month),
    ("during* month year year_end?", days.month),
    ("month_alone !digits", days.month),
    ("month =during", days.month),
    ("during|coming|next+ season year?", days.month),
    ("next? season_alone year?", days.month),
    ("during* the? before_last+ season|season_alone|month", days.month),
    ("during+ year year_end?", days.year),
    ("exactly? in negative unit|unit_year", units.negative_time),
    ("exactly? in article? few|number|digits|count? unit_year from_now?", units.years_from_now),
    ("article? few|number|digits|count? unit_year ago", units.years_from_now),
    ("during* the? before_last|next unit_year", units.years_from_now),
    (
        "exactly? in article? few|number|digits|count and_half? unit and_half? from_now? exactly?",
        units.time_from_now,
    ),
    ("exactly? in article? unit and_half? from_now? exactly?", units.time_from_now),
    ("article? few|number|digits|count unit from_now", units.time_from_now),
    ("article unit from_now", units.time_from_now),
    ("unit in few|number|digits|count unit?", units.time_from_now),
    ("article? few|number|digits|count unit ago", units.time_ago),
    ("article? unit ago", units.time_ago),
    ("at_exact number|digits oclock? half_after_at", clock.time_or_hours),
    ("at_exact number|digits oclock", clock.time_or_hours),
    ("at_exact digits $", clock.no_such_hour),
    ("at_exact digits oclock|half", clock.no_such_hour),
    ("in_unit* the? (next|coming)* few|number|digits|count unit", units.duration),
    ("in_unit* the? next+ unit", units.next_unit),
    ("in_unit* the? coming+ unit", units.this_unit),
    ("in_unit article? unit", units.single_unit),
    ("on* the? before_last few|number|digits unit", units.last_unit),
    ("on* the? before_last unit", units.last_unit),
    ("on* the? (next|coming|before_last)* weekend", days.weekend),
    ("on* the? weekend after_next", lambda _: Weekend(next=True)),
    ("on* the? unit after_next", units.unit_after_next),
    ("on* workdays", lambda _: SeveralDays()),
    ("on* part on+ weekday on+ weekday", days.night_between),
    ("on* nearly* the? (coming|nearly)* part", days.day_part),
    ("on* nearly* the? (coming|nearly)* late", lambda _: Hint.LATE),
    ("on* nearly* day|weekday half", days.half_of_day),
    ("on* nearly* tonight", lambda _: Hint.TONIGHT),
    ("at* half_past number|digits half?", clock.time_or_hours),
    ("at* number|digits half", clock.time_or_hours),
    ("at* number|digits part", clock.time_of_part),
    (
        "on* nearly* coming* part at+ number|digits !unit !oclock !date_end !month !half !counted",
        clock.time_of_part,
    ),
    ("at number|digits oclock half", clock.time_or_hours),
    ("at_exact unit_hour half|half_after_at", clock.time_or_hours),
    ("at number|digits oclock", clock.time_or_hours),
    ("at+ dotted oclock? half|half_after_at", clock.time_or_hours),
    ("at+ dotted", clock.time_or_hours),
    ("dotted $", clock.time_or_hours),
    (
        "at_exact number|digits !unit !oclock !date_end !month !half_after_at !feature !counted",
        clock.time_or_hours,
    ),
    ("at number|digits at number|digits oclock? half|half_after_at?", clock.hours_between),
    ("at number|digits half? to|at number|digits oclock? half|half_after_at?", clock.hours_between),
    ("at* clock oclock? half|half_after_at", clock.time_or_hours),
    ("at* clock", clock.time_or_hours),
    ("at* impossible_clock", clock.no_such_time),
    ("at? clock_range $", clock.hours_between),
    ("at? clock_range =day|weekday|on|coming", clock.hours_between),
    ("final_number $", clock.hour_or_day),
    ("at* clock to|at? clock", clock.hours_between),
    ("at* hour", clock.time_or_hours),
    ("at* number|digits to number|digits half", clock.hours_between),
    ("at* number|digits half to number|digits half", clock.hours_between),
    ("every+ nearly* part|unit|weekday|weekend|workdays|late|number", clock.daily_request),
    ("every_part", clock.daily_request),
    (
        "every+ part|unit|weekday|weekend|workdays|late at+ number|digits half|half_after_at !unit",
        clock.daily_request,
    ),
    ("every+ part|unit|weekday|weekend|workdays|late at+ number|digits|clock", clock.daily_request),
    ("on? now", lambda _: Now()),
    ("on_date digits $", days.day_of_month_not_hour),
    ("on* the? unit", units.bare_week),
    ("when", lambda _: Hint.ASKED_WHEN),
    ("later $", lambda _: Hint.LATER),
    ("ending", lambda _: Hint.ENDING),
)

_PATTERNS = [(Pattern(pattern), meaning) for pattern, meaning in _RULES]


KINDS = frozenset({"name", "feature", "forecast"}).union(*(pattern.kinds for pattern, _ in _PATTERNS))
"""The kinds of phrases that a language pack may have in `times.txt`."""


def with_phrases(text: str, words: Sequence[Word]) -> PhrasedText:
    """Return *words* of *text* with the phrases and the numbers that begin at each word."""
    found = [list(PHRASES.at(words, start)) for start in range(len(words))]
    is_foreign = has_foreign_weather(text)
    for start, some in enumerate(found):
        for phrase in _FOREIGN_PHRASES.at(words, start):
            if is_foreign or phrase.kind == "name" or _is_foreign_time(words[start : phrase.end]):
                some.append(phrase)
    for start, phrase in find_numbers(text, words):
        found[start].append(phrase)
    return PhrasedText(words, found)


def _is_foreign_time(words: Sequence[Word]) -> bool:
    """Return whether *words*, a foreign phrase for a time, cannot also be the name of a place, as "maine" can."""
    return all(word.key in _FOREIGN_WORDS or word.key[0] > LAST_LATIN_LETTER for word in words)


def find_times(text: PhrasedText) -> Iterator[TimePhrase]:
    """Yield the phrases for times in *text*; of overlapping phrases, yield the longest."""
    kinds = {phrase.kind for some in text.phrases for phrase in some}
    if not kinds:
        return
    rules = [(pattern, meaning) for pattern, meaning in _PATTERNS if pattern.may_match(kinds)]
    at = 0
    while at < len(text.words):
        time = _longest(rules, text, at)
        if time is None:
            at += 1
        else:
            yield time
            at = time.end


def _longest(rules: Sequence[_Rule], text: PhrasedText, start: int) -> TimePhrase | None:
    kinds = {phrase.kind for phrase in text.phrases[start]}
    best: TimePhrase | None = None
    for pattern, meaning in rules if kinds else ():
        found = None if kinds.isdisjoint(pattern.first_kinds) else pattern.match(text, start)
        if found is None or (best is not None and found.end <= best.end):
            continue
        value = meaning(found)
        if value is not None:
            best = TimePhrase(start, found.end, value)
    return best
