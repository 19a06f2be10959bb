"""Names → places through geocoders: asked once, a few at a time, and remembered."""

import asyncio
import logging
import re
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import AsyncExitStack
from dataclasses import replace
from functools import partial

from cachetools import TLRUCache

from services.errors import Busy, Failure, Reason, ServiceError
from services.net.concurrency import SingleFlight, hedged
from services.net.shares import FREE, Charge, Share
from services.places.geocoder import Geocoder
from services.places.models import NOTABLE, SUGGESTIONS, LookupFailed, Match, Place, Resolution, Unknown
from services.places.text import fold

logger = logging.getLogger(__name__)

CALLS_AT_ONCE = 12
"""Geocoder calls under way, a limit for free services."""

QUEUED_FOR = 6.0
"""Seconds that a name waits for its turn to be asked for: past it nobody waits for the answer any more."""

NAMES_KEPT = 5_000
KEPT_FOR = 7 * 86400.0
"""Seconds that an answer of a geocoder is remembered: places rarely move."""
UNKNOWN_KEPT_FOR = 3600.0
"""Seconds that "no such place" is remembered: geocoders grow."""

SHORTEST_GUESS = 4
"""Characters of a name from which what a geocoder answers may be it in another language."""


class LookUps:
    """Looks names up in the first of *geocoders* that answers."""

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
            NAMES_KEPT, lambda _, places, now: now + (KEPT_FOR if places else UNKNOWN_KEPT_FOR), clock
        )

    async def aclose(self) -> None:
        """End the look-ups under way."""
        await self._running.aclose()

    async def find(self, item: Unknown, language: str, share: Share | None = None) -> Resolution:
        """Return what *item* is to the geocoders, with its names in *language*; never raises for a name.

        Whoever waits may give up: the look-up goes on, and is there for who asks next. It is charged to *share*,
        if given, unless it is under way already.
        """
        candidates = await self._search(item.asked, language, share)
        if not isinstance(candidates, Failure):
            return _choose(item, candidates)
        return item if item.choices else LookupFailed(item.asked, candidates)

    async def _search(self, name: str, language: str, share: Share | None) -> Sequence[Place] | Failure:
        key = name.casefold(), language
        kept = self._found.get(key)
        if kept is not None:
            return kept
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
                async with asyncio.timeout(QUEUED_FOR):
                    # The user's slot comes first: who waits for one of their own holds none of everybody's.
                    await slots.enter_async_context(charge.name_slot())
                    await slots.enter_async_context(self._slots)
            except TimeoutError:
                charge.refund()
                return Failure(Reason.BUSY)
            try:
                places = await hedged(calls)
            except ServiceError as error:
                logger.info("a name was not looked up: %s", error)
                if isinstance(error, Busy):
                    charge.refund()
                return Failure.of(error)
        self._found[name.casefold(), language] = places
        return places

    async def _ask_one(self, geocoder: Geocoder, name: str, language: str, charge: Charge) -> Sequence[Place]:
        charge.check(geocoder)
        return await geocoder.search(name, language)


def _choose(item: Unknown, candidates: Sequence[Place]) -> Match | Unknown:
    """Return the likeliest of a geocoder's candidates, if any is meant and not merely longer.

    What the index takes for a misspelling must be called exactly so.
    """
    wanted = fold(item.asked)
    exact = [place for place in candidates if fold(place.name) == wanted]
    # What comes first may be called so in another language or have been once; the rest of a half-typed word
    # is only a guess.
    is_guess = not exact and (
        bool(item.choices)
        or len(wanted) < SHORTEST_GUESS
        or not candidates
        or re.match(re.escape(wanted) + r"\w", fold(candidates[0].name)) is not None
    )
    if is_guess:
        return Unknown(item.asked, item.choices or _distinct(candidates)[:SUGGESTIONS])
    best = max(exact, key=lambda place: place.population) if exact else candidates[0]
    namesakes = [
        place
        for place in candidates
        if fold(place.name) in {wanted, fold(best.name)} and place.population >= best.population * NOTABLE
    ]
    others = tuple(place for place in _distinct([best, *namesakes, *item.choices]) if place is not best)
    if all(other.country != best.country for other in others):
        best = replace(best, region=None)  # which region it is in matters where another is in the same country
    return Match(item.asked, best, others)


def _distinct(places: Iterable[Place]) -> tuple[Place, ...]:
    """Return the places that can be told apart by what is shown of them."""
    first: dict[str, Place] = {}
    for place in places:
        first.setdefault(place.label, place)
    return tuple(first.values())
