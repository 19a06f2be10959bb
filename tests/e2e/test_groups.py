"""Groups and forums: which messages the bot answers, and where its answers go."""

import pytest

from sandbox.telegram.user_messages import text_mention
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
    group.send("@other_bot Moscow")
    group.send(f"@{with_key.telegram.username} thanks")
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


@pytest.mark.parametrize(
    ("command", "answer"),
    [("/start", "Hi!"), ("/help", "In this group"), ("/weather", "Which city?"), ("/forecast", "Which city?")],
)
async def test_every_command_works_in_a_group(with_key: Stage, command: str, answer: str) -> None:
    message = await with_key.ask(f"{command}@{with_key.telegram.username}", with_key.telegram.group())
    assert message.text.startswith(answer)


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


@pytest.mark.usefixtures("current_date")
async def test_a_reply_to_the_request_for_a_place_is_answered_about_the_subject_of_the_command(
    with_key: Stage,
) -> None:
    group = with_key.telegram.group()
    request = await with_key.ask("/forecast", group)
    assert request.text == "Which city? Reply to this message with its name."

    city = with_key.city()
    group.send(city.name_en, reply_to=request.message_id)
    answer = await group.next_message()

    assert answer.text.startswith(city.name_en)
    assert "🕒 Hours" in answer.buttons[1]


async def test_the_next_message_of_the_member_who_was_asked_for_a_place_is_answered(with_key: Stage) -> None:
    alice, bob = with_key.telegram.user("Alice"), with_key.telegram.user("Bob")
    group = with_key.telegram.group(alice, bob)
    await with_key.ask("/weather", group)

    group.send("Rome", sender=bob)
    question = group.send("London", sender=alice)
    group.send("Rome", sender=alice)
    answer = await group.next_message()

    assert answer.text.startswith("London")
    assert answer.reply_to == question["message_id"]
    await with_key.silent(with_key.telegram.private_chat())
    assert len(group.answers) == 2


@pytest.mark.parametrize("text", ["@{bot} {city}", "{city} @{bot}", "@{bot}, {city}"])
async def test_a_mention_with_a_city_is_answered(with_key: Stage, text: str) -> None:
    group = with_key.telegram.group()
    answer = await with_key.ask(text.format(bot=with_key.telegram.username, city="London"), group)
    assert answer.text.startswith("London")


async def test_a_mention_by_name_and_a_mention_in_a_caption_are_answered(with_key: Stage) -> None:
    group = with_key.telegram.group()
    text, bot = "Weather: London", {"id": 42, "is_bot": True, "first_name": "Weather"}
    group.send(text, entities=[text_mention(text, "Weather", bot)])
    assert (await group.next_message()).text.startswith("London")
    group.send_photo(f"@{with_key.telegram.username} Rome")
    assert (await group.next_message()).text.startswith("Rome")


async def test_an_unknown_name_in_reply_to_the_request_for_a_place_is_said_to_be_unknown(with_key: Stage) -> None:
    group = with_key.telegram.group()
    request = await with_key.ask("/weather", group)
    group.send("Qwertyzzz", reply_to=request.message_id)
    assert (await group.next_message()).text.startswith("Qwertyzzz: no such place")


async def test_a_mention_alone_asks_about_the_message_that_it_replies_to(with_key: Stage) -> None:
    city = with_key.city()
    group = with_key.telegram.group(with_key.telegram.user("Alice"), with_key.telegram.user("Bob"))
    question = group.send(f"weather in {city.name_en}")
    group.send(f"@{with_key.telegram.username}", sender=group.members[1], reply_to=question["message_id"])
    assert (await group.next_message()).text.startswith(city.name_en)


@pytest.mark.usefixtures("current_date")
async def test_a_reply_follows_up_the_answer_that_it_replies_to(with_key: Stage) -> None:
    first, second = with_key.cities(2)
    alice, bob = with_key.telegram.user("Alice"), with_key.telegram.user("Bob")
    group = with_key.telegram.group(alice, bob)
    first_answer = await with_key.ask(f"/weather {first.name_en}", group)
    group.send(f"/weather {second.name_en}", sender=bob)
    await group.next_message()

    group.send("and tomorrow?", reply_to=first_answer.message_id, sender=bob)
    assert (await group.next_message()).text.startswith(f"{first.name_en}, tomorrow")
    group.send(f"/weather {second.name_en}", sender=bob)
    await group.next_message()
    group.send(f"@{with_key.telegram.username} and tomorrow?", sender=alice)
    assert (await group.next_message()).text.startswith(f"{first.name_en}, tomorrow")


async def test_posts_of_the_channel_and_messages_by_inline_mode_are_ignored(with_key: Stage) -> None:
    group = with_key.telegram.group()
    user, date = dict(group.user), 1_800_000_000
    message = {"message_id": 1, "chat": group.info, "from": user, "date": date, "text": "/weather Moscow"}
    with_key.telegram.put_update({"message": message | {"is_automatic_forward": True}})
    with_key.telegram.put_update({"message": message | {"via_bot": {"id": 42, "is_bot": True, "first_name": "W"}}})
    assert await with_key.silent(group)


async def test_only_the_member_who_asked_chooses_a_namesake_and_for_that_member_only(with_key: Stage) -> None:
    alice, bob = with_key.telegram.user("Alice"), with_key.telegram.user("Bob")
    group = with_key.telegram.group(alice, bob)
    answer = await with_key.ask("/weather Springfield", group)
    label = answer.buttons[1][0]

    assert "Only the person who asked" in (await group.press(answer, label, sender=bob).toast()).text
    assert (await group.press(answer, label, sender=alice).toast()).text == "Remembered for you"
    assert (await with_key.ask("/weather Springfield", group)).text.startswith(label)
    group.send("/weather Springfield", sender=bob)
    assert (await group.next_message()).text.startswith("Springfield: which one do you mean?")


async def test_everybody_may_refresh_an_answer_in_a_group(with_key: Stage) -> None:
    group = with_key.telegram.group(with_key.telegram.user("Alice"), with_key.telegram.user("Bob"))
    answer = await with_key.ask(f"/weather {with_key.city().name_en}", group)
    toast = await group.press(answer, "🔄 Refresh", sender=group.members[1]).toast()
    assert "Only" not in toast.text
