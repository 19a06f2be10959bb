import asyncio
from pathlib import Path
from traceback import format_exception

import pytest
from sqlalchemy import select

from services.errors import StorageError
from services.storage import Database, Journal, open_database, opening
from services.storage.journal import PRUNING_INTERVAL
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


async def receive(journal: Journal, *numbers: int) -> None:
    await journal.write({number: {} for number in numbers}, (), offset=0)


async def left(journal: Journal) -> list[int]:
    return [entry.update_id for entry in (await journal.load())[0]]


async def finished(journal: Journal) -> set[int]:
    return (await journal.load())[1]


async def test_a_written_update_is_loaded_unchanged(journal: Journal) -> None:
    body = {"update_id": 7, "message": {"text": "Привет \u0000 🌍 \ud83d", "id": 2**52, "list": [None, 1.5]}}

    await journal.write({7: body}, (), offset=0)

    ((entry,), _) = await journal.load()
    assert (entry.update_id, entry.body) == (7, body)


async def test_a_finished_update_is_known_until_it_is_acknowledged(journal: Journal) -> None:
    await receive(journal, 1, 2, 3, 4)

    await journal.write({}, [1, 2], offset=2)
    assert (await left(journal), await finished(journal)) == ([3, 4], {2})

    await journal.write({}, [4], offset=4)
    assert (await left(journal), await finished(journal)) == ([3], {4})


async def test_an_update_that_was_never_written_can_be_finished(journal: Journal) -> None:
    await journal.write({5: {}}, [6, 1], offset=3)

    assert (await left(journal), await finished(journal)) == ([5], {6})


async def test_a_finished_update_keeps_no_part_of_the_message(journal: Journal, database: Database) -> None:
    await journal.write({1: {"text": "somebody's message"}}, (), offset=0)

    await journal.write({}, [1], offset=0)

    async with database.connect() as connection:
        assert (await connection.scalars(select(journal_table.c.body))).all() == [""]


async def test_unfinished_updates_are_loaded_in_order_of_receipt(journal: Journal, clock: Clock) -> None:
    await receive(journal, 9, 8)
    clock.seconds += 60
    await receive(journal, 3)

    entries, _ = await journal.load()

    assert [(entry.update_id, entry.age) for entry in entries] == [(8, 60), (9, 60), (3, 0)]


async def test_two_bots_share_a_database_but_no_journal(journal: Journal, database: Database) -> None:
    other = Journal(database, 43)
    await receive(journal, 1)
    await receive(other, 1)

    await other.write({}, [1], offset=5)

    assert (await left(journal), await left(other)) == ([1], [])


async def test_the_journal_outlives_the_process(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'bot.db'}"
    async with open_database(url) as database:
        await receive(Journal(database, 42), 5)
    async with open_database(url) as database:
        assert await left(Journal(database, 42)) == [5]


async def test_concurrent_writers_do_not_block_each_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "LOCK_TIMEOUT", 0.0)
    async with open_database(f"sqlite+aiosqlite:///{tmp_path / 'bot.db'}") as opened:
        journal = Journal(opened, 42)
        await asyncio.gather(*(receive(journal, number) for number in range(1, 20)))
        assert await left(journal) == [*range(1, 20)]


async def test_the_error_of_a_failed_write_does_not_contain_its_data(journal: Journal, database: Database) -> None:
    async with database.begin() as connection:
        await connection.run_sync(journal_table.drop)
    text = "somebody's message"
    with pytest.raises(StorageError, match="journal") as writing:
        await journal.write({7: {"text": text}}, (), offset=0)
    async with database.begin() as connection:
        await connection.run_sync(journal_table.create)
    assert text not in "".join(format_exception(writing.value))


async def test_after_a_normal_end_no_update_counts_as_attempted(journal: Journal) -> None:
    assert not await journal.open()
    await receive(journal, 1)
    await journal.record_normal_end()

    assert not await journal.open()
    assert [entry.attempts for entry in (await journal.load())[0]] == [0]


async def test_after_a_crash_unfinished_updates_count_as_attempted_once(
    journal: Journal, database: Database
) -> None:
    await journal.open()
    await Journal(database, 43).open()
    await receive(journal, 1, 2)
    await journal.write({}, [2], offset=0)
    await Journal(database, 43).record_normal_end()

    for _ in range(2):  # the second crash comes before anything is begun
        assert await journal.open()
        assert [(entry.update_id, entry.attempts) for entry in (await journal.load())[0]] == [(1, 1)]
    assert not await Journal(database, 43).open()


async def test_attempts_are_counted_across_processes(journal: Journal, database: Database) -> None:
    await receive(journal, 1)

    assert [
        await journal.count_attempt(1),
        await journal.count_attempt(1, {"b": 2}),
        await journal.count_attempt(2, {"c": 3}),
    ] == [
        1,
        2,
        1,
    ]
    assert await journal.count_attempt(3) == 0

    entries, _ = await Journal(database, 42).load()
    assert [(entry.update_id, entry.body, entry.attempts) for entry in entries] == [(1, {}, 2), (2, {"c": 3}, 1)]


async def test_an_update_set_aside_is_kept_for_thirty_days_and_not_handled(journal: Journal, clock: Clock) -> None:
    await receive(journal, 1, 2)

    await journal.set_aside([1])
    await receive(journal, 1)  # Telegram sends it again

    for days in (0, 30):
        clock.seconds += days * 24 * 3600
        await journal.write({}, (), offset=9)
        assert (await left(journal), await finished(journal), await journal.count_attempt(1)) == ([2], {1}, 0)
    clock.seconds += PRUNING_INTERVAL
    await journal.write({}, (), offset=9)
    assert (await left(journal), await finished(journal)) == ([2], set())


@pytest.mark.parametrize("body", ["", "{", "null", "[1]", '"text"', "[" * 100_000])
async def test_a_row_that_is_not_an_update_is_set_aside(
    journal: Journal, database: Database, caplog: pytest.LogCaptureFixture, body: str
) -> None:
    await receive(journal, 1, 2)
    async with database.begin() as connection:
        await connection.execute(journal_table.update().where(journal_table.c.update_id == 1).values(body=body))

    for _ in range(2):
        assert (await left(journal), await finished(journal)) == ([2], {1})
    assert caplog.text.count("updates [1]") == 1
