import asyncio
import os
import sqlite3
import traceback
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy import insert, select

from services.errors import BadDatabaseAddress, StorageError
from services.storage import Database, Journal, open_database
from services.storage.failures import convert_storage_errors
from services.storage.schema import journal


async def opened(url: str) -> None:
    async with open_database(url):
        pass


async def why_not(url: str, kind: type[StorageError] = BadDatabaseAddress) -> str:
    with pytest.raises(StorageError) as refusal:
        await opened(url)
    assert type(refusal.value) is kind
    assert "\n" not in str(refusal.value)
    return str(refusal.value)


async def test_testing_the_database_leaves_no_row(database: Database) -> None:
    async with database.connect() as connection:
        assert (await connection.execute(select(journal))).all() == []


async def test_a_new_database_can_be_opened_concurrently(tmp_path: Path) -> None:
    await asyncio.gather(*(opened(f"sqlite+aiosqlite:///{tmp_path}/bot.db") for _ in range(5)))


async def test_opening_waits_for_another_process_that_writes_to_a_new_database(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "bot.db")) as other:
        other.execute("BEGIN IMMEDIATE")
        opening = asyncio.create_task(opened(f"sqlite+aiosqlite:///{tmp_path}/bot.db"))
        done, _ = await asyncio.wait({opening}, timeout=0.2)
        assert not done
        other.rollback()
        await opening


async def test_the_error_of_a_failed_write_hides_its_data(database: Database) -> None:
    words = "what somebody has written"
    row = {"bot_id": 1, "update_id": 1, "received_at": 0.0, "body": words}
    with pytest.raises(StorageError) as failure:
        async with database.begin() as connection:
            await connection.execute(insert(journal), [row, row])
    assert "journal" in str(failure.value)
    assert words not in "".join(traceback.format_exception(failure.value))


