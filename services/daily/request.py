"""What is written after /daily: a time of day, perhaps weekdays, and places. In English and Russian.

8:00 Moscow London      7:30 пн-пт      mon-fri 8am Moscow      8 вечера по выходным      Москва в 8:00
"""

import re
from dataclasses import dataclass
from functools import reduce
from operator import or_

from services.schedule import EVERY_DAY, WEEKEND, WORKDAYS, Weekdays

NOON = 12
MIDNIGHT = 24
MINUTES = 60

_DAYS = (
    r"mon(?:days?)?|понедельник(?:а|ам)?|пон|пнд?",
    r"tue(?:s|sdays?)?|вторник(?:а|ам)?|втр?",
    r"wed(?:nesdays?)?|сред[ауые]|средам|срд?",
    r"thu(?:rs?|rsdays?)?|четверг(?:а|ам)?|чтв?|чет",
    r"fri(?:days?)?|пятниц[ауые]|пятницам|птн?|пят",
    r"sat(?:urdays?)?|суббот[ауые]|субботам|сбт?|суб",
    r"sun(?:days?)?|воскресень[еюя]|воскресеньям|вск?|воскр",
)
_GROUPS = (
    (
        r"every\s*(?:day|morning|evening)|daily|ежедневно|кажд(?:ый|ое)\s+(?:день|утро|вечер)|без\s+выходных",
        EVERY_DAY,
    ),
    (r"weekdays?|workdays?|(?:рабоч|будн)и[ейм](?:\s+(?:день|дни|дням))?|будн(?:и|ям)", WORKDAYS),
    (r"weekends?|выходн(?:ые|ым)", WEEKEND),
)
_DAY = rf"(?:{'|'.join((*_DAYS, *(words for words, _ in _GROUPS)))})\b\.?"
_SPAN = rf"{_DAY}(?:\s*(?:[-–—]|\b(?:to|through|thru|до|по)\b)\s*{_DAY})?"
_WEEKDAYS = (
    rf"(?:\b(?:on|every|по|с|в|во|кажд\w+)\s+)?{_SPAN}(?:(?:\s*[,;+&/]\s*|\s+(?:and\s+|и\s+|по\s+)?){_SPAN})*"
)

_HALF = r"[ap]\.?\s?m\b\.?|утра|дня|вечера|ночи"
_IN = r"\b(?:at|в|во|к)\s+"
_CLOCK = rf"(?P<hour>\d{{1,2}})[:. ](?P<minute>\d{{2}})(?![\d.])\s*(?P<half>{_HALF})?"
_DIGITS = r"(?P<hhmm>\d{3,4})(?![\d:.])(?:\s*(?:h|ч)\b)?"
_HOUR = rf"(?P<bare>\d{{1,2}})(?![\d:.])\s*(?:(?P<part>{_HALF})|h\b|ч\b\.?|час\w*|o'?clock)?"
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

_UNREAD = re.compile(
    rf"\b\d{{1,2}}(?::\d{{2}}\b|\s*(?:{_HALF}))|(?:^|\s)(?:and|or|и|или|[&+])\s+\d{{1,2}}(?![\d.])"
    r"|\b(?:every|each|except|excluding|through|until|till|once|twice|today|tonight|tomorrow|utc|gmt|msk"
    r"|кажд\w+|через|кроме|исключая|раз|дважды|сегодня|завтра|послезавтра|мск|гмт)\b",
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
    if half.startswith(("p", "дня", "вечера")) and hour < NOON:
        hour += NOON
    elif half.startswith(("a", "утра", "ночи", "вечера")) and hour == NOON:
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
