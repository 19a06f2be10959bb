"""The stored data of a chat: shown, exported as a file, and deleted."""

import json

import pytest

from tests.e2e.stage import Stage

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_the_export_contains_the_saved_data(database_stage: Stage) -> None:
    group = database_stage.telegram.group()
    await database_stage.ask("/places Moscow", group)
    await database_stage.ask("/places name 1 дача", group)
    await database_stage.ask("/daily 8:00 London", group)

    sent = await database_stage.ask("/privacy export", group)

    assert sent.text == "Everything stored about this chat."
    assert sent.reply_to is not None
    assert sent.file is not None
    assert sent.file.name == "weather-bot.json"
    stored = json.loads(sent.file.content)
    assert stored["chat"] == group.id
    assert [(place["name"], place["label"]) for place in stored["places"]] == [("Moscow", "дача")]
    assert [(push["time"], push["places"][0]["name"]) for push in stored["daily"]] == [("08:00", "London")]
    assert "дача".encode() in sent.file.content


async def test_all_data_is_deleted_after_a_confirmation(database_stage: Stage) -> None:
    chat, other = database_stage.telegram.private_chat(), database_stage.telegram.private_chat()
    for one in (chat, other):
        await database_stage.ask("/places Moscow", one)
        await database_stage.ask("/daily 8:00", one)
    weather = await database_stage.ask("/weather London, Paris, Berlin, Rome, Oslo, Vienna, Madrid", chat)
    question = chat.sent[-1]
    shown = await database_stage.ask("/privacy", chat)
    assert shown.text.startswith("What I store about this chat")

    chat.press(shown, "Delete everything")
    asked = await chat.next_edit(shown)
    chat.press(asked, "No, keep it")
    kept = await chat.next_edit(asked)
    assert kept.text == shown.text
    chat.press(kept, "Delete everything")
    asked = await chat.next_edit(kept)
    chat.press(asked, "Yes, delete everything")
    assert (await chat.next_edit(asked)).text.startswith("Everything about this chat is deleted.")

    assert (await database_stage.ask("/places", chat)).text.startswith("No saved places yet.")
    assert (await database_stage.ask("/daily", chat)).text.startswith("Would you like a forecast every day?")
    toast = await chat.press(weather, "Refresh").toast()
    assert toast.text == "This message is too old. Please ask again."
    chat.edit(question, "/weather London")
    assert (await chat.next_message()).text.startswith("London")
    assert "Moscow" in (await database_stage.ask("/places", other)).text


async def test_in_a_group_only_admins_can_delete_the_data(database_stage: Stage) -> None:
    admin, member = (database_stage.telegram.user(name) for name in ("Alice", "Boris"))
    group = database_stage.telegram.group(admin, member)
    for_admins = "Only admins can delete a group’s data."
    await database_stage.ask("/places Moscow", group)
    shown = await database_stage.ask("/privacy", group)

    for button in ("Delete everything", {"callback_data": "x:sure"}):
        assert (await group.press(shown, button, sender=member).toast()).text == for_admins
    group.send("/privacy delete", sender=member)
    assert (await group.next_message()).text == for_admins
    assert "Moscow" in (await database_stage.ask("/places", group)).text

    group.send("/privacy delete", sender=admin)
    asked = await group.next_message()
    group.press(asked, "Yes, delete everything", sender=admin)
    assert (await group.next_edit(asked)).text.startswith("Everything about this chat is deleted.")


async def test_a_button_exports_the_data_in_both_languages(database_stage: Stage) -> None:
    chat = database_stage.telegram.private_chat(language="ru")
    shown = await database_stage.ask("/privacy", chat)
    assert shown.text.startswith("Что я храню об этом чате")
    chat.press(shown, "Прислать файлом")
    sent = await chat.next_message()
    assert sent.file is not None
    assert json.loads(sent.file.content)["places"] == []
