"""/settings: what is chosen there is how the chat reads its answers from then on; in groups, for admins."""

import pytest

from sandbox.telegram import BotMessage, Chat
from tests.e2e.stage import Stage

pytestmark = pytest.mark.asyncio(loop_scope="session")

OLD = "This message is too old. Please ask again."
FOR_ADMINS = "Only admins can change the settings of a group."


async def choose(chat: Chat, shown: BotMessage, setting: str, option: str) -> BotMessage:
    """Open a setting, choose an option, and return the message as it is then."""
    chat.press(shown, setting)
    opened = await chat.next_edit(shown)
    chat.press(opened, option)
    return await chat.next_edit(opened)


async def test_what_is_chosen_is_shown_in_place_and_marked(remembering: Stage) -> None:
    chat = remembering.telegram.private_chat()
    shown = await remembering.ask("/settings", chat)
    assert "🌡 Temperature: °C" in shown.text.splitlines()

    chat.press(shown, "Temperature")
    opened = await chat.next_edit(shown)
    assert opened.buttons == [["✓ By language: °C"], ["°C", "°F"], ["‹ Back"]]

    press = chat.press(opened, "°F")
    changed = await chat.next_edit(opened)
    assert "🌡 Temperature: °F" in changed.text.splitlines()
    assert changed.buttons == [["By language: °C"], ["°C", "✓ °F"], ["‹ Back"]]
    assert (await press.toast()).text == "Done"

    chat.press(changed, "Back")
    back = await chat.next_edit(changed)
    assert back.buttons == [*shown.buttons[:-1], ["📏 Metric units"]]
    assert len(chat.answers) == 1


async def test_weather_is_told_in_the_units_that_are_set(stage: Stage) -> None:
    chat = stage.telegram.private_chat()
    shown = await stage.ask("/settings", chat)
    for setting, option in (("Temperature", "°F"), ("Wind", "mph"), ("Pressure", "inHg"), ("Clock", "12-hour")):
        changed = await choose(chat, shown, setting, option)
        chat.press(changed, "Back")
        shown = await chat.next_edit(changed)

    answer = (await stage.ask("/weather Moscow", chat)).text

    assert "°F" in answer
    assert "°C" not in answer
    assert "\u00a0inHg" in answer
    assert "\u00a0AM" in answer
    assert "\u00a0°C" in (await stage.ask("/weather Moscow")).text  # in another chat


async def test_an_answer_from_before_is_in_the_new_units_when_it_is_refreshed(remembering: Stage) -> None:
    chat = remembering.telegram.private_chat()
    answer = await remembering.ask("/weather Oslo", chat)
    await choose(chat, await remembering.ask("/settings", chat), "Temperature", "°F")

    chat.press(answer, "Refresh")

    assert "°F" in (await chat.next_edit(answer)).text


async def test_an_english_user_can_have_it_all_in_russian_and_back(remembering: Stage) -> None:
    chat = remembering.telegram.private_chat()
    shown = await remembering.ask("/settings", chat)

    russian = await choose(chat, shown, "Language", "Русский")

    assert russian.text.splitlines()[0] == "Настройки этого чата"
    assert "🌐 Язык: Русский" in russian.text.splitlines()
    assert russian.buttons == [["как в Telegram"], ["English", "✓ Русский"], ["‹ Назад"]]
    answer = await remembering.ask("/weather London", chat)
    assert answer.text.startswith("Лондон, ")
    assert "\u00a0мм рт. ст." in answer.text
    assert (await remembering.ask("/help", chat)).text.startswith("Погода сейчас")

    chat.press(russian, "как в Telegram")
    assert (await chat.next_edit(russian)).text.splitlines()[0] == "Settings of this chat"


async def test_a_russian_user_reads_millimetres_of_mercury_until_something_else_is_set(remembering: Stage) -> None:
    chat = remembering.telegram.private_chat(language="ru")
    assert "\u00a0мм рт. ст." in (await remembering.ask("/weather Oslo", chat)).text

    await choose(chat, await remembering.ask("/settings", chat), "Давление", "гПа")

    assert "\u00a0гПа" in (await remembering.ask("/weather Oslo", chat)).text


async def test_the_language_of_a_group_is_for_all_in_it(remembering: Stage) -> None:
    alice, boris = remembering.telegram.user(), remembering.telegram.user("Boris", language="ru")
    group = remembering.telegram.group(alice, boris)
    await choose(group, await remembering.ask("/settings", group), "Language", "English")

    group.send("/weather Moscow", sender=boris)

    assert (await group.next_message()).text.startswith("Moscow")


async def test_in_a_group_settings_are_for_admins(remembering: Stage) -> None:
    alice, boris, carol = (remembering.telegram.user(name) for name in ("Alice", "Boris", "Carol"))
    group = remembering.telegram.group(alice, boris, carol)
    group.admins.add(boris["id"])
    group.send("/settings", sender=boris)
    shown = await group.next_message()
    assert shown.text.startswith("Settings of this chat")

    group.send("/settings", sender=carol)
    assert (await group.next_message()).text == FOR_ADMINS
    assert (await group.press(shown, "Wind", sender=carol).toast()).text == FOR_ADMINS
    made_up = {"callback_data": "set:wind:kn"}
    assert (await group.press(shown, made_up, sender=carol).toast()).text == FOR_ADMINS
    assert group.answers[shown.message_id].text == shown.text

    group.press(shown, "Wind", sender=boris)
    opened = await group.next_edit(shown)
    group.press(opened, "kn", sender=alice)
    assert "💨 Wind: kn" in (await group.next_edit(opened)).text


async def test_an_admin_may_stay_anonymous_and_a_channel_is_none(remembering: Stage) -> None:
    group = remembering.telegram.forum()
    group.send("/settings", sender_chat=group.info)
    assert (await group.next_message()).text.startswith("Settings of this chat")

    group.send("/settings", sender_chat={"id": -1_000_000_000_042, "type": "channel", "title": "News"})
    assert (await group.next_message()).text == FOR_ADMINS


async def test_in_a_forum_the_settings_are_in_the_topic_and_of_the_whole_chat(remembering: Stage) -> None:
    forum = remembering.telegram.forum()
    here, elsewhere = forum.create_topic("Weather"), forum.create_topic("Chatter")
    forum.send("/settings", topic=here)
    shown = await forum.next_message()
    assert shown.thread_id == here
    assert (await choose(forum, shown, "Temperature", "°F")).thread_id == here

    forum.send("/weather Moscow", topic=elsewhere)

    assert "°F" in (await forum.next_message()).text


@pytest.mark.parametrize(
    "data", ["settings", "settings:speed", "set:wind", "set:wind:beaufort", "set:language:de", "set::kn"]
)
async def test_a_setting_that_is_not_there_changes_nothing(remembering: Stage, data: str) -> None:
    chat = remembering.telegram.private_chat()
    shown = await remembering.ask("/settings", chat)

    toast = await chat.press(shown, {"callback_data": data}).toast()

    assert toast.text == OLD
    assert (await remembering.ask("/settings", chat)).text == shown.text


async def test_an_old_button_still_does_what_it_says(remembering: Stage) -> None:
    chat = remembering.telegram.private_chat()
    shown = await remembering.ask("/settings", chat)
    chat.press(shown, "Wind")
    opened = await chat.next_edit(shown)
    chat.press(opened, "kn")
    changed = await chat.next_edit(opened)

    toast = await chat.press(opened, "kn").toast()  # as it was before: twice the same changes nothing

    assert toast.text == "Done"
    assert chat.answers[shown.message_id].text == changed.text
