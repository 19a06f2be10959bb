"""Text → places: by the index, and by geocoders for names that the index does not have."""

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
from services.places.geocoding import Geocoder, NameLookUps
from services.places.index import PlaceIndex
from services.places.labels import NO_LABELS, by_labels
from services.places.models import LookupFailed, Match, Place, Resolution, Spot, Unknown, identity, zone
from services.places.reading import TextReader, TextReading, asks_for_weather, skim_asks_for_weather
from services.places.text import LONGEST_NAME, LONGEST_RUN, MOST_NAME_WORDS
from services.places.turns import ShortestFirst
from services.tasks import cancel_all
from services.timezones import DEGREES_PER_HOUR

MOST_ANSWERED = 20
"""Places answered in one message."""

CACHED_ITEMS = 5_000
"""Places and names in the cached readings, half a kilobyte each. Many people ask for the same few cities."""

LONGEST_CACHED = 100
"""Characters of a text whose reading is cached."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The resolutions of a text, at most MOST_ANSWERED in the order of the text, and the names left out."""

    items: list[Resolution]
    left_out: list[str]


class Resolver:
    """Resolves texts with *index*, and names that it does not have with the first of *geocoders* that answers."""

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
        self._look_ups = NameLookUps(geocoders, clock=clock)
        self._readings: LRUCache[tuple[str, str], TextReading] = LRUCache(CACHED_ITEMS, _size)
        self._thread = ShortestFirst("places")

    async def aclose(self) -> None:
        """Cancel the running look-ups, and start no more work in the thread."""
        self._thread.close()
        await self._look_ups.aclose()

    async def asks_for_weather(
        self, text: str, labels: Mapping[str, Place] = NO_LABELS, *, asked: bool = False, dated: bool = False
    ) -> bool:
        """Whether *text*, a message without a command, asks for the weather; see `reading.asks_for_weather`.

        The chat's *labels* count as names of places. Words that were taken out of *text* may have *asked* for the
        weather, or told a time (*dated*).
        """
        pieces = list(by_labels(text, labels))
        unlabelled = " ".join(piece for piece in pieces if isinstance(piece, str))
        if not any(map(str.isalnum, unlabelled)):
            return asked or any(isinstance(piece, Match) for piece in pieces)
        skimmed = skim_asks_for_weather(unlabelled, self._index, asked=asked, dated=dated)
        if skimmed is not None:
            return skimmed
        asks = partial(asks_for_weather, asked=asked, dated=dated)
        return await self._thread.run(len(unlabelled), asks, unlabelled, self._index)

    async def spot(self, latitude: float, longitude: float, language: str) -> Match:
        """Return the place at these coordinates with the name of the nearest one; see `TextReader.spot`."""
        return await self._thread.run(0, self._reader.spot, latitude, longitude, language)

    async def timezone(self, place: Place) -> str:
        """Return the IANA name of the time zone at *place*, if need be that of the nearest known place."""
        timezone, _ = await self._timezone(place)
        return timezone

    async def sure_timezone(self, place: Place) -> str | None:
        """Return the IANA name of the time zone at *place*, None where a border of time zones is too near."""
        timezone, is_sure = await self._timezone(place)
        return timezone if is_sure else None

    async def _timezone(self, place: Place) -> tuple[str, bool]:
        """Return the likeliest time zone at *place*, and whether it is sure."""
        if zone(place.timezone) is not None:
            return str(place.timezone), True
        spot = place.latitude, place.longitude
        nearest = await self._thread.run(0, self._index.nearest, *spot, DEFAULT.code)
        if nearest is not None and nearest.place.timezone and zone(nearest.place.timezone):
            return nearest.place.timezone, nearest.is_time_sure
        # Far from all places the time depends on the longitude. The names of these zones count westwards.
        return f"Etc/GMT{round(-place.longitude / DEGREES_PER_HOUR):+d}", True

    async def resolve(
        self,
        text: str,
        language: str,
        *,
        labels: Mapping[str, Place] = NO_LABELS,
        within: float | None = None,
        share: Share | None = None,
    ) -> Reading:
        """Return the places that *text* names, with their names in *language*; *labels* are names of the chat.

        Failures are returned. A name that is not found within *within* seconds is a LookupFailed with the reason
        LATE; its look-up continues and is cached for the next request. Calls to geocoders are charged to *share*.
        """
        read = await self._read(text, language, labels)
        unique = _merged(read.items)
        tasks = {
            position: asyncio.create_task(self._geocode(item, language, share))
            for position, item in enumerate(unique[:MOST_ANSWERED])
            if isinstance(item, Unknown) and not item.elsewhere and _may_be_names(item.asked)
        }
        try:
            if tasks:
                await asyncio.wait(tasks.values(), timeout=within)
        finally:
            await cancel_all(tasks.values())
        items: list[Resolution] = []
        for position, item in enumerate(unique):
            task = tasks.get(position)
            items += [item] if task is None else [_as_late(item)] if task.cancelled() else task.result()
        items = _merged(items)
        left_out = [item.asked for item in items[MOST_ANSWERED:]]
        return Reading(items[:MOST_ANSWERED], [*left_out, *read.left_out])

    async def _read(self, text: str, language: str, labels: Mapping[str, Place]) -> TextReading:
        if not any(isinstance(piece, Match) for piece in by_labels(text, labels)):
            labels = NO_LABELS  # the reading is the same for every chat and can be cached
        read = self._readings.get((text, language)) if not labels else None
        read = read or self._reader.skim(text, language, labels)
        if read is None:  # the text is long or has unknown words, whose corrections take time
            read = await self._thread.run(len(text), self._reader.read, text, language, labels)
        if not labels and len(text) <= LONGEST_CACHED:
            self._readings[text, language] = read
        return read

    async def _geocode(self, item: Unknown, language: str, share: Share | None) -> list[Resolution]:
        """Return the resolution of an unknown name by the geocoders, or those of its words when one is a place."""
        words = item.asked.split()
        whole = await self._look_ups.find(item, language, share) if _may_be_one_name(item.asked) else item
        if isinstance(whole, Match) or item.choices or len(words) == 1:
            return [whole]
        parts = await asyncio.gather(*(self._look_ups.find(Unknown(word), language, share) for word in words))
        if any(isinstance(part, Match) for part in parts):
            return list(parts)
        failures = [part.failure for part in parts if isinstance(part, LookupFailed)]
        return [LookupFailed(item.asked, failures[0])] if failures else [whole]


def _size(reading: TextReading) -> int:
    """Return the number of places and names in *reading*, with choices, and 1 for the reading itself."""
    choices = sum(len(item.choices) for item in reading.items)
    return 1 + len(reading.items) + choices + len(reading.left_out)


def _may_be_names(text: str) -> bool:
    """Whether *text* is short enough for a name or a series of names, and has letters."""
    words = text.split()
    is_short = len(text) <= LONGEST_RUN and len(words) <= MOST_ANSWERED
    return is_short and all(len(word) <= LONGEST_NAME for word in words) and any(map(str.isalpha, text))


def _may_be_one_name(text: str) -> bool:
    return len(text) <= LONGEST_NAME and len(text.split()) <= MOST_NAME_WORDS


def _as_late(item: Resolution) -> Resolution:
    return item if isinstance(item, Unknown) and item.choices else LookupFailed(item.asked, Failure(Reason.LATE))


def _merged(items: Iterable[Resolution]) -> list[Resolution]:
    """Return *items* without later ones of the same place or the same unknown name."""
    first: dict[Spot | str, Resolution] = {}
    for item in items:
        first.setdefault(identity(item), item)
    return list(first.values())
