"""An intake with scripted handlers."""

import asyncio
import itertools

from aiogram import Bot, Dispatcher

from bot.admission import Refusal
from bot.feeding import UpdateFeeder
from bot.inbox import Inbox
from bot.intake import Intake
from bot.updates import JsonObject
from services.storage import Journal
from tests.bot.polled import no_context

NOW = 1_800_000_000
"""The Unix time of the tests."""


class Script(UpdateFeeder):
    """Replaces the handlers: records the updates that it gets, and pauses or blocks chats as the test demands."""

    def __init__(self, bot: Bot) -> None:
        super().__init__(bot, Dispatcher(), no_context, per_minute=0)
        self.fed: list[tuple[int, Refusal | None]] = []
        self.texts: list[str | None] = []
        """The text of each update in `fed` that is a new message, else None."""
        self.pauses: dict[int, list[float]] = {}
        """The pauses in seconds that are returned for each chat, one per update."""
        self.gates: dict[int, asyncio.Event] = {}
        """The event for which the updates of each chat wait."""
        self._news = asyncio.Event()

    async def reach(self, *update_ids: int) -> None:
        """Wait until exactly these updates have been fed, in this order."""
        async with asyncio.timeout(30):
            while self.update_ids() != list(update_ids):
                self._news.clear()
                await self._news.wait()

    async def feed(
        self,
        raw: JsonObject,
        refusal: Refusal | None = None,
        *,
        failed_attempts: int = 0,  # noqa: ARG002 - UpdateFeeder's
    ) -> float | None:
        chat = raw[next(key for key in raw if key != "update_id")]["chat"]["id"]
        self.fed.append((raw["update_id"], refusal))
        self.texts.append(raw.get("message", {}).get("text"))
        self._news.set()
        if gate := self.gates.get(chat):
            await gate.wait()
        pauses = self.pauses.get(chat)
        return pauses.pop(0) if pauses else None

    def update_ids(self, refusal: Refusal | None = None) -> list[int]:
        return [update_id for update_id, found in self.fed if found is refusal]


class Desk:
    """Receives updates into an inbox and passes them to an intake."""

    def __init__(self, intake: Intake, inbox: Inbox) -> None:
        self.intake = intake
        self._inbox = inbox
        self._ids = itertools.count(1)

    async def receive(
        self, chat: int = 1, text: str | None = None, *, attempts: int = 0, is_replayed: bool = False
    ) -> int:
        update_id = next(self._ids)
        body = message(chat, text=text or f"question {update_id}", date=NOW)
        await self.admit(update_id, {"message": body}, attempts=attempts, is_replayed=is_replayed)
        return update_id

    async def admit(
        self, update_id: int, body: JsonObject, *, attempts: int = 0, is_replayed: bool = False
    ) -> None:
        body = {"update_id": update_id, **body}
        self._inbox.receive({update_id: body})
        await self.intake.admit(update_id, body, attempts=attempts, is_replayed=is_replayed)


def message(chat: int, kind: str = "private", **fields: object) -> JsonObject:
    return {"chat": {"id": chat, "type": kind}, "from": {"id": chat}, **fields}


async def settle() -> None:
    for _ in range(200):
        await asyncio.sleep(0)


async def unfinished(inbox: Inbox, journal: Journal) -> list[int]:
    """Close *inbox*; return the ids of the unfinished updates in the journal, in order."""
    inbox.close()
    await inbox.update_journal()
    left, _ = await journal.load()
    return [entry.update_id for entry in left]
