"""Lists of messages with the places, time and quantity that each of them asks about."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from babel.dates import format_date

DATE = re.compile(r"\{date\+(\d+):%(\w)\}")
"""A placeholder: the number of days after today, and the format of the date."""

BEYOND_FORECAST = {"en": "New Year's Eve", "ru": "Новый год"}
"""A day beyond the reach of every forecast."""
BEYOND_FORECAST_DAYS = 40
"""Days after today that replace FAR when New Year is near."""

DATE_FORMATS = {"d": "d", "D": "dd", "m": "MM", "B": "MMMM", "b": "MMM"}

When = dict[str, Any]


@dataclass(frozen=True)
class Line:
    """A message of the list."""

    key: str
    language: str
    text: str
    before: tuple[str, ...]
    """Earlier messages from the same person in the same chat."""
    places: tuple[str, ...]
    when: When | None
    also: tuple[When, ...]
    """Other times that the text may also mean."""
    quantity: str

    @property
    def kind(self) -> str:
        """The kind of time that the message asks about."""
        return self.when["kind"] if self.when else "–"


@dataclass
class Tally:
    """The number of messages, and of those answered correctly."""

    correct: int = 0
    total: int = 0
    failures: list[str] = field(default_factory=list)


def read_lines(path: Path, today_at: Callable[[str], date]) -> Iterator[Line]:
    """Yield the messages of the list at *path*.

    Relative dates are counted from today's date at the first place of each message.
    """
    for row in path.read_text(encoding="utf-8").splitlines():
        entry = json.loads(row)
        language = entry["lang"]
        today = today_at(entry["places"][0] if entry["places"] else "")
        yield Line(
            key=entry["id"],
            language=language,
            text=_replace_date_placeholders(entry["text"], language, today),
            before=tuple(_replace_date_placeholders(text, language, today) for text in entry["before"]),
            places=tuple(entry["places"]),
            when=entry["when"],
            also=tuple(entry.get("also", ())),
            quantity=entry["what"],
        )


def _replace_date_placeholders(text: str, language: str, today: date) -> str:
    new_year = date(today.year, 12, 31)
    far = BEYOND_FORECAST[language]
    if (new_year - today).days < BEYOND_FORECAST_DAYS / 1.5:
        far = str(format_date(today + timedelta(days=BEYOND_FORECAST_DAYS), "d MMMM", locale=language))
    text = text.replace("{far}", far)
    return DATE.sub(lambda found: _format_date(today + timedelta(days=int(found[1])), found[2], language), text)


def _format_date(day: date, form: str, language: str) -> str:
    if form == "o":
        ending = "th" if 11 <= day.day <= 13 else {1: "st", 2: "nd", 3: "rd"}.get(day.day % 10, "th")  # noqa: PLR2004
        return f"{day.day}{ending}"
    if form == "P":
        return str(format_date(day, "LLLL", locale=language))
    return str(format_date(day, DATE_FORMATS[form], locale=language))
