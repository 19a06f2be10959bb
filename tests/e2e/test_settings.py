"""The command /settings: an option applies to the chat's next answers; in groups only admins choose."""

import pytest

from sandbox.telegram import BotMessage, Chat
from tests.e2e.stage import Stage

pytestmark = pytest.mark.asyncio(loop_scope="session")

OLD = "This message is too old. Please ask again."
FOR_ADMINS = "Only admins can change the settings of a group."


async def choose(chat: Chat, shown: BotMessage, setting: str, option: str) -> BotMessage:
    """Open a setting, choose an option, and return the edited message."""
    chat.press(shown, setting)
    opened = await chat.next_edit(shown)
    chat.press(opened, option)
    return await chat.next_edit(opened)


async def test_the_chosen_option_is_marked_in_the_same_message(database_stage: Stage) -> None:
    chat = database_stage.telegram.private_chat()
    shown = await database_stage.ask("/settings", chat)
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


async def test_weather_is_shown_in_the_chosen_units(stage: Stage) -> None:
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


async def test_refresh_shows_an_older_answer_in_the_new_units(database_stage: Stage) -> None:
    chat = database_stage.telegram.private_chat()
    answer = await database_stage.ask("/weather Oslo", chat)
    await choose(chat, await database_stage.ask("/settings", chat), "Temperature", "°F")

    chat.press(answer, "Refresh")

    assert "°F" in (await chat.next_edit(answer)).text


async def test_an_english_user_can_switch_to_russian_and_back(database_stage: Stage) -> None:
    chat = database_stage.telegram.private_chat()
    shown = await database_stage.ask("/settings", chat)

    russian = await choose(chat, shown, "Language", "Русский")

    assert russian.text.splitlines()[0] == "Настройки этого чата"
    assert "🌐 Язык: Русский" in russian.text.splitlines()
    assert russian.buttons == [["как в Telegram"], ["English", "✓ Русский"], ["‹ Назад"]]
    answer = await database_stage.ask("/weather London", chat)
    assert answer.text.startswith("Лондон, ")
    assert "\u00a0мм рт. ст." in answer.text
    assert (await database_stage.ask("/help", chat)).text.startswith("Погода сейчас")

    chat.press(russian, "как в Telegram")
    assert (await chat.next_edit(russian)).text.splitlines()[0] == "Settings of this chat"


async def test_millimetres_of_mercury_are_the_default_in_russian(database_stage: Stage) -> None:
    chat = database_stage.telegram.private_chat(language="ru")
    assert "\u00a0мм рт. ст." in (await database_stage.ask("/weather Oslo", chat)).text

    await choose(chat, await database_stage.ask("/settings", chat), "Давление", "гПа")

    assert "\u00a0гПа" in (await database_stage.ask("/weather Oslo", chat)).text


async def test_the_language_of_a_group_applies_to_all_members(database_stage: Stage) -> None:
    alice, boris = database_stage.telegram.user(), database_stage.telegram.user("Boris", language="ru")
    group = database_stage.telegram.group(alice, boris)
    await choose(group, await database_stage.ask("/settings", group), "Language", "English")

    group.send("/weather Moscow", sender=boris)

    assert (await group.next_message()).text.startswith("Moscow")


async def test_in_a_group_only_admins_change_settings(database_stage: Stage) -> None:
    alice, boris, carol = (database_stage.telegram.user(name) for name in ("Alice", "Boris", "Carol"))
    group = database_stage.telegram.group(alice, boris, carol)
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


async def test_an_anonymous_admin_may_change_settings_and_a_channel_may_not(database_stage: Stage) -> None:
    group = database_stage.telegram.forum()
    group.send("/settings", sender_chat=group.info)
    assert (await group.next_message()).text.startswith("Settings of this chat")

    group.send("/settings", sender_chat={"id": -1_000_000_000_042, "type": "channel", "title": "News"})
    assert (await group.next_message()).text == FOR_ADMINS


async def test_in_a_forum_settings_apply_to_all_topics(database_stage: Stage) -> None:
    forum = database_stage.telegram.forum()
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
async def test_invented_callback_data_changes_no_setting(database_stage: Stage, data: str) -> None:
    chat = database_stage.telegram.private_chat()
    shown = await database_stage.ask("/settings", chat)

    toast = await chat.press(shown, {"callback_data": data}).toast()

    assert toast.text == OLD
    assert (await database_stage.ask("/settings", chat)).text == shown.text


async def test_an_old_button_still_does_what_it_says(database_stage: Stage) -> None:
    chat = database_stage.telegram.private_chat()
    shown = await database_stage.ask("/settings", chat)
    chat.press(shown, "Wind")
    opened = await chat.next_edit(shown)
    chat.press(opened, "kn")
    changed = await chat.next_edit(opened)

    toast = await chat.press(opened, "kn").toast()  # choosing the same option twice changes nothing

    assert toast.text == "Done"
    assert chat.answers[shown.message_id].text == changed.text


@pytest.mark.parametrize(
    ("language", "command", "line"),
    [
        ("en", "/settings fahrenheit", "🌡 Temperature: °F"),
        ("en", "/settings wind in km/h", "💨 Wind: km/h"),
        ("en", "/settings russian", "🌐 Язык: Русский"),
        ("ru", "/settings гПа", "🧭 Давление: гПа"),
        ("ru", "/настройки английский", "🌐 Language: English"),
    ],
)
async def test_an_option_after_the_command_is_set_at_once(
    database_stage: Stage, language: str, command: str, line: str
) -> None:
    chat = database_stage.telegram.private_chat(language=language)
    shown = await database_stage.ask(command, chat)
    assert shown.text.splitlines()[0] in {"✅ Done", "✅ Готово"}
    assert f"<b>{line}</b>" in shown.html
    assert line in (await database_stage.ask("/settings", chat)).text.splitlines()


async def test_all_units_are_set_after_the_command(database_stage: Stage) -> None:
    chat = database_stage.telegram.private_chat()
    lines = (await database_stage.ask("/settings us units, but km/h", chat)).text.splitlines()
    assert {"🌡 Temperature: °F", "💨 Wind: km/h", "🧭 Pressure: inHg", "🕒 Clock: 12-hour"} <= {*lines}


@pytest.mark.parametrize(
    ("language", "told", "opened"),
    [("en", "I don’t understand “xyz <b>”.", "wind"), ("ru", "Не понимаю: «xyz <b>».", "ветер")],
)
async def test_words_that_are_not_understood_are_quoted_and_a_setting_alone_is_opened(
    database_stage: Stage, language: str, told: str, opened: str
) -> None:
    chat = database_stage.telegram.private_chat(language=language)
    usual = await database_stage.ask("/settings", chat)
    shown = await database_stage.ask("/settings xyz <b>", chat)
    assert shown.text.startswith(told)
    assert shown.text.endswith(usual.text)
    assert shown.buttons == usual.buttons

    chat.press(await database_stage.ask(f"/settings {opened}", chat), "kn" if language == "en" else "уз")
    assert (await chat.next_edit(chat.answers[max(chat.answers)])).version == 1


async def test_in_a_group_a_member_sets_nothing_by_the_command(database_stage: Stage) -> None:
    alice, boris = database_stage.telegram.user(), database_stage.telegram.user("Boris")
    group = database_stage.telegram.group(alice, boris)
    group.send("/settings fahrenheit", sender=boris)
    assert (await group.next_message()).text == FOR_ADMINS
    assert "🌡 Temperature: °C" in (await database_stage.ask("/settings", group)).text.splitlines()
