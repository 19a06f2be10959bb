"""Parses requests for daily pushes, in all languages of the bot.

The text after /daily consists of a time of day, places and weekdays; only the time is required. Examples:
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
from services.questions import (
    DayPart,
    NextHours,
    OnDay,
    Question,
    SeveralDays,
    Weekend,
    When,
    names_only_places,
    read_question,
)
from services.schedule import EVERY_DAY, WEEKEND, WORKDAYS, Weekdays

DEFAULT_PUSH_MINUTES = 8 * 60
"""Time of day, in minutes after midnight, of a push that is requested without a time."""

PUSH_MINUTES_BY_DAY_PART = {DayPart.MORNING: 8 * 60, DayPart.DAY: 14 * 60, DayPart.EVENING: 20 * 60}
"""Maps a part of the day to the time of the pushes that are requested for it, in minutes after midnight."""

NOON_HOUR = 12
HOURS_PER_DAY = 24
MINUTES_PER_HOUR = 60

_SCHEDULE_WORDS = [language.schedule for language in LANGUAGES]

_WEEKDAY_PATTERNS = ["|".join(names) for names in zip(*(words.weekdays for words in _SCHEDULE_WORDS), strict=True)]
_DAY_GROUP_PATTERNS = (
    ("|".join(words.every_day for words in _SCHEDULE_WORDS), EVERY_DAY),
    ("|".join(words.workdays for words in _SCHEDULE_WORDS), WORKDAYS),
    ("|".join(words.weekend for words in _SCHEDULE_WORDS), WEEKEND),
)
_ON_PATTERN = "|".join(words.on for words in _SCHEDULE_WORDS)
_TO_PATTERN = "|".join(words.to for words in _SCHEDULE_WORDS)
_JOINING_PATTERN = "|".join(words.joining for words in _SCHEDULE_WORDS)
_DAY_PATTERN = rf"(?:{'|'.join((*_WEEKDAY_PATTERNS, *(words for words, _ in _DAY_GROUP_PATTERNS)))})\b\.?"
_DAY_RANGE_PATTERN = rf"{_DAY_PATTERN}(?:\s*(?:[-–—]|\b(?:{_TO_PATTERN})\b)\s*{_DAY_PATTERN})?"
_WEEKDAYS_PATTERN = (
    rf"(?:\b(?:{_ON_PATTERN})\s+)?{_DAY_RANGE_PATTERN}"
    rf"(?:(?:\s*[,;+&/]\s*|\s+(?:(?:{_JOINING_PATTERN})\s+)?){_DAY_RANGE_PATTERN})*"
)

_RECURRING_WEEKDAYS = re.compile(
    rf"\b(?:{_ON_PATTERN})\s+(?:{_DAY_RANGE_PATTERN})(?:(?:\s*[,;+&/]\s*|\s+(?:{_JOINING_PATTERN})\s+){_DAY_RANGE_PATTERN})*",
    re.IGNORECASE,
)
"""Matches weekdays after a word such as "every", as in "every Monday and Friday"."""

_AM_PM_PATTERN = "|".join(words.halves for words in _SCHEDULE_WORDS)
_PM_BEGINNINGS = tuple(beginning for words in _SCHEDULE_WORDS for beginning in words.from_noon)
_AM_BEGINNINGS = tuple(beginning for words in _SCHEDULE_WORDS for beginning in words.from_midnight)
_AT_PATTERN = rf"\b(?:{'|'.join(words.at for words in _SCHEDULE_WORDS)})\s+"
_CLOCK_PATTERN = rf"(?P<hour>\d{{1,2}})[:. ](?P<minute>\d{{2}})(?![\d.])\s*(?P<half>{_AM_PM_PATTERN})?"
_FOUR_DIGITS_PATTERN = (
    rf"(?P<hhmm>\d{{3,4}})(?![\d:.])(?:\s*(?:{'|'.join(words.hour for words in _SCHEDULE_WORDS)})\b)?"
)
_HOUR_WORD_PATTERN = "|".join(words.hours for words in _SCHEDULE_WORDS)
_HOUR_PATTERN = rf"(?P<bare>\d{{1,2}})(?![\d:.])\s*(?:(?P<part>{_AM_PM_PATTERN})|{_HOUR_WORD_PATTERN})?"
_NOON_PATTERN = "|".join(words.noon for words in _SCHEDULE_WORDS)
_MIDNIGHT_PATTERN = "|".join(words.midnight for words in _SCHEDULE_WORDS)
_NOON_OR_MIDNIGHT_PATTERN = rf"(?P<noon>{_NOON_PATTERN})\b|(?P<midnight>{_MIDNIGHT_PATTERN})\b"
_TIME_END_PATTERN = r"(?=[\s,;]|$)"

_TIME_AT_START = re.compile(
    rf"(?:(?P<before>{_WEEKDAYS_PATTERN})[\s,;]+)?(?:{_AT_PATTERN})?(?:{_CLOCK_PATTERN}|{_FOUR_DIGITS_PATTERN}|{_HOUR_PATTERN}|{_NOON_OR_MIDNIGHT_PATTERN}){_TIME_END_PATTERN}"
    rf"(?:[\s,;]+(?P<after>{_WEEKDAYS_PATTERN}){_TIME_END_PATTERN})?",
    re.IGNORECASE,
)
_TIME_AT_END = re.compile(
    rf"[\s,;]+(?:(?P<before>{_WEEKDAYS_PATTERN})[\s,;]+)?(?P<at>{_AT_PATTERN})?"
    rf"(?:{_CLOCK_PATTERN}|{_NOON_OR_MIDNIGHT_PATTERN}|(?P<bare>\d{{1,2}})(?:\s*(?P<part>{_AM_PM_PATTERN})|(?(at)|(?!))))"
    rf"(?:[\s,;]+(?P<after>{_WEEKDAYS_PATTERN}))?$",
    re.IGNORECASE,
)
"""Matches a time at the end of a text: "8:00", "8 am" or "at 8", but not a number alone such as "8"."""

_ANY_WEEKDAYS = re.compile(_WEEKDAYS_PATTERN, re.IGNORECASE)
_WEEKDAYS_AT_END = re.compile(rf"[\s,;]+(?P<days>{_WEEKDAYS_PATTERN})$", re.IGNORECASE)

_SECOND_TIME_PATTERN = "|".join(words.another_time for words in _SCHEDULE_WORDS)
_UNSUPPORTED_PATTERN = "|".join(words.unsupported for words in _SCHEDULE_WORDS)
_UNSUPPORTED_DAYS = re.compile(rf"\b(?:{_UNSUPPORTED_PATTERN})\b", re.IGNORECASE)
_UNSUPPORTED_SCHEDULE = re.compile(
    rf"\b\d{{1,2}}(?::\d{{2}}\b|\s*(?:{_AM_PM_PATTERN}))|(?:^|\s)(?:{_SECOND_TIME_PATTERN}|[&+])\s+\d{{1,2}}(?![\d.])"
    rf"|{_UNSUPPORTED_DAYS.pattern}",
    re.IGNORECASE,
)
"""Matches what the bot cannot do in one push: a second time, "tomorrow", another time zone."""

MAX_SEARCHED_LENGTH = 80
"""Number of characters at each end of a text that are searched for a time. The search is slow, so the middle of a
longer text is not searched."""


@dataclass(frozen=True, slots=True)
class PushRequest:
    """A parsed request for a daily push."""

    minutes: int
    """Local time of day of the push, in minutes after midnight."""
    weekdays: Weekdays = EVERY_DAY
    places: str = ""
    """The text that names the places of the push; empty if the request names none."""
    second_minutes: int | None = None
    """The second time of day that the request names, in minutes after midnight. A request with two times is for
    two pushes."""


def parse_push_request(text: str) -> PushRequest | None:
    """Parse *text*, the argument of the command /daily.

    Return None if *text* contains no time of day, or several.
    """
    text = text.strip().rstrip(".!")
    if match := _TIME_AT_START.match(text[:MAX_SEARCHED_LENGTH]):
        places = text[match.end() :]
    elif match := _TIME_AT_END.search(text[-MAX_SEARCHED_LENGTH:]):
        places = text[: max(0, len(text) - MAX_SEARCHED_LENGTH) + match.start()]
    else:
        return None
    groups = match.groupdict()
    days = " ".join(filter(None, (groups["before"], groups["after"])))
    if not days and (days_match := _WEEKDAYS_AT_END.search(places[-MAX_SEARCHED_LENGTH:])):
        days = days_match["days"]
        places = places.removesuffix(days_match[0])
    if has_unsupported_schedule(places):
        return None
    minutes = _minutes_from_match(groups)
    if minutes is None:
        return None
    return PushRequest(minutes, _parse_weekdays(days) or EVERY_DAY, places.strip(" \t\r\n,;"))


def recurring_weekdays(text: str) -> Weekdays:
    """Return the weekdays that follow a word such as "every"; empty if there are none.

    For example, return Monday for "every Monday".
    """
    match = _RECURRING_WEEKDAYS.search(text)
    return _parse_weekdays(match[0]) if match else Weekdays(0)


def push_request_from_question(question: Question, text: str) -> PushRequest:
    """Return the request for a push in *question*, which was read from *text*.

    An example of *text* is "Rome every weekday at 7".
    """
    minutes = _push_minutes_of_when(question.when)
    if minutes is None:
        request = parse_push_request(text)
        minutes = request.minutes if request is not None else DEFAULT_PUSH_MINUTES
    second = _push_minutes_of_when(question.second_push_time)
    return PushRequest(minutes, recurring_weekdays(text) or EVERY_DAY, question.places, second)


def _push_minutes_of_when(when: When | None) -> int | None:
    """Return the time of day in *when*, in minutes after midnight.

    Return None if *when* is neither an hour nor a part of the day.
    """
    if not isinstance(when, OnDay):
        return None
    if when.hour is not None:
        return when.hour.hour * MINUTES_PER_HOUR + when.hour.minute
    return PUSH_MINUTES_BY_DAY_PART.get(when.part) if when.part is not None else None


def is_time_reply(text: str) -> bool:
    """Return whether *text*, a reply to the bot's request for a time, begins with a time and asks no question."""
    match = _TIME_AT_START.match(text[:MAX_SEARCHED_LENGTH])
    if match is None or isinstance(read_question(text).when, NextHours | SeveralDays | Weekend):
        return False
    rest = text[match.end() :].strip(" .,;!")
    return parse_push_request(text) is not None and (not rest or names_only_places(rest))


