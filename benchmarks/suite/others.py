"""The results of two separate benchmarks: text to places, and pictures."""

import asyncio
import sys

from benchmarks.suite.figures import Section
from benchmarks.suite.progress import Progress

STEPS = 2


async def measure(progress: Progress) -> Section:
    """Run both and return their output."""
    progress.step("text to places")
    places = await _output_of("benchmarks.places")
    progress.step("pictures")
    pictures = await _output_of("benchmarks.pictures")
    body = f"`make bench-places`:\n\n{places}\n\n`make bench-pictures`:\n\n{pictures}"
    return Section("Text to places, and pictures", body)


async def _output_of(module: str) -> str:
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", module, stdout=asyncio.subprocess.PIPE)
    printed, _ = await process.communicate()
    if process.returncode:
        raise SystemExit(f"{module} has failed")
    return printed.decode().strip()
