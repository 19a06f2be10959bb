"""The command /settings: shows and changes the language, units and clock of a chat."""

from aiogram import Bot, Router
from aiogram.types import CallbackQuery, MaybeInaccessibleMessageUnion, Message

from handlers.admins import may_decide
from handlers.commands import NamedCommand
from handlers.replies import answer_callback, edit, reply
from handlers.texts import Texts
from handlers.views.settings import Change, Open, Setting, settings_keyboard, settings_text
from handlers.views.units import Units, units_for
from services.storage import Chat, Chats, ChatSettings


async def on_command(message: Message, bot: Bot, chat: Chat, units: Units) -> None:
    """Show the settings to a user who may change them."""
    if await may_decide(bot, message.chat, message.from_user, message.sender_chat):
        await reply(message, settings_text(chat.settings, units), settings_keyboard(chat.settings, units))
    else:
        await reply(message, units.texts("settings-for-admins"))


async def on_open(query: CallbackQuery, callback_data: Open, bot: Bot, chat: Chat, units: Units) -> None:
    """Show the options of one setting, or the list of all settings."""
    message = await _editable_message(query, bot, units.texts)
    if message is not None:
        await _show(message, chat.settings, units, callback_data.setting)
        await answer_callback(query)


async def on_change(
    query: CallbackQuery, callback_data: Change, bot: Bot, chats: Chats, chat: Chat, units: Units
) -> None:
    """Store the chosen option, and show the settings in the changed language and units."""
    message = await _editable_message(query, bot, units.texts)
    if message is None:
        return
    changed = callback_data.applied(chat.settings)
    if changed is None:
        await answer_callback(query, units.texts("toast-old"))
        return
    if changed != chat.settings:
        await chats.save_settings(message.chat.id, changed)
    units = units_for(changed, query.from_user.language_code)
    await _show(message, changed, units, callback_data.setting)
    await answer_callback(query, units.texts("toast-set"))


async def _editable_message(query: CallbackQuery, bot: Bot, texts: Texts) -> MaybeInaccessibleMessageUnion | None:
    """Return the message to edit; if it is missing or the user may not change settings, say so and return None."""
    if query.message is None:
        await answer_callback(query, texts("toast-old"))
        return None
    if not await may_decide(bot, query.message.chat, query.from_user):
        await answer_callback(query, texts("settings-for-admins"))
        return None
    return query.message


async def _show(
    message: MaybeInaccessibleMessageUnion, settings: ChatSettings, units: Units, opened: Setting | None
) -> None:
    await edit(message, settings_text(settings, units, opened), settings_keyboard(settings, units, opened))


def router() -> Router:
    """Return a router for the command and the buttons."""
    router = Router(name="settings")
    router.message.register(on_command, NamedCommand("settings"))
    router.callback_query.register(on_open, Open.filter())
    router.callback_query.register(on_change, Change.filter())
    return router
