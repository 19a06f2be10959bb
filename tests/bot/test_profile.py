"""The bot's profile in Telegram, set at the start."""

import asyncio
import json
import logging
from collections import Counter

import pytest
from aiogram import Bot
from aiogram.types import BotCommandScopeAllChatAdministrators, BotCommandScopeAllGroupChats

from bot.profile import update_profile
from handlers.texts import LANGUAGE_CODES, texts_for
from sandbox.faults import Fault, FaultKind
from sandbox.telegram import ApiError, TelegramServer
from tests.bot.conftest import Env, running


def writes(telegram: TelegramServer) -> Counter[str]:
    """Return the number of calls of each method that changes the profile."""
    return Counter(call.method for call in telegram.calls if call.method.startswith("setMy"))


async def test_the_profile_is_updated_at_the_start(settings: Env, profile_update: asyncio.Event) -> None:
    async with running(settings), asyncio.timeout(30):
        await profile_update.wait()


async def test_the_menus_names_and_descriptions_are_set_in_each_language(
    telegram: TelegramServer, bot: Bot
) -> None:
    await update_profile(bot)
    for code in LANGUAGE_CODES:
        texts = texts_for(code)
        assert (await bot.get_my_name(language_code=code)).name == texts("profile-name")
        assert (await bot.get_my_description(language_code=code)).description == texts("profile-description")
        short = (await bot.get_my_short_description(language_code=code)).short_description
        assert short == texts("profile-short-description")
    menus = [json.loads(call.params["commands"]) for call in telegram.calls if call.method == "setMyCommands"]
    assert {entry["description"] for menu in menus for entry in menu} >= {
        "Weather now: /weather Moscow London",
        "Погода сейчас: /weather Москва Лондон",
    }


async def test_only_the_admins_of_a_group_see_the_command_for_its_settings(bot: Bot) -> None:
    await update_profile(bot)
    admins = await bot.get_my_commands(scope=BotCommandScopeAllChatAdministrators(), language_code="ru")
    members = await bot.get_my_commands(scope=BotCommandScopeAllGroupChats(), language_code="ru")
    only_admins = {entry.command for entry in admins} - {entry.command for entry in members}
    assert only_admins == {"settings", "privacy"}


async def test_a_profile_that_is_set_already_is_not_written_again(telegram: TelegramServer, bot: Bot) -> None:
    await update_profile(bot)
    first = writes(telegram)
    await update_profile(bot)
    assert writes(telegram) == first
    # The sandbox's bot has its English name from the beginning.
    assert first == {"setMyCommands": 6, "setMyName": 1, "setMyDescription": 2, "setMyShortDescription": 2}


async def test_a_refused_name_is_logged_and_does_not_prevent_the_descriptions(
    telegram: TelegramServer, bot: Bot, caplog: pytest.LogCaptureFixture
) -> None:
    telegram.break_(ApiError(429, "Too Many Requests: retry after 3600", retry_after=3600).fault(), "setMyName")
    with caplog.at_level(logging.WARNING):
        await update_profile(bot)
    assert writes(telegram)["setMyName"] == 1
    assert (await bot.get_my_description(language_code="ru")).description == texts_for("ru")("profile-description")
    assert "could not update the bot's profile: SetMyName" in caplog.text


async def test_a_menu_with_wrong_types_is_logged_and_does_not_prevent_the_descriptions(
    telegram: TelegramServer, bot: Bot, caplog: pytest.LogCaptureFixture
) -> None:
    malformed = '{"ok": true, "result": [{"command": 1}]}'
    telegram.break_(Fault(FaultKind.STATUS, status=200, body=malformed), "getMyCommands")
    with caplog.at_level(logging.WARNING):
        await update_profile(bot)
    assert (await bot.get_my_description(language_code="ru")).description == texts_for("ru")("profile-description")
    assert "could not update the bot's profile: GetMyCommands: " in caplog.text
