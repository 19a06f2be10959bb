"""Run all benchmarks, print the results, and write them to benchmarks/RESULTS.md.

`python -m benchmarks.suite [section …]` runs only these sections and writes no file.
"""

import asyncio
import sys
from pathlib import Path

from benchmarks.suite import cost, look_ups, others, start, updates, upstream
from benchmarks.suite.figures import RUNS, Section, table
from benchmarks.suite.machine import description
from benchmarks.suite.progress import Progress

RESULTS = Path(__file__).parents[1] / "RESULTS.md"

SECTIONS = {
    "look-ups": look_ups,
    "updates": updates,
    "start": start,
    "cost": cost,
    "upstream": upstream,
    "others": others,
}

LIMITS = f"""\
Each varying figure is measured {RUNS} times, alternating with the figures that it is compared with. Figures are
medians, with their range in brackets. Loopback lacks the costs of a real network: lost packets, DNS, bandwidth,
Telegram's own limit (about 30 messages a second over all chats) and distance. On a real network, ratios of
figures that are mostly waiting would be closer to one. Servers and clients share the cores, and other work on
the machine widens ranges and slows every flood. So compare only figures of one run, and prefer ratios."""


async def main(names: list[str]) -> None:
    """Run the sections called *names*, or all sections."""
    chosen = [SECTIONS[name] for name in names or SECTIONS]
    progress = Progress(sum(section.STEPS for section in chosen))
    machine = description()
    sections = [await section.measure(progress) for section in chosen]
    progress.end()
    results = render(machine, sections)
    print(results)
    if not names:
        RESULTS.write_text(results + "\n", encoding="utf-8")


def render(machine: str, sections: list[Section]) -> str:
    """Return the results as Markdown, with the table of claims first."""
    claims = table(
        ("what", "measured", "wanted", "reached"), [claim.row for section in sections for claim in section.claims]
    )
    chapters = [f"## {section.title}\n\n{section.body}" for section in sections]
    return "\n\n".join(["# Results of `make bench`", machine, LIMITS, claims, *chapters])


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
