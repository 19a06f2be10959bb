"""The command /channel, by which an administrator of a channel sets up its daily pushes, in a private chat.

The user who chooses a channel owns its pushes. The pushes use the owner's language and units, and only the owner
may change the pushes. Another administrator may choose the channel once the owner is no longer an administrator of
the channel.
"""

import logging
from typing import Any

from aiogram import Bot, Router
from aiogram.enums import ChatType
from aiogram.exceptions import TelegramAPIError
from aiogram.filters import Filter
from aiogram.types import CallbackQuery, ChatMemberUpdated, Message

from handlers.admins import may_post
from handlers.commands import MultilingualCommand
from handlers.conversations import asker_id_of
from handlers.editing import edit
from handlers.place_names import pushes_in_language
from handlers.place_requests import PlaceRequests
from handlers.prompts import Prompt, PromptReply, Prompts
from handlers.push_requests import PushRequests
from handlers.replies import answer_callback, reply
from handlers.texts import Texts
from handlers.views.channels import (
    CHANNEL_REQUEST_ID,
    ChannelAction,
    ChannelCallback,
    channel_request_keyboard,
    channels_keyboard,
    channels_text,
)
from handlers.views.fitting import MAX_NAME_LENGTH, bold, truncate
from handlers.views.places import not_added_text, unresolved_lines
from handlers.views.units import Units, units_for
from services.answers import AnswerService
from services.daily import parse_push_request
from services.storage import (
    MAX_CHANNELS_PER_USER,
    Channel,
    ChannelPushes,
    Channels,
    ChatRecord,
    Chats,
    SavedPlace,
    SavedPlaces,
    Subscriptions,
    TooManyChannels,
)

logger = logging.getLogger(__name__)

CHANNEL_ID_OFFSET = 10**12
"""A channel whose number in t.me links is n has the id −(CHANNEL_ID_OFFSET + n) in the Bot API."""


async def report_lost_channel(
    membership_change: ChatMemberUpdated, bot: Bot, channels: Channels, subscriptions: Subscriptions, chats: Chats
) -> None:
    """Notify the owner of the channel in *membership_change* that the bot can no longer post pushes there."""
    channel = await channels.find(membership_change.chat.id)
    pushes = await subscriptions.get(membership_change.chat.id) if channel is not None else []
    if channel is not None and not all(push.paused for push in pushes):
        owner = await chats.get_or_default(channel.owner_id)
        await notify_of_lost_channel(bot, channel, units_for(owner.settings, pushes[0].language).texts)


async def notify_of_lost_channel(bot: Bot, channel: Channel, texts: Texts) -> None:
    """Notify the owner of *channel* that the bot can no longer post there; log Telegram's errors."""
    try:
        await bot.send_message(channel.owner_id, texts("channel-switched-off", title=bold(channel.title)))
    except TelegramAPIError as error:
        logger.info("could not notify the owner of a channel: %s", error)


async def _pushes_of_owner(
    owner_id: int, units: Units, channels: Channels, answer_service: AnswerService
) -> ChannelPushes:
    """Return the user's channels and their pushes, with the names of places in the language of *units*."""
    return [
        (channel, await pushes_in_language(pushes, units.texts.language, answer_service))
        for channel, pushes in await channels.find_pushes_by_owner(owner_id)
    ]


class ChannelChosen(Filter):
    """Accepts the service message about the channel that the user chose; passes `channel_id` and `title`."""

    async def __call__(self, message: Message) -> bool | dict[str, Any]:
        """Return `channel_id` and `title` for the handler; False if *message* is not accepted."""
        shared = message.chat_shared
        if shared is None or shared.request_id != CHANNEL_REQUEST_ID or message.chat.type != ChatType.PRIVATE:
            return False
        return {"channel_id": shared.chat_id, "title": " ".join((shared.title or "").split()) or "…"}


async def on_command(message: Message, units: Units, channels: Channels, answer_service: AnswerService) -> None:
    """List the pushes of the user's channels; if the user has no channels, offer to choose a channel."""
    if message.chat.type != ChatType.PRIVATE:
        await reply(message, units.texts("channel-in-private"))
    elif not await send_channels(message, units, channels, answer_service):
        await reply(message, units.texts("channel-choose"), channel_request_keyboard(units.texts))


async def send_channels(message: Message, units: Units, channels: Channels, answer_service: AnswerService) -> bool:
    """Reply in a private chat with the list of the user's channels; return False if the user has no channels."""
    pushes = await _pushes_of_owner(message.chat.id, units, channels, answer_service)
    if pushes:
        await reply(message, channels_text(pushes, units), channels_keyboard(pushes, units))
    return bool(pushes)


