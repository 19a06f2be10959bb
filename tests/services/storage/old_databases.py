"""Databases of earlier versions, with rows in every table."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text

from services.storage import (
    migrations,
)
from services.storage.opening import connect

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
"""Statements that create databases from before the first revision."""

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
    "daily_picture": ["text", "picture"],
    "layout": ["text", "table"],
}

DUE = {"next_at": 900, "claimable_at": 900.5, "claimed_by": "somebody"}

PAUSED = {"next_at": None, "claimable_at": None, "claimed_by": None}

ROWS: dict[str, list[dict[str, Any]]] = {
    "journal": [
        {"bot_id": 42, "update_id": 7, "received_at": 0.5, "body": '{"a": 1}', "done": False, "attempts": 1},
        {"bot_id": 42, "update_id": 8, "received_at": 1.5, "body": "", "done": True, "attempts": 0},
        {"bot_id": 42, "update_id": 9, "received_at": 2.5, "body": "{}", "done": False, "set_aside_at": 3.5},
        {"bot_id": 43, "update_id": 7, "received_at": 0.5, "body": "{}", "done": False, "lane": 1},
    ],
    "running_bots": [{"bot_id": 42}, {"bot_id": 43, "process_id": "one"}],
    "leaders": [{"bot_id": 43, "process_id": "one", "confirmed_at": 9.5}],
    "queue_workers": [{"worker": "w", "bot_id": 43, "expires_at": 9.5}],
    "lane_leases": [{"bot_id": 43, "lane": 1, "worker": "w"}],
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
    "channels": [{"chat_id": -101, "owner_id": 1, "title": "News", "chosen_at": 8.5}],
    "last_questions": [{"chat_id": 1, "topic_id": 0, "asked_at": 9.5, "question": "{}"}],
    "button_answers": [{"chat_id": 1, "token": "~one", "stored_at": 9.5, "answer": "{}"}],
    "answered_messages": [
        {"chat_id": 1, "slot": 5, "message_id": 69, "answer_id": 70, "answered_at": 9.5}
        | {"latitude": 55.75, "longitude": 37.62}
    ],
    "watches": [
        {"id": 4, "chat_id": 1, "cell": "20,40", "thread_id": 5, "language": "ru", "kinds": 255, "paused": False}
        | {"changed_at": 9.5}
        | {name: value for name, value in PLACE.items() if name != "position"},
    ],
    "alert_settings": [
        {"chat_id": 1, "thresholds": '{"2": -5.0}', "quiet_from": 1380, "quiet_until": 420, "tells_end": True}
        | {"min_severity": "Severe", "muted_until": 9.5}
    ],
    "watched_cells": [
        {"cell": "20,40", "check_at": 9.5, "claimable_at": 29.5, "claimed_by": "one", "states": '{"rain": "{}"}'}
    ],
    "alerts": [
        {"id": 6, "watch_id": 4, "chat_id": 1, "event": "rain 1", "body": "{}", "created_at": 9.5}
        | {"not_before": 19.5, "expires_at": 99.5, "claimable_at": 29.5, "claimed_by": "one"},
        {"id": 7, "watch_id": 4, "chat_id": 1, "event": "rain 2", "body": "{}", "created_at": 9.5}
        | {"not_before": None, "expires_at": 99.5, "claimable_at": None, "claimed_by": None},
    ],
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
    """Create a database at *revision*."""
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))

    def upgrade(connection: Connection) -> None:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)

    async with connect(url) as database, database.begin() as connection:
        await connection.run_sync(upgrade)


def fill(connection: Connection) -> None:
    """Insert those of ROWS, and of their columns, that the database has."""
    present = set(inspect(connection).get_table_names())
    for table, rows in ROWS.items():
        if table not in present:
            continue
        columns = {column["name"] for column in inspect(connection).get_columns(table)}
        for row in rows:
            known = {name: value for name, value in row.items() if name in columns}
            names, values = ", ".join(known), ", ".join(f":{name}" for name in known)
            connection.execute(text(f"INSERT INTO {table} ({names}) VALUES ({values})"), known)  # noqa: S608
