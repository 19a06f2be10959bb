"""A logging handler that never waits for the program that reads the log."""

import logging
import os
import select
import threading
import time

MAX_BACKLOG_BYTES = 1024 * 1024
"""Maximum size of the backlog in bytes; records beyond it are dropped."""

MAX_FLUSH_SECONDS = 1.0
"""Time limit in seconds for writing the backlog when the process exits."""


class NonBlockingHandler(logging.Handler):
    """Writes records to the file descriptor *fd* without blocking.

    A blocking write to a pipe would stop the event loop while nothing reads the pipe. Records that cannot be
    written yet wait in a bounded backlog, which a thread writes as soon as *fd* is writable. When the backlog is
    full, records are dropped until the whole backlog is written. After that, one record reports the number of
    dropped records.

    While *fd* is writable, `emit` writes each record before it returns, so that a crash loses no record. A
    `logging.handlers.QueueHandler` would lose the records that its thread has not written, and costs 10 µs more
    per record.
    """

    def __init__(self, fd: int) -> None:
        super().__init__()
        self._fd = fd
        self._backlog = bytearray()
        self._dropped = 0
        self._writer: threading.Thread | None = None

    def emit(self, record: logging.LogRecord) -> None:
        """Write *record*, or add it to the backlog."""
        try:
            line = self._encoded(record)
        except Exception:  # noqa: BLE001 - the standard library's handlers do the same
            self.handleError(record)
            return
        self._write()
        if self._dropped or len(self._backlog) + len(line) > MAX_BACKLOG_BYTES:
            self._dropped += 1
        else:
            self._backlog += line
            self._write()
        if self._backlog and self._writer is None:
            self._writer = threading.Thread(target=self._write_backlog, name="log writer", daemon=True)
            self._writer.start()

    def flush(self) -> None:
        """Write the backlog within MAX_FLUSH_SECONDS; the standard library calls this when the process exits."""
        self.acquire()
        try:
            self._write(timeout_seconds=MAX_FLUSH_SECONDS)
        finally:
            self.release()

    def _write(self, *, timeout_seconds: float = 0.0) -> None:
        """Write as much of the backlog as *fd* accepts in *timeout_seconds*."""
        deadline = time.monotonic() + timeout_seconds
        while self._backlog or self._dropped:
            if not self._is_writable(max(0.0, deadline - time.monotonic())):
                return
            if not self._backlog:
                self._backlog += self._encoded(_record_of_drops(self._dropped))
                self._dropped = 0
            try:
                # A writable pipe accepts at least PIPE_BUF bytes without blocking.
                written = os.write(self._fd, self._backlog[: select.PIPE_BUF])
            except OSError:  # the reader has closed the pipe, or the disk is full
                self._dropped += self._backlog.count(b"\n")
                self._backlog.clear()
                return
            del self._backlog[:written]

    def _write_backlog(self) -> None:
        """Write the whole backlog, and wait whenever *fd* is not writable."""
        while self._writer is not None:
            self._is_writable(None)
            self.acquire()
            try:
                self._write()
                if not self._backlog:
                    self._writer = None
            finally:
                self.release()

    def _is_writable(self, timeout_seconds: float | None) -> bool:
        """Wait up to *timeout_seconds* until *fd* is writable or closed; return False if it is neither."""
        try:
            return bool(select.select([], [self._fd], [], timeout_seconds)[1])
        except OSError:
            return True

    def _encoded(self, record: logging.LogRecord) -> bytes:
        return f"{self.format(record)}\n".encode(errors="backslashreplace")


def _record_of_drops(count: int) -> logging.LogRecord:
    message = "%d lines of the log were dropped, because standard error could not be written"
    return logging.LogRecord(__name__, logging.WARNING, __file__, 0, message, (count,), None)
