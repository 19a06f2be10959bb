"""Finds a list of hours or parts of a day, such as "at 10, 14 and 18", and returns a text for each of them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from services.languages import LANGUAGES
from services.questions.clock import NOON, precedes_in_half_day
from services.questions.meanings import RANGE_VALUE
from services.questions.patterns import LIST_SEPARATORS, Pattern, PatternMatch
from services.questions.times import find_phrases
from services.questions.words import PhrasedText, Word, split_words, with_plain_characters

MAX_LISTED_HOURS = 8
"""Maximum number of hours that are read from a list; further hours are ignored."""

MAX_CACHED_HOUR_LISTS = 500
"""Maximum number of texts whose hours are cached; the callers limit the length of a text."""

HALF_OF_DAY_KINDS = frozenset({"half", "half_after_at", "part"})
"""Kinds of phrases after an hour that name the half of the day, such as "pm" and "in the morning"."""

PART_OF_DAY_KINDS = frozenset({"part", "late"})
"""Kinds of phrases that name a part of the day, such as "in the morning" and "at night"."""

_HOUR_PATTERN_ITEMS = "half_past? number|digits|clock|dotted|hour oclock? half|half_after_at|part?"
_NO_COUNT_OR_DATE_FOLLOWS = "!unit !date_end !month !month_short !counted !feature"

_DAY_PATTERN = Pattern("on* coming* day|weekday|weekday_short|tonight")
_NOW_PATTERN = Pattern("on? now")
_HOUR_PATTERN = Pattern(f"at* {_HOUR_PATTERN_ITEMS} {_NO_COUNT_OR_DATE_FOLLOWS}")
_RANGE_PATTERNS = (
    Pattern(f"at* {_HOUR_PATTERN_ITEMS} to|dash {_HOUR_PATTERN_ITEMS} {_NO_COUNT_OR_DATE_FOLLOWS}"),
    Pattern("at* clock_range oclock?"),
)

_SEPARATING_WORD = re.compile("|".join(language.talk.separators for language in LANGUAGES))

_WordSpan = tuple[int, int]
"""The index of the first word of a span, and the index of the word after the span."""


@dataclass(frozen=True, slots=True)
class HourText:
    """A text with one hour of a list."""

    text: str
    bare_number: int | None
    """The written hour, from 0 to 12, if the text does not say whether it is before or after noon; else None."""


@dataclass(frozen=True, slots=True)
class _ListedTime:
    """An hour of a list, a range of hours such as "from 9 to 12", a part of a day, or "now"."""

    prepositions: _WordSpan | None
    """The words such as "at" before the hour; None for "now", "noon" and "evening", which need no preposition."""
    hour: _WordSpan
    """The words of the hour, without prepositions: "9 am"."""
    number: int | None
    """The hour from 0 to 24; None for a range, for "now", and for a time such as "15:00" and "noon"."""
    half: _WordSpan | None
    """The words that name the half of the day, such as "pm"; None if no such words stand beside the hour."""
    day: _WordSpan | None
    """The words before or after the hour that name its day; None if no words name the day."""

    @property
    def start(self) -> int:
        """The index of the first word of the hour, its prepositions and its day."""
        return min(span[0] for span in (self.prepositions, self.hour, self.half, self.day) if span is not None)

    @property
    def is_half_first(self) -> bool:
        """Whether the half of the day is named before the hour, as in "in the evening at 9"."""
        return self.half is not None and self.half[0] < self.hour[0]

    @property
    def end(self) -> int:
        """The index of the word after the hour and its day."""
        return max(self.hour[1], self.day[1]) if self.day else self.hour[1]


@lru_cache(MAX_CACHED_HOUR_LISTS)  # each message is searched for hours, and many messages have the same text
def texts_for_listed_hours(text: str) -> Sequence[HourText]:
    """Return a text for each hour of the list of hours in *text*, at most MAX_LISTED_HOURS texts.

    For "Oslo tomorrow at 9 and 18", return "Oslo tomorrow at 9" and "Oslo tomorrow at 18". If an hour has no day,
    no preposition or no word such as "pm", take the missing words from another hour. Return an empty list if
    *text* has no list of hours.
    """
    text = with_plain_characters(text)
    words = split_words(text)
    phrased = find_phrases(text, words)
    # Words such as "after" and "between" belong to the time that follows.
    after_bounds = {one.end for some in phrased.phrases for one in some if one.kind == "at" and one.value}
    start = 0
    while start < len(words):
        listed = _listed_times_at(phrased, start) if start not in after_bounds else []
        if len(listed) > 1:
            return _texts_of_listed_hours(text, words, listed)
        start = listed[0].end if listed else start + 1
    return []


def _texts_of_listed_hours(text: str, words: Sequence[Word], listed: Sequence[_ListedTime]) -> Sequence[HourText]:
    before, after = text[: words[listed[0].start].start], text[words[listed[-1].end - 1].end :]
    found: list[HourText] = []
    for index, one in enumerate(listed[:MAX_LISTED_HOURS]):
        half = one.half or _inherited_half_of_day(listed, index)
        is_bare = half is None and one.number is not None and one.number <= NOON
        hour = _text_of_hour(text, words, listed, index)
        found.append(HourText(f"{before}{hour}{after}", one.number if is_bare else None))
    return found


def _listed_times_at(phrased: PhrasedText, start: int) -> list[_ListedTime]:
    """Return the hours of the list that begins at the word *start*; an empty list if no hour begins there."""
    listed: list[_ListedTime] = []
    at: int | None = start
    while at is not None and (hour := _hour_at(phrased, at)) is not None:
        listed.append(hour)
        at = _index_after_separator(phrased, hour.end)
    return listed


def _index_after_separator(phrased: PhrasedText, at: int) -> int | None:
    """Return the index of the word after a comma or "and" at the word *at*; None if there is no separator."""
    if at == len(phrased.words):
        return None
    after = at
    for phrase in phrased.phrases[at]:
        if phrase.kind == "to" and phrase.value != RANGE_VALUE:
            after = phrase.end
    if after < len(phrased.words) and _SEPARATING_WORD.fullmatch(phrased.words[after].key):  # "and then"
        after += 1
    is_separated = after > at or phrased.words[at].gap.strip() in LIST_SEPARATORS
    return after if is_separated and after < len(phrased.words) else None


def _hour_at(phrased: PhrasedText, start: int) -> _ListedTime | None:
    """Return the hour, with the day before or after it, that begins at the word *start*; None for other words."""
    before = _DAY_PATTERN.match(phrased, start)
    begin = before.end if before is not None else start
    is_alone = before is not None and not _is_joined_word(phrased, begin)
    hour = None if is_alone else _hour_range_at(phrased, begin) or _single_hour_at(phrased, begin)
    if hour is None and before is not None and "tonight" in before:
        return _ListedTime(None, (start, begin), None, None, (start, start))
    if hour is None or before is not None:
        return hour and replace(hour, day=(start, begin))
    after = _DAY_PATTERN.match(phrased, hour.end) if _is_joined_word(phrased, hour.end) else None
    return hour if after is None else replace(hour, day=(hour.end, after.end))


def _is_joined_word(phrased: PhrasedText, at: int) -> bool:
    return at < len(phrased.words) and phrased.words[at].is_joined_to_previous


def _hour_range_at(phrased: PhrasedText, start: int) -> _ListedTime | None:
    """Return the range of hours that begins at the word *start*, such as "from 9 to 12"; None for other words."""
    for pattern in _RANGE_PATTERNS:
        found = pattern.match(phrased, start)
        if found is None:
            continue
        is_between = "between" in found.values.get("at", ())
        if is_between or "dash" in found or "clock_range" in found or RANGE_VALUE in found.values.get("to", ()):
            at = _end_of_prepositions(found, start)
            return _ListedTime((start, at), (at, found.end), None, None, None)
    return None


def _single_hour_at(phrased: PhrasedText, start: int) -> _ListedTime | None:
    """Return the hour, part of a day or "now" that begins at *start*; None for other words, and for "after 9"."""
    if (now := _NOW_PATTERN.match(phrased, start)) is not None:
        return _ListedTime(None, (start, now.end), None, None, None)
    if (hour := _clock_hour_at(phrased, start)) is not None:
        return hour
    end = max((phrase.end for phrase in phrased.phrases[start] if phrase.kind in PART_OF_DAY_KINDS), default=0)
    if not end:
        return None
    hour = _clock_hour_at(phrased, end) if end < len(phrased.words) else None
    if hour is None or hour.half is not None or hour.prepositions is None:
        return _ListedTime(None, (start, end), None, None, None)
    return replace(hour, half=(start, end))  # "in the evening at 9"


def _clock_hour_at(phrased: PhrasedText, start: int) -> _ListedTime | None:
    """Return the hour that begins at the word *start*; None for other words, and for "after 9"."""
    found = _HOUR_PATTERN.match(phrased, start)
    if found is None or any(found.values.get("at", ())):
        return None
    number = None if "half_past" in found else found.get("number", "digits")
    last = found.phrases[-1]
    half_start = found.phrases[-2].end if len(found.phrases) > 1 else start
    at = _end_of_prepositions(found, start)
    return _ListedTime(
        None if at == start and "hour" in found else (start, at),
        (at, found.end),
        None if number is None else int(number),
        (half_start, last.end) if last.kind in HALF_OF_DAY_KINDS else None,
        None,
    )


def _end_of_prepositions(found: PatternMatch, start: int) -> int:
    return max((phrase.end for phrase in found.phrases if phrase.kind == "at"), default=start)


def _text_of_hour(text: str, words: Sequence[Word], listed: Sequence[_ListedTime], index: int) -> str:
    """Return the words of `listed[index]` from *text*: its prepositions, hour and day, and a word such as "pm"."""

    def text_of_span(span: _WordSpan | None) -> str:
        return "" if span is None or span[0] == span[1] else text[words[span[0]].start : words[span[1] - 1].end]

    one = listed[index]
    prepositions = one.prepositions and (text_of_span(one.prepositions) or text_of_span(listed[0].prepositions))
    half = one.half if one.is_half_first else _inherited_half_of_day(listed, index)
    parts = [prepositions, text_of_span(one.hour)]
    parts.insert(0 if one.is_half_first else len(parts), text_of_span(half))
    # In "this evening and tomorrow morning", tomorrow is not the day of the evening.
    later = [other for other in listed[index + 1 :] if other.day is None or other.day[0] > other.hour[0]]
    nearest = [*reversed(listed[: index + 1]), *later]
    dated = next((other for other in nearest if other.day is not None), None)
    if dated is not None and dated.day is not None:
        parts.insert(0 if dated.day[0] < dated.hour[0] else len(parts), text_of_span(dated.day))
    return " ".join(filter(None, parts))


def _inherited_half_of_day(listed: Sequence[_ListedTime], index: int) -> _WordSpan | None:
    """Return the words such as "pm" that `listed[index]` shares with another hour, as in "8 and 10pm"."""
    one = listed[index]
    if one.half is not None or one.number is None or one.number > NOON:
        return None
    for other in listed[index + 1 :]:
        if other.half is not None and other.number is not None:
            return other.half if precedes_in_half_day(one.number, other.number) else None
    for other in reversed(listed[:index]):
        if other.half is not None and other.number is not None:
            return other.half if precedes_in_half_day(other.number, one.number) else None
    return None
