"""The intake admits or refuses received updates, queues them by chat, and feeds them to the dispatcher."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field

from bot.admission import MAX_QUEUED_UPDATES, Admission, Refusal
from bot.feeding import UpdateFeeder
from bot.inbox import UpdateTracker
from bot.inline_queries import InlineQueries, is_inline_query
from bot.lanes import Lanes
from bot.tracing import log_context, log_handling
from bot.updates import (
    BotIdentity,
    JsonObject,
    Relevance,
    chat_id_of,
    is_edit,
    is_guest_message,
    kind_of,
    message_key,
    message_of,
    sender_key_of,
    update_id_of,
    with_edit,
)
from services.storage import apply_once
from services.storage.journal import MAX_CRASHES_PER_UPDATE
from services.tasks import cancel_all

logger = logging.getLogger(__name__)

MAX_CONCURRENT_CHATS = 2_000
"""Maximum number of chats whose updates are handled concurrently; paused chats do not count."""

MAX_UNFINISHED_UPDATES = 10_000
"""Maximum number of unfinished updates of all chats; at this number, getUpdates is not called.

One chat has at most MAX_LANE_LENGTH unfinished updates, so one chat alone cannot stop polling.
"""

MAX_LANE_LENGTH = 2 * MAX_QUEUED_UPDATES
"""Maximum number of updates in the queue of one chat; further updates are dropped."""

MAX_CALLBACK_AGE = 60.0
"""Maximum age in seconds of a callback query that is handled after a pause; an older query is dropped."""

SUSPECT_HEAD_START = 0.05
"""Maximum time in seconds for which a running suspect keeps other suspects from starting.

While a suspect blocks the event loop, no other suspect starts. If the process crashes, the
journal thus shows which suspect was running.
"""

LAST_ATTEMPT_HEAD_START = 3.0
"""Maximum time in seconds for which a suspect in its last attempt keeps other suspects from starting.

If the process crashes during the last attempt, the suspect is set aside.
"""

NOT_LEADER_PAUSE = 2.0
"""Pause in seconds of a lane while it is uncertain whether this process is the leader."""


@dataclass(slots=True, eq=False)
class QueuedUpdate:
    """An update in the queue of its chat."""

    update_id: int
    body: JsonObject
    chat_id: Hashable
    """The id of the chat in whose queue the update is; the id of the user if the update has no chat."""
    is_question: bool
    refusal: Refusal | None = None
    """Why the chat gets a notice instead of an answer; None if the update is answered."""
    attempts: int = 0
    """Number of attempts that ended with a crash of the process; if it is above 0, the update is a *suspect*."""
    is_superseded: bool = False
    """True if the update is an edit that is skipped, because another update has the latest content."""
    failures: int = 0
    """Number of times that the answer could not be sent."""
    received_at: float = field(default_factory=lambda: asyncio.get_running_loop().time())
    """The event loop's time at which the update was received."""

    @property
    def is_callback(self) -> bool:
        """Whether the update is a callback query."""
        return "callback_query" in self.body


