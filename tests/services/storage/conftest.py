import asyncio
import os
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import delete, make_url, text
from sqlalchemy.ext.asyncio import create_async_engine

from services.storage import Database, open_database
from services.storage.schema import metadata

POSTGRES = os.environ.get("TEST_POSTGRES_URL", "")


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.services)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database of each kind, with whatever other tests have left in it."""
    if request.param == "sqlite":
        return f"sqlite+aiosqlite:///{tmp_path / 'made' / 'on demand' / 'bot.db'}"
    if not POSTGRES:
        assert "REQUIRE_SERVICES" not in os.environ, "TEST_POSTGRES_URL is not set"
        pytest.skip("TEST_POSTGRES_URL is not set")
    return POSTGRES


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite database with today's tables: to copy it is much faster than to migrate."""
    path = tmp_path_factory.mktemp("template") / "bot.db"

    async def make() -> None:
        async with open_database(f"sqlite+aiosqlite:///{path}"):
            pass

    asyncio.run(make())
    return path


@pytest.fixture
async def database(url: str, template: Path) -> AsyncIterator[Database]:
    """An empty database of each kind."""
    if path := make_url(url).database if url.startswith("sqlite") else None:
        Path(path).parent.mkdir(parents=True)
        shutil.copy(template, path)
    async with open_database(url) as database:
        async with database.begin() as connection:
            for table in reversed(metadata.sorted_tables):
                await connection.execute(delete(table))
        yield database


@pytest.fixture
async def blank_url(url: str) -> AsyncIterator[str]:
    """The address of a database of each kind that has not even tables."""
    if url.startswith("sqlite"):
        yield url
        return
    name = f"blank_{uuid4().hex}"
    server = create_async_engine(url, isolation_level="AUTOCOMMIT")
    async with server.connect() as connection:
        await connection.execute(text(f"CREATE DATABASE {name}"))
        yield make_url(url).set(database=name).render_as_string(hide_password=False)
        await connection.execute(text(f"DROP DATABASE {name}"))
    await server.dispose()
