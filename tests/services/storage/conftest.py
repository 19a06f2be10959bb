import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import delete

from services.storage import Database, open_database
from services.storage.schema import metadata

POSTGRES = os.environ.get("TEST_POSTGRES_URL", "")


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.services)])
async def database(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database]:
    """An empty database of each kind."""
    if request.param == "postgresql" and not POSTGRES:
        assert "REQUIRE_SERVICES" not in os.environ, "TEST_POSTGRES_URL is not set"
        pytest.skip("TEST_POSTGRES_URL is not set")
    on_disk = f"sqlite+aiosqlite:///{tmp_path / 'made' / 'on demand' / 'bot.db'}"
    async with open_database(POSTGRES if request.param == "postgresql" else on_disk) as database:
        async with database.begin() as connection:
            for table in reversed(metadata.sorted_tables):
                await connection.execute(delete(table))
        yield database
