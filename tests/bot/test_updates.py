from dataclasses import replace

import pytest
from aiogram import Dispatcher

from bot.updates import (
    BotIdentity,
    JsonObject,
    Relevance,
    chat_id_of,
    date_of,
    handled_commands,
    sender_key_of,
    update_id_of,
)
from handlers import routers
from services.languages import LANGUAGES

IDENTITY = BotIdentity(42, "WeatherBot", {"weather", "help"})
USER = {"id": 6}


@pytest.mark.parametrize(
    ("update", "chat"),
    [
        ({"update_id": 1, "message": {"chat": {"id": 5}, "from": USER}}, 5),
        ({"update_id": 1, "callback_query": {"message": {"chat": {"id": -5}}, "from": USER}}, -5),
        ({"update_id": 1, "callback_query": {"from": USER}}, 6),
        ({"update_id": 1, "inline_query": {"from": USER}}, 6),
        ({"update_id": 1, "message": {"chat": {"id": "x"}, "from": []}}, 1),
        ({"update_id": 1, "message": None, "poll": 5}, 1),
        ({}, None),
    ],
)
def test_updates_are_queued_by_chat_else_by_user(update: JsonObject, chat: object) -> None:
    assert chat_id_of(update) == chat


@pytest.mark.parametrize(
    ("update", "update_id"),
    [
        ({"update_id": 7}, 7),
        ({"update_id": "7"}, None),
        ({"update_id": True}, None),
        ({}, None),
        ({"update_id": 2**31}, None),
        ({"update_id": -1}, None),
        ([7], None),
        (None, None),
    ],
)
def test_only_a_positive_integer_is_an_update_id(update: object, update_id: int | None) -> None:
    assert update_id_of(update) == update_id


def message(kind: str, **fields: object) -> JsonObject:
    return {"update_id": 1, "message": {"chat": {"id": 5, "type": kind}, "from": USER, **fields}}


def edited(kind: str, **fields: object) -> JsonObject:
    update = message(kind, **fields)
    return {"update_id": 1, "edited_message": update["message"]}


@pytest.mark.parametrize(
    ("update", "relevance"),
    [
        (message("private", text="hello"), Relevance.QUESTION),
        (message("private", sticker={}), Relevance.QUESTION),
        (message("group", text="hello"), Relevance.NONE),
        (message("supergroup", text="/weather Oslo"), Relevance.QUESTION),
        (message("supergroup", text="/Weather@weatherbot Oslo"), Relevance.QUESTION),
        (message("supergroup", caption="/weather Oslo", photo=[]), Relevance.QUESTION),
        (message("supergroup", text="/weather@otherbot Oslo"), Relevance.NONE),
        (message("supergroup", text="/roll 20"), Relevance.NONE),
        (message("supergroup", text="/"), Relevance.NONE),
        (message("group", text="Oslo", reply_to_message={"from": {"id": 42}}), Relevance.QUESTION),
        (message("group", text="Oslo", reply_to_message={"from": {"id": 43}}), Relevance.NONE),
        (message("group", text="Oslo", reply_to_message={"from": None}), Relevance.NONE),
        (message("group", text="@WeatherBot Oslo", entities=[{"type": "mention"}]), Relevance.QUESTION),
        (message("group", caption="Oslo @weatherbot", caption_entities=[{"type": "mention"}]), Relevance.QUESTION),
        (message("group", text="@weatherbot2 Oslo", entities=[{"type": "mention"}]), Relevance.NONE),
        (message("group", text="@weatherbot Oslo"), Relevance.NONE),
        (
            message("group", text="Bot Oslo", entities=[{"type": "text_mention", "user": {"id": 42}}]),
            Relevance.QUESTION,
        ),
        (message("group", text="Bot Oslo", entities=[5, {"type": "text_mention", "user": 7}]), Relevance.NONE),
        (message("group", text="/weather Oslo", is_automatic_forward=True), Relevance.NONE),
        (message("group", text="/weather Oslo", via_bot={"id": 42}), Relevance.NONE),
        (message("group", migrate_to_chat_id=-7), Relevance.NEWS),
        (message("supergroup", migrate_from_chat_id=-7), Relevance.NEWS),
        (edited("private", text="hello"), Relevance.QUESTION),
        (edited("group", text="hello"), Relevance.NONE),
        (edited("supergroup", text="/weather Oslo"), Relevance.QUESTION),
        (edited("private", location={}), Relevance.NEWS),
        (edited("group", location={}), Relevance.NONE),
        ({"update_id": 1, "edited_message": []}, Relevance.NEWS),
        ({"update_id": 1, "my_chat_member": {"chat": {"id": 5}}}, Relevance.NEWS),
        ({"update_id": 1, "callback_query": {"from": USER}}, Relevance.QUESTION),
        ({"update_id": 1, "message": {"chat": 5, "text": 7}}, Relevance.NONE),
        ({"update_id": 1, "message": []}, Relevance.NEWS),
        ({"update_id": 1}, Relevance.NEWS),
    ],
)
def test_in_a_group_only_messages_to_the_bot_are_questions(update: JsonObject, relevance: Relevance) -> None:
    assert IDENTITY.relevance_of(update) is relevance


