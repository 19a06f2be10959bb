"""Reads and writes the alert settings of chats, which are rows of `alert_settings`."""

import json
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.storage.alert_models import ALL_KINDS, AlertKinds, AlertSettings
from services.storage.alert_schema import alert_settings
from services.storage.statements import insert_or_update
from services.warnings.models import Severity

SETTING_COLUMNS = [column for column in alert_settings.columns if column is not alert_settings.c.chat_id]
"""The columns that `alert_settings_from_row` reads."""


def read_alert_settings(connection: Connection, chat_id: int) -> AlertSettings:
    """Return the alert settings of the chat; the defaults if the chat has set nothing."""
    rows = connection.execute(select(alert_settings).where(alert_settings.c.chat_id == chat_id))
    row = rows.one_or_none()
    return AlertSettings() if row is None else alert_settings_from_row(row)


async def write_alert_settings(connection: AsyncConnection, chat_id: int, settings: AlertSettings) -> None:
    """Store *settings* as the alert settings of the chat.

    The caller must have inserted the chat's row in `chats`.
    """
    row = {
        "chat_id": chat_id,
        "thresholds": json.dumps({str(int(kind)): value for kind, value in settings.thresholds.items()}),
        "quiet_from": settings.quiet_from,
        "quiet_until": settings.quiet_until,
        "tells_end": settings.tells_end,
        "min_severity": settings.min_severity.value,
        "muted_until": settings.muted_until and settings.muted_until.timestamp(),
    }
    statement = insert_or_update(connection, alert_settings, *(column.name for column in SETTING_COLUMNS))
    await connection.execute(statement, row)


def alert_settings_from_row(row: Row[Any]) -> AlertSettings:
    """Return the alert settings in a row with SETTING_COLUMNS; the defaults if the columns are null.

    A kind or a severity that this version does not know is ignored.
    """
    if row.min_severity is None:
        return AlertSettings()
    thresholds = {AlertKinds(int(kind)): float(value) for kind, value in json.loads(row.thresholds).items()}
    is_known_severity = row.min_severity in set(Severity)
    return AlertSettings(
        thresholds={kind: value for kind, value in thresholds.items() if kind in ALL_KINDS},
        quiet_from=row.quiet_from,
        quiet_until=row.quiet_until,
        tells_end=row.tells_end,
        min_severity=Severity(row.min_severity) if is_known_severity else AlertSettings().min_severity,
        muted_until=None if row.muted_until is None else datetime.fromtimestamp(row.muted_until, UTC),
    )
