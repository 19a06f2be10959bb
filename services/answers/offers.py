"""Creates the answers that are offered for one inline query, within a second."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from services.answers.models import Answer, Entry
from services.answers.service import AnswerService
from services.net.shares import Share
from services.places import Ambiguous, Choices, LookupFailed, Match, Place, Spot, Unknown
from services.places.models import distinct_by_label, offered_places
from services.places.text import fold
from services.questions import MESSAGE_REQUEST_QUANTITIES, Quantity, Question, Subject

NAMES_TIMEOUT = 0.3
"""Maximum time, in seconds, for geocoders to look up the names that the place index lacks."""

WEATHER_TIMEOUT = 0.35
"""Maximum time, in seconds, for the weather look-ups after name resolution."""

MAX_CHOICES_PER_NAME = 5
"""Maximum number of places that are offered for an ambiguous or unknown name. Each place in an offer takes one
look-up."""

MAX_CHOICES = 10
"""Maximum number of places that are offered for all ambiguous and unknown names of one query."""


@dataclass(frozen=True, slots=True)
class Offers:
    """The offered answers, in the order of Telegram's list."""

    answers: tuple[Answer, ...] = ()
    without_place: tuple[Entry, ...] = ()
    """The names of the query that have neither a place nor choices."""
    unindexed: frozenset[Spot] = frozenset()
    """The spots of offered places that the place index lacks; for these spots, `AnswerResolver.match_spots` would
    find wrong places."""

    @property
    def are_complete(self) -> bool:
        """Whether no look-up of the offers is late or has failed."""
        return not any(answer.is_worth_retrying for answer in self.answers) and not any(
            entry.failure is not None for entry in self.without_place
        )


class OfferService:
    """Creates the offers for an inline query; *answers* is the service that creates the answers."""

    def __init__(self, answers: AnswerService) -> None:
        self._answers = answers

    async def for_question(
        self, question: Question, language: str, choices: Choices, share: Share | None
    ) -> Offers:
        """Return the offers for *question*.

        The offers are one answer about all places, an answer about each place, and answers about the coming days.

        For an ambiguous or unknown name, each of its choices is an offer. If the look-up of a place is late, the
        place has a failure with the reason LATE.
        """
        resolved = await self._answers.resolver.resolve(
            as_weather_question(question), language, choices, within=NAMES_TIMEOUT, share=share
        )
        return await self._offers(await self._with_completions(resolved), share)

    async def for_places(
        self, places: Sequence[Place], language: str, question: Question, share: Share | None
    ) -> Offers:
        """Return the answers to *question* about *places* from which the user of an inline query can choose."""
        resolved = await self._answers.resolver.resolve(
            replace(as_weather_question(question), places=""), language, Choices(), within=0.0, share=None
        )
        entries = [Entry(Match(place.name, place)) for place in places]
        return await self._offers(resolved.with_entries(entries), share)

    async def at_spot(self, latitude: float, longitude: float, language: str, share: Share | None) -> Answer:
        """Return the weather now at *latitude* and *longitude*, given in degrees."""
        spot = round(latitude, 2), round(longitude, 2)
        resolved = await self._answers.resolver.match_spots([(spot, False)], language)
        return await self._with_results(resolved, share)

    async def _with_completions(self, answer: Answer) -> Answer:
        """Return *answer*, with completions as the choices of its last name if that name is unknown or a guess.

        Completions are places whose names begin with the typed letters. Completions are offered because the user
        may still be typing.
        """
        item = answer.entries[-1].item if answer.entries else None
        if item is None or isinstance(item, Ambiguous) or (isinstance(item, Match) and not item.guessed):
            return answer
        completions = await self._answers.resolver.completions(item.asked, answer.language)
        others = () if isinstance(item, LookupFailed) else offered_places(item)
        if not completions or (isinstance(item, Match) and item.place in completions):
            return answer
        last = Entry(Unknown(item.asked, distinct_by_label([*completions, *others])))
        return replace(answer, entries=(*answer.entries[:-1], last))

    async def _offers(self, answer: Answer, share: Share | None) -> Offers:
        matched = [entry for entry in answer.entries if isinstance(entry.item, Match)]
        # No forecast is looked up for a guess, because the user may still be typing the name.
        certain = [entry for entry in matched if isinstance(entry.item, Match) and not entry.item.guessed]
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
        answers = [*_with_separate_answers(whole), *_separate_answers(chosen), *_separate_answers(days)]
        if len(days.entries) > 1:
            answers.append(days)
        unindexed = await self._answers.resolver.unindexed_spots(
            [*answer.places, *choices.places], answer.language
        )
        without_place = tuple(entry for entry in answer.entries if not _is_offered(entry))
        return Offers(tuple(answers), without_place, unindexed)

    async def _with_results(self, answer: Answer, share: Share | None) -> Answer:
        if not answer.entries:
            return answer
        return await self._answers.with_results(answer, within=WEATHER_TIMEOUT, share=share)


def as_weather_question(question: Question) -> Question:
    """Return *question* or, if *question* requests a daily push or alerts, a question about the weather now.

    An inline query cannot request later messages, which need a chat to which the bot may write.
    """
    return (
        replace(question, quantity=Quantity.WEATHER, when=None)
        if question.quantity in MESSAGE_REQUEST_QUANTITIES
        else question
    )


def _entries_of_choices(entries: Sequence[Entry]) -> list[Entry]:
    """Return an entry for each choice of *entries*.

    Places whose names begin with the typed letters come first.
    """
    offered: list[Entry] = []
    for entry in entries:
        if isinstance(entry.item, Ambiguous | Unknown):
            typed = fold(entry.item.asked)
            choices = sorted(entry.item.choices, key=lambda place: not fold(place.name).startswith(typed))
            offered += [Entry(Match(entry.item.asked, place)) for place in choices[:MAX_CHOICES_PER_NAME]]
    return offered[:MAX_CHOICES]


def _is_offered(entry: Entry) -> bool:
    match entry.item:
        case Match():
            return True
        case LookupFailed():
            return False
        case _:
            return bool(entry.item.choices)


def _with_separate_answers(answer: Answer) -> Iterator[Answer]:
    """Yield *answer* if it has entries.

    If *answer* has several entries, also yield an answer for each entry.
    """
    if answer.entries:
        yield answer
    if len(answer.entries) > 1:
        yield from _separate_answers(answer)


def _separate_answers(answer: Answer) -> Iterator[Answer]:
    """Yield one answer for each entry of *answer*."""
    for entry in answer.entries:
        yield replace(answer, entries=(entry,), left_out=(), more_left_out=0)
