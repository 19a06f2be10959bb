"""Reading of a question in free text: the time, the quantity, and the remaining text, which names the places."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise

from services.languages import LANGUAGES
from services.places.reading.coordinates import find_coordinates
from services.places.reading.tokens import without_urls
from services.places.reading.words import (
    OPENING_WORDS,
    PAST_VERBS,
    QUESTION_WORDS,
    REQUEST_WORDS,
    STREET_PREFIXES,
    STREET_SUFFIXES,
    WEATHER_WORDS,
)
from services.questions.meanings import Hint
from services.questions.models import InDays, InHours, NextHours, Now, OnDay, Quantity, Question, UnclearTime, When
from services.questions.quantities import COMPARISONS, Mention, find_mentions, likeliest_quantity
from services.questions.subjects import Subject
from services.questions.talk import is_code_or_link, read_small_talk
from services.questions.times import TIME_PHRASES, TimePhrase, find_phrases, find_times
from services.questions.when import time_from_meanings
from services.questions.words import Phrase, PhrasedText, Word, split_words, with_plain_characters

MAX_QUESTION_LENGTH = 4096
"""Maximum number of characters of a text that are read, which is the maximum length of a Telegram message."""

MAX_CACHED_QUESTIONS, MAX_CACHED_LENGTH = 500, 100
"""Maximum number of questions in the cache, and maximum length of the text of each, in characters."""

LASTING_QUANTITIES = frozenset(
    {
        Quantity.RAIN,
        Quantity.SNOW,
        Quantity.THUNDER,
        Quantity.HAIL,
        Quantity.FOG,
        Quantity.ICE,
        Quantity.FROST,
        Quantity.STORM,
        Quantity.WIND,
        Quantity.TEMPERATURE,
        Quantity.WEATHER,
        *COMPARISONS,
    }
)
"""Quantities for which the question "when" needs the forecast of several days, as in "when will it rain"."""


NO_TIMES_IN_QUANTITIES = frozenset({"date", "digits", "dotted", "half", "weekday_joined"})
"""Kinds of time phrases to ignore inside a phrase for a quantity: "2.5" in "PM2.5" is not a date."""


RANGE_VALUE = "range"
"""The value, in `times.txt`, of words such as "until" between the first and the last day of a range."""

UNREAD_KINDS = frozenset({"month", "weekend", "unit_year", "after_next", "season"})
UNREAD_UNITS = frozenset({("unit", "week"), ("unit", "fortnight"), ("unit", "month")})
"""Kinds of words that mean a time even if no rule reads them, so that the answer never shows the weather now."""

MIN_MONTH_LENGTH = 6
"""Minimum number of letters of a month's name that is no other word, as "may" and "march" are."""

_HERE_WORDS = re.compile(rf"\b(?:{'|'.join(language.talk.here for language in LANGUAGES)})\b", re.IGNORECASE)

MAX_HERE_LENGTH = 80
"""Maximum length, in characters, of a text that is searched for words such as "here" and "near me"."""

WORDS_OF_QUESTIONS = REQUEST_WORDS | QUESTION_WORDS | WEATHER_WORDS
"""Words that show that a text is a question about the weather, not only a list of places."""


def read_question(text: str, subject: Subject = Subject.NOW) -> Question:
    """Return the question in *text*; its subject is *subject* unless *text* names a later time than now."""
    return (
        _read_cached_question(text, subject) if len(text) <= MAX_CACHED_LENGTH else _read_question(text, subject)
    )


def asks_about_here(question: Question, text: str) -> bool:
    """Return whether *question*, read from *text*, asks about the user's location, as in "rain here?"."""
    if len(text) > MAX_HERE_LENGTH or not _HERE_WORDS.search(text):
        return False
    return replace(question, places=_HERE_WORDS.sub(" ", question.places)).is_bare


def names_only_places(text: str) -> bool:
    """Return whether *text*, a reply to the bot's request for places, may be names of places, not a question."""
    question = read_question(text)
    asked = question.quantity is not Quantity.WEATHER or question.when is not None or question.asks_for_weather
    if asked or "?" in text or is_code_or_link(text) or read_small_talk(text) is not None:
        return False
    keys = [word.key for word in split_words(text[:MAX_QUESTION_LENGTH])]
    return bool(keys) and keys[0] not in OPENING_WORDS and WORDS_OF_QUESTIONS.isdisjoint(keys)


