"""Parsing of the text after /daily: a time of day, optional weekdays, and places, in any language of the packs.

Examples:
    8:00 Moscow London
    7:30 пн-пт
    mon-fri 8am Moscow
    8 вечера по выходным
    Москва в 8:00
"""

import re
from dataclasses import dataclass
from functools import reduce
from operator import or_

from services.languages import LANGUAGES
from services.schedule import EVERY_DAY, WEEKEND, WORKDAYS, Weekdays

NOON = 12
HOURS_A_DAY = 24
MINUTES_AN_HOUR = 60

_PACKS = [language.schedule for language in LANGUAGES]

_WEEKDAY_PATTERNS = ["|".join(names) for names in zip(*(words.weekdays for words in _PACKS), strict=True)]
_DAY_GROUPS = (
    ("|".join(words.every_day for words in _PACKS), EVERY_DAY),
    ("|".join(words.workdays for words in _PACKS), WORKDAYS),
    ("|".join(words.weekend for words in _PACKS), WEEKEND),
)
_ON_WORDS = "|".join(words.on for words in _PACKS)
_TO_WORDS = "|".join(words.to for words in _PACKS)
_JOINING_WORDS = "|".join(words.joining for words in _PACKS)
_DAY_PATTERN = rf"(?:{'|'.join((*_WEEKDAY_PATTERNS, *(words for words, _ in _DAY_GROUPS)))})\b\.?"
_DAY_RANGE_PATTERN = rf"{_DAY_PATTERN}(?:\s*(?:[-–—]|\b(?:{_TO_WORDS})\b)\s*{_DAY_PATTERN})?"
_WEEKDAYS_PATTERN = (
    rf"(?:\b(?:{_ON_WORDS})\s+)?{_DAY_RANGE_PATTERN}"
    rf"(?:(?:\s*[,;+&/]\s*|\s+(?:(?:{_JOINING_WORDS})\s+)?){_DAY_RANGE_PATTERN})*"
)

_RECURRING = re.compile(
    rf"\b(?:{_ON_WORDS})\s+(?:{_DAY_RANGE_PATTERN})(?:(?:\s*[,;+&/]\s*|\s+(?:{_JOINING_WORDS})\s+){_DAY_RANGE_PATTERN})*",
    re.IGNORECASE,
)
"""Matches recurring weekdays, such as "every weekday" or «по понедельникам»."""

_HALF_DAY_WORDS = "|".join(words.halves for words in _PACKS)
_PM_LETTERS = tuple(beginning for words in _PACKS for beginning in words.from_noon)
_AM_LETTERS = tuple(beginning for words in _PACKS for beginning in words.from_midnight)
_AT_PATTERN = rf"\b(?:{'|'.join(words.at for words in _PACKS)})\s+"
_CLOCK_PATTERN = rf"(?P<hour>\d{{1,2}})[:. ](?P<minute>\d{{2}})(?![\d.])\s*(?P<half>{_HALF_DAY_WORDS})?"
_FOUR_DIGITS_PATTERN = rf"(?P<hhmm>\d{{3,4}})(?![\d:.])(?:\s*(?:{'|'.join(words.hour for words in _PACKS)})\b)?"
_HOUR_WORDS = "|".join(words.hours for words in _PACKS)
_HOUR_PATTERN = rf"(?P<bare>\d{{1,2}})(?![\d:.])\s*(?:(?P<part>{_HALF_DAY_WORDS})|{_HOUR_WORDS})?"
_END_PATTERN = r"(?=[\s,;]|$)"

_TIME_AT_START = re.compile(
    rf"(?:(?P<before>{_WEEKDAYS_PATTERN})[\s,;]+)?(?:{_AT_PATTERN})?(?:{_CLOCK_PATTERN}|{_FOUR_DIGITS_PATTERN}|{_HOUR_PATTERN}){_END_PATTERN}"
    rf"(?:[\s,;]+(?P<after>{_WEEKDAYS_PATTERN}){_END_PATTERN})?",
    re.IGNORECASE,
)
_TIME_AT_END = re.compile(
    rf"[\s,;]+(?:(?P<before>{_WEEKDAYS_PATTERN})[\s,;]+)?(?P<at>{_AT_PATTERN})?"
    rf"(?:{_CLOCK_PATTERN}|(?P<bare>\d{{1,2}})(?:\s*(?P<part>{_HALF_DAY_WORDS})|(?(at)|(?!))))"
    rf"(?:[\s,;]+(?P<after>{_WEEKDAYS_PATTERN}))?$",
    re.IGNORECASE,
)
"""Matches a time at the end of the text. A bare number needs "at" or "am" there, but not at the beginning."""

