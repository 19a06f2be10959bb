"""Finds the places that a text names in the place index; geocoders look up names that the index lacks."""

import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import aiohttp
from cachetools import LRUCache

from services.net.shares import Share
from services.places.geocoding import Geocoder, NameLookUps
from services.places.index import PlaceIndex
from services.places.index.nearest import are_inside_areas
from services.places.labels import NO_LABELS, split_by_labels
from services.places.models import (
    Ambiguous,
    Area,
    Match,
    Place,
    Resolution,
    Spot,
    Unknown,
    distinct_by_full_name,
    possible_places,
    resolution_key,
)
from services.places.reading import TextReader, TextReading, asks_for_weather, asks_for_weather_if_quick
from services.places.reading.words import is_question_about_label
from services.places.text import fold
from services.places.timezones import find_timezone
from services.places.turns import ShortestJobFirst
from services.places.unknown_names import UnknownNameResolver

if TYPE_CHECKING:
    from services.shared.state import SharedState

MAX_ANSWERED_PLACES = 20
"""Maximum number of places in one answer."""

MAX_CACHED_READINGS_SIZE = 5_000
"""Maximum number of places and names in all cached readings together; a place takes half a kilobyte."""

MAX_CACHED_TRANSLATIONS = 200
"""Maximum number of lists of saved places whose translations are cached; a list has at most 20 places."""

MAX_CACHED_TEXT_LENGTH = 100
"""Maximum number of characters of a text whose places are cached."""

MAX_COMPLETIONS = 3
"""Maximum number of places that are offered for the first letters of a name."""

MIN_COMPLETED_LETTERS = 3
"""Minimum number of typed letters that are completed to names; too many names begin with the same two letters."""


@dataclass(frozen=True, slots=True)
class PlacesInText:
    """The places that a text names."""

    items: list[Resolution]
    """Resolutions of the named places in the order of the text, at most MAX_ANSWERED_PLACES."""
    left_out: list[str]
    """The names after the first MAX_ANSWERED_PLACES, as the user typed them."""


