"""The offer of US units under an answer.

US units are offered, not set, because the language code of most users in the US is "en", without a country.
"""

import logging

from cachetools import LRUCache

from handlers.views.air import US_COUNTRY_CODE, name_of_us
from handlers.views.units import LANGUAGES_BY_CODE, Units
from services.answers import Answer
from services.errors import StorageError
from services.storage import ChatRecord, Chats
from services.tasks import BackgroundTasks

logger = logging.getLogger(__name__)

MAX_CHATS_WITH_OFFER = 5_000
"""Maximum number of chats whose message with the offer is remembered; an edit of that message keeps the offer."""


class UnitsOffers:
    """Offers US units once per private chat, under the first answer whose places are all in the US."""

    def __init__(self, chats: Chats, background: BackgroundTasks) -> None:
        self._chats = chats
        self._background = background
        self._messages: LRUCache[int, int] = LRUCache(MAX_CHATS_WITH_OFFER)
        """The ids of the messages with the offer, by the ids of the chats."""

    def is_offer_due(self, chat_id: int, answer: Answer, chat_record: ChatRecord, units: Units) -> bool:
        """Return whether to offer US units under *answer*: once per chat, if the chat has set no units."""
        language, settings = LANGUAGES_BY_CODE[units.texts.language], chat_record.settings
        if US_COUNTRY_CODE not in language.regional_conventions or units.region or chat_record.us_units_offered:
            return False
        if settings.temperature or settings.wind or settings.pressure or chat_id in self._messages:
            return False
        us, places = name_of_us(language.code), answer.places
        return bool(places) and all(place.country == us for place in places)

    def record_offer(self, chat_id: int, message_id: int) -> None:
        """Record that the message *message_id* has the offer."""
        self._messages[chat_id] = message_id
        self._background.start(self._mark_offered(chat_id))

    def has_offer(self, chat_id: int, message_id: int) -> bool:
        """Return whether the message *message_id* has the offer."""
        return self._messages.get(chat_id) == message_id

    async def _mark_offered(self, chat_id: int) -> None:
        try:
            await self._chats.mark_us_units_offered(chat_id)
        except StorageError as error:
            logger.info("could not store that US units were offered: %s", error)
