"""Outages of a PostgreSQL server: it is down or hangs, and comes back."""

import asyncio
import logging
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import URL, make_url, text

from services.errors import StorageError
from services.storage import (
    ChatRecord,
    Chats,
    Database,
    open_database,
)
from services.storage import database as module
from services.storage.opening import connect
from tests.conftest import MakeDatabase
from tests.services.storage.conftest import RUSSIAN, check_away, check_back
from tests.services.storage.proxy import POSTGRES_PORT, Proxy


@pytest.fixture
def address(postgres: MakeDatabase | None) -> URL:
    """Address of a new database on PostgreSQL."""
    if postgres is None:
        pytest.skip("TEST_POSTGRES_URL is not set")
    return make_url(postgres("away"))


@pytest.fixture
async def proxy(address: URL) -> AsyncIterator[Proxy]:
    proxy = Proxy(address.host or "127.0.0.1", address.port or POSTGRES_PORT)
    await proxy.open()
    yield proxy
    await proxy.aclose()


@pytest.fixture
async def distant(proxy: Proxy, address: URL) -> AsyncIterator[Database]:
    """The database behind the proxy."""
    through = address.set(host="127.0.0.1", port=proxy.port)
    async with open_database(through.render_as_string(hide_password=False)) as opened:
        yield opened


@pytest.mark.usefixtures("at_once")
@pytest.mark.services
async def test_an_outage_of_the_server_is_one_log_line_and_ends_at_once(
    distant: Database, proxy: Proxy, caplog: pytest.LogCaptureFixture
) -> None:
    await Chats(distant).save_settings(1, RUSSIAN)
    caplog.set_level(logging.INFO)
    proxy.close()
    await check_away(distant, caplog)
    await proxy.open()
    await check_back(distant, caplog)


@pytest.mark.services
async def test_after_a_read_has_timed_out_the_next_fails_at_once(
    distant: Database, proxy: Proxy, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    chats = Chats(distant)
    await chats.save_settings(1, RUSSIAN)
    caplog.set_level(logging.INFO)
    monkeypatch.setattr(module, "READ_TIMEOUT", 0.2)
    monkeypatch.setattr(module, "RETRY_DELAY", 60)
    proxy.hang()
    loop = asyncio.get_running_loop()
    start = loop.time()
    assert await asyncio.gather(*(chats.get_or_default(number) for number in range(50))) == [ChatRecord()] * 50
    assert 0.2 <= loop.time() - start < 2
    start = loop.time()
    with pytest.raises(StorageError, match="no answer in time"):
        await chats.get(1)
    assert loop.time() - start < 0.1
    assert len(caplog.records) == 1


@pytest.mark.usefixtures("at_once")
@pytest.mark.services
async def test_reads_work_at_once_when_a_hanging_server_answers_again(
    distant: Database, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    chats = Chats(distant)
    await chats.save_settings(1, RUSSIAN)
    proxy.hang()
    with monkeypatch.context() as patch:
        patch.setattr(module, "READ_TIMEOUT", 0.02)
        for number in range(30):  # more than there are connections
            assert await chats.get_or_default(number) == ChatRecord()
    proxy.go_on()
    assert (await chats.get(1)).settings == RUSSIAN


@pytest.mark.services
async def test_after_a_connection_closed_during_a_write_the_next_write_works(
    address: URL,
) -> None:
    url = address.render_as_string(hide_password=False)
    ending = text(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    async with open_database(url) as database, connect(url) as other:
        with pytest.raises(StorageError):  # noqa: PT012 - the end of the block matters
            async with database.begin() as connection:
                await connection.execute(text("SELECT 1"))
                async with other.connect() as killer:
                    await killer.execute(ending)
                await connection.execute(text("SELECT 1"))
        await Chats(database).save_settings(1, RUSSIAN)
        assert (await Chats(database).get(1)).settings == RUSSIAN
