"""Finds faults in answers about the staged weather, in which each number identifies its day and hour."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Self
from zoneinfo import ZoneInfo

from benchmarks.asked.lines import Line, When
from benchmarks.asked.places import KnownPlaces
from sandbox.telegram import BotMessage

NOW = -30
"""The current temperature in °C, which the staged weather has at no other time."""

DEGREES = re.compile(r"([+\u2212]?\d+)(?:(?:…| to )([+\u2212]?\d+))?\u00a0°C")
TABLE_ROW = re.compile(r"^(?:max|min|макс|мин) +([+\u2212\d ]+)$", re.MULTILINE)
"""Matches the temperatures of several days at one place, in a comparison of places."""
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
PARTS = {"night": (-2, 0), "morning": (-1, 6), "day": (2, 12), "evening": (1, 18)}
"""Maps a part of a day to its difference from the day's temperature in °C, and to its first hour."""
NEXT_WEEK = 7
KNOWN = 16
"""Number of days in a forecast."""

SETS_UP = re.compile(r"^(Yes|Да)\b|\d:\d\d")
"""Matches the label of a button that adds a daily message."""

UNKNOWN_PAST = ("Of past days", "I don’t know what it was like", "Из прошедших дней", "Как там было")
"""Words in an answer which mean that the weather of a past day is not known."""

NOT_NAMES = re.compile(r"\d|[:.!?]|^(Today|Tomorrow|Сегодня|Завтра)", re.IGNORECASE)
"""Matches bold words that are not names of places: days and headings."""

YES_OR_NO = (
    r"^\W*(No|Yes|Likely|Possibly|Be careful|Нет|Да|Скорее|Возможно|Осторожно)\b|не ожидается|Сейчас \w+ нет"
)

FIRST_LINE = {
    **dict.fromkeys(("thunder", "hail", "fog", "ice", "frost", "storm", "driving"), YES_OR_NO),
    "rain": r"rain|дожд|Да|Нет|Yes|Likely|осадк",
    "snow": r"snow|снег|Да|Нет|Yes|Likely|осадк",
    "wind": r"\d\u00a0(m/s|м/с)",
    "pressure": r"\d{3,4}\u00a0(hPa|мм)",
    "humidity": r"55\u00a0%",
    "uv": r"\b[037]\b",
    "air": r"35|60",
    "sun": r"\d\d:\d\d",
    "water": r"17\u00a0°C",
    "temperature": r"°C",
    "weather": r"°C",
}
"""Maps a quantity to the pattern that the first line below the places must match."""


@dataclass(frozen=True)
class Answered:
    """The parts of an answer that are judged."""

    text: str
    buttons: tuple[str, ...] = ()
    bold: tuple[str, ...] = ()

    @classmethod
    def of(cls, message: BotMessage) -> Self:
        """Return the text, the buttons and the bold words of *message*."""
        units = message.text.encode("utf-16-le")
        spans = (
            (entity["offset"], entity["offset"] + entity["length"])
            for entity in message.message.get("entities", [])
            if entity["type"] == "bold"
        )
        bold = tuple(units[2 * start : 2 * end].decode("utf-16-le") for start, end in spans)
        return cls(message.text, tuple(label for row in message.buttons for label in row), bold)

    @property
    def shown(self) -> str:
        """The text and the buttons, indented for the output."""
        return "\n    ".join([*self.text.splitlines(), " ".join(f"[{label}]" for label in self.buttons)])


def faults(line: Line, answered: Answered, places: KnownPlaces) -> Iterator[str]:
    """Yield the faults of *answered*, the answer to *line*."""
    text = answered.text
    if line.what == "none":
        if "°C" in text:
            yield "weather for what is no question"
        return
    yield from _place_faults(line, answered, places)
    if line.what == "daily":
        if "/daily" not in text and not any(SETS_UP.search(label) for label in answered.buttons):
            yield "no way to a daily message"
        return
    if line.what != "sun":
        zone = places.zone(line.places[0] if line.places else "")
        possible = [line.when, *line.also]
        wrong = [list(_time_faults(when, line, text, zone)) for when in possible if when is not None]
        if wrong and all(wrong):
            yield wrong[0][0]
    if line.kind != "beyond" and line.what in FIRST_LINE and not _leads(line, text):
        yield "what was asked does not come first"


