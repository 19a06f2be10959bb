"""What is stored of a chat: shown, sent as a file, and deleted."""

import json

import pytest

from tests.e2e.stage import Stage

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_the_export_holds_what_was_saved(remembering: Stage) -> None:
    group = remembering.telegram.group()
    await remembering.ask("/places Moscow", group)
    await remembering.ask("/places name 1 дача", group)
    await remembering.ask("/daily 8:00 London", group)

    sent = await remembering.ask("/privacy export", group)

    assert sent.text == "Everything stored about this chat."
    assert sent.reply_to is not None
    assert sent.file is not None
    assert sent.file.name == "weather-bot.json"
    stored = json.loads(sent.file.content)
    assert stored["chat"] == group.id
    assert [(place["name"], place["label"]) for place in stored["places"]] == [("Moscow", "дача")]
    assert [(push["time"], push["places"][0]["name"]) for push in stored["daily"]] == [("08:00", "London")]
    assert "дача".encode() in sent.file.content


async def test_everything_is_deleted_once_that_is_confirmed(remembering: Stage) -> None:
    chat, other = remembering.telegram.private_chat(), remembering.telegram.private_chat()
    for one in (chat, other):
        await remembering.ask("/places Moscow", one)
        await remembering.ask("/daily 8:00", one)
    weather = await remembering.ask("/weather London", chat)
    shown = await remembering.ask("/privacy", chat)
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

    assert (await remembering.ask("/places", chat)).text.startswith("No saved places yet.")
    assert (await remembering.ask("/daily", chat)).text.startswith("Would you like a forecast every day?")
    toast = await chat.press(weather, "Refresh").toast()
    assert toast.text == "This message is too old. Please ask again."
    assert "Moscow" in (await remembering.ask("/places", other)).text


async def test_in_a_group_only_admins_delete_what_is_stored(remembering: Stage) -> None:
    admin, member = (remembering.telegram.user(name) for name in ("Alice", "Boris"))
    group = remembering.telegram.group(admin, member)
    for_admins = "Only admins can delete a group’s data."
    await remembering.ask("/places Moscow", group)
    shown = await remembering.ask("/privacy", group)

    for button in ("Delete everything", {"callback_data": "x:sure"}):
        assert (await group.press(shown, button, sender=member).toast()).text == for_admins
    group.send("/privacy delete", sender=member)
    assert (await group.next_message()).text == for_admins
    assert "Moscow" in (await remembering.ask("/places", group)).text

    group.send("/privacy delete", sender=admin)
    asked = await group.next_message()
    group.press(asked, "Yes, delete everything", sender=admin)
    assert (await group.next_edit(asked)).text.startswith("Everything about this chat is deleted.")


async def test_the_export_is_a_button_too_in_both_languages(remembering: Stage) -> None:
    chat = remembering.telegram.private_chat(language="ru")
    shown = await remembering.ask("/privacy", chat)
    assert shown.text.startswith("Что я храню об этом чате")
    chat.press(shown, "Прислать файлом")
    sent = await chat.next_message()
    assert sent.file is not None
    assert json.loads(sent.file.content)["places"] == []
