"""Combines look-ups of several places into one request, called a batch."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

from services.errors import CallLimitReached, KeyRefused, ServiceError, TimedOut, Unavailable, as_service_error
from services.places.models import Place
from services.tasks import cancel_all

Result = TypeVar("Result")

BATCH_DELAY = 0.01
"""Time in seconds for which the first look-up of a batch waits for further look-ups."""

MAX_BATCH_SIZE = 50
"""Maximum number of places in a request. The URL of a request for 50 places has at most 1,300 characters, a length
that all proxies accept."""

RETRY_TIMEOUT = 2.0
"""Time limit in seconds of the request for a single place after its batch has failed."""

MAX_CONCURRENT_RETRIES = 6
"""Maximum number of concurrent requests for single places after their batch has failed."""


class BatchRequest(Protocol):
    """A function that requests the data of several places from a service."""

    async def __call__(self, places: Sequence[Place], *, within: float | None) -> Sequence[object]:
        """Return the data for each of *places*, in the same order; raise ServiceError if the request fails.

        *within* is the time limit in seconds; None means the client's default.
        """


@dataclass(frozen=True, slots=True, eq=False)
class _LookUp(Generic[Result]):
    place: Place
    result: asyncio.Future[Result] = field(default_factory=lambda: asyncio.get_running_loop().create_future())


class Batches(Generic[Result]):
    """Combines look-ups that begin within BATCH_DELAY seconds into one call of *request*.

    If the request for a batch fails, each place is requested alone, because one place may have caused the failure.

    The function *parse* converts the data for one place to the result. If *parse* raises an exception that is not
    InvalidResponse, the exception is logged, and `look_up` raises InvalidResponse. The semaphore *slots* limits
    the number of concurrent batches.
    """

    def __init__(
        self,
        provider: str,
        request: BatchRequest,
        parse: Callable[[object, Place], Result],
        slots: asyncio.Semaphore,
    ) -> None:
        self._provider = provider
        self._request = request
        self._parse = parse
        self._slots = slots
        self._waiting: list[_LookUp[Result]] = []
        self._batches: set[asyncio.Task[None]] = set()

    async def look_up(self, place: Place) -> Result:
        """Return the result for *place*, requested in a batch; raise ServiceError if the request fails."""
        look_up: _LookUp[Result] = _LookUp(place)
        self._waiting.append(look_up)
        if len(self._waiting) == 1:
            self._start_batch()
        return await look_up.result

    async def aclose(self) -> None:
        """Cancel all running requests; their look-ups raise Unavailable."""
        await cancel_all(self._batches)
        remaining, self._waiting = self._waiting, []
        for look_up in remaining:
            _set_result(look_up, Unavailable(self._provider))

    def _start_batch(self) -> None:
        batch = asyncio.create_task(self._run_batch())
        self._batches.add(batch)
        batch.add_done_callback(self._batches.discard)

    async def _run_batch(self) -> None:
        await asyncio.sleep(BATCH_DELAY)
        async with self._slots:
            # The batch includes look-ups that began while the batch waited for a slot.
            look_ups, self._waiting = self._waiting[:MAX_BATCH_SIZE], self._waiting[MAX_BATCH_SIZE:]
            if self._waiting:
                self._start_batch()
            try:
                await self._request_batch(look_ups)
            finally:
                for look_up in look_ups:  # a look-up without a result would wait forever
                    _set_result(look_up, Unavailable(self._provider))

    async def _request_batch(self, look_ups: Sequence[_LookUp[Result]], within: float | None = None) -> None:
        look_ups = [look_up for look_up in look_ups if not look_up.result.done()]  # skip cancelled look-ups
        if not look_ups:
            return
        try:
            bodies = await self._request([look_up.place for look_up in look_ups], within=within)
        except Exception as exc:  # noqa: BLE001 - a bug must affect only this batch
            error = as_service_error(exc, self._provider)
            if len(look_ups) == 1 or isinstance(error, CallLimitReached | KeyRefused):
                for look_up in look_ups:
                    _set_result(look_up, error)
            else:
                await self._request_each(look_ups)
            return
        for look_up, body in zip(look_ups, bodies, strict=True):
            try:
                _set_result(look_up, self._parse(body, look_up.place))
            except Exception as exc:  # noqa: BLE001 - a bug must affect only this place
                _set_result(look_up, as_service_error(exc, self._provider))
            await asyncio.sleep(0)  # let other tasks run, because parsing 50 forecasts takes long

    async def _request_each(self, look_ups: Sequence[_LookUp[Result]]) -> None:
        """Request each place alone, but stop if each of the first MAX_CONCURRENT_RETRIES requests times out."""
        slots = asyncio.Semaphore(MAX_CONCURRENT_RETRIES)
        started = answered = 0

        async def request_alone(look_up: _LookUp[Result]) -> None:
            nonlocal started, answered
            async with slots:
                if started >= MAX_CONCURRENT_RETRIES and not answered:
                    _set_result(look_up, TimedOut(self._provider))
                    return
                started += 1
                await self._request_batch([look_up], RETRY_TIMEOUT)
                answered += not _has_timed_out(look_up)

        async with asyncio.TaskGroup() as group:
            for look_up in look_ups:
                group.create_task(request_alone(look_up))


def _has_timed_out(look_up: _LookUp[Result]) -> bool:
    result = look_up.result
    return result.done() and not result.cancelled() and isinstance(result.exception(), TimedOut)


def _set_result(look_up: _LookUp[Result], outcome: Result | ServiceError) -> None:
    if look_up.result.done():  # the caller has cancelled the look-up because another provider answered
        return
    if isinstance(outcome, ServiceError):
        look_up.result.set_exception(outcome)
    else:
        look_up.result.set_result(outcome)
