"""Groups and forums: which messages the bot answers, and where its answers go."""

import pytest

from tests.e2e.stage import Stage

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_command_in_a_group_is_answered_as_a_reply_to_it(with_key: Stage) -> None:
    city = with_key.city()
    group = with_key.telegram.group(with_key.telegram.user("Alice"), with_key.telegram.user("Bob"))
    group.send("hello all")
    question = group.send(f"/weather {city.name_en}", sender=group.members[1])
    group.send("bye all")

    answer = await group.next_message()

    assert answer.text.startswith(city.name_en)
    assert answer.reply_to == question["message_id"]


async def test_in_a_private_chat_an_answer_is_not_a_reply(with_key: Stage) -> None:
    assert (await with_key.ask(f"/weather {with_key.city().name_en}")).reply_to is None


async def test_other_messages_in_a_group_are_ignored(with_key: Stage) -> None:
    group = with_key.telegram.group()
    group.send("Moscow")
    group.send("what's the weather in Moscow?")
    group.send(f"@{with_key.telegram.username} Moscow")
    group.send("tell /weather Moscow")
    group.send("/foo")
    group.send("/start@other_bot")
    group.send("/weather@other_bot Moscow")
    group.send_location(55.75, 37.62)
    group.send_sticker()
    group.send_photo()

    assert await with_key.silent(group)


async def test_a_command_for_another_bot_is_ignored_in_private_too(with_key: Stage) -> None:
    chat = with_key.telegram.private_chat()
    city = with_key.city()
    chat.send(f"/weather@other_bot {city.name_en}")

    await with_key.silent(chat)

    assert not with_key.asked("openweather", city)
    assert not any(city.name_en in answer.text for answer in chat.answers.values())


async def test_an_unknown_command_with_our_name_is_answered(with_key: Stage) -> None:
    answer = await with_key.ask(f"/foo@{with_key.telegram.username}", with_key.telegram.group())
    assert answer.text.startswith("I don’t know that command.")


@pytest.mark.parametrize("command", ["/start", "/help", "/weather", "/forecast"])
async def test_every_command_works_in_a_group(with_key: Stage, command: str) -> None:
    answer = await with_key.ask(f"{command}@{with_key.telegram.username}", with_key.telegram.group())
    assert "/weather" in answer.text or command in answer.text


async def test_in_a_forum_the_answer_is_in_the_topic(with_key: Stage) -> None:
    city = with_key.city()
    forum = with_key.telegram.forum()
    forum.create_topic("Chatter")
    topic = forum.create_topic("Weather")
    question = forum.send(f"/weather {city.name_en}", topic=topic)

    answer = await forum.next_message()

    assert answer.text.startswith(city.name_en)
    assert answer.thread_id == topic
    assert answer.reply_to == question["message_id"]


@pytest.mark.parametrize("command", ["/help", "/weather", "/foo@weather_sandbox_bot"])
async def test_in_a_forum_every_answer_stays_in_the_topic(with_key: Stage, command: str) -> None:
    forum = with_key.telegram.forum()
    topic = forum.create_topic("Weather")
    forum.send(command, topic=topic)
    assert (await forum.next_message()).thread_id == topic


async def test_an_example_pressed_in_a_topic_is_answered_there(with_key: Stage) -> None:
    forum = with_key.telegram.forum()
    topic = forum.create_topic("Weather")
    forum.send("/help", topic=topic)
    forum.press(await forum.next_message(), "Moscow London")
    answer = await forum.next_message()
    assert answer.text.startswith("Moscow · ")
    assert answer.thread_id == topic


async def test_creating_a_topic_gets_no_answer(with_key: Stage) -> None:
    forum = with_key.telegram.forum()
    forum.create_topic("/weather Moscow")
    assert await with_key.silent(forum)


async def test_a_deleted_question_is_still_answered(with_key: Stage) -> None:
    city = with_key.city()
    group = with_key.telegram.group()
    question = group.send(f"/weather {city.name_en}")
    del group.messages[question["message_id"]]

    answer = await group.next_message()

    assert answer.text.startswith(city.name_en)
    assert answer.reply_to is None


async def test_an_edited_question_is_not_answered_again(with_key: Stage) -> None:
    first, second = with_key.cities(2)
    chat = with_key.telegram.private_chat()
    question = chat.send(f"/weather {first.name_en}")
    await chat.next_message()

    chat.edit(question, f"/weather {second.name_en}")

    await with_key.silent(with_key.telegram.private_chat())
    assert len(chat.answers) == 1
