"""The settings of a chat, and how they are read from its row."""

import logging
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Row

from services.units import OPTIONS, ClockFormat, PressureLevel, PressureUnit, TemperatureUnit, Theme, WindUnit

logger = logging.getLogger(__name__)

WARNINGS_KEPT = 100
"""Unknown values that are remembered as logged."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatSettings:
    """What a chat has set; None is the default, which goes by the language."""

    language: str | None = None
    temperature: TemperatureUnit | None = None
    wind: WindUnit | None = None
    pressure: PressureUnit | None = None
    pressure_level: PressureLevel | None = None
    clock: ClockFormat | None = None
    theme: Theme | None = None


def settings_from_row(row: Row[Any]) -> ChatSettings:
    """Return the settings in the row of a chat.

    An option that only a later version knows counts as not set, so that the bot can be downgraded.
    """
    known: dict[str, Any] = {}
    for setting, options in OPTIONS.items():
        value = getattr(row, setting)
        if value is None:
            continue
        try:
            known[setting] = options(value)
        except ValueError:
            _log_unknown(setting, value)
    return ChatSettings(language=row.language, **known)


@lru_cache(WARNINGS_KEPT)  # once per value, however many chats have it
def _log_unknown(setting: str, value: str) -> None:
    logger.warning(
        "the database has the %s setting %r, unknown to this version; it counts as not set", setting, value
    )
