"""Checks cells for precipitation that begins or ends soon.

A nowcast consists of quarters of an hour. The nowcast of a cell is requested only while the hourly forecast shows
a chance of precipitation, and during an episode of precipitation.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from pydantic import AwareDatetime, TypeAdapter, ValidationError

from services.alerts.checks import (
    LOOK_UP_TIMEOUT,
    MAX_NOWCAST_JITTER,
    RETRY_INTERVAL,
    AlertEvent,
    CheckResult,
    forecast_due_at,
    jitter,
    new_alert,
    wants_alerts_again,
    watches_for,
)
from services.alerts.models import PrecipitationAlert, PrecipitationPhase, utc_minute_text
from services.alerts.precipitation import Decision, PrecipitationState, Stage, decide_alerts, next_nowcast_at
from services.alerts.spells import DANGEROUS_FORMS
from services.net.shares import BackgroundShare
from services.storage.alert_models import AlertKinds, NewAlert, WatchedCell
from services.weather import Forecast, Nowcast, Step, WeatherService
from services.weather.hazards import WET_HAZARDOUS_CONDITIONS
from services.weather.nowcast import QUARTER_LENGTH
from services.weather.precipitation import PRECIPITATION_CONDITIONS

MIN_CHANCE_PROBABILITY = 25.0
"""Minimum forecast probability that counts as a chance of precipitation, in %."""

MIN_CHANCE_RATE = 0.1
"""Minimum forecast rate that counts as a chance of precipitation, in mm per hour."""

CHANCE_HORIZON = timedelta(hours=12)
"""Length of the part of an hourly forecast that is searched for chances of precipitation."""

NOWCAST_LEAD_TIME = timedelta(hours=2)
"""Time between the first request for a nowcast and the possible beginning of precipitation; equal to the longest
of MAX_LEAD_TIMES."""

ASSUMED_DURATION = timedelta(hours=2)
"""Assumed duration of precipitation whose end is unknown. The expiry of an alert about the precipitation is
computed from the assumed end."""

ICE_ALERT_LIFETIME = timedelta(hours=6)
"""Time from the end of freezing rain to the expiry of its alert. The ice stays on the ground after the rain."""

END_ALERT_LIFETIME = timedelta(minutes=30)
"""Time from the end of precipitation to the expiry of the alert about the end."""

END_PHASES = frozenset({PrecipitationPhase.ENDING, PrecipitationPhase.OVER})

WET_CONDITIONS = PRECIPITATION_CONDITIONS | WET_HAZARDOUS_CONDITIONS

ONE_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class PrecipitationCheckState:
    """What the check stores about one cell between two checks."""

    forecast_due_at: AwareDatetime | None = None
    """Time in UTC at which the hourly forecast is requested again; None before the first request."""
    chances: tuple[tuple[AwareDatetime, AwareDatetime], ...] = ()
    """The periods with a chance of precipitation in the hourly forecast, in chronological order."""
    precipitation: PrecipitationState | None = None
    last_watch: int = 0
    """The highest id of the cell's watches at the last check; a watch with a higher id is new."""
    checked_at: AwareDatetime | None = None
    """Time in UTC of the last check with a nowcast; None before the first check with a nowcast."""

    def needs_forecast(self, now: datetime) -> bool:
        """Return whether the hourly forecast is to be requested again at *now*."""
        return self.forecast_due_at is None or self.forecast_due_at <= now

    def needs_nowcast(self, now: datetime) -> bool:
        """Return True if *now* is near a chance of precipitation or in an episode of precipitation."""
        state = self.precipitation
        if state is not None and state.stage is not Stage.DRY:
            return True
        return any(start - NOWCAST_LEAD_TIME <= now < end for start, end in self.chances)

    def nowcast_due_at(self, now: datetime) -> datetime | None:
        """Return the time from which the next chance of precipitation needs nowcasts; None without a chance."""
        return next((start - NOWCAST_LEAD_TIME for start, end in self.chances if end > now), None)


