"""A question in free text → an answer: its places resolved and their weather asked, all within one deadline."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from services.errors import Failure
from services.places import MOST_PLACES, Match, Place, Resolution, Resolver, Unresolved, identity
from services.weather import Report, WeatherService

ANSWER_WITHIN = 9.5
"""Seconds until an answer is given with what is there: users are promised ten, and sending takes some."""

PLACES_WITHIN = 6.0
"""Seconds of those that names may take, so that the others still get their weather."""

LONGEST_QUESTION = 4096
"""Characters that are read, as many as a message of Telegram's has: a megabyte would take seconds."""

LEFT_OUT_KEPT = 60
"""More than a message has room to list; the rest of a long text is counted, not kept."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One name of an answer and, where it is a place, its report or why there is none."""

    item: Resolution
    result: Report | Failure | None = None

    @property
    def failure(self) -> Failure | None:
        """Why there is no weather, unless there is or the name is unknown."""
        if isinstance(self.item, Unresolved):
            return self.item.failure
        return self.result if isinstance(self.result, Failure) else None


@dataclass(frozen=True, slots=True)
class Answer:
    """What is told about the places of one question, in the order asked, and the names left out."""

    language: str
    entries: tuple[Entry, ...] = ()
    left_out: tuple[str, ...] = ()
    """Names that were too many, the first LEFT_OUT_KEPT of them."""
    more_left_out: int = 0

    @property
    def worth_retrying(self) -> bool:
        """Whether something failed for a reason that may have passed by now."""
        return any(entry.failure is not None and entry.failure.passing for entry in self.entries)


Preferring = Callable[[Resolution], Resolution]
"""Picks among namesakes; what it does not care about it returns as it is."""


def _as_it_is(item: Resolution) -> Resolution:
    return item


class AnswerService:
    """Answers questions: the one thing handlers ask of the services."""

    def __init__(self, places: Resolver, weather: WeatherService) -> None:
        self._places = places
        self._weather = weather

    @property
    def usual_provider(self) -> str:
        """The name of the provider whose weather needs no mention of where it is from."""
        return self._weather.usual_provider

    async def answer(self, text: str, language: str, preferring: Preferring = _as_it_is) -> Answer:
        """Return the weather of the places that *text* names, with their names in *language*.

        Each name that stands for several places is what *preferring* makes of it.
        """
        due = _due()
        reading = await self._places.resolve(text[:LONGEST_QUESTION], language, within=PLACES_WITHIN)
        entries = await self._ask(map(preferring, reading.items), due)
        left_out = tuple(reading.left_out[:LEFT_OUT_KEPT])
        return Answer(language, tuple(entries), left_out, len(reading.left_out) - len(left_out))

    async def answer_spot(self, latitude: float, longitude: float, language: str) -> Answer:
        """Return the weather at these coordinates."""
        spot = Place(f"{latitude:.2f}, {longitude:.2f}", latitude, longitude)
        name, (entry,) = await asyncio.gather(
            self._places.name_at(spot, language, within=PLACES_WITHIN), self._ask([Match(spot.name, spot)], _due())
        )
        return Answer(language, (replace(entry, item=Match(spot.name, replace(spot, name=name or spot.name))),))

    async def renewed(
        self, answer: Answer, preferring: Preferring = _as_it_is, *, failed_only: bool = False
    ) -> Answer:
        """Return *answer* with all its entries asked again, or only those that failed."""
        due = _due()

        async def again(entry: Entry) -> list[Entry]:
            if failed_only and entry.failure is None:
                return [entry]
            return await self._again(entry.item, answer.language, preferring, due)

        renewed = await asyncio.gather(*map(again, answer.entries))
        return _tidied(answer, [entry for entries in renewed for entry in entries])

    async def choosing(self, answer: Answer, position: int, choice: int) -> tuple[Answer, Match] | None:
        """Return *answer* with that one of the choices for the entry at *position*, and what was chosen.

        Return None when there is no such choice, as for a button from before the answer changed.
        """
        item = answer.entries[position].item if position < len(answer.entries) else None
        if item is None or isinstance(item, Unresolved) or choice >= len(item.choices):
            return None
        chosen = item.choosing(item.choices[choice])
        before, after = answer.entries[:position], answer.entries[position + 1 :]
        return _tidied(answer, [*before, *await self._ask([chosen], _due()), *after]), chosen

    async def _again(self, item: Resolution, language: str, preferring: Preferring, due: float) -> list[Entry]:
        if isinstance(item, Unresolved):
            reading = await self._places.resolve(item.asked, language, within=PLACES_WITHIN)
            return await self._ask(map(preferring, reading.items), due)
        return await self._ask([item], due)

    async def _ask(self, items: Iterable[Resolution], due: float) -> list[Entry]:
        items = list(items)
        places = [item.place for item in items if isinstance(item, Match)]
        within = max(0.0, due - asyncio.get_running_loop().time())
        reports = iter(await self._weather.reports(places, within=within))
        return [Entry(item, next(reports) if isinstance(item, Match) else None) for item in items]


def _tidied(answer: Answer, entries: Iterable[Entry]) -> Answer:
    """Return *answer* with these entries, each place once and no more of them than a message holds."""
    first: dict[tuple[float, float] | str, Entry] = {}
    for entry in entries:
        first.setdefault(identity(entry.item), entry)
    kept, over = list(first.values())[:MOST_PLACES], list(first.values())[MOST_PLACES:]
    return replace(answer, entries=tuple(kept), left_out=(*(entry.item.asked for entry in over), *answer.left_out))


def _due() -> float:
    return asyncio.get_running_loop().time() + ANSWER_WITHIN