_WEEKDAYS_AT_END = re.compile(rf"[\s,;]+(?P<days>{_WEEKDAYS_PATTERN})$", re.IGNORECASE)

_SECOND_TIME_WORDS = "|".join(words.another_time for words in _PACKS)
_UNSUPPORTED_WORDS = "|".join(words.unsupported for words in _PACKS)
_UNSUPPORTED_PART = re.compile(
    rf"\b\d{{1,2}}(?::\d{{2}}\b|\s*(?:{_HALF_DAY_WORDS}))|(?:^|\s)(?:{_SECOND_TIME_WORDS}|[&+])\s+\d{{1,2}}(?![\d.])"
    rf"|\b(?:{_UNSUPPORTED_WORDS})\b",
    re.IGNORECASE,
)
"""Matches parts of a request that are not supported: a second time, other days, another time zone."""

MAX_TIME_LENGTH = 80
"""Number of characters, at each end of the text, that are searched for a time: the patterns are slow."""


@dataclass(frozen=True, slots=True)
class PushRequest:
    """A parsed request: the time in minutes after midnight, the weekdays, and the text that names the places."""

    minutes: int
    weekdays: Weekdays = EVERY_DAY
    places: str = ""


def parse_push_request(text: str) -> PushRequest | None:
    """Parse *text*; return None unless it has exactly one time of day."""
    text = text.strip().rstrip(".!")
    if found := _TIME_AT_START.match(text[:MAX_TIME_LENGTH]):
        places = text[found.end() :]
    elif found := _TIME_AT_END.search(text[-MAX_TIME_LENGTH:]):
        places = text[: max(0, len(text) - MAX_TIME_LENGTH) + found.start()]
    else:
        return None
    groups = found.groupdict()
    days = " ".join(filter(None, (groups["before"], groups["after"])))
    if not days and (days_match := _WEEKDAYS_AT_END.search(places[-MAX_TIME_LENGTH:])):
        days = days_match["days"]
        places = places.removesuffix(days_match[0])
    if has_unsupported_schedule(places):
        return None
    minutes = _minutes(groups)
    if minutes is None:
        return None
    return PushRequest(minutes, _weekdays(days) or EVERY_DAY, places.strip(" \t\r\n,;"))


def recurring_weekdays(text: str) -> Weekdays:
    """Return the weekdays on which *text* asks for messages; empty if it has none."""
    found = _RECURRING.search(text)
    return _weekdays(found[0]) if found else Weekdays(0)


def has_unsupported_schedule(places: str) -> bool:
    """Return whether *places*, a text that names places, also has a part of a schedule that is not supported."""
    return _UNSUPPORTED_PART.search(places) is not None


def _minutes(groups: dict[str, str | None]) -> int | None:
    if digits := groups.get("hhmm"):
        hour, minute = int(digits[:-2]), int(digits[-2:])
    else:
        hour, minute = int(groups["hour"] or groups["bare"] or 0), int(groups["minute"] or 0)
    half = (groups["half"] or groups["part"] or "").lower()
    if half and not 1 <= hour <= NOON:
        return None
    if half.startswith(_PM_LETTERS) and hour < NOON:
        hour += NOON
    elif half.startswith(_AM_LETTERS) and hour == NOON:
        hour = 0
    return hour * MINUTES_AN_HOUR + minute if hour < HOURS_A_DAY and minute < MINUTES_AN_HOUR else None


def _weekdays(text: str) -> Weekdays:
    days = Weekdays(0)
    for span in re.finditer(_DAY_RANGE_PATTERN, text, re.IGNORECASE):
        first, *rest = re.findall(_DAY_PATTERN, span[0], re.IGNORECASE)
        days |= _day_range(_days_named(first), _days_named(rest[0])) if rest else _days_named(first)
    return days


def _days_named(word: str) -> Weekdays:
    word = " ".join(word.rstrip(".").split())
    for words, days in _DAY_GROUPS:
        if re.fullmatch(words, word, re.IGNORECASE):
            return days
    return next(
        Weekdays(1 << index)
        for index, words in enumerate(_WEEKDAY_PATTERNS)
        if re.fullmatch(words, word, re.IGNORECASE)
    )


def _day_range(first: Weekdays, last: Weekdays) -> Weekdays:
    """Return the days from *first* to *last*; the range may cross the end of the week."""
    start, end = first.bit_length() - 1, last.bit_length() - 1
    return reduce(or_, (Weekdays(1 << (start + step) % 7) for step in range((end - start) % 7 + 1)))
