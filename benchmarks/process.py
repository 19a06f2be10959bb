"""What the system tells about a process."""

import re
from pathlib import Path


def resident_mebibytes(pid: int) -> float:
    """Return the memory that a running process has, on Linux."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    found = re.search(r"^VmRSS:\s*(\d+) kB$", status, re.MULTILINE)
    if found is None:
        raise ProcessLookupError(pid)
    return int(found[1]) / 1024
