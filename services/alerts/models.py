"""The contents of alerts, and their conversion to JSON and back.

A body contains the data of an alert. The message is rendered from the body when the alert is sent, in the language
and the units of the chat.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, TypeAdapter, ValidationError

from services.storage.alert_models import AlertKinds
from services.warnings import OfficialWarning


class PrecipitationForm(StrEnum):
    """The forms of precipitation, the least dangerous form first.

    The values are stored in the database and never change.
    """

    RAIN = "rain"
    RAIN_AND_SNOW = "rain-and-snow"
    SNOW = "snow"
    THUNDERSTORM = "thunderstorm"
    FREEZING_RAIN = "freezing-rain"
    """Rain or drizzle that freezes on the ground."""


class PrecipitationPhase(StrEnum):
    """What an alert says about precipitation. The values are stored in the database and never change."""

    COMING = "coming"
    """The precipitation begins soon."""
    FALLING = "falling"
    """Dangerous precipitation already falls."""
    ENDING = "ending"
    """The precipitation ends soon."""
    OVER = "over"
    """The precipitation has ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrecipitationAlert:
    """An alert about precipitation, according to the forecast of a weather model at the time `seen_at`.

    An *episode* is precipitation without a break of an hour or more. A *quarter* is a quarter of an hour.
    """

    type: Literal["precipitation"] = "precipitation"
    form: PrecipitationForm
    """The most dangerous form of precipitation from `seen_at` to the end of the episode."""
    phase: PrecipitationPhase
    seen_at: AwareDatetime
    """Time in UTC of the check that created the alert."""
    start: AwareDatetime
    """Beginning of the first wet quarter of an hour, in UTC. The beginning is in the past if precipitation already
    falls."""
    end: AwareDatetime | None = None
    """End of the last wet quarter of an hour, in UTC; None if the precipitation lasts longer than the nowcast."""
    peak: float = 0.0
    """Highest rate of precipitation after `seen_at`, in mm of water per hour; 0 if `phase` is OVER."""
    amount: float = 0.0
    """Amount of precipitation from `seen_at` to `end` or the end of the nowcast, in mm of water; 0 if `phase` is
    OVER."""
    snow_depth: float = 0.0
    """Depth of the snow that falls after `seen_at`, in cm; 0 without snow."""
    provider: str = ""
    """Name of the provider of the nowcast."""

    @property
    def time_until_start(self) -> timedelta:
        """The time from `seen_at` to the beginning of the precipitation.

        Zero if the precipitation already falls.
        """
        return max(timedelta(), self.start - self.seen_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class ThresholdAlert:
    """An alert that the weather of the next 24 hours passes a threshold that the chat has set."""

    type: Literal["threshold"] = "threshold"
    kind: AlertKinds
    """The kind of alert, one of THRESHOLD_KINDS."""
    threshold: float
    """The threshold that the chat has set, in the unit of DEFAULT_THRESHOLDS."""
    value: float
    """The extreme value or the total in the next 24 hours, in the same unit as `threshold`."""
    seen_at: AwareDatetime
    """Time in UTC of the check that created the alert."""
    start: AwareDatetime
    """Time in UTC from which the threshold is passed; for heavy rain or snow, the time at which the rain or snow
    begins."""
    end: AwareDatetime | None = None
    """Time in UTC until which the threshold is passed; for heavy rain or snow, the time at which the rain or snow
    stops. The value is None if the end is more than 24 hours after `seen_at`."""
    provider: str = ""
    """Name of the provider of the forecast."""


class WarningChange(StrEnum):
    """What an alert says about an official warning. The values are stored in the database and never change."""

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
    """The warning without its areas; a cancelled warning is also without descriptions."""
    change: WarningChange


AlertBody = PrecipitationAlert | ThresholdAlert | WarningAlert
"""The content of an alert. In JSON, the field `type` names the class."""

_BODY_ADAPTER: TypeAdapter[AlertBody] = TypeAdapter(Annotated[AlertBody, Field(discriminator="type")])


def encode_body(body: AlertBody) -> str:
    """Return *body* as JSON."""
    return _BODY_ADAPTER.dump_json(body).decode()


def decode_body(body_json: str) -> AlertBody | None:
    """Return the body in the JSON *body_json*.

    Return None if *body_json* is invalid, or if a later version of the bot wrote it.
    """
    try:
        return _BODY_ADAPTER.validate_json(body_json)
    except ValidationError:
        return None


def utc_minute_text(moment: datetime) -> str:
    """Return *moment* as a text in UTC, such as `2026-11-27T15:10Z`, for the keys of events."""
    return f"{moment:%Y-%m-%dT%H:%MZ}"
