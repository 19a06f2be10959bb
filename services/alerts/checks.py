"""The protocol of the checks that create alerts, and functions that all checks use."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo
from functools import cached_property
from typing import Protocol
from zlib import crc32

from services.alerts.models import AlertBody, encode_body
from services.places.models import Place, zone
from services.storage.alert_models import AlertKinds, AlertSettings, NewAlert, Watch, WatchedCell
from services.weather.forecast import Forecast
from services.weather.timeline import zone_of_longitude

ONE_DAY = timedelta(days=1)

FORECAST_INTERVAL = timedelta(hours=4)
"""Age of a cell's hourly forecast at which a new one is requested; weather models run every one to six hours."""

MAX_FORECAST_JITTER, MAX_NOWCAST_JITTER = timedelta(minutes=12), timedelta(minutes=2)
"""Maximum times by which requests for forecasts and nowcasts are delayed, so that many cells cause no burst."""

RETRY_INTERVAL = timedelta(minutes=15)
"""Time until the next check of a cell for which the source did not answer."""

LOOK_UP_SECONDS = 15.0
"""Time limit in seconds for the look-ups of a check; a cell without a result is checked again later."""
MINUTES_PER_HOUR = 60


@dataclass(frozen=True, slots=True)
class CheckResult:
    """The result of a check for one cell."""

    state: str
    """The new state of the check as JSON; if the source did not answer, the old state, or "" if there is none."""
    alerts: Sequence[NewAlert]
    next_check_at: datetime
    """Time in UTC at which the check should run again."""


@dataclass(frozen=True)
class AlertEvent:
    """An event that a check has found in a cell, and the content of the alerts about the event."""

    key: str
    """Identifies the event; a watch gets at most one alert about events with the same key."""
    body: AlertBody
    expires_at: datetime
    """Time in UTC after which an alert about the event is not sent."""
    is_urgent: bool = False
    """Whether the alert is sent in quiet hours too."""

    @cached_property
    def stored_body(self) -> str:
        """The body as JSON, converted once for all watches."""
        return encode_body(self.body)


class Check(Protocol):
    """A check of the weather in cells, or of the official warnings there."""

    @property
    def name(self) -> str:
        """The key of the check's state in `WatchedCell.states`; the key is stored and never changes."""

    @property
    def kinds(self) -> AlertKinds:
        """The kinds of alerts that the check creates; it runs for cells with a watch of one of these kinds."""

    async def run(self, cells: Sequence[WatchedCell], now: datetime) -> Sequence[CheckResult]:
        """Return a result for each of *cells*, in their order; *now* is the current time in UTC.

        If the source does not answer for a cell, its result has the old state and no alerts. An exception fails
        the check for all *cells*, and other checks are not affected.
        """


def watches_for(cell: WatchedCell, kinds: AlertKinds, now: datetime) -> Iterator[tuple[Watch, AlertSettings]]:
    """Yield the watches of *cell* that want one of *kinds* and whose chat has not muted alerts at *now*."""
    for watch, settings in cell.watches:
        is_muted = settings.muted_until is not None and settings.muted_until > now
        if watch.kinds & kinds and not is_muted:
            yield watch, settings


def has_returned(watch: Watch, settings: AlertSettings, last_check: datetime | None, now: datetime) -> bool:
    """Return whether the watch wants alerts again since *last_check*: after a mute, a pause or a change of kinds.

    *last_check* is None if it is not known.
    """
    moments = (watch.changed_at, settings.muted_until)
    return last_check is not None and any(moment is not None and last_check < moment <= now for moment in moments)


def new_alert(watch: Watch, settings: AlertSettings, event: AlertEvent, now: datetime) -> NewAlert | None:
    """Return the alert about *event* for *watch*; None if it expires before the quiet hours of the chat end."""
    not_before = None if event.is_urgent else end_of_quiet_hours(settings, watch.place.place, now)
    if not_before is not None and not_before >= event.expires_at:
        return None
    return NewAlert(watch, event.key, event.stored_body, event.expires_at, not_before)


def end_of_quiet_hours(settings: AlertSettings, place: Place, now: datetime) -> datetime | None:
    """Return the time in UTC at which the quiet hours that include *now* end; None outside quiet hours.

    The quiet hours begin and end by the clock of *place*. If a clock change skips their end, it is an hour later.
    """
    start, end = settings.quiet_from, settings.quiet_until
    if start is None or end is None or start == end:
        return None
    timezone = zone_of(place)
    local = now.astimezone(timezone)
    minutes = local.hour * MINUTES_PER_HOUR + local.minute
    is_quiet = start <= minutes < end if start < end else minutes >= start or minutes < end
    if not is_quiet:
        return None
    date = local.date() if minutes < end else local.date() + ONE_DAY
    ends_at = datetime.combine(date, time(*divmod(end, MINUTES_PER_HOUR)), timezone).astimezone(UTC)
    # At the end of summer time the clock shows the end twice; the first of both moments may be in the past.
    return ends_at if ends_at > now else None


def forecast_due_at(cell: WatchedCell, forecast: Forecast, now: datetime) -> datetime:
    """Return the time at which *cell* needs a newer forecast than *forecast*.

    All checks of a cell get the same time for the same forecast, so that they share the next one.
    """
    received_at = forecast.received_at or now
    due_at = received_at + FORECAST_INTERVAL + jitter(cell, received_at, MAX_FORECAST_JITTER)
    return max(due_at, now + RETRY_INTERVAL)


def jitter(cell: WatchedCell, moment: datetime, maximum: timedelta) -> timedelta:
    """Return a time up to *maximum* that depends on *cell* and *moment* only."""
    return crc32(f"{cell.key} {moment:%H:%M:%S}".encode()) / 2**32 * maximum


def zone_of(place: Place) -> tzinfo:
    """Return the time zone of *place*; if it is not known, a fixed UTC offset that follows from the longitude."""
    return zone(place.timezone) or zone_of_longitude(place.longitude)
