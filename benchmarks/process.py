"""Memory and processor time of a process, on Linux."""

import os
import re
from pathlib import Path

TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")
USER_FIELD, SYSTEM_FIELD = 11, 12
"""Indices of the user time and the system time among the fields of /proc/*/stat that follow the name."""
ENDED_CHILDREN = slice(13, 15)
"""Indices of the user and system time of children that have ended."""


def resident_mebibytes(pid: int) -> float:
    """Return the memory of a running process in MiB."""
    return _mebibytes(pid, "VmRSS")


def peak_mebibytes(pid: int) -> float:
    """Return the highest memory of a running process so far, in MiB."""
    return _mebibytes(pid, "VmHWM")


def proportional_mebibytes(pid: int) -> float:
    """Return the memory of a running process in MiB; a page that n processes share counts one nth."""
    return _mebibytes(pid, "Pss", file="smaps_rollup")


def processor_seconds(pid: int) -> float:
    """Return the processor time of a running process so far, in seconds."""
    _, _, fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")
    times = fields.split()
    return (int(times[USER_FIELD]) + int(times[SYSTEM_FIELD])) / TICKS_PER_SECOND


def tree_processor_seconds(pid: int) -> float:
    """Return the processor time of a process and of all its children so far, in seconds."""
    _, _, fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")
    waited_for = sum(map(int, fields.split()[ENDED_CHILDREN])) / TICKS_PER_SECOND
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    return processor_seconds(pid) + waited_for + sum(tree_processor_seconds(int(child)) for child in children)


def _mebibytes(pid: int, row: str, file: str = "status") -> float:
    status = Path(f"/proc/{pid}/{file}").read_text(encoding="ascii")
    found = re.search(rf"^{row}:\s*(\d+) kB$", status, re.MULTILINE)
    if found is None:
        raise ProcessLookupError(pid)
    return int(found[1]) / 1024
