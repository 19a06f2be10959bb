"""Parses the responses of the Bot API, and creates the error that a refused call raises."""

import json
import logging
import math
import re
from typing import Any

from aiogram.exceptions import (
    TelegramAPIError,
    TelegramBadRequest,
    TelegramConflictError,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramUnauthorizedError,
)
from aiogram.methods import TelegramMethod

logger = logging.getLogger(__name__)

DEFAULT_RETRY_AFTER = 1
"""Time in seconds to wait after a 429 without a valid `retry_after`."""

MAX_RETRY_AFTER = 600
"""Maximum `retry_after` in seconds; a longer wait is cut, because a bot that waits for hours looks dead."""

MAX_CHAT_ID_BITS = 52
"""Maximum number of bits of a chat's id: https://core.telegram.org/bots/api#chat"""

MAX_RESPONSE_VALUES = 300_000
"""Maximum number of JSON values in a response; 100 updates of the largest size have some 300,000.

Decoding a response with millions of values would take gigabytes of memory.
"""

ECHOED_FIELDS = frozenset(
    {
        "text",
        "entities",
        "rich_message",
        "reply_markup",
        "reply_to_message",
        "external_reply",
        "quote",
        "link_preview_options",
    }
)
"""Fields of a sent message that repeat the request; they are removed from the response.

The bot does not read these fields, and pydantic needs more time to validate them than for all other fields.
"""

_JSON_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')

ERRORS_BY_STATUS: dict[int, type[TelegramAPIError]] = {
    400: TelegramBadRequest,
    401: TelegramUnauthorizedError,
    403: TelegramForbiddenError,
    404: TelegramNotFound,
    409: TelegramConflictError,
    413: TelegramEntityTooLarge,
}
"""Maps the HTTP status of a refused call to the error that is raised; other statuses raise TelegramAPIError."""

TOO_MANY_REQUESTS = 429


def retry_after_error(method: TelegramMethod[Any], seconds: int) -> TelegramRetryAfter:
    """Return the error for a call that may be repeated after *seconds* seconds."""
    error = TelegramRetryAfter(method=method, message="", retry_after=seconds)
    # aiogram's own message has three lines, and contains the chat's id, which must not appear in the log.
    error.message, error.url = f"HTTP 429, retry after {seconds} s", ""
    return error


def refusal_error(method: TelegramMethod[Any], status: int, response: dict[str, Any]) -> TelegramAPIError:
    """Return the error for a call that the Bot API refuses with *response*."""
    parameters = response.get("parameters")
    parameters = parameters if isinstance(parameters, dict) else {}
    retry_after = _parse_retry_after(parameters.get("retry_after"))
    if retry_after is not None or status == TOO_MANY_REQUESTS:
        return retry_after_error(method, retry_after or DEFAULT_RETRY_AFTER)
    message = str(response.get("description") or "no reason given")
    new_chat_id = _parse_chat_id(parameters.get("migrate_to_chat_id"))
    if new_chat_id is not None:
        return TelegramMigrateToChat(method=method, message=message, migrate_to_chat_id=new_chat_id)
    return ERRORS_BY_STATUS.get(status, TelegramAPIError)(method=method, message=message)


def parse_response(content: str) -> dict[str, Any]:
    """Parse the JSON of a response of the Bot API, and remove ECHOED_FIELDS from its result.

    Raise ValueError or RecursionError if *content* is not a response of the Bot API.
    """
    if _has_too_many_values(content):
        raise ValueError(f"the response has more than {MAX_RESPONSE_VALUES} values")
    response = json.loads(content)
    if not isinstance(response, dict) or not isinstance(response.get("ok"), bool):
        raise ValueError("not a response of the Bot API")  # noqa: TRY004 - as for invalid JSON
    result = response.get("result")
    if isinstance(result, dict):
        response["result"] = {name: value for name, value in result.items() if name not in ECHOED_FIELDS}
    return response


def _has_too_many_values(content: str) -> bool:
    """Return whether the JSON text *content* has more than MAX_RESPONSE_VALUES values."""
    if len(content) <= MAX_RESPONSE_VALUES or sum(map(content.count, "[{,")) <= MAX_RESPONSE_VALUES:
        return False
    return sum(map(_JSON_STRING.sub("", content).count, "[{,")) > MAX_RESPONSE_VALUES


def _parse_retry_after(value: object) -> int | None:
    """Return *value* in whole seconds, at most MAX_RETRY_AFTER; None if it is not a positive, finite number."""
    try:
        seconds = float(value)  # type: ignore[arg-type] # a value of another type raises TypeError
    except (TypeError, ValueError, OverflowError):  # OverflowError: the int is too large for a float
        return None
    if not math.isfinite(seconds) or seconds <= 0:
        return None
    if seconds > MAX_RETRY_AFTER:
        logger.warning("Telegram sends a retry_after of %.0f s; waiting %d s", seconds, MAX_RETRY_AFTER)
    return min(math.ceil(seconds), MAX_RETRY_AFTER)


def _parse_chat_id(value: object) -> int | None:
    """Return *value* if it is a valid id of a chat, else None."""
    return value if isinstance(value, int) and abs(value) < 2**MAX_CHAT_ID_BITS else None
