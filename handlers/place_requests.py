"""Finds the places that a request for daily pushes or alerts names."""

from collections.abc import Callable, Iterable

from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, Message

from handlers.conversations import Conversations, asker_id_of
from handlers.replies import answer_callback, reply, typing_action
from handlers.texts import Texts
from handlers.views.place_choice import chosen_names, place_choice_message
from handlers.views.places import not_added_text, unresolved_lines
from handlers.views.units import Units
from services.answers import Answer, AnswerService
from services.net.shares import Shares
from services.places import Place
from services.questions import Question
from services.storage import ChatRecord, SavedPlace, SavedPlaceList, SavedPlaces


class PlaceRequests:
    """Finds the places that a request names, and adds the labels that the chat has given to its saved places."""

    def __init__(
        self,
        answer_service: AnswerService,
        saved_places: SavedPlaces,
        conversations: Conversations,
        shares: Shares,
    ) -> None:
        self._answer_service = answer_service
        self._saved_places = saved_places
        self._conversations = conversations
        self._shares = shares

    async def named_places(
        self,
        message: Message,
        asker_id: int,
        text: str,
        units: Units,
        chat_record: ChatRecord,
        *,
        callback_data_for: Callable[[int, int], CallbackData],
        schedule_text: str = "",
        not_added_notice: str,
        command: str,
    ) -> SavedPlaceList | None:
        """Return the places that *text* names, with the labels of the chat; charge the user *asker_id*.

        If a name is unclear, ask which place is meant and return None. The message that asks contains
        *schedule_text* and a button for each choice. *callback_data_for* returns the callback data of a button;
        its arguments are the index of the name and the index of the choice. If there are no choices, reply with
        the reason and *not_added_notice*, and return None. If *text* names no place, reply with an example of
        *command*, and return None.
        """
        answer = await self.find_places(message, asker_id, text, units, chat_record)
        if problems := unresolved_lines(answer, units.texts):
            question = place_choice_message(answer, callback_data_for, units.texts, schedule_text)
            await reply(message, *(question or (not_added_text(problems, not_added_notice), None)))
            return None
        if not answer.places:
            await reply(message, units.texts("no-name", command=command))
            return None
        return await self.with_labels(message.chat.id, answer.places)

    async def find_place_names(
        self, message: Message, question: Question, units: Units, chat_record: ChatRecord, *, not_added_notice: str
    ) -> list[str] | None:
        """Return the names of the places of *question*, or of the last question if *question* has no place.

        If a name is unclear, reply with the reason and *not_added_notice*, and return None.
        """
        if question.names_no_place:
            last = await self._conversations.get_question(message)
            return [place.full_name for place in last.places] if last is not None else []
        answer = await self.find_places(message, asker_id_of(message), question.places, units, chat_record)
        if problems := unresolved_lines(answer, units.texts):
            await reply(message, not_added_text(problems, not_added_notice))
            return None
        return [place.full_name for place in answer.places]

    async def with_labels(self, chat_id: int, places: Iterable[Place]) -> SavedPlaceList:
        """Return *places*, each with its label if the chat has saved and labelled the place."""
        labelled = {saved.place.key: saved for saved in await self._saved_places.get(chat_id) if saved.label}
        return tuple(labelled.get(place.key, SavedPlace(place)) for place in places)

    async def find_places(
        self, message: Message, asker_id: int, text: str, units: Units, chat_record: ChatRecord
    ) -> Answer:
        """Return an answer with the places that *text* names, while the chat of *message* sees "typing".

        The look-ups are charged to *asker_id*: the user who sent *message* or pressed a button under *message*.
        Misspelled names are not guessed, because a push would repeat a wrong guess every day.
        """
        share = self._shares.share_for(asker_id, chat_record.saved)
        async with typing_action(message):
            return await self._answer_service.resolver.find_places(
                text, units.texts.language, chat_record.place_preferences, accepts_guesses=False, share=share
            )


async def read_choice(query: CallbackQuery, name_index: int, texts: Texts) -> tuple[Message, str] | None:
    """Return the message with the pressed button, and its place names; the chosen place replaces the unclear name.

    If the message no longer has the pressed button, notify the user and return None.
    """
    if isinstance(query.message, Message) and (names := chosen_names(query.message, name_index, query.data)):
        return query.message, names
    await answer_callback(query, texts("toast-old"))
    return None
