"""Looks up names that the place index lacks, as a whole or word by word, in geocoders."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from functools import partial

from services.errors import Failure, Reason
from services.net.shares import Share
from services.places.geocoding import NameLookUps
from services.places.models import Area, LookupFailed, Match, Place, Resolution, Unknown
from services.places.text import MAX_NAME_LENGTH, MAX_NAME_WORDS, MAX_UNKNOWN_NAME_LENGTH
from services.tasks import cancel_all

MAX_GEOCODED_WORDS = 20
"""Maximum number of words of an unknown text, which may be several names in succession."""


class UnknownNameResolver:
    """Looks up names that the place index lacks, by means of *look_ups*.

    The function *check_inside* takes areas and places, and returns for each place whether the place is in an area.
    """

    def __init__(
        self,
        look_ups: NameLookUps,
        check_inside: Callable[[Sequence[Area], Sequence[Place]], Awaitable[Sequence[bool]]],
    ) -> None:
        self._look_ups = look_ups
        self._check_inside = check_inside

    async def resolve(
        self, resolutions: Sequence[Resolution], language: str, time_limit: float | None, share: Share | None
    ) -> Sequence[Resolution]:
        """Return *resolutions* with each unknown name replaced by the results of its look-ups.

        After *time_limit* seconds, each running look-up results in a LookupFailed with the reason LATE. A name
        with choices stays an Unknown even if its look-up is late. The look-ups are charged to *share*.
        """
        tasks = {
            position: asyncio.create_task(self._geocode(item, language, share))
            for position, item in enumerate(resolutions)
            if isinstance(item, Unknown) and _may_be_geocoded(item.asked)
        }
        if not tasks:
            return resolutions
        try:
            await asyncio.wait(tasks.values(), timeout=time_limit)
        finally:
            await cancel_all(tasks.values())
        return list(_with_look_up_results(resolutions, tasks))

    async def _geocode(self, item: Unknown, language: str, share: Share | None) -> list[Resolution]:
        """Return the resolution of *item* by geocoders; if no geocoder knows the name, resolve each word."""
        if item.is_absent_from_area:
            check_inside = partial(self._check_inside, item.areas)
            return [await self._look_ups.resolve_in_areas(item, language, check_inside, share)]
        words = item.asked.split()
        whole = await self._look_ups.resolve(item, language, share) if _has_length_of_name(item.asked) else item
        if isinstance(whole, Match) or item.choices or len(words) == 1:
            return [whole]
        parts = await asyncio.gather(*(self._look_ups.resolve(Unknown(word), language, share) for word in words))
        if any(isinstance(part, Match) for part in parts):
            return list(parts)
        failures = [part.failure for part in parts if isinstance(part, LookupFailed)]
        return [LookupFailed(item.asked, failures[0])] if failures else [whole]


def _may_be_geocoded(text: str) -> bool:
    """Return whether *text* contains a letter and is short enough for one name or several names in succession."""
    words = text.split()
    is_short = len(text) <= MAX_UNKNOWN_NAME_LENGTH and len(words) <= MAX_GEOCODED_WORDS
    return is_short and all(len(word) <= MAX_NAME_LENGTH for word in words) and any(map(str.isalpha, text))


def _has_length_of_name(text: str) -> bool:
    return len(text) <= MAX_NAME_LENGTH and len(text.split()) <= MAX_NAME_WORDS


def _with_look_up_results(
    items: Sequence[Resolution], tasks: Mapping[int, asyncio.Task[list[Resolution]]]
) -> Iterator[Resolution]:
    """Yield *items*; replace each item whose index is a key of *tasks* by the results of the task."""
    for position, item in enumerate(items):
        task = tasks.get(position)
        if task is None:
            yield item
        elif task.cancelled():
            yield _late_resolution(item)
        else:
            yield from task.result()


def _late_resolution(item: Resolution) -> Resolution:
    return item if isinstance(item, Unknown) and item.choices else LookupFailed(item.asked, Failure(Reason.LATE))
