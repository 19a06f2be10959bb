"""Chats in memory: batched reads and invalidation."""

import asyncio
from collections.abc import Collection
from typing import Any

import pytest
from sqlalchemy import Connection

from services.storage import (
    ChatRecord,
    Chats,
    ChatSettings,
    Database,
    batched_reads,
)
from services.storage import chats as module
from services.storage.chat_records import read_chat_records
from tests.services.storage.examples import IMPERIAL, LONDON


async def test_a_chat_evicted_from_the_cache_is_read_again(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MAX_CACHED_CHATS", 1)
    chats = Chats(database)
    await chats.save_choice(1, "london", LONDON)
    await chats.get(2)
    assert (await chats.get(1)).place_preferences.spots == {"london": LONDON}


class SlowReads:
    """Pauses each read before it returns, and records the ids of the chats that are read."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.read: list[set[int]] = []
        self.begun = asyncio.Event()
        self.go_on = asyncio.Event()
        monkeypatch.setattr(module, "read_chat_records", self._record)
        read = Database.read

        async def read_slowly(database: Database, query: Any) -> Any:  # noqa: ANN401 - as `Database.read`
            found = await read(database, query)
            self.begun.set()
            await self.go_on.wait()
            return found

        monkeypatch.setattr(Database, "read", read_slowly)

    def _record(self, chat_ids: Collection[int], connection: Connection) -> dict[int, ChatRecord]:
        self.read.append(set(chat_ids))
        return read_chat_records(chat_ids, connection)


@pytest.fixture
def slow_reads(monkeypatch: pytest.MonkeyPatch) -> SlowReads:
    return SlowReads(monkeypatch)


@pytest.mark.parametrize("changed", [1, 2])
async def test_a_chat_read_before_a_change_is_not_cached(
    slow_reads: SlowReads, chats: Chats, changed: int
) -> None:
    reading = [asyncio.create_task(chats.get(chat_id)) for chat_id in (1, 2)]
    await slow_reads.begun.wait()
    await chats.save_settings(changed, IMPERIAL)
    slow_reads.go_on.set()
    await asyncio.gather(*reading)
    assert (await chats.get(changed)).settings == IMPERIAL
    assert (await chats.get(3 - changed)).settings == ChatSettings()
    assert slow_reads.read == [{1, 2}, {changed}]


async def test_chats_requested_during_a_read_are_read_together(
    slow_reads: SlowReads, chats: Chats, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batched_reads, "MAX_KEYS_PER_READ", 3)
    await chats.save_settings(4, IMPERIAL)
    first = asyncio.create_task(chats.get(1))
    await slow_reads.begun.wait()
    others = [asyncio.create_task(chats.get(chat_id)) for chat_id in (2, 3, 4, 5, 2)]
    await asyncio.sleep(0)
    slow_reads.go_on.set()
    found = await asyncio.gather(first, *others)
    assert slow_reads.read == [{1}, {2, 3, 4}, {5}]
    assert [chat.settings == IMPERIAL for chat in found] == [False, False, False, True, False, False]


@pytest.mark.parametrize("odd", [2**63, -(2**63) - 1, 10**400])
async def test_an_id_out_of_range_does_not_break_the_read_of_other_chats(chats: Chats, odd: int) -> None:
    await chats.save_settings(1, IMPERIAL)
    found = await asyncio.gather(chats.get(odd), chats.get(1))
    assert [chat.settings for chat in found] == [ChatSettings(), IMPERIAL]


async def test_a_cancelled_caller_does_not_cancel_the_read_for_others(slow_reads: SlowReads, chats: Chats) -> None:
    impatient, patient = (asyncio.create_task(chats.get(1)) for _ in range(2))
    await slow_reads.begun.wait()
    impatient.cancel()
    slow_reads.go_on.set()
    assert (await patient).settings == ChatSettings()
    assert slow_reads.read == [{1}]
