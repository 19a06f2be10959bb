"""Follow-ups: questions that take missing parts from the previous question, also after a restart."""

import json
import re
from pathlib import Path
from typing import Unpack

import pytest

from sandbox.telegram import Chat, TelegramServer
from sandbox.telegram.chats import SendOptions
from sandbox.weather import WeatherServer
from tests.conftest import MakeDatabase
from tests.e2e.stage import Stage
from tests.e2e.warm import WarmBot

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.usefixtures("current_date")]


async def next_text(chat: Chat) -> str:
    """Return the next answer in *chat* that is not a picture."""
    while (answer := await chat.next_message()).photo is not None:
        pass
    return answer.text


async def ask(text: str, chat: Chat, **where: Unpack[SendOptions]) -> str:
    chat.send(text, **where)
    return await next_text(chat)


def shows_current_weather(text: str) -> bool:
    """Return whether an answer shows the current weather: the local time, and perhaps a hazard, after the name."""
    return re.search(r" · (?:now|сейчас) \d{1,2}:\d{2}(?: · ⚠️.*)?$", text, re.MULTILINE) is not None


@pytest.mark.parametrize("text", ["а завтра?", "and tonight?", "на выходных?", "how windy", "и ветер?", "погода"])
async def test_a_question_without_a_place_uses_the_last_place(stage: Stage, text: str) -> None:
    chat, city = stage.telegram.private_chat(), stage.city()
    await ask(f"/weather {city.name_en}", chat)
    assert city.name_en in await ask(text, chat)


@pytest.mark.parametrize(
    ("before", "text", "language", "place"),
    [
        ("Осло завтра", "а в Питере?", "ru", "Санкт-Петербург"),
        ("Oslo tomorrow", "what about Rome", "en", "Rome"),
        ("Oslo on saturday", "same for Vancouver", "en", "Vancouver"),
    ],
)
async def test_a_follow_up_with_only_a_place_uses_the_last_time(
    stage: Stage, before: str, text: str, language: str, place: str
) -> None:
    chat = stage.telegram.private_chat(language=language)
    assert shows_current_weather(await ask(place, chat))
    await ask(before, chat)

    answer = await ask(text, chat)

    assert place in answer
    assert not shows_current_weather(answer)


@pytest.mark.parametrize("text", ["and tomorrow at 9 and 18?", "/weather tomorrow at 9 and 18"])
async def test_each_hour_of_a_follow_up_is_about_the_last_place(stage: Stage, text: str) -> None:
    chat, name = stage.telegram.private_chat(), stage.city().name_en
    await ask(f"/weather {name}", chat)
    blocks = (await ask(text, chat)).split("\n\n")
    titles = [block.splitlines()[0] for block in blocks]
    assert [title.partition(",")[0] for title in titles] == [name, name]
    # A title with a danger also has the hours of the danger.
    assert [re.findall(r"\d\d:00", title)[0] for title in titles] == ["09:00", "18:00"]


async def test_each_hour_of_a_follow_up_is_about_the_last_quantity(stage: Stage) -> None:
    chat = stage.telegram.private_chat()
    await ask("wind in Oslo", chat)
    answer = await ask("what about Windhoek tomorrow at 9 and 18?", chat)
    assert answer.count("💨") == 2


async def test_a_name_alone_is_not_a_follow_up(stage: Stage) -> None:
    chat = stage.telegram.private_chat()
    await ask("/weather Oslo tomorrow", chat)
    answer = await ask("Rome", chat)
    assert "Rome, Italy" in answer
    assert shows_current_weather(answer)


@pytest.mark.parametrize("text", ["no, tomorrow", "не сегодня, а завтра", "make it tomorrow"])
async def test_a_correction_of_the_time_is_about_the_last_place(stage: Stage, text: str) -> None:
    city = stage.city()
    chat = stage.telegram.private_chat()
    await ask(f"/weather {city.name_en}", chat)

    answer = await ask(text, chat)

    assert city.name_en in answer
    assert not shows_current_weather(answer)


async def test_a_follow_up_can_follow_another_follow_up(stage: Stage) -> None:
    chat = stage.telegram.private_chat()
    await ask("/weather Oslo", chat)
    await ask("what about Rome", chat)
    assert "Rome" in await ask("and tonight?", chat)


async def test_a_follow_up_uses_all_places_of_the_last_question(stage: Stage) -> None:
    chat, cities = stage.telegram.private_chat(), stage.cities(3)
    await ask("/weather " + ", ".join(city.name_en for city in cities), chat)
    answer = await ask("и ветер?", chat)
    assert all(city.name_en in answer for city in cities)


async def test_a_follow_up_uses_the_place_chosen_among_namesakes(stage: Stage) -> None:
    chat = stage.telegram.private_chat()
    asked = await stage.ask("/weather Springfield", chat)
    choice = asked.keyboard[1 if "Again" in asked.buttons[0][0] else 0][0]
    chat.press(asked, choice)
    await chat.next_edit(asked)
    assert choice["text"].partition(",")[0] in await ask("how windy", chat)


