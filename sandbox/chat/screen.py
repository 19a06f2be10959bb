"""The events of chats as text."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Callable, Collection, Iterable
from contextlib import asynccontextmanager
from operator import itemgetter
from pathlib import Path
from typing import Any, TextIO

from sandbox.telegram import BotMessage, Chat, Deleted, Event, Toast
from sandbox.telegram.events import Upload
from sandbox.telegram.feed import Feed
from sandbox.telegram.user_messages import Json

_STYLES = {"bold": ("\x1b[1m", "\x1b[22m"), "italic": ("\x1b[3m", "\x1b[23m")}
_DIM = ("\x1b[2m", "\x1b[22m")


class Screen:
    """Writes the events of chats to `out`, with `wrap` applied to each text.

    If `live` is true, a person uses the terminal, and the messages of other users are shown too. `shown` holds
    every event that has been written.
    """

    def __init__(self, out: TextIO, *, live: bool, wrap: Callable[[str], str] = str) -> None:
        self.live = live
        self.shown: Feed[tuple[Chat, Event]] = Feed()
        self.typed: set[int] = set()
        """The ids of the messages that were typed in this terminal, and are therefore not shown again."""
        self._wrap = wrap
        self._out = out
        self._styled = out.isatty()
        self._keyboard: tuple[Chat, BotMessage] | None = None
        self._directory: Path | None = None
        self._hidden: set[int] = set()
        """The ids of messages that only remove a keyboard."""

    @asynccontextmanager
    async def following(self, chats: Collection[Chat]) -> AsyncIterator[None]:
        """Show the events in `chats` while the context is open.

        Raises BrokenPipeError when nobody reads the output any more.
        """
        try:
            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(self._follow(chat)) for chat in chats]
                if self.live:
                    tasks += [group.create_task(self._follow_users(chat)) for chat in chats]
                yield
                for task in tasks:
                    task.cancel()
        except BaseExceptionGroup as errors:
            raise errors.exceptions[0] from None

    def write(self, text: str) -> None:
        """Write one or more lines."""
        self._out.write(f"{text}\n")
        self._out.flush()

    def write_wrapped(self, text: str) -> None:
        """Write one or more lines, each wrapped."""
        self.write(self._wrap(text))

    def button(self, button_number: int) -> tuple[Chat, BotMessage, dict[str, Any]]:
        """Return the button `button_number` of the last keyboard shown, with its chat and message.

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

    async def _follow_users(self, chat: Chat) -> None:
        """Show the messages that are written on the page."""
        async for message in chat.sent.follow():
            if message["message_id"] not in self.typed:
                edited = " · edited" if "edit_date" in message else ""
                header = f"{message['from']['first_name']} · page{_place(chat)}{edited}"
                self.write(f"{self._dim(header)}\n{self._wrap(_summary(message))}")

    def _show(self, chat: Chat, event: Event) -> None:
        header = f"bot · sample weather{_place(chat)}"
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
            text = self._wrap(message.text)
            yield _styled(text, message) if self._styled else text
        if message.photo is not None:
            yield f"[picture: {self._save(message, message.photo, 'picture.png')}]"
        elif message.file is not None:
            yield f"[file: {self._save(message, message.file, message.file.name)}]"
        for row in (message.reply_keyboard or {}).get("keyboard", ()):
            yield self._wrap("  ".join(f"[{button['text']}]" for button in row))
        numbers = iter(range(1, 101))
        for row in message.buttons:
            yield self._wrap("  ".join(f"[{next(numbers)}] {label}" for label in row))

    def _save(self, message: BotMessage, file: Upload, name: str) -> Path:
        """Save a photo or document and return its path; the file stays after the chat ends."""
        if self._directory is None:
            self._directory = Path(tempfile.mkdtemp(prefix="weather-files-"))
        path = self._directory / f"{message.message_id}-{message.version}-{Path(name).name}"
        path.write_bytes(file.content)
        return path

    def _dim(self, text: str) -> str:
        return text.join(_DIM) if self._styled else text


def _place(chat: Chat) -> str:
    return "" if chat.info["type"] == "private" else f" · {chat.info['title']}"


def _summary(message: Json) -> str:
    """Return the text of a user's message, or the kind of its content."""
    location = message.get("location")
    if location:
        return f"[location: {location['latitude']:.2f} {location['longitude']:.2f}]"
    return str(message.get("text", "[sticker]"))


def _styled(text: str, message: BotMessage) -> str:
    """Return `text` with the bold and italic entities of `message` as terminal escape sequences.

    `text` is as long as the text of the message, but may have other line breaks.
    """
    units = text.encode("utf-16-le")  # offsets count UTF-16 code units
    marks = []
    for entity in message.message.get("entities", []):
        begin, end = _STYLES.get(entity["type"], ("", ""))
        marks += [(entity["offset"], begin), (entity["offset"] + entity["length"], end)]
    styled, last = "", 0
    # the sort is stable: at one offset, an entity is closed before the next entity is opened
    for offset, mark in sorted(marks, key=itemgetter(0)):
        styled += units[2 * last : 2 * offset].decode("utf-16-le") + mark
        last = offset
    return styled + units[2 * last :].decode("utf-16-le")