async def on_channel_chosen(
    message: Message,
    channel_id: int,
    title: str,
    bot: Bot,
    texts: Texts,
    channels: Channels,
    prompts: Prompts,
) -> None:
    """Store the chosen channel if the user and the bot may post there, and ask for a time and places."""
    owner_id = message.chat.id
    known = await channels.find(channel_id)
    if refusal := await _missing_right_notice(bot, channel_id, owner_id, texts, bold(title)):
        await reply(message, refusal)
    elif known and known.owner_id != owner_id and await may_post(bot, channel_id, known.owner_id):
        await reply(message, texts("channel-taken", title=bold(title)))
    else:
        try:
            channel = Channel(channel_id, owner_id, title)
            await channels.save(channel)
        except TooManyChannels:
            await reply(message, texts("channel-full", limit=MAX_CHANNELS_PER_USER))
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
    place_requests: PlaceRequests,
    push_requests: PushRequests,
    channels: Channels,
    prompts: Prompts,
) -> None:
    """Add a push to a channel, at the time and for the places in *text*, the reply to a prompt.

    *prompt_title* is the link to the channel.
    """
    known_channels = await channels.find_by_owner(message.chat.id)
    channel = next((known for known in known_channels if _link_to_channel(known) == prompt_title), None)
    request = parse_push_request(text)
    if channel is None:
        await reply(message, units.texts("channel-gone"))
        return
    if refusal := await _missing_right_notice(bot, channel.id, channel.owner_id, units.texts, bold(channel.title)):
        await reply(message, refusal)
        return
    if request is None:
        await _ask_schedule(message, channel, units.texts("channel-when"), prompts)
        return
    answer = await place_requests.find_places(message, asker_id_of(message), request.places, units, chat_record)
    if problems := unresolved_lines(answer, units.texts):
        await reply(message, not_added_text(problems, units.texts("daily-not-set")))
        await _ask_schedule(message, channel, units.texts("channel-when"), prompts)
        return
    places = tuple(map(SavedPlace, answer.places)) or await saved_places.get(message.chat.id)
    if not places:
        await _ask_schedule(message, channel, units.texts("channel-where"), prompts)
        return
    confirmation = await push_requests.add_push(message, channel.id, request, places, places, units)
    if confirmation is not None:
        text, _ = confirmation
        await reply(message, f"📢 {bold(channel.title)}\n{text}")


async def on_button(
    query: CallbackQuery,
    callback_data: ChannelCallback,
    bot: Bot,
    units: Units,
    channels: Channels,
    subscriptions: Subscriptions,
    answer_service: AnswerService,
) -> None:
    """Pause, resume or remove a push of a channel, or offer to choose another channel.

    A push is resumed only if the bot and the user may post in the channel. A push in a channel of another user is
    not changed.
    """
    message, owner_id, push_id = query.message, query.from_user.id, callback_data.push
    if not isinstance(message, Message):
        await answer_callback(query, units.texts("toast-old"))
        return
    if callback_data.action is ChannelAction.CHOOSE:
        await reply(message, units.texts("channel-choose"), channel_request_keyboard(units.texts))
        await answer_callback(query)
        return
    channel = await channels.find_by_push(owner_id, push_id)
    match callback_data.action:
        case _ if channel is None:
            pass  # the push no longer exists, or the callback data were forged
        case ChannelAction.PAUSE:
            await subscriptions.pause(channel.id, push_id)
        case ChannelAction.RESUME:
            title = truncate(channel.title, MAX_NAME_LENGTH)
            if refusal := await _missing_right_notice(bot, channel.id, owner_id, units.texts, title):
                await answer_callback(query, refusal)
                return
            await subscriptions.resume(channel.id, push_id)
        case ChannelAction.REMOVE:
            await channels.remove_push(channel, push_id)
    pushes = await _pushes_of_owner(owner_id, units, channels, answer_service)
    await edit(message, channels_text(pushes, units), channels_keyboard(pushes, units))
    await answer_callback(query)


async def _ask_schedule(message: Message, channel: Channel, request: str, prompts: Prompts) -> None:
    await prompts.ask(
        message, message.from_user, Prompt.CHANNEL, channel.title, request, link=_link_to_channel(channel)
    )


def _link_to_channel(channel: Channel) -> str:
    """Return the link to the first post of *channel*, which identifies the channel in a prompt."""
    return f"https://t.me/c/{-channel.id - CHANNEL_ID_OFFSET}/1"


async def _missing_right_notice(bot: Bot, channel_id: int, user_id: int, texts: Texts, title: str) -> str | None:
    """Return the notice that the bot or the user may not post in the channel *title*; None if both may post."""
    if not await may_post(bot, channel_id, bot.id):
        return texts("channel-no-right", title=title)
    if not await may_post(bot, channel_id, user_id):
        return texts("channel-for-admins", title=title)
    return None


def router() -> Router:
    """Return a router for /channel, the chosen channel, the replies to the prompt for a time, and the buttons."""
    router = Router(name="channels")
    router.message.register(on_command, MultilingualCommand("channel"))
    router.message.register(on_channel_chosen, ChannelChosen())
    router.message.register(on_schedule, PromptReply(Prompt.CHANNEL))
    router.callback_query.register(on_button, ChannelCallback.filter())
    return router
