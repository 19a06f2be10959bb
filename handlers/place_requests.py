"""Finds the places that a request for daily pushes or alerts names."""

from collections.abc import Iterable

from aiogram.types import Message

from handlers.conversations import asker_of
from handlers.replies import typing
from handlers.views.units import Units
from services.answers import Answer, AnswerService
from services.net.shares import Shares
from services.places import Place
from services.storage import ChatRecord, SavedPlace, SavedPlaceList, SavedPlaces


class PlaceRequests:
    """Finds the places that a request names, and adds the labels that the chat has given to its saved places."""

    def __init__(self, answers: AnswerService, saved_places: SavedPlaces, shares: Shares) -> None:
        self._answers = answers
        self._saved_places = saved_places
        self._shares = shares

    async def find(self, message: Message, text: str, units: Units, chat_record: ChatRecord) -> Answer:
        """Return an answer with the places that *text* names, while the sender of *message* sees "typing".

        Misspelled names are not guessed, because a push would repeat a wrong guess every day.
        """
        share = self._shares.share_for(asker_of(message), chat_record.saved)
        async with typing(message):
            return await self._answers.resolver.find_places(
                text, units.texts.language, chat_record.choices, guessing=False, share=share
            )

    async def with_labels(self, chat_id: int, places: Iterable[Place]) -> SavedPlaceList:
        """Return *places*, each with the label that the chat has given to its saved place."""
        labelled = {saved.place.key: saved for saved in await self._saved_places.get(chat_id) if saved.label}
        return tuple(labelled.get(place.key, SavedPlace(place)) for place in places)
