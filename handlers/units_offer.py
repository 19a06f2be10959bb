"""The offer of US units: Telegram tells the language of most users as "en", whatever their country."""

import logging
from functools import cache

from babel import Locale
from cachetools import LRUCache

from handlers.views.units import LANGUAGES_BY_CODE, Units
from services.answers import Answer
from services.errors import StorageError
from services.storage import Chat, Chats
from services.tasks import Background

logger = logging.getLogger(__name__)

MAX_CHATS = 5_000
"""Maximum number of chats whose answer with the offer is remembered; an edit of that answer keeps the button."""

US = "US"


@cache  # each answer asks for it, and Babel reads its data anew
def _name_of_us(language: str) -> str:
    """Return the name of the US as places have it in the language with this code."""
    return str(Locale(language).territories[US])


class UnitsOffers:
    """Offers US units once in a private chat, under the first answer that is only about places in the US."""

    def __init__(self, chats: Chats, background: Background) -> None:
        self._chats = chats
        self._background = background
        self._tokens: LRUCache[int, str] = LRUCache(MAX_CHATS)

    def make_if_due(self, chat_id: int, token: str, answer: Answer, chat: Chat, units: Units) -> None:
        """Put the offer under *answer*, stored as *token*, if it is due, and store that in the background."""
        if self._is_due(chat_id, answer, chat, units):
            self._tokens[chat_id] = token
            self._background.start(self._remember(chat_id))

    def is_made(self, chat_id: int, token: str) -> bool:
        """Return whether the offer is under the answer stored as *token*."""
        return self._tokens.get(chat_id) == token

    def _is_due(self, chat_id: int, answer: Answer, chat: Chat, units: Units) -> bool:
        """Return whether *answer* is about the US, in a chat of which no units are known."""
        language = LANGUAGES_BY_CODE[units.texts.language]
        settings = chat.settings
        if US not in language.regional_conventions or units.region or chat.us_units_offered:
            return False
        if settings.temperature or settings.wind or settings.pressure or chat_id in self._tokens:
            return False
        country = _name_of_us(language.code)
        return bool(answer.places) and all(place.country == country for place in answer.places)

    async def _remember(self, chat_id: int) -> None:
        try:
            await self._chats.mark_us_units_offered(chat_id)
        except StorageError as error:
            logger.info("the offer of units was not stored: %s", error)
