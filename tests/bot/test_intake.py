"""What becomes of updates between being received and being finished."""

import asyncio
import itertools
import logging
from collections.abc import AsyncIterator

import pytest
from aiogram import Bot, Dispatcher

from bot import intake
from bot.admission import MAX_QUESTION_AGE, MAX_QUEUED, Admission, Refusal
from bot.feeding import Feeding
from bot.inbox import Inbox
from bot.intake import Intake
from bot.updates import BotIdentity, JsonObject
from services.storage import Database, Journal, open_database
from tests.services.conftest import Clock

NOW = 1_800_000_000
FOR_EVER = 1e9


class Script(Feeding):
    """Stands in for the handlers: does what it is told with the updates of each chat, and notes what it is fed."""

    def __init__(self, bot: Bot) -> None:
        super().__init__(bot, Dispatcher())
        self.fed: list[tuple[int, Refusal | None]] = []
        self.pauses: dict[int, list[float]] = {}
        """Seconds that a chat is paused for, once each."""
        self.gates: dict[int, asyncio.Event] = {}
        """What a chat's updates wait for."""
        self._news = asyncio.Event()

    async def reach(self, *update_ids: int) -> None:
        """Wait until these have been fed, in this order, and nothing else."""
        async with asyncio.timeout(5):
            while self.update_ids() != list(update_ids):
                self._news.clear()
                await self._news.wait()

    async def feed(
        self,
        raw: JsonObject,
        refusal: Refusal | None = None,
        *,
        failures: int = 0,  # noqa: ARG002 - Feeding's
    ) -> float | None:
        chat = raw[next(key for key in raw if key != "update_id")]["chat"]["id"]
        self.fed.append((raw["update_id"], refusal))
        self._news.set()
        if gate := self.gates.get(chat):
            await gate.wait()
        pauses = self.pauses.get(chat)
        return pauses.pop(0) if pauses else None

    def update_ids(self, refusal: Refusal | None = None) -> list[int]:
        return [update_id for update_id, found in self.fed if found is refusal]


@pytest.fixture
async def database(sqlite_url: str) -> AsyncIterator[Database]:
    async with open_database(sqlite_url) as database:
        yield database


@pytest.fixture
def journal(database: Database, bot: Bot) -> Journal:
    return Journal(database, bot.id)


@pytest.fixture
def inbox(journal: Journal) -> Inbox:
    return Inbox(journal, lambda: None)


@pytest.fixture
def handlers(bot: Bot) -> Script:
    return Script(bot)


class Desk:
    """An intake, and what arrives there."""

    def __init__(self, intake: Intake, inbox: Inbox) -> None:
        self.intake = intake
        self._inbox = inbox
        self._ids = itertools.count(1)

    async def receive(self, chat: int = 1, text: str | None = None, **options: bool) -> int:
        update_id = next(self._ids)
        body = message(chat, text=text or f"question {update_id}", date=NOW)
        await self.take(update_id, {"message": body}, **options)
        return update_id

    async def take(self, update_id: int, body: JsonObject, **options: bool) -> None:
        body = {"update_id": update_id, **body}
        self._inbox.receive({update_id: body})
        await self.intake.take(update_id, body, **options)


def message(chat: int, kind: str = "private", **fields: object) -> JsonObject:
    return {"chat": {"id": chat, "type": kind}, "from": {"id": chat}, **fields}


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def desk(handlers: Script, inbox: Inbox, clock: Clock) -> AsyncIterator[Desk]:
    admission = Admission(0, clock=clock, now=lambda: NOW)
    taken = Intake(handlers, inbox, BotIdentity(42, "bot", {"weather"}), admission, secret="secret")
    yield Desk(taken, inbox)
    await taken.drain(0)


async def settle() -> None:
    for _ in range(200):
        await asyncio.sleep(0)


async def unfinished(inbox: Inbox, journal: Journal) -> list[int]:
    """Return the updates that are not finished, in order."""
    inbox.close()
    await inbox.keep()
    left, _ = await journal.recall()
    return [entry.update_id for entry in left]


async def test_a_chat_that_is_slow_has_so_many_questions_waiting_and_gets_one_notice(
    desk: Desk, handlers: Script, inbox: Inbox, journal: Journal, caplog: pytest.LogCaptureFixture
) -> None:
    handlers.gates[1] = asyncio.Event()
    sent = [await desk.receive(chat=1) for _ in range(MAX_QUEUED + 50)]
    other = await desk.receive(chat=2)
    await settle()
    assert handlers.update_ids() == [sent[0], other]
    handlers.gates[1].set()
    await settle()
    assert handlers.update_ids() == [sent[0], other, *sent[1:MAX_QUEUED]]
    assert handlers.update_ids(Refusal.TOO_MANY_WAITING) == [sent[MAX_QUEUED]]
    assert await unfinished(inbox, journal) == []
    (refused,) = [record for record in caplog.records if record.levelno == logging.WARNING]
    assert (
        refused.getMessage()
        == f"refused a question (too-many-waiting); {MAX_QUEUED} updates of its chat are waiting"
    )


async def test_a_thousand_chats_that_telegram_limits_hold_up_no_other(desk: Desk, handlers: Script) -> None:
    limited = range(100, 1100)
    handlers.pauses = {chat: [FOR_EVER] for chat in limited}
    for chat in limited:
        await desk.receive(chat)
    other = await desk.receive(chat=2)
    await settle()
    assert other in handlers.update_ids()
    assert not desk.intake.is_full


