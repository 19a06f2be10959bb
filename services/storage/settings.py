"""The settings of a chat, and their conversion from a row of the database."""

import logging
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Row, select

from services.storage.schema import chats
from services.units import (
    OPTIONS,
    AnswerLayout,
    ClockFormat,
    DailyPicture,
    PressureLevel,
    PressureUnit,
    TemperatureUnit,
    Theme,
    Unit,
    WindUnit,
)

logger = logging.getLogger(__name__)

MAX_LOGGED_VALUES = 100
"""Maximum number of unknown values that the bot remembers, so as to log each only once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatSettings:
    """The settings of a chat; None means the default of the chat's language."""

    language: str | None = None
    temperature: TemperatureUnit | None = None
    wind: WindUnit | None = None
    pressure: PressureUnit | None = None
    pressure_level: PressureLevel | None = None
    clock: ClockFormat | None = None
    theme: Theme | None = None
    daily_picture: DailyPicture | None = None
    layout: AnswerLayout | None = None


def with_asked_units(settings: ChatSettings, units: Iterable[Unit]) -> ChatSettings:
    """Return *settings* with *units*, which a question names, in place of the units of the same quantities."""
    changes: dict[str, Any] = {
        setting: unit for unit in units for setting, options in OPTIONS.items() if isinstance(unit, options)
    }
    return replace(settings, **changes) if changes else settings


def read_settings_by_chat(connection: Connection, chat_ids: Collection[int]) -> dict[int, ChatSettings]:
    """Return the settings of those of the chats that have stored data, by the ids of the chats."""
    rows = connection.execute(select(chats).where(chats.c.id.in_(chat_ids)))
    return {row.id: settings_from_row(row) for row in rows}


def settings_from_row(row: Row[Any]) -> ChatSettings:
    """Return the settings in a row of `chats`.

    An unknown option, such as an option of a later version, is logged and replaced by None.
    """
    known: dict[str, Any] = {}
    for setting, options in OPTIONS.items():
        value = getattr(row, setting)
        if value is None:
            continue
        try:
            known[setting] = options(value)
        except ValueError:
            _log_unknown_value(setting, value)
    return ChatSettings(language=row.language, **known)


@lru_cache(MAX_LOGGED_VALUES)  # logs once per value, not once per chat
def _log_unknown_value(setting: str, value: str) -> None:
    logger.warning("unknown value of the setting %s in the database: %r; the default is used", setting, value)
