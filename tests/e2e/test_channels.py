"""Channels: pushes set up from a private chat, rights, and the direct messages of channels."""

import pytest

from sandbox.telegram import BotMessage, Chat
from sandbox.telegram.members import BotMembership
from services.storage import MAX_SUBSCRIPTIONS_PER_CHAT
from tests.e2e.stage import Stage

pytestmark = pytest.mark.asyncio(loop_scope="session")

POSTING = BotMembership("administrator", frozenset({"can_post_messages"}))
SWITCHED_OFF = {"en": "the daily forecast is switched off", "ru": "прогноз отключён"}


async def choose(stage: Stage, owner: Chat, channel: Chat) -> BotMessage:
    """Choose the channel from the private chat of its administrator, and return the bot's reply."""
    request = await stage.ask("/channel", owner)
    if request.reply_keyboard is None:
        owner.press(request, request.buttons[-1][0])
        request = await owner.next_message()
    owner.share_channel(request, channel)
    return await owner.next_message()


async def set_up(stage: Stage, language: str = "en", *, text: str = "12:00 {city}") -> tuple[Chat, Chat]:
    """Set up a push into a new channel; return the private chat of its owner and the channel."""
    owner = stage.telegram.private_chat(language=language)
    channel = stage.telegram.channel(owner.user)
    prompt = await choose(stage, owner, channel)
    owner.send(text.format(city=stage.city().name_en), reply_to=prompt.message_id)
    confirmation = await owner.next_message()
    assert confirmation.text.startswith("📢 News\n✅ ")
    return owner, channel


async def listed(stage: Stage, owner: Chat) -> str:
    return (await stage.ask("/channel", owner)).text


async def test_pushes_go_to_the_channel_of_the_prompt_also_if_titles_are_equal_or_long(with_key: Stage) -> None:
    owner, city = with_key.telegram.private_chat(), with_key.city()
    title = "Weather of the town and its surroundings, " * 3
    first, second = (with_key.telegram.channel(owner.user, title=title) for _ in range(2))
    prompts = [await choose(with_key, owner, channel) for channel in (first, second)]
    for hour, prompt in zip((6, 7), prompts, strict=True):
        owner.send(f"{hour}:00 {city.name_en}", reply_to=prompt.message_id)
        assert (await owner.next_message()).text.startswith("📢 Weather of the town")
    listed_channels = (await listed(with_key, owner)).split("📢")[1:]
    assert sorted(("06:00" in text, "07:00" in text) for text in listed_channels) == [(False, True), (True, False)]


async def test_the_message_after_the_prompt_needs_no_reply_and_the_confirmation_names_the_command(
    with_key: Stage,
) -> None:
    owner = with_key.telegram.private_chat()
    await choose(with_key, owner, with_key.telegram.channel(owner.user))
    confirmation = await with_key.ask(f"12:00 {with_key.city().name_en}", owner)
    assert confirmation.text.startswith("📢 News\n✅ ")
    assert confirmation.text.endswith("/channel.")


async def test_after_a_reply_to_the_prompt_the_next_message_does_not_answer_the_prompt_again(
    with_key: Stage,
) -> None:
    owner, _ = await set_up(with_key)
    await with_key.ask(f"18:00 {with_key.city().name_en}", owner)
    assert "18:00" not in await listed(with_key, owner)


async def test_the_notice_that_a_channel_has_too_many_pushes_names_the_command_of_channels(
    with_key: Stage,
) -> None:
    owner = with_key.telegram.private_chat()
    prompt = await choose(with_key, owner, with_key.telegram.channel(owner.user))
    for minute in range(MAX_SUBSCRIPTIONS_PER_CHAT + 1):
        owner.send(f"12:{minute:02} {with_key.city().name_en}", reply_to=prompt.message_id)
        answer = await owner.next_message()
    assert answer.text.endswith("Delete one first: /channel")


