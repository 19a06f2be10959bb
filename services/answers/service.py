"""The service that answers questions: it finds the places of a question and fetches the weather there."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from services.answers.models import Answer, Entry
from services.answers.resolution import NO_PREFERENCES, NO_QUESTION, AnswerResolver
from services.answers.results import FetchOptions, ResultFetcher
from services.net.shares import Share
from services.places import (
    LookupFailed,
    Match,
    Place,
    PlacePreferences,
    Resolver,
    Spot,
    resolution_key,
    with_choice,
)
from services.questions import Question
from services.timezones import utc_now
from services.warnings import WarningService
from services.weather import Report, WeatherService

ANSWER_TIMEOUT = 9.5
"""Seconds after which an answer is returned even if it is incomplete, so that it is sent within ten seconds."""

TIME_RESERVED_FOR_WEATHER = 3.5
"""Seconds of ANSWER_TIMEOUT that are reserved for the weather look-ups, which begin after name resolution."""

COMPLETION_TIMEOUT = 20.0
"""Maximum time, in seconds, to wait for the data that an incomplete answer lacks."""


class AnswerService:
    """Answers questions about the weather at places.

    Look-ups are charged to *share*, the share of the user; None charges nobody. If too little of the share is
    left, a look-up fails with the reason SHARE_SPENT or TOO_MANY_NAMES.
    """

    def __init__(
        self,
        places: Resolver,
        weather: WeatherService,
        warnings: WarningService | None = None,
        *,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        """Create the service; if *warnings* is None, answers have no official warnings."""
        self._places = places
        self._weather = weather
        self._results = ResultFetcher(weather, warnings, places.timezone, now)
        self.resolver = AnswerResolver(places, now)
        """Finds the places of questions; its answers have no results until `with_results` fetches them."""
        self.usual_provider = weather.usual_provider
        """The name of the weather provider that is called first."""

    async def answer(
        self,
        question: Question,
        language: str,
        preferences: PlacePreferences = NO_PREFERENCES,
        *,
        share: Share | None = None,
    ) -> Answer:
        """Return the answer to *question*, with the names of places in *language*.

        *preferences* contains the chosen and saved places of the chat. If several places have a name, the chat's
        choice for the name is preferred to the likeliest place. The labels of the chat count as names.
        """
        fetch_options = FetchOptions.due_in(ANSWER_TIMEOUT, share)
        within = ANSWER_TIMEOUT - TIME_RESERVED_FOR_WEATHER
        answer = await self.resolver.resolve(question, language, preferences, within=within, share=share)
        return await self._with_results(answer, fetch_options)

    async def with_results(
        self, answer: Answer, *, within: float = ANSWER_TIMEOUT, share: Share | None = None
    ) -> Answer:
        """Return *answer* with the results of its places, after at most *within* seconds.

        The returned answer has no air notices. An air notice costs a look-up, and the user of an inline query
        chooses at most one of the answers.
        """
        return await self._with_results(answer, FetchOptions.due_in(within, share, wants_notice=False))

    async def timezone_name(self, place: Place) -> str:
        """Return the IANA name of the time zone at *place*.

        If *place* is near a border between time zones, request the time zone from a weather service.
        """
        certain = await self._places.certain_timezone(place)
        if certain is not None:
            return certain
        (report,) = await self._weather.reports([place], within=TIME_RESERVED_FOR_WEATHER)
        if isinstance(report, Report) and isinstance(report.timezone, ZoneInfo):
            return report.timezone.key
        return await self._places.timezone(place)

    async def answer_about(
        self,
        places: Sequence[Place],
        language: str,
        question: Question = NO_QUESTION,
        *,
        share: Share | None = None,
    ) -> Answer:
        """Return the answer to *question* about *places*, such as the saved places of a chat.

        The answer has the names of the places in *language*, whatever the language of *places*.
        """
        named = await self.resolver.translate(places, language)
        answer = self.resolver.empty_answer(question, language).with_entries(
            Entry(Match(place.name, place)) for place in named
        )
        return await self._with_results(answer, FetchOptions.due_in(ANSWER_TIMEOUT, share))

    async def answer_at_coordinates(
        self,
        latitude: float,
        longitude: float,
        language: str,
        question: Question = NO_QUESTION,
        *,
        share: Share | None = None,
    ) -> Answer:
        """Return the answer to *question* about the place at *latitude* and *longitude*, given in degrees."""
        fetch_options = FetchOptions.due_in(ANSWER_TIMEOUT, share)
        match = await self._places.match_at(latitude, longitude, language)
        answer = replace(self.resolver.empty_answer(question, language), entries=(Entry(match),))
        return await self._with_results(answer, fetch_options)

    async def refetch(
        self,
        answer: Answer,
        preferences: PlacePreferences = NO_PREFERENCES,
        *,
        failed_only: bool = False,
        share: Share | None = None,
    ) -> Answer:
        """Fetch the results of *answer* again, and return the new answer.

        If *failed_only* is true, fetch only the results of entries that failed.
        """
        fetch_options = FetchOptions.due_in(ANSWER_TIMEOUT, share)

        def is_refetched(entry: Entry) -> bool:
            return entry.failure is not None or not failed_only

        return await self._refetch_parts(answer, is_refetched, preferences, fetch_options)

    async def with_late_results(
        self, answer: Answer, preferences: PlacePreferences = NO_PREFERENCES, *, share: Share | None = None
    ) -> Answer:
        """Wait for the late results and air notices of *answer*, and return the completed answer.

        Wait at most COMPLETION_TIMEOUT seconds.
        """
        fetch_options = FetchOptions.due_in(COMPLETION_TIMEOUT, share)
        if answer.is_late:
            answer = await self._refetch_parts(answer, lambda entry: entry.is_late, preferences, fetch_options)
        if answer.awaits_notice:
            parts = [await self._results.with_late_notice(part, fetch_options) for part in answer.parts]
            answer = replace(parts[0], then=tuple(parts[1:]))
        return answer

    async def choose_place(
        self, answer: Answer, entry_index: int, choice_index: int, *, share: Share | None = None
    ) -> tuple[Answer, Match] | None:
        """Return *answer* with a chosen place in the entry at *entry_index*, and the match of the chosen place.

        *entry_index* is an index into `Answer.all_entries`; *choice_index* is an index into the choices of this
        entry. Return None if no choice has these indices, for example because the button is outdated.
        """
        if answer.then and entry_index >= len(answer.entries):
            rest = replace(answer.then[0], then=answer.then[1:])
            changed = await self.choose_place(rest, entry_index - len(answer.entries), choice_index, share=share)
            if changed is None:
                return None
            rest, match = changed
            return replace(answer, then=(replace(rest, then=()), *rest.then)), match
        item = answer.entries[entry_index].resolution if entry_index < len(answer.entries) else None
        if item is None or isinstance(item, LookupFailed) or choice_index >= len(item.choices):
            return None
        chosen = with_choice(item, item.choices[choice_index])
        fetch_options = FetchOptions.due_in(ANSWER_TIMEOUT, share)
        fetched = await self._results.fetch(answer, [Entry(chosen)], fetch_options)
        before, after = answer.entries[:entry_index], answer.entries[entry_index + 1 :]
        return answer.with_entries([*before, *fetched, *after]), chosen

    async def _refetch_parts(
        self,
        answer: Answer,
        is_refetched: Callable[[Entry], bool],
        preferences: PlacePreferences,
        fetch_options: FetchOptions,
    ) -> Answer:
        """Return *answer* with new results for the entries, of all parts, for which *is_refetched* is true."""
        first, *rest = await asyncio.gather(
            *(
                self._refetch_entries(
                    part, [entry for entry in part.entries if is_refetched(entry)], preferences, fetch_options
                )
                for part in answer.parts
            )
        )
        return replace(first, then=tuple(rest))

    async def _refetch_entries(
        self, answer: Answer, entries: Sequence[Entry], preferences: PlacePreferences, fetch_options: FetchOptions
    ) -> Answer:
        """Return *answer* with new results for *entries*; look up a name again if its look-up failed."""
        places = [entry for entry in entries if not isinstance(entry.resolution, LookupFailed)]
        names = [entry for entry in entries if isinstance(entry.resolution, LookupFailed)]
        # The weather at known places is requested at once, without waiting for the names.
        fetched, looked_up = await asyncio.gather(
            self._results.fetch(answer, places, fetch_options),
            asyncio.gather(
                *(
                    self._look_up_name_again(answer, entry.resolution.asked, preferences, fetch_options)
                    for entry in names
                )
            ),
        )
        replacements: dict[Spot | str, Sequence[Entry]] = {
            resolution_key(old.resolution): (new,) for old, new in zip(places, fetched, strict=True)
        }
        replacements |= {resolution_key(old.resolution): new for old, new in zip(names, looked_up, strict=True)}
        return answer.with_entries(
            new for old in answer.entries for new in replacements.get(resolution_key(old.resolution), (old,))
        )

    async def _look_up_name_again(
        self, answer: Answer, name: str, preferences: PlacePreferences, fetch_options: FetchOptions
    ) -> Sequence[Entry]:
        """Look up *name* again; return entries for its places, with the data that *answer* shows."""
        within = fetch_options.time_left - TIME_RESERVED_FOR_WEATHER
        resolved = await self.resolver.resolve(
            Question(name), answer.language, preferences, within=within, share=fetch_options.share
        )
        return await self._results.fetch(answer, resolved.entries, fetch_options)

    async def _with_results(self, answer: Answer, fetch_options: FetchOptions) -> Answer:
        return replace(answer, entries=await self._results.fetch(answer, answer.entries, fetch_options))
