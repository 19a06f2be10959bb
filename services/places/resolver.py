"""Text → places, through geocoders."""

import asyncio
import logging
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from time import time

import aiohttp
from cachetools import TLRUCache

from services.concurrency import SingleFlight, cancel_all, first_answer
from services.errors import Failure, Reason, ServiceError
from services.places.geocoders import Geocoder, ReverseGeocoder
from services.places.models import Match, Place, Resolution, Unknown, Unresolved, identity
from services.places.text import LONGEST_NAME, Name, alike, fold, nominatives, read_names

logger = logging.getLogger(__name__)

MOST_PLACES = 20
"""Places answered in one message."""

CALLS_AT_ONCE = 12
"""Geocoder calls under way: a message of twelve cities at once, and a limit for free services."""

NAMES_KEPT = 10_000
KEPT_FOR = 7 * 86400.0
"""Seconds that an answer of a geocoder is remembered: places rarely move."""
UNKNOWN_KEPT_FOR = 3600.0
"""Seconds that "no such place" is remembered: geocoders grow."""

NOTABLE = 0.01
"""Share of the likeliest place's population from which another of that name is worth a button."""

DWARFS = 10
"""How many times the people of the place called just so make a longer name the likelier one."""

ALIKE = 0.7
"""How much alike a suggestion must be spelled, by difflib's ratio: Londn and London are 0.91."""

SUGGESTIONS = 3
SHORTEST_TYPO = 4
"""Characters from which a name may be a misspelled one; below, everything is alike."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text turned out to be: at most MOST_PLACES items in the order asked, and the names left out."""

    items: list[Resolution]
    left_out: list[str]


class Resolver:
    """Reads places in text and looks their names up in the first of *geocoders* that answers."""

    def __init__(
        self,
        geocoders: Sequence[Geocoder],
        session: aiohttp.ClientSession,
        *,
        reverse: ReverseGeocoder | None = None,
        clock: Callable[[], float] = time,
    ) -> None:
        self._geocoders = geocoders
        self._reverse = reverse
        self._session = session
        self._look_ups: SingleFlight[tuple[str, str], Sequence[Place] | Failure] = SingleFlight()
        self._slots = asyncio.Semaphore(CALLS_AT_ONCE)
        self._found: TLRUCache[tuple[str, str], Sequence[Place]] = TLRUCache(
            NAMES_KEPT, lambda _, places, now: now + (KEPT_FOR if places else UNKNOWN_KEPT_FOR), clock
        )

    async def aclose(self) -> None:
        """End the look-ups under way."""
        await self._look_ups.aclose()

    async def resolve(self, text: str, language: str, *, within: float | None = None) -> Reading:
        """Return the places that *text* names, with their names in *language*.

        Never raises for a name. What is not found after *within* seconds is unresolved with the reason LATE;
        its look-up goes on, so that asking again soon finds it.
        """
        names = read_names(text)
        tasks = [asyncio.create_task(self._resolve(name, language)) for name in names[:MOST_PLACES]]
        try:
            if tasks:
                await asyncio.wait(tasks, timeout=within)
        finally:
            await cancel_all(tasks)
        items: list[Resolution] = []
        for name, task in zip(names, tasks, strict=False):
            items += [Unresolved(name.text, Failure(Reason.LATE))] if task.cancelled() else task.result()
        items = _merged(items)
        left_out = [item.asked for item in items[MOST_PLACES:]]
        left_out += [name.text[:LONGEST_NAME] for name in names[MOST_PLACES:]]
        return Reading(items[:MOST_PLACES], left_out)

    async def name_at(self, spot: Place, language: str, *, within: float | None = None) -> str | None:
        """Return the name of the place at *spot*, None when it cannot be told within so many seconds."""
        if self._reverse is None:
            return None
        try:
            async with asyncio.timeout(within):
                place = await self._reverse.nearest(self._session, spot, language)
        except (TimeoutError, ServiceError) as error:
            logger.info("a location was not named: %s", error)
            return None
        return None if place is None else place.name

    async def _resolve(self, name: Name, language: str) -> list[Resolution]:
        if not name.askable:
            return [Unknown(name.text[:LONGEST_NAME])]
        if name.alone:
            # One place of several words or several places: asking for both at once costs no second round trip.
            whole, *parts = await self._find_all([name.text, *name.words], language)
        else:
            whole = await self._find(name.text, language)
            parts = await self._find_all(name.words, language) if isinstance(whole, Unknown) else []
        items = parts if _is_list(name, whole, parts) else [whole]
        return list(await asyncio.gather(*(self._think_again(item, language) for item in items)))

    async def _think_again(self, item: Resolution, language: str) -> Resolution:
        """Try an unknown name in another grammatical case, then look for places that are spelled alike."""
        if not isinstance(item, Unknown) or len(item.asked) < SHORTEST_TYPO:
            return item
        for found in await self._find_all(nominatives(item.asked), language):
            if isinstance(found, Match):
                return replace(found, asked=item.asked)
        beginning = item.asked[: max(3, len(item.asked) - 2)]
        candidates = await self._search(beginning, language)
        if isinstance(candidates, Failure):
            return item
        likely = [place for place in candidates if alike(item.asked, place.name) >= ALIKE]
        return Unknown(item.asked, _distinct([*item.choices, *likely])[:SUGGESTIONS])

    async def _find_all(self, names: Iterable[str], language: str) -> list[Resolution]:
        return list(await asyncio.gather(*(self._find(name, language) for name in names)))

    async def _find(self, name: str, language: str) -> Resolution:
        candidates = await self._search(name, language)
        return Unresolved(name, candidates) if isinstance(candidates, Failure) else _choose(name, candidates)

    async def _search(self, name: str, language: str) -> Sequence[Place] | Failure:
        key = name.casefold(), language
        kept = self._found.get(key)
        if kept is not None:
            return kept
        return await asyncio.shield(self._look_ups.ask(key, partial(self._look_up, name, language)))

    async def _look_up(self, name: str, language: str) -> Sequence[Place] | Failure:
        calls = [partial(geocoder.search, self._session, name, language) for geocoder in self._geocoders]
        try:
            async with self._slots:
                places = await first_answer(calls)
        except ServiceError as error:
            logger.info("a name was not looked up: %s", error)
            return Failure.of(error)
        self._found[name.casefold(), language] = places
        return places


