"""A question in free text → an answer: its places resolved and their weather asked, all within one deadline."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum

from services.errors import Failure, Reason
from services.net.shares import Share
from services.places import (
    MOST_PLACES,
    Choices,
    Match,
    Place,
    Resolution,
    Resolver,
    Unknown,
    Unresolved,
    identity,
    preferred,
    with_choice,
)
from services.weather import Forecast, Report, WeatherService

ANSWER_WITHIN = 9.5
"""Seconds until an answer is given with what is there: users are promised ten, and sending takes some."""

WEATHER_TAKES = 3.5
"""Seconds of those that names must leave, so that the others still get their weather."""

LONGEST_QUESTION = 4096
"""Characters that are read, as many as a message of Telegram's has: a megabyte would take seconds."""

COMPLETED_WITHIN = 20.0
"""Seconds after such an answer in which what was missing is still worth adding."""

LEFT_OUT_KEPT = 60
"""More than a message has room to list; the rest of a long text is counted, not kept."""


MOST_COMPARED = 6
"""Places of one answer about the days to come: more are no comparison any more."""


class Subject(Enum):
    """What is asked about places. The value is how many of them one answer has room for."""

    NOW = MOST_PLACES
    DAYS = MOST_COMPARED


@dataclass(frozen=True, slots=True)
class Entry:
    """One name of an answer and, where it is a place, its weather or why there is none."""

    item: Resolution
    result: Report | Forecast | Failure | None = None

    @property
    def failure(self) -> Failure | None:
        """Why there is no weather, unless there is or the name is unknown."""
        if isinstance(self.item, Unresolved):
            return self.item.failure
        return self.result if isinstance(self.result, Failure) else None

    @property
    def late(self) -> bool:
        """Whether the weather, or the place itself, was still being asked for when the answer was due."""
        return self.failure is not None and self.failure.reason is Reason.LATE


@dataclass(frozen=True, slots=True)
class Answer:
    """What is told about the places of one question, in the order asked, and the names left out."""

    language: str
    entries: tuple[Entry, ...] = ()
    left_out: tuple[str, ...] = ()
    """Names that were too many, the first LEFT_OUT_KEPT of them."""
    more_left_out: int = 0
    subject: Subject = Subject.NOW
    day: date | None = None
    """The one of the days that is told hour by hour."""

    @property
    def worth_retrying(self) -> bool:
        """Whether something failed for a reason that may have passed by now."""
        return any(entry.failure is not None and entry.failure.passing for entry in self.entries)

    @property
    def refusal(self) -> Failure | None:
        """Why something in it was not looked up, where that is up to the user who asked."""
        failures = (entry.failure for entry in self.entries)
        return next((failure for failure in failures if failure is not None and failure.refused), None)

    @property
    def outdated(self) -> bool:
        """Whether an older report or forecast stands in for one that is not to be had."""
        results = (entry.result for entry in self.entries)
        return any(isinstance(result, Report | Forecast) and result.age is not None for result in results)

    @property
    def late(self) -> bool:
        """Whether something in it may still arrive."""
        return any(entry.late for entry in self.entries)


NO_CHOICES = Choices()


@dataclass(frozen=True, slots=True)
class _Request:
    """What is asked about places, until when, and whose share it is charged to."""

    due: float
    """By the event loop's clock."""
    subject: Subject
    share: Share | None

    @property
    def time_left(self) -> float:
        """Seconds until it is due."""
        return max(0.0, self.due - asyncio.get_running_loop().time())


def _request(within: float, subject: Subject = Subject.NOW, share: Share | None = None) -> _Request:
    return _Request(asyncio.get_running_loop().time() + within, subject, share)


