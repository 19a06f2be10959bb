"""The command /channel, which sets up daily pushes into channels from the private chat of their administrator.

The user who chooses a channel owns its pushes. The pushes use the owner's language and units, and only the owner
may change the pushes. Another administrator may choose the channel once the owner is no longer an administrator of
the channel.
"""

import logging
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, cast

from aiogram import Bot, Router
from aiogram.enums import ChatMemberStatus, ChatType
from aiogram.exceptions import TelegramAPIError, TelegramBadRequest, TelegramForbiddenError
from aiogram.filters import Filter
from aiogram.types import CallbackQuery, ChatMemberUpdated, Message

from handlers.admins import ADMIN_STATUSES, GetChatMemberRaw
from handlers.commands import NamedCommand
from handlers.editing import edit
from handlers.prompts import Prompt, PromptReply, Prompts
from handlers.push_requests import PushRequests
from handlers.replies import answer_callback, reply
from handlers.texts import Texts
from handlers.views.channels import (
    CHANNEL_REQUEST_ID,
    ChannelAction,
    ChannelCallback,
    ChannelPushes,
    channel_request_keyboard,
    channels_keyboard,
    channels_text,
)
from handlers.views.daily import not_subscribed_text, subscribed_text
from handlers.views.fitting import MAX_NAME_LENGTH, bold, truncate
from handlers.views.places import unresolved_lines
from handlers.views.units import Units, units_for
from services.daily import parse_push_request
from services.storage import (
    MAX_CHANNELS,
    Channel,
    Channels,
    ChatRecord,
    Chats,
    SavedPlace,
    SavedPlaces,
    Subscription,
    Subscriptions,
    TooManyChannels,
)

logger = logging.getLogger(__name__)

CHANNEL_ID_OFFSET = 10**12
"""Difference between the negated id of a channel in the Bot API and the number of the channel in a t.me link."""


class ChannelPushStore:
    """Stores the channels of users and the pushes of channels, and notifies the owners of channels."""

    def __init__(self, channels: Channels, subscriptions: Subscriptions, chats: Chats) -> None:
        self.channels = channels
        self._subscriptions = subscriptions
        self._chats = chats

    async def of_owner(self, owner_id: int) -> ChannelPushes:
        """Return the channels of the user with their pushes."""
        channels = await self.channels.of_owner(owner_id)
        return [(channel, await self._subscriptions.get(channel.id)) for channel in channels]

    async def find_push(self, owner_id: int, push_id: int) -> tuple[Channel, Sequence[Subscription]] | None:
        """Return the channel of the user that has the push, with its pushes; None if no channel has the push."""
        for channel, pushes in await self.of_owner(owner_id):
            if any(push.id == push_id for push in pushes):
                return channel, pushes
        return None

    async def change(self, owner_id: int, action: ChannelAction, push_id: int) -> None:
        """Pause, resume or remove a push; do nothing if the push is not in a channel of the user.

        When the last push of a channel is removed, the channel is deleted as well.
        """
        found = await self.find_push(owner_id, push_id)
        if found is None:
            return
        channel, pushes = found
        match action:
            case ChannelAction.PAUSE:
                await self._subscriptions.pause(channel.id, push_id)
            case ChannelAction.RESUME:
                await self._subscriptions.resume(channel.id, push_id)
            case ChannelAction.REMOVE if len(pushes) == 1:
                await self.channels.remove(channel.id)
            case ChannelAction.REMOVE:
                await self._subscriptions.remove(channel.id, push_id)

    async def report_loss(self, change: ChatMemberUpdated, bot: Bot) -> None:
        """Notify the owner of the channel in *change* that the bot can no longer post pushes there."""
        channel = await self.channels.find(change.chat.id)
        pushes = await self._subscriptions.get(change.chat.id) if channel is not None else []
        if channel is not None and not all(push.paused for push in pushes):
            owner = await self._chats.get_or_default(channel.owner_id)
            await notify_of_loss(bot, channel, units_for(owner.settings, pushes[0].language).texts)


async def notify_of_loss(bot: Bot, channel: Channel, texts: Texts) -> None:
    """Notify the owner of *channel* that the bot can no longer post there; log Telegram's errors."""
    try:
        await bot.send_message(channel.owner_id, texts("channel-switched-off", title=bold(channel.title)))
    except TelegramAPIError as error:
        logger.info("could not notify the owner of a channel: %s", error)


class ChannelChosen(Filter):
    """Accepts the service message about the channel that the user chose; passes `channel_id` and `title`."""

    async def __call__(self, message: Message) -> bool | dict[str, Any]:
        """Return `channel_id` and `title` for the handler; False if *message* is not accepted."""
        shared = message.chat_shared
        if shared is None or shared.request_id != CHANNEL_REQUEST_ID or message.chat.type != ChatType.PRIVATE:
            return False
        return {"channel_id": shared.chat_id, "title": " ".join((shared.title or "").split()) or "…"}


async def on_command(message: Message, units: Units, channel_pushes: ChannelPushStore) -> None:
    """List the pushes of the user's channels; without any, offer to choose a channel."""
    if message.chat.type != ChatType.PRIVATE:
        await reply(message, units.texts("channel-in-private"))
    elif not await send_channels(message, units, channel_pushes):
        await reply(message, units.texts("channel-choose"), channel_request_keyboard(units.texts))


async def send_channels(message: Message, units: Units, channel_pushes: ChannelPushStore) -> bool:
    """Send the list of the channels of the user of a private chat; return whether the user has any."""
    channels = await channel_pushes.of_owner(message.chat.id)
    if channels:
        await reply(message, channels_text(channels, units), channels_keyboard(channels, units))
    return bool(channels)


