"""Free text → what is asked: the time, the quantity, and the text that names the places."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise

from services.places.reading.coordinates import find_coordinates
from services.places.reading.tokens import without_urls
from services.places.reading.words import STREET_PREFIXES, STREET_SUFFIXES
from services.questions.meanings import Mark
from services.questions.models import InDays, InHours, Now, OnDay, Question, SeveralDays, What, When
from services.questions.quantities import Mention, likeliest, mentions_of
from services.questions.subjects import Subject
from services.questions.times import PHRASES, Told, phrased, told_times
from services.questions.when import when_of
from services.questions.words import Phrase, Phrased, Word, words_of

LONGEST_QUESTION = 4096
"""Characters that are read, as many as a Telegram message has: a megabyte would take seconds."""

QUESTIONS_KEPT, LONGEST_KEPT = 500, 100
"""The number of questions that are cached, and the characters of the longest of them."""

LASTING = frozenset({What.RAIN, What.SNOW, What.WIND, What.TEMPERATURE, What.WEATHER, What.WARMER})
"""What a question "when" about asks for several days."""


WITHIN = frozenset({"date", "digits", "dotted", "half", "weekday_joined"})
"""Kinds of phrases for times that phrases for quantities have within them, with another meaning."""


def read_question(text: str, subject: Subject = Subject.NOW) -> Question:
    """Return the question in *text*, which is about *subject* unless it asks for the days to come."""
    return _cached(text, subject) if len(text) <= LONGEST_KEPT else _read_question(text, subject)


def _read_question(text: str, subject: Subject) -> Question:
    text = text[:LONGEST_QUESTION]
    said = without_urls(text)
    words = words_of(said)
    phrases = phrased(said, words).phrases
    names = _names(said, words, phrases)
    mentions = mentions_of(words, names)
    told = _times(words, phrases, names, mentions)
    meanings = [time.meaning for time in told]
    every_day = any(Mark.EVERY_DAY in meaning for meaning in meanings if isinstance(meaning, tuple))
    what = likeliest(mentions, daily=every_day)
    if any(phrase.kind == "forecast" for some in phrases for phrase in some):
        meanings.append(Mark.FORECAST)
    when = when_of(meanings, daily=what is What.DAILY, may_last=what in LASTING)
    if what is What.WARMER and isinstance(when, SeveralDays):
        what = What.TEMPERATURE  # it is days that are compared
    # Single words stay for the reader of places, which knows whether they are parts of names.
    removed: list[Told | Mention] = [
        *_joints(told, phrases),
        *(time for time in told if time.meaning is not Mark.ASKED_WHEN or time.end - time.start > 1),
        *(mention for mention in mentions if mention.is_certain and mention.end - mention.start > 1),
    ]
    if subject is Subject.NOW and _is_later(when):
        subject = Subject.DAYS
    asks = any(mention.is_certain and mention.what is not What.DAILY for mention in mentions)
    return Question(_without(text, words, removed), subject, when, what, asks)


_cached = lru_cache(QUESTIONS_KEPT)(_read_question)


def _is_later(when: When | None) -> bool:
    if isinstance(when, OnDay):
        return not isinstance(when.day, InDays) or when.day.days > 0
    return when is not None and not isinstance(when, Now | InHours)


def _names(text: str, words: Sequence[Word], phrases: Sequence[Sequence[Phrase]]) -> set[int]:
    """Return the positions of words that are parts of names: Sun City, Tuesday Creek, 8 Марта after a street."""
    taken: set[int] = set()
    for start, some in enumerate(phrases):
        ends = [phrase.end for phrase in some if phrase.kind == "name"]
        if ends:
            taken.update(range(start, max(ends)))
        if start + 1 < len(words) and _is_name_with_comma(words[start], words[start + 1]):
            taken.update((start, start + 1))
        is_feature = start > 0 and words[start].capital and any(phrase.kind == "feature" for phrase in some)
        if is_feature and words[start - 1].capital and not words[start].gap.strip():
            taken.update((start - 1, start))
        is_street = start > 0 and words[start].key in STREET_SUFFIXES and words[start - 1].capital
        if is_street and not words[start].gap.strip():
            taken.update((start - 1, start))
    spots = [(spot.start, spot.end) for spot in find_coordinates(text)] if "." in text or "," in text else []
    taken.update(
        position for position, word in enumerate(words) if any(start <= word.start < end for start, end in spots)
    )
    return taken


def _is_name_with_comma(word: Word, following: Word) -> bool:
    """Whether two words are a name and its region: "Sunrise, Florida"."""
    if following.gap.strip() != ",":
        return False
    pair = (word, replace(following, gap=" "))
    return any(phrase.kind == "name" and phrase.end == len(pair) for phrase in PHRASES.at(pair, 0))


def _times(
    words: Sequence[Word],
    phrases: Sequence[Sequence[Phrase]],
    names: set[int],
    mentions: Iterable[Mention],
) -> list[Told]:
    """Return the times that are told, without those in names and in *mentions* of quantities: sun cream, PM2.5."""
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
            if names.isdisjoint(range(start, phrase.end)) and not (start in within and phrase.kind in WITHIN)
        ]
        for start, some in enumerate(phrases)
    ]
    found: list[Told] = []
    for told in told_times(Phrased(words, free)):
        joined = found[-1:] and found[-1].end == told.start
        before = words[told.start].gap == "-" and not joined and told.start > 0
        after = told.end < len(words) and words[told.end].gap == "-" and not free[told.end]
        if not (before or after or _is_street(words, told)):
            found.append(told)
    return found


def _joints(told: Sequence[Told], phrases: Sequence[Sequence[Phrase]]) -> Iterator[Told]:
    """Yield the words between two times: "from tomorrow to Friday"."""
    for first, second in pairwise(told):
        if any(phrase.kind == "to" and phrase.end == second.start for phrase in phrases[first.end]):
            yield Told(first.end, second.start, ())


def _is_street(words: Sequence[Word], told: Told) -> bool:
    """Whether it is what a street has its name from: ул. 8 Марта, 5th Avenue."""
    first, end = words[told.start], told.end
    named = told.start > 0 and words[told.start - 1].key in STREET_PREFIXES and "," not in first.gap
    road = end < len(words) and words[end].key in STREET_SUFFIXES and not words[end].gap.strip()
    return named or road


def _without(text: str, words: Sequence[Word], removed: Iterable[Told | Mention]) -> str:
    kept: list[str] = []
    at = 0
    for start, end in sorted((words[one.start].start, words[one.end - 1].end) for one in removed):
        if start > at or not kept:
            kept.append(text[at:start])
        at = max(at, end)
    return " ".join([*kept, text[at:]])
