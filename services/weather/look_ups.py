"""Answers about places that are kept: what reports, forecasts, air and sea have in common."""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import Any, Generic, TypeVar

from cachetools import TTLCache

from services.errors import Busy, Failure, Reason, ServiceError
from services.net.concurrency import SingleFlight, hedged
from services.net.shares import FREE, Charge, Share
from services.places.models import Place, Spot
from services.weather.air import AirQuality, Sea
from services.weather.forecast import Forecast
from services.weather.models import Report
from services.weather.protocols import Provider

logger = logging.getLogger(__name__)

Result = TypeVar("Result", Report, Forecast, AirQuality, Sea)

Source = TypeVar("Source", bound=Provider)

Ask = Callable[[Source, Place], Coroutine[Any, Any, Result]]


@dataclass(frozen=True, slots=True)
class CachePolicy:
    """How long answers are kept."""

    fresh: timedelta
    """How long one is given out without asking again."""
    stale: timedelta
    """How long one may stand in when no provider answers."""
    most: int
    """How many are kept, the newest."""


class LookUps(Generic[Source, Result]):
    """One kind of question about places, each asked once at a time: a kept answer, else the first provider's."""

    def __init__(
        self,
        providers: Sequence[Source],
        ask: Ask[Source, Result],
        keeping: CachePolicy,
        clock: Callable[[], float],
    ) -> None:
        """Take *clock* to be one that is never set, such as `time.monotonic`."""
        self._providers = providers
        self._ask: Ask[Source, Result] = ask
        self._fresh = keeping.fresh
        self._clock = clock
        self._running: SingleFlight[Spot, Result | Failure] = SingleFlight()
        self._kept: TTLCache[Spot, tuple[float, Result]] = TTLCache(
            keeping.most, keeping.stale.total_seconds(), clock
        )

    async def fetch(
        self, places: Sequence[Place], within: float | None, share: Share | None = None
    ) -> list[Result | Failure]:
        """Return the answer for each place, or why there is none after *within* seconds.

        Look-ups that are not under way are charged to *share*, if given.
        """
        fresh = [self._fresh_one(place) for place in places]
        look_ups = {
            place.key: self._start(place, share) for place, kept in zip(places, fresh, strict=True) if kept is None
        }
        if running := [look_up for look_up in look_ups.values() if isinstance(look_up, asyncio.Task)]:
            await asyncio.wait(running, timeout=within)
        return [
            kept if kept is not None else self._outcome(place, look_ups[place.key])
            for place, kept in zip(places, fresh, strict=True)
        ]

    def _start(self, place: Place, share: Share | None) -> asyncio.Task[Result | Failure] | Failure:
        charge: Charge | Failure = FREE
        if share is not None and place.key not in self._running:
            charge = share.take_place(place.key)
        if isinstance(charge, Failure):
            return charge
        return self._running.ask(place.key, partial(self._look_up, place, charge))

    def _outcome(self, place: Place, look_up: asyncio.Task[Result | Failure] | Failure) -> Result | Failure:
        if isinstance(look_up, Failure):
            return self._stale_or(place, look_up)
        return look_up.result() if look_up.done() else self._stale_or(place, Failure(Reason.LATE))

    async def aclose(self) -> None:
        """Cancel what is being asked."""
        await self._running.aclose()

    async def _look_up(self, place: Place, charge: Charge) -> Result | Failure:
        if not self._providers:  # none of those that are set tells it
            return Failure(Reason.UNAVAILABLE)
        calls = [partial(self._ask_one, provider, place, charge) for provider in self._providers]
        try:
            answer = await hedged(calls)
        except ServiceError as error:
            if isinstance(error, Busy):
                charge.refund()
            return self._stale_or(place, Failure.of(error))
        self._kept[place.key] = self._clock(), answer
        return answer

    async def _ask_one(self, provider: Source, place: Place, charge: Charge) -> Result:
        try:
            charge.check(provider)
            return await self._ask(provider, place)
        except ServiceError as error:
            logger.info("no weather: %s", error)
            raise

    def _fresh_one(self, place: Place) -> Result | None:
        kept = self._kept.get(place.key)
        return kept[1] if kept is not None and self._age(kept[0]) < self._fresh else None

    def _stale_or(self, place: Place, failure: Failure) -> Result | Failure:
        kept = self._kept.get(place.key)
        return failure if kept is None else replace(kept[1], age=self._age(kept[0]))

    def _age(self, received_at: float) -> timedelta:
        return timedelta(seconds=self._clock() - received_at)