class Intake:
    """Admits, queues and handles the updates that *inbox* has received, and marks them as finished in *inbox*.

    Each chat has a queue of limited length. The queue is paused while Telegram refuses messages to the chat with
    status 429. No chat delays the updates of another chat.
    """

    def __init__(
        self,
        feeder: UpdateFeeder,
        inbox: UpdateTracker,
        identity: BotIdentity,
        admission: Admission,
        *,
        secret: str,
    ) -> None:
        """Create the intake. *secret* is the key with which chat ids are hashed for the log."""
        self._feeder = feeder
        self._inbox = inbox
        self._identity = identity
        self._admission = admission
        self._secret = secret
        self.may_begin_answer: Callable[[], bool] = lambda: True
        """Returns False while no update may be handled, because another process may be the leader."""
        self.prefetch: Callable[[Sequence[JsonObject]], Awaitable[None]] = _prefetch_nothing
        """Called with new updates before they are queued; reads the data of all their chats at once."""
        self._lanes: Lanes[QueuedUpdate] = Lanes(
            self._handle, self._drop_obsolete, concurrency=MAX_CONCURRENT_CHATS, capacity=MAX_UNFINISHED_UPDATES
        )
        self._inline_queries = InlineQueries(self._feed_inline_query)
        self._suspect_lock = asyncio.Lock()

    def is_relevant(self, body: JsonObject) -> bool:
        """Return whether `admit` would handle the update instead of dropping it."""
        return is_inline_query(body) or self._identity.relevance_of(body) is not Relevance.NONE

    async def admit(
        self, update_id: int, body: JsonObject, *, attempts: int = 0, is_replayed: bool = False
    ) -> None:
        """Queue, refuse or drop the update; an update that *is_replayed* from the journal is never refused.

        *attempts* is the number of earlier attempts that ended with a crash of the process.
        """
        if is_inline_query(body):
            self._inbox.finish(update_id)
            self._inline_queries.put(sender_key_of(body), body)
            return
        relevance = self._identity.relevance_of(body)
        if relevance is Relevance.NONE:
            self._inbox.finish(update_id)
            return
        chat_id = chat_id_of(body)
        waiting = self._lanes.items_of(chat_id)
        queued = QueuedUpdate(update_id, body, chat_id, relevance is Relevance.QUESTION, attempts=attempts)
        is_refused = False
        if queued.is_question and not is_replayed and (refusal := self._admission.refusal_of(body, len(waiting))):
            is_refused = True
            queued.refusal = self._notice_for(queued, refusal)
        if len(waiting) >= MAX_LANE_LENGTH or (is_refused and queued.refusal is None):
            self._inbox.finish(update_id)
            return
        if self._lanes.is_full:  # `put` waits for room, which delays the next getUpdates
            self._inbox.persist_untracked()
        await self._lanes.put(chat_id, queued, next_in_line=is_refused)

    @property
    def counts(self) -> dict[str, int]:
        """The number of unfinished updates, the number of their chats, and the number of paused chats."""
        counts = self._lanes.counts
        return {"updates": counts["items"], "chats": counts["lanes"], "paused chats": counts["paused"]}

    async def drain(self, grace_seconds: float) -> int:
        """Wait up to *grace_seconds* for the updates being handled; return the number of unfinished updates."""
        await self._inline_queries.aclose()
        return await self._lanes.drain(grace_seconds)

    async def _feed_inline_query(self, body: JsonObject) -> None:
        if not self.may_begin_answer():
            return
        with log_handling(update_id_of(body) or 0, chat_id_of(body), kind_of(body), self._secret):
            await self._feeder.feed(body)

    async def _handle(self, queued: QueuedUpdate) -> float | None:
        """Handle the update; return None if it is finished, else the seconds after which to handle it again."""
        if not self.may_begin_answer():
            return NOT_LEADER_PAUSE  # the next leader handles the update
        if not self._inbox.may_handle(queued.update_id):
            return None
        with log_handling(queued.update_id, queued.chat_id, kind_of(queued.body), self._secret):
            self._merge_edits(queued)
            if queued.is_superseded:
                self._inbox.finish(queued.update_id)
                return None
            try:
                pause = await (self._handle_alone(queued) if queued.attempts else self._feed(queued))
            except Exception:
                # A bug outside the handlers must not stop the next updates of the chat.
                logger.critical("skipped an update, because handling it raised an exception", exc_info=True)
                pause = None
        if pause is None:
            self._inbox.finish(queued.update_id)
        else:
            queued.failures += 1
        return pause

    def _merge_edits(self, queued: QueuedUpdate) -> None:
        """Put the content of the latest waiting edit into a message, and mark the edits as superseded.

        The message stays a new message, because some messages, such as /settings, are not answered as edits. If
        the update is itself an edit, a later waiting edit supersedes the update. After a failed attempt, a message
        keeps its content, because the attempt may have changed stored data.
        """
        if message_of(queued.body) is None or not queued.is_question or queued.refusal is not None:
            return
        edits = [
            later
            for later in self._lanes.items_of(queued.chat_id)
            if later is not queued
            and later.is_question
            and later.refusal is None
            and later.update_id > queued.update_id
            and is_edit(later.body)
            and message_key(later.body) == message_key(queued.body)
        ]
        if edits and is_edit(queued.body):
            queued.is_superseded = True
        elif edits and queued.failures == 0:
            queued.body, queued.received_at = with_edit(queued.body, edits[-1].body), edits[-1].received_at
            for edit in edits:
                edit.is_superseded = True

    async def _handle_alone(self, suspect: QueuedUpdate) -> float | None:
        """Handle *suspect*, and let no other suspect start during its head start.

        If the process crashes during the head start, the journal shows that *suspect* caused the crash.
        """
        async with self._suspect_lock:
            await self._inbox.count_attempt(suspect.update_id, suspect.body)
            head_start = (
                LAST_ATTEMPT_HEAD_START if suspect.attempts >= MAX_CRASHES_PER_UPDATE - 1 else SUSPECT_HEAD_START
            )
            suspect.attempts = 0
            feeding = asyncio.create_task(self._feed(suspect))
            try:
                await asyncio.wait({feeding}, timeout=head_start)
            except asyncio.CancelledError:
                await cancel_all([feeding])
                raise
        try:
            return await feeding
        finally:
            await cancel_all([feeding])

    async def _feed(self, queued: QueuedUpdate) -> float | None:
        """Feed the update unless it is too old; return None or the seconds after which to feed it again."""
        seconds_in_queue = asyncio.get_running_loop().time() - queued.received_at
        if (
            queued.is_question
            and queued.refusal is None
            and self._admission.is_too_old(queued.body, seconds_in_queue)
        ):
            queued.refusal = self._notice_for(queued, Refusal.TOO_OLD)
            if queued.refusal is None:
                return None
        with apply_once(self._identity.bot_id, queued.update_id):
            return await self._feeder.feed(queued.body, queued.refusal, failed_attempts=queued.failures)

    def _notice_for(self, refused: QueuedUpdate, refusal: Refusal) -> Refusal | None:
        """Return the reason that a notice tells the chat; None if the update is dropped without a notice.

        A guest message gets no notice, because all members of the chat would read the notice. A chat gets at most
        one notice a minute, and none while another notice is in its queue. Each callback query is answered,
        because Telegram shows a progress bar until the answer.
        """
        if is_guest_message(refused.body):
            return None
        waiting = self._lanes.items_of(refused.chat_id)
        has_notice = any(queued.refusal not in {None, Refusal.SILENT} for queued in waiting)
        if not has_notice and self._admission.may_notify(refused.chat_id):
            with log_context(refused.update_id, refused.chat_id, self._secret):
                logger.warning(
                    "refused a question (%s); %d updates of its chat are waiting", refusal, len(waiting)
                )
            return refusal
        return Refusal.SILENT if refused.is_callback else None

    def _drop_obsolete(self, waiting: Sequence[QueuedUpdate]) -> Iterable[QueuedUpdate]:
        """When a lane resumes, drop expired callback queries and repeated questions; yield the other updates."""
        now = asyncio.get_running_loop().time()
        for queued in waiting:
            self._merge_edits(queued)
        latest = {_question_key(queued): queued for queued in waiting}
        for queued in waiting:
            is_expired = queued.is_callback and now - queued.received_at > MAX_CALLBACK_AGE
            if is_expired or latest[_question_key(queued)] is not queued:
                self._inbox.finish(queued.update_id)
            else:
                yield queued


async def _prefetch_nothing(_: Sequence[JsonObject]) -> None:
    """Do nothing; the default of `Intake.prefetch`."""


def _question_key(queued: QueuedUpdate) -> object:
    """Return a key that is equal for repetitions of one question; only the last repetition is answered."""
    message = queued.body.get("message")
    text = message.get("text") if isinstance(message, dict) else None
    return (sender_key_of(queued.body), text) if isinstance(text, str) and queued.refusal is None else queued
