"""What a person can do on the page; each action is a JSON object that the page posts."""

from abc import ABC, abstractmethod
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from sandbox.playground import Playground
from sandbox.telegram import BotMessage, Chat
from sandbox.telegram.rules import utf16_length
from sandbox.telegram.user_messages import Json

MAX_TEXT = 4096
"""Maximum length of a message in UTF-16 code units, as in Telegram."""
MAX_DELAY = 60.0
"""Maximum delay of the weather services in seconds."""


class ActionError(Exception):
    """An action that cannot be carried out; the text says why."""


def _check_length(text: str) -> str:
    if utf16_length(text) > MAX_TEXT:
        raise ValueError(f"a message has at most {MAX_TEXT} characters")
    return text


Text = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_TEXT), AfterValidator(_check_length)
]
Target = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=64)]


class Action(BaseModel, ABC):
    """An action of the page."""

    model_config = ConfigDict(extra="forbid")

    @abstractmethod
    def carry_out(self, playground: Playground) -> None:
        """Carry out the action. Raise ActionError or SwitchError if it is impossible."""


class ChatAction(Action):
    """An action of a user in a chat."""

    user: int
    chat: int

    def resolve(self, playground: Playground) -> tuple[Chat, Json]:
        """Return the chat and the user, who is one of its members."""
        chat = playground.chats.get(self.chat)
        members = chat.members if chat else []
        user = next((member for member in members if member["id"] == self.user), None)
        if chat is None or user is None:
            raise ActionError("there is no such user in this chat")
        if chat is playground.channel:
            raise ActionError("only the bot posts in the channel")
        return chat, user


class Write(ChatAction):
    """Send a text, as a reply if `reply_to` names a message."""

    text: Text
    reply_to: int | None = None

    def carry_out(self, playground: Playground) -> None:
        """Send the text."""
        chat, user = self.resolve(playground)
        if self.reply_to is None:
            chat.send(self.text, sender=user)
        elif self.reply_to in chat.messages:
            chat.send(self.text, sender=user, reply_to=self.reply_to)
        else:
            raise ActionError("the message is deleted")


class Edit(ChatAction):
    """Edit a text that the user has sent."""

    message: int
    text: Text

    def carry_out(self, playground: Playground) -> None:
        """Edit the text."""
        chat, user = self.resolve(playground)
        message = chat.messages.get(self.message, {})
        if "text" not in message or message["from"]["id"] != user["id"]:
            raise ActionError("this is not a text of this user")
        chat.edit(message, self.text)


class SendLocation(ChatAction):
    """Send a location."""

    latitude: Annotated[float, Field(ge=-90, le=90)]
    longitude: Annotated[float, Field(ge=-180, le=180)]

    def carry_out(self, playground: Playground) -> None:
        """Send the location."""
        chat, user = self.resolve(playground)
        chat.send_location(self.latitude, self.longitude, sender=user)


class SendSticker(ChatAction):
    """Send a sticker."""

    def carry_out(self, playground: Playground) -> None:
        """Send the sticker."""
        chat, user = self.resolve(playground)
        chat.send_sticker(sender=user)


class ShareChannel(ChatAction):
    """Press the button of the reply keyboard that asks for a channel, and choose the channel."""

    def carry_out(self, playground: Playground) -> None:
        """Choose the channel."""
        chat, _ = self.resolve(playground)
        shown = [event for event in chat.feed if isinstance(event, BotMessage) and event.reply_keyboard]
        try:
            chat.share_channel(shown[-1], playground.channel)
        except LookupError as error:
            raise ActionError(str(error)) from error


class Press(ChatAction):
    """Press an inline button, named by its callback data."""

    message: int
    data: Annotated[str, StringConstraints(max_length=64)]

    def carry_out(self, playground: Playground) -> None:
        """Press the button."""
        chat, user = self.resolve(playground)
        message = chat.answers.get(self.message)
        buttons = [button for row in message.keyboard for button in row] if message else []
        button = next((button for button in buttons if button.get("callback_data") == self.data), None)
        if message is None or button is None:
            raise ActionError("the button is gone")
        chat.press(message, button, sender=user)


class SetLanguage(Action):
    """Change the language of a user's Telegram."""

    user: int
    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z]{2,4})?$")]

    def carry_out(self, playground: Playground) -> None:
        """Change the language."""
        user = next((user for user in playground.users if user["id"] == self.user), None)
        if user is None:
            raise ActionError("there is no such user")
        playground.set_language(user, self.language)


class Break(Action):
    """Make a service, the weather of a city, or Telegram fail."""

    target: Target
    fault: Annotated[str, StringConstraints(max_length=16)]

    def carry_out(self, playground: Playground) -> None:
        """Switch the fault on."""
        playground.switches.break_(self.target, self.fault)


class Mend(Action):
    """Remove the fault of one target, or all faults."""

    target: Target | None = None

    def carry_out(self, playground: Playground) -> None:
        """Switch the fault off."""
        playground.switches.mend(self.target)


class Delay(Action):
    """Delay the answers of the weather services."""

    seconds: Annotated[float, Field(ge=0, le=MAX_DELAY)]

    def carry_out(self, playground: Playground) -> None:
        """Set the delay."""
        playground.switches.delay(self.seconds)


ACTIONS: dict[str, type[Action]] = {
    "write": Write,
    "edit": Edit,
    "location": SendLocation,
    "sticker": SendSticker,
    "channel": ShareChannel,
    "press": Press,
    "language": SetLanguage,
    "break": Break,
    "mend": Mend,
    "delay": Delay,
}
"""The actions by the last part of the path they are posted to."""
