"""The methods of the Bot API: their effects, and the errors that Telegram would answer."""

from functools import singledispatchmethod
from typing import Any

from aiogram.enums import ChatAction
from aiogram.methods import (
    AnswerCallbackQuery,
    AnswerGuestQuery,
    AnswerInlineQuery,
    DeleteMessage,
    DeleteWebhook,
    EditMessageMedia,
    EditMessageReplyMarkup,
    EditMessageText,
    GetChatMember,
    GetMe,
    GetMyCommands,
    GetMyDescription,
    GetMyName,
    GetMyShortDescription,
    GetUpdates,
    GetWebhookInfo,
    SendChatAction,
    SendDocument,
    SendMessage,
    SendPhoto,
    SendRichMessage,
    SetMyCommands,
    SetMyDescription,
    SetMyName,
    SetMyShortDescription,
    SetWebhook,
    TelegramMethod,
)
from aiogram.types import BufferedInputFile, InputMediaPhoto

from sandbox.telegram import rules
from sandbox.telegram.chats import Chat
from sandbox.telegram.content import caption, content, keyboard, reply_keyboard
from sandbox.telegram.events import BotMessage, Deleted, Toast, Upload
from sandbox.telegram.exchange import Exchange
from sandbox.telegram.guest import GuestMode
from sandbox.telegram.limits import SendLimits
from sandbox.telegram.members import chat_member
from sandbox.telegram.photos import Photos
from sandbox.telegram.profile import Profile
from sandbox.telegram.references import direct_topic_fields, find_chat, own_message, replied_message, thread_fields
from sandbox.telegram.rich import rich_content
from sandbox.telegram.rules import refuse
from sandbox.telegram.user_messages import Json, quoted

CONTENT_FIELDS = ("text", "entities", "rich_message", "photo", "caption", "caption_entities")
"""The fields of a message that an edit replaces, besides its buttons."""


