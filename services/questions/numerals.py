"""Finds numbers in figures: counts ("10 days"), years, times by the clock ("15:00") and dates ("28.11")."""

import re
from collections.abc import Iterator, Sequence
from itertools import chain

from services.questions.words import Phrase, Word

MAX_MONTH, MAX_DAY, MAX_HOUR = 12, 31, 24

MAX_COUNT = 9_999
"""Maximum number in a phrase such as "in 10 days"; a larger number is replaced by MAX_COUNT."""

MAX_DAY_OR_HOUR_DIGITS = 3
"""Maximum number of digits of a number that may be a day or an hour; a longer number is a count or a year."""

MIN_ROUNDED_UP_TENTHS = 5
"""Minimum tenths digit with which a decimal number is rounded up: "1.5" becomes 2."""

_CLOCK_TIME = re.compile(r"(?<![\d.,:/])([01]?\d|2[0-4])[:.h]([0-5]\d)(?!\d|[.,:/]\d)")
_DASHED_CLOCK_TIME = re.compile(r"(?<![\d.,:/-])([01]?\d|2[0-4])-(00|30)(?!\d|[.,:/-]\d)")
_FINAL_FOUR_DIGIT_TIME = re.compile(r"(?<![\d.,:/-])(0\d|1[0-8]|2[1-3])(00|15|30|45)(?=\W*$)")
"""Matches a time of four digits at the end of a text, such as "1800", but not the years 1900 to 2099."""
_UNDIVIDED_CLOCK_TIME = re.compile(r"(?<![\d.,:/-])(0\d|[1-9]|1[0-2])([0-5]\d)(?=\s?[ap]\.?m\b)", re.IGNORECASE)
"""Matches a time without a colon before "am" or "pm", such as "530" in "530pm"."""
_SPACED_CLOCK_TIME = re.compile(r"(?<=\w\s)([01]\d|2[0-3])\s(00(?!\d)|(?:15|30|45)(?=[\s?!.]*$))")
"""Matches a time with a space instead of the colon, such as "17 00"; "17 30" matches only at the end of a text."""
_FOUR_DIGIT_TIME = re.compile(r"(?<![\d.,:/-])(0\d|1[0-8]|2[1-3])(00|15|30|45)(?![\d.,:/-])")
"""Matches four digits that may be a time, as in "at 1800 in Oslo"."""
_CLOCK_TIMES_WITHOUT_COLON = (
    _DASHED_CLOCK_TIME,
    _FINAL_FOUR_DIGIT_TIME,
    _UNDIVIDED_CLOCK_TIME,
    _SPACED_CLOCK_TIME,
)
_DATE = re.compile(r"(?<![\d.,:/-])(\d{1,2})([./])(\d{1,2})(?:\2((?:20)?\d\d))?\.?(?!\d|[.,:/-]\d)")
_DATE_RANGE = re.compile(r"(?<![\d.,:/-])(\d{1,2})([./])(\d{1,2})-(\d{1,2})\2(\d{1,2})(?!\d|[.,:/-]\d)")
_ISO_DATE = re.compile(r"(?<![\d.,:/-])(20\d\d)-(\d\d)-(\d\d)(?!\d|[.,:/-]\d)")

_DECIMAL_NUMBER = re.compile(r"(?<![\d.,:/-])(\d{1,2})[.,](\d)(?!\d|[.,:/]\d)")


_ANY_CLOCK_TIME = re.compile(r"(?<![\d.,:/-])\d{1,2}:\d\d(?!\d|[.,:/]\d)")
"""Matches possible and impossible times by the clock: "15:00", "25:70"."""
_ANY_DATE = re.compile(r"(?<![\d.,:/+-])(?:\d\d[./]\d\d(?:[./](?:20)?\d\d)?|20\d\d-\d\d-\d\d)(?!\d|[.,:/-]\d)")
"""Matches possible and impossible dates of two-digit numbers: "28.11", "40.13"."""
_SCIENTIFIC_NUMBER = re.compile(r"(?<![\d.,:/-])\d{1,3}e\d{1,3}(?!\w)", re.IGNORECASE)
_FINAL_NUMBER = re.compile(r"(?<=\w\s)(\d{1,2})(?=[\s?!.]*$)")
"""Matches a number of one or two digits after a word at the end of a text, as in "Oslo 28"."""
_HOUR_RANGE = re.compile(r"(?<=\w\s)(\d{1,2})\s?[-–—]\s?(\d{1,2})(?=\s|[?!.]|$)")
"""Matches two numbers that may be the first and the last hour of a range, as in "Oslo 9-17"."""
MIN_END_OF_HOUR_RANGE = 10
"""Minimum of the larger number in a range of hours, such as "9-17"; smaller numbers, as in "2-1", may be a
score."""
_DASH = re.compile(r"[\s.]*[-–—]\s*")
"""Matches the dash between two times and the characters beside the dash, as in "3 p.m. – 6 p.m."."""
_SPACE_AND_MINUS = re.compile(r"\s[-−–]")
"""Matches the space and the minus sign before a negative number, as in "in -5 hours"."""


