"""Migrations of databases of every released revision."""

import asyncio
import re
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any
from unittest.mock import ANY

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect

from services.storage import (
    Chats,
    ChatSettings,
    Journal,
    NewerDatabase,
    UnfinishedUpdate,
    migrations,
    open_database,
)
from services.storage.opening import connect
from services.storage.schema import metadata
from tests.conftest import MakeDatabase
from tests.services.storage.old_databases import (
    CHATS,
    JOURNAL,
    REVISIONS,
    ROWS,
    SETTINGS,
    ask,
    contents,
    fill,
    make,
    migrate,
)

CHECKOUT = Path(__file__).parents[3]

FIRST_EXPANDING = "0015"
"""The first revision during which processes of the previous release may run."""


async def test_data_of_an_earlier_version_survive_the_migration(blank_url: str) -> None:
    await make(blank_url, *JOURNAL, *CHATS)

    for _ in range(2):
        async with open_database(blank_url) as database:
            assert [entry.body for entry in (await Journal(database, 42).load())[0]] == [{"a": 1}]
            chat = await Chats(database).get(1)
            assert (chat.gone, chat.place_preferences.spots, chat.settings) == (
                True,
                {"лондон": (42.98, -81.23)},
                ChatSettings(),
            )


async def test_the_first_version_had_no_chats(blank_url: str) -> None:
    await make(blank_url, *JOURNAL)

    async with open_database(blank_url) as database:
        assert [entry.body for entry in (await Journal(database, 42).load())[0]] == [{"a": 1}]
        await Chats(database).save_choice(1, "лондон", (42.98, -81.23))


@pytest.mark.parametrize("revision", REVISIONS)
async def test_a_database_of_any_earlier_revision_keeps_every_row(blank_url: str, revision: str) -> None:
    await migrate(blank_url, revision)
    async with connect(blank_url) as database, database.begin() as connection:
        await connection.run_sync(fill)
    before = await ask(blank_url, contents)
    assert all(before.values())

    async with open_database(blank_url) as database:
        unfinished, finished = await Journal(database, 42).load()
        assert {entry.update_id for entry in unfinished} | finished == {7, 8, 9}
        assert unfinished[0] == UnfinishedUpdate(7, {"a": 1}, ANY, ANY)
        chats = Chats(database)
        for row in before["chats"]:
            expected = {setting: row.get(setting) for setting in SETTINGS}
            assert asdict((await chats.get(row["id"])).settings) == expected
        exported = await chats.export(1)
        assert [choice["name"] for choice in exported["choices"]] == ["лондон"]
        assert len(exported["places"]) == (2 if "saved_places" in before else 0)
        assert len(exported["daily"]) == (1 if "subscriptions" in before else 0)

    after = await ask(blank_url, contents)
    for table in before.keys() - {"alembic_version"}:
        for old, new in zip(before[table], after[table], strict=True):
            assert {**new, **old} == new


async def test_rows_that_refer_to_a_chat_are_deleted_with_it_after_the_migrations(blank_url: str) -> None:
    await migrate(blank_url, REVISIONS[0])
    async with connect(blank_url) as database, database.begin() as connection:
        await connection.run_sync(fill)

    async with open_database(blank_url) as database:
        for row in ROWS["chats"]:
            await Chats(database).delete_data(row["id"])

    without_chats = {"journal", "running_bots", "applied_changes"}
    added_later = {"leaders", "queue_workers", "lane_leases", "watched_cells"}  # they have no rows
    after = await ask(blank_url, contents)
    assert {table for table in ROWS if not after[table]} - added_later == ROWS.keys() - without_chats - added_later


def test_the_rows_fill_every_column_of_every_table() -> None:
    assert {table: {name for row in rows for name in row} for table, rows in ROWS.items()} == {
        name: {column.name for column in table.columns} for name, table in metadata.tables.items()
    }


async def test_the_revisions_create_the_tables_of_the_schema(blank_url: str) -> None:
    async with open_database(blank_url):
        pass
    assert (
        await ask(blank_url, lambda connection: compare_metadata(MigrationContext.configure(connection), metadata))
        == []
    )


async def test_the_revisions_create_all_constraints_of_the_schema(blank_url: str) -> None:
    async with open_database(blank_url):
        migrated = await ask(blank_url, rules)

    def anew(connection: Connection) -> dict[str, dict[str, Any]]:
        metadata.drop_all(connection)
        metadata.create_all(connection)
        return rules(connection)

    assert migrated == await ask(blank_url, anew)
    assert len(migrated["subscriptions"]["checks"]) == 6


