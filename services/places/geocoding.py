"""Names → places through geocoders: shared between those who wait, limited, and cached."""

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
from services.net.shares import FREE, Charge, Metered, Share
from services.places.models import (
    MOST_SUGGESTIONS,
    NOTABLE,
    LookupFailed,
    Match,
    Place,
    Resolution,
    Unknown,
    distinct,
)
from services.places.text import fold

logger = logging.getLogger(__name__)

MOST_GEOCODED = 5
"""Places requested from a geocoder for a name; OpenWeather's returns no more."""

CALLS_AT_ONCE = 12
"""Concurrent calls to geocoders; free services limit them."""

QUEUE_TIMEOUT = 6.0
"""Seconds that a name waits for a call; later nobody waits for the answer any more."""

NAMES_CACHED = 5_000
"""Names whose places are cached."""
CACHED_FOR = 7 * 86400.0
"""Seconds that the places found for a name are cached."""
UNKNOWN_CACHED_FOR = 3600.0
"""Seconds that it is cached that a name is unknown; it is shorter because geocoders get new data."""

SHORTEST_TRANSLATED = 4
"""The least length of a name for which a place of another name is accepted as the same in another language."""


class Geocoder(Metered, Protocol):
    """A service that finds places by name."""

    def connect(self, session: aiohttp.ClientSession) -> None:
        """Send all calls over *session*."""

    async def search(self, name: str, language: str) -> Sequence[Place]:
        """Return the places of that name or a similar one, likeliest first, named in *language*, a code.

        The answer is empty when there is no such place. Raise a ServiceError when the service does not answer.
        """


class NameLookUps:
    """Looks up names in the first of *geocoders* that answers."""

    def __init__(
        self,
        geocoders: Sequence[Geocoder],
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._geocoders = geocoders
        self._running: SingleFlight[tuple[str, str], Sequence[Place] | Failure] = SingleFlight()
        self._slots = asyncio.Semaphore(CALLS_AT_ONCE)
        self._found: TLRUCache[tuple[str, str], Sequence[Place]] = TLRUCache(
            NAMES_CACHED, lambda _, places, now: now + (CACHED_FOR if places else UNKNOWN_CACHED_FOR), clock
        )

    async def aclose(self) -> None:
        """Cancel the running look-ups."""
        await self._running.aclose()

    async def find(self, item: Unknown, language: str, share: Share | None = None) -> Resolution:
        """Return the resolution of *item* by the geocoders, with names in *language*; failures are returned.

        A look-up continues when its caller is cancelled, and its result is cached. It is charged to *share*, if
        given, unless it is running already.
        """
        places = await self._search(item.asked, language, share)
        if not isinstance(places, Failure):
            return _choose(item, places)
        return item if item.choices else LookupFailed(item.asked, places)

    async def _search(self, name: str, language: str, share: Share | None) -> Sequence[Place] | Failure:
        key = name.casefold(), language
        cached = self._found.get(key)
        if cached is not None:
            return cached
        charge: Charge | Failure = FREE
        if share is not None and key not in self._running:
            charge = share.take_name()
        if isinstance(charge, Failure):
            return charge
        return await asyncio.shield(self._running.ask(key, partial(self._look_up, name, language, charge)))

    async def _look_up(self, name: str, language: str, charge: Charge) -> Sequence[Place] | Failure:
        calls = [partial(self._ask_one, geocoder, name, language, charge) for geocoder in self._geocoders]
        async with AsyncExitStack() as slots:
            try:
                async with asyncio.timeout(QUEUE_TIMEOUT):
                    # The user's own slot comes first: a look-up that waits for it holds no common slot.
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
        self._found[name.casefold(), language] = places
        return places

    async def _ask_one(self, geocoder: Geocoder, name: str, language: str, charge: Charge) -> Sequence[Place]:
        charge.check(geocoder)
        return await geocoder.search(name, language)


def _choose(item: Unknown, places: Sequence[Place]) -> Match | Unknown:
    """Return the likeliest of *places*, a geocoder's answer, or Unknown with suggestions when none is likely.

    For a name that the index takes for a misspelling only a place of exactly that name is likely.
    """
    name = fold(item.asked)
    exact = [place for place in places if fold(place.name) == name]
    # The first place may have the name in another language, or a former one. If the name is only the beginning
    # of a word of the place's name, the place is a guess.
    is_guess = not exact and (
        bool(item.choices)
        or len(name) < SHORTEST_TRANSLATED
        or not places
        or re.match(re.escape(name) + r"\w", fold(places[0].name)) is not None
    )
    if is_guess:
        return Unknown(item.asked, item.choices or distinct(places)[:MOST_SUGGESTIONS])
    best = max(exact, key=lambda place: place.population) if exact else places[0]
    namesakes = [
        place
        for place in places
        if fold(place.name) in {name, fold(best.name)} and place.population >= best.population * NOTABLE
    ]
    others = tuple(place for place in distinct([best, *namesakes, *item.choices]) if place is not best)
    if all(other.country != best.country for other in others):
        best = replace(best, region=None)  # its country distinguishes it from all others
    return Match(item.asked, best, others)
