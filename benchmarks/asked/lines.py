"""Reads a list of messages, and what each message asks."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from babel.dates import format_date

DATE = re.compile(r"\{date\+(\d+):%(\w)\}")
"""Matches a date: the number of days after today, and the format of the date."""

FAR = {"en": "New Year's Eve", "ru": "Новый год"}
"""A day further than any forecast reaches."""
FAR_DAYS = 40
"""Number of days after today of the day that replaces FAR if New Year is too near."""

FORMATS = {"d": "d", "D": "dd", "m": "MM", "B": "MMMM", "b": "MMM"}

When = dict[str, Any]


@dataclass(frozen=True)
class Line:
    """A message of the list."""

    key: str
    language: str
    text: str
    before: tuple[str, ...]
    """The messages that the same person wrote in the chat before this message."""
    places: tuple[str, ...]
    when: When | None
    also: tuple[When, ...]
    """Other times that the text may mean as well."""
    what: str
    in_group: bool
    """Whether the message is written in a group, as a reply to the bot's last answer."""

    @property
    def kind(self) -> str:
        """The kind of time that is asked about."""
        return self.when["kind"] if self.when else "–"


@dataclass
class Tally:
    """Counts the messages that were asked, and those that were answered as asked."""

    right: int = 0
    asked: int = 0
    failures: list[str] = field(default_factory=list)


def read_lines(path: Path, today_at: Callable[[str], date]) -> Iterator[Line]:
    """Yield the messages of the list at *path*; their dates count from today at their first place."""
    for row in path.read_text(encoding="utf-8").splitlines():
        told = json.loads(row)
        language = told["lang"]
        today = today_at(told["places"][0] if told["places"] else "")
        yield Line(
            key=told["id"],
            language=language,
            text=_dated(told["text"], language, today),
            before=tuple(_dated(text, language, today) for text in told["before"]),
            places=tuple(told["places"]),
            when=told["when"],
            also=tuple(told.get("also", ())),
            what=told["what"],
            in_group=told.get("group", False),
        )


def _dated(text: str, language: str, today: date) -> str:
    new_year = date(today.year, 12, 31)
    far = FAR[language]
    if (new_year - today).days < FAR_DAYS / 1.5:
        far = str(format_date(today + timedelta(days=FAR_DAYS), "d MMMM", locale=language))
    text = text.replace("{far}", far)
    return DATE.sub(lambda found: _written(today + timedelta(days=int(found[1])), found[2], language), text)


def _written(day: date, form: str, language: str) -> str:
    if form == "o":
        ending = "th" if 11 <= day.day <= 13 else {1: "st", 2: "nd", 3: "rd"}.get(day.day % 10, "th")  # noqa: PLR2004
        return f"{day.day}{ending}"
    if form == "P":
        return str(format_date(day, "LLLL", locale=language))
    return str(format_date(day, FORMATS[form], locale=language))
