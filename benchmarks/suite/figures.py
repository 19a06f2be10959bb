"""Figures as the suite shows them: medians of several runs with their range, in tables, beside what is wanted."""

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field

RUNS = 5
"""Measurements of everything that varies from one to the next."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A figure that is to be reached."""

    what: str
    value: float
    unit: str = "×"
    at_most: float = math.inf
    at_least: float = -math.inf

    @property
    def row(self) -> list[str]:
        """What the table of the claims says of it."""
        wanted = f"≤ {self.at_most:g}" if self.at_most < math.inf else f"≥ {self.at_least:g}"
        reached = "yes" if self.at_least <= self.value <= self.at_most else "**no**"
        return [self.what, f"{self.value:.3g} {self.unit}", f"{wanted} {self.unit}", reached]


@dataclass(frozen=True, slots=True)
class Section:
    """A chapter of the results: Markdown, and the claims that its figures bear out or do not."""

    title: str
    body: str
    claims: Sequence[Claim] = field(default_factory=list)


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def spread(values: Sequence[float]) -> str:
    """Return the median with the range: 1.04 (1.02–1.09)."""
    return f"{_digits(statistics.median(values))} ({_digits(min(values))}–{_digits(max(values))})"


def percentile(values: Sequence[float], share: float) -> float:
    """Return what that *share* of the values does not exceed."""
    return sorted(values)[math.ceil(share * len(values)) - 1]


def _digits(value: float) -> str:
    """Return three digits of a number, all of those before the point."""
    return f"{value:,.{max(0, 2 - int(math.log10(value)))}f}" if value >= 1 else f"{value:.2g}"
