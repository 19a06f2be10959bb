"""The actions of a chat: write to the bot, press its buttons, or break a service of the sandbox."""

from collections.abc import Callable
from http import HTTPStatus

from sandbox.chat.screen import Screen
from sandbox.faults import Fault, FaultKind
from sandbox.telegram import ApiError, BotMessage, Chat, Event, TelegramServer, Toast
from sandbox.weather import WeatherServer

IsAnswer = Callable[[Chat, Event], bool]
"""A predicate: whether this event in this chat is the expected answer."""

# A broken Telegram still delivers messages to the bot; only the methods that answer them fail.
_ANSWER_METHODS = (
    *("sendMessage", "sendPhoto", "editMessageText", "editMessageMedia", "editMessageReplyMarkup"),
    *("answerCallbackQuery", "sendChatAction"),
)
_FAULTS = (FaultKind.HANG, FaultKind.DROP, FaultKind.TRUNCATED, FaultKind.SLOW_BODY)


class LineError(Exception):
    """A line of input that cannot be carried out; the text says why."""


class Session:
    """A user with a private chat and a group; `chat` is the one that lines go to."""

    def __init__(self, telegram: TelegramServer, weather: WeatherServer, screen: Screen) -> None:
        self._telegram = telegram
        self._weather = weather
        self._screen = screen
        self._user = telegram.user("You")
        self.private = telegram.private_chat(self._user)
        self.group = telegram.group(self._user, title="group")
        self.chat = self.private
        self.over = False

    def write(self, text: str) -> IsAnswer:
        """Send a text."""
        self.chat.send(text)
        return _is_new_message_in(self.chat)

    def pin(self, latitude: float, longitude: float) -> IsAnswer:
        """Send a location."""
        self.chat.send_location(latitude, longitude)
        return _is_new_message_in(self.chat)

    def sticker(self) -> IsAnswer:
        """Send a sticker."""
        self.chat.send_sticker()
        return _is_new_message_in(self.chat)

    def press(self, button_number: int) -> IsAnswer:
        """Press the button that the screen shows with this number."""
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
        """Send the following lines to this chat."""
        self.chat = chat
        self.show_note(f"what you write goes to your {chat.info['type']} chat now")

    def set_language(self, language: str) -> None:
        """Change the language of the user's Telegram."""
        self._user["language_code"] = language
        self.show_note(f"your Telegram's language is {language} now")

    def break_(self, target: str, fault_name: str) -> None:
        """Make a service, the weather of a city, or Telegram fail."""
        if target == "telegram":
            self._telegram.break_(_refusal(fault_name), *_ANSWER_METHODS)
        else:
            try:
                self._weather.break_(target, _fault(fault_name))
            except ValueError as error:
                raise LineError(f"there is neither a service nor a city {target!r}") from error
        self.show_note(f"{target} is broken until :mend")

    def mend(self) -> None:
        """Clear all faults."""
        self._telegram.mend()
        self._weather.mend()
        self.show_note("nothing is broken any more")

    def delay(self, seconds: float) -> None:
        """Delay the answers of the weather services by this many seconds."""
        self._weather.delay("weather", seconds)
        self.show_note(f"the weather services take {seconds:g} s longer")

    def quit(self) -> None:
        """End the chat."""
        self.over = True

    def show_note(self, text: str) -> None:
        """Show the user a line from the sandbox itself."""
        self._screen.write(f"sandbox: {text}")


def _is_new_message_in(chat: Chat) -> IsAnswer:
    def is_answer(event_chat: Chat, event: Event) -> bool:
        is_new = isinstance(event, BotMessage) and event.version == 0 and not event.removes_keyboard
        return event_chat is chat and is_new

    return is_answer


def _fault(fault_name: str) -> Fault:
    if fault_name in _FAULTS:
        return Fault(FaultKind(fault_name))
    return Fault(FaultKind.STATUS, _status(fault_name))


def _refusal(fault_name: str) -> Fault:
    """Return the fault with which Telegram refuses a call, in Telegram's own format."""
    if fault_name in _FAULTS:
        return Fault(FaultKind(fault_name))
    status = _status(fault_name)
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return ApiError(status, "Too Many Requests: retry after 1", retry_after=1).fault()
    return ApiError(status, status.phrase).fault()


def _status(fault_name: str) -> HTTPStatus:
    try:
        return HTTPStatus(int(fault_name))
    except ValueError as error:
        raise LineError(f"{fault_name!r} is neither a status nor one of {', '.join(_FAULTS)}") from error
