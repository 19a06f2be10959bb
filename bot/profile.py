"""The bot's profile in Telegram: its menus of commands, its name and its descriptions, in each language."""

import logging
from collections.abc import Awaitable, Collection, Iterator, Sequence

from aiogram import Bot
from aiogram.exceptions import TelegramAPIError
from aiogram.types import (
    BotCommand,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BotCommandScopeUnion,
)

from handlers.texts import LANGUAGE_CODES, Texts, texts_for
from handlers.views.subjects import commands

logger = logging.getLogger(__name__)

GROUP_COMMANDS = (*(command.name for _, command in commands()), "places", "daily", "alerts", "help")
"""The commands in the menu of a group's members, without the slash."""
GROUP_ADMIN_COMMANDS = (*GROUP_COMMANDS[:-1], "settings", "privacy", "help")
"""The commands in the menu of a group's admins, without the slash."""
PRIVATE_CHAT_COMMANDS = (*GROUP_COMMANDS[:-1], "channel", "settings", "privacy", "help")
"""The commands in the menu of private chats, without the slash."""
BOT_ADMIN_COMMANDS = ("stats",)
"""Commands, without the slash, that are only in the menus of private chats with the bot's own admins."""
MENUS: tuple[tuple[BotCommandScopeUnion, Sequence[str]], ...] = (
    (BotCommandScopeAllPrivateChats(), PRIVATE_CHAT_COMMANDS),
    (BotCommandScopeAllGroupChats(), GROUP_COMMANDS),
    (BotCommandScopeAllChatAdministrators(), GROUP_ADMIN_COMMANDS),
)
"""The scope of each menu, and the commands in it."""


async def update_profile(bot: Bot, admin_ids: Collection[int] = ()) -> None:
    """Set the parts of the profile that differ from the `.ftl` texts; log each part that Telegram refuses.

    The menu in the private chats of *admin_ids* also has BOT_ADMIN_COMMANDS. Telegram refuses the menu
    for an admin who has never written to the bot. Each part is read first, because Telegram allows a bot only a
    few changes of its name per day.
    """
    for language in LANGUAGE_CODES:
        # Telegram shows the profile without a language code to users of all other languages.
        code = "" if language == LANGUAGE_CODES[0] else language
        for update in _profile_updates(bot, texts_for(language), code, admin_ids):
            try:
                await update
            except TelegramAPIError as error:
                logger.warning("could not update the bot's profile: %s: %s", type(error.method).__name__, error)


def _profile_updates(
    bot: Bot, texts: Texts, language_code: str, admin_ids: Collection[int]
) -> Iterator[Awaitable[None]]:
    commands = {
        name: BotCommand(command=name, description=texts(f"command-{name}"))
        for name in (*PRIVATE_CHAT_COMMANDS, *BOT_ADMIN_COMMANDS)
    }
    menus = [*MENUS, *((BotCommandScopeChat(chat_id=user_id), tuple(commands)) for user_id in sorted(admin_ids))]
    for scope, names in menus:
        yield _update_menu(bot, [commands[name] for name in names], scope, language_code)
    yield _update_name(bot, texts("profile-name"), language_code)
    yield _update_description(bot, texts("profile-description"), language_code)
    yield _update_short_description(bot, texts("profile-short-description"), language_code)


async def _update_menu(bot: Bot, menu: list[BotCommand], scope: BotCommandScopeUnion, language_code: str) -> None:
    current = await bot.get_my_commands(scope=scope, language_code=language_code)
    if _menu_entries(current) != _menu_entries(menu):
        await bot.set_my_commands(menu, scope=scope, language_code=language_code)


def _menu_entries(menu: list[BotCommand]) -> list[tuple[str, str]]:
    return [(command.command, command.description) for command in menu]


async def _update_name(bot: Bot, name: str, language_code: str) -> None:
    if (await bot.get_my_name(language_code=language_code)).name != name:
        await bot.set_my_name(name, language_code=language_code)


async def _update_description(bot: Bot, description: str, language_code: str) -> None:
    if (await bot.get_my_description(language_code=language_code)).description != description:
        await bot.set_my_description(description, language_code=language_code)


async def _update_short_description(bot: Bot, description: str, language_code: str) -> None:
    if (await bot.get_my_short_description(language_code=language_code)).short_description != description:
        await bot.set_my_short_description(description, language_code=language_code)
