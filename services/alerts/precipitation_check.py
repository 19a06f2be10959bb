"""Checks cells for precipitation that begins or ends soon.

The quarters of an hour of a cell are requested only while its hourly forecast shows a chance of precipitation, and
while an episode of precipitation goes on.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from pydantic import AwareDatetime, TypeAdapter, ValidationError

from services.alerts.checks import (
    LOOK_UP_SECONDS,
    MAX_LOOK_JITTER,
    RETRY_INTERVAL,
    AlertEvent,
    CheckResult,
    forecast_due_at,
    jitter,
    new_alert,
    watches_for,
)
from services.alerts.models import PrecipitationAlert, PrecipitationPhase, utc
from services.alerts.precipitation import Outcome, PrecipitationState, Stage, advance, next_look
from services.alerts.spells import DANGEROUS_FORMS
from services.net.shares import BackgroundShare
from services.storage.alert_models import AlertKinds, NewAlert, WatchedCell
from services.weather import Forecast, Nowcast, Step, WeatherService
from services.weather.hazards import WET_HAZARDOUS_CONDITIONS
from services.weather.nowcast import QUARTER_LENGTH
from services.weather.precipitation import PRECIPITATION_CONDITIONS

MIN_CHANCE = 25.0
"""Minimum probability of precipitation that counts as a chance, in %."""

MIN_CHANCE_RATE = 0.1
"""Minimum precipitation that counts as a chance, in mm per hour."""

OUTLOOK = timedelta(hours=12)
"""Time for which the chances in an hourly forecast are remembered."""

WATCH_AHEAD = timedelta(hours=2)
"""Time before a chance from which the quarters are requested: the longest lead time of a message."""

OPEN_LENGTH = timedelta(hours=2)
"""Time after the beginning for which an alert without a known end is worth sending."""

ICE_LENGTH = timedelta(hours=6)
"""Time after the end of freezing rain for which its alert is worth sending, because the ice stays."""

ENDING_WORTH = timedelta(minutes=30)
"""Time after the end of precipitation for which a message about the end is worth sending."""

WET_CONDITIONS = PRECIPITATION_CONDITIONS | WET_HAZARDOUS_CONDITIONS

ONE_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class CellState:
    """The state of the check of one cell."""

    forecast_due_at: AwareDatetime | None = None
    """Time in UTC at which the hourly forecast is requested again; None before the first request."""
    chances: tuple[tuple[AwareDatetime, AwareDatetime], ...] = ()
    """The periods with a chance of precipitation in the hourly forecast, in chronological order."""
    precipitation: PrecipitationState | None = None
    last_watch: int = 0
    """The highest id of the watches of the last check; a watch with a higher id is new."""

    def needs_forecast(self, now: datetime) -> bool:
        """Return whether the hourly forecast must be requested again at *now*."""
        return self.forecast_due_at is None or self.forecast_due_at <= now

    def is_watched(self, now: datetime) -> bool:
        """Return whether the quarters of the cell are needed at *now*."""
        state = self.precipitation
        if state is not None and state.stage is not Stage.DRY:
            return True
        return any(start - WATCH_AHEAD <= now < end for start, end in self.chances)

    def next_chance(self, now: datetime) -> datetime | None:
        """Return the time from which the quarters are needed for the next chance; None without a chance."""
        return next((start - WATCH_AHEAD for start, end in self.chances if end > now), None)


_STATES: TypeAdapter[CellState] = TypeAdapter(CellState)


def decode_state(stored: str | None) -> CellState:
    """Return the state in *stored*; an empty state if there is none or it is invalid."""
    try:
        return _STATES.validate_json(stored) if stored else CellState()
    except ValidationError:
        return CellState()


def encode_state(state: CellState) -> str:
    """Return *state* as JSON."""
    return _STATES.dump_json(state, exclude_none=True).decode()


def chances(forecast: Forecast, now: datetime) -> tuple[tuple[datetime, datetime], ...]:
    """Return the periods within OUTLOOK after *now* in which *forecast* shows a chance of precipitation."""
    found: list[tuple[datetime, datetime]] = []
    for step in forecast.steps:
        if step.end <= now or step.start >= now + OUTLOOK or not _has_chance(step):
            continue
        if found and step.start <= found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], step.end)
        else:
            found.append((step.start, step.end))
    return tuple(found)


def with_forecast(state: CellState, cell: WatchedCell, forecast: Forecast, now: datetime) -> CellState:
    """Return *state* with the chances in *forecast*, a new hourly forecast for *cell*."""
    return replace(state, forecast_due_at=forecast_due_at(cell, forecast, now), chances=chances(forecast, now))


def _has_chance(step: Step) -> bool:
    return (
        (step.probability or 0.0) >= MIN_CHANCE
        or (step.precipitation or 0.0) >= MIN_CHANCE_RATE * (step.length / ONE_HOUR)
        or step.condition in WET_CONDITIONS
    )


class PrecipitationCheck:
    """The check for precipitation, with hourly forecasts and nowcasts of *weather*."""

    name = "precipitation"
    kinds = AlertKinds.PRECIPITATION

    def __init__(self, weather: WeatherService) -> None:
        self._weather = weather
        self._share = BackgroundShare()

    async def run(self, cells: Sequence[WatchedCell], now: datetime) -> Sequence[CheckResult]:
        """Return a result for each of *cells*; see `Check.run`."""
        states = {cell.key: decode_state(cell.states.get(self.name)) for cell in cells}
        outdated = [cell for cell in cells if states[cell.key].needs_forecast(now)]
        forecasts = await self._weather.forecasts(
            [cell.place for cell in outdated], within=LOOK_UP_SECONDS, share=self._share
        )
        for cell, forecast in zip(outdated, forecasts, strict=True):
            if isinstance(forecast, Forecast):
                states[cell.key] = with_forecast(states[cell.key], cell, forecast, now)
        nowcasts = await self._nowcasts([cell for cell in cells if states[cell.key].is_watched(now)])
        return [check_cell(cell, states[cell.key], nowcasts.get(cell.key), now) for cell in cells]

    async def _nowcasts(self, cells: Sequence[WatchedCell]) -> Mapping[str, Nowcast]:
        found = await self._weather.nowcasts(
            [cell.place for cell in cells], within=LOOK_UP_SECONDS, share=self._share
        )
        return {
            cell.key: nowcast for cell, nowcast in zip(cells, found, strict=True) if isinstance(nowcast, Nowcast)
        }


def check_cell(cell: WatchedCell, state: CellState, nowcast: Nowcast | None, now: datetime) -> CheckResult:
    """Return the result for *cell*; *state* has the chances of the newest hourly forecast.

    *nowcast* is None if the quarters are not needed, or if no provider has answered.
    """
    if state.needs_forecast(now):  # no provider has answered
        state = replace(state, forecast_due_at=None)
    forecast_at = state.forecast_due_at or now + RETRY_INTERVAL
    if not state.is_watched(now):
        if state.forecast_due_at is not None:
            state = replace(
                state, precipitation=_unwatched(state.precipitation, now), last_watch=_last_watch(cell)
            )
        next_check_at = min(forecast_at, state.next_chance(now) or forecast_at)
        return CheckResult(encode_state(state), (), max(next_check_at, now + timedelta(minutes=1)))
    outcome = advance(state.precipitation, nowcast.quarters, now) if nowcast is not None else None
    if outcome is None or nowcast is None:
        return CheckResult(encode_state(state), (), min(forecast_at, now + RETRY_INTERVAL))
    alerts = _alerts(cell, outcome, nowcast.provider, state.last_watch, now)
    tells_end = any(settings.tells_end for _, settings in watches_for(cell, AlertKinds.PRECIPITATION, now))
    state = replace(state, precipitation=outcome.state, last_watch=_last_watch(cell))
    look_at = next_look(outcome, now, tells_end=tells_end) + jitter(cell, now, MAX_LOOK_JITTER)
    return CheckResult(encode_state(state), alerts, min(forecast_at, look_at))


def _unwatched(state: PrecipitationState | None, now: datetime) -> PrecipitationState:
    """Return *state*, which is DRY, as seen at *now*, because the hourly forecast shows no chance."""
    return PrecipitationState(seen_at=now) if state is None else replace(state, seen_at=now)


def _last_watch(cell: WatchedCell) -> int:
    return max((watch.id for watch, _ in cell.watches), default=0)


def _alerts(
    cell: WatchedCell, outcome: Outcome, provider: str, last_watch: int, now: datetime
) -> tuple[NewAlert, ...]:
    """Return the alerts of *outcome*; a late alert is for the watches of *cell* with ids above *last_watch*."""
    alert = outcome.alert or outcome.late_alert
    if alert is None:
        return ()
    is_end = alert.phase in {PrecipitationPhase.ENDING, PrecipitationPhase.OVER}
    part = " end" if is_end else " danger" if alert.form in DANGEROUS_FORMS else ""
    event = AlertEvent(
        f"precipitation {utc(outcome.state.start or alert.start)}{part}",
        replace(alert, provider=provider),
        expires_at(alert),
    )
    found = (
        new_alert(watch, settings, event, now)
        for watch, settings in watches_for(cell, AlertKinds.PRECIPITATION, now)
        if (settings.tells_end or not is_end) and (outcome.alert is not None or watch.id > last_watch)
    )
    return tuple(new for new in found if new is not None)


def expires_at(alert: PrecipitationAlert) -> datetime:
    """Return the time after which *alert* is worthless."""
    if alert.phase in {PrecipitationPhase.ENDING, PrecipitationPhase.OVER}:
        return (alert.end or alert.seen_at) + ENDING_WORTH
    end = alert.end or alert.start + OPEN_LENGTH
    if alert.form in DANGEROUS_FORMS:
        return end + ICE_LENGTH
    return max(end - QUARTER_LENGTH, alert.seen_at + QUARTER_LENGTH)