def rules(connection: Connection) -> dict[str, dict[str, Any]]:
    """Return the constraints that Alembic does not compare, by table."""
    about = inspect(connection)
    return {
        table: {
            "checks": sorted((check["name"], check["sqltext"]) for check in about.get_check_constraints(table)),
            "unique": sorted((rule["name"], rule["column_names"]) for rule in about.get_unique_constraints(table)),
            "foreign": [
                (key["constrained_columns"], key["referred_table"], key["options"])
                for key in about.get_foreign_keys(table)
            ],
            "key": about.get_pk_constraint(table)["constrained_columns"],
        }
        for table in metadata.tables
    }


@pytest.mark.parametrize(
    "revision", [number for number in (*REVISIONS, migrations.HEAD) if number >= FIRST_EXPANDING]
)
async def test_a_revision_only_expands_the_tables_of_the_previous_release(blank_url: str, revision: str) -> None:
    directory = ScriptDirectory(str(Path(migrations.__file__).parent))
    previous = str(directory.get_revision(revision).down_revision)
    await migrate(blank_url, previous)
    before = await ask(blank_url, columns)
    await migrate(blank_url, revision)
    after = await ask(blank_url, columns)
    for table, old in before.items():
        added = after[table].keys() - old.keys()
        assert {name: after[table][name] for name in old} == old
        assert all(after[table][name] == "optional" for name in added), added


def columns(connection: Connection) -> dict[str, dict[str, str]]:
    """Return for each column of each table whether an insertion may omit the column."""
    found = inspect(connection)
    return {
        table: {
            column["name"]: "optional" if column["nullable"] or column["default"] is not None else "required"
            for column in found.get_columns(table)
        }
        for table in found.get_table_names()
        if table != "alembic_version"
    }


def test_head_is_the_latest_revision() -> None:
    directory = Path(migrations.__file__).parent
    assert ScriptDirectory(str(directory)).get_heads() == [migrations.HEAD]


async def test_concurrent_processes_migrate_once(blank_url: str) -> None:
    await make(blank_url, *JOURNAL, *CHATS)

    async def start() -> bool:
        async with open_database(blank_url) as database:
            return (await Chats(database).get(1)).gone

    assert await asyncio.gather(*(start() for _ in range(4))) == [True] * 4


@pytest.mark.services
async def test_three_processes_that_start_at_once_migrate_postgresql_once(postgres: MakeDatabase | None) -> None:
    if postgres is None:
        pytest.skip("TEST_POSTGRES_URL is not set")
    url = postgres("three")
    await make(url, *JOURNAL, *CHATS)
    script = (
        "import asyncio, logging, sys\n"
        "from services.storage import open_database\n"
        "logging.basicConfig(level=logging.INFO)\n"
        "async def start():\n"
        "    async with open_database(sys.argv[1]):\n"
        "        pass\n"
        "asyncio.run(start())\n"
    )
    processes = [
        await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", script, url), stderr=asyncio.subprocess.PIPE, cwd=CHECKOUT
        )
        for _ in range(3)
    ]
    logs = [(await process.communicate())[1].decode() for process in processes]
    assert [process.returncode for process in processes] == [0] * 3, logs
    upgrades = [re.findall(r"Running upgrade (?:\w+)? -> (\w+)", log) for log in logs]
    assert sorted(upgrades, key=len)[:2] == [[]] * 2
    assert max(upgrades, key=len)[-1] == migrations.HEAD


async def test_a_database_of_a_later_version_is_not_changed(blank_url: str) -> None:
    await make(
        blank_url,
        "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)",
        "INSERT INTO alembic_version VALUES ('9999')",
    )
    with pytest.raises(NewerDatabase, match="9999"):
        async with open_database(blank_url):
            pass
    assert await ask(blank_url, lambda connection: inspect(connection).get_table_names()) == ["alembic_version"]


async def test_a_failed_migration_changes_nothing(blank_url: str) -> None:
    await make(blank_url, *JOURNAL, *CHATS, "CREATE TABLE subscription_places (something INTEGER)")
    before = await ask(blank_url, lambda connection: sorted(inspect(connection).get_table_names()))
    with pytest.raises(Exception, match="subscription_places"):
        async with open_database(blank_url):
            pass
    assert await ask(blank_url, lambda connection: sorted(inspect(connection).get_table_names())) == before