def _place_faults(line: Line, answered: Answered, places: KnownPlaces) -> Iterator[str]:
    """Yield a fault for each missing place, and for each place that was not asked about."""
    expected = {place for name in line.places if (place := places.place(name, line.language)) is not None}
    for place in expected:
        if place.name not in answered.text and line.what != "daily":
            yield f"no {place.name}"
    keys = {place.key for place in expected}
    for name in answered.bold:
        if NOT_NAMES.search(name) or any(name == place.name for place in expected):
            continue
        other = places.place(name, line.language)
        if other is None or other.key not in keys:
            yield f"another place: {name}"


def _leads(line: Line, text: str) -> bool:
    lines = [row for row in text.splitlines() if row and not row.startswith("⚠️")]
    rows = lines[1:2] if len(line.places) == 1 else [row.rpartition(": ")[2] for row in lines] + lines
    return any(re.search(FIRST_LINE[line.what], row, re.IGNORECASE) for row in rows) or any(
        words in text for words in UNKNOWN_PAST
    )


def _time_faults(when: When, line: Line, text: str, zone: ZoneInfo) -> Iterator[str]:
    if line.what in {"pressure", "humidity", "uv", "air", "pollen", "water"}:
        return
    degrees = {_number(one) for span in DEGREES.findall(text) for one in span if one}
    degrees |= {_number(one) for row in TABLE_ROW.findall(text) for one in row.split()}
    kind = when["kind"]
    if kind == "beyond":
        if degrees:
            yield "the weather of another time"
        return
    if kind == "now":
        if NOW not in degrees:
            yield "not the weather now"
        return
    if NOW in degrees:
        yield "the weather now for another time"
    if kind == "past" and any(words in text for words in UNKNOWN_PAST):
        return
    expected = _expected(when, datetime.now(UTC).astimezone(zone))
    if not any(all(one in degrees for one in some) for some in expected):
        yield f"not the temperatures {expected[0]}, but {sorted(degrees)}"


def _expected(when: When, here: datetime) -> list[list[int]]:
    """Return the possible sets of temperatures; a right answer contains all of one set."""
    match when["kind"]:
        case "day" | "past":
            return [_day(when["d"])]
        case "weekday":
            first = (WEEKDAYS.index(when["name"]) - here.weekday()) % NEXT_WEEK
            return [_day(first), *([_day(first + NEXT_WEEK)] if when.get("next") else [])]
        case "part" | "hour":
            return [[degrees] for degrees in _at(when, here)]
        case _:
            return [[degrees for day in _days(when, here) for degrees in _day(day)]]


def _days(when: When, here: datetime) -> list[int]:
    """Return the days that *when* means and the forecast has, as numbers of days from today."""
    if "to" in when:
        return list(range(when["d"], when["to"] + 1))
    if "weekend" in when or when["kind"] == "weekend":
        saturday = 5 - here.weekday() + NEXT_WEEK * when.get("weekend", 0)
        return [day for day in (saturday, saturday + 1) if day >= 0]
    if when.get("week") == "next":
        return list(range(NEXT_WEEK - here.weekday(), 2 * NEXT_WEEK - here.weekday()))
    return list(range(min(when.get("n", 5), KNOWN)))


def _at(when: When, here: datetime) -> list[int]:
    """Return the temperatures that are right for a part of the day or an hour."""
    if "in" in when:  # to the nearest hour
        later = here + timedelta(hours=when["in"])
        return [_hour(later + timedelta(minutes=some), here) for some in (0, 30)]
    added = PARTS[when["part"]][0] if "part" in when else _added(when["h"])
    return [_base(_number_of_day(when, here)) + added]


def _number_of_day(when: When, here: datetime) -> int:
    if "weekday" in when:
        return (WEEKDAYS.index(when["weekday"]) - here.weekday()) % NEXT_WEEK
    return int(when["d"])


def _hour(at: datetime, here: datetime) -> int:
    return _base((at.date() - here.date()).days) + _added(at.hour)


def _added(hour: int) -> int:
    return [added for added, first in PARTS.values() if hour >= first][-1]


def _day(day: int) -> list[int]:
    return [_base(day) - 2, _base(day) + 2]


def _base(day: int) -> int:
    return 2 + 6 * day if day < 10 else -40 - 6 * (day - 10)  # noqa: PLR2004


def _number(written: str) -> int:
    return int(written.replace("\u2212", "-"))
