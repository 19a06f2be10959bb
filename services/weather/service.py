"""Requests the weather of many places at once, from several providers, and caches the results."""

import time
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from itertools import chain
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import aiohttp

from services.errors import Failure
from services.net.budget import Budget
from services.net.http import open_session
from services.net.shares import PlaceShare
from services.places.models import Place
from services.timezones import utc_now
from services.weather.air import AirQuality, Sea
from services.weather.air_notice import AirNotice, air_notice_of
from services.weather.forecast import Extent, Forecast
from services.weather.look_ups import CachedLookUps, CachePolicy, Result
from services.weather.models import Report
from services.weather.nowcast import Nowcast
from services.weather.protocols import (
    AirProvider,
    ForecastProvider,
    NowcastProvider,
    Provider,
    ReportProvider,
    SeaProvider,
)

if TYPE_CHECKING:
    from services.shared.results import SharedResults
    from services.shared.state import SharedState

REPORT_CACHE_POLICY = CachePolicy(fresh_for=timedelta(minutes=10), kept_for=timedelta(hours=3), max_entries=3_000)
"""Policy of the cache of reports. The cache takes up to 4 MB. Providers update reports every 10 to 15 minutes."""

FORECAST_CACHE_POLICY = CachePolicy(fresh_for=timedelta(minutes=30), kept_for=timedelta(hours=6), max_entries=300)
"""Policy of the cache of usual forecasts. The cache takes up to 20 MB. Weather models run every one to six
hours."""

FULL_FORECAST_CACHE_POLICY = CachePolicy(
    fresh_for=timedelta(minutes=30), kept_for=timedelta(hours=6), max_entries=50
)
"""Policy of the cache of full forecasts; the cache takes up to 10 MB."""

NOWCAST_CACHE_POLICY = CachePolicy(
    fresh_for=timedelta(minutes=10), kept_for=timedelta(minutes=30), max_entries=500
)
"""Policy of the cache of nowcasts; the cache takes up to 3 MB."""

AIR_CACHE_POLICY = CachePolicy(fresh_for=timedelta(hours=1), kept_for=timedelta(hours=12), max_entries=400)
"""Policy of the cache of air quality. The cache takes up to 10 MB. Weather models update the data twice a
day."""

SEA_CACHE_POLICY = CachePolicy(fresh_for=timedelta(hours=1), kept_for=timedelta(hours=12), max_entries=100)
"""Policy of the cache of the sea. The cache takes up to 3 MB. Weather models update the data twice a day."""


