"""Finds the places of questions, and returns answers that have no results yet."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from services.answers.models import Answer, Entry
from services.answers.packing import PackedPlace, unpack
from services.errors import Failure
from services.languages import LANGUAGES
from services.net.shares import Share
from services.places import (
    LookupFailed,
    Match,
    Place,
    PlacePreferences,
    Resolution,
    Resolver,
    Spot,
    Unknown,
    resolve_by_preferences,
)
from services.questions import (
    MAX_QUESTION_LENGTH,
    MESSAGE_REQUEST_QUANTITIES,
    Quantity,
    Question,
    Subject,
    is_code_or_link,
    read_question,
)

FIND_PLACES_TIMEOUT = 9.5
"""Maximum time, in seconds, to look for places that a chat wants to save, watch or get pushes about."""

_CAPITALIZED_PLACE = re.compile(r"\W*(?:[Вв]о?|[Ii]n)(?: [A-ZА-ЯЁ][\w’-]+){1,2}\W*")
"""Matches "in" and a capitalized name; in a follow-up, the name is a place even if it is also an everyday word."""

NO_PREFERENCES = PlacePreferences()
NO_QUESTION = Question("")


class AnswerResolver:
    """Finds the places of questions, and returns answers whose entries have no results yet.

    Look-ups are charged to *share*, the share of the user; None charges nobody. If too little of the share is
    left, a look-up fails with the reason SHARE_SPENT or TOO_MANY_NAMES.
    """

    def __init__(self, places: Resolver, now: Callable[[], datetime]) -> None:
        self._places = places
        self._now = now

    def read_question(
        self, text: str, subject: Subject = Subject.NOW, preferences: PlacePreferences = NO_PREFERENCES
    ) -> Question:
        """Return the question in *text*; its subject is *subject* if *text* names neither a time nor a quantity.

        If *text* is the name of one place, its words name no time and no quantity: "Frost, Texas" does not ask
        about frost. *preferences* contains the labels of the chat.
        """
        question = read_question(text, subject, labels=preferences.labels)
        if question.names_label or (question.when is None and question.quantity is Quantity.WEATHER):
            return question
        return Question(text, subject) if self.is_place_name(text) else question

    def is_place_name(self, text: str) -> bool:
        """Return whether *text* is the name of one place, without other words."""
        return self._places.is_place_name(text)

    async def is_question(
        self, question: Question, preferences: PlacePreferences = NO_PREFERENCES, *, is_follow_up: bool = False
    ) -> bool:
        """Return whether a text without a command, from which *question* was read, asks for the weather.

        If the text follows up a question, such as "what about Rome", even the name of a small place suffices.
        """
        if question.quantity in MESSAGE_REQUEST_QUANTITIES:
            return True
        if is_code_or_link(question.places) or question.is_sports_fixture:
            return False
        if question.is_elliptic:
            return True
        return await self._places.asks_for_weather(
            question.places,
            preferences.labels,
            has_weather_word=question.asks_for_weather
            or (is_follow_up and _CAPITALIZED_PLACE.fullmatch(question.places) is not None),
            has_time=is_follow_up or question.when is not None,
            has_coming_time=question.names_coming_time,
        )

    def empty_answer(self, question: Question, language: str) -> Answer:
        """Return an answer to *question* that has no entries yet.

        `Answer.asked_at` is rounded down to the minute, as in a packed answer. Because of the rounding, the
        answers to equal questions of the same minute are equal, and the bot renders them only once.
        """
        return Answer(
            language,
            subject=question.answer_subject,
            when=question.when,
            quantity=question.quantity,
            asked_at=self._now().replace(second=0, microsecond=0),
            units=question.units,
            second_quantity=question.second_quantity,
            limit=question.limit,
        )

    async def resolve(
        self,
        question: Question,
        language: str,
        preferences: PlacePreferences,
        *,
        within: float,
        share: Share | None,
    ) -> Answer:
        """Return an answer with an entry for each name of *question*, but without results.

        The names are looked up for at most *within* seconds.
        """
        reading = await self._places.resolve(
            question.places, language, labels=preferences.labels, time_limit=within, share=share
        )
        entries = [Entry(resolve_by_preferences(item, preferences)) for item in reading.items]
        return self.empty_answer(question, language).with_entries(entries, reading.left_out)

    async def find_places(
        self,
        text: str,
        language: str,
        preferences: PlacePreferences = NO_PREFERENCES,
        *,
        accepts_guesses: bool = True,
        share: Share | None = None,
    ) -> Answer:
        """Return an answer without results about the places that *text* names and the chat wants to save.

        If *accepts_guesses* is false, a misspelled name is unknown; its choices are the places that the user may
        have meant. Each place is charged to *share*, because later look-ups of a saved place are free.
        """
        question = Question(text[:MAX_QUESTION_LENGTH])
        answer = await self.resolve(question, language, preferences, within=FIND_PLACES_TIMEOUT, share=share)
        items = (entry.resolution for entry in answer.entries)
        if not accepts_guesses:
            items = (
                _unknown_from_guess(item) if isinstance(item, Match) and item.is_guess else item for item in items
            )
        return replace(answer, entries=tuple(Entry(_charge_or_fail(item, share)) for item in items))

    async def match_spots(
        self, spots: Sequence[tuple[Spot, bool]], language: str, question: Question = NO_QUESTION
    ) -> Answer:
        """Return an answer to *question*, without results, about the places at *spots*.

        *spots* are pairs: the spot of a place, and whether the answer names the place with its region.
        """
        matches = [
            await self._places.match_spot(spot, language, with_region=with_region) for spot, with_region in spots
        ]
        return self.empty_answer(question, language).with_entries(map(Entry, matches))

    async def unpack_answer(self, packed: str) -> Answer | None:
        """Return the answer that `pack` converted to *packed*, without results; None if *packed* is invalid."""
        content = unpack(packed)
        if content is None or all(content.language != language.code for language in LANGUAGES):
            return None
        matches = [await self._unpack_match(place, content.language) for place in content.places]
        known = [match for match in matches if match is not None]
        if len(known) < len(matches):
            return None
        return Answer(
            content.language,
            tuple(map(Entry, known)),
            subject=content.subject,
            day=content.day,
            when=content.when,
            quantity=content.quantity,
            asked_at=content.asked_at or self._now(),
        )

    async def _unpack_match(self, place: PackedPlace, language: str) -> Match | None:
        spot = place.latitude, place.longitude
        if place.is_spot:
            return await self._places.match_at(*spot, language)
        return await self._places.match_coordinates(
            spot, language, with_region=place.with_region, with_namesakes=place.has_namesakes
        )

    async def translate(self, places: Sequence[Place], language: str) -> Sequence[Place]:
        """Return *places* with their names in *language*, except labels and names that the place index lacks."""
        return await self._places.translate(places, language) if places else ()

    async def completions(self, letters: str, language: str) -> Sequence[Place]:
        """Return the likeliest places whose names begin with *letters*."""
        return await self._places.completions(letters, language)

    async def unindexed_spots(self, places: Sequence[Place], language: str) -> frozenset[Spot]:
        """Return the spots of the places among *places* that the place index lacks.

        At the spot of a place that the place index lacks, `match_spots` would find a wrong place.
        """
        return await self._places.unindexed_spots(places, language) if places else frozenset()


def _charge_or_fail(item: Resolution, share: Share | None) -> Resolution:
    """Charge *item* to *share* if *item* is a place; return *item*, or a failure if *share* is used up."""
    if not isinstance(item, Match) or share is None:
        return item
    taken = share.charge_place(item.place.key)
    return LookupFailed(item.asked, taken) if isinstance(taken, Failure) else item


def _unknown_from_guess(guess: Match) -> Unknown:
    """Return the name of *guess* as unknown, with the places that the user may have meant as choices."""
    return Unknown(guess.asked, (guess.place, *guess.choices))
