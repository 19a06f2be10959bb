"""Copies of all data from SQLite to PostgreSQL and back."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import insert, text

from services.errors import StorageError, TransferRefused
from services.places import Place
from services.schedule import Schedule
from services.storage import Chats, Database, Journal, SavedPlace, Subscriptions, Watches, open_database
from services.storage import transfer as module
from services.storage.leader_lock import LeaderLock
from services.storage.process_lock import hold_process_lock
from services.storage.schema import journal, last_questions, metadata, queue_workers, running_bots
from services.storage.transfer import COPIED_TABLES, transfer
from tests.conftest import MakeDatabase
from tests.services.storage.old_databases import ROWS, ask, contents

BOT = 42
DAILY = Schedule(480, "UTC")
OSLO = SavedPlace(Place("Oslo", 59.91, 10.75))


@pytest.fixture(params=["to PostgreSQL", "to SQLite"])
def addresses(request: pytest.FixtureRequest, postgres: MakeDatabase | None, tmp_path: Path) -> tuple[str, str]:
    """The addresses of a source and of a target, which is another kind of database."""
    if postgres is None:
        pytest.skip("TEST_POSTGRES_URL is not set")
    both = [f"sqlite+aiosqlite:///{tmp_path / 'bot.db'}", postgres("transfer")]
    source, target = both if request.param == "to PostgreSQL" else reversed(both)
    return source, target


async def fill(url: str) -> None:
    async with open_database(url) as database, database.begin() as connection:
        for table in COPIED_TABLES:
            await connection.execute(insert(table), ROWS[table.name][:1])
            for row in ROWS[table.name][1:]:
                await connection.execute(insert(table), row)


@pytest.mark.services
async def test_every_row_is_copied_and_counted(addresses: tuple[str, str]) -> None:
    source, target = addresses
    await fill(source)
    counts = await transfer(source, target, BOT)
    assert counts == {table.name: len(ROWS[table.name]) for table in COPIED_TABLES}
    before, after = await ask(source, contents), await ask(target, contents)
    for table in COPIED_TABLES:
        assert after[table.name] == [
            {**row, **{name: bool(row[name]) for name in row if isinstance(after[table.name][0][name], bool)}}
            for row in before[table.name]
        ], table.name


@pytest.mark.services
async def test_large_tables_are_copied_in_batches(
    addresses: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "ROWS_PER_BATCH", 10)
    source, target = addresses
    rows = [{"chat_id": number, "topic_id": 0, "asked_at": 1.5, "question": "{}"} for number in range(105)]
    async with open_database(source) as database, database.begin() as connection:
        await connection.execute(insert(last_questions), rows)
    assert (await transfer(source, target, BOT))["last_questions"] == 105
    assert len((await ask(target, contents))["last_questions"]) == 105


@pytest.mark.services
async def test_the_ids_of_new_subscriptions_and_watches_are_greater_than_all_ids_of_the_source(
    addresses: tuple[str, str],
) -> None:
    async def subscribe(database: Database) -> tuple[int, int]:
        (watch,) = await Watches(database).add(1, [OSLO])
        return (await Subscriptions(database).add(1, DAILY, [OSLO])).id, watch.id

    source, target = addresses
    async with open_database(source) as database:
        push_id, watch_id = await subscribe(database)
        await Subscriptions(database).remove(1, push_id)
        await Watches(database).remove(1, watch_id)
    await transfer(source, target, BOT)
    async with open_database(target) as database:
        new_push_id, new_watch_id = await subscribe(database)
        assert new_push_id > push_id
        assert new_watch_id > watch_id


@pytest.mark.services
async def test_a_target_with_rows_is_refused_and_not_changed(
    addresses: tuple[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    source, target = addresses
    await fill(source)
    async with open_database(target) as database:
        await Chats(database).mark_gone(7)
    before = await ask(target, contents)
    caplog.clear()
    with pytest.raises(TransferRefused, match="already has rows, in the table chats"):
        await transfer(source, target, BOT)
    assert "cannot write" not in caplog.text  # the database works
    assert await ask(target, contents) == before


@pytest.mark.services
async def test_after_an_error_the_target_has_no_rows(
    addresses: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    source, target = addresses
    await fill(source)
    monkeypatch.setattr(
        module, "SELECT_LAST_ID_STATEMENTS", dict.fromkeys(("sqlite", "postgresql"), "SELECT nothing")
    )
    with pytest.raises(StorageError):
        await transfer(source, target, BOT)
    after = await ask(target, contents)
    assert not any(after.get(table.name) for table in COPIED_TABLES)  # a new SQLite file is removed


@pytest.mark.services
async def test_a_database_that_a_process_uses_is_refused(postgres: MakeDatabase | None, tmp_path: Path) -> None:
    if postgres is None:
        pytest.skip("TEST_POSTGRES_URL is not set")
    local, server = f"sqlite+aiosqlite:///{tmp_path / 'bot.db'}", postgres("transfer")
    await fill(local)
    with hold_process_lock(local, BOT), pytest.raises(TransferRefused, match="another process of this bot"):
        await transfer(local, server, BOT)
    async with open_database(server) as database, database.begin() as connection:
        await connection.execute(
            text("INSERT INTO leaders VALUES (42, 'one', extract(epoch FROM clock_timestamp()))")
        )
        await connection.execute(insert(running_bots), {"bot_id": 42, "process_id": "one"})
    with pytest.raises(TransferRefused, match="a process of the bot uses"):
        await transfer(local, server, BOT)
    async with open_database(server) as database, database.begin() as connection:
        await connection.execute(text("DELETE FROM leaders"))
        await connection.execute(text("DELETE FROM running_bots"))
        await connection.execute(insert(queue_workers), {"worker": "w", "bot_id": 42, "expires_at": 2.0**40})
    with pytest.raises(TransferRefused, match="a process of the bot uses"):
        await transfer(local, server, BOT)
    async with open_database(server) as database, database.begin() as connection:
        await connection.execute(text("DELETE FROM queue_workers"))
    lock = LeaderLock(server, BOT)
    await lock.acquire(never, lambda: None)
    with pytest.raises(TransferRefused, match="a process of the bot uses"):
        await transfer(local, server, BOT)
    await lock.release()


async def never() -> None:
    pytest.fail("no other process holds the lock")


@pytest.mark.services
async def test_a_database_can_be_copied_at_once_after_its_leader_has_ended_normally(
    postgres: MakeDatabase | None, tmp_path: Path
) -> None:
    if postgres is None:
        pytest.skip("TEST_POSTGRES_URL is not set")
    server, local = postgres("transfer"), f"sqlite+aiosqlite:///{tmp_path / 'new.db'}"
    async with open_database(server) as database:
        lock = LeaderLock(server, BOT)
        await lock.acquire(never, lambda: None)
        leader = Journal(database, BOT, process_id=lock.process_id)
        await leader.open()
        with pytest.raises(TransferRefused, match="a process of the bot uses"):
            await transfer(server, local, BOT)
        assert list(tmp_path.iterdir()) == []  # noqa: ASYNC240 - a directory in memory
        await leader.record_normal_end()
        await lock.release()
    async with asyncio.timeout(10):
        while True:
            with suppress(TransferRefused):  # the server may still be closing the connection of the lock
                counts = await transfer(server, local, BOT)
                break
    assert counts["journal"] == 0


@pytest.mark.services
async def test_null_characters_which_postgresql_refuses_are_removed(
    postgres: MakeDatabase | None, tmp_path: Path
) -> None:
    if postgres is None:
        pytest.skip("TEST_POSTGRES_URL is not set")
    local, server = f"sqlite+aiosqlite:///{tmp_path / 'bot.db'}", postgres("transfer")
    row = {"bot_id": BOT, "update_id": 1, "received_at": 0.5, "body": "a\0b"}
    async with open_database(local) as database, database.begin() as connection:
        await connection.execute(insert(journal), row)
    await transfer(local, server, BOT)
    assert (await ask(server, contents))["journal"][0]["body"] == "ab"


@pytest.mark.parametrize(
    ("choose_target", "message"),
    [
        (lambda source: source, "is the database of DATABASE_URL itself"),
        (lambda source: source.replace("bot.db", "./bot.db"), "is the database of DATABASE_URL itself"),
        (lambda source: source.replace("bot.db", "link.db"), "is the database of DATABASE_URL itself"),
        (lambda _: "mysql://localhost/bot", "the target cannot be used: it is neither"),
        (lambda source: source.replace("bot.db", ""), "the target cannot be used"),
    ],
)
async def test_an_unusable_target_is_refused(
    tmp_path: Path, choose_target: Callable[[str], str], message: str
) -> None:
    source = f"sqlite+aiosqlite:///{tmp_path / 'bot.db'}"
    async with open_database(source):
        pass
    (tmp_path / "link.db").symlink_to("bot.db")
    with pytest.raises(TransferRefused, match=message):
        await transfer(source, choose_target(source), BOT)


def test_a_missing_source_is_refused_and_not_created(tmp_path: Path) -> None:
    source, target = (f"sqlite+aiosqlite:///{tmp_path / name}" for name in ("none.db", "new.db"))
    with pytest.raises(TransferRefused, match=r"there is no database .*none\.db"):
        asyncio.run(transfer(source, target, BOT))
    assert not list(tmp_path.iterdir())


def test_every_table_is_copied_except_those_about_running_processes() -> None:
    assert metadata.tables.keys() - {table.name for table in COPIED_TABLES} == {
        "leaders",
        "queue_workers",
        "lane_leases",
    }
