"""The contents of alerts, and their conversion to JSON and back.

A body describes the weather, not the message: the message is rendered from the body when the alert is sent, in the
language and the units of the chat.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, TypeAdapter, ValidationError

from services.storage.alert_models import AlertKinds
from services.warnings import OfficialWarning


class PrecipitationForm(StrEnum):
    """What falls, the least dangerous form first; the values are stored and never change."""

    RAIN = "rain"
    RAIN_AND_SNOW = "rain-and-snow"
    SNOW = "snow"
    THUNDERSTORM = "thunderstorm"
    FREEZING_RAIN = "freezing-rain"
    """Rain or drizzle that freezes on the ground."""


class PrecipitationPhase(StrEnum):
    """What an alert says about precipitation; the values are stored and never change."""

    COMING = "coming"
    """The precipitation begins soon."""
    FALLING = "falling"
    """Dangerous precipitation falls already, or the precipitation has become dangerous."""
    ENDING = "ending"
    """The precipitation ends soon."""
    OVER = "over"
    """The precipitation has ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrecipitationAlert:
    """An alert about precipitation, as a weather model expected it at `seen_at`.

    An *episode* is precipitation until it has been dry for an hour. A *quarter* is a quarter of an hour.
    """

    type: Literal["precipitation"] = "precipitation"
    form: PrecipitationForm
    """The most dangerous form in the rest of the episode."""
    phase: PrecipitationPhase
    seen_at: AwareDatetime
    """Time in UTC of the check that created the alert."""
    start: AwareDatetime
    """Beginning of the first wet quarter of an hour, in UTC; in the past if precipitation falls already."""
    end: AwareDatetime | None = None
    """End of the last wet quarter of an hour, in UTC; None if the nowcast ends earlier."""
    peak: float = 0.0
    """Highest rate of precipitation in the rest of the episode, in mm of water per hour; 0 if `phase` is OVER."""
    amount: float = 0.0
    """Precipitation in the rest of the episode until `end`, in mm of water; 0 if `phase` is OVER."""
    snow_depth: float = 0.0
    """Depth of the fresh snow in the rest of the episode, in cm; 0 without snow."""
    provider: str = ""
    """Name of the provider of the nowcast."""

    @property
    def lead(self) -> timedelta:
        """The time from `seen_at` to the beginning; zero if the precipitation falls already."""
        return max(timedelta(), self.start - self.seen_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class ThresholdAlert:
    """An alert about weather beyond a threshold of the chat in the next 24 hours."""

    type: Literal["threshold"] = "threshold"
    kind: AlertKinds
    """The kind of alert, one of THRESHOLD_KINDS."""
    threshold: float
    """The threshold of the chat, in the unit of DEFAULT_THRESHOLDS."""
    value: float
    """The extreme value or the total in the next 24 hours, in the same unit as `threshold`."""
    seen_at: AwareDatetime
    """Time in UTC of the check that created the alert."""
    start: AwareDatetime
    """Time in UTC from which the threshold is passed; for heavy rain or snow, the time at which it begins."""
    end: AwareDatetime | None = None
    """Time in UTC until which the threshold is passed; for heavy rain or snow, the time at which it stops.
    None if this time is more than 24 hours after `seen_at`."""
    provider: str = ""
    """Name of the provider of the forecast."""


class WarningChange(StrEnum):
    """What an alert says about an official warning; the values are stored and never change."""

    NEW = "new"
    RAISED = "raised"
    """The warning has become more severe than in the last alert to the chat."""
    CANCELLED = "cancelled"
    """The issuer has cancelled the warning before its end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WarningAlert:
    """An alert about an official warning."""

    type: Literal["warning"] = "warning"
    warning: OfficialWarning
    """The warning without its areas; if it was cancelled, also without descriptions."""
    change: WarningChange


AlertBody = PrecipitationAlert | ThresholdAlert | WarningAlert
"""The content of an alert; the field `type` says which of the three classes it is."""

_BODIES: TypeAdapter[AlertBody] = TypeAdapter(Annotated[AlertBody, Field(discriminator="type")])


def encode_body(body: AlertBody) -> str:
    """Return *body* as JSON."""
    return _BODIES.dump_json(body).decode()


def decode_body(stored: str) -> AlertBody | None:
    """Return the body in *stored*; None if it is invalid, such as a body of a later version of the bot."""
    try:
        return _BODIES.validate_json(stored)
    except ValidationError:
        return None


def utc(moment: datetime) -> str:
    """Return *moment* in the form in which the keys of events contain times: `2026-11-27T15:10Z`."""
    return f"{moment:%Y-%m-%dT%H:%MZ}"
