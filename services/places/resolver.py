"""Text → places: by the index, and through geocoders what the index does not know."""

import asyncio
import logging
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from time import time
from typing import TypeVar, TypeVarTuple

import aiohttp
from cachetools import TLRUCache

from services.concurrency import SingleFlight, first_answer
from services.errors import Failure, Reason, ServiceError
from services.places.geocoders import Geocoder
from services.places.index import PlaceIndex
from services.places.labels import by_labels
from services.places.models import Match, Place, Resolution, Spot, Unknown, Unresolved, identity, zone
from services.places.reading import LONGEST_SKIMMED, TextReader, TextReading, reads_as_places
from services.places.text import LONGEST_NAME, MOST_WORDS, fold
from services.tasks import cancel_all

logger = logging.getLogger(__name__)

Arguments = TypeVarTuple("Arguments")
Result = TypeVar("Result")

MOST_PLACES = 20
"""Places answered in one message."""

CALLS_AT_ONCE = 12
"""Geocoder calls under way, a limit for free services."""

QUEUED_FOR = 6.0
"""Seconds that a name waits for its turn to be asked for: past it nobody waits for the answer any more."""

NAMES_KEPT = 5_000
KEPT_FOR = 7 * 86400.0
"""Seconds that an answer of a geocoder is remembered: places rarely move."""
UNKNOWN_KEPT_FOR = 3600.0
"""Seconds that "no such place" is remembered: geocoders grow."""

NOTABLE = 0.01
"""Share of the likeliest place's population from which another of that name is worth a button."""

SUGGESTIONS = 3
DEGREES_AN_HOUR = 15

NO_LABELS: Mapping[str, Place] = {}

SHORTEST_GUESS = 4
"""Characters of a name from which what a geocoder answers may be it in another language."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text turned out to be: at most MOST_PLACES items in the order asked, and the names left out."""

    items: list[Resolution]
    left_out: list[str]


