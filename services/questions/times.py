"""The times that a text tells: rules over the phrases of the packs, the same for all languages."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from services.languages import LANGUAGES
from services.languages.foreign import foreign_times, foreign_words_for_times, has_foreign_weather
from services.questions import meanings
from services.questions.meanings import Mark, Meaning
from services.questions.models import Now, SeveralDays, Weekend
from services.questions.numerals import numerals
from services.questions.patterns import Found, Pattern
from services.questions.words import Phrased, Phrases, Word, words_of


@dataclass(frozen=True, slots=True)
class Told:
    """A time in the words from `start` to `end`."""

    start: int
    end: int
    meaning: Meaning


PHRASES = Phrases(language.times for language in LANGUAGES)

LAST_LATIN = "\u024f"
"""The last of the Latin letters in Unicode that European languages use."""

_FOREIGN_PHRASES = Phrases([foreign_times()])
_FOREIGN_WORDS = frozenset(word.key for phrase in foreign_words_for_times() for word in words_of(phrase))


_Meaning = Callable[[Found], Meaning | None]
_Rule = tuple[Pattern, _Meaning]

_LEAD = "on* the? (next|coming|before_last)*"
_LIST = "weekday|weekday_short|weekday_joined"

_RULES: tuple[tuple[str, _Meaning], ...] = (
    ("on* the? several", lambda _: SeveralDays()),
    ("on* nearly* coming* day", meanings.day_told),
    ("on* day_after $", meanings.day_told),
    ("on* the? nearly* (next|coming|before_last)* weekday", meanings.weekday),
    ("on_date|next|coming next|coming* weekday_short|weekday_joined !feature", meanings.weekday),
    ("weekday_short $", meanings.weekday),
    ("^ weekday_short =during", meanings.weekday),
    ("on* weekday_short|weekday_joined part|late", meanings.part_of_weekday),
    (f"{_LEAD} {_LIST} to? on* {_LIST} (to? {_LIST})*", meanings.weekdays),
    ("on* date year_end?", meanings.date_told),
    ("on* the? digits date_end? the? of? month|month_short year? year_end?", meanings.date_told),
    ("on* the? ordinal of? month year? year_end?", meanings.date_told),
    ("on* month|month_short the? digits date_end? year? year_end? !unit !half", meanings.date_told),
    ("on* the? digits date_end? to? digits date_end? of? month|month_short year? year_end?", meanings.dates),
    ("on* month|month_short the? digits date_end? to? digits date_end? year? year_end?", meanings.dates),
    ("on* the? digits date_end !month day_of_month?", meanings.day_of_month),
    ("on* digits day_of_month", meanings.day_of_month),
    ("on* the? holiday year? year_end?", meanings.holiday),
    ("during+ month year? year_end? !digits", meanings.month_told),
    ("during* month year year_end?", meanings.month_told),
    ("month_alone !digits", meanings.month_told),
    ("during|coming|next+ season year?", meanings.month_told),
    ("next? season_alone year?", meanings.month_told),
    ("exactly? in article? few|number|digits unit from_now? exactly?", meanings.later),
    ("exactly? in article? unit from_now? exactly?", meanings.later),
    ("article? few|number|digits unit from_now", meanings.later),
    ("article unit from_now", meanings.later),
    ("unit in few|number|digits unit?", meanings.later),
    ("article? few|number|digits unit ago", meanings.ago),
    ("article? unit ago", meanings.ago),
    ("at_exact number|digits oclock? half_after_at", meanings.hour_told),
    ("at_exact number|digits oclock", meanings.hour_told),
    ("in_unit* the? (next|coming)* few|number|digits unit", meanings.several),
    ("in_unit* the? next+ unit", meanings.next_unit),
    ("in_unit* the? coming+ unit", meanings.this_unit),
    ("in_unit article? unit", meanings.one_unit),
    ("on* the? before_last few|number|digits unit", meanings.last_unit),
    ("on* the? before_last unit", meanings.last_unit),
    ("on* the? (next|coming|before_last)* weekend", meanings.weekend),
    ("on* the? weekend after_next", lambda _: Weekend(next=True)),
    ("on* the? unit after_next", meanings.after_next),
    ("on* workdays", lambda _: SeveralDays()),
    ("on* nearly* the? (coming|nearly)* part", meanings.part),
    ("on* nearly* the? (coming|nearly)* late", lambda _: Mark.LATE),
    ("on* nearly* tonight", lambda _: Mark.TONIGHT),
    ("at* half_past number|digits half?", meanings.hour_told),
    ("at* number|digits half", meanings.hour_told),
    ("at* number|digits part", meanings.hour_of_part),
    ("at number|digits oclock half", meanings.hour_told),
    ("at_exact unit_hour half|half_after_at", meanings.hour_told),
    ("at number|digits oclock", meanings.hour_told),
    ("at+ dotted oclock? half|half_after_at", meanings.hour_told),
    ("at+ dotted", meanings.hour_told),
    ("at_exact number|digits !unit !oclock !date_end !month !half_after_at !feature !counted", meanings.hour_told),
    ("at number|digits at number|digits half?", meanings.hour_told),
    ("at* clock oclock? half|half_after_at", meanings.hour_told),
    ("at* clock", meanings.hour_told),
    ("at* clock to? clock", meanings.hour_told),
    ("at* hour", meanings.hour_told),
    ("at* number|digits half? to number|digits half", meanings.hour_told),
    ("every+ nearly* part|unit|weekday|weekend|workdays|late|number", meanings.every),
    ("every_part", meanings.every),
    ("every+ part|unit|weekday|weekend|workdays|late at+ number|digits half|half_after_at !unit", meanings.every),
    ("every+ part|unit|weekday|weekend|workdays|late at+ number|digits|clock", meanings.every),
    ("on? now", lambda _: Now()),
    ("when", lambda _: Mark.ASKED_WHEN),
)

_PATTERNS = [(Pattern(pattern), meaning) for pattern, meaning in _RULES]


KINDS = frozenset({"name", "feature", "forecast"}).union(*(pattern.kinds for pattern, _ in _PATTERNS))
"""The kinds of phrases that a pack may have: those of the rules, and those that `reading` looks for."""


def phrased(text: str, words: Sequence[Word]) -> Phrased:
    """Return *words* of *text* with the phrases and the numbers that begin at each."""
    found = [list(PHRASES.at(words, start)) for start in range(len(words))]
    is_foreign = has_foreign_weather(text)
    for start, some in enumerate(found):
        for phrase in _FOREIGN_PHRASES.at(words, start):
            if is_foreign or phrase.kind == "name" or _is_foreign_time(words[start : phrase.end]):
                some.append(phrase)
    for start, phrase in numerals(text, words):
        found[start].append(phrase)
    return Phrased(words, found)


def _is_foreign_time(words: Sequence[Word]) -> bool:
    """Whether *words*, a phrase for a time in a language without a pack, are no names: Maine is one."""
    return all(word.key in _FOREIGN_WORDS or word.key[0] > LAST_LATIN for word in words)


def told_times(text: Phrased) -> Iterator[Told]:
    """Yield the times in *text*, of which the longest counts where they overlap."""
    kinds = {phrase.kind for some in text.phrases for phrase in some}
    rules = [(pattern, meaning) for pattern, meaning in _PATTERNS if pattern.may_match(kinds)]
    at = 0
    while at < len(text.words):
        told = _longest(rules, text, at)
        if told is None:
            at += 1
        else:
            yield told
            at = told.end


def _longest(rules: Sequence[_Rule], text: Phrased, start: int) -> Told | None:
    kinds = {phrase.kind for phrase in text.phrases[start]}
    best: Told | None = None
    for pattern, meaning in rules if kinds else ():
        found = None if kinds.isdisjoint(pattern.begins) else pattern.match(text, start)
        if found is None or (best is not None and found.end <= best.end):
            continue
        told = meaning(found)
        if told is not None:
            best = Told(start, found.end, told)
    return best
