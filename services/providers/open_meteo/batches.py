"""Look-ups of many places in few requests."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

from services.errors import Busy, Refused, ServiceError, TimedOut, Unavailable, as_service_error
from services.places.models import Place
from services.tasks import cancel_all

Result = TypeVar("Result")

WINDOW = 0.01
"""Seconds that the first look-up of a batch waits for company."""

BATCH = 50
"""Places a request: keeps the address under 1,300 characters, where no proxy objects."""

AGAIN_WITHIN = 2.0
"""Seconds for a single place after its batch has failed: it must not keep the others waiting as long again."""

SINGLES_AT_ONCE = 6
"""Single places asked for at a time after their batch has failed."""


class Request(Protocol):
    """Asks a service for some places."""

    async def __call__(self, places: Sequence[Place], *, within: float | None) -> Sequence[object]:
        """Return a body for each place, in their order; raise a ServiceError."""


@dataclass(frozen=True, slots=True, eq=False)
class _LookUp(Generic[Result]):
    place: Place
    answer: asyncio.Future[Result] = field(default_factory=lambda: asyncio.get_running_loop().create_future())


class Batches(Generic[Result]):
    """Look-ups that arrive together, from whichever chats, travel in one *request*.

    A batch that fails is asked again place by place, so that a place which the service chokes on
    takes no other with it. *read* makes of a body what is asked for, or raises Malformed; whatever else it
    raises is logged and counts as that. *slots* bound how many batches are under way.
    """

    def __init__(
        self,
        provider: str,
        request: Request,
        read: Callable[[object, Place], Result],
        slots: asyncio.Semaphore,
    ) -> None:
        self._provider = provider
        self._request = request
        self._read = read
        self._slots = slots
        self._waiting: list[_LookUp[Result]] = []
        self._batches: set[asyncio.Task[None]] = set()

    async def ask(self, place: Place) -> Result:
        """Return what is asked for of one place; raise a ServiceError when it is not to be had."""
        look_up: _LookUp[Result] = _LookUp(place)
        self._waiting.append(look_up)
        if len(self._waiting) == 1:
            self._start_batch()
        return await look_up.answer

    async def aclose(self) -> None:
        """Cancel the requests under way and those to come."""
        await cancel_all(self._batches)
        left, self._waiting = self._waiting, []
        for look_up in left:
            _settle(look_up, Unavailable(self._provider))

    def _start_batch(self) -> None:
        batch = asyncio.create_task(self._run_batch())
        self._batches.add(batch)
        batch.add_done_callback(self._batches.discard)

    async def _run_batch(self) -> None:
        await asyncio.sleep(WINDOW)
        async with self._slots:
            # Whoever arrived while all slots were taken comes along.
            look_ups, self._waiting = self._waiting[:BATCH], self._waiting[BATCH:]
            if self._waiting:
                self._start_batch()
            try:
                await self._answer(look_ups)
            finally:
                for look_up in look_ups:  # were the batch to end by a bug, nobody may wait for ever
                    _settle(look_up, Unavailable(self._provider))

    async def _answer(self, look_ups: Sequence[_LookUp[Result]], within: float | None = None) -> None:
        look_ups = [look_up for look_up in look_ups if not look_up.answer.done()]  # nobody waits for the others
        if not look_ups:
            return
        try:
            bodies = await self._request([look_up.place for look_up in look_ups], within=within)
        except Exception as exc:  # noqa: BLE001 - a bug of this provider
            error = as_service_error(exc, self._provider)
            if len(look_ups) == 1 or isinstance(error, Busy | Refused):
                for look_up in look_ups:
                    _settle(look_up, error)
            else:
                await self._answer_each(look_ups)
            return
        for look_up, body in zip(look_ups, bodies, strict=True):
            try:
                _settle(look_up, self._read(body, look_up.place))
            except Exception as exc:  # noqa: BLE001 - what one place's body raises costs that place alone
                _settle(look_up, as_service_error(exc, self._provider))
            await asyncio.sleep(0)  # fifty forecasts take long to read: others have their turn in between

    async def _answer_each(self, look_ups: Sequence[_LookUp[Result]]) -> None:
        """Ask place by place, a few at a time; while these all hang, it is the service that hangs, not a place."""
        slots = asyncio.Semaphore(SINGLES_AT_ONCE)
        asked = answered = 0

        async def ask(look_up: _LookUp[Result]) -> None:
            nonlocal asked, answered
            async with slots:
                if asked >= SINGLES_AT_ONCE and not answered:
                    _settle(look_up, TimedOut(self._provider))
                    return
                asked += 1
                await self._answer([look_up], AGAIN_WITHIN)
                answered += not _hung(look_up)

        async with asyncio.TaskGroup() as requests:
            for look_up in look_ups:
                requests.create_task(ask(look_up))


def _hung(look_up: _LookUp[Result]) -> bool:
    answer = look_up.answer
    return answer.done() and not answer.cancelled() and isinstance(answer.exception(), TimedOut)


def _settle(look_up: _LookUp[Result], outcome: Result | ServiceError) -> None:
    if look_up.answer.done():  # its caller was answered by another provider meanwhile
        return
    if isinstance(outcome, ServiceError):
        look_up.answer.set_exception(outcome)
    else:
        look_up.answer.set_result(outcome)
