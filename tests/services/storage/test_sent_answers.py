"""Stored answers behind buttons, and the messages that they answer."""

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import func, select

from services.answers import Answer, Entry
from services.errors import Failure, Reason
from services.places import Ambiguous, LookupFailed, Match, Unknown
from services.questions import DaysBetween, InDays, OnDate, OnDay, OnFeast, OnWeekday, Quantity, Subject
from services.questions.named_times import Feast
from services.storage import AnsweredMessages, ButtonAnswers, Chats, Database, answered_messages, button_answers
from services.storage.answer_json import answer_from_json, answer_to_json
from services.storage.schema import answered_messages as messages_table
from services.storage.schema import button_answers as answers_table
from services.units import WindUnit
from tests.services.conftest import Clock
from tests.services.storage.examples import GROUP, MOSCOW, SUPERGROUP

ANSWER = Answer(
    "ru",
    (
        Entry(Match("моква", MOSCOW, (MOSCOW,), kilometres_away=3.5, is_guess=True, stands_for="моква")),
        Entry(Ambiguous("Springfield", (MOSCOW,))),
        Entry(Unknown("Springfield, Kent", (MOSCOW,), is_absent_from_area=True)),
        Entry(LookupFailed("Oslo", Failure(Reason.LATE))),
    ),
    ("Rome",),
    3,
    Subject.ASKED,
    date(2026, 1, 20),
    DaysBetween(OnWeekday(4), OnDate(12, 31)),
    Quantity.RAIN,
    datetime(2026, 1, 19, 12, tzinfo=UTC),
    (WindUnit.KNOTS,),
)


@pytest.fixture
def clock() -> Clock:
    return Clock(datetime(2026, 1, 19, 12, tzinfo=UTC))


@pytest.fixture
def answers(database: Database, clock: Clock) -> ButtonAnswers:
    return ButtonAnswers(database, clock=clock)


@pytest.fixture
def messages(database: Database, clock: Clock) -> AnsweredMessages:
    return AnsweredMessages(database, clock=clock)


async def count(database: Database, table: object) -> int:
    async with database.connect() as connection:
        return await connection.scalar(select(func.count()).select_from(table)) or 0  # type: ignore[arg-type]


@pytest.mark.parametrize("when", [None, OnDay(OnFeast(Feast.EASTER, -2)), OnDay(InDays(0), names_day=False)])
def test_an_answer_returns_from_json(when: OnDay | None) -> None:
    found = answer_from_json(answer_to_json(ANSWER))
    assert found == ANSWER
    match, _, unknown, _ = json.loads(answer_to_json(ANSWER))["items"]
    assert (match["away"], match["guessed"], unknown["elsewhere"]) == (3.5, True, True)  # the keys never change
    other = Answer("en", when=when, asked_at=ANSWER.asked_at)
    assert answer_from_json(answer_to_json(other)) == other


@pytest.mark.parametrize(
    ("field", "value"),
    [("items", [{"kind": "planet"}]), ("subject", "moon"), ("when", {"kind": "never"}), ("what", 1)],
)
def test_an_answer_of_a_later_version_is_unknown(field: str, value: object) -> None:
    assert answer_from_json(json.dumps(json.loads(answer_to_json(ANSWER)) | {field: value})) is None


async def test_an_answer_is_found_before_and_after_the_write(database: Database, answers: ButtonAnswers) -> None:
    answers.put(1, "~a", ANSWER)
    assert await answers.get(1, "~a") == ANSWER
    await answers.flush()
    assert await ButtonAnswers(database).get(1, "~a") == ANSWER
    assert await answers.get(2, "~a") is None
    assert await answers.get(1, "~b") is None


async def test_old_answers_are_deleted(answers: ButtonAnswers, clock: Clock) -> None:
    answers.put(1, "~a", ANSWER)
    await answers.flush()
    clock.advance(hours=59 * 24)
    answers.put(1, "~b", ANSWER)
    await answers.flush()
    assert await answers.get(1, "~a") == ANSWER
    clock.advance(hours=48)
    await answers.flush()
    assert await answers.get(1, "~a") is None
    assert await answers.get(1, "~b") == ANSWER


