"""The pushes of channels as messages of the private chat of the user who has set them up."""

from collections.abc import Sequence
from enum import StrEnum
from html import escape
from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from aiogram.types import (
    ChatAdministratorRights,
    InlineKeyboardMarkup,
    KeyboardButton,
    KeyboardButtonRequestChat,
    ReplyKeyboardMarkup,
)
from pydantic import Field

from handlers.texts import Texts
from handlers.views.callbacks import button
from handlers.views.daily import MAX_NAMES_PER_PUSH, time_text, weekdays_text
from handlers.views.fitting import MAX_NAME_LENGTH, fit, truncate
from handlers.views.units import Units
from services.storage import Channel, Subscription

CHANNEL_REQUEST_ID = 1
"""The id of the request for a channel, which Telegram repeats with the user's choice."""

RIGHTS = dict.fromkeys(
    (
        *("is_anonymous", "can_delete_messages", "can_manage_video_chats", "can_restrict_members"),
        *("can_promote_members", "can_change_info", "can_invite_users", "can_post_stories", "can_edit_stories"),
        *("can_delete_stories", "can_send_welcome_messages"),
    ),
    False,
)
"""The rights of an administrator that nobody needs for the pushes."""

ChannelPushes = Sequence[tuple[Channel, Sequence[Subscription]]]
"""The channels of a user, each with its pushes."""


class ChannelAction(StrEnum):
    """Actions of the buttons under the list of channels."""

    PAUSE = "pause"
    RESUME = "resume"
    REMOVE = "remove"
    CHOOSE = "choose"


class ChannelCallback(CallbackData, prefix="ch"):
    """The callback data of a button under the list of channels."""

    action: ChannelAction
    push: Annotated[int, Field(ge=0, lt=2**31)] = 0
    """The id of a push; 0 for the action CHOOSE."""


def channel_request_keyboard(texts: Texts) -> ReplyKeyboardMarkup:
    """Return the keyboard that lets the user choose a channel and makes the bot its administrator."""
    bot_rights = ChatAdministratorRights(**RIGHTS, can_manage_chat=True, can_post_messages=True)
    user_rights = ChatAdministratorRights(
        **RIGHTS | {"can_promote_members": True}, can_manage_chat=True, can_post_messages=True
    )
    request = KeyboardButtonRequestChat(
        request_id=CHANNEL_REQUEST_ID,
        chat_is_channel=True,
        user_administrator_rights=user_rights,
        bot_administrator_rights=bot_rights,
        request_title=True,
    )
    choose = KeyboardButton(text=texts("button-choose-channel"), request_chat=request)
    return ReplyKeyboardMarkup(keyboard=[[choose]], resize_keyboard=True, one_time_keyboard=True)


def channels_text(channels: ChannelPushes, units: Units) -> str:
    """Return the pushes of *channels* as HTML of at most 4,096 characters."""
    if not channels:
        return units.texts("channels-none")

    def text(names_shown: int) -> str:
        number, blocks = 0, [units.texts("channels-title")]
        for channel, pushes in channels:
            lines = [f"📢 <b>{escape(truncate(channel.title, MAX_NAME_LENGTH), quote=False)}</b>"]
            for push in pushes:
                number += 1
                lines.append(f"{number}. {_push_line(push, units, names_shown)}")
            blocks.append("\n".join(lines if pushes else [*lines, units.texts("channel-empty")]))
        return "\n\n".join(blocks)

    return fit(text(MAX_NAMES_PER_PUSH), lambda: text(1))


def channels_keyboard(channels: ChannelPushes, units: Units) -> InlineKeyboardMarkup:
    """Return buttons that pause, resume or remove each push of *channels*, and one that chooses a channel."""
    rows = []
    for number, push in enumerate((push for _, pushes in channels for push in pushes), 1):
        words = {"number": str(number), "time": time_text(push.schedule.minutes, units)}
        action, label = (
            (ChannelAction.RESUME, "button-resume") if push.paused else (ChannelAction.PAUSE, "button-pause")
        )
        rows.append(
            [
                button(units.texts(label, **words), ChannelCallback(action=action, push=push.id)),
                button(
                    units.texts("button-end", **words), ChannelCallback(action=ChannelAction.REMOVE, push=push.id)
                ),
            ]
        )
    choose = button(units.texts("button-choose-channel"), ChannelCallback(action=ChannelAction.CHOOSE))
    return InlineKeyboardMarkup(inline_keyboard=[*rows, [choose]])


def _push_line(push: Subscription, units: Units, names_shown: int) -> str:
    names = [truncate(saved.title, MAX_NAME_LENGTH) for saved in push.places]
    more = [f"+{len(names) - names_shown}"] if len(names) > names_shown else []
    words = {
        "time": time_text(push.schedule.minutes, units),
        "days": weekdays_text(push.schedule.weekdays, units.texts),
        "places": escape(", ".join([*names[:names_shown], *more]), quote=False),
    }
    line = units.texts("daily-one", **words)
    if push.paused:
        return f"⏸ {line} – " + units.texts("daily-paused")
    return f"⚠️ {line} – " + units.texts("channel-lost") if push.next_at is None else line
