"""The message about the alerts that are due for a chat, and its buttons."""

from collections.abc import Sequence
from datetime import datetime, tzinfo
from html import escape
from typing import NamedTuple, assert_never

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from handlers.texts import Texts
from handlers.views.alert_callbacks import AlertMessageAction, AlertMessageCallback, AlertsAction, AlertsCallback
from handlers.views.alert_phrases import (
    THRESHOLD_EMOJI,
    precipitation_emoji,
    precipitation_phrase,
    threshold_phrase,
)
from handlers.views.callbacks import button
from handlers.views.fitting import MAX_NAME_LENGTH, fit, truncate
from handlers.views.names import distinct_names
from handlers.views.units import Units
from handlers.views.warnings import (
    MAX_EVENT_LENGTH,
    MAX_ISSUER_LENGTH,
    WarnedPlace,
    event_text,
    warning_block,
    warning_lines,
)
from services.alerts.checks import timezone_of_place
from services.alerts.models import (
    AlertBody,
    PrecipitationAlert,
    PrecipitationForm,
    PrecipitationPhase,
    ThresholdAlert,
    WarningAlert,
    WarningChange,
)
from services.places import Place
from services.warnings import Severity

MAX_NAMES_PER_ALERT = 5
"""Maximum number of places that one line names; further places are only counted."""

MAX_SHORT_TEXT_LINES = 25
"""Maximum number of lines in a text that is shortened to fit into a message; further alerts are only counted."""

URGENT_PRECIPITATION_FORMS = (PrecipitationForm.FREEZING_RAIN, PrecipitationForm.THUNDERSTORM)
ENDING_PHASES = (PrecipitationPhase.ENDING, PrecipitationPhase.OVER)


class _Line(NamedTuple):
    """An alert, and the names of the places that have the alert."""

    names: Sequence[str]
    body: AlertBody
    timezone: tzinfo


def alerts_text(alerts: Sequence[tuple[Place, AlertBody]], units: Units, now: datetime) -> str | None:
    """Return the message about *alerts* at the time *now* as HTML of at most 4,096 characters.

    The most urgent alert is first. Equal alerts of several places share one line. An alert whose weather is over
    is left out; the result is None if no alert is left.
    """
    current = [(place, body) for place, body in alerts if not _is_outdated(body, now)]
    if not current:
        return None
    places = list(dict.fromkeys(place for place, _ in current))
    names = dict(zip(places, distinct_names(places), strict=True))
    grouped: dict[tuple[AlertBody, tzinfo], dict[str, None]] = {}
    for place, body in current:
        grouped.setdefault((body, timezone_of_place(place)), {})[names[place]] = None
    lines = [_Line(list(group), body, timezone) for (body, timezone), group in grouped.items()]
    lines.sort(key=lambda line: _urgency_key(line.body))

    def short_text() -> str:
        shown_lines = [_line_text(line, units, now) for line in lines[:MAX_SHORT_TEXT_LINES]]
        if len(lines) > MAX_SHORT_TEXT_LINES:
            shown_lines.append(units.texts("alert-more", count=len(lines) - MAX_SHORT_TEXT_LINES))
        return "\n".join(shown_lines)

    return fit(_whole_text(lines, units, now), short_text)


def alert_keyboard(watch_ids: Sequence[int], texts: Texts) -> InlineKeyboardMarkup:
    """Return the buttons under a message about the alerts of the watches *watch_ids*."""
    row = [
        button(texts("button-weather"), AlertMessageCallback.for_watches(AlertMessageAction.WEATHER, watch_ids)),
        button(texts("button-mute"), AlertMessageCallback.for_watches(AlertMessageAction.MUTE, watch_ids)),
    ]
    return InlineKeyboardMarkup(inline_keyboard=[row, _settings_row(texts)])


def muted_keyboard(callback_data: AlertMessageCallback, texts: Texts) -> InlineKeyboardMarkup:
    """Return the buttons under a message with alerts after its mute button was pressed."""
    unmute = callback_data.model_copy(update={"action": AlertMessageAction.UNMUTE})
    return InlineKeyboardMarkup(inline_keyboard=[[button(texts("button-unmute"), unmute)], _settings_row(texts)])


