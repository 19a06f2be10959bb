import asyncio
from pathlib import Path
from traceback import format_exception

import pytest

from services.errors import StorageError
from services.storage import Database, Journal, open_database
from services.storage import database as databases
from services.storage.schema import journal as journal_table


class Clock:
    seconds = 1_000_000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def journal(database: Database, clock: Clock) -> Journal:
    return Journal(database, 42, clock=clock)


async def numbers(journal: Journal) -> list[int]:
    return [entry.number for entry in await journal.unfinished()]


async def test_what_is_written_is_found_again_as_it_was(journal: Journal) -> None:
    body = {"update_id": 7, "message": {"text": "Привет \u0000 🌍 \ud83d", "id": 2**52, "list": [None, 1.5]}}

    assert await journal.add({7: body}) == {7}

    (entry,) = await journal.unfinished()
    assert (entry.number, entry.body) == (7, body)


async def test_what_is_known_already_is_not_new(journal: Journal) -> None:
    await journal.add({1: {}, 2: {}})
    await journal.finish([2], acknowledged=0)

    assert await journal.add({1: {}, 2: {}, 3: {}}) == {3}
    assert await numbers(journal) == [1, 3]


async def test_what_is_finished_is_known_until_telegram_has_learnt(journal: Journal) -> None:
    await journal.add({1: {}, 2: {}, 3: {}})

    await journal.finish([1, 2], acknowledged=2)

    assert await numbers(journal) == [3]
    assert await journal.add({1: {}, 2: {}}) == {1}


async def test_the_unfinished_come_in_the_order_they_were_received(journal: Journal, clock: Clock) -> None:
    await journal.add({9: {}, 8: {}})
    clock.seconds += 60
    await journal.add({3: {}})

    entries = await journal.unfinished()

    assert [(entry.number, entry.age) for entry in entries] == [(8, 60), (9, 60), (3, 0)]


async def test_two_bots_share_a_database_but_no_journal(journal: Journal, database: Database) -> None:
    other = Journal(database, 43)
    await journal.add({1: {}})

    assert await other.add({1: {}}) == {1}
    await other.finish([1], acknowledged=5)
    assert await numbers(journal) == [1]


async def test_the_journal_outlives_the_process(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'bot.db'}"
    async with open_database(url) as database:
        await Journal(database, 42).add({5: {"update_id": 5}})
    async with open_database(url) as database:
        assert await numbers(Journal(database, 42)) == [5]


async def test_writers_at_once_do_not_lock_each_other_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(databases, "SQLITE", (*databases.SQLITE, "PRAGMA busy_timeout = 0"))
    async with open_database(f"sqlite+aiosqlite:///{tmp_path / 'bot.db'}") as opened:
        journal = Journal(opened, 42)
        for number in range(1, 20):
            await asyncio.gather(journal.add({number: {}}), journal.finish([number - 1], acknowledged=number))
        assert await numbers(journal) == [19]


async def test_a_database_that_cannot_be_written_is_told_without_what_was_to_be_written(
    journal: Journal, database: Database
) -> None:
    async with database.begin() as connection:
        await connection.run_sync(journal_table.drop)
    text = "somebody's message"
    with pytest.raises(StorageError, match="journal") as adding:
        await journal.add({7: {"text": text}})
    with pytest.raises(StorageError, match="journal"):
        await journal.finish([7], acknowledged=8)
    async with database.begin() as connection:
        await connection.run_sync(journal_table.create)
    assert text not in "".join(format_exception(adding.value))
