"""A person's terminal: editing and history in a pseudo-terminal, wrapping, and the ways to leave."""

import asyncio
import os
import pty
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from sandbox.__main__ import WELCOME
from sandbox.chat.terminal import read_typed_lines, wrap_words
from tests.forked import Forked
from tests.sandbox.stub import ENVIRONMENT, stubbed_sandbox

UP = "\x1b[A"
CTRL_A, CTRL_C, CTRL_D, BACKSPACE = "\x01", "\x03", "\x04", "\x7f"
WITHIN = 120.0
"""Maximum time until the output has an expected text, in seconds."""


@pytest.mark.parametrize("leave", [CTRL_C, CTRL_D])
async def test_a_line_can_be_edited_before_it_is_sent(leave: str) -> None:
    with create_pipe_input() as keys, create_app_session(input=keys, output=DummyOutput()):
        keys.send_text(f"Londom{BACKSPACE}n{CTRL_A}/weather \r  \rOslo\r{leave}")
        lines = [line async for line in read_typed_lines()]
    assert lines == ["/weather London", "Oslo"]


@pytest.mark.parametrize(
    ("text", "width", "wrapped"),
    [
        ("one two three", 9, "one two\nthree"),
        ("one two three", 7, "one two\nthree"),
        ("short\nlonger line", 6, "short\nlonger\nline"),
        ("unbreakableword x", 5, "unbreakableword\nx"),
        ("☁️ +1 °C cloudy", 10, "☁️ +1 °C\ncloudy"),
        ("天気 天気", 5, "天気\n天気"),
        ("a  b", 80, "a  b"),
    ],
)
def test_lines_are_wrapped_between_words_and_the_text_keeps_its_length(
    text: str, width: int, wrapped: str
) -> None:
    assert wrap_words(text, width) == wrapped
    assert len(wrapped) == len(text)


class Typed:
    """A sandbox in a pseudo-terminal, in which Ctrl-C is a signal while no prompt reads keys."""

    def __init__(self, process: Forked, terminal: int) -> None:
        self.process = process
        self._terminal = terminal
        self.output = ""
        self._grown = asyncio.Event()
        asyncio.get_running_loop().add_reader(terminal, self._read)

    def _read(self) -> None:
        try:
            self.output += os.read(self._terminal, 65536).decode(errors="replace")
        except OSError:  # the other end is closed
            asyncio.get_running_loop().remove_reader(self._terminal)
        self._grown.set()

    def close(self) -> None:
        """Close the terminal, as closing its window does."""
        if self._terminal >= 0:
            asyncio.get_running_loop().remove_reader(self._terminal)
            os.close(self._terminal)
            self._terminal = -1

    def type(self, keys: str) -> None:
        os.write(self._terminal, keys.encode())

    async def until(self, condition: Callable[[str], bool]) -> None:
        async with asyncio.timeout(WITHIN):
            while not condition(self.output):
                self._grown.clear()
                await self._grown.wait()


@asynccontextmanager
async def sandbox_in_a_terminal(directory: Path) -> AsyncIterator[Typed]:
    ours, theirs = pty.openpty()
    process = await stubbed_sandbox(
        directory,
        theirs,
        os.dup(theirs),
        env={**ENVIRONMENT, "TERM": "xterm", "COLUMNS": "60", "TMPDIR": str(directory)},
    )
    typed = Typed(process, ours)
    try:
        yield typed
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)  # the sandbox then stops its bot
        await process.wait()
        typed.close()


async def test_a_half_typed_line_survives_an_answer_history_repeats_it_and_ctrl_c_leaves(
    tmp_path: Path,
) -> None:
    async with sandbox_in_a_terminal(tmp_path) as typed:
        await typed.until(lambda output: ":help" in output)
        assert "http://127.0.0.1:" in typed.output
        typed.type("/weather Moscow London\r:he")
        await typed.until(lambda output: "the bot's answer" in output)
        typed.type("lp\r")
        await typed.until(lambda output: output.count("leave; the end of input leaves") == 1)
        typed.type(f"{UP}\r")
        await typed.until(lambda output: output.count("leave; the end of input leaves") == 2)
        assert "unknown command" not in typed.output
        typed.type(f"half{CTRL_C}")
        async with asyncio.timeout(WITHIN):
            assert await typed.process.wait() == 0
        assert "Traceback" not in typed.output


def files_of_the_sandbox(directory: Path) -> list[Path]:
    return list(directory.glob("weather-sandbox-*/*"))


async def test_closing_the_terminal_ends_the_sandbox_and_removes_its_files(tmp_path: Path) -> None:
    async with sandbox_in_a_terminal(tmp_path) as typed:
        await typed.until(lambda output: ":help" in output)
        assert files_of_the_sandbox(tmp_path)
        typed.close()
        async with asyncio.timeout(WITHIN):
            await typed.process.wait()
    assert not files_of_the_sandbox(tmp_path)


async def test_the_sandbox_ends_without_an_error_if_nobody_reads_its_output(tmp_path: Path) -> None:
    source, (target, output) = os.open(os.devnull, os.O_RDONLY), os.pipe()
    process = await stubbed_sandbox(tmp_path, source, output)
    with os.fdopen(target) as reader:
        assert await asyncio.to_thread(reader.readline) == WELCOME.partition("\n")[0] + "\n"
    async with asyncio.timeout(WITHIN):
        assert await process.wait() == 0
