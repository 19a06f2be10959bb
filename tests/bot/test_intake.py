"""Queuing, pausing and finishing updates."""

import asyncio

import pytest

from bot import intake
from bot.admission import Refusal
from bot.inbox import Inbox
from bot.updates import JsonObject
from services.storage import Journal
from services.storage.journal import MAX_CRASHES_PER_UPDATE
from tests.bot.intake_desk import NOW, Desk, Script, message, settle, unfinished

FOR_EVER = 1e9
"""Length in seconds of a pause that does not end during a test."""


async def test_a_thousand_limited_chats_delay_no_other(desk: Desk, handlers: Script) -> None:
    limited = range(100, 1100)
    handlers.pauses = {chat: [FOR_EVER] for chat in limited}
    for chat in limited:
        await desk.receive(chat)
    other = await desk.receive(chat=2)
    await settle()
    assert other in handlers.update_ids()


async def test_a_paused_chat_resumes_with_the_last_of_repeated_questions(desk: Desk, handlers: Script) -> None:
    handlers.pauses[1] = [0.5]
    first = await desk.receive(text="/weather Oslo")
    await settle()
    for _ in range(2):
        latest = await desk.receive(text="/weather Rome")
    await handlers.reach(first, first, latest)


async def test_a_message_that_was_edited_while_it_waited_is_handled_once_with_its_latest_text(
    desk: Desk, handlers: Script, inbox: Inbox, journal: Journal
) -> None:
    handlers.gates[1] = asyncio.Event()
    first = await desk.receive()
    await settle()
    question = message(1, text="/weather Oslo", message_id=7)
    await desk.admit(50, {"message": question})
    await desk.admit(51, {"edited_message": {**question, "text": "/weather Paris"}})
    await desk.admit(52, {"edited_message": {**question, "text": "/weather Rome"}})
    handlers.gates[1].set()
    await handlers.reach(first, 50)
    await settle()
    assert handlers.texts[-1] == "/weather Rome"
    assert await unfinished(inbox, journal) == []


async def test_of_two_waiting_edits_of_an_answered_message_the_later_one_is_handled(
    desk: Desk, handlers: Script, inbox: Inbox, journal: Journal
) -> None:
    handlers.gates[1] = asyncio.Event()
    first = await desk.receive()
    await settle()
    for update_id in (51, 52):
        await desk.admit(update_id, {"edited_message": message(1, text="/weather Rome", message_id=7)})
    handlers.gates[1].set()
    await handlers.reach(first, 52)
    await settle()
    assert await unfinished(inbox, journal) == []


async def test_a_message_edited_after_a_failed_attempt_keeps_its_text(desk: Desk, handlers: Script) -> None:
    handlers.pauses[1] = [0.01]
    question = message(1, text="/places add Oslo", message_id=7)
    await desk.admit(50, {"message": question})
    await settle()
    await desk.admit(51, {"edited_message": {**question, "text": "/places add Rome"}})
    await handlers.reach(50, 50, 51)
    assert handlers.texts == ["/places add Oslo", "/places add Oslo", None]


async def test_an_old_message_with_a_recent_waiting_edit_is_answered(desk: Desk, handlers: Script) -> None:
    handlers.gates[1] = asyncio.Event()
    first = await desk.receive()
    await settle()
    question = message(1, text="Oslo", message_id=7, date=NOW - 7200)
    await desk.admit(50, {"message": question})
    await desk.admit(51, {"edited_message": {**question, "text": "Rome", "edit_date": NOW - 60}})
    handlers.gates[1].set()
    await handlers.reach(first, 50)
    assert handlers.fed[-1] == (50, None)


