"""Offers of alerts, for sentences such as "warn me about frost in Kazan"."""

from aiogram import Bot, Router
from aiogram.types import CallbackQuery, Message

from handlers.alert_requests import AlertRequests
from handlers.direct_messages import send_weather_only_notice
from handlers.editing import edit_keyboard
from handlers.place_requests import PlaceRequests
from handlers.replies import answer_callback, reply
from handlers.views.alert_callbacks import AlertOfferCallback
from handlers.views.offers import alert_offer_keyboard, alert_offer_text, place_names_in_offer
from handlers.views.units import Units
from services.alerts.request import read_alert_request
from services.questions import Question
from services.storage import AlertKinds, ChatRecord, SavedPlaces


class AlertOffers:
    """Offers the alerts that a sentence requests."""

    def __init__(
        self,
        place_requests: PlaceRequests,
        alert_requests: AlertRequests,
        saved_places: SavedPlaces,
    ) -> None:
        self._place_requests = place_requests
        self._alert_requests = alert_requests
        self._saved_places = saved_places

    async def send_offer(
        self, message: Message, question: Question, text: str, bot: Bot, units: Units, chat_record: ChatRecord
    ) -> None:
        """Offer the alerts that *question* requests; if *question* has no places, prompt for places.

        *question* was read from *text*.

        For a sentence such as "don't warn me any more", ask whether to stop all alerts instead. In the direct
        messages of a channel, reply that the bot only answers questions about the weather.
        """
        if message.chat.is_direct_messages:
            await send_weather_only_notice(message, bot, units.texts)
            return
        request = read_alert_request(text, labels=chat_record.place_preferences.labels)
        if request.is_refusal:
            if not await self._alert_requests.ask_to_confirm_stop(message, units):
                await reply(message, units.texts("alerts-off"))
            return
        not_added_notice = units.texts("alerts-not-set")
        names = await self._place_requests.find_place_names(
            message, question, units, chat_record, not_added_notice=not_added_notice
        )
        if names is None:
            return
        if names or await self._saved_places.get(message.chat.id):
            text = alert_offer_text(names, request.kinds, units)
            await reply(message, text, alert_offer_keyboard(request.kinds, units.texts))
        else:
            await self._alert_requests.ask_for_places(message, message.from_user, units, request.kinds)


async def on_button(
    query: CallbackQuery,
    callback_data: AlertOfferCallback,
    units: Units,
    chat_record: ChatRecord,
    saved_places: SavedPlaces,
    alert_requests: AlertRequests,
) -> None:
    """Add the places in an offer to the watched places of the chat."""
    message = query.message
    if not isinstance(message, Message):
        await answer_callback(query, units.texts("toast-old"))
        return
    kinds = AlertKinds(callback_data.kinds)
    if names := place_names_in_offer(message, units.texts):
        await alert_requests.watch_named_places(message, query.from_user.id, names, units, chat_record, kinds)
    elif places := await saved_places.get(message.chat.id):
        await alert_requests.watch_places(message, query.from_user.id, places, units, kinds)
    else:
        await alert_requests.ask_for_places(message, query.from_user, units, kinds)
    await edit_keyboard(message, None)
    await answer_callback(query)


def router() -> Router:
    """Return a router for the buttons under an offer."""
    router = Router(name="alert offer")
    router.callback_query.register(on_button, AlertOfferCallback.filter())
    return router
