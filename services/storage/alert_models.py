"""The models of alerts: watched places, a chat's choices for alerts, and alerts that wait to be sent."""

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

MAX_WATCHES = 20
"""Maximum number of places that a chat can watch."""

CELL_SIZE = 0.05
"""Height and width of a cell in degrees, some 5.5 km from north to south; weather models are no finer."""


NEVER = datetime.max.replace(tzinfo=UTC)
"""A time in the far future."""


class AlertKinds(IntFlag):
    """A set of kinds of alerts, one bit for each kind; the bits are stored and never change."""

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
"""Maps a kind to its default threshold: °C, °C, m/s, mm of rain in 24 hours, cm of snow in 24 hours, UV index."""


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
    """Language in which the chat asked for alerts; alerts use it if the chat has set no language."""
    paused: bool = False
    changed_at: datetime | None = None
    """Time in UTC at which the watch was resumed or got other kinds of alerts; None if it never was."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertSettings:
    """The choices of a chat for all its alerts."""

    thresholds: Mapping[AlertKinds, float] = field(default_factory=dict)
    """Maps a kind to the threshold that the chat has set; a kind with the default threshold is missing."""
    quiet_from: int | None = None
    """Local time at which the quiet hours begin, in minutes after midnight; None without quiet hours."""
    quiet_until: int | None = None
    """Local time at which the quiet hours end, in minutes after midnight; None without quiet hours."""
    tells_end: bool = False
    """Whether the chat wants alerts that precipitation ends."""
    min_severity: Severity = Severity.MODERATE
    """The lowest severity of official warnings that the chat wants."""
    muted_until: datetime | None = None
    """Time in UTC until which the chat gets no alerts, maybe in the past; None if alerts were never muted."""

    def threshold(self, kind: AlertKinds) -> float:
        """Return the threshold of *kind*, in the unit of DEFAULT_THRESHOLDS."""
        return self.thresholds.get(kind, DEFAULT_THRESHOLDS[kind])


@dataclass(frozen=True, slots=True)
class WatchedCell:
    """A cell (an area of CELL_SIZE by CELL_SIZE) with watched places, claimed by this process for its checks."""

    key: str
    place: Place
    """The place of one of the watches; the checks look up the weather at this place for the whole cell."""
    watches: Sequence[tuple[Watch, AlertSettings]]
    states: Mapping[str, str]
    """Maps the name of a check to the state of the check, as JSON."""
    check_at: float = 0.0
    """Unix time at which the cell was due; a change of a watch stores another time in the database."""


@dataclass(frozen=True, slots=True)
class NewAlert:
    """An alert to store for sending."""

    watch: Watch
    event: str
    """Identifies the event of the watch; a second alert with the same watch and event is not stored."""
    body: str
    """The content of the alert as JSON."""
    expires_at: datetime
    """Time in UTC after which the alert is not sent."""
    not_before: datetime | None = None
    """Time in UTC at which the quiet hours end; None outside quiet hours."""


@dataclass(frozen=True, slots=True)
class DueAlert:
    """All alerts that are due for a chat, or for one topic of a forum, claimed for sending as one message."""

    id: int
    """The lowest id in `alert_ids`, which identifies this group of alerts."""
    chat_id: int
    thread_id: int | None
    alerts: Sequence[tuple[Watch, str]]
    """The watch and the body of each alert, in the order in which the alerts were stored."""
    settings: ChatSettings
    scheduled_at: datetime
    """Time in UTC from which the first of the alerts could be sent."""
    alert_ids: Sequence[int] = ()
    expires_at: datetime = NEVER
    """Time in UTC at which the first of the alerts expires."""

    def in_general_topic(self) -> Self:
        """Return the alerts as sent to the general topic of the chat."""
        return replace(self, thread_id=None)


def cell_of(place: Place) -> str:
    """Return the key of the cell that contains *place*: its south-west corner, in multiples of CELL_SIZE."""
    return f"{math.floor(place.latitude / CELL_SIZE)},{math.floor(place.longitude / CELL_SIZE)}"