async def test_a_former_administrator_can_neither_add_nor_resume_a_push(with_key: Stage) -> None:
    owner = with_key.telegram.private_chat()
    channel = with_key.telegram.channel(owner.user)
    prompt = await choose(with_key, owner, channel)
    await with_key.ask(f"12:00 {with_key.city().name_en}", owner)
    message = await with_key.ask("/channel", owner)
    owner.press(message, next(button for button in message.buttons[0] if "⏸" in button))
    paused = await owner.next_edit(message)

    channel.members.pop(0)
    owner.send("13:00", reply_to=prompt.message_id)
    assert (await owner.next_message()).text.startswith("Only an admin of News")
    resume = next(button for button in paused.buttons[0] if "▶️" in button)
    assert (await owner.press(paused, resume).toast()).text.startswith("Only an admin of News")
    assert "⏸" in await listed(with_key, owner)


@pytest.mark.parametrize(("language", "title"), [("en", "in your channels"), ("ru", "в ваших каналах")])
async def test_a_channel_is_set_up_and_listed_in_the_private_chat(
    with_key: Stage, language: str, title: str
) -> None:
    owner, channel = await set_up(with_key, language)
    assert channel.membership.granted == {"can_manage_chat", "can_post_messages"}
    assert title in await listed(with_key, owner)
    owner.send("/daily")
    assert "12:00" not in (await owner.next_message()).text
    assert "1. 12:00" in (await owner.next_message()).text


async def test_text_that_is_not_a_time_is_asked_again(with_key: Stage) -> None:
    owner = with_key.telegram.private_chat()
    prompt = await choose(with_key, owner, with_key.telegram.channel(owner.user))
    owner.send("some day", reply_to=prompt.message_id)
    assert (await owner.next_message()).text == prompt.text


async def test_saved_places_are_used_when_none_are_named(with_key: Stage) -> None:
    owner, city = with_key.telegram.private_chat(), with_key.city()
    prompt = await choose(with_key, owner, with_key.telegram.channel(owner.user))
    owner.send("8:00", reply_to=prompt.message_id)
    again = await owner.next_message()
    assert "For which places?" in again.text
    await with_key.ask(f"/places {city.name_en}", owner)
    owner.send("8:00", reply_to=again.message_id)
    assert city.name_en in (await owner.next_message()).text


async def test_a_channel_of_another_administrator_is_refused_until_that_one_has_left(with_key: Stage) -> None:
    _, channel = await set_up(with_key)
    other = with_key.telegram.private_chat()
    channel.members.append(other.user)
    channel.admins.add(other.user["id"])
    assert "Another admin has already set up" in (await choose(with_key, other, channel)).text

    channel.members.pop(0)
    assert (await choose(with_key, other, channel)).text.startswith("📢 News\nWhen")


async def test_a_channel_in_which_the_bot_may_not_post_is_refused(with_key: Stage) -> None:
    owner = with_key.telegram.private_chat()
    channel = with_key.telegram.channel(owner.user)
    request = await with_key.ask("/channel", owner)
    owner.share_channel(request, channel)
    channel.membership = BotMembership("left")
    assert "I may not post in News" in (await owner.next_message()).text


@pytest.mark.parametrize("language", ["en", "ru"])
async def test_the_owner_is_told_once_that_the_right_is_lost_and_the_push_resumes_with_it(
    with_key: Stage, language: str
) -> None:
    owner, channel = await set_up(with_key, language)
    channel.set_membership(BotMembership("administrator"))
    assert SWITCHED_OFF[language] in (await owner.next_message()).text
    assert "⚠️" in await listed(with_key, owner)
    channel.block()
    await with_key.silent(with_key.telegram.private_chat())
    assert sum(SWITCHED_OFF[language] in message.text for message in owner.answers.values()) == 1

    channel.unblock()
    channel.set_membership(POSTING)
    await with_key.silent(with_key.telegram.private_chat())
    assert "⚠️" not in await listed(with_key, owner)


