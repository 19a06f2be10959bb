"""A description of the machine that ran the benchmarks."""

import os
import platform
import re
from importlib.metadata import version
from pathlib import Path

PACKAGES = (
    *("aiogram", "aiohttp", "pydantic", "SQLAlchemy", "aiosqlite"),
    *("python-telegram-bot", "pyTelegramBotAPI", "requests"),
)


def description() -> str:
    """Return a paragraph about the machine and the versions of the packages."""
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return (
        f"{os.cpu_count()} cores ({_processor()}), {platform.system()} {platform.release()}, "
        f"load {os.getloadavg()[0]:.1f} at the start. Python {platform.python_version()}, {packages}."
    )


def _processor() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    found = re.search(r"^model name\s*: (.*)$", cpuinfo.read_text() if cpuinfo.exists() else "", re.MULTILINE)
    return found[1] if found else platform.processor() or platform.machine()