class BotApi:
    """Carries out the bot's calls on the given chats."""

    def __init__(
        self,
        exchange: Exchange,
        chats: dict[int, Chat],
        limits: SendLimits,
        press_lifetime: float,
        guest: GuestMode,
    ) -> None:
        self._exchange = exchange
        self._chats = chats
        self._limits = limits
        self._press_lifetime = press_lifetime
        self._inline = guest.inline
        self._guest = guest
        self._photos = Photos(exchange.ids)
        self._profile = Profile(exchange.bot["first_name"])

    @singledispatchmethod
    async def call(self, call: TelegramMethod[Any]) -> object:
        """Return the result of `call` as JSON values.

        Raises ApiError when Telegram would refuse the call.
        """
        refuse(f"the sandbox has no {call.__api_method__}")

    @call.register
    async def _(self, _: GetMe) -> Json:
        return self._exchange.bot

    @call.register
    async def _(self, call: GetUpdates) -> list[Json]:
        return await self._exchange.updates.get(call)

    @call.register
    async def _(self, _: GetWebhookInfo) -> Json:
        updates = self._exchange.updates
        return updates.webhooks.info(len(updates))

    @call.register
    async def _(self, call: SetWebhook) -> bool:
        return await self._exchange.updates.set_webhook(call)

    @call.register
    async def _(self, call: DeleteWebhook) -> bool:
        removal = SetWebhook(url="", drop_pending_updates=call.drop_pending_updates)
        return await self._exchange.updates.set_webhook(removal)

    @call.register
    async def _(self, call: SetMyCommands) -> bool:
        return self._profile.set_menu(call)

    @call.register
    async def _(self, call: GetMyCommands) -> list[Json]:
        return self._profile.menu(call)

    @call.register
    async def _(self, call: SetMyName) -> bool:
        return self._profile.set_text("name", call.name, call.language_code)

    @call.register
    async def _(self, call: GetMyName) -> Json:
        return self._profile.text("name", call.language_code)

    @call.register
    async def _(self, call: SetMyDescription) -> bool:
        return self._profile.set_text("description", call.description, call.language_code)

    @call.register
    async def _(self, call: GetMyDescription) -> Json:
        return self._profile.text("description", call.language_code)

    @call.register
    async def _(self, call: SetMyShortDescription) -> bool:
        return self._profile.set_text("short_description", call.short_description, call.language_code)

    @call.register
    async def _(self, call: GetMyShortDescription) -> Json:
        return self._profile.text("short_description", call.language_code)

    @call.register
    async def _(self, call: SendChatAction) -> bool:
        chat = find_chat(self._chats, call.chat_id)
        if call.action not in set(ChatAction):
            refuse("wrong parameter action in request")
        thread_fields(chat, call.message_thread_id)
        chat.actions.append(call.action)
        return True

    @call.register
    async def _(self, call: SendMessage) -> Json:
        chat = find_chat(self._chats, call.chat_id)
        fields = content(call.text, call.parse_mode, call.entities, call.reply_markup)
        rules.check_reply_keyboard(call.reply_markup, chat.info["type"])
        message = self._message(chat, call, "text messages") | fields
        chat.show(BotMessage(message, html=call.text, reply_keyboard=reply_keyboard(call.reply_markup)))
        return message

    @call.register
    async def _(self, call: SendRichMessage) -> Json:
        chat = find_chat(self._chats, call.chat_id)
        fields = rich_content(call.rich_message) | keyboard(call.reply_markup)
        message = self._message(chat, call, "text messages") | fields
        chat.show(BotMessage(message, html="", reply_keyboard=reply_keyboard(call.reply_markup)))
        return message

    @call.register
    async def _(self, call: SendDocument) -> Json:
        chat = find_chat(self._chats, call.chat_id)
        if not isinstance(call.document, BufferedInputFile):
            refuse("the sandbox has no files but those that are sent along")
        file = Upload(str(call.document.filename), call.document.data)
        file_id = f"document{next(self._exchange.ids)}"
        document = {"file_id": file_id, "file_unique_id": file_id, "file_name": file.name}
        fields = caption(call.caption, call.parse_mode, call.caption_entities) | keyboard(call.reply_markup)
        message = self._message(chat, call, "documents") | {"document": document} | fields
        chat.show(BotMessage(message, html=call.caption or "", file=file))
        return message

    @call.register
    async def _(self, call: SendPhoto) -> Json:
        chat = find_chat(self._chats, call.chat_id)
        file, photo = self._photos.accept(call.photo)
        fields = caption(call.caption, call.parse_mode, call.caption_entities) | keyboard(call.reply_markup)
        message = self._message(chat, call, "photos") | {"photo": photo} | fields
        chat.show(BotMessage(message, html=call.caption or "", file=file))
        return message

    @call.register
    async def _(self, call: AnswerInlineQuery) -> bool:
        return self._inline.answer(call)

    @call.register
    async def _(self, call: AnswerGuestQuery) -> Json:
        return self._guest.answer(call)

    @call.register
    async def _(self, call: EditMessageText) -> Json | bool:
        if call.inline_message_id is not None:
            return self._inline.edit(call)
        chat = find_chat(self._chats, call.chat_id)
        current = own_message(chat, call.message_id, "edit")
        if current.file is not None:
            refuse("there is no text in the message to edit")
        if call.rich_message is None:
            fields = content(call.text or "", call.parse_mode, call.entities, call.reply_markup)
        elif call.text is not None:
            refuse("exactly one of text and rich_message must be used")
        else:
            fields = rich_content(call.rich_message) | keyboard(call.reply_markup)
        return self._edit(chat, current, fields, call.text or "")

    @call.register
    async def _(self, call: EditMessageMedia) -> Json:
        chat = find_chat(self._chats, call.chat_id)
        current, media = own_message(chat, call.message_id, "edit"), call.media
        if not isinstance(media, InputMediaPhoto):
            refuse("the sandbox puts nothing but photos into messages")
        file, photo = self._photos.accept(media.media)
        fields = caption(media.caption, media.parse_mode, media.caption_entities) | keyboard(call.reply_markup)
        return self._edit(chat, current, {"photo": photo} | fields, media.caption or "", file)

    @call.register
    async def _(self, call: EditMessageReplyMarkup) -> Json:
        chat = find_chat(self._chats, call.chat_id)
        current = own_message(chat, call.message_id, "edit")
        fields = {key: current.message[key] for key in CONTENT_FIELDS if key in current.message}
        return self._edit(chat, current, fields | keyboard(call.reply_markup), current.html, current.file)

    @call.register
    async def _(self, call: GetChatMember) -> Json:
        chat = find_chat(self._chats, call.chat_id)
        if call.user_id == self._exchange.bot["id"]:
            return chat.membership.chat_member(self._exchange.bot, chat.info)
        if chat.info["type"] == "channel" and chat.membership.status != "administrator":
            refuse("member list is inaccessible")
        return chat_member(chat.info, chat.members, chat.admins, call.user_id)

    @call.register
    async def _(self, call: DeleteMessage) -> bool:
        chat = find_chat(self._chats, call.chat_id)
        if chat.info["type"] != "private":  # in a private chat a bot may also delete the user's messages
            own_message(chat, call.message_id, "delete")
        if chat.messages.pop(call.message_id, None) is None:
            refuse("message to delete not found")
        chat.answers.pop(call.message_id, None)
        chat.feed.append(Deleted(call.message_id))
        return True

    @call.register
    async def _(self, call: AnswerCallbackQuery) -> bool:
        press = self._exchange.presses.pop(call.callback_query_id, None)
        if press is None or self._exchange.clock() - press.at > self._press_lifetime:
            refuse("query is too old and response timeout expired or query ID is invalid")
        if len(call.text or "") > 200:
            refuse("MESSAGE_TOO_LONG")
        press.chat.feed.append(Toast(press.query_id, call.text or "", alert=bool(call.show_alert)))
        return True

    def _message(
        self, chat: Chat, call: SendMessage | SendRichMessage | SendDocument | SendPhoto, kind: str
    ) -> Json:
        """Return a new message of this *kind* (see `check_sending`) from the bot, without its content."""
        chat.membership.check_sending(chat.info, kind)
        is_admin = chat.membership.status == "administrator"
        self._limits.check(chat.id, self._exchange.clock(), is_admin=is_admin)
        replied = replied_message(chat, call.reply_parameters)
        # A reply to a message in a topic goes into the same topic, unless the call names another one.
        topic = call.message_thread_id or replied.get("message_thread_id")
        return {
            "message_id": next(self._exchange.ids),
            **({"sender_chat": chat.info} if chat.info["type"] == "channel" else {"from": self._exchange.bot}),
            "chat": chat.info,
            "date": int(self._exchange.clock()),
            **thread_fields(chat, topic),
            **direct_topic_fields(chat, call.direct_messages_topic_id),
            **({"reply_to_message": quoted(replied)} if replied else {}),
        }

    def _edit(self, chat: Chat, current: BotMessage, fields: Json, html: str, file: Upload | None = None) -> Json:
        editable = (*CONTENT_FIELDS, "reply_markup")
        if fields == {key: current.message[key] for key in editable if key in current.message}:
            refuse(
                "message is not modified: specified new message content and reply markup are exactly the same "
                "as a current content and reply markup of the message"
            )
        kept = {key: value for key, value in current.message.items() if key not in editable}
        message = {**kept, "edit_date": int(self._exchange.clock()), **fields}
        chat.show(BotMessage(message, html, current.version + 1, file))
        return message
