"""The message about the alerts that are due for a chat, and its buttons."""

from collections.abc import Sequence
from datetime import datetime, tzinfo
from html import escape
from typing import NamedTuple

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
from services.alerts.checks import zone_of
from services.alerts.models import AlertBody, PrecipitationAlert, PrecipitationForm, PrecipitationPhase
from services.places import Place

MAX_NAMES_PER_ALERT = 5
"""Maximum number of places that one line names; the others are only counted."""

MAX_SHORT_LINES = 25
"""Maximum number of alerts in a message whose full text does not fit; the others are only counted."""

URGENT_FORMS = (PrecipitationForm.FREEZING_RAIN, PrecipitationForm.THUNDERSTORM)
ENDING_PHASES = (PrecipitationPhase.ENDING, PrecipitationPhase.OVER)


class _Line(NamedTuple):
    """The names of the places with the same alert, and the alert."""

    names: Sequence[str]
    body: AlertBody
    timezone: tzinfo


def alerts_text(alerts: Sequence[tuple[Place, AlertBody]], units: Units, now: datetime) -> str | None:
    """Return the message about *alerts* at the time *now* as HTML of at most 4,096 characters.

    The most urgent alert is first. Equal alerts of several places are one line. An alert whose weather is over is
    left out; the result is None if no alert is left.
    """
    current = [(place, body) for place, body in alerts if not _is_pointless(body, now)]
    if not current:
        return None
    places = list(dict.fromkeys(place for place, _ in current))
    names = dict(zip(places, distinct_names(places), strict=True))
    grouped: dict[tuple[AlertBody, tzinfo], dict[str, None]] = {}
    for place, body in current:
        grouped.setdefault((body, zone_of(place)), {})[names[place]] = None
    lines = [_Line(list(group), body, timezone) for (body, timezone), group in grouped.items()]
    lines.sort(key=lambda line: (_rank(line.body), line.body.start))

    def short() -> str:
        shown = [_line_text(line, units, now) for line in lines[:MAX_SHORT_LINES]]
        if len(lines) > MAX_SHORT_LINES:
            shown.append(units.texts("alert-more", count=len(lines) - MAX_SHORT_LINES))
        return "\n".join(shown)

    return fit(_whole_text(lines, units, now), short)


def alert_keyboard(watch_ids: Sequence[int], texts: Texts) -> InlineKeyboardMarkup:
    """Return the buttons under a message about the alerts of the watches *watch_ids*."""
    row = [
        button(texts("button-weather"), AlertMessageCallback.about(AlertMessageAction.WEATHER, watch_ids)),
        button(texts("button-mute"), AlertMessageCallback.about(AlertMessageAction.MUTE, watch_ids)),
    ]
    return InlineKeyboardMarkup(inline_keyboard=[row, _settings_row(texts)])


def muted_keyboard(callback_data: AlertMessageCallback, texts: Texts) -> InlineKeyboardMarkup:
    """Return the buttons under a message with alerts after its mute button was pressed."""
    unmute = callback_data.model_copy(update={"action": AlertMessageAction.UNMUTE})
    return InlineKeyboardMarkup(inline_keyboard=[[button(texts("button-unmute"), unmute)], _settings_row(texts)])


def _settings_row(texts: Texts) -> list[InlineKeyboardButton]:
    return [button(texts("button-alerts"), AlertsCallback(action=AlertsAction.SEND))]


def _is_pointless(body: AlertBody, now: datetime) -> bool:
    """Return whether the weather of an alert is over, unless the alert is about its end."""
    if isinstance(body, PrecipitationAlert) and body.phase in ENDING_PHASES:
        return False
    return body.end is not None and body.end <= now


def _rank(body: AlertBody) -> int:
    """Return the number by which alerts are sorted, the most urgent first."""
    if not isinstance(body, PrecipitationAlert):
        return 3
    if body.phase in ENDING_PHASES:
        return 4
    return 1 if body.form in URGENT_FORMS else 2


def _whole_text(lines: Sequence[_Line], units: Units, now: datetime) -> str:
    texts = [_line_text(line, units, now) for line in lines]
    if any(isinstance(line.body, PrecipitationAlert) for line in lines):
        model = units.texts("alert-by-model")
        if len(texts) == 1:
            return f"{texts[0]} {model}"
        texts.append(model)
    return "\n".join(texts)


def _line_text(line: _Line, units: Units, now: datetime) -> str:
    names = escape(
        ", ".join(truncate(name, MAX_NAME_LENGTH) for name in line.names[:MAX_NAMES_PER_ALERT]), quote=False
    )
    if len(line.names) > MAX_NAMES_PER_ALERT:
        names = units.texts("left-out-more", names=names, more=str(len(line.names) - MAX_NAMES_PER_ALERT))
    if isinstance(line.body, PrecipitationAlert):
        emoji = precipitation_emoji(line.body)
        phrase = precipitation_phrase(line.body, units, now, line.timezone)
    else:
        emoji = THRESHOLD_EMOJI[line.body.kind]
        phrase = threshold_phrase(line.body, units, now, line.timezone)
    return f"{emoji} <b>{names}</b>: {phrase}."
