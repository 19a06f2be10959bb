"""Databases of every released schema, with what was in them, on their way to today's."""

import asyncio
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any
from unittest.mock import ANY

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text

from services.storage import Chats, ChatSettings, Journal, NewerDatabase, Unfinished, migrations, open_database
from services.storage.opening import connect
from services.storage.schema import metadata

JOURNAL = [
    """CREATE TABLE journal (bot_id BIGINT NOT NULL, update_id BIGINT NOT NULL, received_at FLOAT NOT NULL,
    body TEXT NOT NULL, done BOOLEAN DEFAULT false NOT NULL, PRIMARY KEY (bot_id, update_id))""",
    "INSERT INTO journal (bot_id, update_id, received_at, body) VALUES (42, 7, 0, '{\"a\": 1}')",
]
CHATS = [
    "CREATE TABLE chats (id BIGINT NOT NULL, gone_since FLOAT, PRIMARY KEY (id))",
    """CREATE TABLE choices (chat_id BIGINT NOT NULL, name TEXT NOT NULL, latitude FLOAT NOT NULL,
    longitude FLOAT NOT NULL, PRIMARY KEY (chat_id, name),
    FOREIGN KEY(chat_id) REFERENCES chats (id) ON DELETE CASCADE)""",
    "INSERT INTO chats (id, gone_since) VALUES (1, 1000.5), (-2, NULL)",
    "INSERT INTO choices (chat_id, name, latitude, longitude) VALUES (1, 'лондон', 42.98, -81.23)",
]
"""What databases were made with before there were revisions."""

PLACE = {
    "position": 0,
    "spot": "1.00 2.00",
    "name": "Осло",
    "label": "дом",
    "latitude": 1.004,
    "longitude": 2.0,
    "country": "Норвегия",
    "region": "Осло",
    "timezone": "Europe/Oslo",
}
SETTINGS = {
    "language": ["ru", "en"],
    "temperature": ["celsius", "fahrenheit"],
    "wind": ["m/s", "km/h", "mph", "kn"],
    "pressure": ["hPa", "mmHg", "inHg"],
    "clock": ["24", "12"],
    "theme": ["light", "dark"],
    "pressure_level": ["place", "sea"],
}
DUE = {"next_at": 900, "claimable_at": 900.5, "claimed_by": "somebody"}
PAUSED = {"next_at": None, "claimable_at": None, "claimed_by": None}
ROWS: dict[str, list[dict[str, Any]]] = {
    "journal": [
        {"bot_id": 42, "update_id": 7, "received_at": 0.5, "body": '{"a": 1}', "done": False, "attempts": 1},
        {"bot_id": 42, "update_id": 8, "received_at": 1.5, "body": "", "done": True, "attempts": 0},
        {"bot_id": 42, "update_id": 9, "received_at": 2.5, "body": "{}", "done": False, "set_aside_at": 3.5},
    ],
    "running_bots": [{"bot_id": 42}],
    "applied_changes": [{"bot_id": 42, "update_id": 7, "step": 1}],
    "chats": [
        {"id": -100 - number, "gone_since": None if number else 1000.5}
        | {setting: options[number % len(options)] for setting, options in SETTINGS.items()}
        | {"us_units_offered": number % 2 == 1}
        for number in range(12)
    ]
    + [{"id": 1, "gone_since": None, "us_units_offered": False} | dict.fromkeys(SETTINGS)],
    "choices": [
        {"chat_id": 1, "name": "лондон", "latitude": 42.98, "longitude": -81.23, "chosen_at": 5.5},
        {"chat_id": -100, "name": "paris", "latitude": 33.66, "longitude": -95.56, "chosen_at": None},
    ],
    "saved_places": [
        {"chat_id": 1, **PLACE},
        {"chat_id": 1, **PLACE, "position": 1, "spot": "3.00 4.00", "label": None, "region": None},
        {"chat_id": -100, **PLACE, "country": None, "timezone": None},
    ],
    "subscriptions": [
        {"id": 3, "chat_id": 1, "thread_id": 5, "language": "ru", "minutes": 480, "weekdays": 127}
        | {"timezone": "Europe/Oslo", "paused": False, "done_until": 800, **DUE},
        {"id": 7, "chat_id": -101, "thread_id": None, "language": None, "minutes": 0, "weekdays": 1}
        | {"timezone": "UTC", "paused": True, "done_until": None, **PAUSED},
    ],
    "last_questions": [{"chat_id": 1, "asked_at": 9.5, "question": "{}"}],
    "subscription_places": [{"subscription_id": 3, **PLACE}, {"subscription_id": 7, **PLACE, "label": None}],
}
"""Rows for every table, referenced tables first. Earlier revisions get the columns that they have."""

REVISIONS = [
    script.revision
    for script in ScriptDirectory(str(Path(migrations.__file__).parent)).walk_revisions()
    if script.revision != migrations.HEAD
]


async def make(url: str, *statements: str) -> None:
    async with connect(url) as database, database.begin() as connection:
        for statement in statements:
            await connection.execute(text(statement))


async def ask(url: str, question: Callable[[Connection], Any]) -> Any:  # noqa: ANN401 - what it asks for
    async with connect(url) as database, database.connect() as connection:
        return await connection.run_sync(question)


def contents(connection: Connection) -> dict[str, list[dict[str, Any]]]:
    """Return all rows of all tables."""
    return {
        table: [
            dict(row)
            for row in connection.execute(
                text(f"SELECT * FROM {table} ORDER BY {'1, 2' if len(columns) > 1 else '1'}")  # noqa: S608
            ).mappings()
        ]
        for table in inspect(connection).get_table_names()
        if (columns := inspect(connection).get_columns(table))
    }


