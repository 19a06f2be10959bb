"""The times that a text tells: rules over the phrases of the packs, the same for all languages."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import time
from enum import Enum, auto

from services.languages import LANGUAGES
from services.questions.models import (
    DayPart,
    DayReference,
    InDays,
    InHours,
    InMonth,
    Now,
    OnDate,
    OnDay,
    OnWeekday,
    SeveralDays,
    Weekend,
)
from services.questions.numerals import numerals
from services.questions.patterns import Found, Pattern
from services.questions.words import Phrase, Phrases, Word

UNITS = {"day": 1, "week": 7, "fortnight": 14, "month": 30}
"""Days."""

AFTERNOON = 7
"""Hours below this one, told without more, are after noon."""

NOON, HOURS = 12, 24


class Mark(Enum):
    """What tells a time only beside another, or if there is none."""

    TONIGHT = auto()
    LATE = auto()
    """The evening of a day that is told, else the night."""
    FORECAST = auto()
    """Several days unless another time is told."""
    ASKED_WHEN = auto()
    EVERY_DAY = auto()


@dataclass(frozen=True, slots=True)
class Hour:
    """A time by the clock; `half` is "am", "pm", "night", "any" or None."""

    hour: int
    minute: int = 0
    half: str | None = None
    exact: bool = False
    """Whether it is written as on a clock with 24 hours: "15:00"."""

    def at(self, part: DayPart | None, *, early: bool = False) -> time | None:
        """Return the time of a day that it is in that *part*, None if it is none; *early* hours stay as told."""
        hour = self.hour % HOURS
        half = self.half or {None: None, DayPart.MORNING: "am", DayPart.NIGHT: "night"}.get(part, "pm")
        if hour > NOON or self.hour > HOURS or self.minute > 59:  # noqa: PLR2004 - minutes of an hour
            return time(hour, self.minute) if self.hour <= HOURS and self.minute < 60 else None  # noqa: PLR2004
        if half == "pm":
            hour = hour if hour in {0, NOON} else hour + NOON
        elif half in {"am", "night"}:
            hour = 0 if hour == NOON and (self.half or half == "night") else hour
            hour += NOON if half == "night" and 8 < hour < NOON else 0  # noqa: PLR2004 - 11 at night
        elif not (self.exact or early) and 0 < hour < AFTERNOON:
            hour += NOON
        return time(hour, self.minute)


Meaning = (
    DayReference | DayPart | Hour | InHours | Weekend | SeveralDays | InMonth | Now | Mark | tuple["Meaning", ...]
)


@dataclass(frozen=True, slots=True)
class Told:
    """A time in the words from `start` to `end`."""

    start: int
    end: int
    meaning: Meaning


PHRASES = Phrases(language.times for language in LANGUAGES)


def _day(found: Found) -> Meaning:
    return InDays(int(found.get("day") or 0))


def _weekday(found: Found) -> Meaning:
    if "before_last" in found:
        return InDays(-7)
    return OnWeekday(int(found.get("weekday", "weekday_short", "weekday_joined") or 0), next="next" in found)


def _weekdays(found: Found) -> Meaning:
    days = {
        int(day) for kind in ("weekday", "weekday_short", "weekday_joined") for day in found.values.get(kind, ())
    }
    if days == {5, 6}:
        return Weekend(next="next" in found)
    return SeveralDays(next_week="next" in found) if len(days) > 1 else OnWeekday(days.pop())


def _date(found: Found) -> Meaning | None:
    if (written := found.get("date")) is not None:
        year, month, day = (int(part) for part in written.split("-"))
        return OnDate(month, day, year or None)
    day = int(found.get("digits", "ordinal") or 0)
    month = int(found.get("month", "month_short") or 0)
    year = int(found.get("year") or 0)
    return OnDate(month, day, year or None) if 0 < day <= 31 else None  # noqa: PLR2004 - days of a month


def _day_of_month(found: Found) -> Meaning | None:
    day = int(found.get("digits", "ordinal") or 0)
    return OnDate(None, day) if 0 < day <= 31 else None  # noqa: PLR2004


def _dates(found: Found) -> Meaning | None:
    return SeveralDays() if all(0 < int(day) <= 31 for day in found.values["digits"]) else None  # noqa: PLR2004


def _holiday(found: Found) -> Meaning:
    month, day = (found.get("holiday") or "").split("-")
    return OnDate(int(month), int(day), int(found.get("year") or 0) or None)


def _month(found: Found) -> Meaning:
    return InMonth(int(found.get("month") or 0), int(found.get("year") or 0) or None)


def _count(found: Found) -> int | None:
    """Return the number told, 1 by default, None for "a few"."""
    return None if "few" in found else int(found.get("number", "digits") or 1)


def _later(found: Found) -> Meaning | None:
    count, unit = _count(found), found.get("unit") or ""
    if unit == "hour":
        return InHours(count or 3)
    return SeveralDays() if count is None else InDays(count * UNITS[unit])


def _ago(found: Found) -> Meaning:
    return InDays(-(_count(found) or 1) * UNITS.get(found.get("unit") or "", 0) or -1)


def _several(found: Found) -> Meaning:
    count, unit = _count(found), found.get("unit") or ""
    if unit == "hour":
        return InHours(count or 3)
    return SeveralDays(count * UNITS[unit] if count else None)


def _next_unit(found: Found) -> Meaning:
    unit = found.get("unit") or ""
    if unit in {"week", "fortnight"}:
        return SeveralDays(next_week=True)
    return InHours(1) if unit == "hour" else InDays(UNITS[unit])


def _this_unit(found: Found) -> Meaning:
    unit = found.get("unit") or ""
    return {"hour": InHours(1), "day": InDays(0)}.get(unit, SeveralDays())


def _one_unit(found: Found) -> Meaning:
    unit = found.get("unit") or ""
    return InHours(1) if unit == "hour" else SeveralDays(UNITS[unit]) if UNITS[unit] > 1 else InDays(0)


def _last_unit(found: Found) -> Meaning:
    return InDays(-UNITS.get(found.get("unit") or "", 1))


def _weekend(found: Found) -> Meaning:
    return InDays(-7) if "before_last" in found else Weekend(next="next" in found)


def _part(found: Found) -> Meaning:
    return DayPart(found.get("part") or "")


def _part_of_weekday(found: Found) -> Meaning:
    return _weekday(found), DayPart(found.get("part") or "") if "part" in found else Mark.LATE


def _half(found: Found) -> str | None:
    return found.get("half", "half_after_at")


def _hour(found: Found) -> Meaning | None:
    half = _half(found)
    if (written := found.get("clock", "dotted")) is not None:
        hour, minute = (int(part) for part in written.split(":"))
        return Hour(hour, minute, half, exact=hour >= AFTERNOON or written.startswith("0"))
    if (named := found.get("hour")) is not None:
        return Hour(int(named), exact=True)
    told = int(found.get("number", "digits") or 1)
    if told > HOURS or (half in {"am", "pm"} and told > HOURS - 1):
        return None
    if (past := found.get("half_past")) is not None:
        minutes = told * 60 + int(past)
        return Hour(minutes // 60, minutes % 60, half)
    return Hour(told, half=half)


def _every(found: Found) -> Meaning:
    hour = _hour(found) if "number" in found or "digits" in found or "clock" in found else None
    part = found.get("part", "every_part")
    told: tuple[Meaning, ...] = (Mark.EVERY_DAY,)
    if part is not None:
        told += (DayPart(part),)
    return (*told, hour) if isinstance(hour, Hour) else told


_LEAD = "on* the? (next|coming|before_last)*"
_LIST = "weekday|weekday_short|weekday_joined"

_RULES: tuple[tuple[str, Callable[[Found], Meaning | None]], ...] = (
    ("on* several", lambda _: SeveralDays()),
    ("on* nearly* coming* day", _day),
    ("on* the? (nearly)* (next|coming|before_last)* weekday", _weekday),
    ("on_date|next|coming next|coming* weekday_short|weekday_joined !feature", _weekday),
    ("weekday_short $", _weekday),
    ("on* weekday_short|weekday_joined part|late", _part_of_weekday),
    (f"{_LEAD} {_LIST} to? on* {_LIST} (to? {_LIST})*", _weekdays),
    ("on* date year_end?", _date),
    ("on* the? digits date_end? the? of? month|month_short year? year_end?", _date),
    ("on* the? ordinal month year? year_end?", _date),
    ("on* month|month_short the? digits date_end? year? year_end? !unit !half", _date),
    ("on* the? digits date_end? to? digits date_end? of? month|month_short year? year_end?", _dates),
    ("on* month|month_short the? digits date_end? to? digits date_end? year? year_end?", _dates),
    ("on* the? digits date_end !month day_of_month?", _day_of_month),
    ("on* digits day_of_month", _day_of_month),
    ("on* the? holiday year? year_end?", _holiday),
    ("during+ month year? year_end? !digits", _month),
    ("during* month year year_end?", _month),
    ("in article? few|number|digits unit from_now?", _later),
    ("in article? unit from_now?", _later),
    ("article? few|number|digits unit from_now", _later),
    ("article unit from_now", _later),
    ("unit in few|number|digits unit?", _later),
    ("article? few|number|digits unit ago", _ago),
    ("article? unit ago", _ago),
    ("in_unit* the? (next|coming)* few|number|digits unit", _several),
    ("in_unit* the? (next)* next unit", _next_unit),
    ("in_unit* the? coming coming* unit", _this_unit),
    ("in_unit article? unit", _one_unit),
    ("on* the? before_last few|number|digits unit", _last_unit),
    ("on* the? before_last unit", _last_unit),
    ("on* the? (next|coming|before_last)* weekend", _weekend),
    ("on* workdays", lambda _: SeveralDays()),
    ("on* nearly* the? (coming|nearly)* part", _part),
    ("on* nearly* the? (coming|nearly)* late", lambda _: Mark.LATE),
    ("on* nearly* tonight", lambda _: Mark.TONIGHT),
    ("at* half_past number|digits half?", _hour),
    ("at* number|digits half", _hour),
    ("at number|digits half|half_after_at", _hour),
    ("at number|digits oclock half|half_after_at", _hour),
    ("at_exact unit_hour half|half_after_at", _hour),
    ("at number|digits oclock", _hour),
    ("at+ dotted oclock? half|half_after_at", _hour),
    ("at+ dotted", _hour),
    ("at_exact number|digits !unit !oclock !date_end !month !half_after_at !feature", _hour),
    ("at number|digits at number|digits half?", _hour),
    ("at* clock oclock? half|half_after_at", _hour),
    ("at* clock", _hour),
    ("at* hour", _hour),
    ("at* number|digits half? to number|digits half", _hour),
    ("every+ (nearly)* part|unit|weekday|weekend|workdays|late|number", _every),
    ("every_part", _every),
    ("every+ part|unit|weekday|weekend|workdays|late at+ number|digits half|half_after_at !unit", _every),
    ("every+ part|unit|weekday|weekend|workdays|late at+ number|digits|clock", _every),
    ("on? now", lambda _: Now()),
    ("when", lambda _: Mark.ASKED_WHEN),
)

_PATTERNS = [(Pattern(pattern), meaning) for pattern, meaning in _RULES]


def told_times(text: str, words: Sequence[Word], phrases: Sequence[Sequence[Phrase]]) -> Iterator[Told]:
    """Yield the times in *words* of *text*, of which the longest counts where they overlap."""
    at = 0
    while at < len(words):
        told = _longest(words, phrases, at)
        if told is None:
            at += 1
        else:
            yield told
            at = told.end


def phrases_of(text: str, words: Sequence[Word]) -> list[list[Phrase]]:
    """Return the phrases and the numbers that begin at each of *words*."""
    found = [list(PHRASES.at(words, start)) for start in range(len(words))]
    for start, phrase in numerals(text, words):
        found[start].append(phrase)
    return found


def _longest(words: Sequence[Word], phrases: Sequence[Sequence[Phrase]], start: int) -> Told | None:
    kinds = {phrase.kind for phrase in phrases[start]}
    best: Told | None = None
    for pattern, meaning in _PATTERNS if kinds else ():
        if kinds.isdisjoint(pattern.begins):
            continue
        found = pattern.match(words, phrases, start)
        if found is None or (best is not None and found.end <= best.end):
            continue
        told = meaning(found)
        if told is not None:
            best = Told(start, found.end, told)
    return best
