"""Looks up names of places in geocoders, with a cache and a limit of concurrent calls."""

import asyncio
import logging
import re
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, NamedTuple, Protocol

import aiohttp
from cachetools import TLRUCache

from services.errors import CallLimitReached, Failure, Reason, ServiceError
from services.net.concurrency import SingleFlight, call_hedged
from services.net.shares import FREE_CHARGE, Charge, MeteredService, Share
from services.places.models import (
    MAX_SUGGESTED_PLACES,
    MIN_OFFERED_NAMESAKE_RATIO,
    LookupFailed,
    Match,
    Place,
    Resolution,
    Unknown,
    distinct_by_full_name,
)
from services.places.text import fold

if TYPE_CHECKING:
    from services.shared.results import SharedResults
    from services.shared.state import SharedState

logger = logging.getLogger(__name__)

MAX_GEOCODER_RESULTS = 5
"""Maximum number of places requested from a geocoder for one name; OpenWeather allows no more than five."""

MAX_CONCURRENT_GEOCODER_CALLS = 12
"""Maximum number of concurrent calls to all geocoders together; free services limit concurrent calls."""

GEOCODER_QUEUE_TIMEOUT = 6.0
"""Maximum time in seconds that a look-up waits while MAX_CONCURRENT_GEOCODER_CALLS calls are running."""

MAX_CACHED_NAMES = 5_000
"""Maximum number of names for which the geocoders' places are cached."""
FOUND_NAME_TTL = 7 * 86400.0
"""Time in seconds for which the places that a geocoder found for a name are cached."""
UNKNOWN_NAME_TTL = 3600.0
"""Time in seconds for which the cache remembers that a geocoder found no place for a name."""

MIN_LENGTH_FOR_OTHER_NAME = 4
"""Minimum number of letters of a typed name for which the bot accepts a geocoder's place with another name."""


class Geocoder(MeteredService, Protocol):
    """A service that finds places by name."""

    def use_session(self, session: aiohttp.ClientSession) -> None:
        """Use *session* for all calls to the service."""

    async def search(self, name: str, language: str, country: str | None = None) -> Sequence[Place]:
        """Return the places whose names equal or resemble *name*, the likeliest first; empty if there are none.

        All returned places are in *country*, an ISO 3166 code; None means all countries. The returned places have
        their names in the language with the code *language*. Raise ServiceError when the service does not answer.
        """


class _Search(NamedTuple):
    """A search in geocoders: a name in lower case, its language, and the country of the places (None: any)."""

    name: str
    language: str
    country: str | None