async def migrate(url: str, revision: str) -> None:
    """Make the database what it was at *revision*."""
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))

    def upgrade(connection: Connection) -> None:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)

    async with connect(url) as database, database.begin() as connection:
        await connection.run_sync(upgrade)


async def test_what_an_earlier_version_has_stored_is_there_after_the_migration(blank_url: str) -> None:
    await make(blank_url, *JOURNAL, *CHATS)

    for _ in range(2):
        async with open_database(blank_url) as database:
            assert [entry.body for entry in (await Journal(database, 42).recall())[0]] == [{"a": 1}]
            chat = await Chats(database).get(1)
            assert (chat.gone, chat.choices.spots, chat.settings) == (
                True,
                {"лондон": (42.98, -81.23)},
                ChatSettings(),
            )


async def test_the_first_version_had_no_chats(blank_url: str) -> None:
    await make(blank_url, *JOURNAL)

    async with open_database(blank_url) as database:
        assert [entry.body for entry in (await Journal(database, 42).recall())[0]] == [{"a": 1}]
        await Chats(database).choose(1, "лондон", (42.98, -81.23))


def fill(connection: Connection) -> None:
    """Insert ROWS, reduced to the tables and columns that the database has."""
    present = set(inspect(connection).get_table_names())
    for table, rows in ROWS.items():
        if table not in present:
            continue
        columns = {column["name"] for column in inspect(connection).get_columns(table)}
        for row in rows:
            known = {name: value for name, value in row.items() if name in columns}
            names, values = ", ".join(known), ", ".join(f":{name}" for name in known)
            connection.execute(text(f"INSERT INTO {table} ({names}) VALUES ({values})"), known)  # noqa: S608


@pytest.mark.parametrize("revision", REVISIONS)
async def test_a_database_of_any_earlier_revision_keeps_every_row(blank_url: str, revision: str) -> None:
    await migrate(blank_url, revision)
    async with connect(blank_url) as database, database.begin() as connection:
        await connection.run_sync(fill)
    before = await ask(blank_url, contents)
    assert all(before.values())

    async with open_database(blank_url) as database:
        unfinished, finished = await Journal(database, 42).recall()
        assert {entry.update_id for entry in unfinished} | finished == {7, 8, 9}
        assert unfinished[0] == Unfinished(7, {"a": 1}, ANY, ANY)
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


async def test_what_refers_to_a_chat_is_deleted_with_it_after_the_migrations(blank_url: str) -> None:
    await migrate(blank_url, REVISIONS[0])
    async with connect(blank_url) as database, database.begin() as connection:
        await connection.run_sync(fill)

    async with open_database(blank_url) as database:
        for row in ROWS["chats"]:
            await Chats(database).forget(row["id"])

    about_chats = ROWS.keys() - {"journal", "running_bots", "applied_changes"}
    after = await ask(blank_url, contents)
    assert {table for table in ROWS if not after[table]} == about_chats


def test_the_rows_fill_every_column_of_every_table() -> None:
    assert {table: {name for row in rows for name in row} for table, rows in ROWS.items()} == {
        name: {column.name for column in table.columns} for name, table in metadata.tables.items()
    }


async def test_the_revisions_make_the_tables_that_the_code_knows(blank_url: str) -> None:
    async with open_database(blank_url):
        pass
    assert (
        await ask(blank_url, lambda connection: compare_metadata(MigrationContext.configure(connection), metadata))
        == []
    )


async def test_the_revisions_have_every_rule_that_the_code_knows(blank_url: str) -> None:
    async with open_database(blank_url):
        migrated = await ask(blank_url, rules)

    def anew(connection: Connection) -> dict[str, dict[str, Any]]:
        metadata.drop_all(connection)
        metadata.create_all(connection)
        return rules(connection)

    assert migrated == await ask(blank_url, anew)
    assert len(migrated["subscriptions"]["checks"]) == 6


def rules(connection: Connection) -> dict[str, dict[str, Any]]:
    """Return what a comparison by Alembic passes over, of each table."""
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


def test_the_latest_revision_is_the_one_that_is_told_without_alembic() -> None:
    directory = Path(migrations.__file__).parent
    assert ScriptDirectory(str(directory)).get_heads() == [migrations.HEAD]


async def test_processes_that_start_at_once_migrate_once(blank_url: str) -> None:
    await make(blank_url, *JOURNAL, *CHATS)

    async def start() -> bool:
        async with open_database(blank_url) as database:
            return (await Chats(database).get(1)).gone

    assert await asyncio.gather(*(start() for _ in range(4))) == [True] * 4


async def test_a_database_of_a_later_version_is_left_alone(blank_url: str) -> None:
    await make(
        blank_url,
        "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)",
        "INSERT INTO alembic_version VALUES ('9999')",
    )
    with pytest.raises(NewerDatabase, match="9999"):
        async with open_database(blank_url):
            pass
    assert await ask(blank_url, lambda connection: inspect(connection).get_table_names()) == ["alembic_version"]


async def test_a_migration_that_fails_leaves_the_database_as_it_was(blank_url: str) -> None:
    await make(blank_url, *JOURNAL, *CHATS, "CREATE TABLE subscription_places (something INTEGER)")
    before = await ask(blank_url, lambda connection: sorted(inspect(connection).get_table_names()))
    with pytest.raises(Exception, match="subscription_places"):
        async with open_database(blank_url):
            pass
    assert await ask(blank_url, lambda connection: sorted(inspect(connection).get_table_names())) == before
