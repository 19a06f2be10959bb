"""Figures of the suite: medians of several runs with their range, tables, and comparisons with claims."""

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field

RUNS = 5
"""The number of runs of each measurement that varies."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A figure and the limit that it should keep."""

    label: str
    value: float
    unit: str = "×"
    at_most: float = math.inf
    at_least: float = -math.inf

    @property
    def row(self) -> list[str]:
        """Return the claim's row in the table of claims."""
        limit_text = f"≤ {self.at_most:g}" if self.at_most < math.inf else f"≥ {self.at_least:g}"
        reached = "yes" if self.at_least <= self.value <= self.at_most else "**no**"
        return [self.label, f"{self.value:.3g} {self.unit}", f"{limit_text} {self.unit}", reached]


@dataclass(frozen=True, slots=True)
class Section:
    """A chapter of the results: Markdown, and the claims about its figures."""

    title: str
    body: str
    claims: Sequence[Claim] = field(default_factory=list)


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def median_with_range(values: Sequence[float]) -> str:
    """Return the median with the range: 1.04 (1.02–1.09)."""
    return f"{_digits(statistics.median(values))} ({_digits(min(values))}–{_digits(max(values))})"


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value that this *share* of the values does not exceed."""
    return sorted(values)[math.ceil(share * len(values)) - 1]


def _digits(value: float) -> str:
    """Return the number with three significant digits, or with all digits before the point."""
    return f"{value:,.{max(0, 2 - int(math.log10(value)))}f}" if value >= 1 else f"{value:.2g}"
