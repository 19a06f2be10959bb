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

_DAYS = ["|".join(names) for names in zip(*(words.weekdays for words in _PACKS), strict=True)]
_GROUPS = (
    ("|".join(words.every_day for words in _PACKS), EVERY_DAY),
    ("|".join(words.workdays for words in _PACKS), WORKDAYS),
    ("|".join(words.weekend for words in _PACKS), WEEKEND),
)
_ON = "|".join(words.on for words in _PACKS)
_TO = "|".join(words.to for words in _PACKS)
_JOINING = "|".join(words.joining for words in _PACKS)
_DAY = rf"(?:{'|'.join((*_DAYS, *(words for words, _ in _GROUPS)))})\b\.?"
_SPAN = rf"{_DAY}(?:\s*(?:[-–—]|\b(?:{_TO})\b)\s*{_DAY})?"
_WEEKDAYS = rf"(?:\b(?:{_ON})\s+)?{_SPAN}(?:(?:\s*[,;+&/]\s*|\s+(?:(?:{_JOINING})\s+)?){_SPAN})*"

_RECURRING = re.compile(
    rf"\b(?:{_ON})\s+(?:{_SPAN})(?:(?:\s*[,;+&/]\s*|\s+(?:{_JOINING})\s+){_SPAN})*", re.IGNORECASE
)
"""Matches recurring weekdays, such as "every weekday" or «по понедельникам»."""

_HALF = "|".join(words.halves for words in _PACKS)
_FROM_NOON = tuple(beginning for words in _PACKS for beginning in words.from_noon)
_FROM_MIDNIGHT = tuple(beginning for words in _PACKS for beginning in words.from_midnight)
_IN = rf"\b(?:{'|'.join(words.at for words in _PACKS)})\s+"
_CLOCK = rf"(?P<hour>\d{{1,2}})[:. ](?P<minute>\d{{2}})(?![\d.])\s*(?P<half>{_HALF})?"
_DIGITS = rf"(?P<hhmm>\d{{3,4}})(?![\d:.])(?:\s*(?:{'|'.join(words.hour for words in _PACKS)})\b)?"
_HOURS = "|".join(words.hours for words in _PACKS)
_HOUR = rf"(?P<bare>\d{{1,2}})(?![\d:.])\s*(?:(?P<part>{_HALF})|{_HOURS})?"
_END = r"(?=[\s,;]|$)"

_FIRST = re.compile(
    rf"(?:(?P<before>{_WEEKDAYS})[\s,;]+)?(?:{_IN})?(?:{_CLOCK}|{_DIGITS}|{_HOUR}){_END}"
    rf"(?:[\s,;]+(?P<after>{_WEEKDAYS}){_END})?",
    re.IGNORECASE,
)
_LAST = re.compile(
    rf"[\s,;]+(?:(?P<before>{_WEEKDAYS})[\s,;]+)?(?P<at>{_IN})?"
    rf"(?:{_CLOCK}|(?P<bare>\d{{1,2}})(?:\s*(?P<part>{_HALF})|(?(at)|(?!))))"
    rf"(?:[\s,;]+(?P<after>{_WEEKDAYS}))?$",
    re.IGNORECASE,
)
"""Matches a time at the end of the text. A bare number needs "at" or "am" there, but not at the beginning."""

_LAST_DAYS = re.compile(rf"[\s,;]+(?P<days>{_WEEKDAYS})$", re.IGNORECASE)

_AGAIN = "|".join(words.another_time for words in _PACKS)
_UNSUPPORTED = "|".join(words.unsupported for words in _PACKS)
_UNSUPPORTED_PART = re.compile(
    rf"\b\d{{1,2}}(?::\d{{2}}\b|\s*(?:{_HALF}))|(?:^|\s)(?:{_AGAIN}|[&+])\s+\d{{1,2}}(?![\d.])"
    rf"|\b(?:{_UNSUPPORTED})\b",
    re.IGNORECASE,
)
"""Matches parts of a request that are not supported: a second time, other days, another time zone."""

MAX_TIME_LENGTH = 80
"""Number of characters, at each end of the text, that are searched for a time: the patterns are slow."""


@dataclass(frozen=True, slots=True)
class Request:
    """A parsed request: the time in minutes after midnight, the weekdays, and the text that names the places."""

    minutes: int
    weekdays: Weekdays = EVERY_DAY
    places: str = ""


def read_request(text: str) -> Request | None:
    """Parse *text*; return None unless it has exactly one time of day."""
    text = text.strip().rstrip(".!")
    if found := _FIRST.match(text[:MAX_TIME_LENGTH]):
        places = text[found.end() :]
    elif found := _LAST.search(text[-MAX_TIME_LENGTH:]):
        places = text[: max(0, len(text) - MAX_TIME_LENGTH) + found.start()]
    else:
        return None
    groups = found.groupdict()
    days = " ".join(filter(None, (groups["before"], groups["after"])))
    if not days and (days_match := _LAST_DAYS.search(places[-MAX_TIME_LENGTH:])):
        days = days_match["days"]
        places = places.removesuffix(days_match[0])
    if says_more(places):
        return None
    minutes = _minutes(groups)
    if minutes is None:
        return None
    return Request(minutes, _weekdays(days) or EVERY_DAY, places.strip(" \t\r\n,;"))


def recurring_weekdays(text: str) -> Weekdays:
    """Return the weekdays on which *text* asks for messages; empty if it has none."""
    found = _RECURRING.search(text)
    return _weekdays(found[0]) if found else Weekdays(0)


def says_more(places: str) -> bool:
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
    if half.startswith(_FROM_NOON) and hour < NOON:
        hour += NOON
    elif half.startswith(_FROM_MIDNIGHT) and hour == NOON:
        hour = 0
    return hour * MINUTES_AN_HOUR + minute if hour < HOURS_A_DAY and minute < MINUTES_AN_HOUR else None


def _weekdays(text: str) -> Weekdays:
    days = Weekdays(0)
    for span in re.finditer(_SPAN, text, re.IGNORECASE):
        first, *rest = re.findall(_DAY, span[0], re.IGNORECASE)
        days |= _day_range(_days_named(first), _days_named(rest[0])) if rest else _days_named(first)
    return days


def _days_named(word: str) -> Weekdays:
    word = " ".join(word.rstrip(".").split())
    for words, days in _GROUPS:
        if re.fullmatch(words, word, re.IGNORECASE):
            return days
    return next(
        Weekdays(1 << index) for index, words in enumerate(_DAYS) if re.fullmatch(words, word, re.IGNORECASE)
    )


def _day_range(first: Weekdays, last: Weekdays) -> Weekdays:
    """Return the days from *first* to *last*; the range may cross the end of the week."""
    start, end = first.bit_length() - 1, last.bit_length() - 1
    return reduce(or_, (Weekdays(1 << (start + step) % 7) for step in range((end - start) % 7 + 1)))
