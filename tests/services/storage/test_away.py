"""SQLite files that are moved, locked or damaged, and reads that hang."""

import asyncio
import logging
import resource
import shutil
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from services.errors import StorageError
from services.storage import (
    Chats,
    Database,
    Journal,
    open_database,
    opening,
)
from services.storage import database as module
from tests.services.storage.conftest import JOINED_WITHIN, OSLO, RUSSIAN, check_away, check_back


@pytest.mark.usefixtures("at_once")
async def test_a_moved_file_is_not_used_until_it_is_back(
    local: Database, directory: Path, caplog: pytest.LogCaptureFixture
) -> None:
    await Chats(local).save_settings(1, RUSSIAN)
    caplog.set_level(logging.INFO)
    elsewhere = directory.with_name("elsewhere")
    shutil.move(directory, elsewhere)
    await check_away(local, caplog)
    shutil.move(elsewhere, directory)
    await check_back(local, caplog)


@pytest.mark.usefixtures("at_once")
async def test_no_empty_file_replaces_a_moved_one(local: Database, directory: Path) -> None:
    await Chats(local).save_settings(1, RUSSIAN)
    shutil.move(directory / "bot.db", directory / "elsewhere")
    with pytest.raises(StorageError, match="No such file"):
        await Chats(local).get(1)
    shutil.move(directory / "elsewhere", directory / "bot.db")
    assert (await Chats(local).get(1)).settings == RUSSIAN


async def test_a_hanging_read_fails_in_time(local: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "READ_TIMEOUT", 0.05)

    released = threading.Event()
    with pytest.raises(StorageError, match="no answer in time"):
        await local.read(lambda _: released.wait(JOINED_WITHIN))
    released.set()


async def test_a_cancelled_read_raises_cancelled_error(local: Database) -> None:
    begun, released = threading.Event(), threading.Event()

    def hang(_: object) -> None:
        begun.set()
        released.wait(JOINED_WITHIN)

    reading = asyncio.create_task(local.read(hang))
    await asyncio.to_thread(begun.wait, JOINED_WITHIN)
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
    released.set()
    async with local.connect() as connection:
        assert await connection.scalar(text("SELECT 1")) == 1


async def test_alternating_successes_and_failures_are_logged_once(
    local: Database, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "RETRY_DELAY", 0.0)
    caplog.set_level(logging.INFO)

    def fail(_: object) -> None:
        raise OSError("the file is damaged")

    def work(_: object) -> None:
        pass

    for _ in range(3):
        with pytest.raises(StorageError):
            await local.read(fail)
        await local.read(work)
    assert len(caplog.messages) == 1
    monkeypatch.setattr(module, "MIN_TIME_WITHOUT_FAILURE", 0.0)
    await local.read(work)
    assert caplog.messages[1].startswith("can read the database again")


async def test_while_another_process_locks_the_file_reads_work_and_writes_fail(
    directory: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "LOCK_TIMEOUT", 0.1)
    async with open_database(f"sqlite+aiosqlite:///{directory / 'bot.db'}") as database:
        chats = Chats(database)
        await chats.save_settings(1, RUSSIAN)
        with closing(sqlite3.connect(directory / "bot.db")) as other:
            other.execute("BEGIN EXCLUSIVE")
            writing = [chats.save_choice(2, str(number), OSLO.key) for number in range(20)]
            results = asyncio.gather(*writing, return_exceptions=True)
            assert (await chats.get(1)).settings == RUSSIAN
            assert {type(result) for result in await results} == {StorageError}
            other.rollback()
        await chats.save_choice(1, "oslo", OSLO.key)
        assert [record.getMessage().split(":")[0] for record in caplog.records] == ["cannot write to the database"]


def remove(path: Path) -> None:
    path.unlink()


def replace_by_directory(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize("break_it", [remove, replace_by_directory])
async def test_after_the_file_is_deleted_all_calls_raise_storage_errors(
    local: Database, directory: Path, caplog: pytest.LogCaptureFixture, break_it: Callable[[Path], None]
) -> None:
    await Chats(local).save_settings(1, RUSSIAN)
    break_it(directory / "bot.db")
    await check_away(local, caplog)


async def test_writes_work_again_once_a_full_disk_has_space(
    local: Database,
) -> None:
    journal = Journal(local, 42)
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10, hard))
    try:
        with pytest.raises(StorageError, match="the database does not work"):
            await journal.write({1: {}}, (), offset=0)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
    await journal.write({2: {}}, (), offset=0)
    assert [entry.update_id for entry in (await journal.load())[0]] == [2]