async def test_a_file_that_cannot_be_made_is_a_bad_address(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("where a directory is to be")
    assert "Not a directory" in await why_not(f"sqlite+aiosqlite:///{tmp_path}/file/data/bot.db")
    assert "Is a directory" in await why_not(f"sqlite+aiosqlite:///{tmp_path}")


@pytest.fixture
def careless() -> Iterator[None]:
    """A umask that permits everything."""
    before = os.umask(0)
    yield
    os.umask(before)


def modes(directory: Path) -> dict[str, int]:
    return {path.name: path.stat().st_mode & 0o777 for path in (directory, *directory.iterdir())}


PRIVATE = {"data": 0o700, "bot.db": 0o600, "bot.db-wal": 0o600, "bot.db-shm": 0o600}


@pytest.mark.usefixtures("careless")
async def test_nobody_else_may_read_a_new_database(tmp_path: Path) -> None:
    directory = tmp_path / "new" / "data"
    async with open_database(f"sqlite+aiosqlite:///{directory}/bot.db") as database:
        await Journal(database, 42).write({1: {}}, (), offset=0)
        assert modes(directory) == PRIVATE
        assert modes(tmp_path / "new")["new"] == 0o700


@pytest.mark.usefixtures("careless")
async def test_the_file_of_a_database_becomes_private(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    directory = tmp_path / "data"
    async with open_database("sqlite+aiosqlite:///data/bot.db") as database:
        await Journal(database, 42).write({1: {}}, (), offset=0)
        for path in (directory, *directory.iterdir()):
            path.chmod(0o777)
        async with open_database("sqlite+aiosqlite:///data/bot.db"):
            assert modes(directory) == PRIVATE


@pytest.mark.usefixtures("careless")
async def test_a_shared_directory_keeps_its_permissions(tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    shared.mkdir(mode=0o777)
    await opened(f"sqlite+aiosqlite:///{shared}/bot.db")
    assert modes(shared) == {"shared": 0o777, "bot.db": 0o600}


async def test_a_file_that_is_not_a_database_is_a_bad_address(tmp_path: Path) -> None:
    (tmp_path / "bot.db").write_text("a shopping list " * 100)
    assert await why_not(f"sqlite+aiosqlite:///{tmp_path}/bot.db") == "file is not a database"


async def test_a_read_only_database_is_not_opened(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/bot.db"
    await opened(url)
    with closing(sqlite3.connect(tmp_path / "bot.db")) as connection:
        connection.execute("CREATE TRIGGER no BEFORE INSERT ON journal BEGIN SELECT RAISE(ABORT, 'no'); END")
    assert await why_not(url, StorageError) == "the database does not work: no"


async def test_an_invalid_address_is_not_repeated_in_the_error() -> None:
    said = await why_not("postgresql+asyncpg://bot:pass@host:word/bot")
    assert "percent-encoded" in said
    assert "pass@" not in said
    assert "'word" not in said


@pytest.mark.parametrize(
    "url",
    [
        "sqlite:///bot.db",
        "sqlite+aiosqlite://data/bot.db",
        "sqlite+aiosqlite:/data/bot.db",
        "postgresql://bot@127.0.0.1:9/bot",
        "mysql://bot@127.0.0.1:9/bot",
        "bot.db",
        "",
    ],
)
async def test_the_error_of_an_unknown_address_names_both_supported_ones(url: str) -> None:
    said = await why_not(url)
    assert "sqlite+aiosqlite:///FILE" in said
    assert "postgresql+asyncpg://USER:PASSWORD@HOST/DATABASE" in said


@pytest.mark.parametrize(
    "url",
    [
        "sqlite+aiosqlite://",
        "sqlite+aiosqlite:///",
        "sqlite+aiosqlite:///?timeout=5",
        "sqlite+aiosqlite:///:memory:",
        "sqlite+aiosqlite:///file:foo?mode=memory&uri=true",
        "sqlite+aiosqlite:///file::memory:?cache=shared&uri=true",
    ],
)
async def test_a_database_in_memory_is_a_bad_address(url: str) -> None:
    assert "it must be a file, named after ///" in await why_not(url)


@pytest.mark.parametrize(
    ("rest", "missing"),
    [
        ("", "host"),
        ("/bot", "host"),
        ("bot:password@/bot", "host"),
        ("127.0.0.1:9", "database"),
        ("h/", "database"),
    ],
)
async def test_an_address_without_host_or_database_is_a_bad_address(rest: str, missing: str) -> None:
    assert f"the {missing} is missing" in await why_not(f"postgresql+asyncpg://{rest}")


async def test_a_server_may_be_given_by_its_socket(tmp_path: Path) -> None:
    said = await why_not(f"postgresql+asyncpg://bot:password@/bot?host={tmp_path}", StorageError)
    assert "No such file" in said


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("postgresql+asyncpg://bot@127.0.0.1:9/bot?sslmode=require", "sslmode"),
        ("postgresql+asyncpg://bot@127.0.0.1:9/bot?port=abc", "abc"),
        ("sqlite+aiosqlite:///{directory}/bot.db?timeout=abc", "abc"),
    ],
)
async def test_an_option_that_the_driver_rejects_is_a_bad_address(tmp_path: Path, url: str, message: str) -> None:
    assert message in await why_not(url.format(directory=tmp_path))


async def test_an_unreachable_server_is_not_a_bad_address() -> None:
    said = await why_not("postgresql+asyncpg://bot:password@127.0.0.1:9/bot", StorageError)
    assert "Connect call failed" in said
    assert "password" not in said


@pytest.mark.services
async def test_a_database_that_the_server_does_not_have_is_a_bad_address(postgres_url: str) -> None:
    assert "does not exist" in await why_not(f"{postgres_url}_and_more")


def test_an_error_of_asyncpg_that_sqlalchemy_does_not_convert_is_a_storage_error() -> None:
    with pytest.raises(StorageError, match="another operation"), convert_storage_errors():
        raise asyncpg.InternalClientError("cannot switch to state 12; another operation (2) is in progress")
    with pytest.raises(RuntimeError), convert_storage_errors():
        raise RuntimeError
