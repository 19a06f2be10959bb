"""Text → places: by the index, and through geocoders what the index does not know."""

import asyncio
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import aiohttp
from cachetools import LRUCache

from services.errors import Failure, Reason
from services.languages import DEFAULT
from services.net.shares import Share
from services.places.geocoder import Geocoder
from services.places.index import PlaceIndex
from services.places.labels import NO_LABELS, by_labels
from services.places.look_ups import LookUps
from services.places.models import LookupFailed, Match, Place, Resolution, Spot, Unknown, identity, zone
from services.places.reading import TextReader, TextReading, reads_as_places, skims_as_places
from services.places.text import LONGEST_NAME, LONGEST_RUN, MOST_WORDS
from services.places.turns import ShortestFirst
from services.tasks import cancel_all

MOST_PLACES = 20
"""Places answered in one message."""

READINGS_KEPT, LONGEST_KEPT = 5_000, 100
"""Places and names in the texts that are not read again, half a kilobyte each, and the characters of the longest
such text: many people ask for the same few cities."""

DEGREES_AN_HOUR = 15


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
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._index = index
        self._reader = TextReader(index)
        for geocoder in geocoders:
            geocoder.connect(session)
        self._look_ups = LookUps(geocoders, clock=clock)
        self._readings: LRUCache[tuple[str, str], TextReading] = LRUCache(READINGS_KEPT, _size)
        self._thread = ShortestFirst("places")

    async def aclose(self) -> None:
        """End the look-ups under way."""
        self._thread.close()
        await self._look_ups.aclose()

    async def reads_as_places(
        self, text: str, labels: Mapping[str, Place] = NO_LABELS, *, asked: bool = False, dated: bool = False
    ) -> bool:
        """Whether *text* asks for the weather rather than being talk; with *labels*, if any.

        Words that were taken out of it may have *asked* for the weather, or told a time (*dated*).
        """
        pieces = list(by_labels(text, labels))
        rest = " ".join(piece for piece in pieces if isinstance(piece, str))
        if not any(map(str.isalnum, rest)):
            return asked or any(isinstance(piece, Match) for piece in pieces)
        skimmed = skims_as_places(rest, self._index, asked=asked, dated=dated)
        if skimmed is not None:
            return skimmed
        reads = partial(reads_as_places, asked=asked, dated=dated)
        return await self._thread.run(len(rest), reads, rest, self._index)

    async def spot(self, latitude: float, longitude: float, language: str) -> Match:
        """Return the place at these coordinates, by the name of the nearest one; see `TextReader.spot`."""
        return await self._thread.run(0, self._reader.spot, latitude, longitude, language)

    async def timezone(self, place: Place) -> str:
        """Return the IANA name of the time zone at *place*, if need be that of the nearest known place."""
        if zone(place.timezone) is not None:
            return str(place.timezone)
        near = (await self.spot(place.latitude, place.longitude, DEFAULT.code)).place.timezone
        # Where nobody lives it goes by the longitude; these names count hours west of Greenwich.
        return near if near and zone(near) else f"Etc/GMT{round(-place.longitude / DEGREES_AN_HOUR):+d}"

    async def resolve(
        self,
        text: str,
        language: str,
        *,
        labels: Mapping[str, Place] = NO_LABELS,
        within: float | None = None,
        share: Share | None = None,
    ) -> Reading:
        """Return the places that *text* names, with their names in *language*, or in it by one of *labels*.

        Never raises for a name. What is not found after *within* seconds is unresolved with the reason LATE;
        its look-up goes on, so that asking again soon finds it. Calls to geocoders are charged to *share*.
        """
        read = await self._read(text, language, labels)
        named = _merged(read.items)
        tasks = {
            position: asyncio.create_task(self._look_further(item, language, share))
            for position, item in enumerate(named[:MOST_PLACES])
            if isinstance(item, Unknown) and _is_askable(item.asked)
        }
        try:
            if tasks:
                await asyncio.wait(tasks.values(), timeout=within)
        finally:
            await cancel_all(tasks.values())
        items: list[Resolution] = []
        for position, item in enumerate(named):
            task = tasks.get(position)
            items += [item] if task is None else [_late(item)] if task.cancelled() else task.result()
        items = _merged(items)
        left_out = [item.asked for item in items[MOST_PLACES:]]
        return Reading(items[:MOST_PLACES], [*left_out, *read.left_out])

    async def _read(self, text: str, language: str, labels: Mapping[str, Place]) -> TextReading:
        if not any(isinstance(piece, Match) for piece in by_labels(text, labels)):
            labels = NO_LABELS  # the text reads the same for every chat
        read = self._readings.get((text, language)) if not labels else None
        read = read or self._reader.skim(text, language, labels)
        if read is None:  # words that are no names may be misspelled ones, and that takes longer to find out
            read = await self._thread.run(len(text), self._reader.read, text, language, labels)
        if not labels and len(text) <= LONGEST_KEPT:
            self._readings[text, language] = read
        return read

    async def _look_further(self, item: Unknown, language: str, share: Share | None) -> list[Resolution]:
        """Return what a name that the index does not know is to the geocoders: a place, or several, its words."""
        words = item.asked.split()
        whole = await self._look_ups.find(item, language, share) if _may_be_one(item.asked) else item
        if isinstance(whole, Match) or item.choices or len(words) == 1:
            return [whole]
        parts = await asyncio.gather(*(self._look_ups.find(Unknown(word), language, share) for word in words))
        if any(isinstance(part, Match) for part in parts):
            return list(parts)
        failures = [part.failure for part in parts if isinstance(part, LookupFailed)]
        return [LookupFailed(item.asked, failures[0])] if failures else [whole]


def _size(reading: TextReading) -> int:
    """Return how many places and names *reading* has, choices included."""
    offered = sum(len(item.choices) for item in reading.items)
    return 1 + len(reading.items) + offered + len(reading.left_out)


def _is_askable(name: str) -> bool:
    """Whether it could be names of places at all, however many in a row."""
    words = name.split()
    few = len(name) <= LONGEST_RUN and len(words) <= MOST_PLACES
    return few and all(len(word) <= LONGEST_NAME for word in words) and any(map(str.isalpha, name))


def _may_be_one(name: str) -> bool:
    return len(name) <= LONGEST_NAME and len(name.split()) <= MOST_WORDS


def _late(item: Resolution) -> Resolution:
    return item if isinstance(item, Unknown) and item.choices else LookupFailed(item.asked, Failure(Reason.LATE))


def _merged(items: Iterable[Resolution]) -> list[Resolution]:
    """Return *items* without those that are the same place, or the same unknown name, as an earlier one."""
    first: dict[Spot | str, Resolution] = {}
    for item in items:
        first.setdefault(identity(item), item)
    return list(first.values())