async def test_a_repeated_question_that_was_edited_during_a_pause_is_answered_too(
    desk: Desk, handlers: Script
) -> None:
    handlers.pauses[1] = [0.01]
    first = await desk.receive()
    await settle()
    question = message(1, text="Oslo", message_id=7)
    await desk.admit(50, {"message": question})
    await desk.admit(51, {"message": {**question, "message_id": 8}})
    await desk.admit(52, {"edited_message": {**question, "text": "/settings"}})
    await handlers.reach(first, first, 50, 51)
    assert handlers.texts[-2:] == ["/settings", "Oslo"]


async def test_an_expired_callback_query_is_dropped_after_a_pause(
    desk: Desk, handlers: Script, inbox: Inbox, journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "MAX_CALLBACK_AGE", -1.0)
    handlers.pauses[1] = [0.5]
    first = await desk.receive()
    await settle()
    await desk.admit(50, {"callback_query": {"chat": {"id": 1}, "message": message(1), "from": {"id": 1}}})
    await handlers.reach(first, first)
    await settle()
    assert handlers.update_ids() == [first, first]
    assert await unfinished(inbox, journal) == []


async def test_the_queue_of_a_limited_chat_has_a_maximum_length(
    desk: Desk, handlers: Script, inbox: Inbox, journal: Journal
) -> None:
    handlers.pauses[1] = [FOR_EVER]
    for update_id in range(1, 1000):
        await desk.admit(update_id, {"my_chat_member": {"chat": {"id": 1}}})
    await desk.intake.drain(0)
    assert len(await unfinished(inbox, journal)) == intake.MAX_LANE_LENGTH


async def test_messages_in_a_group_that_are_not_for_the_bot_are_dropped(
    desk: Desk, handlers: Script, inbox: Inbox, journal: Journal
) -> None:
    for update_id in range(1, 1000):
        await desk.admit(update_id, {"message": message(1, "supergroup", text="hello")})
    await settle()
    assert handlers.fed == []
    assert await unfinished(inbox, journal) == []


async def test_a_suspect_is_counted_in_the_journal_and_handled_with_a_head_start(
    desk: Desk, handlers: Script, journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "SUSPECT_HEAD_START", 60.0)
    handlers.gates[1] = asyncio.Event()
    suspect = await desk.receive(chat=1, attempts=1, is_replayed=True)
    other_suspect = await desk.receive(chat=2, attempts=1, is_replayed=True)
    innocent = await desk.receive(chat=3)
    await handlers.reach(innocent, suspect)
    (entry,) = (await journal.load())[0]
    assert (entry.update_id, entry.attempts) == (suspect, 1)
    handlers.gates[1].set()
    await handlers.reach(innocent, suspect, other_suspect)


async def test_a_suspect_that_one_more_crash_would_set_aside_is_handled_before_the_next_suspect(
    desk: Desk, handlers: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "SUSPECT_HEAD_START", 0.0)
    monkeypatch.setattr(intake, "LAST_ATTEMPT_HEAD_START", 60.0)
    handlers.gates[1] = asyncio.Event()
    suspect = await desk.receive(chat=1, attempts=MAX_CRASHES_PER_UPDATE - 1, is_replayed=True)
    other_suspect = await desk.receive(chat=2, attempts=1, is_replayed=True)
    innocent = await desk.receive(chat=3)
    await handlers.reach(innocent, suspect)
    await settle()
    assert {update_id for update_id, _ in handlers.fed} == {suspect, innocent}
    handlers.gates[1].set()
    await handlers.reach(innocent, suspect, other_suspect)


async def test_a_bug_outside_the_handlers_affects_one_update(
    desk: Desk, handlers: Script, inbox: Inbox, journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    feed = handlers.feed

    async def buggy(raw: JsonObject, refusal: Refusal | None = None, *, failed_attempts: int = 0) -> float | None:
        if raw["update_id"] == 2:
            raise RuntimeError("a bug")
        return await feed(raw, refusal, failed_attempts=failed_attempts)

    monkeypatch.setattr(handlers, "feed", buggy)
    for _ in range(3):
        await desk.receive()
    await handlers.reach(1, 3)
    await settle()
    assert await unfinished(inbox, journal) == []