def _read_question(text: str, subject: Subject) -> Question:
    text = with_plain_characters(text[:MAX_QUESTION_LENGTH])
    said = without_urls(text)
    words = split_words(said)
    said = said[: words[-1].end] if words else ""
    phrases = find_phrases(said, words).phrases
    names = _name_positions(said, words, phrases)
    mentions = find_mentions(words, names)
    times = list(_with_words_between(_find_time_phrases(words, phrases, names, mentions), phrases))
    meanings = [time.meaning for time in times]
    every_day = any(Hint.EVERY_DAY in meaning for meaning in meanings if isinstance(meaning, tuple))
    mentions += _interrupted_mentions(words, times, names)
    quantity = likeliest_quantity(mentions, is_daily=every_day)
    if any(phrase.kind == "forecast" for some in phrases for phrase in some):
        meanings.append(Hint.FORECAST)
    if any(mention.names_days for mention in mentions):
        meanings.append(Hint.ASKED_WHEN)
    taken = {place for phrase in (*times, *mentions) for place in range(phrase.start, phrase.end)} | names
    if any(_is_unread_time(words, phrases, place) for place in range(len(words)) if place not in taken):
        meanings.append(UnclearTime())
    past = any(word.key in PAST_VERBS for word in words)
    when = time_from_meanings(
        meanings,
        is_push_request=quantity is Quantity.DAILY,
        when_means_days=quantity in LASTING_QUANTITIES,
        is_past=past,
    )
    # Mentions of one word stay in the text: `services.places` decides whether the word is part of a name.
    removed: list[TimePhrase | Mention] = [
        *(
            time
            for time in times
            if not _is_remark_about_holiday(time)
            and (time.meaning not in {Hint.ASKED_WHEN, Hint.ENDING} or time.end - time.start > 1)
        ),
        *(
            _after_question_word(mention, words)
            for mention in mentions
            if mention.is_certain and mention.end - mention.start > 1
        ),
    ]
    if subject is Subject.NOW and _is_later(when):
        subject = Subject.DAYS
    asks = any(mention.is_certain and mention.quantity is not Quantity.DAILY for mention in mentions)
    return Question(_without_phrases(text, words, removed), subject, when, quantity, asks)


def _interrupted_mentions(words: Sequence[Word], times: Sequence[TimePhrase], names: set[int]) -> list[Mention]:
    """Return a mention of the first word for each quantity phrase with a time inside: «можно ли завтра ехать»."""
    taken = {place for time in times for place in range(time.start, time.end)}
    kept = [place for place in range(len(words)) if place not in taken]
    if not times or not kept:
        return []
    rest = [words[place] for place in kept]
    taken_names = {index for index, place in enumerate(kept) if place in names}
    return [
        replace(found, start=kept[found.start], end=kept[found.start] + 1)
        for found in find_mentions(rest, taken_names)
        if found.is_certain and kept[found.end - 1] - kept[found.start] >= found.end - found.start
    ]


def _is_remark_about_holiday(phrase: TimePhrase) -> bool:
    return isinstance(phrase.meaning, tuple) and Hint.REMARK in phrase.meaning


def _after_question_word(mention: Mention, words: Sequence[Word]) -> Mention:
    """Return *mention* without its first word if that word is a question word, as "how" in "how many degrees"."""
    return replace(mention, start=mention.start + (words[mention.start].key in QUESTION_WORDS))


_read_cached_question = lru_cache(MAX_CACHED_QUESTIONS)(_read_question)


def _is_later(when: When | None) -> bool:
    if isinstance(when, OnDay):
        return not isinstance(when.day, InDays) or when.day.days > 0
    return when is not None and not isinstance(when, Now | InHours | NextHours)


def _name_positions(text: str, words: Sequence[Word], phrases: Sequence[Sequence[Phrase]]) -> set[int]:
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
    return any(phrase.kind == "name" and phrase.end == len(pair) for phrase in TIME_PHRASES.starting_at(pair, 0))


