"""Sends errors to Sentry if SENTRY_DSN is set: https://docs.sentry.io/platforms/python.

An event contains the log line of the error and its traceback, without the values of variables. Events contain
neither secrets nor texts of users. The bot's own log lines contain no texts of users. The message of a library's
exception is replaced by the type of the exception.
"""

import logging
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from bot.config import Settings, SettingsError
from bot.redaction import Redactor
from services.errors import WeatherBotError

if TYPE_CHECKING:
    from sentry_sdk.types import Event, Hint

NO_SDK_MESSAGE = "SENTRY_DSN is set, but the package is missing: pip install '.[sentry]', or remove the setting"

LOGGERS_WITHOUT_USER_TEXTS = ("bot", "handlers", "services")
"""Packages whose log lines contain no texts of users."""

KEPT_FIELDS = frozenset(
    {"event_id", "timestamp", "level", "logger", "logentry", "exception", "release", "platform", "type", "sdk"}
)
"""Fields of an event that are sent; the other fields may contain data of users or of the host."""


def set_up_sentry(settings: Settings) -> None:
    """Send the log's errors to Sentry; raise SettingsError if the package is missing."""
    if settings.sentry_dsn is None:
        return
    try:
        import sentry_sdk  # noqa: PLC0415 - an optional package
        from sentry_sdk.integrations.logging import LoggingIntegration  # noqa: PLC0415
    except ImportError as exc:
        raise SettingsError(NO_SDK_MESSAGE) from exc
    redactor = Redactor(settings.secrets)
    sentry_sdk.init(
        settings.sentry_dsn.get_secret_value(),
        release=f"weather-bot@{version('weather-bot')}",
        before_send=lambda event, hint: scrub_event(event, hint, redactor),
        default_integrations=False,
        auto_enabling_integrations=False,
        integrations=[LoggingIntegration(level=None, event_level=logging.ERROR)],
        include_local_variables=False,
        include_source_context=False,
        max_breadcrumbs=0,
        send_default_pii=False,
        server_name="",
    )


def scrub_event(event: "Event", hint: "Hint", redactor: Redactor) -> "Event | None":
    """Return *event* with KEPT_FIELDS only, without secrets, and without texts of users."""
    kept: Any = {name: value for name, value in event.items() if name in KEPT_FIELDS}
    if not str(kept.get("logger", "bot")).startswith(LOGGERS_WITHOUT_USER_TEXTS):
        kept.pop("logentry", None)
    if entry := kept.get("logentry"):
        formatted = entry.get("formatted") or entry.get("message") or ""
        kept["logentry"] = {"message": redactor.redacted_line(str(formatted))}
    error = (hint.get("exc_info") or (None, None, None))[1]
    own_messages = _own_messages(error)
    for value in kept.get("exception", {}).get("values", ()):
        message = str(value.get("value") or "")
        value["value"] = redactor.redacted_line(message) if message in own_messages else ""
        for frame in value.get("stacktrace", {}).get("frames", ()):
            frame.pop("vars", None)
    result: Event = kept
    return result


def _own_messages(error: BaseException | None) -> set[str]:
    """Return the messages of the bot's own exceptions in the chain of *error*, which contain no texts of users."""
    messages = set()
    while error is not None:
        if isinstance(error, WeatherBotError):
            messages.add(str(error))
        error = error.__cause__ or error.__context__
    return messages
