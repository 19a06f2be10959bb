"""The events that an open page receives."""

import asyncio

import pytest
from aiogram import Bot
from aiogram.types import (
    BufferedInputFile,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputRichMessage,
    KeyboardButton,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)
from aiohttp import ClientSession

from sandbox.page import PageServer, broadcast
from sandbox.page import server as page_server
from sandbox.page.broadcast import Broadcast
from sandbox.page.views import MAX_MESSAGES
from sandbox.playground import Playground
from tests.sandbox.page.conftest import Client, Events
from tests.sandbox.test_photos import png

KEYBOARD = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="Refresh", callback_data="refresh")]])


@pytest.fixture
async def later(events: Events) -> Events:
    """The stream after its snapshot."""
    assert (await events.next())[0] == "snapshot"
    return events


async def test_a_page_starts_with_all_earlier_events(server: PageServer, playground: Playground, bot: Bot) -> None:
    playground.private.send("hello")
    await bot.send_message(playground.private.id, "<b>hi</b>", parse_mode="HTML", reply_markup=KEYBOARD)
    playground.switches.break_("London", "503")
    async with ClientSession() as session, session.get(server.url + "events") as response:
        assert response.content_type == "text/event-stream"
        name, snapshot = await Events(response).next()
    assert name == "snapshot"
    hello, hi = snapshot["messages"][str(playground.private.id)]
    assert (hello["name"], hello["text"], hello["buttons"]) == ("You", "hello", [])
    assert (hi["from"], hi["text"], hi["entities"]) == (0, "hi", [{"type": "bold", "offset": 0, "length": 2}])
    assert hi["buttons"] == [[{"text": "Refresh", "callback_data": "refresh"}]]
    assert [user["name"] for user in snapshot["settings"]["users"]] == ["You", "Anna", "Ben"]
    assert snapshot["settings"]["faults"] == {"London": "503"}


async def test_messages_edits_and_deletions_arrive_in_order(
    playground: Playground, bot: Bot, later: Events
) -> None:
    chat = playground.private
    sent = await bot.send_message(chat.id, "+21")
    await bot.edit_message_text("+22", chat_id=chat.id, message_id=sent.message_id)
    await bot.delete_message(chat.id, sent.message_id)
    first = {**MESSAGE, "chat": chat.id, "id": sent.message_id, "date": int(sent.date.timestamp()), "text": "+21"}
    assert await later.next() == ("message", first)
    assert await later.next() == ("message", {**first, "text": "+22", "version": 1, "edited": True})
    assert await later.next() == ("deleted", {"chat": chat.id, "id": sent.message_id})


MESSAGE: dict[str, object] = {
    "version": 0,
    "rich": None,
    "edited": False,
    "entities": [],
    "location": None,
    "sticker": False,
    "reply": None,
    "from": 0,
    "name": "",
    "buttons": [],
}


async def test_a_rich_message_arrives_with_its_blocks(playground: Playground, bot: Bot, later: Events) -> None:
    paragraph = {"type": "paragraph", "text": "+21"}
    await bot.send_rich_message(playground.private.id, InputRichMessage.model_validate({"blocks": [paragraph]}))
    _, message = await later.next()
    assert (message["rich"], message["text"]) == ({"blocks": [paragraph]}, "")


async def test_messages_of_users_arrive_with_the_message_they_reply_to(
    playground: Playground, later: Events
) -> None:
    group = playground.group
    first = group.send("one", sender=playground.users[1])
    group.send("two", reply_to=first["message_id"])
    group.edit(first, "three")
    one, two, three = [(await later.next())[1] for _ in range(3)]
    assert (one["name"], one["text"]) == ("Anna", "one")
    assert two["reply"] == {"id": first["message_id"], "name": "Anna", "text": "one"}
    assert (three["id"], three["text"], three["edited"]) == (one["id"], "three", True)


