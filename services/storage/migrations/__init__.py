"""How a database of an earlier version becomes one of this version: Alembic's revisions, in `versions`."""

from pathlib import Path

from sqlalchemy import Column, Connection, MetaData, String, Table, inspect, select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.errors import BadAddress

HEAD = "0009"
"""The latest revision, told here so that a database which has it is known without loading Alembic: 0.2 s."""

LOCK = 0x77656174686572
"""PostgreSQL's number for the lock under which one process migrates; any that nobody else takes."""

_version = Table("alembic_version", MetaData(), Column("version_num", String(32)))


class NewerDatabase(BadAddress):
    """The database was made by a later version of the bot."""


async def bring_up_to_date(engine: AsyncEngine) -> None:
    """Run the revisions that the database lacks: all of them or none, and in one process at a time.

    Raise NewerDatabase when it has one that is not known here.
    """
    async with engine.connect() as connection:
        if await connection.run_sync(_revision) == HEAD:
            return
    async with engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            # Rebuilding a table, which is how SQLite alters one, must not delete what refers to it.
            await connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
            await connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            await connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK})")
        await connection.run_sync(_upgrade)
        await connection.commit()
    await engine.dispose()  # that connection has its foreign keys off


def _revision(connection: Connection) -> str | None:
    known = inspect(connection).has_table(_version.name)
    return connection.scalar(select(_version.c.version_num)) if known else None


def _upgrade(connection: Connection) -> None:
    from alembic import command  # noqa: PLC0415 - only when there is something to do
    from alembic.config import Config  # noqa: PLC0415
    from alembic.util import CommandError  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as exc:
        raise NewerDatabase(f"the database is a later version's, at revision {_revision(connection)}") from exc
