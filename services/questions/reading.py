"""Reading of a question in free text: its time, its quantity, and the text that names its places."""

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
from services.questions.models import InDays, InHours, NextHours, Now, OnDay, Quantity, Question, When
from services.questions.quantities import COMPARISONS, Mention, find_mentions, likeliest_quantity
from services.questions.subjects import Subject
from services.questions.talk import is_code_or_link, read_small_talk
from services.questions.times import PHRASES, TimePhrase, find_times, with_phrases
from services.questions.when import time_from_meanings
from services.questions.words import Phrase, PhrasedText, Word, split_words

MAX_QUESTION_LENGTH = 4096
"""Maximum length of a text that is read, in characters, which is that of a Telegram message."""

MAX_CACHED_QUESTIONS, MAX_CACHED_LENGTH = 500, 100
"""Maximum number of cached questions, and maximum length of their texts, in characters."""

LASTING_QUANTITIES = frozenset(
    {
        Quantity.RAIN,
        Quantity.SNOW,
        Quantity.THUNDER,
        Quantity.WIND,
        Quantity.TEMPERATURE,
        Quantity.WEATHER,
        *COMPARISONS,
    }
)
"""Quantities for which the question "when" asks for several days."""


NO_TIMES_IN_QUANTITIES = frozenset({"date", "digits", "dotted", "half", "weekday_joined"})
"""Kinds of phrases for times that mean no time within a phrase for a quantity, as the numbers in "PM2.5"."""


_HERE = re.compile(rf"\b(?:{'|'.join(language.talk.here for language in LANGUAGES)})\b", re.IGNORECASE)

MAX_HERE_LENGTH = 80
"""Maximum length, in characters, of a text that is searched for words for the user's location."""

NOT_IN_NAMES = REQUEST_WORDS | QUESTION_WORDS | WEATHER_WORDS
"""Words that make a text a question about the weather, even beside names of places."""


def read_question(text: str, subject: Subject = Subject.NOW) -> Question:
    """Return the question in *text*, about *subject* unless the text names a later time."""
    return _cached(text, subject) if len(text) <= MAX_CACHED_LENGTH else _read_question(text, subject)


def asks_about_here(question: Question, text: str) -> bool:
    """Return whether *question*, read from *text*, says "here" or the like, and names no place."""
    if len(text) > MAX_HERE_LENGTH or not _HERE.search(text):
        return False
    return replace(question, places=_HERE.sub(" ", question.places)).is_bare


def names_only_places(text: str) -> bool:
    """Return whether *text*, which answers a request for names, can consist of names: it asks no question."""
    question = read_question(text)
    asked = question.quantity is not Quantity.WEATHER or question.when is not None or question.asks_for_weather
    if asked or "?" in text or is_code_or_link(text) or read_small_talk(text) is not None:
        return False
    keys = [word.key for word in split_words(text[:MAX_QUESTION_LENGTH])]
    return bool(keys) and keys[0] not in OPENING_WORDS and NOT_IN_NAMES.isdisjoint(keys)


def _read_question(text: str, subject: Subject) -> Question:
    text = text[:MAX_QUESTION_LENGTH]
    said = without_urls(text)
    words = split_words(said)
    phrases = with_phrases(said, words).phrases
    names = _names(said, words, phrases)
    mentions = find_mentions(words, names)
    times = _times(words, phrases, names, mentions)
    meanings = [time.meaning for time in times]
    every_day = any(Hint.EVERY_DAY in meaning for meaning in meanings if isinstance(meaning, tuple))
    quantity = likeliest_quantity(mentions, daily=every_day)
    if any(phrase.kind == "forecast" for some in phrases for phrase in some):
        meanings.append(Hint.FORECAST)
    past = any(word.key in PAST_VERBS for word in words)
    when = time_from_meanings(
        meanings, daily=quantity is Quantity.DAILY, may_last=quantity in LASTING_QUANTITIES, past=past
    )
    # Single words stay in the text, because the reader of places knows whether they are parts of names.
    removed: list[TimePhrase | Mention] = [
        *_words_between(times, phrases),
        *(
            time
            for time in times
            if time.meaning not in {Hint.ASKED_WHEN, Hint.ENDING} or time.end - time.start > 1
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
    return Question(_without(text, words, removed), subject, when, quantity, asks)


def _after_question_word(mention: Mention, words: Sequence[Word]) -> Mention:
    """Return *mention* without its first word if that is a question word, as in "how many degrees"."""
    return replace(mention, start=mention.start + (words[mention.start].key in QUESTION_WORDS))


_cached = lru_cache(MAX_CACHED_QUESTIONS)(_read_question)


def _is_later(when: When | None) -> bool:
    if isinstance(when, OnDay):
        return not isinstance(when.day, InDays) or when.day.days > 0
    return when is not None and not isinstance(when, Now | InHours | NextHours)


def _names(text: str, words: Sequence[Word], phrases: Sequence[Sequence[Phrase]]) -> set[int]:
    """Return the positions of words that are parts of names, such as Sun City or Tuesday Creek."""
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
    """Return whether two words are a name and its region, as in "Sunrise, Florida"."""
    if following.gap.strip() != ",":
        return False
    pair = (word, replace(following, gap=" "))
    return any(phrase.kind == "name" and phrase.end == len(pair) for phrase in PHRASES.at(pair, 0))


def _times(
    words: Sequence[Word],
    phrases: Sequence[Sequence[Phrase]],
    names: set[int],
    mentions: Iterable[Mention],
) -> list[TimePhrase]:
    """Return the phrases for times, except in *names* and in *mentions* of quantities such as PM2.5."""
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
            and not (start in within and phrase.kind in NO_TIMES_IN_QUANTITIES)
        ]
        for start, some in enumerate(phrases)
    ]
    found: list[TimePhrase] = []
    for times in find_times(PhrasedText(words, free)):
        joined = found[-1:] and found[-1].end == times.start
        before = words[times.start].gap == "-" and not joined and times.start > 0
        after = times.end < len(words) and words[times.end].gap == "-" and not free[times.end]
        if not (before or after or _is_in_street_name(words, times)):
            found.append(times)
    return found


def _words_between(times: Sequence[TimePhrase], phrases: Sequence[Sequence[Phrase]]) -> Iterator[TimePhrase]:
    """Yield the words between two phrases for times, such as "to" in "from tomorrow to Friday"."""
    for first, second in pairwise(times):
        if any(phrase.kind == "to" and phrase.end == second.start for phrase in phrases[first.end]):
            yield TimePhrase(first.end, second.start, ())


def _is_in_street_name(words: Sequence[Word], times: TimePhrase) -> bool:
    """Return whether the phrase is part of the name of a street, as in "5th Avenue"."""
    first, end = words[times.start], times.end
    named = times.start > 0 and words[times.start - 1].key in STREET_PREFIXES and "," not in first.gap
    road = end < len(words) and words[end].key in STREET_SUFFIXES and not words[end].gap.strip()
    return named or road


def _without(text: str, words: Sequence[Word], removed: Iterable[TimePhrase | Mention]) -> str:
    kept: list[str] = []
    at = 0
    for start, end in sorted((words[one.start].start, words[one.end - 1].end) for one in removed):
        if start > at or not kept:
            kept.append(text[at:start])
        at = max(at, end)
    return " ".join([*kept, text[at:]])