def find_numbers(text: str, words: Sequence[Word]) -> Iterator[tuple[int, Phrase]]:
    """Yield (index of the first word, phrase) for each number in *text*; *words* are the words of *text*.

    "15:00" has the kind "clock", and "15.00" the kind "dotted". "28.11" has the kind "date" and the value
    "0-11-28"; 0 means no year. "12/4" has the value "0-4-12/"; the slash means that either number may be the
    month. Yield "10.11" twice: as a date and as a time by the clock. If a dash precedes a number, also yield a
    phrase of the kind "dash", which has no words.
    """
    if not any(word.key.isdecimal() for word in words):
        return
    starts = {word.start: position for position, word in enumerate(words)}
    ends = {word.end: position + 1 for position, word in enumerate(words)}
    exact: set[int] = set()
    for kind, start, end, value in chain(
        _decimals_and_clock_times(text), _dates(text), _final_numbers_and_hour_ranges(text)
    ):
        if start in starts and end in ends:
            exact.add(start)
            yield starts[start], Phrase(kind, value, ends[end])
    for kind, shape in (("impossible_clock", _ANY_CLOCK_TIME), ("impossible_date", _ANY_DATE)):
        for found in shape.finditer(text):
            if found.start() not in exact and found.start() in starts and found.end() in ends:
                yield starts[found.start()], Phrase(kind, found[0], ends[found.end()])
    yield from _single_numbers(words)
    for position, word in enumerate(words):
        if position and word.key.isdecimal() and _DASH.fullmatch(word.gap):
            yield position, Phrase("dash", "", position)


def _single_numbers(words: Sequence[Word]) -> Iterator[tuple[int, Phrase]]:
    """Yield (index, phrase) for each number in *words*, with the kind "digits", "year", "count" or "negative"."""
    for position, word in enumerate(words):
        if not word.key.isdecimal():
            continue
        if _SPACE_AND_MINUS.fullmatch(word.gap):
            yield position, Phrase("negative", word.key, position + 1)
        if len(word.key) <= MAX_DAY_OR_HOUR_DIGITS:
            yield position, Phrase("digits", word.key, position + 1)
            continue
        yield position, Phrase("count", _limited_count(word.key), position + 1)
        if len(word.key) == 4 and word.key.startswith("20"):  # noqa: PLR2004
            yield position, Phrase("year", word.key, position + 1)


def _limited_count(digits: str) -> str:
    """Return *digits*, or MAX_COUNT if *digits* has more digits than MAX_COUNT."""
    return digits if len(digits) <= len(str(MAX_COUNT)) else str(MAX_COUNT)


def _final_numbers_and_hour_ranges(text: str) -> Iterator[tuple[str, int, int, str]]:
    """Yield (kind, start, end, value) for a final number ("Oslo 28") and for ranges of hours ("Oslo 9-17")."""
    for found in _FINAL_NUMBER.finditer(text):
        if 0 < int(found[1]) <= MAX_DAY:
            yield "final_number", found.start(), found.end(), found[1]
    for found in _HOUR_RANGE.finditer(text):
        first, last = int(found[1]), int(found[2])
        if max(first, last) <= MAX_HOUR and max(first, last) >= MIN_END_OF_HOUR_RANGE and first != last:
            yield "clock_range", found.start(), found.end(), f"{first}-{last}"


def _decimals_and_clock_times(text: str) -> Iterator[tuple[str, int, int, str]]:
    """Yield (kind, start, end, value) for decimal numbers ("1.5 hours") and for times by the clock ("15:00")."""
    for found in _DECIMAL_NUMBER.finditer(text):  # "1.5 hours", rounded
        yield "number", found.start(), found.end(), str(int(found[1]) + (int(found[2]) >= MIN_ROUNDED_UP_TENTHS))
    for found in _SCIENTIFIC_NUMBER.finditer(text):
        yield "count", found.start(), found.end(), str(MAX_COUNT)
    for found in _CLOCK_TIME.finditer(text):
        yield "dotted" if "." in found[0] else "clock", found.start(), found.end(), f"{found[1]}:{found[2]}"
    for found in _FOUR_DIGIT_TIME.finditer(text):
        yield "four_digits", found.start(), found.end(), f"{found[1]}:{found[2]}"
    for found in chain.from_iterable(shape.finditer(text) for shape in _CLOCK_TIMES_WITHOUT_COLON):
        yield "clock", found.start(), found.end(), f"{found[1]}:{found[2]}"


def _dates(text: str) -> Iterator[tuple[str, int, int, str]]:
    """Yield (kind, start, end, value) for dates such as "28.11", "28.11.2026" and "2026-11-28"."""
    for found in _DATE_RANGE.finditer(text):
        for day, month in ((1, 3), (4, 5)):
            if 0 < int(found[day]) <= MAX_DAY and 0 < int(found[month]) <= MAX_MONTH:
                mark = "/" if found[2] == "/" and int(found[day]) <= MAX_MONTH else ""
                yield "date", found.start(day), found.end(month), f"0-{found[month]}-{found[day]}{mark}"
    for found in _ISO_DATE.finditer(text):
        yield "date", found.start(), found.end(), f"{found[1]}-{found[2]}-{found[3]}"
    for found in _DATE.finditer(text):
        day, month, year = int(found[1]), int(found[3]), found[4] or "0"
        if month > MAX_MONTH >= day and found[2] == "/":  # "11/28" has the month first, as in the United States
            day, month = month, day
        if 0 < day <= MAX_DAY and 0 < month <= MAX_MONTH:
            end = found.end() - found[0].endswith(".")
            mark = "/" if found[2] == "/" and day <= MAX_MONTH and year == "0" else ""
            yield "date", found.start(), end, f"{'20' + year if len(year) == 2 else year}-{month}-{day}{mark}"  # noqa: PLR2004
