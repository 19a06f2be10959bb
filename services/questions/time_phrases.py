"""Finds the phrases for times in a text, outside names of places such as "Sun City"."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from types import UnionType

from services.languages import LANGUAGES
from services.places.reading.coordinates import find_coordinates
from services.places.reading.words import STREET_PREFIXES, STREET_SUFFIXES
from services.questions.day_ranges import DAY_REFERENCE_TYPES
from services.questions.meanings import RANGE_VALUE, Hint
from services.questions.named_times import DayPart, InDays, Now, SeveralDays, UnclearTime
from services.questions.quantities import QuantityPhrase
from services.questions.times import TIME_PHRASES, TimePhrase, match_time_rules
from services.questions.words import Phrase, PhrasedText, Word

_NEGATION = re.compile("|".join(language.talk.negations for language in LANGUAGES))

KINDS_IGNORED_IN_QUANTITIES = frozenset({"date", "digits", "dotted", "final_number", "half", "weekday_joined"})
"""Kinds of time phrases to ignore inside a phrase for a quantity: "2.5" in "PM2.5" is not a date."""


CERTAIN_KIND_BY_AMBIGUOUS_KIND = {
    "weekday_short": "weekday",
    "weekday_joined": "weekday",
    "ordinal_date": "ordinal_day",
}
"""Maps the kinds of ambiguous words, such as "sat", to the kinds of words that certainly mean a time, such as
"Saturday"."""

KINDS_IMPLYING_A_TIME = frozenset({"month", "weekend", "unit_year", "after_next", "season"})
UNITS_IMPLYING_A_TIME = frozenset({("unit", "week"), ("unit", "fortnight"), ("unit", "month")})
"""Kinds, and pairs (kind, value), of phrases that name a time even if no rule matches them.