async def test_a_photo_and_a_document_can_be_fetched(
    playground: Playground, bot: Bot, later: Events, client: Client
) -> None:
    picture = png(40, 30)
    await bot.send_photo(playground.private.id, picture, caption="A chart")
    await bot.send_document(playground.private.id, BufferedInputFile(b"<script>", "data.html"))
    photo = (await later.next())[1]
    document = (await later.next())[1]
    assert (photo["text"], photo["photo"]["width"], photo["photo"]["height"]) == ("A chart", 40, 30)
    response, content = await client.get(photo["photo"]["path"])
    assert (response.content_type, content) == ("image/png", picture.data)
    assert (document["file"]["name"], document["file"]["bytes"]) == ("data.html", 8)
    response, content = await client.get(document["file"]["path"])
    assert (response.content_type, content) == ("application/octet-stream", b"<script>")
    assert response.headers["Content-Disposition"] == "attachment"


async def test_the_answer_to_a_press_is_a_toast(playground: Playground, bot: Bot, later: Events) -> None:
    chat = playground.private
    await bot.send_message(chat.id, "+21", reply_markup=KEYBOARD)
    await later.next()
    press = chat.press(next(iter(chat.answers.values())), "Refresh")
    await bot.answer_callback_query(press.query_id, "Nothing new", show_alert=True)
    assert await later.next() == ("toast", {"chat": chat.id, "text": "Nothing new", "alert": True})


async def test_a_reply_keyboard_is_shown_and_removed(playground: Playground, bot: Bot, later: Events) -> None:
    chat = playground.private
    keyboard = ReplyKeyboardMarkup(keyboard=[[KeyboardButton(text="Here", request_location=True)]])
    await bot.send_message(chat.id, "Where?", reply_markup=keyboard)
    assert (await later.next())[0] == "message"
    name, shown = await later.next()
    assert (name, shown["keyboard"]["keyboard"]) == ("keyboard", [[{"text": "Here", "request_location": True}]])
    removal = await bot.send_message(chat.id, "ok", reply_markup=ReplyKeyboardRemove())
    await bot.delete_message(chat.id, removal.message_id)
    assert await later.next() == ("keyboard", {"chat": chat.id, "keyboard": None})


async def test_a_chat_action_is_shown_as_typing(playground: Playground, bot: Bot, later: Events) -> None:
    await bot.send_chat_action(playground.group.id, "upload_photo")
    assert await later.next() == ("typing", {"chat": playground.group.id})


async def test_a_change_in_the_terminal_arrives_on_the_page(playground: Playground, later: Events) -> None:
    playground.set_language(playground.users[0], "ru")
    name, settings = await later.next()
    assert (name, settings["users"][0]["language"]) == ("settings", "ru")
    playground.switches.delay(2)
    assert (await later.next())[1]["delay"] == 2


async def test_a_page_starts_with_the_latest_messages_only(server: PageServer, playground: Playground) -> None:
    for number in range(MAX_MESSAGES + 5):
        playground.private.send(str(number))
    async with ClientSession() as session, session.get(server.url + "events") as response:
        _, snapshot = await Events(response).next()
    texts = [message["text"] for message in snapshot["messages"][str(playground.private.id)]]
    assert texts == [str(number) for number in range(5, MAX_MESSAGES + 5)]


async def test_a_page_that_lags_behind_is_disconnected(
    playground: Playground, monkeypatch: pytest.MonkeyPatch
) -> None:
    events = Broadcast(playground)
    running = asyncio.create_task(events.run())
    with events.subscribe() as watched, monkeypatch.context() as patch:
        patch.setattr(broadcast, "MAX_WAITING", 3)
        with events.subscribe() as slow:
            for number in range(5):
                playground.private.send(str(number))
            assert [(await watched.get()) is None for _ in range(6)] == [False] * 6
            assert [slow.get_nowait() is None for _ in range(slow.qsize())] == [False, False, True]
    running.cancel()
    await asyncio.wait({running})


async def test_an_idle_stream_shows_that_it_is_alive(
    playground: Playground, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page_server, "KEEP_ALIVE_SECONDS", 0.01)
    async with (
        PageServer(playground) as server,
        ClientSession() as session,
        session.get(server.url + "events") as response,
    ):
        async with asyncio.timeout(30):
            lines = [await response.content.readline() for _ in range(4)]
    assert lines[3] == b": alive\n"


async def test_the_number_of_open_pages_is_bounded(
    client: Client, events: Events, monkeypatch: pytest.MonkeyPatch
) -> None:
    await events.next()
    monkeypatch.setattr(page_server, "MAX_STREAMS", 1)
    assert (await client.get("events"))[0].status == 503
