"""A control group that limits the memory of the processes in it, on Linux with cgroup v1."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from benchmarks.process import proportional_mebibytes

HIERARCHY = Path("/sys/fs/cgroup/memory")
"""Where systems with cgroup v1 mount the hierarchy of the memory controller."""

MEBIBYTE = 1 << 20
SAMPLE_INTERVAL = 0.1
"""Seconds between two samples of the memory of the processes."""


@dataclass
class Peak:
    """The highest memory of a group during a step, in MiB."""

    processes: float = 0.0
    """The memory of all processes (PSS: a page that several processes share counts once), by samples."""
    group: float = 0.0
    """The memory that the kernel charges to the group, with its page cache, which the kernel can free."""


class ControlGroup:
    """A group of processes with a memory limit; the kernel kills a process if the group needs more."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    @classmethod
    @contextmanager
    def create(cls, name: str, limit: int) -> Iterator[Self]:
        """Create a group with a *limit* in MiB, without swap; remove it at the end, when its processes have ended.

        Raise SystemExit if this system does not permit it.
        """
        directory = HIERARCHY / name
        try:
            directory.mkdir()
            (directory / "memory.limit_in_bytes").write_text(str(limit * MEBIBYTE), encoding="ascii")
        except OSError as error:
            raise SystemExit(f"Needs root and the memory controller of cgroup v1: {error}") from error
        with suppress(OSError):  # the kernel may lack the accounting of swap
            (directory / "memory.memsw.limit_in_bytes").write_text(str(limit * MEBIBYTE), encoding="ascii")
        try:
            yield cls(directory)
        finally:
            directory.rmdir()

    def command(self, *command: str) -> tuple[str, ...]:
        """Return a command that executes *command* in the group."""
        return ("sh", "-c", 'echo $$ >"$0" && exec "$@"', str(self._directory / "cgroup.procs"), *command)

    @property
    def kills(self) -> int:
        """The number of processes that the kernel has killed because of the limit."""
        text = (self._directory / "memory.oom_control").read_text(encoding="ascii")
        found = re.search(r"^oom_kill (\d+)$", text, re.MULTILINE)
        return int(found[1]) if found else 0

    @contextmanager
    def measured(self) -> Iterator[Peak]:
        """Yield an object that has the peak of the memory at the end of the context."""
        highest = self._directory / "memory.max_usage_in_bytes"
        highest.write_text("0", encoding="ascii")
        peak, is_over = Peak(), threading.Event()

        def sample() -> None:
            while not is_over.wait(SAMPLE_INTERVAL):
                peak.processes = max(peak.processes, self._process_memory())

        sampler = threading.Thread(target=sample)
        sampler.start()
        try:
            yield peak
        finally:
            is_over.set()
            sampler.join()
            peak.group = int(highest.read_text(encoding="ascii")) / MEBIBYTE

    def _process_memory(self) -> float:
        total = 0.0
        for pid in (self._directory / "cgroup.procs").read_text(encoding="ascii").split():
            with suppress(ProcessLookupError, FileNotFoundError):  # the process has ended
                total += proportional_mebibytes(int(pid))
        return total
