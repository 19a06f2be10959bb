"""The reply keyboard of private chats: a button that sends the location of the user, and example questions."""

import logging

from aiogram.exceptions import TelegramAPIError
from aiogram.methods import DeleteMessage, SendMessage
from aiogram.types import (
    KeyboardButton,
    MaybeInaccessibleMessageUnion,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)
from cachetools import LRUCache

from handlers.replies import reply
from handlers.texts import Texts

logger = logging.getLogger(__name__)

MAX_CHATS_WITH_BUTTON = 5_000
"""Maximum number of remembered chats with the button. The button stays in a chat that is no longer remembered."""

REMOVAL_TEXT = "👌"
"""Text of the message that removes the button and is then deleted.

The message has a text because Telegram refuses an empty message.
"""


class LocationButton:
    """Sends requests for a place with a location button, and removes the button after the answer."""

    def __init__(self) -> None:
        self._shown: LRUCache[int, bool] = LRUCache(MAX_CHATS_WITH_BUTTON)

    async def reply_with_button(
        self, message: MaybeInaccessibleMessageUnion, html: str, texts: Texts
    ) -> MaybeInaccessibleMessageUnion:
        """Reply with *html*, a button that sends the location, and example questions as buttons.

        Return the sent message. Telegram allows location buttons only in private chats.
        """
        location = KeyboardButton(text=texts("button-location"), request_location=True)
        examples = [KeyboardButton(text=texts(key)) for key in ("example-one", "example-two")]
        keyboard = ReplyKeyboardMarkup(
            keyboard=[[location], examples], resize_keyboard=True, one_time_keyboard=True
        )
        sent = await reply(message, html, keyboard)
        self._shown[message.chat.id] = True
        return sent

    def has_button(self, chat_id: int) -> bool:
        """Return whether the next answer in the chat has to remove the button."""
        return chat_id in self._shown

    async def remove(self, message: MaybeInaccessibleMessageUnion) -> None:
        """Remove the button from the chat of *message*.

        A message can remove a reply keyboard only if it has no inline keyboard, so a separate message is sent.
        """
        if self._shown.pop(message.chat.id, None) is None:
            return
        call = SendMessage(
            chat_id=message.chat.id,
            text=REMOVAL_TEXT,
            reply_markup=ReplyKeyboardRemove(),
            disable_notification=True,
        )
        try:
            sent = await call.as_(message.bot)
            await DeleteMessage(chat_id=message.chat.id, message_id=sent.message_id).as_(message.bot)
        except TelegramAPIError as error:
            logger.info("could not remove the location button: %s", error)