class Resolver:
    """Finds the places that texts name.

    Names that *index* lacks are looked up in *geocoders*; the first result is used. With *shared*, all
    processes of the bot share the look-ups in geocoders.
    """

    def __init__(
        self,
        index: PlaceIndex,
        geocoders: Sequence[Geocoder],
        session: aiohttp.ClientSession,
        *,
        clock: Callable[[], float] = time.monotonic,
        shared: "SharedState | None" = None,
    ) -> None:
        self._index = index
        self._reader = TextReader(index)
        for geocoder in geocoders:
            geocoder.use_session(session)
        self._look_ups = NameLookUps(geocoders, clock=clock, shared=shared)
        self._readings: LRUCache[tuple[str, str], TextReading] = LRUCache(MAX_CACHED_READINGS_SIZE, _size_in_cache)
        self._translations: LRUCache[tuple[tuple[Place, ...], str], Sequence[Place]] = LRUCache(
            MAX_CACHED_TRANSLATIONS
        )
        self._thread = ShortestJobFirst("places")
        self._unknown_names = UnknownNameResolver(self._look_ups, self._are_inside)

    async def aclose(self) -> None:
        """Cancel the running look-ups, and stop the worker thread after its current function returns."""
        self._thread.close()
        await self._look_ups.aclose()

    async def asks_for_weather(
        self,
        text: str,
        labels: Mapping[str, Place] = NO_LABELS,
        *,
        has_weather_word: bool = False,
        has_time: bool = False,
        has_coming_time: bool = False,
    ) -> bool:
        """Return whether *text*, a message without a command, asks for the weather.

        The chat's *labels* are treated as names of places. The caller has removed words from *text*: words that
        request the weather if *has_weather_word*, words for a time if *has_time*, and words for a present or
        future time if *has_coming_time*.
        """
        pieces = list(split_by_labels(text, labels))
        unlabelled = " ".join(piece for piece in pieces if isinstance(piece, str))
        if not any(map(str.isalnum, unlabelled)):
            return has_weather_word or any(isinstance(piece, Match) for piece in pieces)
        if len(pieces) > 1 and is_question_about_label(unlabelled, has_time=has_time):
            return True
        quick_result = asks_for_weather_if_quick(
            unlabelled,
            self._index,
            has_weather_word=has_weather_word,
            has_time=has_time,
            has_coming_time=has_coming_time,
        )
        if quick_result is not None:
            return quick_result
        asks = partial(
            asks_for_weather,
            has_weather_word=has_weather_word,
            has_time=has_time,
            has_coming_time=has_coming_time,
        )
        return await self._thread.run(len(unlabelled), asks, unlabelled, self._index)

    def is_place_name(self, text: str) -> bool:
        """Return whether *text* is only the name of a place, with or without an area: "Frost, Texas"."""
        return self._reader.is_place_name(text)

    async def match_at(self, latitude: float, longitude: float, language: str) -> Match:
        """Return a Match at the coordinates, in degrees, with the name of the nearest place in the index."""
        return await self._thread.run(0, self._reader.match_at, latitude, longitude, language)

    async def match_spot(self, spot: Spot, language: str, *, with_region: bool = False) -> Match:
        """Return the indexed place with the rounded coordinates *spot*, or else the result of `match_at`.

        For an indexed place, the choices of the Match are the namesakes of the place.
        """
        place = await self._thread.run(0, partial(self._index.place_at, with_region=with_region), spot, language)
        if place is None:
            return await self.match_at(*spot, language)
        return Match(place.name, place, await self._namesakes(place, language))

    async def match_coordinates(
        self, coordinates: tuple[float, float], language: str, *, with_region: bool, with_namesakes: bool
    ) -> Match | None:
        """Return the indexed place with exactly *coordinates*; None if the index has no such place.

        The Match has choices, the namesakes of the place, only if *with_namesakes* is True.
        """
        find = partial(self._index.place_with_coordinates, with_region=with_region)
        place = await self._thread.run(0, find, coordinates, language)
        if place is None:
            return None
        return Match(place.name, place, await self._namesakes(place, language) if with_namesakes else ())

    async def _namesakes(self, place: Place, language: str) -> tuple[Place, ...]:
        """Return the other places that the name of *place* may mean."""
        item = next(iter((await self._read(place.name, language, NO_LABELS)).items), None)
        offered = possible_places(item) if isinstance(item, Match | Ambiguous) else ()
        return tuple(other for other in offered if other.key != place.key)

    async def completions(self, letters: str, language: str) -> tuple[Place, ...]:
        """Return the likeliest places whose names begin with *letters*, at most MAX_COMPLETIONS places."""
        key = fold(letters)
        if len(key) < MIN_COMPLETED_LETTERS:
            return ()
        return await self._thread.run(0, self._read_completions, key, language)

    def _read_completions(self, key: str, language: str) -> tuple[Place, ...]:
        # More than MAX_COMPLETIONS names are read, because one place may have several of the names.
        candidates = self._index.completions(key, 4 * MAX_COMPLETIONS)
        places = [self._index.place_of(candidate, language) for candidate in candidates]
        return distinct_by_full_name(places)[:MAX_COMPLETIONS]

    async def unindexed_spots(self, places: Collection[Place], language: str) -> frozenset[Spot]:
        """Return the rounded coordinates of the *places* that the index lacks and `match_spot` cannot find."""
        return await self._thread.run(0, self._find_unindexed_spots, places, language)

    def _find_unindexed_spots(self, places: Collection[Place], language: str) -> frozenset[Spot]:
        return frozenset(place.key for place in places if self._index.place_at(place.key, language) is None)

    async def translate(self, places: Sequence[Place], language: str) -> Sequence[Place]:
        """Return *places* with their names, regions and countries in *language*; labels do not change."""
        key = (tuple(places), language)
        named = self._translations.get(key)
        if named is None:
            named = await self._thread.run(0, self._index.translate, places, language)
            self._translations[key] = named
        return named

    async def timezone(self, place: Place) -> str:
        """Return the IANA name of the likeliest time zone at *place*."""
        timezone, _ = await self._thread.run(0, find_timezone, self._index, place)
        return timezone

    async def certain_timezone(self, place: Place) -> str | None:
        """Return the IANA name of the time zone at *place*, or None if the border of another time zone is near."""
        timezone, is_certain = await self._thread.run(0, find_timezone, self._index, place)
        return timezone if is_certain else None

    async def resolve(
        self,
        text: str,
        language: str,
        *,
        labels: Mapping[str, Place] = NO_LABELS,
        time_limit: float | None = None,
        share: Share | None = None,
    ) -> PlacesInText:
        """Return the places that *text* names, with their names in *language*; *labels* are the chat's labels.

        A name whose look-up fails is returned as a LookupFailed. A look-up that exceeds *time_limit*, in seconds,
        is returned as a LookupFailed with the reason LATE. A look-up that is late continues, and its result is
        cached. The look-ups in geocoders are charged to *share*.
        """
        read = await self._read(text, language, labels)
        items = _distinct_resolutions(read.items)
        if any(isinstance(item, Unknown) for item in items):
            first, others = items[:MAX_ANSWERED_PLACES], items[MAX_ANSWERED_PLACES:]
            found = await self._unknown_names.resolve(first, language, time_limit, share)
            items = _distinct_resolutions([*found, *others])
        left_out = [item.asked for item in items[MAX_ANSWERED_PLACES:]]
        return PlacesInText(items[:MAX_ANSWERED_PLACES], [*left_out, *read.left_out])

    async def _read(self, text: str, language: str, labels: Mapping[str, Place]) -> TextReading:
        if labels and not any(isinstance(piece, Match) for piece in split_by_labels(text, labels)):
            labels = NO_LABELS  # a reading without labels is valid for every chat and is cached
        cached = self._readings.get((text, language)) if not labels else None
        if cached is not None:
            return cached
        read = self._reader.read_if_quick(text, language, labels)
        if read is None:  # the text is long, or has unknown words, which take time to correct
            read = await self._thread.run(len(text), self._reader.read, text, language, labels)
        if not labels and len(text) <= MAX_CACHED_TEXT_LENGTH:
            self._readings[text, language] = read
        return read

    async def _are_inside(self, areas: Sequence[Area], places: Sequence[Place]) -> Sequence[bool]:
        """Return for each of *places* whether the place is in one of *areas*."""
        points = [(place.latitude, place.longitude) for place in places]
        return await self._thread.run(0, are_inside_areas, self._index, points, areas) if points else ()


def _size_in_cache(reading: TextReading) -> int:
    """Return the size of *reading* in the cache: 1 plus the number of resolutions, choices and left-out names."""
    choices = sum(len(item.choices) for item in reading.items)
    return 1 + len(reading.items) + choices + len(reading.left_out)


def _distinct_resolutions(items: Iterable[Resolution]) -> list[Resolution]:
    """Return the resolved names *items* without repeated places and repeated unknown names."""
    first: dict[Spot | str, Resolution] = {}
    for item in items:
        first.setdefault(resolution_key(item), item)
    return list(first.values())
