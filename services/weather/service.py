"""Weather for many places at once, whatever one of the providers does."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from types import TracebackType
from typing import Self

import aiohttp
from cachetools import TTLCache

from services.concurrency import SingleFlight, first_answer
from services.errors import Failure, Reason, ServiceError
from services.http import open_session
from services.places.models import Place, Spot
from services.weather.models import Report
from services.weather.provider import Provider

logger = logging.getLogger(__name__)

FRESH = timedelta(minutes=10)
"""How long a report is given out without asking again; the services renew theirs every 10 to 15 minutes."""

STALE = timedelta(hours=3)
"""How long a report may stand in when no provider answers."""

PLACES_KEPT = 10_000
"""Reports kept: some 10 MB at most."""


def utc_now() -> datetime:
    """Return the time."""
    return datetime.now(UTC)


class WeatherService:
    """Current weather from the first of *providers* that answers.

    An async context manager over one session for its whole life: the one given, which it leaves open,
    or its own, which it closes.

        async with WeatherService([OpenMeteo()]) as weather:
            reports = await weather.reports([Place("Moscow", 55.75, 37.62), Place("London", 51.51, -0.13)])
    """

    def __init__(
        self,
        providers: Sequence[Provider],
        session: aiohttp.ClientSession | None = None,
        *,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self._providers = providers
        self._given_session = session
        self._now = now
        self._look_ups: SingleFlight[Spot, Report | Failure] = SingleFlight()
        self._kept: TTLCache[Spot, tuple[datetime, Report]] = TTLCache(
            PLACES_KEPT, STALE.total_seconds(), lambda: now().timestamp()
        )

    async def __aenter__(self) -> Self:
        async with AsyncExitStack() as stack:
            if self._given_session is None:
                self._session = await stack.enter_async_context(open_session())
            else:
                self._session = self._given_session
            for provider in self._providers:
                stack.push_async_callback(provider.aclose)
            stack.push_async_callback(self._look_ups.aclose)
            self._stack = stack.pop_all()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self._stack.aclose()

    @property
    def usual_provider(self) -> str:
        """The name of the provider asked first."""
        return self._providers[0].name

    async def reports(self, places: Sequence[Place], *, within: float | None = None) -> list[Report | Failure]:
        """Return, in the order of *places*, a report for each or the reason why there is none.

        Never raises for a place, and no place waits for another. What is not there after *within* seconds
        is a failure with the reason LATE; its look-up goes on, so that asking again soon finds it.
        """
        return list(await asyncio.gather(*(self._one(place, within) for place in places)))

    async def _one(self, place: Place, within: float | None) -> Report | Failure:
        kept = self._kept.get(place.key)
        if kept is not None and self._now() - kept[0] < FRESH:
            return kept[1]
        look_up = self._look_ups.ask(place.key, partial(self._look_up, place))
        await asyncio.wait({look_up}, timeout=within)
        return look_up.result() if look_up.done() else self._stale_or(place, Failure(Reason.LATE))

    async def _look_up(self, place: Place) -> Report | Failure:
        calls = [partial(self._ask, provider, place) for provider in self._providers]
        try:
            report = await first_answer(calls)
        except ServiceError as error:
            return self._stale_or(place, Failure.of(error))
        self._kept[place.key] = self._now(), report
        return report

    async def _ask(self, provider: Provider, place: Place) -> Report:
        try:
            return await provider.report(self._session, place)
        except ServiceError as error:
            logger.info("no weather: %s", error)
            raise

    def _stale_or(self, place: Place, failure: Failure) -> Report | Failure:
        kept = self._kept.get(place.key)
        return failure if kept is None else replace(kept[1], age=self._now() - kept[0])