class AnswerService:
    """Answers questions: the one thing handlers ask of the services.

    Each look-up is charged to the *share* of the user who asks, if given; what it does not cover fails with the
    reason SHARE_SPENT or TOO_MANY_NAMES.
    """

    def __init__(self, places: Resolver, weather: WeatherService) -> None:
        self._places = places
        self._weather = weather

    @property
    def usual_provider(self) -> str:
        """The name of the provider whose weather needs no mention of where it is from."""
        return self._weather.usual_provider

    async def is_question(self, text: str, choices: Choices = NO_CHOICES) -> bool:
        """Whether *text*, which does not say what it is, asks for the weather."""
        return await self._places.reads_as_places(text[:LONGEST_QUESTION], choices.labels)

    async def answer(
        self,
        text: str,
        language: str,
        choices: Choices = NO_CHOICES,
        subject: Subject = Subject.NOW,
        *,
        share: Share | None = None,
    ) -> Answer:
        """Return the weather of the places that *text* names, with their names in *language*.

        A name that stands for several places is the one in *choices*, else the likeliest. Labels are names, too.
        """
        request = _request(ANSWER_WITHIN, subject, share)
        entries, left_out = await self._read(text[:LONGEST_QUESTION], language, choices, request)
        return _answer(language, entries, left_out, subject=subject)

    async def find(
        self,
        text: str,
        language: str,
        choices: Choices = NO_CHOICES,
        *,
        guessing: bool = True,
        share: Share | None = None,
    ) -> Answer:
        """Return the places to be saved that *text* names as `answer` does, without their weather.

        Without *guessing* a misspelled name is unknown, with what it may mean to choose from. Each place is
        charged as a look-up: once saved it costs nothing.
        """
        reading = await self._places.resolve(
            text[:LONGEST_QUESTION], language, labels=choices.labels, within=ANSWER_WITHIN, share=share
        )
        items = [preferred(item, choices) for item in reading.items]
        if not guessing:
            items = [_doubted(item) if isinstance(item, Match) and item.guessed else item for item in items]
        return _answer(language, [Entry(_charged(item, share)) for item in items], reading.left_out)

    async def timezone(self, place: Place) -> str:
        """Return the IANA name of the time zone at *place*."""
        return await self._places.timezone(place)

    async def answer_saved(self, places: Sequence[Place], language: str, subject: Subject = Subject.NOW) -> Answer:
        """Return the weather of the places that a chat has saved, which costs no share."""
        asked, left_out = places[: subject.value], [place.name for place in places[subject.value :]]
        entries = await self._ask([Match(place.name, place) for place in asked], _request(ANSWER_WITHIN, subject))
        return _answer(language, entries, left_out, subject=subject)

    async def answer_spot(
        self, latitude: float, longitude: float, language: str, *, share: Share | None = None
    ) -> Answer:
        """Return the weather at these coordinates."""
        request = _request(ANSWER_WITHIN, share=share)
        spot = await self._places.spot(latitude, longitude, language)
        (entry,) = await self._ask([spot], request)
        return Answer(language, (entry,))

    async def renewed(
        self,
        answer: Answer,
        choices: Choices = NO_CHOICES,
        *,
        failed_only: bool = False,
        share: Share | None = None,
    ) -> Answer:
        """Return *answer* with all its entries asked again, or only those that failed."""
        request = _request(ANSWER_WITHIN, answer.subject, share)
        return await self._again(
            answer, choices, lambda entry: entry.failure is not None or not failed_only, request
        )

    async def completed(
        self, answer: Answer, choices: Choices = NO_CHOICES, *, share: Share | None = None
    ) -> Answer:
        """Return *answer* with what was late in it, waited for COMPLETED_WITHIN seconds at most."""
        request = _request(COMPLETED_WITHIN, answer.subject, share)
        return await self._again(answer, choices, lambda entry: entry.late, request)

    async def choosing(
        self, answer: Answer, position: int, choice: int, *, share: Share | None = None
    ) -> tuple[Answer, Match] | None:
        """Return *answer* with that one of the choices for the entry at *position*, and what was chosen.

        Return None when there is no such choice, as for a button from before the answer changed.
        """
        item = answer.entries[position].item if position < len(answer.entries) else None
        if item is None or isinstance(item, Unresolved) or choice >= len(item.choices):
            return None
        chosen = with_choice(item, item.choices[choice])
        before, after = answer.entries[:position], answer.entries[position + 1 :]
        asked = await self._ask([chosen], _request(ANSWER_WITHIN, answer.subject, share))
        return _tidied(answer, [*before, *asked, *after]), chosen

    async def _again(
        self, answer: Answer, choices: Choices, wanted: Callable[[Entry], bool], request: _Request
    ) -> Answer:
        async def again(entry: Entry) -> list[Entry]:
            if not wanted(entry):
                return [entry]
            if isinstance(entry.item, Unresolved):
                return (await self._read(entry.item.asked, answer.language, choices, request))[0]
            return await self._ask([entry.item], request)

        renewed = await asyncio.gather(*map(again, answer.entries))
        return _tidied(answer, [entry for entries in renewed for entry in entries])

    async def _read(
        self, text: str, language: str, choices: Choices, request: _Request
    ) -> tuple[list[Entry], Sequence[str]]:
        """Return an entry for each name in *text*, and the names left out."""
        within = request.time_left - WEATHER_TAKES
        reading = await self._places.resolve(
            text, language, labels=choices.labels, within=within, share=request.share
        )
        most = request.subject.value
        items, over = reading.items[:most], reading.items[most:]
        entries = await self._ask([preferred(item, choices) for item in items], request)
        return entries, [*(item.asked for item in over), *reading.left_out]

    async def _ask(self, items: Iterable[Resolution], request: _Request) -> list[Entry]:
        items = list(items)
        places = [item.place for item in items if isinstance(item, Match)]
        results = iter(await self._weather_of(places, request))
        return [Entry(item, next(results) if isinstance(item, Match) else None) for item in items]

    async def _weather_of(
        self, places: Sequence[Place], request: _Request
    ) -> Sequence[Report | Forecast | Failure]:
        within = request.time_left
        if request.subject is Subject.NOW:
            return await self._weather.reports(places, within=within, share=request.share)
        forecasts = await self._weather.forecasts(places, within=within, share=request.share)
        # One without a day to come, as from a provider whose clock is wrong, cannot be told.
        return [
            forecast if isinstance(forecast, Failure) or forecast.days else Failure(Reason.MALFORMED)
            for forecast in forecasts
        ]


def _charged(item: Resolution, share: Share | None) -> Resolution:
    """Return *item*, unresolved where *share* does not cover that it is saved."""
    if not isinstance(item, Match) or share is None:
        return item
    taken = share.take_place(item.place.key)
    return Unresolved(item.asked, taken) if isinstance(taken, Failure) else item


def _doubted(guess: Match) -> Unknown:
    return Unknown(guess.asked, (guess.place, *guess.choices))


def _answer(
    language: str, entries: Iterable[Entry], left_out: Sequence[str], *, subject: Subject = Subject.NOW
) -> Answer:
    kept = tuple(left_out[:LEFT_OUT_KEPT])
    return Answer(language, tuple(entries), kept, len(left_out) - len(kept), subject)


def _tidied(answer: Answer, entries: Iterable[Entry]) -> Answer:
    """Return *answer* with these entries, each place once and no more of them than it has room for."""
    first: dict[tuple[float, float] | str, Entry] = {}
    for entry in entries:
        first.setdefault(identity(entry.item), entry)
    most = answer.subject.value
    kept, over = list(first.values())[:most], list(first.values())[most:]
    return replace(answer, entries=tuple(kept), left_out=(*(entry.item.asked for entry in over), *answer.left_out))