_STATE_ADAPTER: TypeAdapter[PrecipitationCheckState] = TypeAdapter(PrecipitationCheckState)


def decode_state(state_json: str | None) -> PrecipitationCheckState:
    """Return the state in *state_json*; an empty state if *state_json* is None or invalid."""
    try:
        return _STATE_ADAPTER.validate_json(state_json) if state_json else PrecipitationCheckState()
    except ValidationError:
        return PrecipitationCheckState()


def encode_state(state: PrecipitationCheckState) -> str:
    """Return *state* as JSON."""
    return _STATE_ADAPTER.dump_json(state, exclude_none=True).decode()


def chance_periods(forecast: Forecast, now: datetime) -> tuple[tuple[datetime, datetime], ...]:
    """Return the periods within CHANCE_HORIZON after *now* in which *forecast* shows a chance of precipitation."""
    periods: list[tuple[datetime, datetime]] = []
    for step in forecast.steps:
        if step.end <= now or step.start >= now + CHANCE_HORIZON or not _has_chance(step):
            continue
        if periods and step.start <= periods[-1][1]:
            periods[-1] = periods[-1][0], max(periods[-1][1], step.end)
        else:
            periods.append((step.start, step.end))
    return tuple(periods)


def with_forecast(
    state: PrecipitationCheckState, cell: WatchedCell, forecast: Forecast, now: datetime
) -> PrecipitationCheckState:
    """Return *state* with the chances in *forecast*, a new hourly forecast for *cell*."""
    return replace(
        state, forecast_due_at=forecast_due_at(cell, forecast, now), chances=chance_periods(forecast, now)
    )


def _has_chance(step: Step) -> bool:
    return (
        (step.probability or 0.0) >= MIN_CHANCE_PROBABILITY
        or (step.precipitation or 0.0) >= MIN_CHANCE_RATE * (step.length / ONE_HOUR)
        or step.condition in WET_CONDITIONS
    )


class PrecipitationCheck:
    """Finds coming and ending precipitation in hourly forecasts and nowcasts from *weather*."""

    name = "precipitation"
    kinds = AlertKinds.PRECIPITATION

    def __init__(self, weather: WeatherService) -> None:
        self._weather = weather
        self._share = BackgroundShare()

    async def run(self, cells: Sequence[WatchedCell], now: datetime) -> Sequence[CheckResult]:
        """Return the result of the check for each of *cells*, in their order; *now* is the current time in UTC."""
        states = {cell.key: decode_state(cell.states.get(self.name)) for cell in cells}
        outdated = [cell for cell in cells if states[cell.key].needs_forecast(now)]
        forecasts = await self._weather.forecasts(
            [cell.place for cell in outdated], within=LOOK_UP_TIMEOUT, share=self._share
        )
        for cell, forecast in zip(outdated, forecasts, strict=True):
            if isinstance(forecast, Forecast):
                states[cell.key] = with_forecast(states[cell.key], cell, forecast, now)
        nowcasts = await self._nowcasts([cell for cell in cells if states[cell.key].needs_nowcast(now)])
        return [check_cell(cell, states[cell.key], nowcasts.get(cell.key), now) for cell in cells]

    async def _nowcasts(self, cells: Sequence[WatchedCell]) -> Mapping[str, Nowcast]:
        outcomes = await self._weather.nowcasts(
            [cell.place for cell in cells], within=LOOK_UP_TIMEOUT, share=self._share
        )
        return {
            cell.key: nowcast
            for cell, nowcast in zip(cells, outcomes, strict=True)
            if isinstance(nowcast, Nowcast)
        }


