"""The actions of a chat: write to the bot, press its buttons, or break a service of the sandbox."""

from collections.abc import Callable

from sandbox.chat.screen import Screen
from sandbox.playground import Playground
from sandbox.switches import SwitchError
from sandbox.telegram import BotMessage, Chat, Event, Toast
from sandbox.telegram.user_messages import Json

IsAnswer = Callable[[Chat, Event], bool]
"""A predicate: whether this event in this chat is the expected answer."""

NOT_DELIVERED = (
    "(no answer) In privacy mode, Telegram delivers only commands, mentions of the bot and replies to the bot"
)
"""The note that is shown after a group message that Telegram does not deliver to the bot."""


class LineError(Exception):
    """A line of input that cannot be carried out; the text says why."""


class Session:
    """Acts as the first user of the playground; `chat` is the chat to which lines are sent."""

    def __init__(self, playground: Playground, screen: Screen) -> None:
        self._playground = playground
        self._screen = screen
        self.private = playground.private
        self.group = playground.group
        self.chat = self.private
        self.over = False

    @property
    def chats(self) -> tuple[Chat, Chat]:
        """The chats of the user."""
        return self.private, self.group

    def write(self, text: str) -> IsAnswer | None:
        """Send a text."""
        return self._sent(self.chat.send(text))

    def pin(self, latitude: float, longitude: float) -> IsAnswer | None:
        """Send a location."""
        return self._sent(self.chat.send_location(latitude, longitude))

    def sticker(self) -> IsAnswer | None:
        """Send a sticker."""
        return self._sent(self.chat.send_sticker())

    def press(self, button_number: int) -> IsAnswer:
        """Press the button that the screen shows with the number `button_number`."""
        try:
            chat, message, button = self._screen.button(button_number)
        except LookupError as error:
            raise LineError(str(error)) from error
        if "callback_data" not in button:
            raise LineError(f"this button leads elsewhere: {button.get('url', 'not to the bot')}")
        press = chat.press(message, button)

        def is_answer(event_chat: Chat, event: Event) -> bool:
            match event:
                case Toast():
                    return event.query_id == press.query_id and bool(event.text)
                case BotMessage():
                    return event_chat is chat and (event.version == 0 or event.message_id == message.message_id)
            return False

        return is_answer

    def switch_chat(self, chat: Chat) -> None:
        """Send the following lines to `chat`."""
        self.chat = chat
        self.show_note(f"what you write goes to your {chat.info['type']} chat now")

    def set_language(self, language: str) -> None:
        """Change the language of the user's Telegram."""
        self._playground.set_language(self.private.user, language)
        self.show_note(f"your Telegram's language is {language} now")

    def break_(self, target: str, fault_name: str) -> None:
        """Make a service, the weather of a city, or Telegram fail."""
        try:
            self._playground.switches.break_(target, fault_name)
        except SwitchError as error:
            raise LineError(str(error)) from error
        self.show_note(f"{target} is broken until :mend")

    def mend(self) -> None:
        """Clear all faults."""
        self._playground.switches.mend()
        self.show_note("nothing is broken any more")

    def delay(self, seconds: float) -> None:
        """Delay the answers of the weather services by `seconds` seconds."""
        self._playground.switches.delay(seconds)
        self.show_note(f"the weather services take {seconds:g} s longer")

    def bring_rain(self, minutes: int, length: int, kind: str) -> None:
        """Let precipitation of the kind *kind* begin everywhere in *minutes* minutes and last *length* minutes."""
        self._playground.switches.bring(kind, minutes, length)
        self.show_note(
            f"the weather services expect {kind} in {minutes} min, for {length} min; "
            "the bot sees it at places for which it has no recent forecast"
        )

    def warn(self, city: str, severity: str) -> None:
        """Issue a sample warning for a city."""
        try:
            self._playground.switches.warn(city, severity)
        except SwitchError as error:
            raise LineError(str(error)) from error
        self.show_note(
            f"the services have a warning for {city}: {severity}; "
            "the bot asks about a place every ten minutes at most"
        )

    def quit(self) -> None:
        """End the chat."""
        self.over = True

    def show_note(self, text: str) -> None:
        """Show the user a line from the sandbox itself."""
        self._screen.write_wrapped(f"sandbox: {text}")

    def _sent(self, message: Json) -> IsAnswer | None:
        """Mark a message as typed in this terminal and return the predicate for its answer.

        Return None if Telegram does not deliver the message to the bot.
        """
        self._screen.typed.add(message["message_id"])
        chat = self.chat
        if not chat.delivers(message):
            self.show_note(NOT_DELIVERED)
            return None

        def is_answer(event_chat: Chat, event: Event) -> bool:
            if event_chat is not chat or not isinstance(event, BotMessage):
                return False
            # A picture is sent after the text of its answer, so a picture belongs to an earlier line.
            return event.version == 0 and event.photo is None and not event.removes_keyboard

        return is_answer