async def test_a_paused_chat_goes_on_with_what_is_still_worth_an_answer(desk: Desk, handlers: Script) -> None:
    handlers.pauses[1] = [0.5]
    first = await desk.receive(text="/weather Oslo")
    await settle()
    for _ in range(2):
        latest = await desk.receive(text="/weather Rome")
    await handlers.reach(first, first, latest)


async def test_a_press_that_waited_long_is_dropped_after_a_pause(
    desk: Desk, handlers: Script, inbox: Inbox, journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "CALLBACK_MAX_AGE", -1.0)
    handlers.pauses[1] = [0.5]
    first = await desk.receive()
    await settle()
    await desk.take(50, {"callback_query": {"chat": {"id": 1}, "message": message(1), "from": {"id": 1}}})
    await handlers.reach(first, first)
    await settle()
    assert handlers.update_ids() == [first, first]
    assert await unfinished(inbox, journal) == []


async def test_news_of_a_chat_are_not_refused_where_questions_are(desk: Desk, handlers: Script) -> None:
    handlers.gates[1] = asyncio.Event()
    sent = [await desk.receive(chat=1) for _ in range(MAX_QUEUED)]
    await desk.take(50, {"my_chat_member": {"chat": {"id": 1}}})
    handlers.gates[1].set()
    await handlers.reach(*sent, 50)


async def test_a_chat_that_telegram_limits_holds_so_many_updates_of_any_kind(
    desk: Desk, handlers: Script, inbox: Inbox, journal: Journal
) -> None:
    handlers.pauses[1] = [FOR_EVER]
    for update_id in range(1, 1000):
        await desk.take(update_id, {"my_chat_member": {"chat": {"id": 1}}})
    await desk.intake.drain(0)
    assert len(await unfinished(inbox, journal)) == intake.MAX_LANE_LENGTH


async def test_of_the_presses_that_are_refused_one_gets_the_notice_and_each_is_released(
    desk: Desk, handlers: Script
) -> None:
    handlers.gates[1] = asyncio.Event()
    sent = [await desk.receive(chat=1) for _ in range(MAX_QUEUED)]
    for update_id in (50, 51):
        press = {"chat": {"id": 1}, "message": message(1), "from": {"id": 1}}
        await desk.take(update_id, {"callback_query": press})
    handlers.gates[1].set()
    await handlers.reach(*sent)
    assert handlers.fed[1:3] == [(51, Refusal.SILENT), (50, Refusal.TOO_MANY_WAITING)]


async def test_the_notice_comes_before_the_answers_and_is_the_only_one_that_waits_for_telegram(
    desk: Desk, handlers: Script, clock: Clock
) -> None:
    handlers.pauses[1] = [0.5]
    sent = [await desk.receive(chat=1) for _ in range(MAX_QUEUED)]
    await settle()
    refused = []
    for _ in range(3):
        refused.append(await desk.receive(chat=1))
        clock.advance(minutes=2)
    await handlers.reach(sent[0], *sent)
    assert handlers.fed[1] == (refused[0], Refusal.TOO_MANY_WAITING)
    assert handlers.update_ids(Refusal.TOO_MANY_WAITING) == refused[:1]


async def test_chatter_in_a_group_is_not_handled_at_all(
    desk: Desk, handlers: Script, inbox: Inbox, journal: Journal
) -> None:
    for update_id in range(1, 1000):
        await desk.take(update_id, {"message": message(1, "supergroup", text="hello")})
    await settle()
    assert handlers.fed == []
    assert await unfinished(inbox, journal) == []


async def test_questions_that_are_too_old_get_one_notice_instead_of_answers(
    desk: Desk, handlers: Script, inbox: Inbox, journal: Journal
) -> None:
    for update_id in (1, 2):
        old = message(1, text="/weather Oslo", date=NOW - int(MAX_QUESTION_AGE) - 1)
        await desk.take(update_id, {"message": old})
    await desk.take(3, {"message": message(1, text="/weather Rome", date=NOW)})
    await settle()
    assert handlers.fed == [(1, Refusal.TOO_OLD), (3, None)]
    assert await unfinished(inbox, journal) == []


async def test_what_may_have_ended_the_last_process_is_handled_alone_once_the_journal_knows(
    desk: Desk, handlers: Script, journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "SUSPECT_HEAD_START", 60.0)
    handlers.gates[1] = asyncio.Event()
    suspect = await desk.receive(chat=1, is_suspect=True, replayed=True)
    other_suspect = await desk.receive(chat=2, is_suspect=True, replayed=True)
    innocent = await desk.receive(chat=3)
    await handlers.reach(innocent, suspect)
    (entry,) = (await journal.recall())[0]
    assert (entry.update_id, entry.attempts) == (suspect, 1)
    handlers.gates[1].set()
    await handlers.reach(innocent, suspect, other_suspect)


async def test_a_bug_beside_the_handlers_costs_its_update_alone(
    desk: Desk, handlers: Script, inbox: Inbox, journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    feed = handlers.feed

    async def buggy(raw: JsonObject, refusal: Refusal | None = None, *, failures: int = 0) -> float | None:
        if raw["update_id"] == 2:
            raise RuntimeError("a bug")
        return await feed(raw, refusal, failures=failures)

    monkeypatch.setattr(handlers, "feed", buggy)
    for _ in range(3):
        await desk.receive()
    await handlers.reach(1, 3)
    await settle()
    assert await unfinished(inbox, journal) == []
