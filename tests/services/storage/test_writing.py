import asyncio

import pytest

from services.storage import Database, Journal
from services.storage.database import uninterrupted


async def test_a_write_whose_caller_is_cancelled_leaves_the_database_to_the_others(database: Database) -> None:
    journal = Journal(database, 42)
    for steps in range(40):
        writing = asyncio.create_task(journal.write({steps: {}}, (), acknowledged=0))
        for _ in range(steps):
            await asyncio.sleep(0)
        writing.cancel()
        await asyncio.wait({writing})
        async with asyncio.timeout(5):
            await journal.write({1000 + steps: {}}, (), acknowledged=0)
    assert set(range(1000, 1040)) <= {entry.number for entry in (await journal.recall())[0]}


async def test_what_is_not_interrupted_ends_before_its_caller_however_often_that_is_cancelled() -> None:
    go_on = asyncio.Event()

    @uninterrupted
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


async def test_an_error_is_told_also_to_a_caller_that_is_cancelled() -> None:
    @uninterrupted
    async def broken() -> None:
        await asyncio.sleep(0)
        raise RuntimeError("broken")

    caller = asyncio.create_task(broken())
    await asyncio.sleep(0)
    caller.cancel()
    with pytest.raises(RuntimeError):
        await caller
