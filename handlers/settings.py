"""The command /settings, which shows and changes the language, units, clock and colours of a chat.

The module also handles the button under an answer that sets US units.
"""

from dataclasses import replace
from html import escape

from aiogram import Bot, Router
from aiogram.filters import CommandObject
from aiogram.types import CallbackQuery, MaybeInaccessibleMessageUnion, Message

from handlers.admins import may_manage_chat
from handlers.answer_store import AnswerStore
from handlers.commands import MultilingualCommand
from handlers.display import Display
from handlers.editing import edit
from handlers.replies import answer_callback, reply
from handlers.texts import Texts
from handlers.views.callbacks import UseUsUnitsCallback
from handlers.views.settings import (
    ChangeSettingCallback,
    ChangeUnitsCallback,
    OpenSettingCallback,
    Setting,
    UnitSystem,
    settings_keyboard,
    settings_text,
    with_options,
    with_units_of,
)
from handlers.views.units import Units, units_for
from services.answers import AnswerService
from services.settings_reading import ALL_UNITS, read_settings
from services.storage import ChatRecord, Chats, ChatSettings


async def on_command(
    message: Message, command: CommandObject, bot: Bot, chats: Chats, chat_record: ChatRecord, units: Units
) -> None:
    """Set the options that the command names, and show the settings; refuse if the user may not change settings.

    If the command names one setting without an option, show the options of that setting. If some words of
    the command are not understood, quote them in the reply.
    """
    if not await may_manage_chat(bot, message.chat, message.from_user, message.sender_chat):
        await reply(message, units.texts("settings-for-admins"))
        return
    request = read_settings(command.args or "")
    old, new = chat_record.settings, with_options(request.options, chat_record.settings, units.texts)
    if new != old:
        await chats.save_settings(message.chat.id, new)
        units = units_for(new, message.from_user.language_code if message.from_user else None)
    marked = [Setting(name) for name in request.options if name != ALL_UNITS]
    marked += [setting for setting in Setting if getattr(new, setting) != getattr(old, setting)]
    opened = [Setting(name) for name in request.settings if name != ALL_UNITS]
    open_setting = opened[0] if len(opened) == 1 and not request.options else None
    notices = [units.texts("settings-changed")] if request.options else []
    if request.unread:
        notices.append(units.texts("settings-unread", words=escape(request.unread, quote=False)))
    text = settings_text(new, units, [open_setting] if open_setting else marked)
    await reply(message, "\n\n".join([*notices, text]), settings_keyboard(new, units, open_setting))


async def on_open_setting(
    query: CallbackQuery, callback_data: OpenSettingCallback, bot: Bot, chat_record: ChatRecord, units: Units
) -> None:
    """Show the options of one setting, or all settings."""
    message = await _message_if_permitted(query, bot, units.texts)
    if message is not None:
        await _show_settings(message, chat_record.settings, units, callback_data.setting)
        await answer_callback(query)


async def on_change_setting(
    query: CallbackQuery,
    callback_data: ChangeSettingCallback,
    bot: Bot,
    chats: Chats,
    chat_record: ChatRecord,
    units: Units,
) -> None:
    """Store the chosen option, and show the settings in the new language and units."""
    message = await _message_if_permitted(query, bot, units.texts)
    if message is None:
        return
    new_settings = callback_data.apply_to(chat_record.settings)
    if new_settings is None:
        await answer_callback(query, units.texts("toast-old"))
        return
    if new_settings != chat_record.settings:
        await chats.save_settings(message.chat.id, new_settings)
    units = units_for(new_settings, query.from_user.language_code)
    await _show_settings(message, new_settings, units, callback_data.setting)
    await answer_callback(query, units.texts("toast-set"))


async def on_change_units(
    query: CallbackQuery,
    callback_data: ChangeUnitsCallback,
    bot: Bot,
    chats: Chats,
    chat_record: ChatRecord,
    units: Units,
) -> None:
    """Set all units to the metric or US units, and show the settings in the new units."""
    message = await _message_if_permitted(query, bot, units.texts)
    if message is None:
        return
    new_settings = with_units_of(callback_data.system, chat_record.settings, units.texts)
    if new_settings != chat_record.settings:
        await chats.save_settings(message.chat.id, new_settings)
    await _show_settings(message, new_settings, units_for(new_settings, query.from_user.language_code), None)
    await answer_callback(query, units.texts("toast-set"))


async def on_use_us_units(
    query: CallbackQuery,
    callback_data: UseUsUnitsCallback,
    bot: Bot,
    texts: Texts,
    chats: Chats,
    chat_record: ChatRecord,
    answer_service: AnswerService,
    answer_store: AnswerStore,
    display: Display,
) -> None:
    """Set US units, and show the answer above the button in US units."""
    message = await _message_if_permitted(query, bot, texts)
    if message is None:
        return
    new_settings = with_units_of(UnitSystem.US, chat_record.settings, texts)
    if new_settings != chat_record.settings:
        await chats.save_settings(message.chat.id, new_settings)
    async with answer_store.lock(message):
        answer = await answer_store.find_answer(message, callback_data.answer)
        if answer is not None:
            if answer.lacks_results:
                answer = await answer_service.refetch(answer, chat_record.place_preferences)
            await display.edit(message, answer, replace(chat_record, settings=new_settings))
    await answer_callback(query, texts("toast-set"))


async def _message_if_permitted(
    query: CallbackQuery, bot: Bot, texts: Texts
) -> MaybeInaccessibleMessageUnion | None:
    """Return the message of *query* if the user may change settings; otherwise notify the user and return None."""
    if query.message is None:
        await answer_callback(query, texts("toast-old"))
        return None
    if not await may_manage_chat(bot, query.message.chat, query.from_user):
        await answer_callback(query, texts("settings-for-admins"))
        return None
    return query.message


async def _show_settings(
    message: MaybeInaccessibleMessageUnion, settings: ChatSettings, units: Units, open_setting: Setting | None
) -> None:
    marked = [open_setting] if open_setting is not None else []
    await edit(message, settings_text(settings, units, marked), settings_keyboard(settings, units, open_setting))


def router() -> Router:
    """Return a router for /settings and for the buttons that change settings."""
    router = Router(name="settings")
    router.message.register(on_command, MultilingualCommand("settings"))
    router.callback_query.register(on_open_setting, OpenSettingCallback.filter())
    router.callback_query.register(on_change_setting, ChangeSettingCallback.filter())
    router.callback_query.register(on_change_units, ChangeUnitsCallback.filter())
    router.callback_query.register(on_use_us_units, UseUsUnitsCallback.filter())
    return router
