"""Changes of existing messages: edits, deletions and button presses."""

from aiogram.types import (
    Message,
)

from sandbox.telegram import Chat, TelegramServer
from tests.sandbox.telegram.conftest import REFRESH, Call, Clock, keyboard


async def test_next_edit_returns_the_edited_message(chat: Chat, call: Call) -> None:
    await call("sendMessage", chat_id=chat.id, text="+20", reply_markup=keyboard(REFRESH))
    sent = await chat.next_message()
    await call("editMessageText", chat_id=chat.id, message_id=sent.message_id, text="+21")
    await call(
        "editMessageReplyMarkup", chat_id=chat.id, message_id=sent.message_id, reply_markup=keyboard(REFRESH)
    )
    edited = await chat.next_edit(sent)
    again = await chat.next_edit(edited)
    assert (edited.text, edited.buttons, edited.version) == ("+21", [], 1)
    assert (again.text, again.buttons, again.version) == ("+21", [["🔄 Refresh"]], 2)
    Message.model_validate(again.message)


async def test_an_edit_that_changes_nothing_is_refused(chat: Chat, call: Call) -> None:
    await call(
        "sendMessage", chat_id=chat.id, text="<b>+20</b>", parse_mode="HTML", reply_markup=keyboard(REFRESH)
    )
    sent = await chat.next_message()
    same = {"chat_id": chat.id, "message_id": sent.message_id, "parse_mode": "HTML"}
    answer = await call("editMessageText", text="<b>+20</b> ", reply_markup=keyboard(REFRESH), **same)
    assert answer["description"].startswith("Bad Request: message is not modified: specified new message content")
    for change in (
        {"text": "+20", "reply_markup": keyboard(REFRESH)},
        {"text": "+20"},
        {"text": "<b>+20</b>"},
    ):
        assert (await call("editMessageText", **change, **same))["ok"]


async def test_only_the_bots_own_messages_can_be_edited(chat: Chat, call: Call) -> None:
    question = chat.send("hello")
    theirs = await call("editMessageText", chat_id=chat.id, message_id=question["message_id"], text="x")
    unknown = await call("editMessageText", chat_id=chat.id, message_id=999, text="x")
    assert theirs["description"] == "Bad Request: message can't be edited"
    assert unknown["description"] == "Bad Request: message to edit not found"


async def test_a_bot_deletes_only_messages_that_it_may_delete(
    telegram: TelegramServer, chat: Chat, call: Call
) -> None:
    group = telegram.group()
    theirs, in_group = chat.send("hello"), group.send("hello")
    assert (await call("deleteMessage", chat_id=chat.id, message_id=theirs["message_id"]))["ok"]
    again = await call("deleteMessage", chat_id=chat.id, message_id=theirs["message_id"])
    assert again["description"] == "Bad Request: message to delete not found"
    refused = await call("deleteMessage", chat_id=group.id, message_id=in_group["message_id"])
    assert refused["description"] == "Bad Request: message can't be deleted"


async def test_a_press_can_be_answered_once_and_only_in_time(chat: Chat, call: Call, clock: Clock) -> None:
    await call("sendMessage", chat_id=chat.id, text="x", reply_markup=keyboard(REFRESH))
    answer = await chat.next_message()
    in_time, too_late = chat.press(answer, "Refresh"), chat.press(answer, "Refresh")

    assert (await call("answerCallbackQuery", callback_query_id=in_time.query_id, text="Done"))["ok"]
    twice = await call("answerCallbackQuery", callback_query_id=in_time.query_id)
    clock.now += 31
    late = await call("answerCallbackQuery", callback_query_id=too_late.query_id)

    toast = await in_time.toast()
    assert (toast.text, toast.alert) == ("Done", False)
    too_old = "Bad Request: query is too old and response timeout expired or query ID is invalid"
    assert twice["description"] == late["description"] == too_old
