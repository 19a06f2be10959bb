"""Sending answers as messages, editing the messages, and adding results that arrive late."""

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache
from typing import NamedTuple

from aiogram.enums import ChatType
from aiogram.exceptions import TelegramAPIError
from aiogram.types import (
    InlineKeyboardMarkup,
    InputRichMessage,
    MaybeInaccessibleMessageUnion,
    Message,
)

from handlers.answer_store import AnswerStore
from handlers.location_button import LocationButton
from handlers.pictures import Pictures
from handlers.replies import can_share_answer, reply
from handlers.rich_messages import RichMessages
from handlers.texts import Texts, texts_for
from handlers.units_offer import UnitsOffers
from handlers.views.fitting import fit
from handlers.views.keyboards import answer_keyboard, examples_keyboard
from handlers.views.rich import rich_answer
from handlers.views.subjects import VIEWS
from handlers.views.units import Units, units_in
from services.answers import Answer, AnswerService
from services.net.shares import Share
from services.places import Spot, Unknown
from services.questions import Subject
from services.storage import AnsweredMessages, ChatRecord, Chats, with_units
from services.tasks import BackgroundTasks

logger = logging.getLogger(__name__)

MAX_CACHED_MESSAGES = 200
"""Maximum number of rendered messages about the weather now that are cached; each takes some 5 KB."""


class RenderedMessage(NamedTuple):
    """An answer as HTML and, if it is shown as a table, as a rich message; and the keyboard of the message."""

    rich: InputRichMessage | None
    html: str
    keyboard: InlineKeyboardMarkup | None


