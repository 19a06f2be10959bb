"""Creates the answers for the list that Telegram shows for an inline query, within a second."""

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from services.answers.models import Answer, Entry
from services.answers.service import AnswerService
from services.net.shares import Share
from services.places import Ambiguous, LookupFailed, Match, Place, PlacePreferences, Spot, Unknown
from services.places.models import distinct_by_full_name, possible_places
from services.places.text import fold
from services.questions import MESSAGE_REQUEST_QUANTITIES, Quantity, Question, Subject

NAME_LOOK_UP_TIMEOUT = 0.3
"""Maximum time, in seconds, for geocoders to look up the names of a query that the place index lacks."""

WEATHER_LOOK_UP_TIMEOUT = 0.35
"""Maximum time, in seconds, of the weather look-ups, which begin after the names of a query are resolved."""

MAX_CHOICES_PER_NAME = 5
"""Maximum number of places in the list for one ambiguous or unknown name; each place takes a look-up."""

MAX_CHOICES_IN_LIST = 10
"""Maximum number of places in the list for all ambiguous and unknown names of a query together."""


@dataclass(frozen=True, slots=True)
class InlineAnswers:
    """The answers to an inline query, in the order of the list that Telegram shows."""

    answers: tuple[Answer, ...] = ()
    entries_without_place: tuple[Entry, ...] = ()
    """The entries of names for which the list has no answer, because no place is known for them."""
    unindexed: frozenset[Spot] = frozenset()
    """The spots of places that the place index lacks, where `AnswerResolver.match_spots` finds wrong places."""

    @property
    def is_complete(self) -> bool:
        """True if each look-up has ended in time and without an error worth a retry."""
        return not any(answer.is_worth_retrying for answer in self.answers) and not any(
            entry.failure is not None for entry in self.entries_without_place
        )

    def with_first_answers_of(self, others: Iterable["InlineAnswers"]) -> "InlineAnswers":
        """Return a copy that has the first answer of each of *others* after its own first answer."""
        more = [answer for other in others for answer in other.answers[:1]]
        return replace(self, answers=(*self.answers[:1], *more, *self.answers[1:]))


