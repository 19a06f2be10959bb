"""The sandbox accepts the rich messages that Telegram accepts, and no others."""

import json
from typing import Any

import pytest

from sandbox.telegram import Chat
from tests.sandbox.telegram.conftest import Call

PARAGRAPH = {"type": "paragraph", "text": ["a ", {"type": "bold", "text": "b"}]}


def cell(**fields: object) -> dict[str, Any]:
    return {"text": "1", "align": "right", "valign": "middle", **fields}


def table(*rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {"type": "table", "cells": rows}


def details(*blocks: dict[str, Any]) -> dict[str, Any]:
    return {"type": "details", "summary": "more", "blocks": blocks}


def deep(levels: int) -> dict[str, Any]:
    return details(deep(levels - 1)) if levels else PARAGRAPH


def blocks(*given: dict[str, Any]) -> str:
    return json.dumps({"blocks": given})


async def test_a_rich_message_is_shown_edited_and_replaced_by_a_text(chat: Chat, call: Call) -> None:
    spanned = table([cell(text="Oslo", rowspan=2), cell()], [cell(text="2")])
    sent = await call(
        "sendRichMessage", chat_id=chat.id, rich_message=blocks(PARAGRAPH, spanned, details(PARAGRAPH))
    )
    shown = await chat.next_message()
    assert shown.text.splitlines() == ["a b", "Oslo  1", "2", "▸ more", "a b"]
    assert sent["result"]["rich_message"]["blocks"][0] == PARAGRAPH
    message = {"chat_id": chat.id, "message_id": shown.message_id}

    again = await call("editMessageText", **message, rich_message=blocks(PARAGRAPH, spanned, details(PARAGRAPH)))
    assert "message is not modified" in again["description"]
    assert (await call("editMessageText", **message, rich_message=blocks(PARAGRAPH)))["ok"]
    assert (await call("editMessageText", **message, text="plain"))["ok"]
    assert "rich_message" not in chat.answers[shown.message_id].message


@pytest.mark.parametrize(
    "rich",
    [
        "{}",
        json.dumps({"blocks": [PARAGRAPH], "html": "<p>a</p>"}),
        json.dumps({"html": "<p>a</p>"}),
        blocks(),
        blocks({"type": "paragraph", "text": ""}),
        blocks({"type": "paragraph", "text": []}),
        blocks({"type": "paragraph", "text": {"type": "nonsense", "text": "a"}}),
        blocks({"type": "paragraph", "text": "a" * 32_769}),
        blocks({"type": "divider"}),
        blocks(details()),
        blocks(deep(16)),
        blocks(*[PARAGRAPH] * 501),
        blocks(table(*[[cell()]] * 500)),
        blocks(table()),
        blocks(table([])),
        blocks(table([cell()] * 21)),
        blocks(table([cell()], [cell(), cell()])),
        blocks(table([cell(rowspan=2)])),
        blocks(table([cell(align="justify")])),
        blocks(table([cell(text="")])),
        blocks(table([cell(colour="red")])),
    ],
)
async def test_a_rich_message_that_telegram_would_refuse_is_refused(chat: Chat, call: Call, rich: str) -> None:
    assert (await call("sendRichMessage", chat_id=chat.id, rich_message=rich))["error_code"] == 400
    assert not chat.answers


async def test_a_text_and_a_rich_message_exclude_each_other_in_an_edit(chat: Chat, call: Call) -> None:
    await call("sendMessage", chat_id=chat.id, text="plain")
    shown = await chat.next_message()
    answer = await call(
        "editMessageText", chat_id=chat.id, message_id=shown.message_id, text="a", rich_message=blocks(PARAGRAPH)
    )
    assert answer["error_code"] == 400
