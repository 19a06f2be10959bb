"""Looks up names in geocoders.

Concurrent look-ups of a name share one call, calls are limited, and results cached.
"""

import asyncio
import logging
import re
import time
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import replace
from functools import partial
from typing import Protocol

import aiohttp
from cachetools import TLRUCache

from services.errors import Busy, Failure, Reason, ServiceError
from services.net.concurrency import SingleFlight, hedged
from services.net.shares import FREE_CHARGE, Charge, MeteredService, Share
from services.places.models import (
    MAX_SUGGESTIONS,
    MIN_NAMESAKE_RATIO,
    LookupFailed,
    Match,
    Place,
    Resolution,
    Unknown,
    distinct_by_label,
)
from services.places.text import fold

logger = logging.getLogger(__name__)

MAX_GEOCODER_RESULTS = 5
"""Maximum number of places that are requested from a geocoder for one name; it is OpenWeather's maximum."""

MAX_CONCURRENT_CALLS = 12
"""Maximum number of concurrent calls to geocoders, because free services limit them."""

QUEUE_TIMEOUT = 6.0
"""Maximum time that a look-up waits for a free call, in seconds; its callers stop waiting earlier."""

MAX_CACHED_NAMES = 5_000
"""Maximum number of names whose places are cached."""
PLACES_TTL = 7 * 86400.0
"""Time for which the places of a name are cached, in seconds."""
UNKNOWN_NAME_TTL = 3600.0
"""Time for which an empty answer of a geocoder is cached, in seconds.

It is shorter than PLACES_TTL because geocoders receive new data.
"""

MIN_TRANSLATED_LENGTH = 4
"""Minimum length of a typed name for which a place with a different name is accepted as a translation."""


class Geocoder(MeteredService, Protocol):
    """A service that finds places by name."""

    def connect(self, session: aiohttp.ClientSession) -> None:
        """Send all calls over *session*."""

    async def search(self, name: str, language: str) -> Sequence[Place]:
        """Return the places whose names equal or resemble *name*, the likeliest first; empty if there are none.

        The names of the places are in *language*, a code. Raise a ServiceError when the service does not answer.
        """


class NameLookUps:
    """Looks up names in geocoders, and takes the answer of the first one that answers."""

    def __init__(
        self,
        geocoders: Sequence[Geocoder],
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._geocoders = geocoders
        self._running: SingleFlight[tuple[str, str], Sequence[Place] | Failure] = SingleFlight()
        self._slots = asyncio.Semaphore(MAX_CONCURRENT_CALLS)
        self._cached_places: TLRUCache[tuple[str, str], Sequence[Place]] = TLRUCache(
            MAX_CACHED_NAMES, lambda _, places, now: now + (PLACES_TTL if places else UNKNOWN_NAME_TTL), clock
        )

    async def aclose(self) -> None:
        """Cancel the running look-ups."""
        await self._running.aclose()

    async def resolve(self, unknown: Unknown, language: str, share: Share | None = None) -> Resolution:
        """Return the resolution of *unknown* by the geocoders, or a LookupFailed, with names in *language*.

        A look-up continues when its caller is cancelled, and its result is cached. A new look-up is charged to
        *share*, if given; a look-up that is already running is free.
        """
        places = await self._search(unknown.asked, language, share)
        if not isinstance(places, Failure):
            return _resolution_from_places(unknown, places)
        return unknown if unknown.choices else LookupFailed(unknown.asked, places)

    async def _search(self, name: str, language: str, share: Share | None) -> Sequence[Place] | Failure:
        key = name.casefold(), language
        cached = self._cached_places.get(key)
        if cached is not None:
            return cached
        charge: Charge | Failure = FREE_CHARGE
        if share is not None and key not in self._running:
            charge = share.charge_name()
        if isinstance(charge, Failure):
            return charge
        call = partial(self._call_geocoders, name, language, charge)
        return await asyncio.shield(self._running.get_or_start(key, call))

    async def _call_geocoders(self, name: str, language: str, charge: Charge) -> Sequence[Place] | Failure:
        calls = [partial(self._call_geocoder, geocoder, name, language, charge) for geocoder in self._geocoders]
        async with AsyncExitStack() as slots:
            try:
                async with asyncio.timeout(QUEUE_TIMEOUT):
                    # The user's slot is taken first: a look-up that waits for it must not occupy a common slot.
                    await slots.enter_async_context(charge.name_slot())
                    await slots.enter_async_context(self._slots)
            except TimeoutError:
                charge.refund()
                return Failure(Reason.BUSY)
            try:
                places = await hedged(calls)
            except ServiceError as error:
                logger.info("no geocoder answered: %s", error)
                if isinstance(error, Busy):
                    charge.refund()
                return Failure.from_error(error)
        self._cached_places[name.casefold(), language] = places
        return places

    async def _call_geocoder(
        self, geocoder: Geocoder, name: str, language: str, charge: Charge
    ) -> Sequence[Place]:
        charge.check(geocoder)
        return await geocoder.search(name, language)


def _resolution_from_places(item: Unknown, places: Sequence[Place]) -> Match | Unknown:
    """Return the likeliest of *places*, a geocoder's answer, or Unknown with suggestions if no place is likely.

    If the index takes the name for a misspelling, a place is likely only if it has exactly this name.
    """
    name = fold(item.asked)
    exact = [place for place in places if fold(place.name) == name]
    # The first place may have the name in another language or as a former name. If the name is only a prefix of a
    # word of the place's name, the place is a guess.
    is_guess = not exact and (
        bool(item.choices)
        or len(name) < MIN_TRANSLATED_LENGTH
        or not places
        or re.match(re.escape(name) + r"\w", fold(places[0].name)) is not None
    )
    if is_guess:
        return Unknown(item.asked, item.choices or distinct_by_label(places)[:MAX_SUGGESTIONS])
    best = max(exact, key=lambda place: place.population) if exact else places[0]
    namesakes = [
        place
        for place in places
        if fold(place.name) in {name, fold(best.name)} and place.population >= best.population * MIN_NAMESAKE_RATIO
    ]
    others = tuple(place for place in distinct_by_label([best, *namesakes, *item.choices]) if place is not best)
    if all(other.country != best.country for other in others):
        best = replace(best, region=None)  # the country alone distinguishes the place from its namesakes
    return Match(item.asked, best, others)
