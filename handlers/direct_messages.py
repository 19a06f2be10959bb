"""The direct messages of channels, in which the bot answers questions of subscribers, and does nothing else.

Nobody may change the data of the chat, because all subscribers of a channel share it. Each subscriber has a topic
in the chat.
"""

from aiogram import Bot, Router
from aiogram.filters import Filter
from aiogram.types import CallbackQuery, Message

from handlers.commands import MultilingualCommand
from handlers.replies import answer_callback, reply
from handlers.texts import Texts
from handlers.views.alert_callbacks import (
    AlertChoiceCallback,
    AlertMessageCallback,
    AlertOfferCallback,
    AlertsCallback,
    AlertSettingsCallback,
)
from handlers.views.callbacks import AnswerAction, AnswerCallback
from handlers.views.daily import DailyCallback
from handlers.views.keyboards import examples_keyboard
from handlers.views.offers import PushOfferCallback, PushPlaceCallback

PRIVATE_COMMANDS = ("start", "help", "places", "alerts", "daily", "channel", "settings", "privacy")
"""Commands that do not work in the direct messages of a channel; `send_weather_only_notice` replies to them."""

PUSH_CALLBACKS = (PushOfferCallback, DailyCallback, PushPlaceCallback)
"""The callback data of the buttons that add or change pushes."""

ALERT_CALLBACKS = (
    AlertsCallback,
    AlertChoiceCallback,
    AlertOfferCallback,
    AlertSettingsCallback,
    AlertMessageCallback,
)
"""The callback data of the buttons under alerts, and of the buttons that add or change watched places."""


class InDirectMessages(Filter):
    """Accepts messages in the direct messages of a channel, and presses of buttons there."""

    async def __call__(self, event: Message | CallbackQuery) -> bool:
        """Return whether *event* is in the direct messages of a channel."""
        message = event.message if isinstance(event, CallbackQuery) else event
        return message is not None and bool(message.chat.is_direct_messages)


class AnswerButtonWithAction(Filter):
    """Accepts the button under an answer that has the action *action*."""

    def __init__(self, action: AnswerAction) -> None:
        self._action = action

    async def __call__(self, query: CallbackQuery) -> bool:
        """Return whether the button of *query* has the action."""
        parts = (query.data or "").split(AnswerCallback.__separator__)
        return parts[0] == AnswerCallback.__prefix__ and self._action in parts[2:3]


async def send_weather_only_notice(message: Message, bot: Bot, texts: Texts) -> None:
    """Reply that the bot only answers questions about the weather in direct messages."""
    text = texts("direct-only-weather", bot=(await bot.me()).username or "")
    await reply(message, text, examples_keyboard(texts))


async def refuse_push_button(query: CallbackQuery, texts: Texts) -> None:
    """Notify the user that pushes can be set up only in a private chat with the bot."""
    await answer_callback(query, texts("toast-daily-in-private"))


async def refuse_alert_button(query: CallbackQuery, texts: Texts) -> None:
    """Notify the user that alerts can be set up only in a private chat with the bot."""
    await answer_callback(query, texts("toast-alerts-in-private"))


async def refuse_saving(query: CallbackQuery, texts: Texts) -> None:
    """Notify the user that places can be saved only in a private chat with the bot."""
    await answer_callback(query, texts("toast-save-in-private"))


def router() -> Router:
    """Return a router, which must come before the other routers for the same commands and buttons."""
    router = Router(name="direct messages")
    for name in PRIVATE_COMMANDS:
        router.message.register(send_weather_only_notice, InDirectMessages(), MultilingualCommand(name))
    router.callback_query.register(refuse_saving, InDirectMessages(), AnswerButtonWithAction(AnswerAction.SAVE))
    router.callback_query.register(
        refuse_alert_button, InDirectMessages(), AnswerButtonWithAction(AnswerAction.ALERTS)
    )
    for alert_data in ALERT_CALLBACKS:
        router.callback_query.register(refuse_alert_button, InDirectMessages(), alert_data.filter())
    for data in PUSH_CALLBACKS:
        router.callback_query.register(refuse_push_button, InDirectMessages(), data.filter())
    return router
