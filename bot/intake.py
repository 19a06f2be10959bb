"""From a received update to a finished one: admission, the queue of its chat, and the dispatcher."""

import asyncio
import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from bot.admission import MAX_QUEUED, Admission, Refusal
from bot.feeding import Feeding
from bot.inbox import Inbox
from bot.inline_queries import InlineQueries, is_inline_query
from bot.lanes import Lanes
from bot.tracing import identified, traced
from bot.updates import (
    BotIdentity,
    Interest,
    JsonObject,
    chat_of,
    is_guest_message,
    kind_of,
    sender_of,
    update_id_of,
)
from services.storage import apply_once
from services.tasks import cancel_all

logger = logging.getLogger(__name__)

MAX_CONCURRENT_CHATS = 2_000
"""Maximum number of chats whose updates are handled at the same time; paused chats do not count."""

CAPACITY = 10_000
"""Maximum number of unfinished updates of all chats. When it is reached, getUpdates is not called.

One chat holds at most MAX_LANE_LENGTH of them, so it never stops polling.
"""

MAX_LANE_LENGTH = 2 * MAX_QUEUED
"""Maximum number of updates in one chat's queue; further ones are dropped."""

CALLBACK_MAX_AGE = 60.0
"""Age in seconds above which a callback query is dropped after a pause."""

SUSPECT_HEAD_START = 0.05
"""Seconds that a suspect is handled before the next one starts.

A suspect that blocks the event loop delays the next one for as long as it does so.
"""


@dataclass(slots=True, eq=False)
class QueuedUpdate:
    """An update in the queue of its chat."""

    update_id: int
    body: JsonObject
    is_question: bool
    refusal: Refusal | None = None
    """Why the chat gets a notice instead of an answer; None for an update that is answered."""
    is_suspect: bool = False
    """Whether it was being handled when a process crashed."""
    failures: int = 0
    """How often its answer could not be sent."""
    received_at: float = field(default_factory=lambda: asyncio.get_running_loop().time())

    @property
    def is_callback(self) -> bool:
        """Whether it is a callback query."""
        return "callback_query" in self.body


class Intake:
    """Admits, queues and handles the updates that *inbox* has received, and marks them as finished there.

    A chat does not delay others: its updates wait in a short queue of their own, which is paused while Telegram
    limits the chat.
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
        """Create the intake; *secret* is the key with which the log hashes the ids of chats."""
        self._feeding = feeding
        self._inbox = inbox
        self._identity = identity
        self._admission = admission
        self._secret = secret
        self._lanes: Lanes[QueuedUpdate] = Lanes(
            self._handle, self._trim, concurrency=MAX_CONCURRENT_CHATS, capacity=CAPACITY
        )
        self._inline_queries = InlineQueries(self._feed_inline_query)
        self._suspects = asyncio.Lock()

    @property
    def is_full(self) -> bool:
        """Whether `take` would wait for room."""
        return self._lanes.is_full

    async def take(
        self, update_id: int, body: JsonObject, *, is_suspect: bool = False, replayed: bool = False
    ) -> None:
        """Queue, refuse or drop an update; one *replayed* from the journal has been admitted before."""
        if is_inline_query(body):
            self._inbox.finish(update_id)
            self._inline_queries.put(sender_of(body), body)
            return
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
        """Wait up to *within* seconds for the updates being handled; return how many are left."""
        await self._inline_queries.aclose()
        return await self._lanes.drain(within)

    async def _feed_inline_query(self, body: JsonObject) -> None:
        with traced(update_id_of(body) or 0, chat_of(body), kind_of(body), self._secret):
            await self._feeding.feed(body)

    async def _handle(self, queued: QueuedUpdate) -> float | None:
        """Handle the update; return None when it is finished, else the seconds after which to handle it again."""
        with traced(queued.update_id, chat_of(queued.body), kind_of(queued.body), self._secret):
            try:
                pause = await (self._handle_alone(queued) if queued.is_suspect else self._feed(queued))
            except Exception:
                # A bug outside the handlers: the next updates of the chat are handled all the same.
                logger.critical("skipped an update, because handling it raised", exc_info=True)
                pause = None
        if pause is None:
            self._inbox.finish(queued.update_id)
        else:
            queued.failures += 1
        return pause

    async def _handle_alone(self, suspect: QueuedUpdate) -> float | None:
        """Handle a suspect with a head start, so that the journal shows which one crashes the process."""
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
        with apply_once(self._identity.bot_id, queued.update_id):
            return await self._feeding.feed(queued.body, queued.refusal, failures=queued.failures)

    def _notice(self, refused: QueuedUpdate, refusal: Refusal) -> Refusal | None:
        """Return the refusal that the handlers answer with; None when the update is dropped without a notice.

        A guest message gets no notice, as all members of its chat would read it.
        A chat gets one notice a minute, and none while another one is in its queue. Each callback query is
        answered, because Telegram shows a progress bar until then.
        """
        if is_guest_message(refused.body):
            return None
        chat = chat_of(refused.body)
        waiting = self._lanes.items(chat)
        has_notice = any(other.refusal not in {None, Refusal.SILENT} for other in waiting)
        if not has_notice and self._admission.may_notify(chat):
            with identified(refused.update_id, chat, self._secret):
                logger.warning(
                    "refused a question (%s); %d updates of its chat are waiting", refusal, len(waiting)
                )
            return refusal
        return Refusal.SILENT if refused.is_callback else None

    def _trim(self, waiting: Sequence[QueuedUpdate]) -> Iterable[QueuedUpdate]:
        """Finish expired callback queries and repeated questions after a pause; return the other updates."""
        now = asyncio.get_running_loop().time()
        latest = {_question_key(queued): queued for queued in waiting}
        for queued in waiting:
            expired = queued.is_callback and now - queued.received_at > CALLBACK_MAX_AGE
            if expired or latest[_question_key(queued)] is not queued:
                self._inbox.finish(queued.update_id)
            else:
                yield queued


def _question_key(queued: QueuedUpdate) -> object:
    """Return a key that repeated questions share; only the last of them is answered."""
    message = queued.body.get("message")
    text = message.get("text") if isinstance(message, dict) else None
    return (sender_of(queued.body), text) if isinstance(text, str) and queued.refusal is None else queued
