"""What a user sees of the bot."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Upload:
    """A file that the bot has sent."""

    name: str
    content: bytes = field(repr=False)


@dataclass(frozen=True)
class BotMessage:
    """One state of a message of the bot's: as it was sent, or as an edit left it."""

    message: dict[str, Any] = field(repr=False)
    """The Message that Telegram would show: entities parsed, the text plain."""
    html: str
    """The text as the bot passed it."""
    version: int = 0
    """The number of edits so far."""
    file: Upload | None = None
    """The document or photo that it is."""
    reply_keyboard: dict[str, Any] | None = field(default=None, repr=False)
    """The keyboard that it put in place of the user's own, or the removal of one, as the bot passed it."""

    @property
    def message_id(self) -> int:
        """The message's number."""
        return int(self.message["message_id"])

    @property
    def text(self) -> str:
        """The text, or the caption of a file, as a user reads it."""
        return str(self.message["text"] if self.file is None else self.message.get("caption", ""))

    @property
    def removes_keyboard(self) -> bool:
        """Whether it takes a keyboard of the bot's away from the user."""
        return bool(self.reply_keyboard and self.reply_keyboard.get("remove_keyboard"))

    @property
    def photo(self) -> Upload | None:
        """The photo that it is."""
        return self.file if "photo" in self.message else None

    @property
    def thread_id(self) -> int | None:
        """The forum topic it is in."""
        return self.message.get("message_thread_id")

    @property
    def reply_to(self) -> int | None:
        """The number of the message it answers."""
        replied: dict[str, Any] = self.message.get("reply_to_message", {})
        return replied.get("message_id")

    @property
    def keyboard(self) -> list[list[dict[str, Any]]]:
        """The rows of inline buttons under the message, as Telegram has them."""
        markup: dict[str, Any] = self.message.get("reply_markup", {})
        return list(markup.get("inline_keyboard", []))

    @property
    def buttons(self) -> list[list[str]]:
        """The labels on the inline buttons, row by row."""
        return [[button["text"] for button in row] for row in self.keyboard]

    def button(self, label: str) -> dict[str, Any]:
        """Return the one button labelled `label`, or else the only one whose label contains it.

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
    """The answer to a pressed button: `text` may be empty, and `alert` makes it a dialog."""

    query_id: str
    text: str
    alert: bool


Event = BotMessage | Deleted | Toast
