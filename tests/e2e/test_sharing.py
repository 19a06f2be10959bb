"""Sharing: the button that offers an answer in another chat, deep links, and the link to a group."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from sandbox.telegram import TelegramServer
from sandbox.weather import WeatherServer
from tests.e2e.stage import Stage
from tests.e2e.warm import WarmBot

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def inline_stage(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    """A bot that was started with inline mode on."""
    directory = tmp_path_factory.mktemp("sharing")
    async with TelegramServer() as telegram, WeatherServer() as weather:
        telegram.set_inline_mode()
        async with WarmBot.start(telegram, weather, directory, env={"OPENWEATHER_API_KEY": ""}) as bot:
            yield Stage(telegram, weather, bot)


async def test_an_answer_can_be_shared_with_its_places(inline_stage: Stage) -> None:
    for language, label, names in (("en", "↗️ Share", "Moscow, London"), ("ru", "↗️ Поделиться", "Москва, Лондон")):
        chat = inline_stage.telegram.private_chat(language=language)
        answer = await inline_stage.ask("/weather Moscow London", chat)
        shared = answer.button(label)["switch_inline_query_chosen_chat"]
        assert shared["query"] == names
        assert (shared["allow_user_chats"], shared["allow_group_chats"], shared["allow_channel_chats"]) == (
            True,
        ) * 3
        found = await inline_stage.telegram.inline.query(chat.user, shared["query"]).results()
        assert found.titles[0] == names


async def test_namesakes_are_shared_with_their_regions_and_the_button_stays(inline_stage: Stage) -> None:
    chat = inline_stage.telegram.private_chat()
    answer = await inline_stage.ask("Springfield, Oregon", chat)
    shared = answer.button("Share")["switch_inline_query_chosen_chat"]["query"]
    assert shared == "Springfield, Oregon, United States"
    found = await inline_stage.telegram.inline.query(chat.user, shared).results()
    assert found.titles[0].startswith("Springfield, Oregon, United States")
    chat.press(answer, "Save")
    assert "Share" in str((await chat.next_edit(answer)).buttons)
    chat.press(answer, "5 days")
    assert "Share" in str((await chat.next_edit(chat.answers[answer.message_id])).buttons)


async def test_an_answer_without_a_place_cannot_be_shared(inline_stage: Stage) -> None:
    answer = await inline_stage.ask("/weather Qwertyzz")
    assert "Share" not in str(answer.buttons)


async def test_without_inline_mode_nothing_can_be_shared(without_key: Stage) -> None:
    answer = await without_key.ask("/weather Moscow")
    assert "Share" not in str(answer.buttons)


@pytest.mark.parametrize(
    ("parameter", "first_line"),
    [
        ("weather_Moscow", "Moscow, Russia · now "),
        ("weather_New-York_London", "New York"),
        ("weather_Rostov-on-Don", "Rostov-on-Don, Russia"),
        ("forecast_Oslo", "Oslo, Norway"),
        ("inline", "Hi! I show the weather"),
        ("x" * 64, "Hi! I show the weather"),
        ("weather_" + "-" * 56, "Which city?"),
    ],
)
async def test_a_deep_link_opens_what_it_names(inline_stage: Stage, parameter: str, first_line: str) -> None:
    assert (await inline_stage.ask(f"/start {parameter}")).text.startswith(first_line)


async def test_a_deep_link_opens_the_saved_places(inline_stage: Stage) -> None:
    chat = inline_stage.telegram.private_chat()
    await inline_stage.ask("/places Bergen, Trondheim", chat)
    answer = await inline_stage.ask("/start weather", chat)
    assert "Bergen" in answer.text
    assert "Trondheim" in answer.text


async def test_help_has_a_link_that_adds_the_bot_to_a_group(inline_stage: Stage) -> None:
    group = inline_stage.telegram.group()
    answer = await inline_stage.ask("/help")
    assert answer.button("Add me to a group")["url"] == "https://t.me/weather_sandbox_bot?startgroup=hello"
    assert "In any chat, type @weather_sandbox_bot New York, Tokyo." in answer.text
    there = await inline_stage.ask("/start@weather_sandbox_bot hello", group)
    assert there.text.startswith("Hi! Ask me about the weather")
    assert "Add me" not in str(there.buttons)
