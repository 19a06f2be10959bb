"""Weather for many places at once, whatever one of the providers does."""

import time
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from types import TracebackType
from typing import Self

import aiohttp

from services.errors import Failure
from services.net.http import open_session
from services.net.shares import Share
from services.places.models import Place
from services.weather.air import AirQuality, Sea
from services.weather.forecast import Extent, Forecast
from services.weather.look_ups import CachePolicy, LookUps
from services.weather.models import Report
from services.weather.protocols import AirProvider, ForecastProvider, Provider, ReportProvider, SeaProvider

REPORTS = CachePolicy(fresh=timedelta(minutes=10), stale=timedelta(hours=3), most=3_000)
"""The services renew theirs every 10 to 15 minutes. All of these take some 4 MB at most."""

FORECASTS = CachePolicy(fresh=timedelta(minutes=30), stale=timedelta(hours=6), most=300)
"""The models behind them are run every one to six hours. All of these take some 20 MB at most."""

FULL_FORECASTS = CachePolicy(fresh=timedelta(minutes=30), stale=timedelta(hours=6), most=50)
"""All of these take some 10 MB at most."""

AIR_AND_SEA = CachePolicy(fresh=timedelta(hours=1), stale=timedelta(hours=12), most=100)
"""The models behind them are run once or twice a day. All of each take some 3 MB at most."""


def utc_now() -> datetime:
    """Return the time."""
    return datetime.now(UTC)


class WeatherService:
    """Weather from the first of *providers* that answers; each tells some of what is asked.

    An async context manager over one session for its whole life: the one given, which it leaves open,
    or its own, which it closes.

        async with WeatherService([OpenMeteo()]) as weather:
            reports = await weather.reports([Place("Moscow", 55.75, 37.62), Place("London", 51.51, -0.13)])
            forecasts = await weather.forecasts([Place("Moscow", 55.75, 37.62)])
    """

    def __init__(
        self,
        providers: Sequence[Provider],
        session: aiohttp.ClientSession | None = None,
        *,
        now: Callable[[], datetime] = utc_now,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._providers = providers
        self._given_session = session
        self._now = now
        reporting = [provider for provider in providers if isinstance(provider, ReportProvider)]
        forecasting = [provider for provider in providers if isinstance(provider, ForecastProvider)]
        self._reports = LookUps(reporting, self._report, REPORTS, clock)
        self._forecasts = {
            extent: LookUps(
                [provider for provider in forecasting if extent in provider.extents],
                partial(self._forecast, extent=extent),
                keeping,
                clock,
            )
            for extent, keeping in ((Extent.USUAL, FORECASTS), (Extent.FULL, FULL_FORECASTS))
        }

        airy = [provider for provider in providers if isinstance(provider, AirProvider)]
        marine = [provider for provider in providers if isinstance(provider, SeaProvider)]
        self._air = LookUps(airy, self._air_of, AIR_AND_SEA, clock)
        self._sea = LookUps(marine, self._sea_of, AIR_AND_SEA, clock)

    async def __aenter__(self) -> Self:
        async with AsyncExitStack() as stack:
            session = self._given_session
            if session is None:
                session = await stack.enter_async_context(open_session())
            for provider in self._providers:
                provider.connect(session)
                stack.push_async_callback(provider.aclose)
            stack.push_async_callback(self._reports.aclose)
            stack.push_async_callback(self._air.aclose)
            stack.push_async_callback(self._sea.aclose)
            for forecasts in self._forecasts.values():
                stack.push_async_callback(forecasts.aclose)
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

    async def reports(
        self, places: Sequence[Place], *, within: float | None = None, share: Share | None = None
    ) -> list[Report | Failure]:
        """Return, in the order of *places*, a report for each or the reason why there is none.

        Never raises for a place, and no place waits for another. What is not there after *within* seconds
        is a failure with the reason LATE; its look-up goes on, so that asking again soon finds it. What *share*
        does not cover has the older report, else the reason SHARE_SPENT; without one nothing is charged.
        """
        results = await self._reports.fetch(places, within, share)
        now = self._now()
        return [result if isinstance(result, Failure) else result.seen(now) for result in results]

    async def forecasts(
        self,
        places: Sequence[Place],
        extent: Extent = Extent.USUAL,
        *,
        within: float | None = None,
        share: Share | None = None,
    ) -> list[Forecast | Failure]:
        """Return, in the order of *places*, the days to come at each or the reason why they are not known.

        A provider that does not tell a forecast of that *extent* is not asked. All that is promised of reports
        holds.
        """
        results = await self._forecasts[extent].fetch(places, within, share)
        now = self._now()
        return [result if isinstance(result, Failure) else result.seen(now) for result in results]

    async def air(
        self, places: Sequence[Place], *, within: float | None = None, share: Share | None = None
    ) -> list[AirQuality | Failure]:
        """Return, in the order of *places*, the quality of the air at each or the reason why it is not known.

        All that is promised of reports holds.
        """
        results = await self._air.fetch(places, within, share)
        now = self._now()
        return [result if isinstance(result, Failure) else result.seen(now) for result in results]

    async def sea(
        self, places: Sequence[Place], *, within: float | None = None, share: Share | None = None
    ) -> list[Sea | Failure]:
        """Return, in the order of *places*, the sea at each, without hours inland, or why it is not known.

        All that is promised of reports holds.
        """
        results = await self._sea.fetch(places, within, share)
        now = self._now()
        return [result if isinstance(result, Failure) else result.seen(now) for result in results]

    async def _report(self, provider: ReportProvider, place: Place) -> Report:
        return await provider.report(place)

    async def _forecast(self, provider: ForecastProvider, place: Place, extent: Extent) -> Forecast:
        return replace(await provider.forecast(place, extent), received_at=self._now())

    async def _air_of(self, provider: AirProvider, place: Place) -> AirQuality:
        return await provider.air(place)

    async def _sea_of(self, provider: SeaProvider, place: Place) -> Sea:
        return await provider.sea(place)
