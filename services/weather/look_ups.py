"""Looks up reports, forecasts, nowcasts, air quality and the state of the sea.

A look-up first searches a cache, and then calls providers.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from cachetools import TTLCache

from services.errors import CallLimitReached, Failure, Reason, ServiceError
from services.net.concurrency import SingleFlight, call_hedged
from services.net.shares import FREE_CHARGE, Charge, PlaceShare
from services.places.models import Place, Spot
from services.weather.air import AirQuality, Sea
from services.weather.forecast import Forecast
from services.weather.models import Report
from services.weather.nowcast import Nowcast
from services.weather.protocols import Provider

if TYPE_CHECKING:
    from services.shared.results import SharedResults

logger = logging.getLogger(__name__)

Result = TypeVar("Result", Report, Forecast, Nowcast, AirQuality, Sea)

ProviderType = TypeVar("ProviderType", bound=Provider)

OPTIONAL_CHARGE = Charge(reserve_fraction=0.5)
"""The charge for optional look-ups, which no user has requested. Optional look-ups must leave half of each
provider's call budget."""

MIN_OPTIONAL_LOOK_UP_INTERVAL = 300.0
"""Minimum time in seconds between two optional look-ups for a place, even if the first look-up failed."""

MAX_PLACES_OF_OPTIONAL_LOOK_UPS = 1_000
"""Maximum number of places whose last optional look-up is remembered; the oldest look-up is forgotten first."""

FetchFunction = Callable[[ProviderType, Place], Coroutine[Any, Any, Result]]


@dataclass(frozen=True, slots=True)
class CachePolicy:
    """The rules of a cache: how long it keeps each result, and how many results it keeps."""

    fresh_for: timedelta
    """Maximum age of a cached result that is returned without a new request."""
    kept_for: timedelta
    """Maximum age of a cached result that is returned when a new request has failed at all providers."""
    max_entries: int
    """Maximum number of cached results; the oldest result is removed first."""


