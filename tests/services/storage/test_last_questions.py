"""Last questions of chats: in memory at once, written in the background, kept for half an hour."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import Connection, select

from services.errors import StorageError
from services.places import Place
from services.questions import (
    MAX_PROMPT_AGE,
    InHours,
    LastQuestion,
    Now,
    PendingPrompt,
    Quantity,
    Subject,
    Weekend,
    When,
)
from services.storage import Chats, Database, LastQuestions
from services.storage import write_behind as module
from services.storage.schema import last_questions
from tests.services.conftest import Clock
from tests.statements import counted

OSLO = Place("Осло", 59.91, 10.75, "Норвегия", None, "Europe/Oslo")
GROUP, SUPERGROUP = -7, -1_000_000_000_007
HALF_AN_HOUR = 1800.0


@pytest.fixture
def clock() -> Clock:
    return Clock(datetime(2026, 1, 19, 12, tzinfo=UTC))


@pytest.fixture
def questions(database: Database, clock: Clock) -> LastQuestions:
    return LastQuestions(database, clock=clock)


def asked(clock: Clock, when: When | None = None, what: Quantity = Quantity.WIND) -> LastQuestion:
    return LastQuestion((OSLO,), clock(), Subject.DAYS, when, what)


async def test_follow_ups_from_many_chats_are_read_in_one_query(
    questions: LastQuestions, database: Database, clock: Clock
) -> None:
    question = asked(clock)
    questions.remember(3, question)
    questions.remember(GROUP, question, 9)
    await questions.flush()
    after_restart = LastQuestions(database, clock=clock)
    conversations = [*((chat_id, 0) for chat_id in range(100)), (GROUP, 9), (GROUP, 0)]
    with counted(database) as statements:
        found = await asyncio.gather(*(after_restart.get(*conversation) for conversation in conversations))
    assert (len(statements.texts), statements.commits) == (1, 0)
    assert {conversations[at]: last for at, last in enumerate(found) if last} == {
        (3, 0): question,
        (GROUP, 9): question,
    }


async def test_a_question_is_in_memory_at_once_and_in_the_database_after_a_flush(
    questions: LastQuestions, database: Database, clock: Clock
) -> None:
    question = asked(clock, Weekend())
    questions.remember(1, question)

    assert await questions.get(1) == questions.get_cached(1) == question
    another = LastQuestions(database, clock=clock)
    assert await another.get(1) is None

    await questions.flush()

    assert await another.get(1) == question
    assert another.get_cached(1) is None
    assert await another.get(2) is None


async def test_a_question_is_written_in_the_background(
    questions: LastQuestions, database: Database, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "WRITE_DELAY", 0.0)
    await questions.start()

    questions.remember(1, asked(clock))

    async with asyncio.timeout(30):
        while await LastQuestions(database, clock=clock).get(1) is None:
            pass
    questions.remember(2, asked(clock))
    await questions.aclose()
    assert await LastQuestions(database, clock=clock).get(2) == asked(clock)


async def test_a_failed_write_is_tried_again_without_a_new_question(
    questions: LastQuestions, database: Database, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "WRITE_DELAY", 0.0)
    monkeypatch.setattr(module, "RETRY_DELAY", 0.0)
    write, failures = Database.write, iter(range(3))

    async def away_at_first(database: Database, change: Callable[[Connection], None]) -> None:
        if next(failures, None) is not None:
            raise StorageError("away")
        await write(database, change)

    monkeypatch.setattr(Database, "write", away_at_first)
    await questions.start()
    questions.remember(1, asked(clock))

    async with asyncio.timeout(30):
        while await LastQuestions(database, clock=clock).get(1) is None:
            pass
    await questions.aclose()


async def test_a_question_that_cannot_be_stored_is_dropped_and_others_are_written(
    questions: LastQuestions, database: Database, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    questions.remember(1, replace(asked(clock), places=(replace(OSLO, name="Os\ud800lo"),)))
    questions.remember(2, asked(clock))

    await questions.flush()
    await questions.flush()

    another = LastQuestions(database, clock=clock)
    assert await another.get(1) is None
    assert await another.get(2) == asked(clock)
    assert [record.getMessage() for record in caplog.records] == [
        "LastQuestions: dropped 1 rows that cannot be stored"
    ]


async def test_an_unexpected_error_of_a_write_is_logged_and_the_write_is_tried_again(
    questions: LastQuestions,
    database: Database,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(module, "WRITE_DELAY", 0.0)
    monkeypatch.setattr(module, "RETRY_DELAY", 0.0)
    write, failures = Database.write, iter(range(1))

    async def broken_at_first(database: Database, change: Callable[[Connection], None]) -> None:
        if next(failures, None) is not None:
            raise RuntimeError
        await write(database, change)

    monkeypatch.setattr(Database, "write", broken_at_first)
    await questions.start()
    questions.remember(1, asked(clock))

    async with asyncio.timeout(30):
        while await LastQuestions(database, clock=clock).get(1) is None:
            pass
    await questions.aclose()
    assert "LastQuestions: could not write rows" in caplog.text


async def test_a_prompt_awaits_the_next_message_even_after_a_restart(
    questions: LastQuestions, database: Database, clock: Clock
) -> None:
    questions.remember(1, asked(clock))
    questions.remember(2, asked(clock))
    await questions.expect_answer(1, "name", "Oslo")
    await questions.flush()
    restarted = LastQuestions(database, clock=clock)
    await restarted.start()
    await restarted.aclose()

    assert restarted.take_prompt(1, 70) == PendingPrompt("name", "Oslo", clock())
    assert restarted.take_prompt(1, 70) is not None  # the update is handled again after an error
    assert restarted.take_prompt(1, 71) is None
    assert restarted.take_prompt(2, 70) is None
    last = await restarted.get(1)
    assert last is not None
    assert last.places == (OSLO,)


async def test_a_prompt_expires_and_ends_with_the_next_question(questions: LastQuestions, clock: Clock) -> None:
    await questions.expect_answer(1, "name", "Oslo")
    await questions.expect_answer(2, "name", "Oslo")
    questions.remember(2, asked(clock))
    assert questions.take_prompt(2, 70) is None
    clock.seconds += MAX_PROMPT_AGE + 1
    assert questions.take_prompt(1, 70) is None


async def test_each_topic_of_a_forum_has_a_question_of_its_own(
    questions: LastQuestions, database: Database, clock: Clock
) -> None:
    questions.remember(GROUP, asked(clock, Weekend()), 5)
    questions.remember(GROUP, asked(clock, Now()), 7)
    assert questions.get_cached(GROUP) is None
    await questions.flush()

    another = LastQuestions(database, clock=clock)
    assert await another.get(GROUP, 5) == asked(clock, Weekend())
    assert await another.get(GROUP, 7) == asked(clock, Now())
    assert await another.get(GROUP) is None

    await questions.forget(GROUP)
    assert questions.get_cached(GROUP, 5) is None


async def test_after_half_an_hour_a_question_is_not_recent_and_soon_deleted(
    questions: LastQuestions, database: Database, clock: Clock
) -> None:
    questions.remember(1, asked(clock))
    await questions.flush()
    clock.seconds += HALF_AN_HOUR
    assert await questions.get(1) is not None
    clock.seconds += 1
    assert await questions.get(1) is None
    assert await LastQuestions(database, clock=clock).get(1) is None

    questions.remember(2, asked(clock))
    await questions.flush()

    async with database.connect() as connection:
        assert list(await connection.scalars(select(last_questions.c.chat_id))) == [2]


async def test_only_the_latest_question_is_written(
    questions: LastQuestions, database: Database, clock: Clock
) -> None:
    for when in (Weekend(), Now(), InHours(2)):
        questions.remember(1, asked(clock, when))
        await questions.flush()

    assert await LastQuestions(database, clock=clock).get(1) == asked(clock, InHours(2))


async def test_a_forgotten_question_is_not_written_later(
    questions: LastQuestions, database: Database, clock: Clock
) -> None:
    questions.remember(1, asked(clock))
    questions.remember(2, asked(clock))
    await questions.flush()
    questions.remember(1, asked(clock, Weekend()))

    await questions.forget(1)
    await Chats(database).delete_data(1)
    await questions.flush()

    assert await questions.get(1) is None
    assert await questions.get(2) == asked(clock)


async def test_a_group_moves_its_last_question_unless_the_supergroup_has_a_newer_one(
    questions: LastQuestions, database: Database, clock: Clock
) -> None:
    questions.remember(GROUP, asked(clock, Weekend()))
    await questions.flush()
    await Chats(database).move_to_supergroup(GROUP, new_chat_id=SUPERGROUP)
    another = LastQuestions(database, clock=clock)
    assert await another.get(SUPERGROUP) == asked(clock, Weekend())
    assert await another.get(GROUP) is None

    questions.remember(GROUP, asked(clock, Now()))
    await questions.flush()
    await Chats(database).move_to_supergroup(GROUP, new_chat_id=SUPERGROUP)

    assert await another.get(SUPERGROUP) == asked(clock, Weekend())
    assert await another.get(GROUP) is None


async def test_without_a_database_questions_stay_in_memory(
    questions: LastQuestions, database: Database, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> None:
        raise StorageError("away")

    monkeypatch.setattr(Database, "begin", away)
    monkeypatch.setattr(Database, "read", away)
    questions.remember(1, asked(clock))
    await questions.aclose()
    assert await questions.get(1) == asked(clock)
    assert await questions.get(2) is None
    monkeypatch.undo()

    await questions.flush()

    assert await LastQuestions(database, clock=clock).get(1) == asked(clock)
