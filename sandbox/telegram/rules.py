"""The calls that Telegram accepts: methods, parameters, and limits that types do not express."""

import json
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NoReturn, get_args

from aiogram import methods
from aiogram.methods import TelegramMethod
from aiogram.types import (
    BotCommand,
    BufferedInputFile,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    ReplyKeyboardMarkup,
)
from pydantic import BaseModel, ValidationError

from sandbox.faults import Fault, FaultKind
from sandbox.telegram.events import Upload

METHODS: dict[str, type[TelegramMethod[Any]]] = {
    name.lower(): getattr(methods, name)
    for name in methods.__all__
    if name not in {"Request", "Response", "TelegramMethod"}
}
_BUTTON_ACTIONS = (
    "url",
    "callback_data",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
    "disabled",
)
# The first words of TDLib's refusal, by the field of the reply button.
_PRIVATE_REQUESTS = {
    "request_contact": "Phone number",
    "request_location": "Location",
    "request_poll": "Poll",
    "request_users": "Users",
    "request_chat": "Chats",
}
_ATTACHED = "attach://"
# Clients omit empty parameters, so Telegram reports an empty text and a missing one with the same error.
_EMPTY_PARAMETER_ERRORS = {"text": "message text is empty", "chat_id": "chat_id is empty"}


class ApiError(Exception):
    """A refusal with Telegram's own description."""

    def __init__(
        self, status: int, description: str, retry_after: int | None = None, migrate_to: int | None = None
    ) -> None:
        super().__init__(status, description)
        self.status = status
        self.description = description
        self.retry_after = retry_after
        self.migrate_to = migrate_to

    def answer(self) -> dict[str, Any]:
        """Return the JSON body of the refusal."""
        answer: dict[str, Any] = {"ok": False, "error_code": self.status, "description": self.description}
        hints = {"retry_after": self.retry_after, "migrate_to_chat_id": self.migrate_to}
        if parameters := {name: hint for name, hint in hints.items() if hint is not None}:
            answer["parameters"] = parameters
        return answer

    def fault(self) -> Fault:
        """Return the refusal as a fault that can be sent in answer to a correct call."""
        body = json.dumps(self.answer())
        return Fault(FaultKind.STATUS, self.status, body, retry_after=self.retry_after)


def refuse(reason: str) -> NoReturn:
    """Raise the error 400 with the description `reason`."""
    raise ApiError(400, "Bad Request: " + reason)


def parse_call(
    name: str, parameters: Mapping[str, str], files: Mapping[str, Upload] | None = None
) -> TelegramMethod[Any]:
    """Return the call as an aiogram method; *files* replace the parameters that refer to them.

    Raises ApiError when the method is unknown, or a parameter is unknown, missing or of a wrong type. Telegram
    ignores unknown parameters; the sandbox refuses them, since they are always a mistake.
    """
    method = METHODS.get(name.lower())
    if method is None:
        raise ApiError(404, "Not Found")
    left = dict(files or {})
    values = {key: _value(method, key, text, left) for key, text in parameters.items()}
    if left:
        refuse(f"can't parse {name}: nothing refers to the file {next(iter(left))!r}")
    try:
        call = method.model_validate(values)
    except ValidationError as error:
        problem = error.errors()[0]
        path = ".".join(map(str, problem["loc"]))
        if problem["type"] == "missing" and path in _EMPTY_PARAMETER_ERRORS:
            refuse(_EMPTY_PARAMETER_ERRORS[path])
        refuse(f"can't parse {name}: {path}: {problem['msg']}")
    if unknown := _unknown_field(call):
        refuse(f"can't parse {name}: unknown {unknown}")
    return call


def check_text(text: str, limit: int = 4096) -> None:
    """Raise ApiError unless `text`, without markup, has 1 to `limit` UTF-16 code units."""
    if not text:
        refuse("message text is empty")
    if utf16_length(text) > limit:
        refuse("message is too long")


def check_keyboard(markup: BaseModel | None) -> None:
    """Raise ApiError when Telegram would refuse the inline keyboard."""
    if not isinstance(markup, InlineKeyboardMarkup):
        return
    if sum(map(len, markup.inline_keyboard)) > 100:
        refuse("REPLY_MARKUP_TOO_LONG: more than 100 buttons")
    for row in markup.inline_keyboard:
        if len(row) > 8:
            refuse("REPLY_MARKUP_TOO_LONG: more than 8 buttons in a row")
        for button in row:
            _check_button(button)


