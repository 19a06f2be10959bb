"""Upgrades a database of an earlier version of the bot, with the Alembic revisions in `versions`."""

from pathlib import Path

from sqlalchemy import Column, Connection, MetaData, String, Table, inspect, select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.errors import BadDatabaseAddress

HEAD = "0018"
"""The latest revision. A database at this revision is opened without importing Alembic, which takes 0.2 s."""

ADVISORY_LOCK_KEY = 0x77656174686572
"""Key of the PostgreSQL advisory lock that a process holds during the upgrade. The value of ADVISORY_LOCK_KEY is
arbitrary."""

_version_table = Table("alembic_version", MetaData(), Column("version_num", String(32)))


class NewerDatabase(BadDatabaseAddress):
    """The database was created or upgraded by a later version of the bot."""


async def upgrade_database(engine: AsyncEngine) -> None:
    """Run the missing revisions in one transaction; a lock makes other processes wait.

    Raise NewerDatabase if the database is at a revision that this version does not know.
    """
    async with engine.connect() as connection:
        if await connection.run_sync(_current_revision) == HEAD:
            return
    async with engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            # Alembic alters a SQLite table by rebuilding the table; if foreign keys were on, the rebuilding would
            # delete rows of other tables.
            await connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
            await connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            await connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({ADVISORY_LOCK_KEY})")
        await connection.run_sync(_upgrade)
        await connection.commit()
    await engine.dispose()  # close the connection in which foreign keys are off


def _current_revision(connection: Connection) -> str | None:
    known = inspect(connection).has_table(_version_table.name)
    return connection.scalar(select(_version_table.c.version_num)) if known else None


def _upgrade(connection: Connection) -> None:
    from alembic import command  # noqa: PLC0415 - Alembic is loaded only for an upgrade
    from alembic.config import Config  # noqa: PLC0415
    from alembic.util import CommandError  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as exc:
        raise NewerDatabase(
            f"the database was made by a later version, at revision {_current_revision(connection)}"
        ) from exc
