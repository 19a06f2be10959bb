"""Fetches the data for the entries of an answer: weather, official warnings, and the air notice."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self

from services.answers.fetching import DataFetcher
from services.answers.models import Answer, Entry
from services.net.shares import Share
from services.places import Match, Place
from services.questions import Subject
from services.warnings import WarningService
from services.weather import WeatherService

MAX_WARNINGS_WAIT = 0.2
"""Maximum time, in seconds, to wait for official warnings after the weather has arrived.

The answer omits warnings that arrive later. Warnings are requested for whole areas and cached for ten minutes, so
few answers wait.
"""


@dataclass(frozen=True, slots=True)
class FetchOptions:
    """The deadline and the charged share of the look-ups, and whether the air quality is looked up too."""

    share: Share | None
    deadline: float
    """The time of the deadline, in seconds of the clock of the event loop."""
    wants_notice: bool = True
    """Whether the answer may have an air notice, for which the air quality is looked up."""

    @classmethod
    def due_in(cls, seconds: float, share: Share | None, *, wants_notice: bool = True) -> Self:
        """Return options whose deadline is *seconds* seconds from now."""
        return cls(share, asyncio.get_running_loop().time() + seconds, wants_notice)

    @property
    def time_left(self) -> float:
        """Number of seconds until the deadline; 0 after the deadline."""
        return max(0.0, self.deadline - asyncio.get_running_loop().time())


class ResultFetcher:
    """Fetches the results of entries whose names are resolved."""

    def __init__(
        self,
        weather: WeatherService,
        warnings: WarningService | None,
        find_timezone: Callable[[Place], Awaitable[str]],
        now: Callable[[], datetime],
    ) -> None:
        """Create the fetcher; *find_timezone* returns the IANA name of the time zone at a place."""
        self._weather = weather
        self._warnings = warnings if warnings is not None and warnings.is_on else None
        self._find_timezone = find_timezone
        self._now = now

    async def fetch(
        self, answer: Answer, entries: Sequence[Entry], fetch_options: FetchOptions
    ) -> tuple[Entry, ...]:
        """Return *entries* with the data that *answer* shows.

        If *answer* is about the weather now at a single place, its entry also gets the air notice. If the air
        quality is not cached, a look-up is started, and the air notice may be added later.
        """
        item = (
            entries[0].resolution
            if fetch_options.wants_notice and len(answer.entries) == len(entries) == 1
            else None
        )
        if answer.subject is not Subject.NOW or not isinstance(item, Match):
            return await self._fetch_results(answer, entries, fetch_options)
        self._weather.start_air_look_up(item.place)
        (entry,) = await self._fetch_results(answer, entries, fetch_options)
        notice, is_awaited = self._weather.air_notice(item.place), self._weather.is_looking_up_air(item.place)
        return (replace(entry, notice=notice, awaits_notice=is_awaited and notice is None),)

    async def with_late_notice(self, answer: Answer, fetch_options: FetchOptions) -> Answer:
        """Wait for the look-up of the air quality; return *answer* with the air notice, without further parts."""
        part = replace(answer, then=())
        match part.entries:
            case (Entry(resolution=Match(place=place), awaits_notice=True) as entry,):
                notice = await self._weather.late_air_notice(place, fetch_options.time_left)
                return replace(part, entries=(replace(entry, notice=notice, awaits_notice=False),))
            case _:
                return part

    async def _fetch_results(
        self, answer: Answer, entries: Sequence[Entry], fetch_options: FetchOptions
    ) -> tuple[Entry, ...]:
        """Return *entries*; the entries of places have the data that *answer* shows."""
        places = [entry.resolution.place for entry in entries if isinstance(entry.resolution, Match)]
        if not places:
            return tuple(entries)
        fetcher = DataFetcher(
            self._weather,
            self._warnings,
            self._find_timezone,
            fetch_options.time_left,
            fetch_options.share,
            self._now(),
        )
        warnings = self._warnings if answer.shows_warnings else None
        look_ups = () if warnings is None else warnings.refresh(places)
        quantities = [one for one in (answer.quantity, answer.second_quantity) if one is not None]
        results = iter(await fetcher.fetch(answer.subject, places, answer.when, quantities, answer.asked_at))
        if look_ups:
            await asyncio.wait(look_ups, timeout=MAX_WARNINGS_WAIT)
        return tuple(
            [
                Entry(
                    entry.resolution,
                    next(results),
                    warnings=() if warnings is None else warnings.get_imminent(entry.resolution.place),
                )
                if isinstance(entry.resolution, Match)
                else entry
                for entry in entries
            ]
        )
