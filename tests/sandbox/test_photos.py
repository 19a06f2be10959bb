"""Photos that the bot sends, sends again, and uses to replace other content."""

import asyncio
import re
import struct
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import BufferedInputFile, InputMediaPhoto, InputMediaVideo

from sandbox.chat.screen import Screen
from sandbox.telegram import Chat, TelegramServer


def png(width: int = 640, height: int = 320, *, more: bytes = b"") -> BufferedInputFile:
    """Return a file with the header of a PNG picture, which is all that the sandbox reads."""
    head = b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", width, height)
    return BufferedInputFile(head + more, "picture.png")


def read_and_remove(path: Path) -> bytes:
    """Return the content of a file, and remove the file with its directory."""
    content = path.read_bytes()
    path.unlink()
    path.parent.rmdir()
    return content


@pytest.fixture
def chat(telegram: TelegramServer) -> Chat:
    return telegram.private_chat()


async def test_a_photo_has_two_sizes_and_either_file_id_sends_the_whole_photo(bot: Bot, chat: Chat) -> None:
    sent = await bot.send_photo(chat.id, png(), caption="<b>Oslo</b>", parse_mode="HTML")
    shown = await chat.next_message()
    assert [(size.width, size.height) for size in sent.photo or ()] == [(320, 160), (640, 320)]
    assert (shown.photo, shown.text) == (shown.file, "Oslo")

    for size in sent.photo or ():
        again = await bot.send_photo(chat.id, size.file_id)
        assert again.photo == sent.photo
        assert (await chat.next_message()).photo == shown.photo


async def test_an_edit_replaces_a_photo_or_a_text_by_a_photo(bot: Bot, chat: Chat) -> None:
    text = await bot.send_message(chat.id, "hello")
    photo = await bot.send_photo(chat.id, png(), caption="old")

    for message in (text, photo):
        media = InputMediaPhoto(media=png(100, 100), caption="new")
        await bot.edit_message_media(media, chat_id=chat.id, message_id=message.message_id)

        shown = chat.answers[message.message_id]
        assert (shown.text, shown.version, "text" in shown.message) == ("new", 1, False)
        assert shown.message["photo"][-1]["width"] == 100


async def test_buttons_under_a_photo_can_be_edited_alone(bot: Bot, chat: Chat) -> None:
    photo = await bot.send_photo(chat.id, png(), caption="Oslo")
    shown = await chat.next_message()
    with pytest.raises(TelegramBadRequest, match="message is not modified"):
        await bot.edit_message_reply_markup(chat_id=chat.id, message_id=photo.message_id)
    assert chat.answers[photo.message_id] == shown


@pytest.mark.parametrize(
    ("photo", "complaint"),
    [
        ("AgADunknown", "wrong file identifier/HTTP URL specified"),
        (BufferedInputFile(b"GIF89a", "picture.gif"), "IMAGE_PROCESS_FAILED"),
        (BufferedInputFile(b"\x89PNG\r\n\x1a\n", "picture.png"), "IMAGE_PROCESS_FAILED"),
        (png(9000, 1001), "PHOTO_INVALID_DIMENSIONS"),
        (png(2100, 100), "PHOTO_INVALID_DIMENSIONS"),
        (png(more=bytes(10_000_000)), "file is too big"),
    ],
)
async def test_a_photo_that_telegram_would_refuse_is_refused(
    bot: Bot, chat: Chat, photo: BufferedInputFile | str, complaint: str
) -> None:
    with pytest.raises(TelegramBadRequest, match=complaint):
        await bot.send_photo(chat.id, photo)
    assert not chat.answers


async def test_an_edit_that_telegram_would_refuse_is_refused(bot: Bot, chat: Chat) -> None:
    photo = await bot.send_photo(chat.id, png())
    where: dict[str, Any] = {"chat_id": chat.id, "message_id": photo.message_id}
    with pytest.raises(TelegramBadRequest, match="there is no text in the message to edit"):
        await bot.edit_message_text("hello", **where)
    with pytest.raises(TelegramBadRequest, match="message is not modified"):
        await bot.edit_message_media(InputMediaPhoto(media=(photo.photo or [])[-1].file_id), **where)
    with pytest.raises(TelegramBadRequest, match="nothing but photos"):
        await bot.edit_message_media(InputMediaVideo(media="AgADvideo"), **where)


async def test_the_terminal_shows_the_path_of_the_photo(bot: Bot, chat: Chat) -> None:
    out = StringIO()
    screen = Screen(out, live=False)
    async with screen.following([chat]):
        await bot.send_photo(chat.id, png())
        await screen.shown.find(lambda _: True)

    found = re.search(r"^\[picture: (.+\.png)\]$", out.getvalue(), re.MULTILINE)
    assert found is not None
    assert await asyncio.to_thread(read_and_remove, Path(found[1])) == png().data
