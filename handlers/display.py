"""Sending answers as messages, editing the messages, and adding late results."""

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from aiogram.enums import ChatType
from aiogram.exceptions import TelegramAPIError
from aiogram.types import (
    ForceReply,
    InlineKeyboardMarkup,
    InputRichMessage,
    MaybeInaccessibleMessageUnion,
    Message,
)

from handlers.answer_store import AnswerStore
from handlers.conversations import Conversations
from handlers.location_button import LocationButton
from handlers.pictures import Pictures
from handlers.replies import can_share, reply, typing
from handlers.rich_messages import RichMessages
from handlers.texts import Texts, texts_for
from handlers.units_offer import UnitsOffers
from handlers.views.keyboards import answer_keyboard, examples_keyboard
from handlers.views.rich import rich_answer
from handlers.views.subjects import VIEWS, command_of, has_picture
from handlers.views.units import Units, units_in
from services.answers import Answer, AnswerService
from services.net.shares import Share, Shares
from services.places import Ambiguous, Place, Spot, Unknown
from services.questions import LastQuestion, Question, in_context, without_follow_up
from services.storage import AnsweredMessages, Chat, Chats, SavedPlaces
from services.tasks import Background

logger = logging.getLogger(__name__)


class Display:
    """Sends answers as messages, edits the messages, and adds late results."""

    def __init__(
        self,
        answers: AnswerService,
        chats: Chats,
        saved_places: SavedPlaces,
        answer_store: AnswerStore,
        pictures: Pictures,
        background: Background,
        shares: Shares,
        conversations: Conversations,
        location_button: LocationButton,
        units_offers: UnitsOffers,
        answered_messages: AnsweredMessages,
    ) -> None:
        self._answers = answers
        self._chats = chats
        self._saved_places = saved_places
        self._answer_store = answer_store
        self._pictures = pictures
        self._background = background
        self._shares = shares
        self._conversations = conversations
        self._location_button = location_button
        self._units_offers = units_offers
        self._answered_messages = answered_messages
        self._rich_messages = RichMessages()

    async def answer(
        self,
        message: MaybeInaccessibleMessageUnion,
        question: Question,
        texts: Texts,
        chat: Chat,
        asker_id: int,
        *,
        text: str = "",
    ) -> None:
        """Answer the *question* in *message*.

        A question without a place is about the places of the last question, else about the saved places. If there
        are neither, the bot asks for a place. *text* is the text of a question that may follow up the last
        question, else empty. Look-ups are charged to the user *asker_id*.
        """
        question, places = await self._in_context(message, question, text)
        share = self._shares.share_for(asker_id, chat.saved)
        if has_picture(question.answer_subject, question.when):
            self._pictures.prepare()
        async with typing(message):
            if places:
                answer = await self._answers.answer_about(places, texts.language, question, share=share)
            else:
                answer = await self._answers.answer(question, texts.language, chat.choices, share=share)
            if not answer.entries and question.is_bare:
                saved = await self._saved_places.get(message.chat.id)
                if saved:
                    # Look-ups of saved places are not charged.
                    labelled = [place.labelled_place for place in saved]
                    answer = await self._answers.answer_about(labelled, texts.language, question)
        if answer.entries:
            sent = await self.send(message, answer, chat, share)
            self.remember(message, question, answer, sent, asker_id)
        else:
            await self.ask_for_place(message, question, texts, asker_id)

    def has_asked_place(self, message: Message) -> bool:
        """Return whether *message* continues a question for which the bot has asked a place."""
        last = self._conversations.cached(message)
        return last is not None and not last.places

    async def answer_about(
        self,
        message: MaybeInaccessibleMessageUnion,
        places: Sequence[Place],
        question: Question,
        texts: Texts,
        chat: Chat,
        asker_id: int,
    ) -> None:
        """Answer the *question* about *places*. Look-ups are charged to the user *asker_id*."""
        share = self._shares.share_for(asker_id, chat.saved)
        if has_picture(question.answer_subject, question.when):
            self._pictures.prepare()
        async with typing(message):
            answer = await self._answers.answer_about(places, texts.language, question, share=share)
        sent = await self.send(message, answer, chat, share)
        self.remember(message, question, answer, sent, asker_id)

    async def answer_spot(
        self, message: Message, latitude: float, longitude: float, texts: Texts, chat: Chat, asker_id: int
    ) -> None:
        """Answer a location with the weather now.

        If the last question lacked a place, answer the last question for the location instead.
        """
        last = self._conversations.cached(message)
        question = Question("")
        if last is not None and not last.places:
            question = Question("", last.subject, last.when, last.quantity)
        share = self._shares.share_for(asker_id, chat.saved)
        async with typing(message):
            answer = await self._answers.answer_spot(latitude, longitude, texts.language, question, share=share)
        spot = round(latitude, 2), round(longitude, 2)
        sent = await self.send(message, answer, chat, share, spot=spot)
        self.remember(message, question, answer, sent, asker_id)

    def remember(
        self,
        message: MaybeInaccessibleMessageUnion,
        question: Question,
        answer: Answer,
        sent: MaybeInaccessibleMessageUnion,
        asker_id: int,
    ) -> None:
        """Store the *question* of the user *asker_id* for a follow-up.

        *message* is in the chat of the question, and *sent* shows the *answer*. Its places are stored as well; if
        all names of the question are ambiguous, the likeliest places are stored.
        """
        if answer.places:
            is_private = message.chat.type == ChatType.PRIVATE
            self._chats.remember_places(message.chat.id if is_private else asker_id, answer.places)
        ambiguous = (entry.item for entry in answer.entries if isinstance(entry.item, Ambiguous))
        places = answer.places or [item.choices[0] for item in ambiguous if item.choices]
        if places:
            last = self._last_question(question, tuple(places))
            self._conversations.remember(message, last, asker_id, answer_id=sent.message_id)

    def _last_question(self, question: Question, places: tuple[Place, ...]) -> LastQuestion:
        return LastQuestion(places, self._conversations.now, question.subject, question.when, question.quantity)

    async def _in_context(
        self, message: MaybeInaccessibleMessageUnion, question: Question, text: str
    ) -> tuple[Question, tuple[Place, ...]]:
        """Return *question* completed from the last question, and the last places if *question* names none."""
        if not text or not isinstance(message, Message):
            return question, ()
        marked = without_follow_up(question)
        follows = question.is_bare or marked is not None
        last = await self._conversations.get(message) if follows else self._conversations.cached(message)
        question = marked or question
        # A last question without places is one after which the bot asked for a place.
        if last is None or (last.places and not follows):
            return question, ()
        return in_context(question, last, text), last.places if question.is_bare else ()

    async def ask_for_place(
        self, message: MaybeInaccessibleMessageUnion, question: Question, texts: Texts, asker_id: int
    ) -> None:
        """Ask the user *asker_id* for the place of *question*, in a private chat with the location button."""
        command = command_of(question.subject)
        if not question.is_bare:
            keyboard = examples_keyboard(texts, subject=question.subject)
            await reply(message, texts("no-name", command=f"/{command.name}"), keyboard)
            return
        last = self._last_question(question, ())
        if message.chat.type == ChatType.PRIVATE:
            self._conversations.remember(message, last, asker_id)
            await self._location_button.ask(message, texts("ask-place"), texts)
            return
        self._conversations.await_place(message, last, asker_id)
        # With privacy mode, Telegram delivers the name of the place to the bot only if it is a reply to the bot.
        sent = await reply(message, texts("ask-place-group"), ForceReply(selective=True))
        self._conversations.remember(message, last, asker_id, answer_id=sent.message_id)

    async def send(
        self,
        message: MaybeInaccessibleMessageUnion,
        answer: Answer,
        chat: Chat,
        share: Share | None = None,
        *,
        spot: Spot | None = None,
    ) -> MaybeInaccessibleMessageUnion:
        """Send *answer* as a reply to *message*; if *message* was edited, edit the answer to it instead.

        Return the message with the answer. Look-ups of late entries are charged to *share*. *spot* is set if
        *message* is a location.
        """
        token = self._answer_store.token_for(message.chat.id, answer)
        units = _units(chat, answer)
        earlier = await self._answer_to(message)
        offers_us_units = message.chat.type == ChatType.PRIVATE and (
            self._units_offers.has_offer(message.chat.id, earlier.message_id)
            if earlier is not None
            else self._units_offers.is_due(message.chat.id, answer, chat, units)
        )
        content = await self._render(message, answer, units, token, chat, offers_us_units=offers_us_units)
        if earlier is not None:
            sent = (await self._rich_messages.edit(earlier, *content)).message
        elif all(isinstance(entry.item, Unknown) and not entry.item.choices for entry in answer.entries):
            sent = await self._suggest(message, content[1], units.texts)
        else:
            sent = await self._rich_messages.reply(message, *content)
        self._answered_messages.remember(message.chat.id, message.message_id, sent.message_id, spot)
        if offers_us_units:
            self._units_offers.record(message.chat.id, sent.message_id)
        if sent.chat.id != message.chat.id:  # the group has become a supergroup
            token = self._answer_store.token_for(sent.chat.id, answer)
        self._answer_store.remember(sent, token, answer)
        self._pictures.send_later(sent, answer, units)
        self._complete_later(sent, answer, chat, share)
        if answer.places and self._location_button.has_button(message.chat.id):
            self._background.start(self._location_button.remove(message))
        return sent

    async def _answer_to(self, message: MaybeInaccessibleMessageUnion) -> MaybeInaccessibleMessageUnion | None:
        """Return the answer to *message*, which was edited; None if there is none, or *message* was not edited."""
        if not isinstance(message, Message) or message.edit_date is None:
            return None
        answered = await self._answered_messages.get(message.chat.id, message.message_id)
        return message.model_copy(update={"message_id": answered.answer_id}) if answered is not None else None

    async def _suggest(
        self, message: MaybeInaccessibleMessageUnion, text: str, texts: Texts
    ) -> MaybeInaccessibleMessageUnion:
        """Reply with *text*, an answer in which no name is a place, and with what else the user can send."""
        if message.chat.type == ChatType.PRIVATE:
            hint = texts("unknown-hint-private")
            return await self._location_button.ask(message, f"{text}\n{hint}", texts)
        hint = texts("unknown-hint")
        return await reply(message, f"{text}\n{hint}", examples_keyboard(texts))

    async def edit(
        self,
        message: MaybeInaccessibleMessageUnion,
        answer: Answer,
        chat: Chat,
        share: Share | None = None,
    ) -> bool:
        """Edit *message* to show *answer*, or send a new message if *message* cannot be edited.

        Return whether the user sees a change. Look-ups of late entries are charged to *share*.
        """
        units = _units(chat, answer)
        token = self._answer_store.token_for(message.chat.id, answer, message)
        content = await self._render_again(message, answer, units, token, chat)
        shown, changed = await self._rich_messages.edit(message, *content)
        self._answer_store.remember(shown, token, answer)
        self._pictures.send_later(shown, answer, units)
        self._complete_later(shown, answer, chat, share)
        return changed

    async def _render_again(
        self, message: MaybeInaccessibleMessageUnion, answer: Answer, units: Units, token: str, chat: Chat
    ) -> tuple[InputRichMessage | None, str, InlineKeyboardMarkup | None]:
        """Render *answer* for *message*, which shows an earlier answer."""
        has_offer = self._units_offers.has_offer(message.chat.id, message.message_id)
        return await self._render(message, answer, units, token, chat, offers_us_units=has_offer)

    async def _render(
        self,
        message: MaybeInaccessibleMessageUnion,
        answer: Answer,
        units: Units,
        token: str,
        chat: Chat,
        *,
        offers_us_units: bool,
    ) -> tuple[InputRichMessage | None, str, InlineKeyboardMarkup | None]:
        """Return *answer* as a rich message, if it has one, and as a text; and the keyboard."""
        render, now, usual_provider = VIEWS[answer.subject].render, datetime.now(UTC), self._answers.usual_provider
        text = render(answer, units, now, usual_provider)
        rich = rich_answer(answer, units, now=now, usual_provider=usual_provider)
        keyboard = answer_keyboard(
            answer,
            token,
            units.texts,
            chat.saved,
            offers_us_units=offers_us_units and not units.is_imperial,
            can_share=await can_share(message),
        )
        return rich, text, keyboard

    def _complete_later(
        self, message: MaybeInaccessibleMessageUnion, answer: Answer, chat: Chat, share: Share | None
    ) -> None:
        if answer.late:
            self._background.start(self._complete(message, answer, chat.region, share))

    async def _complete(
        self, message: MaybeInaccessibleMessageUnion, answer: Answer, region: str, share: Share | None
    ) -> None:
        choices = (await self._chats.get_or_default(message.chat.id)).choices
        new_answer = await self._answers.completed(answer, choices, share=share)
        async with self._answer_store.lock(message):
            shown = self._answer_store.shown(message)
            if shown is None or shown.answer is not answer or new_answer == answer:
                return  # a button has replaced the answer, or no result is new
            token = self._answer_store.token_for(message.chat.id, new_answer, message)
            self._answer_store.remember(message, token, new_answer)
        # The settings of the chat may have changed meanwhile.
        chat = replace(await self._chats.get_or_default(message.chat.id), region=region)
        units = _units(chat, new_answer)
        try:
            content = await self._render_again(message, new_answer, units, token, chat)
            await self._rich_messages.edit_existing(message, *content)
        except TelegramAPIError as error:
            # The user can still press the button that tries again.
            logger.info("could not complete an answer: %s", error)
            return
        self._pictures.send_later(message, new_answer, units)


def _units(chat: Chat, answer: Answer) -> Units:
    """Return the current units of *chat*, with texts in the language in which *answer* names its places."""
    return units_in(texts_for(answer.language), chat.settings, chat.region)
