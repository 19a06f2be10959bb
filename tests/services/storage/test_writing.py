import asyncio

import pytest

from services.storage import Database, Journal
from services.storage.database import shielded


async def test_a_cancelled_write_does_not_lock_the_database(database: Database) -> None:
    journal = Journal(database, 42)
    for steps in range(40):
        writing = asyncio.create_task(journal.write({steps: {}}, (), acknowledged=0))
        for _ in range(steps):
            await asyncio.sleep(0)
        writing.cancel()
        await asyncio.wait({writing})
        async with asyncio.timeout(30):
            await journal.write({1000 + steps: {}}, (), acknowledged=0)
    assert set(range(1000, 1040)) <= {entry.update_id for entry in (await journal.load())[0]}


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