def names_unsupported_days(text: str) -> bool:
    """Return whether *text* names days on which the bot cannot send a push, such as "tomorrow"."""
    return _UNSUPPORTED_DAYS.search(_ANY_WEEKDAYS.sub(" ", text[:MAX_SEARCHED_LENGTH])) is not None


def has_unsupported_schedule(places: str) -> bool:
    """Return whether *places* has a schedule that the bot does not support.

    *places* is the text after the time of a push, such as "Rome tomorrow".
    """
    return _UNSUPPORTED_SCHEDULE.search(places) is not None


def _minutes_from_match(groups: dict[str, str | None]) -> int | None:
    """Return the time in the *groups* of a regex match, in minutes after midnight.

    Return None if the time is invalid, such as 25:00.
    """
    if groups["noon"] or groups["midnight"]:
        return NOON_HOUR * MINUTES_PER_HOUR if groups["noon"] else 0
    if digits := groups.get("hhmm"):
        hour, minute = int(digits[:-2]), int(digits[-2:])
    else:
        hour, minute = int(groups["hour"] or groups["bare"] or 0), int(groups["minute"] or 0)
    half = " ".join((groups["half"] or groups["part"] or "").lower().split())
    if half and not 1 <= hour <= NOON_HOUR:
        return None
    if half.startswith(_PM_BEGINNINGS) and hour < NOON_HOUR:
        hour += NOON_HOUR
    elif half.startswith(_AM_BEGINNINGS) and hour == NOON_HOUR:
        hour = 0
    return hour * MINUTES_PER_HOUR + minute if hour < HOURS_PER_DAY and minute < MINUTES_PER_HOUR else None


def _parse_weekdays(text: str) -> Weekdays:
    days = Weekdays(0)
    for span in re.finditer(_DAY_RANGE_PATTERN, text, re.IGNORECASE):
        first, *rest = re.findall(_DAY_PATTERN, span[0], re.IGNORECASE)
        days |= (
            _weekday_range(_weekdays_of_word(first), _weekdays_of_word(rest[0]))
            if rest
            else _weekdays_of_word(first)
        )
    return days


def _weekdays_of_word(word: str) -> Weekdays:
    word = " ".join(word.rstrip(".").split())
    for words, days in _DAY_GROUP_PATTERNS:
        if re.fullmatch(words, word, re.IGNORECASE):
            return days
    return next(
        Weekdays(1 << index)
        for index, words in enumerate(_WEEKDAY_PATTERNS)
        if re.fullmatch(words, word, re.IGNORECASE)
    )


def _weekday_range(first: Weekdays, last: Weekdays) -> Weekdays:
    """Return the weekdays from *first* to *last*.

    For example, Friday to Monday includes Saturday and Sunday.
    """
    start, end = first.bit_length() - 1, last.bit_length() - 1
    return reduce(or_, (Weekdays(1 << (start + step) % 7) for step in range((end - start) % 7 + 1)))
