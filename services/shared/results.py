"""Shares results among several processes.

If several processes need the same look-up, only one of them makes the look-up (single flight).
"""

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any, Generic, NamedTuple, TypeVar

from services.errors import Failure
from services.shared.encoding import Codec
from services.shared.store import (
    LEASE_SECONDS,
    AwaitedLookUpFailed,
    LeaseHeld,
    LeaseTaken,
    SharedStore,
    StoredValue,
)
from services.tasks import cancel_all

Result = TypeVar("Result")

RENEWAL_INTERVAL = LEASE_SECONDS / 4
"""Time in seconds between two renewals of the lease of a running look-up."""

MAX_WAIT_SECONDS = 6.0
"""Maximum time in seconds for which a process waits for the look-up of another process. After MAX_WAIT_SECONDS,
the process makes the look-up itself."""

FIRST_POLL_INTERVAL = 0.01
"""Time in seconds until the first poll for the result of another process. Each interval is 1.5 times as long as
the interval before."""

MAX_POLL_INTERVAL = 0.05
"""Maximum time in seconds between two polls for the result of another process."""

_FAILURE_CODEC: Codec[Failure] = Codec(Failure)


class LoadedResult(NamedTuple, Generic[Result]):
    """A result from the store, which this or another process has saved."""

    result: Result
    age: float
    """Time in seconds since the result was stored."""


class LookUpOutcome(NamedTuple, Generic[Result]):
    """The outcome of a look-up by this or another process."""

    outcome: Result | Failure
    age: float = 0.0
    """Time in seconds since the result was stored; 0 for a failure."""
    is_own: bool = True
    """True if this process has made the look-up, False if another process has."""


class SharedResults(Generic[Result]):
    """The results of one kind that processes share in *store*.

    *kind* is a part of the keys. The function *seconds_kept_of* returns for how many seconds the store keeps a
    result. A result is fresh while the store will keep it for more than *min_seconds_left* further seconds.
    """

    def __init__(
        self,
        store: SharedStore,
        kind: str,
        codec: Codec[Result],
        seconds_kept_of: Callable[[Result], float],
        min_seconds_left: float = 0.0,
    ) -> None:
        self._store = store
        self._codec = codec
        self._prefix = f"{kind}:{codec.version}:"
        self._seconds_kept_of = seconds_kept_of
        self._min_seconds_left = min_seconds_left

    async def load(self, key: str) -> LoadedResult[Result] | None:
        """Return the stored result for *key* with its age; None if the store has no valid result."""
        stored = await self._store.get(self._prefix + key)
        return None if stored is None else self._decode(stored)

    def digest(self, text: str) -> str:
        """Return a digest of *text* for use in keys.

        Without the bot's token, nobody can guess *text* from the digest.
        """
        return self._store.digest(text)

    def save(self, key: str, result: Result) -> None:
        """Store *result* for *key*, without waiting for the store."""
        body = self._codec.encode(result)
        if body is not None:
            self._store.put(self._prefix + key, body, self._seconds_kept_of(result))

    async def load_or_run(
        self, key: str, work: Callable[[], Coroutine[Any, Any, Result | Failure]]
    ) -> LookUpOutcome[Result]:
        """Return a fresh result for *key* from the store, or else the outcome of *work*.

        Only one process runs *work*. If another process runs the look-up, wait for its outcome. If the process
        that runs the look-up dies, its lease expires, and a waiting process runs *work*. If the store does not
        work, run *work* at once.
        """
        name = self._prefix + key
        token, awaited_token = secrets.token_hex(8), ""
        loop = asyncio.get_running_loop()
        deadline, pause = loop.time() + MAX_WAIT_SECONDS, FIRST_POLL_INTERVAL
        while True:
            match await self._store.claim(name, token, self._min_seconds_left, awaited_token):
                case StoredValue() as stored if (loaded := self._decode(stored)) is not None:
                    return LookUpOutcome(loaded.result, loaded.age, is_own=False)
                case AwaitedLookUpFailed(body) if (failure := _FAILURE_CODEC.decode(body)) is not None:
                    return LookUpOutcome(failure, is_own=False)
                case LeaseHeld(holder) if loop.time() < deadline:
                    awaited_token = holder
                    await asyncio.sleep(pause)
                    pause = min(1.5 * pause, MAX_POLL_INTERVAL)
                case LeaseTaken():
                    return LookUpOutcome(await self._run_with_lease(key, token, work))
                case _:
                    outcome = await work()
                    if not isinstance(outcome, Failure):
                        self.save(key, outcome)
                    return LookUpOutcome(outcome)

    async def _run_with_lease(
        self, key: str, token: str, work: Callable[[], Coroutine[Any, Any, Result | Failure]]
    ) -> Result | Failure:
        name, failure = self._prefix + key, b""
        try:
            async with self._renewed_lease(name, token):
                outcome = await work()
            if not isinstance(outcome, Failure):
                self.save(key, outcome)
            elif not outcome.is_over_limit:  # the limit of one user must not affect the users of other processes
                failure = _FAILURE_CODEC.encode(outcome) or b""
        finally:
            self._store.release(name, token, failure)
        return outcome

    @asynccontextmanager
    async def _renewed_lease(self, name: str, token: str) -> AsyncIterator[None]:
        async def renew() -> None:
            while True:
                await asyncio.sleep(RENEWAL_INTERVAL)
                self._store.renew(name, token)

        task = asyncio.create_task(renew())
        try:
            yield
        finally:
            await cancel_all([task])

    def _decode(self, stored: StoredValue) -> LoadedResult[Result] | None:
        result = self._codec.decode(stored.body)
        if result is None:
            return None
        return LoadedResult(result, max(0.0, self._seconds_kept_of(result) - stored.seconds_left))
