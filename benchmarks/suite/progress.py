"""The progress of a long run, on standard error."""

import sys
import time


class Progress:
    """A progress line with the current step and the number of steps; on a terminal it is overwritten."""

    def __init__(self, steps: int) -> None:
        self._steps = steps
        self._done = 0
        self._started = time.monotonic()

    def step(self, description: str) -> None:
        """Show that the step with this *description* begins."""
        share = self._done / self._steps
        self._done += 1
        minutes, seconds = divmod(int(time.monotonic() - self._started), 60)
        bar = ("█" * round(20 * share)).ljust(20, "░")
        self._show(f"{bar} {share:4.0%}  {minutes}:{seconds:02}  {description}")

    def end(self) -> None:
        """Move to the next line."""
        if sys.stderr.isatty():
            self._show("")

    def _show(self, line: str) -> None:
        if sys.stderr.isatty():
            print(f"\r\033[K{line}", end="", file=sys.stderr, flush=True)
        else:
            print(line, file=sys.stderr, flush=True)