async def test_a_chat_has_a_limited_number_of_answers(
    answers: ButtonAnswers, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(button_answers, "MAX_ANSWERS_PER_CHAT", 2)
    answers.put(2, "~other", ANSWER)
    for number in range(4):
        clock.advance(seconds=1)
        answers.put(1, f"~{number}", ANSWER)
        await answers.flush()
    assert [await answers.get(1, f"~{number}") is not None for number in range(4)] == [False, False, True, True]
    assert await answers.get(2, "~other") is not None


async def test_the_oldest_answers_are_lost_if_too_many_answers_wait_for_the_write(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = Answer("en", (Entry(Match("moscow", MOSCOW)),))
    monkeypatch.setattr(button_answers, "MAX_UNWRITTEN_SIZE", 5)
    answers = ButtonAnswers(database)
    for token in ("first", "second", "first again", "first again"):  # each answer has two names
        answers.put(1, token, small)
    kept = [token for token in ("first", "second", "first again") if await answers.get(1, token) is not None]
    assert kept == ["second", "first again"]
    await answers.flush()
    for token in ("third", "fourth"):  # answers that are already written do not count
        answers.put(1, token, small)
    assert await answers.get(1, "third") is not None


async def test_a_message_is_found_for_two_days(
    database: Database, messages: AnsweredMessages, clock: Clock
) -> None:
    messages.remember(1, 70, 71, (55.75, 37.62))
    await messages.flush()
    other = AnsweredMessages(database, clock=clock)
    for memory in (messages, other):
        found = await memory.get(1, 70)
        assert found is not None
        assert (found.answer_id, found.latitude, found.longitude) == (71, 55.75, 37.62)
        assert await memory.get(1, 71) is None
        assert await memory.get(2, 70) is None
    clock.advance(hours=49)
    assert await messages.get(1, 70) is None
    await messages.flush()
    assert await count(database, messages_table) == 0


async def test_an_answer_that_is_stored_during_a_read_is_not_replaced_by_the_earlier_one(
    database: Database, messages: AnsweredMessages, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    messages.remember(1, 70, 71)
    await messages.flush()
    other = AnsweredMessages(database, clock=clock)
    read = database.read

    async def read_slowly(query: Any) -> Any:  # noqa: ANN401 - as `Database.read`
        row = await read(query)
        other.remember(1, 70, 72)
        await other.flush()
        return row

    monkeypatch.setattr(database, "read", read_slowly)
    for _ in range(2):
        found = await other.get(1, 70)
        assert found is not None
        assert found.answer_id == 72


async def test_a_chat_has_a_limited_number_of_messages(database: Database, messages: AnsweredMessages) -> None:
    for number in range(3 * answered_messages.MAX_MESSAGES_PER_CHAT):
        messages.remember(1, number, number + 1)
    await messages.flush()
    assert await count(database, messages_table) == answered_messages.MAX_MESSAGES_PER_CHAT
    assert await messages.get(1, 0) is None
    assert await messages.get(1, 3 * answered_messages.MAX_MESSAGES_PER_CHAT - 1) is not None


async def test_a_forgotten_chat_is_not_written_again(
    database: Database, answers: ButtonAnswers, messages: AnsweredMessages
) -> None:
    answers.put(1, "~a", ANSWER)
    messages.remember(1, 70, 71)
    for memory in (answers, messages):
        await memory.forget(1)
        await memory.flush()
    assert await count(database, answers_table) == await count(database, messages_table) == 0
    assert await messages.get(1, 70) is None


async def test_a_supergroup_has_the_answers_of_the_group(
    database: Database, chats: Chats, answers: ButtonAnswers, messages: AnsweredMessages
) -> None:
    answers.put(GROUP, "~a", ANSWER)
    answers.put(SUPERGROUP, "~b", ANSWER)
    messages.remember(GROUP, 70, 71)
    await answers.flush()
    await messages.flush()

    await chats.move_to_supergroup(GROUP, new_chat_id=SUPERGROUP)

    assert await answers.get(SUPERGROUP, "~a") == ANSWER
    assert await answers.get(SUPERGROUP, "~b") == ANSWER
    assert await count(database, messages_table) == 0