A text with one of these phrases never asks about now.
"""

MIN_CERTAIN_MONTH_NAME_LENGTH = 6
"""Minimum number of letters of a month's name that certainly means a time; "may" and "march" are also other
words."""


def find_name_positions(text: str, words: Sequence[Word], phrases: Sequence[Sequence[Phrase]]) -> set[int]:
    """Return the indices of *words* that are parts of names, such as "sun" in "Sun City"."""
    taken: set[int] = set()
    for start, some in enumerate(phrases):
        ends = [phrase.end for phrase in some if phrase.kind == "name"]
        if ends:
            taken.update(range(start, max(ends)))
        if start + 1 < len(words) and _is_name_with_comma(words[start], words[start + 1]):
            taken.update((start, start + 1))
        is_feature = start > 0 and words[start].is_capitalized and any(phrase.kind == "feature" for phrase in some)
        if is_feature and words[start - 1].is_capitalized and not words[start].gap.strip():
            taken.update((start - 1, start))
        if (
            start > 0
            and words[start].key in STREET_SUFFIXES
            and not words[start].gap.strip()
            and words[start - 1].is_capitalized
        ):
            taken.update((start - 1, start))
    spots = [(spot.start, spot.end) for spot in find_coordinates(text)] if "." in text or "," in text else []
    taken.update(
        position for position, word in enumerate(words) if any(start <= word.start < end for start, end in spots)
    )
    return taken


def _is_name_with_comma(word: Word, following: Word) -> bool:
    """Return whether *word*, a comma and *following* are a name and its region, as in "Sunrise, Florida"."""
    if following.gap.strip() != ",":
        return False
    pair = (word, replace(following, gap=" "))
    return any(
        phrase.kind == "name" and phrase.end == len(pair) for phrase in TIME_PHRASES.phrases_starting_at(pair, 0)
    )


def find_time_phrases(
    words: Sequence[Word],
    phrases: Sequence[Sequence[Phrase]],
    name_positions: set[int],
    quantity_phrases: Sequence[QuantityPhrase],
    *,
    max_counted_days: int,
) -> list[TimePhrase]:
    """Return the phrases for times outside of names; the "2.5" in "PM2.5", a quantity, is no date.

    The word between two times, such as "to" in "tomorrow to Friday", is a phrase of its own. A number up to
    *max_counted_days* at the beginning or end of *words* is a number of days: "/forecast Oslo 10".
    """
    within = {
        place
        for phrase in quantity_phrases
        if phrase.end - phrase.start > 1
        for place in range(phrase.start, phrase.end)
    }
    free: list[list[Phrase]] = [
        [
            phrase
            for phrase in some
            if name_positions.isdisjoint(range(start, phrase.end))
            and not _continues_name(words, phrases, start)
            and not (start in within and phrase.kind in KINDS_IGNORED_IN_QUANTITIES)
        ]
        for start, some in enumerate(phrases)
    ]
    # Beside a word for a quantity, "sat" means Saturday, and «восьмого» means a date: "Chamonix sat snowing?"
    beside = {place for phrase in quantity_phrases for place in (phrase.start - 1, phrase.end)}
    for start in beside & set(range(len(words))):
        free[start] += [
            replace(phrase, kind=CERTAIN_KIND_BY_AMBIGUOUS_KIND[phrase.kind])
            for phrase in free[start]
            if phrase.kind in CERTAIN_KIND_BY_AMBIGUOUS_KIND and phrase.end == start + 1
        ]
    found: list[TimePhrase] = []
    for times in match_time_rules(PhrasedText(words, free)):
        joined = found[-1:] and found[-1].end == times.start
        before = words[times.start].gap == "-" and not joined and times.start > 0
        after = times.end < len(words) and words[times.end].gap == "-" and not free[times.end]
        if not (before or after or _is_in_street_name(words, times) or _is_greeting(words, times)):
            found.append(times)
    return list(
        _with_words_between_times(
            _with_bare_number_as_days(found, words, free, name_positions, max_counted_days), phrases
        )
    )


def without_negated_days(time_phrases: Sequence[TimePhrase], words: Sequence[Word]) -> list[TimePhrase]:
    """Return *time_phrases* without the meanings of days, or of parts of a day, that *words* negate.

    In "not today, tomorrow", the phrase of today gets no meaning, and begins with the negation. Days keep
    their meanings if *words* negate all days. Parts of a day keep their meanings if *words* negate all parts.
    """
    for types in (DAY_REFERENCE_TYPES, DayPart):
        time_phrases = _without_negated_of_types(time_phrases, words, types)
    return list(time_phrases)


def _without_negated_of_types(
    times: Sequence[TimePhrase], words: Sequence[Word], types: type | UnionType
) -> Sequence[TimePhrase]:
    days = [time for time in times if isinstance(time.meaning, types)] if len(times) > 1 else []
    negated = [time for time in days if time.start and _NEGATION.fullmatch(words[time.start - 1].key)]
    if len(negated) == len(days):
        return times
    return [replace(time, start=time.start - 1, meaning=()) if time in negated else time for time in times]


def _is_greeting(words: Sequence[Word], phrase: TimePhrase) -> bool:
    """Return whether *phrase* is a greeting before a question, such as "Morning" in "Morning, Rome today?"."""
    is_first = phrase.start == 0 and isinstance(phrase.meaning, DayPart)
    return is_first and phrase.end < len(words) and "!" in words[phrase.end].gap


def _continues_name(words: Sequence[Word], phrases: Sequence[Sequence[Phrase]], start: int) -> bool:
    """Return whether a hyphen joins the word *start* to a word that names no time, as in "Нарьян-Мар"."""
    return start > 0 and words[start].gap == "-" and not phrases[start - 1]


def _with_bare_number_as_days(
    times: Sequence[TimePhrase],
    words: Sequence[Word],
    phrases: Sequence[Sequence[Phrase]],
    name_positions: set[int],
    maximum: int,
) -> list[TimePhrase]:
    """Return *times*; if *words* begin or end with a number, add the number as a number of days.

    Numbers at *name_positions* are parts of names, and are ignored. The number is in figures or is a word such as
    "ten". The number 0 gives an UnclearTime.
    """
    has_name = any(not word.key.isdecimal() for word in words)  # "59, 10" may be coordinates
    for position in sorted({0, len(words) - 1} - name_positions) if maximum and has_name else ():
        beside = [time for time in times if time.start <= position < time.end]
        is_free = all(time.end - time.start == 1 for time in beside)
        number = _number_at(position, words, phrases)
        if is_free and number is not None and number <= maximum and words[position].gap.strip() in {"", ","}:
            meaning = SeveralDays(number) if number else UnclearTime()
            count = TimePhrase(position, position + 1, meaning)
            return sorted([*(time for time in times if time not in beside), count], key=lambda time: time.start)
    return list(times)


def _number_at(position: int, words: Sequence[Word], phrases: Sequence[Sequence[Phrase]]) -> int | None:
    """Return the number that the word at *position* means; None if the word is not a number by itself."""
    if words[position].key.isdecimal():
        return int(words[position].key)
    numbers = (phrase.value for phrase in phrases[position] if phrase.kind == "number")
    is_last = position == len(words) - 1
    return next((int(value) for value in numbers if is_last and value.isdecimal()), None)


def _with_words_between_times(
    times: Sequence[TimePhrase], phrases: Sequence[Sequence[Phrase]]
) -> Iterator[TimePhrase]:
    """Yield *times* and, as phrases, words such as "to" between two times: "tomorrow to Friday"."""
    yield from times[:1]
    for first, second in pairwise(times):
        for phrase in phrases[first.end] if first.end < second.start else ():
            if phrase.kind == "to" and phrase.end == second.start:
                yield TimePhrase(first.end, second.start, Hint.RANGE if phrase.value == RANGE_VALUE else Hint.AND)
                break
        yield second


def has_unread_time(
    words: Sequence[Word],
    phrases: Sequence[Sequence[Phrase]],
    name_positions: set[int],
    known_phrases: Sequence[TimePhrase | QuantityPhrase],
) -> bool:
    """Return whether a word outside of names and *known_phrases* names a time, such as "month"."""
    taken = {place for phrase in known_phrases for place in range(phrase.start, phrase.end)} | name_positions
    return any(_is_unread_time(words, phrases, place) for place in range(len(words)) if place not in taken)


def _is_unread_time(words: Sequence[Word], phrases: Sequence[Sequence[Phrase]], start: int) -> bool:
    """Return whether the word *start*, which no rule matches, is part of a time: "month" in "Oslo mid-month"."""
    word = words[start]
    is_part_of_name = word.gap == "-" or (start + 1 < len(words) and words[start + 1].gap == "-")
    return not is_part_of_name and any(
        (phrase.kind in KINDS_IMPLYING_A_TIME or (phrase.kind, phrase.value) in UNITS_IMPLYING_A_TIME)
        and (phrase.kind != "month" or len(word.key) >= MIN_CERTAIN_MONTH_NAME_LENGTH)
        for phrase in phrases[start]
        if phrase.end == start + 1
    )


def _is_in_street_name(words: Sequence[Word], phrase: TimePhrase) -> bool:
    """Return whether *phrase* is part of the name of a street, as "5th" is in "5th Avenue"."""
    first, end = words[phrase.start], phrase.end
    # A date beside the word «улица» may be a street's name, but "tomorrow" is not: «на улице завтра».
    meaning = phrase.meaning[0] if isinstance(phrase.meaning, tuple) and phrase.meaning else phrase.meaning
    is_date = not isinstance(meaning, InDays | DayPart | Now)
    is_after_prefix = phrase.start > 0 and words[phrase.start - 1].key in STREET_PREFIXES
    has_prefix = is_date and is_after_prefix and "," not in first.gap
    has_suffix = end < len(words) and words[end].key in STREET_SUFFIXES and not words[end].gap.strip()
    return has_prefix or has_suffix
