"""Databases of every released schema, with what was in them, on their way to today's."""

import asyncio
from collections.abc import Callable
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

IN_0003 = [
    (
        "INSERT INTO journal (bot_id, update_id, received_at, body, done) VALUES (42, 7, 0, '{\"a\": 1}', false),"
        " (42, 8, 0, '', true)"
    ),
    "INSERT INTO chats (id, language, wind, theme) VALUES (1, 'ru', 'kn', 'dark')",
    "INSERT INTO choices (chat_id, name, latitude, longitude) VALUES (1, 'лондон', 42.98, -81.23)",
    (
        "INSERT INTO saved_places (chat_id, position, spot, name, label, latitude, longitude)"
        " VALUES (1, 0, '1.00 2.00', 'Oslo', 'home', 1, 2)"
    ),
    (
        "INSERT INTO subscriptions (chat_id, minutes, weekdays, timezone, next_at, claimable_at)"
        " VALUES (1, 480, 127, 'UTC', 900, 900)"
    ),
    (
        "INSERT INTO subscription_places (subscription_id, position, spot, name, latitude, longitude)"
        " SELECT id, 0, '3.00 4.00', 'Paris', 3, 4 FROM subscriptions"
    ),
]
"""A row or more in each table of revision 0003."""
PLACE = {"country": None, "region": None, "timezone": None}
EXPORTED = {
    "chat": 1,
    "gone_since": None,
    "settings": {
        "language": "ru",
        "temperature": None,
        "wind": "kn",
        "pressure": None,
        "clock": None,
        "theme": "dark",
    },
    "choices": [{"name": "лондон", "latitude": 42.98, "longitude": -81.23}],
    "places": [{"name": "Oslo", "latitude": 1, "longitude": 2, "label": "home", **PLACE}],
    "daily": [
        {
            "time": "08:00",
            "weekdays": ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"],
            "timezone": "UTC",
            "places": [{"name": "Paris", "latitude": 3, "longitude": 4, "label": None, **PLACE}],
            "thread": None,
            "language": None,
            "paused": False,
            "next": "1970-01-01T00:15:00+00:00",
        }
    ],
}
"""The same, handed out."""


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
        table: [dict(row) for row in connection.execute(text(f"SELECT * FROM {table} ORDER BY 1, 2")).mappings()]  # noqa: S608
        for table in inspect(connection).get_table_names()
        if len(inspect(connection).get_columns(table)) > 1
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


async def test_a_database_of_0003_keeps_everything(blank_url: str) -> None:
    await migrate(blank_url, "0003")
    await make(blank_url, *IN_0003)
    before = await ask(blank_url, contents)
    assert all(before[table] for table in before)

    async with open_database(blank_url) as database:
        assert await Journal(database, 42).recall() == ([Unfinished(7, {"a": 1}, ANY)], {8})
        assert await Chats(database).export(1) == EXPORTED

    after = await ask(blank_url, contents)
    for table in set(before) - {"alembic_version"}:
        for old, new in zip(before[table], after[table], strict=True):
            assert {**new, **old} == new


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
