"""Finds weather in hourly forecasts that passes the thresholds of chats.

An *event* is a time in which the weather is beyond one threshold; `thresholds.py` finds events.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from pydantic import AwareDatetime, TypeAdapter, ValidationError

from services.alerts.checks import (
    LOOK_UP_TIMEOUT,
    RETRY_INTERVAL,
    AlertEvent,
    CheckResult,
    forecast_due_at,
    new_alert,
    wants_alerts_again,
    watches_for,
)
from services.alerts.models import ThresholdAlert, utc_minute_text
from services.alerts.thresholds import MEASURED_PERIOD, ThresholdEvent, advance_event, measure_against_threshold
from services.net.shares import BackgroundShare
from services.storage.alert_models import THRESHOLD_KINDS, AlertKinds, AlertSettings, NewAlert, Watch, WatchedCell
from services.weather import Extent, Forecast, WeatherService

UV_INTERVAL = timedelta(hours=12)
"""Minimum time between two requests for a full forecast. The full forecast is needed only if the usual forecast
lacks the UV index."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ThresholdState:
    """What the check stores about one cell between two checks."""

    events: Mapping[str, ThresholdEvent] = field(default_factory=dict)
    """The last event about each threshold, by keys such as "FROST -5"."""
    checked_at: AwareDatetime | None = None
    """Time in UTC of the last check; None before the first check."""
    last_watch: int = 0
    """The highest id of the cell's watches at the last check; a watch with a higher id is new."""
    uv_due_at: AwareDatetime | None = None
    """Time in UTC from which the next full forecast may be requested for the UV index; None before the first
    request."""


_STATE_ADAPTER: TypeAdapter[ThresholdState] = TypeAdapter(ThresholdState)


class ThresholdCheck:
    """Finds frost, heat, gusts, heavy rain, heavy snow and high UV in hourly forecasts from *weather*."""

    name = "thresholds"
    kinds = THRESHOLD_KINDS

    def __init__(self, weather: WeatherService) -> None:
        self._weather = weather
        self._share = BackgroundShare()

    async def run(self, cells: Sequence[WatchedCell], now: datetime) -> Sequence[CheckResult]:
        """Return the result of the check for each of *cells*, in their order; *now* is the current time in UTC."""
        usual = await self._forecasts(cells, Extent.USUAL)
        states = {cell.key: decode_state(cell.states.get(self.name)) for cell in cells}
        without_uv = [
            cell
            for cell in cells
            if _lacks_uv(cell, usual.get(cell.key), now)
            and ((due_at := states[cell.key].uv_due_at) is None or due_at <= now)
        ]
        full = await self._forecasts(without_uv, Extent.FULL)
        return [
            _check_cell(cell, states[cell.key], forecast, full.get(cell.key), now)
            if (forecast := usual.get(cell.key)) is not None
            else CheckResult(cell.states.get(self.name, ""), (), now + RETRY_INTERVAL)
            for cell in cells
        ]

    async def _forecasts(self, cells: Sequence[WatchedCell], extent: Extent) -> Mapping[str, Forecast]:
        """Return a map from the key of a cell to its forecast.

        The map lacks the cells for which no provider has answered.
        """
        if not cells:
            return {}
        outcomes = await self._weather.forecasts(
            [cell.place for cell in cells], extent, within=LOOK_UP_TIMEOUT, share=self._share
        )
        return {
            cell.key: forecast
            for cell, forecast in zip(cells, outcomes, strict=True)
            if isinstance(forecast, Forecast)
        }


def decode_state(state_json: str | None) -> ThresholdState:
    """Return the state in *state_json*; an empty state if *state_json* is None or invalid."""
    try:
        return _STATE_ADAPTER.validate_json(state_json) if state_json else ThresholdState()
    except ValidationError:
        return ThresholdState()


def _check_cell(
    cell: WatchedCell, state: ThresholdState, forecast: Forecast, full: Forecast | None, now: datetime
) -> CheckResult:
    """Return the result for *cell*; *full* is a forecast with the UV index if *forecast* lacks the UV index."""
    events: dict[str, ThresholdEvent] = {}
    alerts: list[NewAlert] = []
    for (kind, threshold), watches in _watches_by_threshold(cell, now).items():
        key = f"{kind.name} {threshold:g}"
        source = full if kind is AlertKinds.UV and full is not None else forecast
        event = last_event = state.events.get(key)
        measured = measure_against_threshold(kind, threshold, source.steps, now)
        if measured is not None and (event := advance_event(last_event, measured, now)) is not None:
            is_new = event is not last_event
            recipients = [
                (watch, settings)
                for watch, settings in watches
                if event.ended_at is None
                and measured.passes
                and (
                    is_new
                    or watch.id > state.last_watch
                    or wants_alerts_again(watch, settings, state.checked_at, now)
                )
            ]
            body = ThresholdAlert(
                kind=kind,
                threshold=threshold,
                value=measured.value,
                seen_at=now,
                start=measured.start,
                end=measured.end,
                provider=source.provider,
            )
            alert_event = AlertEvent(
                f"{key} {utc_minute_text(event.started_at)}", body, measured.end or now + MEASURED_PERIOD
            )
            alerts += [new for pair in recipients if (new := new_alert(*pair, alert_event, now)) is not None]
        if event is not None:
            events[key] = event
    state = ThresholdState(
        events=events,
        checked_at=now,
        last_watch=max((watch.id for watch, _ in cell.watches), default=0),
        uv_due_at=now + UV_INTERVAL if full is not None else state.uv_due_at,
    )
    return CheckResult(_STATE_ADAPTER.dump_json(state).decode(), alerts, forecast_due_at(cell, forecast, now))


def _watches_by_threshold(
    cell: WatchedCell, now: datetime
) -> Mapping[tuple[AlertKinds, float], Sequence[tuple[Watch, AlertSettings]]]:
    """Return a map from (kind, threshold) to the watches of *cell* with this kind and threshold."""
    watches: dict[tuple[AlertKinds, float], list[tuple[Watch, AlertSettings]]] = {}
    for watch, settings in watches_for(cell, THRESHOLD_KINDS, now):
        for kind in watch.kinds & THRESHOLD_KINDS:
            watches.setdefault((kind, settings.threshold(kind)), []).append((watch, settings))
    return watches


def _lacks_uv(cell: WatchedCell, forecast: Forecast | None, now: datetime) -> bool:
    """Return True if a watch of *cell* wants alerts about UV but the steps of *forecast* lack the UV index."""
    return (
        forecast is not None
        and any(watches_for(cell, AlertKinds.UV, now))
        and all(step.uv_index is None for step in forecast.steps)
    )
