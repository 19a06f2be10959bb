"""Inline queries: each letter that a user types sends a query, and only the latest query is answered."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Hashable
from functools import partial
from time import monotonic

from cachetools import LRUCache

from bot.updates import JsonObject
from services.net.budget import Budget
from services.tasks import cancel_all

logger = logging.getLogger(__name__)

TYPING_PAUSE = 0.25
"""Time in seconds for which a query waits for a newer one; many users type the next letter in this time."""

MAX_CONCURRENT_USERS = 1_000
"""Maximum number of users whose queries wait or are answered; the queries of further users are dropped."""

MAX_QUERIES_PER_MINUTE = 60
"""Maximum number of queries of one user that are answered in any minute."""

MAX_COUNTED_USERS = 5_000
"""Maximum number of users whose queries are counted; the least recent is evicted."""


class InlineQueries:
    """Passes the latest inline query of each user to *feed* when the user stops typing.

    A newer query of the same user cancels the earlier query, even if the handler of the earlier query runs.
    Telegram shows no answer to a query that a newer query of the user has replaced. Queries are not journalled,
    because Telegram drops them after half a minute.
    """

    def __init__(
        self, feed: Callable[[JsonObject], Awaitable[object]], *, clock: Callable[[], float] = monotonic
    ) -> None:
        self._feed = feed
        self._clock = clock
        self._latest: dict[Hashable, asyncio.Task[None]] = {}
        """The task of the latest query of each user."""
        self._tasks: set[asyncio.Task[None]] = set()
        self._budgets: LRUCache[Hashable, Budget] = LRUCache(MAX_COUNTED_USERS)

    def put(self, user: Hashable, update: JsonObject) -> None:
        """Answer *update*, an inline query of *user*, after TYPING_PAUSE; answer an empty query immediately."""
        earlier = self._latest.pop(user, None)
        if earlier is not None:
            earlier.cancel()
        if len(self._latest) >= MAX_CONCURRENT_USERS:
            logger.warning(
                "dropped an inline query, because queries of %d users are unanswered", len(self._latest)
            )
            return
        task = self._latest[user] = asyncio.create_task(self._answer(user, update))
        self._tasks.add(task)
        task.add_done_callback(partial(self._forget, user))

    async def aclose(self) -> None:
        """Cancel all queries that wait or are being answered."""
        await cancel_all(self._tasks)

    async def _answer(self, user: Hashable, update: JsonObject) -> None:
        if _text_of(update):
            await asyncio.sleep(TYPING_PAUSE)
        budget = self._budgets.setdefault(user, Budget(MAX_QUERIES_PER_MINUTE, clock=self._clock))
        if budget.spend():
            await self._feed(update)

    def _forget(self, user: Hashable, ended: asyncio.Task[None]) -> None:
        self._tasks.discard(ended)
        if self._latest.get(user) is ended:
            del self._latest[user]
        if not ended.cancelled() and (error := ended.exception()) is not None:
            logger.critical("the handler of an inline query raised", exc_info=error)


def is_inline_query(update: JsonObject) -> bool:
    """Return whether *update* is an inline query."""
    return isinstance(update.get("inline_query"), dict)


def _text_of(update: JsonObject) -> object:
    return update["inline_query"].get("query")
