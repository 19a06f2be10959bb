"""Edited messages, live locations and albums."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from sandbox.telegram import TelegramServer
from sandbox.weather import WeatherServer
from tests.e2e.stage import NOW, Stage
from tests.e2e.warm import WarmBot

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_an_edited_question_edits_its_answer(stage: Stage) -> None:
    chat = stage.telegram.private_chat()
    question = chat.send("/weather Oslo")
    answer = await chat.next_message()

    chat.edit(question, "/weather Rome")

    assert (await chat.next_edit(answer)).text.startswith("Rome, Italy")
    assert len(chat.answers) == 1


async def test_an_edit_without_a_change_is_harmless(stage: Stage) -> None:
    chat = stage.telegram.private_chat()
    question = chat.send("Oslo")
    answer = await chat.next_message()

    chat.edit(question, "Oslo ")

    assert (await stage.ask("/help", chat)).text.startswith("Weather now")
    assert chat.answers[answer.message_id].text == answer.text
    assert len(chat.answers) == 2


async def test_an_edit_that_makes_a_question_is_answered_anew(stage: Stage) -> None:
    chat = stage.telegram.private_chat()
    remark = chat.send("tell me a joke")
    hint = await chat.next_message()

    chat.edit(remark, "weather in Oslo")

    assert (await chat.next_message()).text.startswith("Oslo, Norway")
    assert chat.answers[hint.message_id].version == 0


async def test_an_edit_that_is_not_a_question_leaves_the_answer(stage: Stage) -> None:
    chat = stage.telegram.private_chat()
    question = chat.send("Oslo")
    answer = await chat.next_message()

    for text in ("tell me a joke", "thanks!", "/settings", "/nonsense"):
        chat.edit(question, text)

    assert (await stage.ask("/help", chat)).text.startswith("Weather now")
    assert len(chat.answers) == 2
    assert chat.answers[answer.message_id].version == 0


async def test_an_edit_after_the_answer_was_deleted_is_answered_anew(stage: Stage) -> None:
    chat = stage.telegram.private_chat()
    question = chat.send("Oslo")
    answer = await chat.next_message()
    del chat.messages[answer.message_id], chat.answers[answer.message_id]

    chat.edit(question, "Rome")

    assert (await chat.next_message()).text.startswith("Rome, Italy")


async def test_a_question_edited_in_the_queue_is_answered_once(stage: Stage) -> None:
    chat = stage.telegram.private_chat()
    stage.weather.delay("weather", 0.2)
    chat.send(f"/weather {stage.city().name_en}")
    question = chat.send("Oslo")
    chat.edit(chat.edit(question, "Paris"), "Rome")

    await chat.next_message()

    assert (await chat.next_message()).text.startswith("Rome, Italy")
    assert (await stage.ask("/help", chat)).text.startswith("Weather now")
    assert len(chat.answers) == 3


@pytest.mark.parametrize(
    ("edited", "answer"),
    [
        ("/settings", "Settings"),
        ("/places add Oslo", "Saved"),
        ("/daily 8:00 Oslo", "Oslo"),
        ("hello", "Hello!"),
        ("tell me a joke", "Send me a city"),
    ],
)
async def test_a_message_edited_in_the_queue_is_answered_as_the_edited_message(
    stage: Stage, edited: str, answer: str
) -> None:
    chat = stage.telegram.private_chat()
    stage.weather.delay("weather", 0.2)
    chat.send(f"/weather {stage.city().name_en}")
    chat.edit(chat.send("/nonsense"), edited)

    await chat.next_message()

    assert answer in (await chat.next_message()).text
    assert (await stage.ask("/help", chat)).text.startswith("Weather now")
    assert len(chat.answers) == 3


async def test_a_reply_to_a_prompt_that_is_edited_in_the_queue_takes_effect(with_key: Stage) -> None:
    chat = with_key.telegram.private_chat()
    chat.press(await with_key.ask("/places", chat), "➕ Add")
    prompt = await chat.next_message()
    with_key.weather.delay("weather", 0.2)
    chat.send(f"/weather {with_key.city().name_en}")
    chat.edit(chat.send("Oslo", reply_to=prompt.message_id), "Rome")

    await chat.next_message()

    assert "Rome" in (await chat.next_message()).text
    assert "Rome" in (await with_key.ask("/places", chat)).text


async def test_a_message_edited_while_the_bot_was_down_is_answered_as_the_edited_message(tmp_path: Path) -> None:
    async with TelegramServer() as telegram, WeatherServer(now=lambda: NOW) as weather:
        chat = telegram.private_chat()
        chat.edit(chat.send("/nonsense"), "/settings")
        async with WarmBot.start(telegram, weather, tmp_path):
            assert "Settings" in (await chat.next_message()).text


async def test_in_a_group_the_answer_after_a_deleted_answer_replies_to_the_question(stage: Stage) -> None:
    group = stage.telegram.group()
    question = group.send("/weather Oslo")
    answer = await group.next_message()
    del group.messages[answer.message_id], group.answers[answer.message_id]

    group.edit(question, "/weather Rome")

    assert (await group.next_message()).reply_to == question["message_id"]


async def test_in_a_group_only_edits_addressed_to_the_bot_are_answered(stage: Stage) -> None:
    group = stage.telegram.group()
    question = group.send("/weather Oslo")
    answer = await group.next_message()

    group.edit(group.send("Oslo is nice"), "Rome is nice")
    group.edit(question, "/weather Rome")

    assert (await group.next_edit(answer)).text.startswith("Rome, Italy")
    assert len(group.answers) == 1


async def test_an_edited_reply_to_a_prompt_is_ignored(with_key: Stage) -> None:
    chat = with_key.telegram.private_chat()
    places = await with_key.ask("/places", chat)
    chat.press(places, "➕ Add")
    prompt = await chat.next_message()
    reply = chat.send("Oslo", reply_to=prompt.message_id)
    await chat.next_message()
    before = len(chat.feed)

    chat.edit(reply, "Rome")

    assert (await with_key.ask("/help", chat)).text.startswith("Weather now")
    assert len(chat.feed) == before + 1


async def test_a_live_location_is_answered_again_only_after_a_while(with_key: Stage) -> None:
    chat = with_key.telegram.private_chat()
    here = chat.send_location(59.91, 10.75, live_period=3600)
    assert "Oslo, Norway" in (await chat.next_message()).text

    for _ in range(40):  # more than a user may ask in a minute
        chat.move_location(here, 60.39, 5.32)
    chat.move_location(here, 60.39, 5.32, last=True)

    assert (await with_key.ask("/help", chat)).text.startswith("Weather now")
    assert len(chat.answers) == 2
    assert all(answer.version == 0 for answer in chat.answers.values())


@pytest.mark.parametrize("captions", [("", "Oslo", "Rome"), ("", "", "Oslo"), ("Oslo", "", "Rome")])
async def test_an_album_is_answered_once_with_its_first_caption(
    with_key: Stage, captions: tuple[str, ...]
) -> None:
    chat = with_key.telegram.private_chat()
    for caption in captions:
        chat.send_photo(caption, album="42")
    assert "Oslo, Norway" in (await chat.next_message()).text
    assert (await with_key.ask("/help", chat)).text.startswith("Weather now")
    assert len(chat.answers) == 2


async def test_an_edited_caption_edits_the_answer(with_key: Stage) -> None:
    chat = with_key.telegram.private_chat()
    photo = chat.send_photo("Oslo")
    answer = await chat.next_message()

    chat.edit_caption(photo, "Rome")

    assert (await chat.next_edit(answer)).text.startswith("Rome, Italy")


async def test_after_a_restart_edits_and_moves_edit_the_answers(tmp_path: Path) -> None:
    async with TelegramServer() as telegram, WeatherServer(now=lambda: NOW) as weather:
        chat = telegram.private_chat()
        async with WarmBot.start(telegram, weather, tmp_path):
            question = chat.send("Oslo")
            answer = await chat.next_message()
            here = chat.send_location(59.91, 10.75, live_period=3600)
            answer_here = await chat.next_message()
        with closing(sqlite3.connect(tmp_path / "weather-bot.db")) as connection, connection:
            connection.execute("UPDATE answered_messages SET answered_at = answered_at - 1000")
        async with WarmBot.start(telegram, weather, tmp_path) as bot:
            chat.edit(question, "Rome")
            assert (await chat.next_edit(answer)).text.startswith("Rome, Italy")
            chat.move_location(here, 59.92, 10.76)
            chat.move_location(here, 60.39, 5.32)
            moved = await chat.next_edit(answer_here)
            assert moved.text.startswith("Bergen, Norway")
            chat.move_location(here, 58.97, 5.73, last=True)
            assert (await Stage(telegram, weather, bot).ask("/help", chat)).text.startswith("Weather now")
            assert len(chat.answers) == 3
            assert chat.answers[answer_here.message_id] == moved