def _is_list(name: Name, whole: Resolution, parts: Sequence[Resolution]) -> bool:
    """Whether *name* is several places, its words, rather than one."""
    known = [isinstance(part, Match) for part in parts]
    if isinstance(whole, Match):
        # Some geocoders ignore words they do not know: "Moscow London" is not London.
        return all(known) and fold(whole.place.name) in map(fold, name.words)
    return any(known) if name.alone else bool(known) and all(known)


def _choose(asked: str, candidates: Sequence[Place]) -> Match | Unknown:
    """Return the likeliest of a geocoder's candidates, if any is meant by *asked* and not merely longer."""
    wanted = fold(asked)
    exact = [place for place in candidates if fold(place.name) == wanted]
    # What comes first may be called so in another language or have been once; the rest of a half-typed word
    # is only a guess.
    guess = not exact and (
        len(wanted) < SHORTEST_TYPO
        or not candidates
        or re.match(re.escape(wanted) + r"\w", fold(candidates[0].name))
    )
    if guess:
        return Unknown(asked, _distinct(candidates)[:SUGGESTIONS])
    best = max(exact, key=lambda place: place.population) if exact else candidates[0]
    # Rostov is a town of its own, but who writes that means Rostov-on-Don.
    for place in candidates:
        if fold(place.name).startswith(f"{wanted} ") and place.population > best.population * DWARFS:
            best = place
    namesakes = [
        place
        for place in candidates
        if fold(place.name) in {wanted, fold(best.name)} and place.population >= best.population * NOTABLE
    ]
    return Match(asked, best, tuple(place for place in _distinct([best, *namesakes]) if place is not best))


def _distinct(places: Iterable[Place]) -> tuple[Place, ...]:
    """Return the places that can be told apart by what is shown of them."""
    first: dict[str, Place] = {}
    for place in places:
        first.setdefault(place.label, place)
    return tuple(first.values())


def _merged(items: Iterable[Resolution]) -> list[Resolution]:
    """Return *items* without those that are the same place, or the same unknown name, as an earlier one."""
    first: dict[tuple[float, float] | str, Resolution] = {}
    for item in items:
        first.setdefault(identity(item), item)
    return list(first.values())
