"""Inline queries: only the latest query of each user is answered."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot import inline_queries
from bot.inline_queries import MAX_QUERIES_PER_MINUTE, InlineQueries
from bot.updates import JsonObject
from services.storage import Journal
from tests.bot.intake_desk import Desk, settle, unfinished
from tests.services.conftest import Clock


class Reader:
    """Replaces the handlers: records the text of a query, and then waits until the gate is open."""

    def __init__(self) -> None:
        self.fed: list[str] = []
        self.answered: list[str] = []
        self.gate = asyncio.Event()
        self.gate.set()

    async def feed(self, update: JsonObject) -> None:
        text = update["inline_query"]["query"]
        self.fed.append(text)
        await self.gate.wait()
        if text == "bug":
            raise ZeroDivisionError
        self.answered.append(text)


@pytest.fixture
def reader() -> Reader:
    return Reader()


@pytest.fixture
async def queries(reader: Reader, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[InlineQueries]:
    monkeypatch.setattr(inline_queries, "TYPING_PAUSE", 0.0)
    queries = InlineQueries(reader.feed, clock=clock)
    yield queries
    await queries.aclose()


def query(text: str, user: int = 1) -> JsonObject:
    return {"update_id": 1, "inline_query": {"id": "1", "from": {"id": user}, "query": text}}


async def test_only_the_last_letter_is_answered(queries: InlineQueries, reader: Reader) -> None:
    for length in range(1, 7):
        queries.put(1, query("Moscow"[:length]))
    queries.put(2, query("London"))
    await settle()
    assert reader.fed == ["Moscow", "London"]


async def test_a_newer_query_cancels_the_one_that_is_being_answered(
    queries: InlineQueries, reader: Reader
) -> None:
    reader.gate.clear()
    queries.put(1, query("Mos"))
    await settle()
    queries.put(1, query("Moscow"))
    await settle()
    reader.gate.set()
    await settle()
    assert reader.fed == ["Mos", "Moscow"]
    assert reader.answered == ["Moscow"]


async def test_an_empty_query_does_not_wait_for_a_letter(
    queries: InlineQueries, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inline_queries, "TYPING_PAUSE", 60.0)
    queries.put(1, query(""))
    queries.put(2, query("Oslo"))
    await settle()
    assert reader.answered == [""]


async def test_a_user_gets_so_many_answers_a_minute(queries: InlineQueries, reader: Reader, clock: Clock) -> None:
    for number in range(MAX_QUERIES_PER_MINUTE + 10):
        queries.put(1, query(str(number)))
        await settle()
    queries.put(2, query("another user"))
    await settle()
    assert len(reader.answered) == MAX_QUERIES_PER_MINUTE + 1
    clock.seconds += 61
    queries.put(1, query("later"))
    await settle()
    assert reader.answered[-1] == "later"


async def test_beyond_the_limit_of_users_a_query_is_dropped(
    queries: InlineQueries, reader: Reader, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(inline_queries, "MAX_CONCURRENT_USERS", 1)
    reader.gate.clear()
    queries.put(1, query("Oslo"))
    queries.put(2, query("Rome"))
    reader.gate.set()
    await settle()
    assert reader.answered == ["Oslo"]
    assert "dropped an inline query" in caplog.text


async def test_a_bug_is_logged_and_the_next_query_is_answered(
    queries: InlineQueries, reader: Reader, caplog: pytest.LogCaptureFixture
) -> None:
    queries.put(1, query("bug"))
    await settle()
    queries.put(1, query("Oslo"))
    await settle()
    assert reader.answered == ["Oslo"]
    assert "the handler of an inline query raised" in caplog.text


async def test_the_intake_finishes_an_inline_query_at_once(desk: Desk, inbox: object, journal: Journal) -> None:
    await desk.admit(7, query("Moscow"))
    assert await unfinished(inbox, journal) == []  # type: ignore[arg-type]
