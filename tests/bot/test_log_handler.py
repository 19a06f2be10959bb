"""Logging to a pipe whose reader stops reading, as journald or a terminal may."""

import logging
import os
import threading
from collections.abc import Iterator
from functools import partial

import pytest

from bot import log_handler
from bot.log_handler import NonBlockingHandler

PIPE_CAPACITY = 65_536
JOIN_TIMEOUT = 5.0


class Pipe:
    """A pipe to which the handler writes."""

    def __init__(self) -> None:
        self._reading, writing = os.pipe()
        self.handler = NonBlockingHandler(writing)
        self._writing = writing

    def log(self, message: str) -> None:
        self.handler.handle(logging.LogRecord("bot", logging.INFO, __file__, 1, message, (), None))

    def read_to_the_end(self) -> list[str]:
        """Read from the pipe until the handler has written its whole backlog."""
        chunks: list[bytes] = []
        reader = threading.Thread(
            target=lambda: chunks.extend(iter(partial(os.read, self._reading, PIPE_CAPACITY), b""))
        )
        writer = self.handler._writer
        reader.start()
        if writer is not None:
            writer.join(JOIN_TIMEOUT)
        os.close(self._writing)
        self._writing = -1
        reader.join(JOIN_TIMEOUT)
        return b"".join(chunks).decode().splitlines()

    def hang_up(self) -> None:
        os.close(self._reading)
        self._reading = -1

    def close(self) -> None:
        for fd in (self._reading, self._writing):
            if fd >= 0:
                os.close(fd)


@pytest.fixture
def pipe() -> Iterator[Pipe]:
    pipe = Pipe()
    yield pipe
    pipe.close()


def test_a_record_is_in_the_pipe_when_the_call_returns(pipe: Pipe) -> None:
    pipe.log("hello")
    assert os.read(pipe._reading, 100) == b"hello\n"


def test_a_reader_that_stops_blocks_nothing_and_later_gets_everything_in_order(pipe: Pipe) -> None:
    messages = [f"{number:05} " + "x" * 100 for number in range(2 * PIPE_CAPACITY // 100)]
    for message in messages:
        pipe.log(message)
    assert pipe.read_to_the_end() == messages


def test_records_beyond_the_backlog_are_dropped_and_counted(pipe: Pipe, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_handler, "MAX_BACKLOG_BYTES", 10_000)
    messages = [f"{number:05} " + "x" * 100 for number in range(2 * PIPE_CAPACITY // 100)]
    for message in messages:
        pipe.log(message)
    *kept, notice = pipe.read_to_the_end()
    assert kept == messages[: len(kept)]
    assert notice.startswith(f"{len(messages) - len(kept)} lines of the log were dropped")


def test_at_exit_a_reader_that_has_stopped_is_waited_for_no_longer_than_the_limit(
    pipe: Pipe, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log_handler, "MAX_FLUSH_SECONDS", 0.01)
    pipe.log("x" * 2 * PIPE_CAPACITY)
    pipe.handler.flush()
    assert len("".join(pipe.read_to_the_end())) == 2 * PIPE_CAPACITY


def test_without_a_reader_logging_raises_nothing(pipe: Pipe, capsys: pytest.CaptureFixture[str]) -> None:
    pipe.hang_up()
    for _ in range(3):
        pipe.log("hello")
    assert capsys.readouterr().err == ""
    assert pipe.handler._writer is None