class NameLookUps:
    """Looks up names in geocoders, and uses the result of the geocoder that answers first.

    With *shared*, all processes of the bot share the geocoders' results, and only one process at a time looks up a
    given name.
    """

    def __init__(
        self,
        geocoders: Sequence[Geocoder],
        *,
        clock: Callable[[], float] = time.monotonic,
        shared: "SharedState | None" = None,
    ) -> None:
        self._geocoders = geocoders
        self._running: SingleFlight[_Search, Sequence[Place] | Failure] = SingleFlight()
        self._slots = asyncio.Semaphore(MAX_CONCURRENT_GEOCODER_CALLS)
        self._cached_places: TLRUCache[_Search, Sequence[Place]] = TLRUCache(
            MAX_CACHED_NAMES, lambda _, places, now: now + _cache_ttl(places), clock
        )
        self._shared: SharedResults[Sequence[Place]] | None = None
        if shared is not None:
            self._shared = shared.results("name", tuple[Place, ...], _cache_ttl)

    async def aclose(self) -> None:
        """Cancel the running look-ups of names."""
        await self._running.aclose()

    async def resolve(self, unknown: Unknown, language: str, share: Share | None = None) -> Resolution:
        """Look up the name of *unknown* in the geocoders, and return a Match, an Unknown or a LookupFailed.

        The found places have names in *language*. If the caller is cancelled, the look-up continues, and its
        result is cached. Only a new look-up is charged to *share*, not a look-up that is already running.
        """
        places = await self._find_places(unknown.asked, _Search(unknown.asked.casefold(), language, None), share)
        if not isinstance(places, Failure):
            return _resolution_from_places(unknown, places)
        return unknown if unknown.choices else LookupFailed(unknown.asked, places)

    async def resolve_in_areas(
        self,
        unknown: Unknown,
        language: str,
        check_inside: Callable[[Sequence[Place]], Awaitable[Sequence[bool]]],
        share: Share | None = None,
    ) -> Resolution:
        """Look up the name of *unknown* in the countries of `unknown.areas`, in which the index has no such place.

        The function *check_inside* returns for each found place whether the place is in `unknown.areas`. Return a
        Match with a place in the areas. Return *unknown* if the geocoders find no place in the areas, and a
        LookupFailed if no geocoder answers. New look-ups are charged to *share*.
        """
        for country in dict.fromkeys(area.country for area in unknown.areas):
            found = await self._find_places(
                unknown.name, _Search(unknown.name.casefold(), language, country), share
            )
            if isinstance(found, Failure):
                return unknown if unknown.choices else LookupFailed(unknown.asked, found)
            are_inside = await check_inside(found)
            inside = [place for place, is_in_area in zip(found, are_inside, strict=True) if is_in_area]
            resolved = _resolution_from_places(Unknown(unknown.name), inside)
            if isinstance(resolved, Match):
                return replace(resolved, asked=unknown.asked)
        return unknown

    async def _find_places(self, name: str, search: _Search, share: Share | None) -> Sequence[Place] | Failure:
        """Return the places that geocoders find by the typed *name*; *search* is the key of the cache."""
        cached = self._cached_places.get(search)
        if cached is None and self._shared is not None and search not in self._running:
            cached = await self._load_shared_places(self._shared, search)
        if cached is not None:
            return cached
        charge: Charge | Failure = FREE_CHARGE
        if share is not None and search not in self._running:
            charge = share.charge_name()
        if isinstance(charge, Failure):
            return charge
        call = partial(self._look_up_in_geocoders, name, search, charge)
        return await asyncio.shield(self._running.get_or_start(search, call))

    async def _load_shared_places(
        self, shared: "SharedResults[Sequence[Place]]", search: _Search
    ) -> Sequence[Place] | None:
        loaded = await shared.load(_shared_key(shared, search))
        if loaded is None:
            return None
        self._cached_places[search] = loaded.result
        return loaded.result

    async def _look_up_in_geocoders(self, name: str, search: _Search, charge: Charge) -> Sequence[Place] | Failure:
        call = partial(self._call_geocoders, name, search, charge)
        if self._shared is None:
            places = await call()
        else:
            looked_up = await self._shared.load_or_run(_shared_key(self._shared, search), call)
            places = looked_up.outcome
            if not looked_up.is_own:
                charge.refund()
        if not isinstance(places, Failure):
            self._cached_places[search] = places
        return places

    async def _call_geocoders(self, name: str, search: _Search, charge: Charge) -> Sequence[Place] | Failure:
        calls = [partial(self._call_geocoder, geocoder, name, search, charge) for geocoder in self._geocoders]
        async with AsyncExitStack() as slots:
            try:
                async with asyncio.timeout(GEOCODER_QUEUE_TIMEOUT):
                    # The user's slot is taken first, so that a look-up that waits for this slot does not occupy a
                    # slot that all users share.
                    await slots.enter_async_context(charge.geocoder_slot())
                    await slots.enter_async_context(self._slots)
            except TimeoutError:
                charge.refund()
                return Failure(Reason.BUSY)
            try:
                return await call_hedged(calls)
            except ServiceError as error:
                logger.info("no geocoder answered: %s", error)
                if isinstance(error, CallLimitReached):
                    charge.refund()
                return Failure.from_error(error)

    async def _call_geocoder(
        self, geocoder: Geocoder, name: str, search: _Search, charge: Charge
    ) -> Sequence[Place]:
        charge.check_reserve(geocoder)
        return await geocoder.search(name, search.language, search.country)


def _shared_key(shared: "SharedResults[Sequence[Place]]", search: _Search) -> str:
    """Return a digest of *search*; the name itself is a user's text, which must not be stored in Redis."""
    return shared.digest(repr(search))


def _cache_ttl(places: Sequence[Place]) -> float:
    """Return the time in seconds for which the *places* found for a name are cached."""
    return FOUND_NAME_TTL if places else UNKNOWN_NAME_TTL


def _resolution_from_places(item: Unknown, places: Sequence[Place]) -> Match | Unknown:
    """Return a Match with the likeliest of a geocoder's *places*, or an Unknown with suggestions.

    If *item* has `choices` from the index, only a place with exactly the typed name counts as likely.
    """
    name = fold(item.asked)
    exact = [place for place in places if fold(place.name) == name]
    # The first place that a geocoder returns may have the typed name as a former or foreign name. The place counts
    # as a guess if the typed name is only the beginning of the first word of the place's name.
    is_guess = not exact and (
        bool(item.choices)
        or len(name) < MIN_LENGTH_FOR_OTHER_NAME
        or not places
        or re.match(re.escape(name) + r"\w", fold(places[0].name)) is not None
    )
    if is_guess:
        return Unknown(item.asked, item.choices or distinct_by_full_name(places)[:MAX_SUGGESTED_PLACES])
    best = max(exact, key=lambda place: place.population) if exact else places[0]
    namesakes = [
        place
        for place in places
        if fold(place.name) in {name, fold(best.name)}
        and place.population >= best.population * MIN_OFFERED_NAMESAKE_RATIO
    ]
    others = tuple(
        place for place in distinct_by_full_name([best, *namesakes, *item.choices]) if place is not best
    )
    if all(other.country != best.country for other in others):
        best = replace(best, region=None)  # the country suffices to distinguish the place from its namesakes
    return Match(item.asked, best, others)
