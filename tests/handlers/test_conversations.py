"""The last questions of the members and messages of groups."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest
import pytest_asyncio
from aiogram.types import Chat, Message, User

from handlers.conversations import AWAITING_PERIOD, Conversations
from services.places import Place
from services.questions import LastQuestion
from services.storage import LastQuestions, open_database
from tests.services.conftest import Clock

GROUP, ALICE, BOB = -5, 1, 2
OSLO, ROME = Place("Oslo", 59.91, 10.75), Place("Rome", 41.89, 12.51)


@pytest.fixture
def clock() -> Clock:
    return Clock(datetime(2026, 1, 19, tzinfo=UTC))


@pytest_asyncio.fixture
async def conversations(tmp_path: Path, clock: Clock) -> AsyncIterator[Conversations]:
    async with open_database(f"sqlite+aiosqlite:///{tmp_path / 'bot.db'}") as database:
        yield Conversations(LastQuestions(database, clock=clock), clock=clock)


def message(user_id: int, message_id: int = 9, *, reply_to: int | None = None) -> Message:
    group, date = Chat(id=GROUP, type="group"), datetime(2026, 1, 19, tzinfo=UTC)
    replied = None if reply_to is None else Message(message_id=reply_to, date=date, chat=group)
    user = User(id=user_id, is_bot=False, first_name="A")
    return Message(message_id=message_id, date=date, chat=group, from_user=user, reply_to_message=replied)


def about(place: Place, clock: Clock) -> LastQuestion:
    return LastQuestion((place,), clock())


async def test_a_member_continues_their_own_question_or_that_of_the_answer_replied_to(
    conversations: Conversations, clock: Clock
) -> None:
    oslo, rome = about(OSLO, clock), about(ROME, clock)
    conversations.remember(message(ALICE), oslo, ALICE, answer_message_id=10)
    conversations.remember(message(BOB), rome, BOB, answer_message_id=11)
    assert await conversations.get_question(message(ALICE)) is oslo
    assert await conversations.get_question(message(ALICE, reply_to=11)) is rome
    assert await conversations.get_question(message(3)) is rome  # the last question of the chat

    conversations.forget(GROUP)
    assert conversations.get_cached_question(message(ALICE)) is rome


async def test_a_place_that_stops_being_awaited_while_a_group_is_forgotten_raises_no_error(
    tmp_path: Path, clock: Clock
) -> None:
    seconds = count(0, AWAITING_PERIOD / 2)
    async with open_database(f"sqlite+aiosqlite:///{tmp_path / 'bot.db'}") as database:
        conversations = Conversations(LastQuestions(database, clock=clock), clock=lambda: next(seconds))
        conversations.expect_place(message(ALICE), LastQuestion((), clock()), ALICE)
        conversations.forget(GROUP)


async def test_only_the_next_message_of_the_member_is_awaited(conversations: Conversations, clock: Clock) -> None:
    conversations.expect_place(message(ALICE), LastQuestion((), clock()), ALICE)
    assert not conversations.accept_awaited_message(GROUP, 0, BOB, 20)
    assert not conversations.accept_awaited_message(GROUP, 7, ALICE, 20)
    assert conversations.accept_awaited_message(GROUP, 0, ALICE, 21)
    assert conversations.accept_awaited_message(GROUP, 0, ALICE, 21)  # the same message may be handled twice
    assert not conversations.accept_awaited_message(GROUP, 0, ALICE, 22)


async def test_a_message_is_not_awaited_for_ever(conversations: Conversations, clock: Clock) -> None:
    conversations.expect_place(message(ALICE), LastQuestion((), clock()), ALICE)
    clock.advance(seconds=AWAITING_PERIOD + 1)
    assert not conversations.accept_awaited_message(GROUP, 0, ALICE, 21)


async def test_a_question_of_another_member_that_lacks_a_place_is_continued_in_a_reply_only(
    conversations: Conversations, clock: Clock
) -> None:
    asked = LastQuestion((), clock())
    conversations.remember(message(ALICE), asked, ALICE, answer_message_id=10)
    assert conversations.get_cached_question(message(BOB)) is None
    assert conversations.get_cached_question(message(BOB, reply_to=10)) is asked
