"""The text form of what the bot sends."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from operator import itemgetter
from pathlib import Path
from typing import Any, TextIO

from sandbox.telegram import BotMessage, Chat, Deleted, Event, Toast
from sandbox.telegram.feed import Feed

_STYLES = {"bold": ("\x1b[1m", "\x1b[22m"), "italic": ("\x1b[3m", "\x1b[23m")}
_DIM = ("\x1b[2m", "\x1b[22m")
_CLEAR_LINE = "\r\x1b[K"


class Screen:
    """Writes the events of chats to `out`.

    `live` means that a person sits at the terminal and gets a prompt and bold text. `shown` holds every event that
    has been written.
    """

    def __init__(self, out: TextIO, *, live: bool) -> None:
        self.live = live
        self.shown: Feed[tuple[Chat, Event]] = Feed()
        self._out = out
        self._styled = out.isatty()
        self._keyboard: tuple[Chat, BotMessage] | None = None
        self._pictures: Path | None = None
        self._hidden: set[int] = set()
        """The ids of messages that only remove a keyboard."""

    @asynccontextmanager
    async def following(self, chats: Iterable[Chat]) -> AsyncIterator[None]:
        """Show the bot's events in `chats` while the context is open."""
        tasks = [asyncio.create_task(self._follow(chat)) for chat in chats]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)
            if self.live:
                self._out.write("\n")  # the shell's prompt starts on a new line

    def write(self, text: str) -> None:
        """Write one or more lines."""
        self._out.write(f"{_CLEAR_LINE if self._styled else ''}{text}\n")
        self.prompt()

    def prompt(self) -> None:
        """Show a prompt if the screen is live."""
        if self.live:
            self._out.write(f"{_CLEAR_LINE if self._styled else ''}> ")
        self._out.flush()

    def button(self, button_number: int) -> tuple[Chat, BotMessage, dict[str, Any]]:
        """Return the button with this number on the last keyboard shown, with its chat and message.

        Raises LookupError when there is no such button.
        """
        if self._keyboard is not None:
            chat, message = self._keyboard
            buttons = [button for row in message.keyboard for button in row]
            if 1 <= button_number <= len(buttons):
                return chat, message, buttons[button_number - 1]
        raise LookupError(f"there is no button {button_number}")

    async def _follow(self, chat: Chat) -> None:
        async for event in chat.feed.follow():
            self._show(chat, event)
            self.shown.append((chat, event))

    def _show(self, chat: Chat, event: Event) -> None:
        where = "" if chat.info["type"] == "private" else f" · {chat.info['title']}"
        header = f"bot · sample weather{where}"
        match event:
            case BotMessage() if event.removes_keyboard:
                self._hidden.add(event.message_id)
            case BotMessage():
                edited = " · edited" if event.version else ""
                self.write("\n".join([self._dim(header + edited), *self._body_lines(event)]))
                if event.keyboard or (self._keyboard and self._keyboard[1].message_id == event.message_id):
                    self._keyboard = (chat, event)
            case Toast(text=text) if text:
                self.write(f"{self._dim(header)}\n({text})")
            case Deleted(message_id=message_id) if message_id not in self._hidden:
                self.write(self._dim(f"{header} · a message deleted"))

    def _body_lines(self, message: BotMessage) -> Iterable[str]:
        if message.text:
            yield _styled(message) if self._styled else message.text
        if message.photo is not None:
            yield f"[picture: {self._save_photo(message)}]"
        elif message.file is not None:
            yield f"[{message.file.name}, {len(message.file.content):,} bytes]"
        for row in (message.reply_keyboard or {}).get("keyboard", ()):
            yield "  ".join(f"[{button['text']}]" for button in row)
        numbers = iter(range(1, 101))
        for row in message.buttons:
            yield "  ".join(f"[{next(numbers)}] {label}" for label in row)

    def _save_photo(self, message: BotMessage) -> Path:
        """Save the photo and return its path; the file stays after the chat ends."""
        if self._pictures is None:
            self._pictures = Path(tempfile.mkdtemp(prefix="weather-pictures-"))
        path = self._pictures / f"{message.message_id}-{message.version}.png"
        path.write_bytes(message.photo.content if message.photo else b"")
        return path

    def _dim(self, text: str) -> str:
        return text.join(_DIM) if self._styled else text


def _styled(message: BotMessage) -> str:
    """Return the text with its bold and italic entities as terminal escape sequences."""
    units = message.text.encode("utf-16-le")  # offsets count UTF-16 code units
    marks = []
    for entity in message.message.get("entities", []):
        begin, end = _STYLES.get(entity["type"], ("", ""))
        marks += [(entity["offset"], begin), (entity["offset"] + entity["length"], end)]
    styled, last = "", 0
    # the sort is stable: an entity that ends here closes before the next one opens
    for offset, mark in sorted(marks, key=itemgetter(0)):
        styled += units[2 * last : 2 * offset].decode("utf-16-le") + mark
        last = offset
    return styled + units[2 * last :].decode("utf-16-le")