class Resolver:
    """Reads places in text, and looks up what *index* does not know in the first of *geocoders* that answers."""

    def __init__(
        self,
        index: PlaceIndex,
        geocoders: Sequence[Geocoder],
        session: aiohttp.ClientSession,
        *,
        clock: Callable[[], float] = time,
    ) -> None:
        self._index = index
        self._reader = TextReader(index)
        self._geocoders = geocoders
        self._session = session
        self._look_ups: SingleFlight[tuple[str, str], Sequence[Place] | Failure] = SingleFlight()
        self._slots = asyncio.Semaphore(CALLS_AT_ONCE)
        # One thread: Python would run several no faster, and each has memory of its own.
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="places")
        self._found: TLRUCache[tuple[str, str], Sequence[Place]] = TLRUCache(
            NAMES_KEPT, lambda _, places, now: now + (KEPT_FOR if places else UNKNOWN_KEPT_FOR), clock
        )

    async def aclose(self) -> None:
        """End the look-ups under way."""
        self._thread.shutdown(wait=False, cancel_futures=True)
        await self._look_ups.aclose()

    async def reads_as_places(self, text: str, labels: Mapping[str, Place] = NO_LABELS) -> bool:
        """Whether *text* asks for the weather without saying so, rather than being talk; with *labels*, if any."""
        pieces = list(by_labels(text, labels))
        rest = " ".join(piece for piece in pieces if isinstance(piece, str))
        if not any(map(str.isalnum, rest)):
            return any(isinstance(piece, Match) for piece in pieces)
        if len(rest) <= LONGEST_SKIMMED:
            return reads_as_places(rest, self._index)
        return await self._aside(reads_as_places, rest, self._index)

    async def spot(self, latitude: float, longitude: float, language: str) -> Match:
        """Return the place at these coordinates, by the name of the nearest one; see `TextReader.spot`."""
        return await self._aside(self._reader.spot, latitude, longitude, language)

    async def timezone(self, place: Place) -> str:
        """Return the IANA name of the time zone at *place*, if need be that of the nearest known place."""
        if zone(place.timezone) is not None:
            return str(place.timezone)
        near = (await self.spot(place.latitude, place.longitude, "en")).place.timezone
        # Where nobody lives it goes by the longitude; these names count hours west of Greenwich.
        return near if near and zone(near) else f"Etc/GMT{round(-place.longitude / DEGREES_AN_HOUR):+d}"

    async def resolve(
        self,
        text: str,
        language: str,
        *,
        labels: Mapping[str, Place] = NO_LABELS,
        within: float | None = None,
    ) -> Reading:
        """Return the places that *text* names, with their names in *language*, or in it by one of *labels*.

        Never raises for a name. What is not found after *within* seconds is unresolved with the reason LATE;
        its look-up goes on, so that asking again soon finds it.
        """
        read = await self._read(text, language, labels)
        named = _merged(read.items)
        tasks = [asyncio.create_task(self._look_further(item, language)) for item in named[:MOST_PLACES]]
        try:
            if tasks:
                await asyncio.wait(tasks, timeout=within)
        finally:
            await cancel_all(tasks)
        items: list[Resolution] = []
        for item, task in zip(named, tasks, strict=False):
            items += [_late(item)] if task.cancelled() else task.result()
        items = _merged([*items, *named[MOST_PLACES:]])
        left_out = [item.asked for item in items[MOST_PLACES:]]
        return Reading(items[:MOST_PLACES], [*left_out, *read.left_out])

    async def _read(self, text: str, language: str, labels: Mapping[str, Place]) -> TextReading:
        whole = TextReading([], [])
        for piece in by_labels(text, labels):
            if isinstance(piece, Match):
                whole.items.append(piece)
                continue
            read = self._reader.skim(piece, language)
            if read is None:  # words that are no names may be misspelled ones, and that takes longer to find out
                read = await self._aside(self._reader.read, piece, language)
            whole.items.extend(read.items)
            whole.left_out.extend(read.left_out)
        return whole

    async def _aside(self, read: Callable[[*Arguments], Result], *arguments: *Arguments) -> Result:
        """Let *read* take its time beside the event loop."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, read, *arguments)

    async def _look_further(self, item: Resolution, language: str) -> list[Resolution]:
        """Return what a name that the index does not know is to the geocoders: a place, or several, its words."""
        if not isinstance(item, Unknown) or not _is_askable(item.asked):
            return [item]
        whole = await self._find(item, language)
        words = item.asked.split()
        if isinstance(whole, Match) or item.choices or len(words) == 1:
            return [whole]
        parts = await asyncio.gather(*(self._find(Unknown(word), language) for word in words))
        return list(parts) if any(isinstance(part, Match) for part in parts) else [whole]

    async def _find(self, item: Unknown, language: str) -> Resolution:
        candidates = await self._search(item.asked, language)
        if not isinstance(candidates, Failure):
            return _choose(item, candidates)
        return item if item.choices else Unresolved(item.asked, candidates)

    async def _search(self, name: str, language: str) -> Sequence[Place] | Failure:
        key = name.casefold(), language
        kept = self._found.get(key)
        if kept is not None:
            return kept
        return await asyncio.shield(self._look_ups.ask(key, partial(self._look_up, name, language)))

    async def _look_up(self, name: str, language: str) -> Sequence[Place] | Failure:
        try:
            async with asyncio.timeout(QUEUED_FOR):
                await self._slots.acquire()
        except TimeoutError:
            return Failure(Reason.BUSY)
        calls = [partial(geocoder.search, self._session, name, language) for geocoder in self._geocoders]
        try:
            places = await first_answer(calls)
        except ServiceError as error:
            logger.info("a name was not looked up: %s", error)
            return Failure.of(error)
        finally:
            self._slots.release()
        self._found[name.casefold(), language] = places
        return places


def _is_askable(name: str) -> bool:
    """Whether it could be a place's name at all."""
    return len(name) <= LONGEST_NAME and len(name.split()) <= MOST_WORDS and any(map(str.isalpha, name))


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


def _late(item: Resolution) -> Resolution:
    return item if isinstance(item, Unknown) and item.choices else Unresolved(item.asked, Failure(Reason.LATE))


def _distinct(places: Iterable[Place]) -> tuple[Place, ...]:
    """Return the places that can be told apart by what is shown of them."""
    first: dict[str, Place] = {}
    for place in places:
        first.setdefault(place.label, place)
    return tuple(first.values())


def _merged(items: Iterable[Resolution]) -> list[Resolution]:
    """Return *items* without those that are the same place, or the same unknown name, as an earlier one."""
    first: dict[Spot | str, Resolution] = {}
    for item in items:
        first.setdefault(identity(item), item)
    return list(first.values())
