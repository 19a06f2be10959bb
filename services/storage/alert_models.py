"""Data classes for watched places, for the alert settings of a chat, and for alerts that wait to be sent."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import IntFlag
from typing import Self

from services.places import Place
from services.storage.models import SavedPlace
from services.storage.settings import ChatSettings
from services.warnings.models import Severity

MAX_WATCHES_PER_CHAT = 20
"""Maximum number of places that a chat can watch."""

CELL_SIZE = 0.05
"""Height and width of a cell in degrees; a cell is about 5.5 km high. The grids of weather models are not finer
than 0.05°."""


NEVER = datetime.max.replace(tzinfo=UTC)
"""A time in the far future, which stands for "never"."""


class AlertKinds(IntFlag):
    """A set of kinds of alerts, with one bit for each kind.

    The bits are stored in the database and never change.
    """

    PRECIPITATION = 1
    """Precipitation that begins or ends soon."""
    FROST = 2
    HEAT = 4
    GUSTS = 8
    HEAVY_RAIN = 16
    HEAVY_SNOW = 32
    UV = 64
    WARNINGS = 128
    """Official warnings."""


ALL_KINDS = AlertKinds(255)
THRESHOLD_KINDS = ALL_KINDS ^ AlertKinds.PRECIPITATION ^ AlertKinds.WARNINGS
"""The kinds of alerts that have a threshold."""

DEFAULT_THRESHOLDS: Mapping[AlertKinds, float] = {
    AlertKinds.FROST: 0.0,
    AlertKinds.HEAT: 32.0,
    AlertKinds.GUSTS: 17.0,
    AlertKinds.HEAVY_RAIN: 20.0,
    AlertKinds.HEAVY_SNOW: 10.0,
    AlertKinds.UV: 8.0,
}
"""Maps a kind to its default threshold. The units are °C for FROST and HEAT, m/s for GUSTS, mm in 24 hours for
HEAVY_RAIN, and cm in 24 hours for HEAVY_SNOW."""


@dataclass(frozen=True, slots=True)
class Watch:
    """A place for which a chat wants alerts."""

    id: int
    chat_id: int
    place: SavedPlace
    kinds: AlertKinds = ALL_KINDS
    """The kinds of alerts that the chat wants for the place."""
    thread_id: int | None = None
    """Id of the forum topic to which the alerts are sent; None outside topics."""
    language: str | None = None
    """Language of the request for alerts. The alerts are in this language if the chat has set no language."""
    paused: bool = False
    changed_at: datetime | None = None
    """Time in UTC at which the watch was last resumed or its kinds were changed; None if neither has happened."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertSettings:
    """The settings of a chat for all its alerts."""

    thresholds: Mapping[AlertKinds, float] = field(default_factory=dict)
    """Maps a kind to the threshold that the chat has set; kinds with the default threshold are missing."""
    quiet_from: int | None = None
    """Local time at which the quiet hours begin, in minutes after midnight; None without quiet hours."""
    quiet_until: int | None = None
    """Local time at which the quiet hours end, in minutes after midnight; None without quiet hours."""
    tells_end: bool = False
    """Whether the chat wants alerts that precipitation ends."""
    min_severity: Severity = Severity.MODERATE
    """The lowest severity of official warnings that the chat wants."""
    muted_until: datetime | None = None
    """Time in UTC at which the mute ends, maybe in the past; None if the chat has never muted alerts."""

    def threshold(self, kind: AlertKinds) -> float:
        """Return the threshold of *kind*, in the unit of DEFAULT_THRESHOLDS."""
        return self.thresholds.get(kind, DEFAULT_THRESHOLDS[kind])


@dataclass(frozen=True, slots=True)
class WatchedCell:
    """A cell (an area of CELL_SIZE by CELL_SIZE) with watched places; this process has claimed the cell."""

    key: str
    place: Place
    """The place of one of the watches; the checks look up the weather at this place for the whole cell."""
    watches: Sequence[tuple[Watch, AlertSettings]]
    states: Mapping[str, str]
    """Maps the name of a check to the state of the check in this cell, as JSON."""
    check_at: float = 0.0
    """Unix time at which the cell was due when it was claimed. The time in the database differs if a watch was
    changed after the claim."""


@dataclass(frozen=True, slots=True)
class NewAlert:
    """An alert to store for sending."""

    watch: Watch
    event: str
    """The key of the event; a watch gets no second alert with the same key."""
    body: str
    """The content of the alert as JSON."""
    expires_at: datetime
    """Time in UTC after which the alert is not sent."""
    not_before: datetime | None = None
    """Time in UTC at which the quiet hours end and the alert may be sent; None outside quiet hours."""


@dataclass(frozen=True, slots=True)
class DueAlertMessage:
    """All due alerts for a chat, or for one topic of a forum, which are sent as one message.

    A sender has claimed the alerts.
    """

    id: int
    """The lowest id in `alert_ids`; it serves as the id of the message."""
    chat_id: int
    thread_id: int | None
    alerts: Sequence[tuple[Watch, str]]
    """The watch and the body of each alert, in the order in which the alerts were stored."""
    settings: ChatSettings
    scheduled_at: datetime
    """The earliest time in UTC at which one of the alerts could be sent."""
    alert_ids: Sequence[int] = ()
    expires_at: datetime = NEVER
    """The earliest time in UTC at which one of the alerts expires."""

    def in_general_topic(self) -> Self:
        """Return a copy that is sent to the general topic of the chat."""
        return replace(self, thread_id=None)


def cell_of(place: Place) -> str:
    """Return the key of the cell that contains *place*: its south-west corner, in multiples of CELL_SIZE."""
    return f"{math.floor(place.latitude / CELL_SIZE)},{math.floor(place.longitude / CELL_SIZE)}"
