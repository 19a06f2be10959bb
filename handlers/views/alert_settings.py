"""The messages and buttons with which a chat changes thresholds, quiet hours and other settings of its alerts."""

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from handlers.texts import Texts
from handlers.views.alert_callbacks import (
    MAX_THRESHOLD_INCREMENTS,
    AlertsAction,
    AlertsCallback,
    AlertSettingsCallback,
    SettingsAction,
)
from handlers.views.alert_words import (
    SELECTABLE_MIN_SEVERITIES,
    kind_line,
    kind_name,
    severity_name,
    threshold_change_text,
    threshold_text,
)
from handlers.views.alerts import quiet_hours_text
from handlers.views.callbacks import button, in_rows
from handlers.views.daily import time_text
from handlers.views.units import Units
from services.schedule import MINUTES_PER_DAY
from services.storage.alert_models import DEFAULT_THRESHOLDS, AlertKinds, AlertSettings

SUGGESTED_QUIET_HOURS = ((22 * 60, 7 * 60), (23 * 60, 7 * 60), (23 * 60, 8 * 60), (0, 9 * 60))
"""Quiet hours that buttons set: pairs (beginning, end) in minutes after midnight."""

QUIET_HOURS_STEP_MINUTES = 60
"""Number of minutes by which a button moves the beginning or the end of the quiet hours."""


def alert_settings_text(settings: AlertSettings, units: Units) -> str:
    """Return the alert settings of a chat as HTML: thresholds, official warnings and quiet hours."""
    texts = units.texts
    quiet_hours = quiet_hours_text(settings, units) or texts("alert-settings-no-quiet")
    lines = [kind_line(kind, settings, units) for kind in DEFAULT_THRESHOLDS]
    lines += [
        kind_line(AlertKinds.WARNINGS, settings, units),
        texts("alert-settings-quiet", hours=quiet_hours),
        texts("alert-settings-end", choice="on" if settings.tells_end else "off"),
    ]
    return "\n".join([texts("alert-settings-title"), "", *lines, "", texts("alert-settings-legend")])


def alert_settings_keyboard(settings: AlertSettings, units: Units) -> InlineKeyboardMarkup:
    """Return a button for each alert setting, and a button back to the watched places."""
    texts = units.texts
    thresholds = [
        button(kind_name(kind, units), AlertSettingsCallback(action=SettingsAction.THRESHOLD, kind=kind.value))
        for kind in DEFAULT_THRESHOLDS
    ]
    end = "button-no-end" if settings.tells_end else "button-tell-end"
    other_buttons = [
        button(texts("button-severity"), AlertSettingsCallback(action=SettingsAction.SEVERITY)),
        button(texts("button-quiet"), AlertSettingsCallback(action=SettingsAction.QUIET)),
    ]
    rows = [
        *in_rows(thresholds),
        other_buttons,
        [button(texts(end), AlertSettingsCallback(action=SettingsAction.TELL_END, value=not settings.tells_end))],
        [button(texts("button-back"), AlertsCallback(action=AlertsAction.LIST))],
    ]
    return InlineKeyboardMarkup(inline_keyboard=rows)


def threshold_screen(kind: AlertKinds, settings: AlertSettings, units: Units) -> tuple[str, InlineKeyboardMarkup]:
    """Return the text about the threshold of *kind*, and the buttons that change the threshold."""
    default = threshold_text(kind, DEFAULT_THRESHOLDS[kind], units)
    text = f"<b>{kind_line(kind, settings, units)}</b>\n" + units.texts(
        "alert-settings-threshold", default=default
    )
    increments = (
        [-MAX_THRESHOLD_INCREMENTS, -1, 1, MAX_THRESHOLD_INCREMENTS] if kind is not AlertKinds.UV else [-1, 1]
    )
    row = [
        button(
            threshold_change_text(kind, count, units),
            AlertSettingsCallback(action=SettingsAction.THRESHOLD, kind=kind.value, value=count),
        )
        for count in increments
    ]
    default_button = button(
        units.texts("button-default", value=default),
        AlertSettingsCallback(action=SettingsAction.DEFAULT, kind=kind.value),
    )
    rows = [row, [default_button], _back_row(units.texts)]
    return text, InlineKeyboardMarkup(inline_keyboard=rows)


def quiet_hours_screen(settings: AlertSettings, units: Units) -> tuple[str, InlineKeyboardMarkup]:
    """Return the text about the quiet hours, and the buttons that change them."""
    texts = units.texts
    current = quiet_hours_text(settings, units)
    title = texts("alert-settings-quiet", hours=current or texts("alert-settings-no-quiet"))
    usual = [
        _quiet_hours_button(f"{time_text(start, units)}–{time_text(end, units)}", start, end)
        for start, end in SUGGESTED_QUIET_HOURS
    ]
    rows = in_rows(usual)
    start, end = settings.quiet_from, settings.quiet_until
    if start is not None and end is not None:
        for key, moved_start, moved_end in (
            ("button-quiet-from", QUIET_HOURS_STEP_MINUTES, 0),
            ("button-quiet-until", 0, QUIET_HOURS_STEP_MINUTES),
        ):
            rows.append(
                [
                    _quiet_hours_button(
                        texts(key, step=sign), start + direction * moved_start, end + direction * moved_end
                    )
                    for sign, direction in (("earlier", -1), ("later", 1))
                ]
            )
        rows.append([button(texts("button-quiet-off"), AlertSettingsCallback(action=SettingsAction.QUIET_OFF))])
    rows.append(_back_row(texts))
    text = f"<b>{title}</b>\n" + texts("alert-settings-quiet-about")
    return text, InlineKeyboardMarkup(inline_keyboard=rows)


def severity_screen(settings: AlertSettings, units: Units) -> tuple[str, InlineKeyboardMarkup]:
    """Return the text about the lowest severity of official warnings, and the buttons that change it."""
    rows = [
        [
            button(
                f"{'✓ ' if severity is settings.min_severity else ''}{severity_name(severity, units)}",
                AlertSettingsCallback(action=SettingsAction.SEVERITY, value=position),
            )
        ]
        for position, severity in enumerate(SELECTABLE_MIN_SEVERITIES, 1)
    ]
    return units.texts("alert-settings-severity"), InlineKeyboardMarkup(
        inline_keyboard=[*rows, _back_row(units.texts)]
    )


def _quiet_hours_button(text: str, start: int, end: int) -> InlineKeyboardButton:
    value = start % MINUTES_PER_DAY * MINUTES_PER_DAY + end % MINUTES_PER_DAY
    return button(text, AlertSettingsCallback(action=SettingsAction.QUIET_SET, value=value))


def _back_row(texts: Texts) -> list[InlineKeyboardButton]:
    return [button(texts("button-back"), AlertSettingsCallback())]
