"""The protocol of the checks that create alerts, and functions that all checks use."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo
from functools import cached_property
from typing import Protocol
from zlib import crc32

from services.alerts.models import AlertBody, encode_body
from services.places.models import Place, zone_by_name
from services.storage.alert_models import AlertKinds, AlertSettings, NewAlert, Watch, WatchedCell
from services.weather.forecast import Forecast
from services.weather.timeline import zone_of_longitude

ONE_DAY = timedelta(days=1)

FORECAST_INTERVAL = timedelta(hours=4)
"""Age of a cell's hourly forecast at which a new forecast is requested. A newer forecast would seldom differ,
because weather models run every one to six hours."""

MAX_FORECAST_JITTER = timedelta(minutes=12)
"""Maximum delay of a request for a forecast; the delays spread the requests for many cells over time."""

MAX_NOWCAST_JITTER = timedelta(minutes=2)
"""Maximum delay of a request for a nowcast; the delays spread the requests for many cells over time."""

RETRY_INTERVAL = timedelta(minutes=15)
"""Time until a cell is checked again if the weather service did not answer."""

LOOK_UP_TIMEOUT = 15.0
"""Time limit in seconds for the look-ups of one check; a cell without a result is checked again later."""
MINUTES_PER_HOUR = 60


@dataclass(frozen=True, slots=True)
class CheckResult:
    """The result of a check for one cell."""

    state: str
    """The new state of the check as JSON; the old state if the weather service did not answer. "" means that the
    check has no state yet."""
    alerts: Sequence[NewAlert]
    next_check_at: datetime
    """Time in UTC at which the check should run again."""


@dataclass(frozen=True)
class AlertEvent:
    """An event that a check has found in a cell, and the content of the alerts about the event."""

    key: str
    """The key that identifies the event; a watch gets at most one alert for each key."""
    body: AlertBody
    expires_at: datetime
    """Time in UTC after which an alert about the event is not sent."""
    is_urgent: bool = False
    """True if the alert is sent at once, even in quiet hours; False if it waits until the quiet hours end."""

    @cached_property
    def body_json(self) -> str:
        """The content of the alert as JSON; the conversion is done once for all watches."""
        return encode_body(self.body)


class Check(Protocol):
    """A check of the weather or of the official warnings in cells."""

    @property
    def name(self) -> str:
        """The key of the check's state in `WatchedCell.states`; the key is stored and never changes."""

    @property
    def kinds(self) -> AlertKinds:
        """The kinds of alerts that the check creates.

        The check skips cells in which no watch wants alerts of these kinds.
        """

    async def run(self, cells: Sequence[WatchedCell], now: datetime) -> Sequence[CheckResult]:
        """Return a result for each of *cells*, in their order; *now* is the current time in UTC.

        If the weather service does not answer for a cell, the result for that cell has the old state and no
        alerts. An exception means that this check has failed for all *cells*; checks of other kinds still run.
        """


def watches_for(cell: WatchedCell, kinds: AlertKinds, now: datetime) -> Iterator[tuple[Watch, AlertSettings]]:
    """Yield the watches of *cell* that want one of *kinds* and whose chat has not muted alerts at *now*."""
    for watch, settings in cell.watches:
        is_muted = settings.muted_until is not None and settings.muted_until > now
        if watch.kinds & kinds and not is_muted:
            yield watch, settings


def wants_alerts_again(watch: Watch, settings: AlertSettings, last_check: datetime | None, now: datetime) -> bool:
    """Return True if a mute of the chat has ended, or *watch* was resumed or changed, since *last_check*.

    *last_check* is the time of the last check. Return False if *last_check* is None.
    """
    moments = (watch.changed_at, settings.muted_until)
    return last_check is not None and any(moment is not None and last_check < moment <= now for moment in moments)


def new_alert(watch: Watch, settings: AlertSettings, event: AlertEvent, now: datetime) -> NewAlert | None:
    """Return the alert about *event* for *watch*.

    Return None if the alert must wait for the end of the chat's quiet hours but expires earlier.
    """
    not_before = None if event.is_urgent else end_of_quiet_hours(settings, watch.place.place, now)
    if not_before is not None and not_before >= event.expires_at:
        return None
    return NewAlert(watch, event.key, event.body_json, event.expires_at, not_before)


def end_of_quiet_hours(settings: AlertSettings, place: Place, now: datetime) -> datetime | None:
    """Return the time in UTC at which the current quiet hours end; None if *now* is outside quiet hours.

    The quiet hours begin and end by the local time of *place*. If the clocks skip the end of the quiet hours,
    because summer time starts, the quiet hours end an hour later.
    """
    start, end = settings.quiet_from, settings.quiet_until
    if start is None or end is None or start == end:
        return None
    timezone = timezone_of_place(place)
    local = now.astimezone(timezone)
    minutes = local.hour * MINUTES_PER_HOUR + local.minute
    is_quiet = start <= minutes < end if start < end else minutes >= start or minutes < end
    if not is_quiet:
        return None
    date = local.date() if minutes < end else local.date() + ONE_DAY
    ends_at = datetime.combine(date, time(*divmod(end, MINUTES_PER_HOUR)), timezone).astimezone(UTC)
    # When summer time ends, one hour occurs twice. `ends_at` means the first of the two, but *now* may be in the
    # second.
    return ends_at if ends_at > now else None


def forecast_due_at(cell: WatchedCell, forecast: Forecast, now: datetime) -> datetime:
    """Return the time at which *cell* needs a newer forecast than *forecast*.

    All checks of a cell get the same time, so that the checks share the next forecast.
    """
    received_at = forecast.received_at or now
    due_at = received_at + FORECAST_INTERVAL + jitter(cell, received_at, MAX_FORECAST_JITTER)
    return max(due_at, now + RETRY_INTERVAL)


def jitter(cell: WatchedCell, moment: datetime, maximum: timedelta) -> timedelta:
    """Return a duration between zero and *maximum*, which is always the same for the same *cell* and *moment*."""
    return crc32(f"{cell.key} {moment:%H:%M:%S}".encode()) / 2**32 * maximum


def timezone_of_place(place: Place) -> tzinfo:
    """Return the time zone of *place*.

    If the zone is not known, return a fixed UTC offset that is computed from the longitude.
    """
    return zone_by_name(place.timezone) or zone_of_longitude(place.longitude)