class CachedLookUps(Generic[ProviderType, Result]):
    """Looks up results of one type, such as reports, for places.

    A fresh cached result is returned at once. Without a fresh cached result, the providers are called, and the
    first result that arrives is returned. Concurrent look-ups of a place share one request. If *shared* is given,
    several processes share their results and their concurrent look-ups of a place.
    """

    def __init__(
        self,
        providers: Sequence[ProviderType],
        fetch: FetchFunction[ProviderType, Result],
        policy: CachePolicy,
        clock: Callable[[], float],
        shared: "SharedResults[Result] | None" = None,
    ) -> None:
        """*fetch* requests the result for a place from a provider; *clock* must be monotonic."""
        self._providers = providers
        self._fetch: FetchFunction[ProviderType, Result] = fetch
        self._fresh_for = policy.fresh_for
        self._kept_for = policy.kept_for
        self._clock = clock
        self.hits = self.misses = 0
        """`hits` counts the results that were fresh in the cache; `misses` counts the results that had to be
        looked up."""
        self._running: SingleFlight[Spot, Result | Failure] = SingleFlight()
        self._cache: TTLCache[Spot, tuple[float, Result]] = TTLCache(
            policy.max_entries, policy.kept_for.total_seconds(), clock
        )
        self._shared: SharedResults[Result] | None = shared
        self._loading: SingleFlight[Spot, None] = SingleFlight()
        self._optional: TTLCache[Spot, bool] = TTLCache(
            MAX_PLACES_OF_OPTIONAL_LOOK_UPS, MIN_OPTIONAL_LOOK_UP_INTERVAL, clock
        )
        """The places for which an optional look-up has been started."""

    def cached_or_start_look_up(self, place: Place) -> Result | None:
        """Return the cached result for *place* without waiting; None if no result is cached.

        If the result is missing or no longer fresh, an optional look-up starts in the background.
        """
        result = self._fresh_result(place)
        if result is not None:
            return result
        if self._providers and place.key not in self._optional and place.key not in self._running:
            self._optional[place.key] = True
            self._running.get_or_start(place.key, partial(self._look_up, place, OPTIONAL_CHARGE))
        cached = self._cache.get(place.key)
        return cached[1] if cached is not None and self._time_since(cached[0]) < self._kept_for else None

    def is_looking_up(self, place: Place) -> bool:
        """Return whether a look-up for *place* is running."""
        return place.key in self._running

    async def wait_for_look_up(self, place: Place, within: float) -> None:
        """Wait at most *within* seconds for the running look-up for *place*, if there is one."""
        if (running := self._running.running_task(place.key)) is not None:
            await asyncio.wait([running], timeout=within)

    async def fetch(
        self, places: Sequence[Place], within: float | None, share: PlaceShare | None = None
    ) -> list[Result | Failure]:
        """Return a result or a failure for each of *places*, in the same order.

        *within* is the time limit in seconds. If a look-up takes longer than *within*, the place gets a cached
        result or, without one, a failure with the reason LATE. A look-up that takes longer than *within* continues
        in the background. New look-ups are charged to *share*.
        """
        if self._shared is not None:
            await self._load_shared_results(self._shared, places)
        fresh = [self._fresh_result(place) for place in places]
        missing = fresh.count(None)
        self.hits, self.misses = self.hits + len(fresh) - missing, self.misses + missing
        look_ups = {
            place.key: self._start_look_up(place, share)
            for place, result in zip(places, fresh, strict=True)
            if result is None
        }
        if running := [look_up for look_up in look_ups.values() if isinstance(look_up, asyncio.Task)]:
            await asyncio.wait(running, timeout=within)
        return [
            result if result is not None else self._result_or_failure(place, look_ups[place.key])
            for place, result in zip(places, fresh, strict=True)
        ]

    def _start_look_up(self, place: Place, share: PlaceShare | None) -> asyncio.Task[Result | Failure] | Failure:
        charge: Charge | Failure = FREE_CHARGE
        if share is not None and place.key not in self._running:
            charge = share.charge_place(place.key)
        if isinstance(charge, Failure):
            return charge
        return self._running.get_or_start(place.key, partial(self._look_up, place, charge))

    def _result_or_failure(
        self, place: Place, look_up: asyncio.Task[Result | Failure] | Failure
    ) -> Result | Failure:
        if isinstance(look_up, Failure):
            return self._older_result_or_failure(place, look_up)
        return look_up.result() if look_up.done() else self._older_result_or_failure(place, Failure(Reason.LATE))

    async def aclose(self) -> None:
        """Cancel all running look-ups."""
        await self._running.aclose()
        await self._loading.aclose()

    async def _load_shared_results(self, shared: "SharedResults[Result]", places: Iterable[Place]) -> None:
        """Load shared results into the cache for the *places* without a fresh cached result.

        The results are loaded before the user is charged, because a shared result costs the user nothing.
        """
        missing = {place.key for place in places if self._fresh_result(place) is None}
        if loading := [
            self._loading.get_or_start(spot, partial(self._load_shared_result, shared, spot))
            for spot in missing
            if spot not in self._running
        ]:
            await asyncio.wait(loading)

    async def _load_shared_result(self, shared: "SharedResults[Result]", spot: Spot) -> None:
        loaded = await shared.load(_key_in_shared_store(spot))
        if loaded is not None:
            received_at, cached = self._clock() - loaded.age, self._cache.get(spot)
            if cached is None or cached[0] < received_at:
                self._cache[spot] = received_at, loaded.result

    async def _look_up(self, place: Place, charge: Charge) -> Result | Failure:
        if not self._providers:  # no configured provider offers results of this type
            return Failure(Reason.UNAVAILABLE)
        age = 0.0
        if self._shared is None:
            outcome = await self._call_providers(place, charge)
        else:
            work = partial(self._call_providers, place, charge)
            outcome, age, is_own = await self._shared.load_or_run(_key_in_shared_store(place.key), work)
            if not is_own:
                charge.refund()
        if isinstance(outcome, Failure):
            return self._older_result_or_failure(place, outcome)
        self._cache[place.key] = self._clock() - age, outcome
        return outcome

    async def _call_providers(self, place: Place, charge: Charge) -> Result | Failure:
        calls = [partial(self._fetch_from_provider, provider, place, charge) for provider in self._providers]
        try:
            return await call_hedged(calls)
        except ServiceError as error:
            if isinstance(error, CallLimitReached):
                charge.refund()
            return Failure.from_error(error)

    async def _fetch_from_provider(self, provider: ProviderType, place: Place, charge: Charge) -> Result:
        try:
            charge.check_reserve(provider)
            return await self._fetch(provider, place)
        except ServiceError as error:
            logger.info("look-up failed: %s", error)
            raise

    def _fresh_result(self, place: Place) -> Result | None:
        cached = self._cache.get(place.key)
        return cached[1] if cached is not None and self._time_since(cached[0]) < self._fresh_for else None

    def _older_result_or_failure(self, place: Place, failure: Failure) -> Result | Failure:
        cached = self._cache.get(place.key)
        # The cache counts a result's age from its arrival; a result from another process is older, so its age is
        # checked here.
        if cached is None or (age := self._time_since(cached[0])) >= self._kept_for:
            return failure
        return replace(cached[1], age=age)

    def _time_since(self, received_at: float) -> timedelta:
        return timedelta(seconds=self._clock() - received_at)


def _key_in_shared_store(spot: Spot) -> str:
    latitude, longitude = (coordinate + 0.0 for coordinate in spot)  # converts -0.0 to 0.0
    return f"{latitude:.2f},{longitude:.2f}"