class WeatherService:
    """Provides weather from the first of *providers* that answers, or from a cache.

    If *shared* is given, several processes share their results, and only one process at a time looks up a place.

    Use a WeatherService as an async context manager. If no *session* is given, the service opens and closes a
    session of its own. Example of requesting reports and forecasts:

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
        shared: "SharedState | None" = None,
    ) -> None:
        self._providers = providers
        self._given_session = session
        self._now = now
        self._reports = CachedLookUps(
            [provider for provider in providers if isinstance(provider, ReportProvider)],
            self._fetch_report,
            REPORT_CACHE_POLICY,
            clock,
            _shared_results(shared, "report", Report, REPORT_CACHE_POLICY),
        )
        self._forecasts = {
            extent: CachedLookUps(
                [
                    provider
                    for provider in providers
                    if isinstance(provider, ForecastProvider) and extent in provider.extents
                ],
                partial(self._fetch_forecast, extent=extent),
                policy,
                clock,
                _shared_results(shared, f"forecast-{extent.value}", Forecast, policy),
            )
            for extent, policy in (
                (Extent.USUAL, FORECAST_CACHE_POLICY),
                (Extent.FULL, FULL_FORECAST_CACHE_POLICY),
            )
        }
        self._nowcasts = CachedLookUps(
            [provider for provider in providers if isinstance(provider, NowcastProvider)],
            self._fetch_nowcast,
            NOWCAST_CACHE_POLICY,
            clock,
            _shared_results(shared, "nowcast", Nowcast, NOWCAST_CACHE_POLICY),
        )
        self._air = CachedLookUps(
            sorted(
                (provider for provider in providers if isinstance(provider, AirProvider)),
                key=lambda provider: provider.air_rank,
            ),
            self._fetch_air,
            AIR_CACHE_POLICY,
            clock,
            _shared_results(shared, "air", AirQuality, AIR_CACHE_POLICY),
        )
        self._sea = CachedLookUps(
            [provider for provider in providers if isinstance(provider, SeaProvider)],
            self._fetch_sea,
            SEA_CACHE_POLICY,
            clock,
            _shared_results(shared, "sea", Sea, SEA_CACHE_POLICY),
        )
        self._caches: dict[str, Sequence[CachedLookUps[Any, Any]]] = {
            "reports": [self._reports],
            "forecasts": list(self._forecasts.values()),
            "nowcasts": [self._nowcasts],
            "air": [self._air],
            "sea": [self._sea],
        }

    async def __aenter__(self) -> Self:
        async with AsyncExitStack() as stack:
            session = self._given_session
            if session is None:
                session = await stack.enter_async_context(open_session())
            for provider in self._providers:
                provider.use_session(session)
                stack.push_async_callback(provider.aclose)
            for cache in chain(*self._caches.values()):
                stack.push_async_callback(cache.aclose)
            self._stack = stack.pop_all()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self._stack.aclose()

    @property
    def usual_provider(self) -> str:
        """The name of the provider that is called first."""
        return self._providers[0].name

    @property
    def budgets(self) -> dict[str, Budget]:
        """Maps the name of a provider to its call budget; a provider without a budget is missing."""
        return {provider.name: provider.budget for provider in self._providers if provider.budget is not None}

    @property
    def cache_counts(self) -> dict[str, tuple[int, int]]:
        """Maps a kind of data to its number of cached results that were fresh, and to its number of look-ups."""
        return {
            name: (sum(cache.hits for cache in group), sum(cache.misses for cache in group))
            for name, group in self._caches.items()
        }

    async def reports(
        self, places: Sequence[Place], *, within: float | None = None, share: PlaceShare | None = None
    ) -> list[Report | Failure]:
        """Return a report or a failure for each of *places*, in the same order.

        *within* is the time limit in seconds. If a look-up takes longer than *within*, the place gets a cached
        report or, without one, a failure with the reason LATE. A look-up that takes longer than *within* continues
        in the background. New look-ups are charged to *share*. If *share* is spent, a place gets a cached report
        or, without one, a failure with the reason SHARE_SPENT.
        """
        return self._results_as_of_now(await self._reports.fetch(places, within, share))

    async def forecasts(
        self,
        places: Sequence[Place],
        extent: Extent = Extent.USUAL,
        *,
        within: float | None = None,
        share: PlaceShare | None = None,
    ) -> list[Forecast | Failure]:
        """Return a forecast with the data of *extent*, or a failure, for each of *places*, in the same order.

        *within* is the time limit in seconds. New look-ups are charged to *share*.
        """
        return self._results_as_of_now(await self._forecasts[extent].fetch(places, within, share))

    async def nowcasts(
        self, places: Sequence[Place], *, within: float | None = None, share: PlaceShare | None = None
    ) -> list[Nowcast | Failure]:
        """Return a nowcast or a failure for each of *places*, in the same order.

        *within* is the time limit in seconds. New look-ups are charged to *share*.
        """
        return self._results_as_of_now(await self._nowcasts.fetch(places, within, share))

    async def air(
        self, places: Sequence[Place], *, within: float | None = None, share: PlaceShare | None = None
    ) -> list[AirQuality | Failure]:
        """Return the air quality or a failure for each of *places*, in the same order.

        *within* is the time limit in seconds. New look-ups are charged to *share*.
        """
        return self._results_as_of_now(await self._air.fetch(places, within, share))

    def air_notice(self, place: Place) -> AirNotice | None:
        """Return the air notice about the cached air quality at *place*, without waiting.

        Return None if there is nothing to warn of.

        If the cached air quality is missing or no longer fresh, it is looked up in the background.
        """
        air = self._air.cached_or_start_look_up(place)
        return air_notice_of(air, self._now()) if air is not None else None

    def start_air_look_up(self, place: Place) -> None:
        """Look up the air quality at *place* in the background, unless a fresh value is cached."""
        self._air.cached_or_start_look_up(place)

    def is_looking_up_air(self, place: Place) -> bool:
        """Return whether the air quality at *place* is being looked up."""
        return self._air.is_looking_up(place)

    async def late_air_notice(self, place: Place, within: float) -> AirNotice | None:
        """Return the air notice for *place*.

        If the air quality is being looked up, wait at most *within* seconds.
        """
        await self._air.wait_for_look_up(place, within)
        return self.air_notice(place)

    async def sea(
        self, places: Sequence[Place], *, within: float | None = None, share: PlaceShare | None = None
    ) -> list[Sea | Failure]:
        """Return the state of the sea or a failure for each of *places*, in the same order.

        The Sea of an inland place has no hours. *within* is the time limit in seconds. New look-ups are charged to
        *share*.
        """
        return self._results_as_of_now(await self._sea.fetch(places, within, share))

    def _results_as_of_now(self, results: Sequence[Result | Failure]) -> list[Result | Failure]:
        now = self._now()
        return [result if isinstance(result, Failure) else result.as_of(now) for result in results]

    async def _fetch_report(self, provider: ReportProvider, place: Place) -> Report:
        return await provider.report(place)

    async def _fetch_forecast(self, provider: ForecastProvider, place: Place, extent: Extent) -> Forecast:
        return replace(await provider.forecast(place, extent), received_at=self._now())

    async def _fetch_nowcast(self, provider: NowcastProvider, place: Place) -> Nowcast:
        return await provider.nowcast(place)

    async def _fetch_air(self, provider: AirProvider, place: Place) -> AirQuality:
        return await provider.air(place)

    async def _fetch_sea(self, provider: SeaProvider, place: Place) -> Sea:
        return await provider.sea(place)


def _shared_results(
    shared: "SharedState | None", kind: str, result_type: type, policy: CachePolicy
) -> "SharedResults[Any] | None":
    """Return the shared results of *kind*, which are kept as long as *policy* says; None without *shared*."""
    if shared is None:
        return None
    seconds_kept = policy.kept_for.total_seconds()
    min_seconds_left = seconds_kept - policy.fresh_for.total_seconds()
    return shared.results(kind, result_type, lambda _: seconds_kept, min_seconds_left)
