"""Answers about places that are kept: what reports and forecasts have in common."""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Generic, TypeVar

from cachetools import TTLCache

from services.concurrency import SingleFlight, first_answer
from services.errors import Failure, Reason, ServiceError
from services.places.models import Place, Spot
from services.weather.forecast import Forecast
from services.weather.models import Report
from services.weather.provider import Provider

logger = logging.getLogger(__name__)

Result = TypeVar("Result", Report, Forecast)

Ask = Callable[[Provider, Place], Coroutine[Any, Any, Result]]


@dataclass(frozen=True, slots=True)
class Keeping:
    """How long answers are kept."""

    fresh: timedelta
    """How long one is given out without asking again."""
    stale: timedelta
    """How long one may stand in when no provider answers."""
    most: int
    """How many are kept, the newest."""


class LookUps(Generic[Result]):
    """One kind of question about places, each asked once at a time: a kept answer, else the first provider's."""

    def __init__(
        self,
        providers: Sequence[Provider],
        ask: Ask[Result],
        keeping: Keeping,
        now: Callable[[], datetime],
    ) -> None:
        self._providers = providers
        self._ask: Ask[Result] = ask
        self._fresh = keeping.fresh
        self._now = now
        self._running: SingleFlight[Spot, Result | Failure] = SingleFlight()
        self._kept: TTLCache[Spot, tuple[datetime, Result]] = TTLCache(
            keeping.most, keeping.stale.total_seconds(), lambda: now().timestamp()
        )

    async def one(self, place: Place, within: float | None) -> Result | Failure:
        """Return the answer for one place, or why there is none after *within* seconds."""
        kept = self._kept.get(place.key)
        if kept is not None and self._now() - kept[0] < self._fresh:
            return kept[1]
        look_up = self._running.ask(place.key, partial(self._look_up, place))
        await asyncio.wait({look_up}, timeout=within)
        return look_up.result() if look_up.done() else self._stale_or(place, Failure(Reason.LATE))

    async def aclose(self) -> None:
        """Cancel what is being asked."""
        await self._running.aclose()

    async def _look_up(self, place: Place) -> Result | Failure:
        calls = [partial(self._ask_one, provider, place) for provider in self._providers]
        try:
            answer = await first_answer(calls)
        except ServiceError as error:
            return self._stale_or(place, Failure.of(error))
        self._kept[place.key] = self._now(), answer
        return answer

    async def _ask_one(self, provider: Provider, place: Place) -> Result:
        try:
            return await self._ask(provider, place)
        except ServiceError as error:
            logger.info("no weather: %s", error)
            raise

    def _stale_or(self, place: Place, failure: Failure) -> Result | Failure:
        kept = self._kept.get(place.key)
        return failure if kept is None else replace(kept[1], age=self._now() - kept[0])
