"""The start of the sandbox: its lines of input, and a BOT_TOKEN that starts the real bot."""

import os
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest

from sandbox import __main__ as sandbox
from sandbox.chat.lines import read_lines
from sandbox.process import BOT
from sandbox.telegram import TelegramServer


async def test_lines_are_read_from_a_pipe_to_its_end() -> None:
    read, write = os.pipe()
    lines = read_lines(read)
    os.write(write, "/weather Москва\n\n".encode())
    assert await anext(lines) == "/weather Москва"
    os.write(write, b"last")
    os.close(write)
    assert [line async for line in lines] == ["last"]
    os.close(read)


async def test_lines_are_read_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "lines"
    path.write_text("one\ntwo\n")
    with path.open() as file:
        assert [line async for line in read_lines(file.fileno())] == ["one", "two"]


async def test_a_closed_standard_input_is_an_empty_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    with ExitStack() as stack:
        screen, lines = sandbox.open_terminal(stack)
        assert not screen.live
        assert [line async for line in lines] == []


async def test_a_port_that_is_in_use_is_named_without_a_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    async with TelegramServer() as other:
        port = int(other.url.rpartition(":")[2])
        options = sandbox.Options(no_key=False, delay=0, port=port, stay=False)
        assert await sandbox.sandbox(options) == 2
    assert capsys.readouterr().err == f"port {port} is in use\n"


@pytest.mark.parametrize("where", ["environment", "file"])
def test_with_a_token_the_real_bot_is_started(where: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class ReplacedError(Exception):
        pass

    def execv(path: str, arguments: tuple[str, ...]) -> None:
        assert (path, arguments) == (sys.executable, BOT)
        raise ReplacedError

    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BOT_TOKEN", "42:token" if where == "environment" else "")
    Path(".env").write_text("BOT_TOKEN=42:token\n" if where == "file" else "BOT_TOKEN=\n")
    monkeypatch.setattr(os, "execv", execv)
    with pytest.raises(ReplacedError):
        sandbox.main()