async def on_channel(
    message: Message,
    channel_id: int,
    title: str,
    bot: Bot,
    texts: Texts,
    channel_pushes: ChannelPushStore,
    prompts: Prompts,
) -> None:
    """Store the chosen channel if the user and the bot may post there, and ask for a time and places."""
    owner_id, channels = message.chat.id, channel_pushes.channels
    known = await channels.find(channel_id)
    if refusal := await _refusal(bot, channel_id, owner_id, texts, bold(title)):
        await reply(message, refusal)
    elif known and known.owner_id != owner_id and await _may_post(bot, channel_id, known.owner_id):
        await reply(message, texts("channel-taken", title=bold(title)))
    else:
        try:
            channel = Channel(channel_id, owner_id, title)
            await channels.save(channel)
        except TooManyChannels:
            await reply(message, texts("channel-full", limit=MAX_CHANNELS))
        else:
            await _ask_schedule(message, channel, texts("channel-when"), prompts)


async def on_schedule(
    message: Message,
    prompt_title: str,
    text: str,
    bot: Bot,
    units: Units,
    chat_record: ChatRecord,
    saved_places: SavedPlaces,
    push_requests: PushRequests,
    channel_pushes: ChannelPushStore,
    prompts: Prompts,
) -> None:
    """Add a push to the channel with the link *prompt_title*, at the time and for the places in *text*."""
    own = await channel_pushes.channels.of_owner(message.chat.id)
    channel = next((one for one in own if _link(one) == prompt_title), None)
    request = parse_push_request(text)
    if channel is None:
        await reply(message, units.texts("channel-gone"))
        return
    if refusal := await _refusal(bot, channel.id, channel.owner_id, units.texts, bold(channel.title)):
        await reply(message, refusal)
        return
    if request is None:
        await _ask_schedule(message, channel, units.texts("channel-when"), prompts)
        return
    answer = await push_requests.find_places(message, request.places, units, chat_record)
    if problems := unresolved_lines(answer, units.texts):
        await reply(message, not_subscribed_text(problems, units.texts))
        await _ask_schedule(message, channel, units.texts("channel-when"), prompts)
        return
    places = tuple(map(SavedPlace, answer.places)) or await saved_places.get(message.chat.id)
    if not places:
        await _ask_schedule(message, channel, units.texts("channel-where"), prompts)
        return
    push = await push_requests.add_push(message, channel.id, request, places, places, units)
    if push is not None:
        text = subscribed_text(push, places, units, datetime.now(UTC), command="/channel")
        await reply(message, f"📢 {bold(channel.title)}\n{text}")


async def on_button(
    query: CallbackQuery, callback_data: ChannelCallback, bot: Bot, units: Units, channel_pushes: ChannelPushStore
) -> None:
    """Pause, resume or remove a push of a channel, or offer to choose another channel.

    A push is resumed only if the bot and the user may post in the channel.
    """
    message, owner_id = query.message, query.from_user.id
    if not isinstance(message, Message):
        await answer_callback(query, units.texts("toast-old"))
    elif callback_data.action is ChannelAction.CHOOSE:
        await reply(message, units.texts("channel-choose"), channel_request_keyboard(units.texts))
        await answer_callback(query)
    else:
        is_resumed = callback_data.action is ChannelAction.RESUME
        found = await channel_pushes.find_push(owner_id, callback_data.push) if is_resumed else None
        if found is not None:
            title = truncate(found[0].title, MAX_NAME_LENGTH)
            if refusal := await _refusal(bot, found[0].id, owner_id, units.texts, title):
                await answer_callback(query, refusal)
                return
        await channel_pushes.change(owner_id, callback_data.action, callback_data.push)
        channels = await channel_pushes.of_owner(owner_id)
        await edit(message, channels_text(channels, units), channels_keyboard(channels, units))
        await answer_callback(query)


async def _ask_schedule(message: Message, channel: Channel, request: str, prompts: Prompts) -> None:
    await prompts.ask(message, message.from_user, Prompt.CHANNEL, channel.title, request, link=_link(channel))


def _link(channel: Channel) -> str:
    """Return the link to the first post of *channel*, which identifies the channel in a prompt."""
    return f"https://t.me/c/{-channel.id - CHANNEL_ID_OFFSET}/1"


async def _refusal(bot: Bot, channel_id: int, user_id: int, texts: Texts, title: str) -> str | None:
    """Return the notice that the bot or the user may not post in the channel *title*; None if both may post."""
    if not await _may_post(bot, channel_id, bot.id):
        return texts("channel-no-right", title=title)
    if not await _may_post(bot, channel_id, user_id):
        return texts("channel-for-admins", title=title)
    return None


async def _may_post(bot: Bot, channel_id: int, user_id: int) -> bool:
    """Return whether the user is an administrator of the channel who may post; False if Telegram does not say."""
    try:
        member = cast("dict[str, Any]", await bot(GetChatMemberRaw(chat_id=channel_id, user_id=user_id)))
    except (TelegramBadRequest, TelegramForbiddenError) as error:
        logger.info("could not check the rights in a channel: %s", error)
        return False
    is_creator = member.get("status") == ChatMemberStatus.CREATOR
    return is_creator or (member.get("status") in ADMIN_STATUSES and member.get("can_post_messages") is True)


def router() -> Router:
    """Return a router for /channel, the chosen channel, the replies to the prompt for a time, and the buttons."""
    router = Router(name="channels")
    router.message.register(on_command, NamedCommand("channel"))
    router.message.register(on_channel, ChannelChosen())
    router.message.register(on_schedule, PromptReply(Prompt.CHANNEL))
    router.callback_query.register(on_button, ChannelCallback.filter())
    return router
