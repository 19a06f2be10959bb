"""Sent messages: their form in the chat, and the refusals of Telegram."""

import pytest
from aiogram.types import (
    Message,
)

from sandbox.telegram import Chat, TelegramServer
from tests.sandbox.telegram.conftest import REFRESH, Call, Json, keyboard


async def test_html_becomes_text_and_entities(chat: Chat, call: Call) -> None:
    html = ' 🌦 <b>5 &lt; 6 &amp; <i>R&D</i></b> <a href="https://e.com/?a&amp;b">map</a>\n'
    answer = await call("sendMessage", chat_id=chat.id, text=html, parse_mode="HTML")
    assert answer["result"]["text"] == "🌦 5 < 6 & R&D map"
    assert answer["result"]["entities"] == [
        {"type": "bold", "offset": 3, "length": 11},
        {"type": "italic", "offset": 11, "length": 3},
        {"type": "text_link", "offset": 15, "length": 3, "url": "https://e.com/?a&b"},
    ]
    shown = await chat.next_message()
    assert shown.html == html
    Message.model_validate(answer["result"])


@pytest.mark.parametrize(
    ("html", "complaint"),
    [
        (
            '<tg-time format="r">now</tg-time>',
            'Tag "tg-time" must have attribute "unix" with a number at byte offset 0',
        ),
        ('<tg-time unix="5" format="x">now</tg-time>', "Invalid date-time format at byte offset 0"),
        ("5 < 6", 'Unsupported start tag "" at byte offset 2'),
        ("я <br>", 'Unsupported start tag "br" at byte offset 3'),
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("<b>x</i>", 'Unmatched end tag, expected "</b>", found "</i>" at byte offset 4'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b", "Unclosed start tag at byte offset 0"),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ('<a href="x>y</a>', 'Unclosed start tag "a" at byte offset 0'),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    ],
)
async def test_malformed_html_is_refused(chat: Chat, call: Call, html: str, complaint: str) -> None:
    answer = await call("sendMessage", chat_id=chat.id, text=html, parse_mode="HTML")
    assert answer["description"] == f"Bad Request: can't parse entities: {complaint}"


@pytest.mark.parametrize(
    ("params", "description"),
    [
        ({"text": "🌦" * 2049}, "message is too long"),
        ({"text": "<b> </b>", "parse_mode": "HTML"}, "message text is empty"),
        ({}, "message text is empty"),
        ({"text": "x", "chat_id": 404}, "chat not found"),
        ({"text": "x", "chat_id": "@nobody"}, "chat not found"),
        ({"text": "x", "parse_mode": "MarkdownV2"}, "unsupported parse_mode"),
        ({"text": "x", "message_thread_id": 5}, "message thread not found"),
        ({"text": "x", "reply_parameters": {"message_id": 999}}, "message to be replied not found"),
        ({"text": "x", "reply_to": 1}, "can't parse sendMessage: unknown field 'reply_to' in SendMessage"),
        ({"text": "x", "disable_notification": "no way"}, "can't parse sendMessage: disable_notification"),
        ({"text": "x", "reply_markup": keyboard({"callback_data": "x"})}, "can't parse sendMessage"),
        ({"text": "x", "reply_markup": keyboard(REFRESH | {"color": "red"})}, "can't parse sendMessage: unknown"),
        ({"text": "x", "reply_markup": keyboard({"text": "x"})}, "can't parse inline keyboard button"),
        ({"text": "x", "reply_markup": keyboard({"text": " ", "callback_data": "x"})}, "can't parse inline"),
        ({"text": "x", "reply_markup": keyboard(REFRESH | {"url": "https://e.com"})}, "can't parse inline"),
        ({"text": "x", "reply_markup": keyboard({"text": "x", "callback_data": ""})}, "BUTTON_DATA_INVALID"),
        ({"text": "x", "reply_markup": keyboard({"text": "x", "callback_data": "я" * 33})}, "BUTTON_DATA_INVALID"),
        ({"text": "x", "reply_markup": keyboard(*[REFRESH] * 9)}, "REPLY_MARKUP_TOO_LONG"),
        ({"text": "x", "reply_markup": {"inline_keyboard": [[REFRESH]] * 101}}, "REPLY_MARKUP_TOO_LONG"),
    ],
)
async def test_a_message_that_telegram_would_refuse_is_refused(
    chat: Chat, call: Call, params: Json, description: str
) -> None:
    answer = await call("sendMessage", **{"chat_id": chat.id, **params})
    assert answer["error_code"] == 400
    assert answer["description"].startswith(f"Bad Request: {description}")
    assert not chat.answers


async def test_the_longest_text_and_the_longest_callback_data_are_accepted(chat: Chat, call: Call) -> None:
    markup = keyboard({"text": "x", "callback_data": "я" * 32})
    answer = await call(
        "sendMessage", chat_id=chat.id, text=f"<b>{'🌦' * 2048}</b>", parse_mode="HTML", reply_markup=markup
    )
    assert answer["ok"]


async def test_a_reply_quotes_its_question_and_stays_in_its_topic(telegram: TelegramServer, call: Call) -> None:
    forum = telegram.forum()
    topic = forum.create_topic("Weather")
    question = forum.send("/weather Moscow", topic=topic)
    await call(
        "sendMessage", chat_id=forum.id, text="+21", reply_parameters={"message_id": question["message_id"]}
    )
    await call("sendMessage", chat_id=forum.id, text="general")
    await call("sendMessage", chat_id=forum.id, text="there", message_thread_id=topic)
    reply, general, there = [await forum.next_message() for _ in range(3)]
    assert (reply.reply_to, reply.thread_id) == (question["message_id"], topic)
    assert (general.reply_to, general.thread_id) == (None, None)
    assert (there.reply_to, there.thread_id) == (None, topic)


async def test_a_reply_to_a_missing_message_can_be_sent_on_request(chat: Chat, call: Call) -> None:
    reply = {"message_id": 999, "allow_sending_without_reply": True}
    answer = await call("sendMessage", chat_id=chat.id, text="x", reply_parameters=reply)
    assert "reply_to_message" not in answer["result"]


async def test_a_message_to_a_chat_that_blocked_the_bot_is_refused(
    telegram: TelegramServer, chat: Chat, call: Call
) -> None:
    group = telegram.group()
    chat.block()
    group.block()
    blocked = await call("sendMessage", chat_id=chat.id, text="x")
    kicked = await call("sendMessage", chat_id=group.id, text="x")
    assert blocked["description"] == "Forbidden: bot was blocked by the user"
    assert kicked["description"] == "Forbidden: bot was kicked from the group chat"
