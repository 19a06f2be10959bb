"""Questions that are refused, and the notices about them."""

import asyncio
import logging

import pytest

from bot.admission import MAX_QUESTION_AGE, MAX_QUEUED_UPDATES, Refusal
from bot.inbox import Inbox
from services.storage import Journal
from tests.bot.intake_desk import NOW, Desk, Script, message, settle, unfinished
from tests.services.conftest import Clock


async def test_a_chat_with_a_full_queue_gets_one_notice(
    desk: Desk, handlers: Script, inbox: Inbox, journal: Journal, caplog: pytest.LogCaptureFixture
) -> None:
    handlers.gates[1] = asyncio.Event()
    sent = [await desk.receive(chat=1) for _ in range(MAX_QUEUED_UPDATES + 50)]
    other = await desk.receive(chat=2)
    await settle()
    assert handlers.update_ids() == [sent[0], other]
    handlers.gates[1].set()
    await settle()
    assert handlers.update_ids() == [sent[0], other, *sent[1:MAX_QUEUED_UPDATES]]
    assert handlers.update_ids(Refusal.TOO_MANY_WAITING) == [sent[MAX_QUEUED_UPDATES]]
    assert await unfinished(inbox, journal) == []
    (refused,) = [record for record in caplog.records if record.levelno == logging.WARNING]
    assert (
        refused.getMessage()
        == f"refused a question (too-many-waiting); {MAX_QUEUED_UPDATES} updates of its chat are waiting"
    )


async def test_changes_of_a_chat_are_queued_where_questions_are_refused(desk: Desk, handlers: Script) -> None:
    handlers.gates[1] = asyncio.Event()
    sent = [await desk.receive(chat=1) for _ in range(MAX_QUEUED_UPDATES)]
    await desk.admit(50, {"my_chat_member": {"chat": {"id": 1}}})
    handlers.gates[1].set()
    await handlers.reach(*sent, 50)


async def test_each_refused_callback_query_is_answered_and_one_has_the_notice(
    desk: Desk, handlers: Script
) -> None:
    handlers.gates[1] = asyncio.Event()
    sent = [await desk.receive(chat=1) for _ in range(MAX_QUEUED_UPDATES)]
    for update_id in (50, 51):
        press = {"chat": {"id": 1}, "message": message(1), "from": {"id": 1}}
        await desk.admit(update_id, {"callback_query": press})
    handlers.gates[1].set()
    await handlers.reach(*sent)
    assert handlers.fed[1:3] == [(51, Refusal.SILENT), (50, Refusal.TOO_MANY_WAITING)]


async def test_the_notice_is_sent_before_the_answers_and_only_one_is_queued(
    desk: Desk, handlers: Script, clock: Clock
) -> None:
    handlers.pauses[1] = [0.5]
    sent = [await desk.receive(chat=1) for _ in range(MAX_QUEUED_UPDATES)]
    await settle()
    refused = []
    for _ in range(3):
        refused.append(await desk.receive(chat=1))
        clock.advance(minutes=2)
    await handlers.reach(sent[0], *sent)
    assert handlers.fed[1] == (refused[0], Refusal.TOO_MANY_WAITING)
    assert handlers.update_ids(Refusal.TOO_MANY_WAITING) == refused[:1]


async def test_questions_that_are_too_old_get_one_notice_instead_of_answers(
    desk: Desk, handlers: Script, inbox: Inbox, journal: Journal
) -> None:
    for update_id in (1, 2):
        old = message(1, text="/weather Oslo", date=NOW - int(MAX_QUESTION_AGE) - 1)
        await desk.admit(update_id, {"message": old})
    await desk.admit(3, {"message": message(1, text="/weather Rome", date=NOW)})
    await settle()
    assert handlers.fed == [(1, Refusal.TOO_OLD), (3, None)]
    assert await unfinished(inbox, journal) == []
