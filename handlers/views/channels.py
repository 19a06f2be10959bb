"""The list of a user's channels with their daily pushes, its buttons, and the button that chooses a channel."""

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
from handlers.views.names import distinct_names
from handlers.views.units import Units
from services.storage import ChannelPushes, Subscription

CHANNEL_REQUEST_ID = 1
"""The id of the request to choose a channel; Telegram sends it back with the chosen channel."""

UNNEEDED_RIGHTS = dict.fromkeys(
    (
        *("is_anonymous", "can_delete_messages", "can_manage_video_chats", "can_restrict_members"),
        *("can_promote_members", "can_change_info", "can_invite_users", "can_post_stories", "can_edit_stories"),
        *("can_delete_stories", "can_send_welcome_messages"),
    ),
    False,
)
"""Rights of a channel's administrators that the bot does not need for pushes, each with the value False."""


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
    """Id of the push that the button changes; 0 for the action CHOOSE."""


def channel_request_keyboard(texts: Texts) -> ReplyKeyboardMarkup:
    """Return a keyboard with a button that lets the user choose a channel and make the bot its administrator."""
    bot_rights = ChatAdministratorRights(**UNNEEDED_RIGHTS, can_manage_chat=True, can_post_messages=True)
    user_rights = ChatAdministratorRights(
        **UNNEEDED_RIGHTS | {"can_promote_members": True}, can_manage_chat=True, can_post_messages=True
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
    """Return the list of *channels* with their pushes, as HTML of at most 4,096 characters."""
    if not channels:
        return units.texts("channels-none")

    def list_text(max_names: int) -> str:
        number, blocks = 0, [units.texts("channels-title")]
        for channel, pushes in channels:
            lines = [f"📢 <b>{escape(truncate(channel.title, MAX_NAME_LENGTH), quote=False)}</b>"]
            for push in pushes:
                number += 1
                lines.append(f"{number}. {_push_line(push, units, max_names)}")
            blocks.append("\n".join(lines if pushes else [*lines, units.texts("channel-empty")]))
        return "\n\n".join(blocks)

    return fit(list_text(MAX_NAMES_PER_PUSH), lambda: list_text(1))


def channels_keyboard(channels: ChannelPushes, units: Units) -> InlineKeyboardMarkup:
    """Return buttons that pause, resume or remove each push, and a button that chooses another channel."""
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


def _push_line(push: Subscription, units: Units, max_names: int) -> str:
    names = [
        truncate(name, MAX_NAME_LENGTH) for name in distinct_names([saved.labelled_place for saved in push.places])
    ]
    more = [f"+{len(names) - max_names}"] if len(names) > max_names else []
    words = {
        "time": time_text(push.schedule.minutes, units),
        "days": weekdays_text(push.schedule.weekdays, units.texts),
        "places": escape(", ".join([*names[:max_names], *more]), quote=False),
    }
    line = units.texts("daily-one", **words)
    if push.paused:
        return f"⏸ {line} – " + units.texts("daily-paused")
    return f"⚠️ {line} – " + units.texts("channel-lost") if push.next_at is None else line
