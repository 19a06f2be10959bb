"""From receiving an update to having handled it: admission, the queue of its chat, and the dispatcher."""

import asyncio
import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from bot.admission import MAX_QUEUED, Admission, Refusal
from bot.feeding import Feeding
from bot.inbox import Inbox
from bot.lanes import Lanes
from bot.tracing import identified, traced
from bot.updates import BotIdentity, Interest, JsonObject, chat_of, kind_of, sender_of
from services.storage import applying
from services.tasks import cancel_all

logger = logging.getLogger(__name__)

MAX_CONCURRENT_CHATS = 2_000
"""Chats whose updates are being handled; those that wait for Telegram do not count."""

CAPACITY = 10_000
"""Maximum number of unfinished updates of all chats. When it is reached, getUpdates is not called.

One chat holds at most MAX_LANE_LENGTH of them, so it never stops polling.
"""

MAX_LANE_LENGTH = 2 * MAX_QUEUED
"""Maximum number of updates in one chat's queue; further ones are dropped."""

CALLBACK_MAX_AGE = 60.0
"""Seconds after which nobody waits any more for what a button does."""

SUSPECT_HEAD_START = 0.05
"""Seconds that an update gets alone which may have ended the last process: one that blocks the event loop keeps it
longer, and the others wait for no more than some seconds in all."""


@dataclass(slots=True, eq=False)
class QueuedUpdate:
    """An update on its way through the process."""

    update_id: int
    body: JsonObject
    is_question: bool
    refusal: Refusal | None = None
    """Its chat is told so instead of being answered."""
    is_suspect: bool = False
    """Whether it was unfinished when a process crashed."""
    failures: int = 0
    """How often Telegram could not take the answer."""
    received_at: float = field(default_factory=lambda: asyncio.get_running_loop().time())

    @property
    def is_callback(self) -> bool:
        """Whether it is a pressed button."""
        return "callback_query" in self.body


class Intake:
    """Takes in the updates that *inbox* has received, and marks them as finished there.

    A chat holds up no other: its updates wait in a queue of their own, which is short, and a chat that Telegram
    limits is paused as a whole.
    """

    def __init__(
        self,
        feeding: Feeding,
        inbox: Inbox,
        identity: BotIdentity,
        admission: Admission,
        *,
        secret: str,
    ) -> None:
        """Take *secret* to hash the ids of chats with in the log."""
        self._feeding = feeding
        self._inbox = inbox
        self._identity = identity
        self._admission = admission
        self._secret = secret
        self._lanes: Lanes[QueuedUpdate] = Lanes(
            self._handle, self._trim, at_once=MAX_CONCURRENT_CHATS, capacity=CAPACITY
        )
        self._suspects = asyncio.Lock()

    @property
    def is_full(self) -> bool:
        """Whether the next update has to wait before it is taken in."""
        return self._lanes.is_full

    async def take(
        self, update_id: int, body: JsonObject, *, is_suspect: bool = False, replayed: bool = False
    ) -> None:
        """Queue an update, or refuse it; one that is *replayed* from the journal has been admitted before."""
        interest = self._identity.interest_of(body)
        chat = chat_of(body)
        waiting = self._lanes.items(chat)
        queued = QueuedUpdate(update_id, body, interest is Interest.QUESTION, is_suspect=is_suspect)
        refusal = None
        if queued.is_question and not replayed:
            refusal = self._admission.refusal_of(body, len(waiting))
        if refusal is not None:
            queued.refusal = self._notice(queued, refusal)
        if (
            interest is Interest.NONE
            or len(waiting) >= MAX_LANE_LENGTH
            or (refusal is not None and queued.refusal is None)
        ):
            self._inbox.finish(update_id)
        else:
            await self._lanes.put(chat, queued, next_in_line=refusal is not None)

    async def drain(self, within: float) -> int:
        """Wait until all is handled, *within* seconds at most; return how many updates were not."""
        return await self._lanes.drain(within)

    async def _handle(self, queued: QueuedUpdate) -> float | None:
        """Handle the update; return the seconds after which to handle it again, None when it is finished."""
        with traced(queued.update_id, chat_of(queued.body), kind_of(queued.body), self._secret):
            try:
                pause = await (self._handle_alone(queued) if queued.is_suspect else self._feed(queued))
            except Exception:
                # A bug of ours, beside the handlers. The next updates of the chat are handled all the same.
                logger.critical("an update could not be handled, and is skipped", exc_info=True)
                pause = None
        if pause is None:
            self._inbox.finish(queued.update_id)
        else:
            queued.failures += 1
        return pause

    async def _handle_alone(self, suspect: QueuedUpdate) -> float | None:
        """Handle a suspect without others like it beside it, so that the journal has the one to blame."""
        async with self._suspects:
            await self._inbox.count_attempt(suspect.update_id, suspect.body)
            suspect.is_suspect = False
            feeding = asyncio.create_task(self._feed(suspect))
            try:
                await asyncio.wait({feeding}, timeout=SUSPECT_HEAD_START)
            except asyncio.CancelledError:
                await cancel_all([feeding])
                raise
        try:
            return await feeding
        finally:
            await cancel_all([feeding])

    async def _feed(self, queued: QueuedUpdate) -> float | None:
        waited = asyncio.get_running_loop().time() - queued.received_at
        if queued.is_question and queued.refusal is None and self._admission.is_too_old(queued.body, waited):
            queued.refusal = self._notice(queued, Refusal.TOO_OLD)
            if queued.refusal is None:
                return None
        with applying(self._identity.bot_id, queued.update_id):
            return await self._feeding.feed(queued.body, queued.refusal, failures=queued.failures)

    def _notice(self, refused: QueuedUpdate, refusal: Refusal) -> Refusal | None:
        """Return what the handlers reply to a refused question; None when they do not see it.

        A chat gets a notice once a minute, and none while another one waits for Telegram. Each press of a button
        is answered, as Telegram shows that it waits.
        """
        chat = chat_of(refused.body)
        waiting = self._lanes.items(chat)
        is_told = any(other.refusal not in {None, Refusal.SILENT} for other in waiting)
        if not is_told and self._admission.may_notify(chat):
            with identified(refused.update_id, chat, self._secret):
                logger.warning("questions are refused (%s), %d are waiting", refusal, len(waiting))
            return refusal
        return Refusal.SILENT if refused.is_callback else None

    def _trim(self, waiting: Sequence[QueuedUpdate]) -> Iterable[QueuedUpdate]:
        """Finish what is not worth an answer after a pause: old button presses, and what was asked again."""
        now = asyncio.get_running_loop().time()
        latest = {_same_question(queued): queued for queued in waiting}
        for queued in waiting:
            expired = queued.is_callback and now - queued.received_at > CALLBACK_MAX_AGE
            if expired or latest[_same_question(queued)] is not queued:
                self._inbox.finish(queued.update_id)
            else:
                yield queued


def _same_question(queued: QueuedUpdate) -> object:
    """Return what two messages have in common of which only the later one is worth an answer."""
    message = queued.body.get("message")
    text = message.get("text") if isinstance(message, dict) else None
    return (sender_of(queued.body), text) if isinstance(text, str) and queued.refusal is None else queued
