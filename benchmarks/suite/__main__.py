"""Measures everything, shows it, and keeps it in benchmarks/RESULTS.md: python -m benchmarks.suite [section …]."""

import asyncio
import sys
from pathlib import Path

from benchmarks.suite import look_ups, start, updates
from benchmarks.suite.figures import Section, table
from benchmarks.suite.machine import description
from benchmarks.suite.progress import Progress

RESULTS = Path(__file__).parents[1] / "RESULTS.md"
SECTIONS = {"look-ups": look_ups, "updates": updates, "start": start}

async def main(names):
    chosen = [SECTIONS[name] for name in names or SECTIONS]
    progress = Progress(sum(section.STEPS for section in chosen))
    machine = description()
    sections = [await section.measure(progress) for section in chosen]
    progress.end()
    for s in sections:
        print(s.title, "\n", s.body)
        print(table(["a","b","c","d"],[c.row for c in s.claims]))
asyncio.run(main(sys.argv[1:]))