def check_cell(
    cell: WatchedCell, state: PrecipitationCheckState, nowcast: Nowcast | None, now: datetime
) -> CheckResult:
    """Return the result for *cell*.

    *state* contains the chances of precipitation in the newest hourly forecast.

    *nowcast* is None if no nowcast is needed, or if no provider has answered.
    """
    if state.needs_forecast(now):  # no provider has answered
        state = replace(state, forecast_due_at=None)
    forecast_at = state.forecast_due_at or now + RETRY_INTERVAL
    if not state.needs_nowcast(now):
        if state.forecast_due_at is not None:
            state = replace(
                state, precipitation=_dry_state_at(state.precipitation, now), last_watch=_last_watch_id(cell)
            )
        next_check_at = min(forecast_at, state.nowcast_due_at(now) or forecast_at)
        return CheckResult(encode_state(state), (), max(next_check_at, now + timedelta(minutes=1)))
    decision = decide_alerts(state.precipitation, nowcast.quarters, now) if nowcast is not None else None
    if decision is None or nowcast is None:
        return CheckResult(encode_state(state), (), min(forecast_at, now + RETRY_INTERVAL))
    alerts = _alerts(cell, state, decision, nowcast.provider, now)
    tells_end = any(settings.tells_end for _, settings in watches_for(cell, AlertKinds.PRECIPITATION, now))
    state = replace(state, precipitation=decision.state, last_watch=_last_watch_id(cell), checked_at=now)
    nowcast_at = next_nowcast_at(decision, now, tells_end=tells_end) + jitter(cell, now, MAX_NOWCAST_JITTER)
    return CheckResult(encode_state(state), alerts, min(forecast_at, nowcast_at))


def _dry_state_at(state: PrecipitationState | None, now: datetime) -> PrecipitationState:
    """Return the DRY state *state* with `seen_at` set to *now*; a new DRY state if *state* is None."""
    return PrecipitationState(seen_at=now) if state is None else replace(state, seen_at=now)


def _last_watch_id(cell: WatchedCell) -> int:
    return max((watch.id for watch, _ in cell.watches), default=0)


def _alerts(
    cell: WatchedCell, state: PrecipitationCheckState, decision: Decision, provider: str, now: datetime
) -> Sequence[NewAlert]:
    """Return the alerts of *decision* for the watches of *cell*; *state* is the state before the check.

    New watches get the late alert of *decision*. A watch that wants alerts again (see `wants_alerts_again`)
    gets the alert about the running episode.
    """
    running_alert = decision.running_alert
    # Each event is converted to JSON once for all watches.
    events = {
        alert: _alert_event(alert, decision, provider)
        for alert in (decision.alert, decision.late_alert, running_alert)
        if alert is not None
    }
    alerts: list[NewAlert] = []
    for watch, settings in watches_for(cell, AlertKinds.PRECIPITATION, now):
        alert = decision.alert
        if alert is None and watch.id > state.last_watch:
            alert = decision.late_alert
        if alert is None and wants_alerts_again(watch, settings, state.checked_at, now):
            alert = running_alert
        if alert is None or (alert.phase in END_PHASES and not settings.tells_end):
            continue
        if (new := new_alert(watch, settings, events[alert], now)) is not None:
            alerts.append(new)
    return alerts


def _alert_event(alert: PrecipitationAlert, decision: Decision, provider: str) -> AlertEvent:
    part = " end" if alert.phase in END_PHASES else " danger" if alert.form in DANGEROUS_FORMS else ""
    key = f"precipitation {utc_minute_text(decision.state.start or alert.start)}{part}"
    return AlertEvent(key, replace(alert, provider=provider), expires_at(alert))


def expires_at(alert: PrecipitationAlert) -> datetime:
    """Return the time in UTC after which *alert* is not sent."""
    if alert.phase in END_PHASES:
        return (alert.end or alert.seen_at) + END_ALERT_LIFETIME
    end = alert.end or alert.start + ASSUMED_DURATION
    if alert.form in DANGEROUS_FORMS:
        return end + ICE_ALERT_LIFETIME
    return max(end - QUARTER_LENGTH, alert.seen_at + QUARTER_LENGTH)