def check_reply_keyboard(markup: BaseModel | None, chat_type: str) -> None:
    """Raise ApiError when Telegram would refuse the reply keyboard in a chat of the type `chat_type`."""
    if not isinstance(markup, ReplyKeyboardMarkup) or chat_type == "private":
        return
    for button in (button for row in markup.keyboard for button in row):
        for field, words in _PRIVATE_REQUESTS.items():
            if getattr(button, field):
                refuse(f"{words} can be requested in private chats only")


def _check_button(button: InlineKeyboardButton) -> None:
    actions = [action for action in _BUTTON_ACTIONS if getattr(button, action) is not None]
    if not button.text.strip():
        refuse("can't parse inline keyboard button: text must be non-empty")
    if not actions:
        refuse("can't parse inline keyboard button: text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        refuse(f"can't parse inline keyboard button: it has {' and '.join(actions)}")
    if button.callback_data is not None and not 1 <= len(button.callback_data.encode()) <= 64:
        refuse("BUTTON_DATA_INVALID")


def check_commands(commands: list[BotCommand]) -> None:
    """Raise ApiError when Telegram would refuse the command menu."""
    if len(commands) > 100:
        refuse("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not re.fullmatch(r"[a-z0-9_]{1,32}", command.command):
            refuse("BOT_COMMAND_INVALID")
        if not 1 <= len(command.description) <= 256:
            refuse("BOT_COMMAND_DESCRIPTION_INVALID")


def utf16_length(text: str) -> int:
    """Return the length of `text` in UTF-16 code units, as Telegram counts it."""
    return len(text.encode("utf-16-le")) // 2


def utf16_slice(text: str, offset: int, length: int) -> str:
    """Return the part of `text` that an entity marks; `offset` and `length` count UTF-16 code units."""
    return text.encode("utf-16-le")[2 * offset : 2 * (offset + length)].decode("utf-16-le")


def _value(method: type[TelegramMethod[Any]], name: str, text: str, files: dict[str, Upload]) -> object:
    """Return the value of a form field; *files* replace the references to them."""
    if name == "reply_markup" and (keyboard := _inline_keyboard(text)) is not None:
        return keyboard
    value = _decode(method, name, text)
    return _attach_files(value, files) if _ATTACHED in text else value


@lru_cache(maxsize=256)
def _inline_keyboard(text: str) -> InlineKeyboardMarkup | None:
    """Return the inline keyboard in the JSON *text*, or None if there is no valid one.

    Without the cache, keyboards take a third of the processor time of a call. Many chats get the same keyboard,
    and pydantic takes long to build it.
    """
    try:
        return InlineKeyboardMarkup.model_validate_json(text)
    except ValidationError:
        return None


def _decode(method: type[TelegramMethod[Any]], name: str, text: str) -> object:
    """Return the value of a form field: a string as it is, anything else parsed as JSON."""
    field = method.model_fields.get(name)
    if field is None or field.annotation is str or str in get_args(field.annotation):
        return text
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        return text


def _attach_files(value: object, files: dict[str, Upload]) -> object:
    """Return *value* with each nested reference to a file replaced by the file."""
    if isinstance(value, str) and value.startswith(_ATTACHED):
        return _attached_file(value, files)
    if isinstance(value, dict):
        return {key: _attach_files(inner, files) for key, inner in value.items()}
    if isinstance(value, list):
        return [_attach_files(inner, files) for inner in value]
    return value


def _attached_file(text: str, files: dict[str, Upload]) -> BufferedInputFile:
    upload = files.pop(text.removeprefix(_ATTACHED), None)
    if upload is None:
        refuse("can't find the attached file")
    if not upload.content:
        refuse("file must be non-empty")
    return BufferedInputFile(upload.content, upload.name)


def _unknown_field(value: BaseModel | list[object]) -> str | None:
    """Return the name of a nested field in *value* that Telegram does not know, or None."""
    if isinstance(value, BaseModel):
        if value.model_extra:
            return f"field {next(iter(value.model_extra))!r} in {type(value).__name__}"
        value = [*vars(value).values()]
    # Most fields of a keyboard's buttons are None, so that a call for each field would take most of the time.
    found = (_unknown_field(inner) for inner in value if isinstance(inner, BaseModel | list))
    return next(filter(None, found), None)
