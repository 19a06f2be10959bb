"""The claims of a daily push: what each line says, and about which hours."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from services.weather import Step

HOUR, DAY = timedelta(hours=1), timedelta(days=1)

SPELL = re.compile(
    r"(?P<what>[^\d]*?(?:up to \d+ m/s)?) ?"
    r"(?:(?P<all>all day|for the rest of the day)|from (?P<from>\d\d:\d\d)|until (?P<until>\d\d:\d\d)"
    r"|(?P<start>\d\d:\d\d)–(?P<end>\d\d:\d\d))"
    r"(?P<broken>, on and off)?(?: \((?P<percent>\d+) %\))?$"
)


FURTHER_PERIOD = re.compile(r" and (?=from \d|until \d|\d\d:\d\d)")


@dataclass(frozen=True)
class Claim:
    """What a line of a push says about a period."""

    text: str
    what: str
    start: datetime
    end: datetime
    broken: bool
    likely: bool
    danger: bool
    vague: bool
    """Whether a time of the claim exists twice, because the clock is set back that night."""


@dataclass(frozen=True)
class Truth:
    """The hours that a block is about."""

    at: datetime
    local: tzinfo
    steps: Sequence[Step]

    @property
    def tomorrow(self) -> bool:
        return self.at.astimezone(self.local).hour >= 18

    @property
    def day(self) -> date:
        return self.at.astimezone(self.local).date() + (DAY if self.tomorrow else timedelta())

    def midnight(self, days: int = 0) -> datetime:
        return datetime.combine(self.day + days * DAY, time(), self.local).astimezone(UTC)

    @property
    def start(self) -> datetime:
        return max(self.at, self.midnight())

    def hours(self, start: datetime, end: datetime) -> list[Step]:
        return [step for step in self.steps if step.start < end and step.end > start]

    @property
    def ahead(self) -> list[Step]:
        return self.hours(self.start, self.midnight(1))


def blocks(text: str) -> Iterator[tuple[str, list[str]]]:
    """Yield, for each block of a push, the title of the push and the lines of the block."""
    heading, *rest = text.replace("\u00a0", " ").split("\n\n")
    *dangers, title = heading.split("\n")
    for block in rest:
        name = block.split("</b>", 1)[0] + "</b>"
        own = [line.split(" · ")[-1] for line in dangers if line.startswith(f"⚠️ {name}")]
        yield title, [*block.split("\n"), *(f"⚠️ {line}" for line in own)]


def claims_of(line: str, truth: Truth) -> Iterator[Claim]:
    """Yield a claim for each period in *line*: "heavy snow 11:00–14:00 and from 17:00" has two periods."""
    first, *later = FURTHER_PERIOD.split(line.split(" ", 1)[-1])
    found = SPELL.match(first)
    if found is not None:
        for text in (first, *(f"{found['what']} {period}" for period in later)):
            if claim := _claim(line, text, truth):
                yield claim


def _claim(line: str, text: str, truth: Truth) -> Claim | None:
    danger = line.startswith("⚠️")
    found = SPELL.match(text)
    if found is None:
        return None

    def moment(clock: str | None, otherwise: datetime, fold: int) -> datetime:
        if clock is None:
            return otherwise
        at = datetime.combine(truth.day, time.fromisoformat(clock), truth.local).replace(fold=fold).astimezone(UTC)
        return at + DAY if at < truth.start - HOUR else at

    spans = [
        (
            moment(found["from"] or found["start"], truth.start, fold),
            moment(found["until"] or found["end"], truth.midnight(1), fold),
        )
        for fold in (0, 1)
    ]
    (start, _), (_, end) = spans
    likely = "may " not in found["what"]
    return Claim(
        line, found["what"].lower(), start, end, bool(found["broken"]), likely, danger, spans[0] != spans[1]
    )
