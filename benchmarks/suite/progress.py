"""How far a long run has got, on standard error."""

import sys
import time


class Progress:
    """A line that tells the step under way and how many there are; on a terminal always the same line."""

    def __init__(self, steps: int) -> None:
        self._steps = steps
        self._done = 0
        self._started = time.monotonic()

    def step(self, what: str) -> None:
        """Show that *what* begins now."""
        share = self._done / self._steps
        self._done += 1
        minutes, seconds = divmod(int(time.monotonic() - self._started), 60)
        bar = ("█" * round(20 * share)).ljust(20, "░")
        self._show(f"{bar} {share:4.0%}  {minutes}:{seconds:02}  {what}")

    def end(self) -> None:
        """Leave the line."""
        if sys.stderr.isatty():
            self._show("")

    def _show(self, line: str) -> None:
        if sys.stderr.isatty():
            print(f"\r\033[K{line}", end="", file=sys.stderr, flush=True)
        else:
            print(line, file=sys.stderr, flush=True)
