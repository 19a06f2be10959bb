"""Copies of a database that is being written to."""

import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from services.errors import BackupRefused, StorageError
from services.storage.backup import back_up

NOW = datetime(2026, 11, 26, 5, 43, tzinfo=UTC)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    (tmp_path / "state").mkdir()
    return tmp_path / "state" / "bot.db"


@pytest.fixture
def writer(source: Path) -> Iterator[sqlite3.Connection]:
    """A database in use: some rows are only in the write-ahead log, others are not committed."""
    with closing(sqlite3.connect(source, isolation_level=None)) as connection:
        connection.executescript(
            "PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0; CREATE TABLE note (text);"
        )
        connection.execute("INSERT INTO note VALUES ('deleted')")
        connection.execute("DELETE FROM note")
        connection.execute("INSERT INTO note VALUES ('committed')")
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO note VALUES ('not yet')")
        yield connection


def url(source: Path) -> str:
    return f"sqlite+aiosqlite:///{source}"


def notes(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return [text for (text,) in connection.execute("SELECT text FROM note")]


@pytest.mark.usefixtures("writer")
def test_committed_rows_are_copied_while_another_process_writes(source: Path, tmp_path: Path) -> None:
    copy = back_up(url(source), tmp_path / "copy.db", NOW)

    assert copy == tmp_path / "copy.db"
    assert notes(copy) == ["committed"]
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert b"deleted" not in copy.read_bytes()
    assert {path.name for path in tmp_path.iterdir()} == {"state", "copy.db"}


@pytest.mark.usefixtures("writer")
def test_a_copy_in_a_directory_has_the_time_in_its_name(source: Path, tmp_path: Path) -> None:
    assert back_up(url(source), tmp_path, NOW) == tmp_path / "weather-bot-20261126-054300.db"
    with pytest.raises(BackupRefused, match="already exists"):
        back_up(url(source), tmp_path, NOW)


@pytest.mark.usefixtures("writer")
def test_an_existing_file_is_not_overwritten(source: Path, tmp_path: Path) -> None:
    (tmp_path / "copy.db").write_text("precious")
    with pytest.raises(BackupRefused, match="already exists"):
        back_up(url(source), tmp_path / "copy.db", NOW)
    assert (tmp_path / "copy.db").read_text() == "precious"


def test_a_missing_database_is_not_copied(source: Path, tmp_path: Path) -> None:
    with pytest.raises(BackupRefused, match="there is no database"):
        back_up(url(source), tmp_path / "copy.db", NOW)
    assert not source.exists()


def test_the_error_for_postgresql_names_pg_dump(tmp_path: Path) -> None:
    with pytest.raises(BackupRefused, match="pg_dump") as refusal:
        back_up("postgresql+asyncpg://bot:secret@example.org/bot", tmp_path / "copy.db", NOW)
    assert "secret" not in str(refusal.value)


def test_a_failed_copy_leaves_no_file(source: Path, tmp_path: Path) -> None:
    source.write_bytes(b"no database, though as long as the header of one would be: " * 20)
    with pytest.raises(StorageError, match="could not be copied to"):
        back_up(url(source), tmp_path / "copy.db", NOW)
    (tmp_path / "file").touch()
    for target in ("nowhere/copy.db", "file/copy.db", "x" * 300):
        with pytest.raises(StorageError, match="could not be copied to"):
            back_up(url(source), tmp_path / target, NOW)
    assert {path.name for path in tmp_path.iterdir()} == {"state", "file"}


def test_an_interrupted_copy_leaves_no_file(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, writer: sqlite3.Connection
) -> None:
    def interrupt(_: int) -> None:
        raise KeyboardInterrupt

    assert writer.in_transaction
    monkeypatch.setattr("os.fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        back_up(url(source), tmp_path / "copy.db", NOW)
    assert [path.name for path in tmp_path.iterdir()] == ["state"]