def _settings_row(texts: Texts) -> list[InlineKeyboardButton]:
    return [button(texts("button-alerts"), AlertsCallback(action=AlertsAction.SEND))]


def _is_outdated(body: AlertBody, now: datetime) -> bool:
    """Return whether the weather of an alert is over; False for an alert about the end of precipitation."""
    match body:
        case PrecipitationAlert(phase=phase) if phase in ENDING_PHASES:
            return False
        case WarningAlert(warning=warning):
            return warning.is_over(now)
        case _:
            return body.end is not None and body.end <= now


def _urgency_key(body: AlertBody) -> tuple[int, datetime]:
    """Return the key by which alerts are sorted: the most urgent first, then the earliest."""
    match body:
        case WarningAlert(warning=warning, change=change):
            if change is WarningChange.CANCELLED:
                return 5, warning.onset
            return (0 if warning.severity.rank >= Severity.SEVERE.rank else 2), warning.onset
        case PrecipitationAlert(phase=phase) if phase in ENDING_PHASES:
            return 5, body.start
        case PrecipitationAlert(form=form):
            return (1 if form in URGENT_PRECIPITATION_FORMS else 3), body.start
        case _:
            return 4, body.start


def _whole_text(lines: Sequence[_Line], units: Units, now: datetime) -> str:
    """Return all *lines*; official warnings have blocks of several lines, separated by empty lines."""
    blocks: list[str] = []
    is_after_line = False
    for line in lines:
        is_block = isinstance(line.body, WarningAlert) and line.body.change is not WarningChange.CANCELLED
        text = _warning_block(line, units, now) if is_block else _line_text(line, units, now)
        if is_after_line and not is_block:
            blocks[-1] += f"\n{text}"
        else:
            blocks.append(text)
        is_after_line = not is_block
    if any(isinstance(line.body, PrecipitationAlert) for line in lines):
        blocks[-1] += (" " if len(lines) == 1 else "\n") + units.texts("alert-by-model")
    return "\n\n".join(blocks)


def _warning_block(line: _Line, units: Units, now: datetime) -> str:
    if not isinstance(line.body, WarningAlert):
        raise TypeError(f"{line.body.type} is no official warning")
    lines = [f"<b>{_names_text(line, units)}</b>", warning_block(line.body.warning, units, line.timezone, now)]
    if line.body.change is WarningChange.RAISED:
        lines.append(units.texts("alert-warning-raised"))
    return "\n".join(lines)


def _line_text(line: _Line, units: Units, now: datetime) -> str:
    """Return one line about an alert."""
    names, body = f"<b>{_names_text(line, units)}</b>", line.body
    match body:
        case PrecipitationAlert():
            phrase = precipitation_phrase(body, units, now, line.timezone)
            return f"{precipitation_emoji(body)} {names}: {phrase}."
        case ThresholdAlert():
            return f"{THRESHOLD_EMOJI[body.kind]} {names}: {threshold_phrase(body, units, now, line.timezone)}."
        case WarningAlert(warning=warning, change=WarningChange.CANCELLED):
            text = warning.text_in(units.texts.language)
            event = escape(truncate(event_text(text, units), MAX_EVENT_LENGTH), quote=False)
            issuer = escape(truncate(text.issuer or warning.sender, MAX_ISSUER_LENGTH), quote=False)
            phrase = units.texts("alert-warning-cancelled", event=event, issuer=issuer)
            return f"✅ {names}: {phrase}."
        case WarningAlert(warning=warning):
            (text_line,) = warning_lines([WarnedPlace(names, line.timezone, [warning])], units, now)
            return text_line
        case _:
            assert_never(body)


def _names_text(line: _Line, units: Units) -> str:
    """Return the names of the places of an alert as HTML; names beyond MAX_NAMES_PER_ALERT are only counted."""
    shown_names = ", ".join(truncate(name, MAX_NAME_LENGTH) for name in line.names[:MAX_NAMES_PER_ALERT])
    names = escape(shown_names, quote=False)
    if len(line.names) > MAX_NAMES_PER_ALERT:
        return units.texts("left-out-more", names=names, more=str(len(line.names) - MAX_NAMES_PER_ALERT))
    return names