async def test_the_command_alone_uses_the_saved_places_despite_a_last_question(stage: Stage) -> None:
    chat, saved, other = stage.telegram.private_chat(), stage.city(), stage.city()
    await stage.ask(f"/places {saved.name_en}", chat)
    await ask(f"/weather {other.name_en}", chat)
    assert saved.name_en in await ask("/weather", chat)
    assert saved.name_en in await ask("погода", chat)


async def test_a_question_without_a_place_uses_the_saved_places_if_nothing_was_asked(stage: Stage) -> None:
    chat, saved = stage.telegram.private_chat(), stage.city()
    await stage.ask(f"/places {saved.name_en}", chat)
    assert saved.name_en in await ask("погода завтра", chat)


async def test_a_follow_up_ignores_questions_of_other_chats(stage: Stage) -> None:
    await ask("/weather Oslo", stage.telegram.private_chat())
    chat = stage.telegram.private_chat(language="ru")
    assert (await ask("а завтра?", chat)).startswith("Какой город?")


async def test_a_city_given_on_request_gets_the_time_of_the_question(stage: Stage) -> None:
    chat = stage.telegram.private_chat()
    assert (await ask("weather tomorrow", chat)).startswith("Which city?")
    answer = await ask("Rome", chat)
    assert "Rome" in answer
    assert not shows_current_weather(answer)


async def test_in_a_group_only_a_reply_to_the_bot_follows_up(stage: Stage) -> None:
    group, city = stage.telegram.group(), stage.city()
    asked = await stage.ask(f"/weather {city.name_en}", group)
    group.send("how windy")
    group.send("what about Rome")
    assert not await stage.silent(group)
    assert list(group.answers) == [asked.message_id]

    question = group.send("how windy", reply_to=asked.message_id)
    answer = await group.next_message()

    assert city.name_en in answer.text
    assert answer.reply_to == question["message_id"]
    group.send("спасибо", reply_to=asked.message_id)
    group.send("согласен с ботом", reply_to=asked.message_id)
    assert "Rome" in await ask("what about Rome", group, reply_to=asked.message_id)


async def test_a_command_in_a_group_uses_the_saved_places_unless_it_is_a_reply(stage: Stage) -> None:
    group, saved, other = stage.telegram.group(), stage.city(), stage.city()
    await stage.ask(f"/places {saved.name_en}", group)
    asked = await stage.ask(f"/weather {other.name_en}", group)
    assert saved.name_en in await ask("/weather right now", group)
    await stage.ask(f"/weather {other.name_en}", group)
    assert other.name_en in await ask("/weather right now", group, reply_to=asked.message_id)


async def test_a_supergroup_keeps_the_last_question_of_its_group(database_stage: Stage) -> None:
    group, supergroup = database_stage.telegram.group(), database_stage.telegram.group()
    city = database_stage.city()
    await database_stage.ask(f"/weather {city.name_en}", group)
    group.upgrade_to(supergroup)
    asked = await database_stage.ask("/help", supergroup)
    assert city.name_en in await ask("how windy", supergroup, reply_to=asked.message_id)


async def test_the_last_question_is_exported_and_deleted(database_stage: Stage) -> None:
    chat, city = database_stage.telegram.private_chat(), database_stage.city()
    await database_stage.ask(f"/weather {city.name_en}", chat)
    sent = await database_stage.ask("/privacy export", chat)
    assert sent.file is not None
    assert json.loads(sent.file.content)["last_questions"][0]["places"][0]["name"] == city.name_en

    asked = await database_stage.ask("/privacy delete", chat)
    chat.press(asked, "Yes, delete everything")
    await chat.next_edit(asked)

    assert (await ask("how windy", chat)).startswith("Which city?")


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.services)])
def address(request: pytest.FixtureRequest, sqlite_url: str, postgres: MakeDatabase | None) -> str:
    """The URL of an empty database on SQLite, then on PostgreSQL."""
    if request.param == "sqlite":
        return sqlite_url
    if postgres is None:
        pytest.skip("TEST_POSTGRES_URL is not set")
    return postgres("restart")


async def test_the_last_question_survives_a_restart(address: str, tmp_path: Path) -> None:
    env = {"OPENWEATHER_API_KEY": "", "DATABASE_URL": address}
    async with TelegramServer() as telegram, WeatherServer() as weather:
        chat = telegram.private_chat()
        async with WarmBot.start(telegram, weather, tmp_path, env=env):
            chat.send("Oslo tomorrow")
            await next_text(chat)
        async with WarmBot.start(telegram, weather, tmp_path, env=env):
            chat.send("what about Rome")
            answer = await next_text(chat)
    assert "Rome" in answer
    assert not shows_current_weather(answer)


async def test_each_topic_of_a_forum_is_followed_up_by_itself(stage: Stage) -> None:
    forum = stage.telegram.forum()
    first, second = forum.create_topic("North"), forum.create_topic("South")
    asked = []
    for topic, place in ((first, "Oslo"), (second, "Rome")):
        forum.send(f"/weather {place}", topic=topic)
        answer = await forum.next_message()
        asked.append(answer)
    for topic, place, answer in zip((first, second), ("Oslo", "Rome"), asked, strict=True):
        forum.send("and tomorrow?", topic=topic, reply_to=answer.message_id)
        assert place in await next_text(forum)
