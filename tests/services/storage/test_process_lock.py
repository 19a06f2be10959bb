"""The lock that lets only one process of a bot use a SQLite database."""

import errno
from pathlib import Path

import pytest

from services.errors import StorageError
from services.storage.process_lock import hold_process_lock


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite+aiosqlite:///{tmp_path / 'bot.db'}"


def test_a_second_process_of_a_bot_is_refused_until_the_first_one_ends(url: str) -> None:
    with (
        hold_process_lock(url, 42),
        pytest.raises(StorageError, match=r"another process of this bot uses .*bot\.db"),
        hold_process_lock(url, 42),
    ):
        pass
    with hold_process_lock(url, 42):
        pass


def test_two_bots_may_use_one_database(url: str) -> None:
    with hold_process_lock(url, 42), hold_process_lock(url, 43):
        pass


def test_a_file_system_without_locks_is_logged(
    url: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_file: int, _operation: int) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr("fcntl.flock", fail)
    with hold_process_lock(url, 42):
        assert "No locks available" in caplog.text