async def test_the_pushes_of_a_channel_are_paused_resumed_and_removed(with_key: Stage) -> None:
    owner, _ = await set_up(with_key)
    message = await with_key.ask("/channel", owner)
    for label, text in (("⏸", "paused"), ("▶️", "1. 12:00"), ("🗑", "No daily forecasts are set up")):
        owner.press(message, next(button for button in message.buttons[0] if label in button))
        message = await owner.next_edit(message)
        assert text in message.text


async def test_the_buttons_of_another_user_have_no_effect(with_key: Stage) -> None:
    owner, _ = await set_up(with_key)
    message = await with_key.ask("/channel", owner)
    stranger = with_key.telegram.private_chat()
    own = await with_key.ask("/channel", stranger)
    await stranger.press(own, {"callback_data": message.keyboard[0][1]["callback_data"]}).toast()
    assert "1. 12:00" in await listed(with_key, owner)


async def test_the_channels_are_deleted_with_the_data_of_the_owner(with_key: Stage) -> None:
    owner, _ = await set_up(with_key)
    question = await with_key.ask("/privacy delete", owner)
    await owner.press(question, "Yes, delete everything").toast()
    assert "In which channel?" in await listed(with_key, owner)


async def test_the_command_in_a_group_points_to_the_private_chat(with_key: Stage) -> None:
    answer = await with_key.ask("/channel", with_key.telegram.group())
    assert "private chat" in answer.text


async def test_direct_messages_of_a_channel_are_answered_in_their_topic(with_key: Stage) -> None:
    first, second = with_key.cities(2)
    alice, bob = with_key.telegram.user("Alice"), with_key.telegram.user("Bob")
    direct = with_key.telegram.direct_messages(alice, bob)
    for user, city in ((alice, first), (bob, second)):
        direct.send(f"weather in {city.name_en}", sender=user)
        answer = await direct.next_message()
        assert answer.text.startswith(city.name_en)
        assert answer.message["direct_messages_topic"]["topic_id"] == user["id"]
    several = await with_key.ask("/weather " + ", ".join(city.name_en for city in with_key.cities(3)), direct)
    assert several.message["direct_messages_topic"]["topic_id"] == alice["id"]
    direct.send(f"/weather {first.name_en}", sender=alice)
    await direct.next_message()
    direct.send("how windy?", sender=alice)
    assert (await direct.next_message()).text.startswith(first.name_en)


async def test_direct_messages_that_ask_nothing_and_those_of_the_channel_are_not_answered(with_key: Stage) -> None:
    direct = with_key.telegram.direct_messages()
    channel = with_key.telegram.channel(with_key.telegram.user())
    direct.send("hello, when is the next concert?")
    direct.send("London", sender_chat=channel.info, topic=direct.user["id"])
    assert await with_key.silent(direct)


async def test_in_direct_messages_nobody_changes_what_is_stored(with_key: Stage) -> None:
    direct = with_key.telegram.direct_messages()
    answer = await with_key.ask(f"/weather {with_key.city().name_en}", direct)
    assert "private chat" in (await direct.press(answer, "⭐ Save").toast()).text
    city = with_key.city().name_en
    for text in ("/start", "/help", "/daily 8:00 London", f"weather in {city} every day at 8:00"):
        assert "I only answer questions about the weather" in (await with_key.ask(text, direct)).text


async def test_in_direct_messages_nobody_presses_the_buttons_of_pushes(with_key: Stage) -> None:
    city, direct = with_key.city().name_en, with_key.telegram.direct_messages()
    answer = await with_key.ask(f"/weather {city}", direct)
    offer = await with_key.ask(f"weather in {city} every day at 8:00")
    toast = await direct.press(answer, {"callback_data": offer.keyboard[0][0]["callback_data"]}).toast()
    assert toast.text == "Daily forecasts are set up in a private chat with me."
