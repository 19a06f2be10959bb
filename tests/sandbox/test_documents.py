"""Files that the bot sends: valid multipart forms by aiogram, and malformed ones."""

from typing import Any

import pytest
from aiogram import Bot
from aiogram.types import BufferedInputFile
from aiohttp import ClientSession, FormData

from sandbox.telegram import TelegramServer


async def test_a_document_sent_by_aiogram_is_shown_with_its_caption(telegram: TelegramServer, bot: Bot) -> None:
    forum = telegram.forum()
    topic = forum.create_topic("Files")
    sent = await bot.send_document(
        forum.id,
        BufferedInputFile(b"{}", "things.json"),
        caption="<b>All</b>",
        parse_mode="HTML",
        message_thread_id=topic,
    )
    shown = await forum.next_message()
    assert shown.file is not None
    assert (shown.file.name, shown.file.content, shown.text) == ("things.json", b"{}", "All")
    assert shown.thread_id == topic
    assert sent.document is not None
    assert sent.document.file_name == "things.json"
    assert telegram.calls[0].params["caption"] == "<b>All</b>"


@pytest.mark.parametrize(
    ("document", "file", "caption", "complaint"),
    [
        ("attach://file", b"", "", "file must be non-empty"),
        ("attach://other", b"x", "", "can't find the attached file"),
        ("AgADfile", b"x", "", "can't parse sendDocument: nothing refers to the file 'file'"),
        ("AgADfile", None, "", "the sandbox has no files but those that are sent along"),
        ("attach://file", b"x", "x" * 1025, "message is too long"),
        (None, None, "", "can't parse sendDocument: document"),
    ],
)
async def test_a_document_that_telegram_would_refuse_is_refused(
    telegram: TelegramServer, document: str | None, file: bytes | None, caption: str, complaint: str
) -> None:
    chat = telegram.private_chat()
    form = FormData({"chat_id": str(chat.id), "caption": caption} | ({"document": document} if document else {}))
    if file is not None:
        form.add_field("file", file, filename="file.txt")
    async with (
        ClientSession() as session,
        session.post(f"{telegram.url}/bot{telegram.token}/sendDocument", data=form) as response,
    ):
        answer: dict[str, Any] = await response.json()
    assert answer["error_code"] == 400
    assert answer["description"].startswith(f"Bad Request: {complaint}")
    assert not chat.answers
