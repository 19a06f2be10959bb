"""Writes whose caller is cancelled, that fail, or that take long."""

import asyncio
import threading

import pytest
from sqlalchemy import Connection, insert, select

from services.errors import StorageError
from services.storage import Database, Journal
from services.storage.database import shielded
from services.storage.schema import journal
from tests.services.storage.conftest import JOINED_WITHIN


async def test_a_cancelled_write_does_not_lock_the_database(database: Database) -> None:
    journal = Journal(database, 42)
    for steps in range(40):
        writing = asyncio.create_task(journal.write({steps: {}}, (), offset=0))
        for _ in range(steps):
            await asyncio.sleep(0)
        writing.cancel()
        await asyncio.wait({writing})
        async with asyncio.timeout(30):
            await journal.write({1000 + steps: {}}, (), offset=0)
    assert set(range(1000, 1040)) <= {entry.update_id for entry in (await journal.load())[0]}


async def test_a_failed_change_is_rolled_back_and_reported(database: Database) -> None:
    reported: list[bool] = []
    database.on_write = lambda _, failed: reported.append(failed)

    def insert_and_fail(connection: Connection) -> None:
        connection.execute(insert(journal), {"bot_id": 1, "update_id": 1, "received_at": 0.0, "body": ""})
        raise OSError("the disk is full")

    with pytest.raises(StorageError, match="the disk is full"):
        await database.write(insert_and_fail)
    assert await database.read(lambda connection: connection.execute(select(journal)).all()) == []
    assert reported == [True]


async def test_other_tasks_run_during_a_change_of_sqlite(local: Database) -> None:
    begun, others_run = threading.Event(), threading.Event()

    def change(_: Connection) -> bool:
        begun.set()
        return others_run.wait(JOINED_WITHIN)

    writing = asyncio.create_task(local.write(change))
    await asyncio.to_thread(begun.wait, JOINED_WITHIN)
    others_run.set()
    assert await writing


async def test_a_shielded_function_ends_before_its_caller_even_if_cancelled_twice() -> None:
    go_on = asyncio.Event()

    @shielded
    async def work() -> None:
        await go_on.wait()

    caller = asyncio.create_task(work())
    for _ in range(3):
        await asyncio.sleep(0)
        caller.cancel()
    await asyncio.sleep(0)
    assert not caller.done()
    go_on.set()
    with pytest.raises(asyncio.CancelledError):
        await caller


@pytest.mark.parametrize("cancelled", [True, False])
async def test_a_failed_write_of_a_cancelled_caller_is_logged_and_the_caller_stays_cancelled(
    caplog: pytest.LogCaptureFixture, cancelled: bool
) -> None:
    go_on = asyncio.Event()

    @shielded
    async def broken() -> None:
        await go_on.wait()
        raise RuntimeError("broken")

    caller = asyncio.create_task(broken())
    await asyncio.sleep(0)
    if cancelled:
        caller.cancel()
        await asyncio.sleep(0)
    go_on.set()
    with pytest.raises(asyncio.CancelledError if cancelled else RuntimeError):
        await caller
    assert ("broken" in caplog.text) is cancelled
