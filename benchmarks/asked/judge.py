"""Check an answer against `StagedWeather`, whose numbers identify the day and the hour."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from benchmarks.asked.lines import Line, When

NOW_DEGREES = -30
"""°C of the current weather; no forecast has this temperature."""

DEGREES = re.compile(r"([+\u2212]?\d+)(?:…([+\u2212]?\d+))?\u00a0°C")
TABLE_ROW = re.compile(r"^(?:max|min|макс|мин) +([+\u2212\d ]+)$", re.MULTILINE)
"""The temperatures of several days for one place of a comparison."""
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
DAY_PARTS = {"night": (-2, 0), "morning": (-1, 6), "day": (2, 12), "evening": (1, 18)}
"""°C that a part of a day adds to the temperature of its day, and the first hour of the part."""
NEXT_WEEK = 7
FORECAST_DAYS = 16
"""Days that a forecast covers."""

FIRST_LINE_PATTERNS = {
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
"""Patterns for the first line below the places, by quantity."""


def faults(line: Line, text: str, zone: ZoneInfo) -> Iterator[str]:
    """Yield the faults of *text*, the answer to *line* about places in *zone*."""
    if line.quantity == "none":
        if "°C" in text:
            yield "weather for what is no question"
        return
    if line.quantity == "daily":
        if "/daily" not in text:
            yield "no way to a daily message"
        return
    if line.quantity != "sun":
        possible = [line.when, *line.also]
        faults_by_time = [list(_time_faults(when, line, text, zone)) for when in possible if when is not None]
        if faults_by_time and all(faults_by_time):
            yield faults_by_time[0][0]
    if line.kind != "beyond" and line.quantity in FIRST_LINE_PATTERNS and not _first_line_matches(line, text):
        yield "what was asked does not come first"


def _first_line_matches(line: Line, text: str) -> bool:
    shown_degrees = [row for row in text.splitlines() if row and "⚠️" not in row]
    rows = shown_degrees[1:2] if len(line.places) == 1 else shown_degrees
    return any(re.search(FIRST_LINE_PATTERNS[line.quantity], row, re.IGNORECASE) for row in rows) or any(
        word in text for word in ("I do not know how it was", "Как там было")
    )


def _time_faults(when: When, line: Line, text: str, zone: ZoneInfo) -> Iterator[str]:
    if line.quantity in {"pressure", "humidity", "uv", "air", "water"}:
        return
    shown_degrees = {_to_number(number) for span in DEGREES.findall(text) for number in span if number}
    shown_degrees |= {_to_number(number) for row in TABLE_ROW.findall(text) for number in row.split()}
    kind = when["kind"]
    if kind == "beyond":
        if shown_degrees:
            yield "the weather of another time"
        return
    if kind == "now":
        if NOW_DEGREES not in shown_degrees:
            yield "not the weather now"
        return
    if NOW_DEGREES in shown_degrees:
        yield "the weather now for another time"
    expected = _expected_degrees(when, datetime.now(UTC).astimezone(zone))
    if not any(all(number in shown_degrees for number in temperatures) for temperatures in expected):
        yield f"not the temperatures {expected[0]}, but {sorted(shown_degrees)}"


def _expected_degrees(when: When, local_now: datetime) -> list[list[int]]:
    """Return the temperatures that a correct answer shows; there may be several correct lists."""
    match when["kind"]:
        case "day" | "past":
            return [_degrees_of_day(when["d"])]
        case "weekday":
            first = (WEEKDAYS.index(when["name"]) - local_now.weekday()) % NEXT_WEEK
            return [_degrees_of_day(first), *([_degrees_of_day(first + NEXT_WEEK)] if when.get("next") else [])]
        case "part" | "hour":
            return [[degrees] for degrees in _degrees_at(when, local_now)]
        case _:
            return [[degrees for day in _days(when, local_now) for degrees in _degrees_of_day(day)]]


def _days(when: When, local_now: datetime) -> list[int]:
    """Return the numbers of the days of a weekend, or of a range of days as far as the forecast covers it."""
    if when["kind"] == "weekend":
        saturday = 5 - local_now.weekday()
        return [day for day in (saturday, saturday + 1) if day >= 0]
    if when.get("week") == "next":
        return list(range(NEXT_WEEK - local_now.weekday(), 2 * NEXT_WEEK - local_now.weekday()))
    return list(range(min(when.get("n", 5), FORECAST_DAYS)))


def _degrees_at(when: When, local_now: datetime) -> list[int]:
    """Return the correct temperatures for a part of a day or for an hour."""
    if "in" in when:  # to the nearest hour
        later = local_now + timedelta(hours=when["in"])
        return [_degrees_of_hour(later + timedelta(minutes=temperatures), local_now) for temperatures in (0, 30)]
    added = DAY_PARTS[when["part"]][0] if "part" in when else _degrees_added_at(when["h"])
    return [_day_degrees(_days_ahead(when, local_now)) + added]


def _days_ahead(when: When, local_now: datetime) -> int:
    if "weekday" in when:
        return (WEEKDAYS.index(when["weekday"]) - local_now.weekday()) % NEXT_WEEK
    return int(when["d"])


def _degrees_of_hour(at: datetime, local_now: datetime) -> int:
    return _day_degrees((at.date() - local_now.date()).days) + _degrees_added_at(at.hour)


def _degrees_added_at(hour: int) -> int:
    return [added for added, first in DAY_PARTS.values() if hour >= first][-1]


def _degrees_of_day(day: int) -> list[int]:
    return [_day_degrees(day) - 2, _day_degrees(day) + 2]


def _day_degrees(day: int) -> int:
    return 2 + 6 * day if day < 10 else -40 - 6 * (day - 10)  # noqa: PLR2004


def _to_number(digits: str) -> int:
    return int(digits.replace("\u2212", "-"))
