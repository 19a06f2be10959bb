"""The settings of a chat, and functions that read them from the database."""

import logging
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Row, select

from services.storage.schema import chats
from services.units import (
    OPTIONS_BY_SETTING,
    AnswerLayout,
    ClockFormat,
    DailyPictureOption,
    PictureTheme,
    PressureLevel,
    PressureUnit,
    TemperatureUnit,
    Unit,
    WindUnit,
)

logger = logging.getLogger(__name__)

MAX_LOGGED_VALUES = 100
"""Maximum number of unknown values that the bot remembers; a remembered value is logged only once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatSettings:
    """The settings of a chat; None means the default of the chat's language."""

    language: str | None = None
    temperature: TemperatureUnit | None = None
    wind: WindUnit | None = None
    pressure: PressureUnit | None = None
    pressure_level: PressureLevel | None = None
    clock: ClockFormat | None = None
    theme: PictureTheme | None = None
    daily_picture: DailyPictureOption | None = None
    layout: AnswerLayout | None = None


def with_units(settings: ChatSettings, units: Iterable[Unit]) -> ChatSettings:
    """Return a copy of *settings* in which each of *units* replaces the unit of the same quantity."""
    changes: dict[str, Any] = {
        setting: unit
        for unit in units
        for setting, options in OPTIONS_BY_SETTING.items()
        if isinstance(unit, options)
    }
    return replace(settings, **changes) if changes else settings


def read_settings_by_chat(connection: Connection, chat_ids: Collection[int]) -> dict[int, ChatSettings]:
    """Return a map from the id of each chat with stored data to its settings."""
    rows = connection.execute(select(chats).where(chats.c.id.in_(chat_ids)))
    return {row.id: settings_from_row(row) for row in rows}


def settings_from_row(row: Row[Any]) -> ChatSettings:
    """Return the settings in a row of `chats`.

    An unknown option, such as an option of a later version, is logged and replaced by None.
    """
    known: dict[str, Any] = {}
    for setting, options in OPTIONS_BY_SETTING.items():
        value = getattr(row, setting)
        if value is None:
            continue
        try:
            known[setting] = options(value)
        except ValueError:
            _log_unknown_value(setting, value)
    return ChatSettings(language=row.language, **known)


@lru_cache(MAX_LOGGED_VALUES)  # with the cache, each value is logged once, not for each chat
def _log_unknown_value(setting: str, value: str) -> None:
    logger.warning("unknown value of the setting %s in the database: %r; the default is used", setting, value)
