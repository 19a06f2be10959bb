"""What is written after /daily: a time of day, perhaps weekdays, and places, in the words of all languages.

8:00 Moscow London      7:30 пн-пт      mon-fri 8am Moscow      8 вечера по выходным      Москва в 8:00
"""

import re
from dataclasses import dataclass
from functools import reduce
from operator import or_

from services.languages import LANGUAGES
from services.schedule import EVERY_DAY, WEEKEND, WORKDAYS, Weekdays

NOON = 12
MIDNIGHT = 24
MINUTES = 60

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
"""Matches the weekdays of a wish for messages: "every weekday", «по понедельникам»."""

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
"""After places a time is one that looks like it, or a number with "at"; before them any number will do."""

_LAST_DAYS = re.compile(rf"[\s,;]+(?P<days>{_WEEKDAYS})$", re.IGNORECASE)

_AGAIN = "|".join(words.another_time for words in _PACKS)
_UNSUPPORTED = "|".join(words.unsupported for words in _PACKS)
_UNREAD = re.compile(
    rf"\b\d{{1,2}}(?::\d{{2}}\b|\s*(?:{_HALF}))|(?:^|\s)(?:{_AGAIN}|[&+])\s+\d{{1,2}}(?![\d.])"
    rf"|\b(?:{_UNSUPPORTED})\b",
    re.IGNORECASE,
)
"""What is left of a wish: a second time, other days, another clock. To pass over it, or to take it for a place's
name, would be found out the morning after."""

LONGEST_TIME = 80
"""Characters of a text in which time and weekdays are looked for: patterns as these take long over long texts."""


@dataclass(frozen=True, slots=True)
class Request:
    """When a daily push is wanted, in minutes after midnight, and the text that names its places."""

    minutes: int
    weekdays: Weekdays = EVERY_DAY
    places: str = ""


def read_request(text: str) -> Request | None:
    """Return what *text* asks for, None when it does not tell one time of day."""
    text = text.strip().rstrip(".!")
    if found := _FIRST.match(text[:LONGEST_TIME]):
        places = text[found.end() :]
    elif found := _LAST.search(text[-LONGEST_TIME:]):
        places = text[: max(0, len(text) - LONGEST_TIME) + found.start()]
    else:
        return None
    told = found.groupdict()
    days = " ".join(filter(None, (told["before"], told["after"])))
    if not days and (last := _LAST_DAYS.search(places[-LONGEST_TIME:])):
        days = last["days"]
        places = places.removesuffix(last[0])
    if says_more(places):
        return None
    minutes = _minutes(told)
    if minutes is None:
        return None
    return Request(minutes, _weekdays(days) or EVERY_DAY, places.strip(" \t\r\n,;"))


def recurring_weekdays(text: str) -> Weekdays:
    """Return the weekdays on which *text* asks for messages, no bit set where it tells none."""
    found = _RECURRING.search(text)
    return _weekdays(found[0]) if found else Weekdays(0)


def says_more(places: str) -> bool:
    """Whether a text that names places is also about when a push is wanted, in words that nobody reads."""
    return _UNREAD.search(places) is not None


def _minutes(told: dict[str, str | None]) -> int | None:
    if digits := told.get("hhmm"):
        hour, minute = int(digits[:-2]), int(digits[-2:])
    else:
        hour, minute = int(told["hour"] or told["bare"] or 0), int(told["minute"] or 0)
    half = (told["half"] or told["part"] or "").lower()
    if half and not 1 <= hour <= NOON:
        return None
    if half.startswith(_FROM_NOON) and hour < NOON:
        hour += NOON
    elif half.startswith(_FROM_MIDNIGHT) and hour == NOON:
        hour = 0
    return hour * MINUTES + minute if hour < MIDNIGHT and minute < MINUTES else None


def _weekdays(text: str) -> Weekdays:
    days = Weekdays(0)
    for span in re.finditer(_SPAN, text, re.IGNORECASE):
        first, *rest = re.findall(_DAY, span[0], re.IGNORECASE)
        days |= _between(_named(first), _named(rest[0])) if rest else _named(first)
    return days


def _named(word: str) -> Weekdays:
    word = " ".join(word.rstrip(".").split())
    for words, days in _GROUPS:
        if re.fullmatch(words, word, re.IGNORECASE):
            return days
    return next(
        Weekdays(1 << number) for number, words in enumerate(_DAYS) if re.fullmatch(words, word, re.IGNORECASE)
    )


def _between(first: Weekdays, last: Weekdays) -> Weekdays:
    """Return the days from one to the other, over the end of the week if need be."""
    start, end = first.bit_length() - 1, last.bit_length() - 1
    return reduce(or_, (Weekdays(1 << (start + step) % 7) for step in range((end - start) % 7 + 1)))
