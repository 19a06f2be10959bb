"""Offers of a daily push, for sentences such as "send me the weather in Oslo every morning"."""

from collections.abc import Sequence

from aiogram import Bot, Router
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message

from handlers.conversations import Conversations
from handlers.direct_messages import reply_only_weather
from handlers.editing import edit_keyboard
from handlers.place_requests import PlaceRequests
from handlers.prompts import Prompt, Prompts
from handlers.push_requests import PushRequests
from handlers.replies import answer_callback, reply
from handlers.views.daily import not_subscribed_text, schedule_text
from handlers.views.daily_offer import (
    OfferAction,
    OfferCallback,
    hours_keyboard,
    offer_keyboard,
    offer_text,
    offered_names,
    without_button,
)
from handlers.views.places import unresolved_lines
from handlers.views.units import Units
from services.daily import PushRequest, push_request_from_question
from services.questions import Question
from services.schedule import Weekdays
from services.storage import ChatRecord, SavedPlaces


class PushOffers:
    """Offers daily pushes with the places and the time that a sentence names."""

    def __init__(
        self,
        place_requests: PlaceRequests,
        saved_places: SavedPlaces,
        conversations: Conversations,
        prompts: Prompts,
    ) -> None:
        self._place_requests = place_requests
        self._saved_places = saved_places
        self._conversations = conversations
        self._prompts = prompts

    async def offer(
        self, message: Message, question: Question, text: str, bot: Bot, units: Units, chat_record: ChatRecord
    ) -> None:
        """Offer the push that *question*, read from *text*, requests; if it has no places, prompt for places.

        In the direct messages of a channel, reply that the bot only answers questions about the weather.
        """
        if message.chat.is_direct_messages:
            await reply_only_weather(message, bot, units.texts)
            return
        request = push_request_from_question(question, text)
        names = await self._place_names(message, question, units, chat_record)
        if names is None:
            return
        if names or await self._saved_places.get(message.chat.id):
            await reply(message, offer_text(names, request, units), offer_keyboard(request, units))
        else:
            title = schedule_text(request.minutes, request.weekdays, units)
            await self._prompts.ask(
                message, message.from_user, Prompt.PUSH, title, units.texts("daily-where", chat=message.chat.type)
            )

    async def _place_names(
        self, message: Message, question: Question, units: Units, chat_record: ChatRecord
    ) -> Sequence[str] | None:
        """Return the names of the places of *question*, or of the last question if *question* has no place.

        If a name is unclear, reply with the reason and return None.
        """
        if question.is_bare:
            last = await self._conversations.get(message)
            return [place.label for place in last.places] if last is not None else []
        answer = await self._place_requests.find(message, question.places, units, chat_record)
        if problems := unresolved_lines(answer, units.texts):
            await reply(message, not_subscribed_text(problems, units.texts))
            return None
        return [place.label for place in answer.places]


async def on_button(
    query: CallbackQuery,
    callback_data: OfferCallback,
    units: Units,
    chat_record: ChatRecord,
    push_requests: PushRequests,
) -> None:
    """Add the offered push, or show buttons with other times."""
    if not isinstance(query.message, Message):
        await answer_callback(query, units.texts("toast-old"))
        return
    keyboard: InlineKeyboardMarkup | None = None
    if callback_data.action is OfferAction.OTHER_TIME:
        keyboard = hours_keyboard(callback_data.weekdays, units)
    else:
        places = offered_names(query.message, units.texts)
        request = PushRequest(callback_data.minutes, Weekdays(callback_data.weekdays), places)
        await push_requests.subscribe(query.message, query.from_user, request, units, chat_record)
        if callback_data.action is OfferAction.ACCEPT_ONE:
            keyboard = without_button(query.message.reply_markup, query.data)
    await edit_keyboard(query.message, keyboard)
    await answer_callback(query)


def router() -> Router:
    """Return a router for the buttons under an offer."""
    router = Router(name="daily offer")
    router.callback_query.register(on_button, OfferCallback.filter())
    return router
