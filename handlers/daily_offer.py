"""Offers of a daily push, for sentences such as "send me the weather in Oslo every morning"."""

from aiogram import Bot, Router
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message

from handlers.direct_messages import send_weather_only_notice
from handlers.editing import edit_keyboard
from handlers.place_requests import PlaceRequests
from handlers.prompts import Prompt, Prompts
from handlers.push_requests import PushRequests
from handlers.replies import answer_callback, reply
from handlers.views.daily import schedule_text
from handlers.views.offers import (
    PushOfferAction,
    PushOfferCallback,
    place_names_in_offer,
    push_hours_keyboard,
    push_offer_keyboard,
    push_offer_text,
    without_button,
)
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
        prompts: Prompts,
    ) -> None:
        self._place_requests = place_requests
        self._saved_places = saved_places
        self._prompts = prompts

    async def send_offer(
        self, message: Message, question: Question, text: str, bot: Bot, units: Units, chat_record: ChatRecord
    ) -> None:
        """Offer the push that *question* requests; if *question* has no places, prompt for places.

        *question* was read from *text*.

        In the direct messages of a channel, reply that the bot only answers questions about the weather.
        """
        if message.chat.is_direct_messages:
            await send_weather_only_notice(message, bot, units.texts)
            return
        request = push_request_from_question(question, text)
        not_added_notice = units.texts("daily-not-set")
        names = await self._place_requests.find_place_names(
            message, question, units, chat_record, not_added_notice=not_added_notice
        )
        if names is None:
            return
        if names or await self._saved_places.get(message.chat.id):
            await reply(message, push_offer_text(names, request, units), push_offer_keyboard(request, units))
        else:
            title = schedule_text(request.minutes, request.weekdays, units)
            await self._prompts.ask(
                message, message.from_user, Prompt.PUSH, title, units.texts("daily-where", chat=message.chat.type)
            )


async def on_button(
    query: CallbackQuery,
    callback_data: PushOfferCallback,
    units: Units,
    chat_record: ChatRecord,
    push_requests: PushRequests,
) -> None:
    """Add the offered push, or show buttons with other times."""
    if not isinstance(query.message, Message):
        await answer_callback(query, units.texts("toast-old"))
        return
    keyboard: InlineKeyboardMarkup | None = None
    if callback_data.action is PushOfferAction.OTHER_TIME:
        keyboard = push_hours_keyboard(callback_data.weekdays, units)
    else:
        places = place_names_in_offer(query.message, units.texts)
        request = PushRequest(callback_data.minutes, Weekdays(callback_data.weekdays), places)
        await push_requests.subscribe(
            query.message, query.from_user, query.from_user.id, request, units, chat_record
        )
        if callback_data.action is PushOfferAction.ACCEPT_ONE:
            keyboard = without_button(query.message.reply_markup, query.data)
    await edit_keyboard(query.message, keyboard)
    await answer_callback(query)


def router() -> Router:
    """Return a router for the buttons under an offer."""
    router = Router(name="daily offer")
    router.callback_query.register(on_button, PushOfferCallback.filter())
    return router