class InlineAnswerService:
    """Creates the answers to inline queries, by means of *answer_service*."""

    def __init__(self, answer_service: AnswerService) -> None:
        self._answer_service = answer_service

    async def answers_to_question(
        self, question: Question, language: str, preferences: PlacePreferences, share: Share | None
    ) -> InlineAnswers:
        """Return answers to *question*: about all places together, each place, and the coming days.

        An ambiguous or unknown name gets an answer about each place that it may mean. If the weather at a place
        arrives too late, the answer has a failure with the reason LATE.
        """
        resolved = await self._answer_service.resolver.resolve(
            as_weather_question(question), language, preferences, within=NAME_LOOK_UP_TIMEOUT, share=share
        )
        return await self._inline_answers(await self._with_completions(resolved), share)

    async def answers_about_places(
        self, places: Sequence[Place], language: str, question: Question, share: Share | None
    ) -> InlineAnswers:
        """Return the answers to *question* about *places*, for a query that names no place."""
        resolved = await self._answer_service.resolver.resolve(
            replace(as_weather_question(question), places=""), language, PlacePreferences(), within=0.0, share=None
        )
        entries = [Entry(Match(place.name, place)) for place in places]
        return await self._inline_answers(resolved.with_entries(entries), share)

    async def answer_at_coordinates(
        self, latitude: float, longitude: float, language: str, share: Share | None
    ) -> Answer:
        """Return the weather now at *latitude* and *longitude*, given in degrees."""
        spot = round(latitude, 2), round(longitude, 2)
        resolved = await self._answer_service.resolver.match_spots([(spot, False)], language)
        return await self._with_results(resolved, share)

    async def _with_completions(self, answer: Answer) -> Answer:
        """Complete the last name of *answer* if it is unknown or misspelled, because the user may still be typing.

        The choices of the completed name begin with the places whose names begin with the typed letters.
        """
        item = answer.entries[-1].resolution if answer.entries else None
        if item is None or isinstance(item, Ambiguous) or (isinstance(item, Match) and not item.is_guess):
            return answer
        completions = await self._answer_service.resolver.completions(item.asked, answer.language)
        others = () if isinstance(item, LookupFailed) else possible_places(item)
        if not completions or (isinstance(item, Match) and item.place in completions):
            return answer
        last = Entry(Unknown(item.asked, distinct_by_full_name([*completions, *others])))
        return replace(answer, entries=(*answer.entries[:-1], last))

    async def _inline_answers(self, answer: Answer, share: Share | None) -> InlineAnswers:
        matched = [entry for entry in answer.entries if isinstance(entry.resolution, Match)]
        # No forecast is looked up for a misspelled name, because the user may still be typing it.
        certain = [
            entry for entry in matched if isinstance(entry.resolution, Match) and not entry.resolution.is_guess
        ]
        about_days = replace(
            answer, subject=Subject.DAYS, when=None, quantity=Quantity.WEATHER, left_out=(), more_left_out=0
        )
        with_choices = replace(answer, left_out=(), more_left_out=0)
        choices = with_choices.with_entries(_entries_of_choices(answer.entries))
        whole, chosen, days = await asyncio.gather(
            self._with_results(replace(answer, entries=tuple(matched)), share),
            self._with_results(choices, share),
            self._with_results(
                about_days.with_entries(certain if answer.subject is not Subject.DAYS else ()), share
            ),
        )
        answers = [*_whole_and_separate_answers(whole), *_separate_answers(chosen), *_separate_answers(days)]
        if len(days.entries) > 1:
            answers.append(days)
        unindexed = await self._answer_service.resolver.unindexed_spots(
            [*answer.places, *choices.places], answer.language
        )
        entries_without_place = tuple(entry for entry in answer.entries if not _has_places(entry))
        return InlineAnswers(tuple(answers), entries_without_place, unindexed)

    async def _with_results(self, answer: Answer, share: Share | None) -> Answer:
        if not answer.entries:
            return answer
        return await self._answer_service.with_results(answer, within=WEATHER_LOOK_UP_TIMEOUT, share=share)


def as_weather_question(question: Question) -> Question:
    """Return *question*; if it requests a daily push or alerts, return a question about the weather now instead.

    An inline query cannot request later messages, because the bot may not write to the chat of the query.
    """
    return (
        replace(question, quantity=Quantity.WEATHER, when=None)
        if question.quantity in MESSAGE_REQUEST_QUANTITIES
        else question
    )


def _entries_of_choices(entries: Sequence[Entry]) -> list[Entry]:
    """Return an entry for each place that the ambiguous and unknown names of *entries* may mean.

    The places of a name are sorted: first those whose names begin with the typed letters.
    """
    choice_entries: list[Entry] = []
    for entry in entries:
        if isinstance(entry.resolution, Ambiguous | Unknown):
            typed = fold(entry.resolution.asked)
            choices = sorted(entry.resolution.choices, key=lambda place: not fold(place.name).startswith(typed))
            choice_entries += [
                Entry(Match(entry.resolution.asked, place)) for place in choices[:MAX_CHOICES_PER_NAME]
            ]
    return choice_entries[:MAX_CHOICES_IN_LIST]


def _has_places(entry: Entry) -> bool:
    match entry.resolution:
        case Match():
            return True
        case LookupFailed():
            return False
        case _:
            return bool(entry.resolution.choices)


def _whole_and_separate_answers(answer: Answer) -> Iterator[Answer]:
    """Yield *answer*, then an answer for each of its entries if it has several; yield nothing without entries."""
    if answer.entries:
        yield answer
    if len(answer.entries) > 1:
        yield from _separate_answers(answer)


def _separate_answers(answer: Answer) -> Iterator[Answer]:
    """Yield one answer for each entry of *answer*."""
    for entry in answer.entries:
        yield replace(answer, entries=(entry,), left_out=(), more_left_out=0)
