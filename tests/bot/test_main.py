import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from importlib.metadata import version
from pathlib import Path

import pytest

from bot.__main__ import main, signals_and_gc_held
from bot.config import Settings, SettingsError, Variables
from bot.output import print_text
from services.errors import StorageError
from tests.conftest import create_tables


@pytest.mark.parametrize("arguments", [["nonsense"], ["check", "all"], ["backup"], ["--fast"]])
def test_invalid_arguments_print_the_usage(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match=r"^2$"):
        main(arguments)
    assert capsys.readouterr().err.startswith("usage: python -m bot")


@pytest.mark.parametrize("arguments", [["--help"], ["check", "--help"], ["backup", "--help"]])
def test_help_is_printed_to_standard_output(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match=r"^0$"):
        main(arguments)
    assert capsys.readouterr().out.startswith("usage: python -m bot")


def test_the_version_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"{version('weather-bot')}\n"


@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("argument", ["--help", "--version"])
def test_a_reader_that_has_closed_the_output_causes_no_message(argument: str, unbuffered: str) -> None:
    read, write = os.pipe()
    os.close(read)
    ended = subprocess.run(  # noqa: S603 - the bot itself
        [sys.executable, "-m", "bot", argument],
        stdout=write,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONUNBUFFERED": unbuffered},
        check=False,
    )
    os.close(write)
    assert (ended.stderr, ended.returncode) == (b"", 0)


def test_text_for_a_reader_that_has_closed_the_output_is_discarded(monkeypatch: pytest.MonkeyPatch) -> None:
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "w") as output:
        monkeypatch.setattr(sys, "stdout", output)
        print_text("the first line")
        print_text("the second line")


def test_an_invalid_database_url_is_answered_with_a_readable_example(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(
        "bot.config.read_variables", lambda: Variables({"BOT_TOKEN": "42:token", "DATABASE_URL": "foo"})
    )
    assert main(["check"]) == 2
    assert "postgresql+asyncpg://USER:PASSWORD@HOST/DATABASE" in capsys.readouterr().err


def test_a_backup_prints_its_path_and_never_overwrites_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    database, copy = tmp_path / "bot.db", tmp_path / "copy.db"
    sqlite3.connect(database).close()
    database.touch()
    url = f"sqlite+aiosqlite:///{database}"
    monkeypatch.setattr(
        "bot.config.read_variables", lambda: Variables({"BOT_TOKEN": "42:token", "DATABASE_URL": url})
    )

    assert main(["backup", str(copy)]) == 0
    assert capsys.readouterr().out == f"{copy}\n"
    assert main(["backup", str(copy)]) == 2
    assert capsys.readouterr().err == f"{copy} already exists; name another file\n"


def test_a_migration_prints_the_number_of_rows_and_refuses_a_target_with_rows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    urls = [f"sqlite+aiosqlite:///{tmp_path / name}" for name in ("bot.db", "new.db")]
    create_tables(urls[0])
    with closing(sqlite3.connect(tmp_path / "bot.db")) as connection, connection:
        connection.execute("INSERT INTO chats (id) VALUES (7)")
    monkeypatch.setattr(
        "bot.config.read_variables", lambda: Variables({"BOT_TOKEN": "42:token", "DATABASE_URL": urls[0]})
    )
    monkeypatch.setattr("bot.logs.set_up_logging", lambda *_: None)

    assert main(["migrate", urls[1]]) == 0
    printed = capsys.readouterr().out.splitlines()
    assert "         1  chats" in printed
    assert printed[-1] == "         1  rows copied; now set DATABASE_URL to the new database"
    assert main(["migrate", urls[1]]) == 2
    assert "the target already has rows" in capsys.readouterr().err


def test_a_misspelled_variable_is_reported_before_a_missing_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("bot.config.read_variables", lambda: Variables({"BOT_TOKEM": "42:token"}))
    assert main([]) == 2
    first, second = capsys.readouterr().err.splitlines()
    assert first == "BOT_TOKEM is not a setting and is ignored; did you mean BOT_TOKEN?"
    assert second.startswith("BOT_TOKEN is not set")


def test_signal_handlers_are_set_before_slow_imports() -> None:
    script = (
        "import sys, bot.__main__; print(*sys.modules.keys() & {'pydantic', 'sqlalchemy', 'aiohttp', 'aiogram'})"
    )
    imported = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)  # noqa: S603 - a script of this test
    assert imported.stdout == "\n"


def test_a_signal_is_delivered_after_the_import() -> None:
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    imported = False
    with pytest.raises(KeyboardInterrupt), signals_and_gc_held():  # noqa: PT012 - all lines are tested
        signal.raise_signal(signal.SIGTERM)
        imported = True
    assert imported


@pytest.mark.parametrize(("arguments", "code"), [([], 0), (["check"], 1)])
def test_a_signal_at_the_very_start_ends_the_bot_cleanly(
    monkeypatch: pytest.MonkeyPatch, arguments: list[str], code: int
) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # as a shell does for a background process
    monkeypatch.setattr("bot.config.read_variables", lambda: signal.raise_signal(signal.SIGTERM))
    assert main(arguments) == code


def test_an_error_at_the_start_is_logged_without_a_traceback_and_ends_the_bot_with_1(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def run(_: Settings) -> None:
        raise StorageError("the place index could not be made")

    monkeypatch.setattr("bot.config.read_variables", lambda: Variables({"BOT_TOKEN": "42:token"}))
    monkeypatch.setattr("bot.logs.set_up_logging", lambda *_: None)
    monkeypatch.setattr("bot.app.run", run)
    monkeypatch.setattr("gc.freeze", lambda: None)  # it would last for all later tests

    assert main([]) == 1
    assert caplog.messages == ["the place index could not be made"]


def test_an_invalid_setting_is_reported_without_secrets(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    password = "hunter2hunter2"

    async def run(_: Settings) -> None:
        raise SettingsError(f"DATABASE_URL cannot be used: {password} is no option")

    monkeypatch.setattr(
        "bot.config.read_variables",
        lambda: Variables(
            {"BOT_TOKEN": "42:token", "DATABASE_URL": f"postgresql+asyncpg://bot:{password}@127.0.0.1/bot"}
        ),
    )
    monkeypatch.setattr("bot.logs.set_up_logging", lambda *_: None)
    monkeypatch.setattr("bot.app.run", run)
    monkeypatch.setattr("gc.freeze", lambda: None)  # it would last for all later tests

    assert main([]) == 2
    assert capsys.readouterr().err == "DATABASE_URL cannot be used: *** is no option\n"