def _find_time_phrases(
    words: Sequence[Word],
    phrases: Sequence[Sequence[Phrase]],
    names: set[int],
    mentions: Sequence[Mention],
) -> list[TimePhrase]:
    """Return the phrases for times outside *names* and outside *mentions* of quantities: not "2.5" in "PM2.5"."""
    within = {
        place
        for mention in mentions
        if mention.end - mention.start > 1
        for place in range(mention.start, mention.end)
    }
    free: list[list[Phrase]] = [
        [
            phrase
            for phrase in some
            if names.isdisjoint(range(start, phrase.end))
            and not _continues_name(words, phrases, start)
            and not (start in within and phrase.kind in NO_TIMES_IN_QUANTITIES)
        ]
        for start, some in enumerate(phrases)
    ]
    # "sat" is read as Saturday, not as a verb, before a word for a quantity: "skiing in Chamonix sat snowing?"
    for start in {mention.start - 1 for mention in mentions} & set(range(len(words))):
        free[start] += [
            replace(phrase, kind="weekday")
            for phrase in free[start]
            if phrase.kind in {"weekday_short", "weekday_joined"} and phrase.end == start + 1
        ]
    found: list[TimePhrase] = []
    for times in find_times(PhrasedText(words, free)):
        joined = found[-1:] and found[-1].end == times.start
        before = words[times.start].gap == "-" and not joined and times.start > 0
        after = times.end < len(words) and words[times.end].gap == "-" and not free[times.end]
        if not (before or after or _is_in_street_name(words, times)):
            found.append(times)
    return found


def _continues_name(words: Sequence[Word], phrases: Sequence[Sequence[Phrase]], start: int) -> bool:
    """Return whether a hyphen joins the word *start* to a previous word that names no time, as in "Нарьян-Мар"."""
    return start > 0 and words[start].gap == "-" and not phrases[start - 1]


def _with_words_between(times: Sequence[TimePhrase], phrases: Sequence[Sequence[Phrase]]) -> Iterator[TimePhrase]:
    """Yield *times*, and the words between two of them, such as "to" in "tomorrow to Friday", as phrases."""
    yield from times[:1]
    for first, second in pairwise(times):
        for phrase in phrases[first.end] if first.end < second.start else ():
            if phrase.kind == "to" and phrase.end == second.start:
                yield TimePhrase(first.end, second.start, Hint.RANGE if phrase.value == RANGE_VALUE else Hint.AND)
                break
        yield second


def _is_unread_time(words: Sequence[Word], phrases: Sequence[Sequence[Phrase]], start: int) -> bool:
    """Return whether the word *start*, which no rule reads, is part of a time: "month" in "Oslo mid-month"."""
    word = words[start]
    is_part_of_name = word.gap == "-" or (start + 1 < len(words) and words[start + 1].gap == "-")
    return not is_part_of_name and any(
        (phrase.kind in UNREAD_KINDS or (phrase.kind, phrase.value) in UNREAD_UNITS)
        and (phrase.kind != "month" or len(word.key) >= MIN_MONTH_LENGTH)
        for phrase in phrases[start]
        if phrase.end == start + 1
    )


def _is_in_street_name(words: Sequence[Word], phrase: TimePhrase) -> bool:
    """Return whether *phrase* is part of the name of a street, as "5th" is in "5th Avenue"."""
    first, end = words[phrase.start], phrase.end
    has_prefix = phrase.start > 0 and words[phrase.start - 1].key in STREET_PREFIXES and "," not in first.gap
    has_suffix = end < len(words) and words[end].key in STREET_SUFFIXES and not words[end].gap.strip()
    return has_prefix or has_suffix


def _without_phrases(text: str, words: Sequence[Word], removed: Iterable[TimePhrase | Mention]) -> str:
    kept: list[str] = []
    at = 0
    for start, end in sorted((words[one.start].start, words[one.end - 1].end) for one in removed):
        if start > at or not kept:
            kept.append(text[at:start])
        at = max(at, end)
    return " ".join([*kept, text[at:]])
