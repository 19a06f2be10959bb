"""Rules, common to all languages, that find phrases for times in a text, such as "on Friday evening"."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from services.languages import LANGUAGES
from services.languages.foreign import foreign_time_phrases, foreign_time_words, has_foreign_weather
from services.questions import clock_meanings as clock
from services.questions import day_meanings as days
from services.questions import month_meanings as months
from services.questions import unit_meanings as units
from services.questions.meanings import Hint, Meaning
from services.questions.named_times import DayPart, InDays, NextHours, Now, SeveralDays, UnclearTime, Weekend
from services.questions.numerals import find_numbers
from services.questions.patterns import Pattern, PatternMatch
from services.questions.words import PhrasedText, PhraseIndex, Word, split_words


@dataclass(frozen=True, slots=True)
class TimePhrase:
    """A phrase for a time in a text, such as "on Friday evening", and its meaning."""

    start: int
    """Index of the first word of the phrase."""
    end: int
    """Index of the word after the phrase."""
    meaning: Meaning


MISSPELLABLE_KINDS = frozenset({"day", "part", "tonight", "weekday", "weekend", "now"})
"""Kinds of phrases that are also recognized if they are misspelled, as in "tomorow"."""

TIME_PHRASES = PhraseIndex((language.times for language in LANGUAGES), misspelled_kinds=MISSPELLABLE_KINDS)

MAX_CACHED_RULES = 500
"""Maximum number of sets of kinds for which the rules that may match are cached."""

LAST_LATIN_LETTER = "\u024f"
"""The last European letter of the Latin script in Unicode order; later characters are of other scripts."""

_FOREIGN_PHRASES = PhraseIndex([foreign_time_phrases()])
_FOREIGN_WORDS = frozenset(word.key for phrase in foreign_time_words() for word in split_words(phrase))


_MeaningReader = Callable[[PatternMatch], Meaning | None]
_Rule = tuple[Pattern, _MeaningReader]

_BEFORE_WEEKDAYS = "on* the? (next|coming|before_last)*"
_WEEKDAY = "weekday|weekday_short|weekday_joined"
_NO_HOUR_OR_DATE = "!half|half_after_at|oclock|unit|date_end|month|month_short|of|to|dash|counted|day_of_month"

_RULES: tuple[tuple[str, _MeaningReader], ...] = (
    ("on* hourly", lambda _: Hint.HOURLY),
    ("^ on* hours_alone $", lambda _: Hint.HOURLY),
    ("until_day the? weekday", days.until_weekday),
    ("until_day date year_end?", days.until_date),
    ("until_day the? digits date_end? the? of? month|month_short year? year_end?", days.until_date),
    ("until_day month|month_short the? digits date_end? year? year_end?", days.until_date),
    ("after_day the? weekday", lambda _: SeveralDays()),
    ("from_day the? coming* weekday|day", days.from_day),
    ("from_day date year_end?", days.from_day),
    ("from_day the? digits date_end? the? of? month|month_short year? year_end?", days.from_day),
    ("on* the? several", lambda _: SeveralDays()),
    ("on* the? rest_of_week", units.rest_of_week),
    ("on* month_third of? the? coming* unit", days.part_of_this_month),
    ("on* the? edge on* coming* day|weekday !part !late !half", days.edge_of_day),
    ("on* coming* day|weekday the? edge !part !late !half !month !unit !coming !next", days.edge_of_day),
    ("on* nearly* coming* day", days.relative_day),
    ("on* last_night", lambda _: (InDays(-1), DayPart.NIGHT)),
    ("on* day_after $", days.relative_day),
    ("on* the? nearly* (next|coming|before_last)* weekday", days.weekday),
    ("on_date|next|coming next|coming* weekday_short|weekday_joined !feature", days.weekday),
    ("weekday_short $", days.weekday),
    ("weekday_short|weekday_joined =at|digits|clock|dotted", days.weekday),
    ("^ weekday_short !feature", days.weekday),
    (f"on* the? weekday the? digits {_NO_HOUR_OR_DATE}", days.numbered_weekday),
    ("on* weekday_short|weekday_joined part|late", days.weekday_and_part),
    (f"{_BEFORE_WEEKDAYS} {_WEEKDAY} to? on* {_WEEKDAY} (to? {_WEEKDAY})*", days.weekdays),
    ("on* date year_end?", days.calendar_date),
    ("on* the? digits date_end? the? of? month|month_short year? year_end?", days.calendar_date),
    ("on* the? ordinal of? month year? year_end?", days.calendar_date),
    ("on* month|month_short the? digits date_end? year? year_end? !unit !half", days.calendar_date),
    ("on* the? digits date_end? to? digits date_end? of? month|month_short year? year_end?", days.date_range),
    ("on* month|month_short the? digits date_end? to? digits date_end? year? year_end?", days.date_range),
    ("on* the? digits date_end !month day_of_month?", days.day_of_month),
    ("on* digits date_end? day_of_month", days.day_of_month),
    ("on* ordinal_day day_of_month? !month", days.day_of_month),
    ("on* the? ordinal day_of_month", days.day_of_month),
    ("on_date the? ordinal|ordinal_date $", days.day_of_month),
    ("on_date the? ordinal|ordinal_date =on", days.day_of_month),
    ("ordinal_date $", days.day_of_month),
    ("ordinal_date =on !to_date", days.day_of_month),
    ("on_date the? ordinal to the? ordinal !of !month !weekday !unit", days.days_of_month),
    ("on|at* the? digits date_end? to|at? the? digits date_end? day_of_month", days.days_of_month),
    ("on|at* the? digits date_end to|at? the? digits date_end", days.days_of_month),
    (
        "on* the? ordinal|digits|final date_end? weekday|weekday_short of|on? month year? year_end?",
        months.nth_weekday,
    ),
    ("on* the? ordinal|digits|coming|final date_end? weekend of|on? month year? year_end?", months.nth_weekend),
    ("on* the? ordinal|digits|coming|final date_end? unit of|on? month year? year_end?", months.unit_of_month),
    ("on* the? ordinal|final unit of? the? season|season_alone year?", months.day_of_season),
    ("on* month_third of? the? season|season_alone year?", months.third_of_season),
    ("on* the? unit of date year_end?", days.week_from_date),
    ("on* the? unit of the? digits date_end? the? of? month|month_short year? year_end?", days.week_from_date),
    ("on* the? unit of month|month_short the? digits date_end? year? year_end?", days.week_from_date),
    ("on* month_third of? month year? year_end?", months.third_of_month),
    ("on* month_third the? unit_year", months.third_of_year),
    ("on* the? month_third|month_half the? coming* next+ unit", days.part_of_next_week),
    ("on* month_half month year? year_end?", months.half_of_month),
    ("on|at* digits to_date digits !month !oclock !half !half_after_at !part !unit", days.days_of_month),
    ("inclusive", lambda _: ()),
    ("on* whole_day", lambda _: Hint.WHOLE_DAY),
    ("on* unclear", lambda _: UnclearTime()),
    ("on* impossible_date year_end?", days.no_such_date),
    ("soon on* the? holiday|feast", days.remark_about_holiday),
    ("on* the? holiday year? year_end?", days.holiday),
    ("on* the? feast year? year_end?", days.feast),
    ("on|in* the? number|digits|article? unit before_day|after_day the? holiday|feast", days.days_from_holiday),
    ("during+ month year? year_end? !digits", months.month),
    ("during* month year year_end?", months.month),
    ("month_alone !digits", months.month),
    ("month =during", months.month),
    ("during|coming|next+ season year?", months.month),
    ("next? season_alone year?", months.month),
    ("^ season =during", months.month),
    ("during* the? before_last+ season|season_alone|month", months.month),
    ("during+ year year_end?", months.year),
    ("exactly? in negative unit|unit_year", units.negative_time),
    ("exactly? in exactly? article? few|number|digits|count? unit_year from_now?", units.years_from_now),
    ("article? few|number|digits|count? unit_year ago", units.years_from_now),
    ("during* the? before_last|next unit_year", units.years_from_now),
    (
        "exactly? in exactly? article? few|number|digits|count and_half? unit and_half? or_so? from_now? exactly?",
        units.time_from_now,
    ),
    ("exactly? in digits dash digits unit", units.time_from_now),
    ("in_unit* the? (next|coming)* digits dash digits unit", units.duration),
    ("exactly? in article? unit and_half? or_so? from_now? exactly?", units.time_from_now),
    ("article? few|number|digits|count unit from_now", units.time_from_now),
    ("article unit from_now", units.time_from_now),
    ("unit in few|number|digits|count unit?", units.time_from_now),
    ("article? few|number|digits|count unit ago", units.time_ago),
    ("article? unit ago", units.time_ago),
    ("at_exact number|digits oclock? half_after_at", clock.time_or_range),
    ("at_exact number|digits oclock", clock.time_or_range),
    ("at_exact digits $", clock.no_such_hour),
    ("at_exact digits oclock|half", clock.no_such_hour),
    ("in_unit* the? (next|coming)* few|number|digits|count unit onwards?", units.duration),
    ("in_unit* the? coming* next+ unit", units.next_unit),
    ("in_unit* the? coming+ unit", units.this_unit),
    ("in_unit article? unit onwards?", units.single_unit),
    ("on* the? before_last few|number|digits unit", units.last_unit),
    ("on* the? before_last unit", units.last_unit),
    ("on* the? (next|coming|before_last)* weekend", days.weekend),
    ("on* the? weekend after_next", days.weekend_after_next),
    ("on* the? weekday after_next", units.weeks_after_day),
    ("in? number|digits weekday from_now", days.weekdays_from_now),
    ("skipping the? weekend", lambda _: Weekend(next=True)),
    ("on* the? unit after_next", units.unit_after_next),
    ("on* the? weekday|day week_later", units.weeks_after_day),
    ("article|number|digits unit week_from the? (next|coming)* weekday|day", units.weeks_after_day),
    ("unit week_from weekday|day", units.weeks_after_day),
    ("article|number|digits unit weekday|day", units.weeks_after_day),
    ("on* same_time on* day", units.same_time_on_day),
    ("on* day same_time", units.same_time_on_day),
    ("on* workdays", lambda _: SeveralDays()),
    ("on* part on+ weekday on+ weekday", days.night_between),
    ("on* nearly* the? (coming|nearly)* part", days.day_part),
    ("on* nearly* the? (coming|nearly)* late", lambda _: Hint.LATE),
    ("on* nearly* part_ahead", days.part_ahead),
    ("on* nearly* day|weekday|weekday_short|weekday_joined half", days.day_and_half),
    ("on* nearly* tonight", lambda _: Hint.TONIGHT),
    ("at* half_past number|digits half?", clock.time_or_range),
    ("at* number|digits half", clock.time_or_range),
    ("at* number|digits part", clock.time_and_part),
    (
        "on* nearly* coming* part at+ number|digits !unit !oclock !date_end !month !half !counted",
        clock.time_and_part,
    ),
    ("oclock at_exact number|digits half? !unit !date_end !month", clock.time_or_range),
    ("at number|digits oclock half", clock.time_or_range),
    ("at_exact unit_hour half|half_after_at", clock.time_or_range),
    ("at number|digits oclock", clock.time_or_range),
    ("at+ dotted oclock? half|half_after_at", clock.time_or_range),
    ("at+ dotted", clock.time_or_range),
    ("dotted $", clock.time_or_range),
    (
        "at_exact number|digits !unit !oclock !date_end !month !half_after_at !feature !counted",
        clock.time_or_range,
    ),
    ("at number|digits at number|digits oclock? half|half_after_at?", clock.hours_between),
    ("at number|digits half? to|at number|digits oclock? half|half_after_at?", clock.hours_between),
    ("at* clock oclock? half|half_after_at", clock.time_or_range),
    ("at* number|digits half weekday_short|weekday_joined", clock.time_on_weekday),
    ("at* clock weekday_short|weekday_joined", clock.time_on_weekday),
    ("at* clock", clock.time_or_range),
    ("at* impossible_clock", clock.no_such_time),
    (
        "at* number|digits|clock|dotted half dash number|digits|clock|dotted half|half_after_at?",
        clock.hours_between,
    ),
    ("at* number|digits|clock|dotted half? dash number|digits|clock|dotted half", clock.hours_between),
    ("at* digits|clock half_after_at dash digits|clock half", clock.hours_between),
    ("at* digits oclock dash digits oclock", clock.hours_between),
    ("at? clock_range oclock", clock.hours_between),
    ("at? clock_range $", clock.hours_between),
    ("at? clock_range =day|weekday|on|coming", clock.hours_between),
    ("at? digits to digits =day|weekday|coming", clock.hours_between),
    ("final_number $", clock.hour_or_day),
    ("at* clock to|at? clock", clock.hours_between),
    ("at* hour", clock.time_or_range),
    ("at* number|digits to number|digits half", clock.hours_between),
    ("at* number|digits half to number|digits half", clock.hours_between),
    ("every+ nearly* part|unit|weekday|weekend|workdays|late|number", clock.daily_request),
    ("every_part", clock.daily_request),
    (
        "every+ part|unit|weekday|weekend|workdays|late at+ number|digits half|half_after_at !unit",
        clock.daily_request,
    ),
    ("every+ part|unit|weekday|weekend|workdays|late at+ number|digits|clock", clock.daily_request),
    (
        "every+ part|unit|weekday|workdays at+ number|digits|clock half? to at* number|digits|clock half?",
        clock.times_of_request,
    ),
    ("on? now", lambda _: Now()),
    ("on_date digits $", days.day_of_month_not_hour),
    ("on* the? unit", units.week_without_number),
    ("when", lambda _: Hint.ASKED_WHEN),
    ("later $", lambda _: Hint.LATER),
    ("shortly", lambda _: NextHours(2)),
    ("ending", lambda _: Hint.ENDING),
)

_PATTERNS = [(Pattern(pattern), meaning) for pattern, meaning in _RULES]


TIME_PHRASE_KINDS = frozenset({"name", "feature", "forecast"}).union(*(pattern.kinds for pattern, _ in _PATTERNS))
"""The kinds of phrases that may be in the `times.txt` of a language pack; tests report other kinds."""


def find_phrases(text: str, words: Sequence[Word]) -> PhrasedText:
    """Return *words*, the words of *text*, with the phrases and numbers that begin at each of them."""
    found = [list(TIME_PHRASES.starting_at(words, start)) for start in range(len(words))]
    is_foreign = has_foreign_weather(text)
    for start, phrases in enumerate(found):
        for phrase in _FOREIGN_PHRASES.starting_at(words, start):
            if is_foreign or phrase.kind == "name" or _is_foreign_time(words[start : phrase.end]):
                phrases.append(phrase)
    for start, phrase in find_numbers(text, words):
        found[start].append(phrase)
    return PhrasedText(words, found)


def _is_foreign_time(words: Sequence[Word]) -> bool:
    """Return whether *words*, a foreign phrase for a time, cannot be a place; "maine" can be the US state."""
    return all(word.key in _FOREIGN_WORDS or word.key[0] > LAST_LATIN_LETTER for word in words)


def find_times(text: PhrasedText) -> Iterator[TimePhrase]:
    """Yield the phrases for times in *text*, in order; of phrases with the same first word, the longest."""
    kinds = frozenset(phrase.kind for phrases in text.phrases for phrase in phrases)
    if not kinds:
        return
    rules = _rules_for(kinds)
    at = 0
    while at < len(text.words):
        time = _longest_time_phrase(rules, text, at)
        if time is None:
            at += 1
        else:
            yield time
            at = time.end


@lru_cache(MAX_CACHED_RULES)
def _rules_for(kinds: frozenset[str]) -> Sequence[_Rule]:
    """Return the rules that may match in a text whose phrases have the given *kinds*."""
    return [(pattern, meaning) for pattern, meaning in _PATTERNS if pattern.may_match(kinds)]


def _longest_time_phrase(rules: Sequence[_Rule], text: PhrasedText, start: int) -> TimePhrase | None:
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