class Display:
    """Sends answers as messages, edits the messages, and adds results that arrive late."""

    def __init__(
        self,
        answer_service: AnswerService,
        chats: Chats,
        answer_store: AnswerStore,
        pictures: Pictures,
        background: BackgroundTasks,
        location_button: LocationButton,
        units_offers: UnitsOffers,
        answered_messages: AnsweredMessages,
    ) -> None:
        self._answer_service = answer_service
        self._chats = chats
        self._answer_store = answer_store
        self._pictures = pictures
        self._background = background
        self._location_button = location_button
        self._units_offers = units_offers
        self._answered_messages = answered_messages
        self._rich_messages = RichMessages()

    async def send(
        self,
        message: MaybeInaccessibleMessageUnion,
        answer: Answer,
        chat_record: ChatRecord,
        user_share: Share | None = None,
        *,
        location_spot: Spot | None = None,
    ) -> MaybeInaccessibleMessageUnion:
        """Send *answer* as a reply to *message*; if *message* was edited, edit the earlier answer instead.

        Return the message with the answer. Look-ups that complete the answer later are charged to *user_share*.
        *location_spot* is the rounded location if *message* is a location, else None.
        """
        token = self._answer_store.token_for(message.chat.id, answer)
        units = _units_for(chat_record, answer)
        earlier = await self._earlier_answer_message(message)
        offers_us_units = message.chat.type == ChatType.PRIVATE and (
            self._units_offers.has_offer(message.chat.id, earlier.message_id)
            if earlier is not None
            else self._units_offers.is_offer_due(message.chat.id, answer, chat_record, units)
        )
        rendered = await self._render(message, answer, units, token, chat_record, offers_us_units=offers_us_units)
        if earlier is not None:
            sent = (await self._rich_messages.edit(earlier, *rendered, question_message=message)).message
        elif all(
            isinstance(entry.resolution, Unknown) and not entry.resolution.choices for entry in answer.all_entries
        ):
            sent = await self._reply_with_hint(message, rendered.html, units.texts)
        else:
            sent = await self._rich_messages.reply(message, *rendered)
        self._answered_messages.remember(message.chat.id, message.message_id, sent.message_id, location_spot)
        if offers_us_units:
            self._units_offers.record_offer(message.chat.id, sent.message_id)
        if sent.chat.id != message.chat.id:  # the group has become a supergroup with another id
            self._answer_store.store_copy_for_chat(sent.chat.id, token, answer)
        self._answer_store.remember(sent, token, answer)
        self._pictures.send_later(sent, answer, units)
        self._complete_later(sent, answer, chat_record, user_share)
        if answer.places and self._location_button.has_button(message.chat.id):
            self._background.start(self._location_button.remove(message))
        return sent

    async def _earlier_answer_message(
        self, message: MaybeInaccessibleMessageUnion
    ) -> MaybeInaccessibleMessageUnion | None:
        """Return the earlier answer to an edited *message*; None if *message* was not edited or not answered."""
        if not isinstance(message, Message) or message.edit_date is None:
            return None
        answered = await self._answered_messages.get(message.chat.id, message.message_id)
        return message.model_copy(update={"message_id": answered.answer_id}) if answered is not None else None

    async def _reply_with_hint(
        self, message: MaybeInaccessibleMessageUnion, text: str, texts: Texts
    ) -> MaybeInaccessibleMessageUnion:
        """Reply with *text*, which says that no place was found, and a hint on what else the user can send."""
        if message.chat.type == ChatType.PRIVATE:
            hint = texts("unknown-hint-private")
            return await self._location_button.reply_with_button(message, f"{text}\n{hint}", texts)
        hint = texts("unknown-hint")
        return await reply(message, f"{text}\n{hint}", examples_keyboard(texts))

    async def edit(
        self,
        message: MaybeInaccessibleMessageUnion,
        answer: Answer,
        chat_record: ChatRecord,
        user_share: Share | None = None,
    ) -> bool:
        """Edit *message* to show *answer*, or send a new message if *message* cannot be edited.

        Return whether the user sees a change. Look-ups that complete the answer later are charged to *user_share*.
        """
        units = _units_for(chat_record, answer)
        token = self._answer_store.token_for(message.chat.id, answer, message)
        rendered = await self._render_again(message, answer, units, token, chat_record)
        shown, changed = await self._rich_messages.edit(message, *rendered)
        self._answer_store.remember(shown, token, answer)
        self._pictures.send_later(shown, answer, units)
        self._complete_later(shown, answer, chat_record, user_share)
        return changed

    async def _render_again(
        self,
        message: MaybeInaccessibleMessageUnion,
        answer: Answer,
        units: Units,
        token: str,
        chat_record: ChatRecord,
    ) -> RenderedMessage:
        """Render *answer* for editing *message*; an offer of US units in *message* stays there."""
        has_offer = self._units_offers.has_offer(message.chat.id, message.message_id)
        return await self._render(message, answer, units, token, chat_record, offers_us_units=has_offer)

    async def _render(
        self,
        message: MaybeInaccessibleMessageUnion,
        answer: Answer,
        units: Units,
        token: str,
        chat_record: ChatRecord,
        *,
        offers_us_units: bool,
    ) -> RenderedMessage:
        """Render the message that shows *answer*."""
        now = datetime.now(UTC)
        render: Callable[..., RenderedMessage] = _rendered_message
        # A warning may begin within the present minute, so its text needs the exact time.
        has_warnings = any(entry.warnings for entry in answer.entries)
        if answer.subject is Subject.NOW and not answer.then and not has_warnings:
            now = now.replace(second=0, microsecond=0)
            render = _cached_rendered_message
        return render(
            answer,
            units,
            token,
            chat_record.saved,
            now=now,
            usual_provider=self._answer_service.usual_provider,
            offers_us_units=offers_us_units and not units.is_imperial,
            can_share_answer=await can_share_answer(message),
        )

    def _complete_later(
        self,
        message: MaybeInaccessibleMessageUnion,
        answer: Answer,
        chat_record: ChatRecord,
        user_share: Share | None,
    ) -> None:
        if answer.is_late or answer.awaits_notice:
            self._background.start(self._complete_answer(message, answer, chat_record.region, user_share))

    async def _complete_answer(
        self, message: MaybeInaccessibleMessageUnion, answer: Answer, region: str, user_share: Share | None
    ) -> None:
        preferences = (await self._chats.get_or_default(message.chat.id)).place_preferences
        new_answer = await self._answer_service.with_late_results(answer, preferences, share=user_share)
        async with self._answer_store.lock(message):
            shown = self._answer_store.shown_by(message)
            if shown is None or shown.answer is not answer or new_answer == answer:
                return  # a pressed button has replaced the answer, or no new result has arrived
            token = self._answer_store.token_for(message.chat.id, new_answer, message)
            self._answer_store.remember(message, token, new_answer)
        # The settings of the chat may have changed since the answer was sent.
        chat_record = replace(await self._chats.get_or_default(message.chat.id), region=region)
        units = _units_for(chat_record, new_answer)
        try:
            rendered = await self._render_again(message, new_answer, units, token, chat_record)
            await self._rich_messages.edit_existing(message, *rendered)
        except TelegramAPIError as error:
            # The message keeps its retry button, so the error is only logged.
            logger.info("could not complete an answer: %s", error)
            return
        self._pictures.send_later(message, new_answer, units)


def _units_for(chat_record: ChatRecord, answer: Answer) -> Units:
    """Return the units that *answer* names, else those in *chat_record*, with texts in the answer's language."""
    settings = with_units(chat_record.settings, answer.units)
    return units_in(texts_for(answer.language), settings, chat_record.region)


def _rendered_message(
    answer: Answer,
    units: Units,
    token: str,
    saved_spots: frozenset[Spot],
    *,
    now: datetime,
    usual_provider: str,
    offers_us_units: bool,
    can_share_answer: bool,
) -> RenderedMessage:
    """Render a message that shows *answer*, and whose buttons contain *token*."""
    html_texts = [VIEWS[part.subject].render(part, units, now, usual_provider) for part in answer.parts]
    text = html_texts[0] if not answer.then else fit("\n\n".join(html_texts))
    rich = rich_answer(answer, units, now=now, usual_provider=usual_provider) if not answer.then else None
    keyboard = answer_keyboard(
        answer, token, units.texts, saved_spots, offers_us_units=offers_us_units, can_share_answer=can_share_answer
    )
    return RenderedMessage(rich, text, keyboard)


# Many chats ask about the same few cities within a minute. Messages with forecasts are not cached, because hashing
# a forecast takes too long.
_cached_rendered_message = lru_cache(MAX_CACHED_MESSAGES)(_rendered_message)
