"""The bot's actions that a user sees."""

from dataclasses import dataclass, field
from typing import Any

from sandbox.telegram.rich_text import plain_text


@dataclass(frozen=True)
class Upload:
    """A file that the bot has sent."""

    name: str
    content: bytes = field(repr=False)


@dataclass(frozen=True)
class BotMessage:
    """One version of a message from the bot: the first, or the result of an edit."""

    message: dict[str, Any] = field(repr=False)
    """The Message that Telegram would show, with plain text and parsed entities."""
    html: str
    """The text as the bot passed it, with its HTML tags."""
    version: int = 0
    """The number of edits before this version."""
    file: Upload | None = None
    """The document or photo of the message."""
    reply_keyboard: dict[str, Any] | None = field(default=None, repr=False)
    """The reply keyboard that the message shows or removes, as the bot passed it."""

    @property
    def message_id(self) -> int:
        """The message id."""
        return int(self.message["message_id"])

    @property
    def text(self) -> str:
        """The text or the caption as a user reads it; for a rich message, the lines without the layout."""
        if "rich_message" in self.message:
            return plain_text(self.message["rich_message"])
        return str(self.message["text"] if self.file is None else self.message.get("caption", ""))

    @property
    def removes_keyboard(self) -> bool:
        """Whether the message removes a reply keyboard."""
        return bool(self.reply_keyboard and self.reply_keyboard.get("remove_keyboard"))

    @property
    def photo(self) -> Upload | None:
        """The photo of the message, None if it has none."""
        return self.file if "photo" in self.message else None

    @property
    def thread_id(self) -> int | None:
        """The id of the forum topic that the message is in."""
        return self.message.get("message_thread_id")

    @property
    def reply_to(self) -> int | None:
        """The id of the message that this one replies to."""
        replied: dict[str, Any] = self.message.get("reply_to_message", {})
        return replied.get("message_id")

    @property
    def keyboard(self) -> list[list[dict[str, Any]]]:
        """The rows of inline buttons, as JSON objects."""
        markup: dict[str, Any] = self.message.get("reply_markup", {})
        return list(markup.get("inline_keyboard", []))

    @property
    def buttons(self) -> list[list[str]]:
        """The labels of the inline buttons, row by row."""
        return [[button["text"] for button in row] for row in self.keyboard]

    def button(self, label: str) -> dict[str, Any]:
        """Return the button labelled `label`, or else the only button whose label contains `label`.

        Raises LookupError when there is none, or more than one.
        """
        every = [button for row in self.keyboard for button in row]
        exact = [button for button in every if button["text"] == label]
        found = exact or [button for button in every if label in button["text"]]
        if len(found) != 1:
            raise LookupError(f"{len(found)} buttons match {label!r} among {self.buttons}")
        return found[0]


@dataclass(frozen=True)
class Deleted:
    """The bot deleted a message."""

    message_id: int


@dataclass(frozen=True)
class Toast:
    """The answer to a button press: `text` may be empty; `alert` shows it in a dialog."""

    query_id: str
    text: str
    alert: bool


Event = BotMessage | Deleted | Toast
