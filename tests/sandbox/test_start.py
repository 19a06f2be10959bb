"""The start of the sandbox: its lines of input, and a BOT_TOKEN that starts the real bot."""

import os
import signal
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest
from aiohttp import ClientSession

from sandbox import __main__ as sandbox
from sandbox.chat.lines import read_lines
from sandbox.process import BOT
from sandbox.telegram import TelegramServer
from tests.sandbox.stub import piped_sandbox


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


async def test_a_closed_standard_input_counts_as_empty(monkeypatch: pytest.MonkeyPatch) -> None:
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


@pytest.mark.parametrize(
    ("locale", "language"),
    [
        ({"LANG": "ru_RU.UTF-8"}, "ru"),
        ({"LANG": "ru"}, "ru"),
        ({"LANG": "run_BI"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "ru_UA.UTF-8"}, "ru"),
        ({"LANG": "ru_RU.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "ru_RU.UTF-8", "LC_ALL": ""}, "ru"),
        ({}, "en"),
    ],
)
def test_the_users_language_is_that_of_the_locale(locale: dict[str, str], language: str) -> None:
    assert sandbox.system_language(locale) == language


@pytest.mark.parametrize("port", ["99999", "-1", "http"])
def test_a_port_that_does_not_exist_is_refused_without_a_traceback(
    port: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("BOT_TOKEN", raising=False)
    monkeypatch.setattr(sys, "argv", ["sandbox", f"--port={port}"])
    with pytest.raises(SystemExit):
        sandbox.main()
    assert "is no port" in capsys.readouterr().err


async def test_a_piped_line_is_answered_and_the_end_of_input_ends_the_sandbox(tmp_path: Path) -> None:
    async with piped_sandbox(tmp_path, b"/weather Moscow\n") as (process, output):
        assert (await output.read()).decode().splitlines()[-4:] == [
            "The input is not a terminal. --stay serves the same chat as a page.",
            "you: /weather Moscow",
            "bot · sample weather",
            "the bot's answer",
        ]
        assert await process.wait() == 0


async def test_with_stay_the_page_is_served_after_the_end_of_input_until_sigterm(tmp_path: Path) -> None:
    async with piped_sandbox(tmp_path, b"/weather Moscow\n", "--stay") as (process, output):
        url = ""
        while (line := (await output.readline()).decode()) != "the bot's answer\n":
            assert line
            url = line.partition("page: ")[2].strip() or url
        async with ClientSession() as session, session.get(url) as response:
            assert response.status == 200
        process.send_signal(signal.SIGTERM)
        assert await process.wait() == 0


@pytest.mark.parametrize("where", ["environment", "file"])
def test_if_a_token_is_set_the_bot_runs_without_the_sandbox(
    where: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
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