def test_an_awaited_message_of_a_group_is_a_question() -> None:
    asked: list[tuple[int, int, int, int]] = []

    def accept_awaited_message(*ids: int) -> bool:
        asked.append(ids)  # type: ignore[arg-type]
        return True

    identity = replace(IDENTITY, accept_awaited_message=accept_awaited_message)
    fields = {"message_id": 9, "message_thread_id": 3, "text": "Oslo"}
    for extra in ({}, {"is_topic_message": True}, {"sender_chat": {"id": -100}}):
        assert identity.relevance_of(message("supergroup", **fields, **extra)) is Relevance.QUESTION
    assert asked == [(5, 0, 6, 9), (5, 3, 6, 9), (5, 0, -100, 9)]
    assert identity.relevance_of(message("supergroup", text="Oslo")) is Relevance.NONE


def test_the_commands_are_those_of_the_handlers() -> None:
    dispatcher = Dispatcher()
    dispatcher.include_routers(*routers())
    commands = handled_commands(dispatcher)
    own = {
        *("weather", "hours", "forecast", "places", "alerts", "daily", "channel"),
        *("settings", "privacy", "help", "start"),
    }
    translations = {name for language in LANGUAGES for names in language.commands.slash.values() for name in names}
    assert commands == own | translations


@pytest.mark.parametrize(
    ("fields", "sender"),
    [
        ({}, 6),
        ({"sender_chat": {"id": 5}}, (5, "administrators")),
        ({"sender_chat": {"id": -100}}, (5, "channels")),
        ({"sender_chat": {"id": -200}}, (5, "channels")),
        ({"from": None}, 5),
        ({"from": {"id": "x"}}, 5),
    ],
)
def test_channels_that_write_in_one_chat_are_one_sender(fields: JsonObject, sender: object) -> None:
    assert sender_key_of(message("supergroup", **fields)) == sender


def test_the_sender_of_a_callback_query_is_its_user() -> None:
    assert sender_key_of({"update_id": 1, "callback_query": {"from": USER, "message": {"chat": {"id": 5}}}}) == 6


@pytest.mark.parametrize(("date", "expected"), [(1_700_000_000, 1_700_000_000), ("soon", None), (1, None)])
def test_a_date_is_a_valid_unix_time_or_unknown(date: object, expected: int | None) -> None:
    assert date_of(message("private", date=date)) == expected


def test_an_edited_message_is_as_old_as_its_edit() -> None:
    update = edited("private", date=1_700_000_000, edit_date=1_700_086_400)
    assert date_of(update) == 1_700_086_400


def test_the_sender_of_an_edited_message_is_its_user() -> None:
    assert sender_key_of(edited("group", text="hello")) == sender_key_of(message("group", text="hello"))
