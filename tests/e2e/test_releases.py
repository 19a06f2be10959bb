"""Processes of an old and of a new release of the bot on one PostgreSQL, during an update."""

import asyncio
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO

import pytest
from sqlalchemy import text

from sandbox.process import BotDiedError, Running
from services.storage import migrations
from services.storage.opening import connect
from tests.conftest import MakeDatabase
from tests.e2e.test_replicas import all_answered, replicas_on
from tests.e2e.warm import WarmBot, run_bot
from tests.forked import fork

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.services]

NEXT = "9999"
"""The revision of the new release."""

NEXT_REVISION = """
import sqlalchemy as sa
from alembic import op

revision, down_revision = NEXT, HEAD

def upgrade():
    op.add_column("journal", sa.Column("priority", sa.Integer))
    op.add_column("chats", sa.Column("colour", sa.Text, nullable=False, server_default="blue"))
    op.create_index("ix_priority", "journal", ["priority"])
    op.create_table("upgrades", sa.Column("pid", sa.Integer, nullable=False))
    op.execute("INSERT INTO upgrades VALUES (pg_backend_pid())")
    op.execute("SELECT pg_sleep(0.5)")
"""
"""A revision that expands the tables in each allowed way, and that takes some time."""


class NewBot(WarmBot):
    """A bot whose migrations also include the revision NEXT."""

    @staticmethod
    async def _launch(_: tuple[str, ...], env: Mapping[str, str], directory: Path, log: BinaryIO) -> Running:
        return await fork(_run_new_bot, dict(env), directory, log.name)


def _run_new_bot(env: Mapping[str, str], directory: Path, log: str) -> None:
    folder = directory / "migrations"
    shutil.copytree(Path(migrations.__file__).parent, folder, dirs_exist_ok=True)
    names = f"NEXT, HEAD = {NEXT!r}, {migrations.HEAD!r}\n"
    (folder / "versions" / "next.py").write_text(names + NEXT_REVISION, encoding="utf-8")
    migrations.HEAD, migrations.__file__ = NEXT, str(folder / "__init__.py")
    run_bot((), env, directory, log, log)


@pytest.fixture
def database_url(postgres: MakeDatabase | None) -> str:
    if postgres is None:
        pytest.skip("TEST_POSTGRES_URL is not set")
    return postgres("releases")


async def test_old_replicas_answer_beside_new_ones_which_migrate_the_database_once(
    database_url: str, tmp_path: Path
) -> None:
    async with replicas_on(database_url, tmp_path) as replicas:
        (old,) = await replicas.start(0)
        chats = replicas.ask("Oslo", 5)
        await all_answered(chats)
        starting = asyncio.create_task(replicas.start(1, 2, kind=NewBot))
        while not starting.done():
            chats += replicas.ask("Bern", 5)
            await all_answered(chats[-5:])
        new = await starting
        chats += replicas.ask("Rome", 20)
        await all_answered(chats[-20:])
        assert [len(chat.answers) for chat in chats] == [1] * len(chats)
        assert await number_of_upgrades(database_url) == 1

        for bot in new:
            assert await bot.stop() == 0
        await all_answered(replicas.ask("Lima", 5))  # by the old replica, on the new tables
        assert await old.stop() == 0
        with pytest.raises(BotDiedError, match="made by a later version"):
            await replicas.start(0)
        replicas.bots = [*new, old]


async def number_of_upgrades(url: str) -> int:
    """Return how often the revision NEXT was run, by rows that the revision inserts."""
    async with connect(url) as database, database.connect() as connection:
        return int(await connection.scalar(text("SELECT count(*) FROM upgrades")))
