"""Checks the official warnings in cells, and creates alerts about new, more severe and cancelled warnings.

A *chain* is a warning with all its updates. The field `told` lists the watches for which an alert about the
warning was created.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from pydantic import TypeAdapter, ValidationError

from services.alerts.checks import LOOK_UP_TIMEOUT, AlertEvent, CheckResult, new_alert, watches_for
from services.alerts.models import WarningAlert, WarningChange
from services.errors import Failure
from services.storage.alert_models import AlertKinds, NewAlert, WatchedCell
from services.warnings import OfficialWarning, PlaceWarnings, Severity, Urgency, WarningService

CHECK_INTERVAL = timedelta(minutes=10, seconds=5)
"""Time between two checks of a cell; a little longer than the shortest time between two requests for a list of
warnings."""

MAX_UPDATE_DELAY = timedelta(days=1)
"""Time after the end of a warning in which a message can still update the warning. A message after
MAX_UPDATE_DELAY counts as a new warning."""

MAX_WARNINGS_PER_CELL = 100
"""Maximum number of warnings for which alerts are sent in a cell; further warnings cause no alerts."""

MAX_MESSAGE_IDS_PER_WARNING = 100
"""Maximum number of message ids that are stored for one warning and its updates; the oldest ids are removed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WarningChain:
    """A warning with all its updates, and the watches that got an alert about it."""

    key: str
    """The id of the first message about the warning."""
    message_ids: tuple[str, ...]
    """The ids of all messages about the warning so far."""
    severity: Severity
    """The highest severity that the warning has had."""
    latest: OfficialWarning
    """The latest version of the warning, without areas and descriptions."""
    told: tuple[int, ...] = ()
    """The ids of the watches that got an alert about the warning."""

    def is_continued_by(self, warning: OfficialWarning) -> bool:
        """Return whether the message of *warning* is in this chain, or replaces a message of this chain."""
        if warning.alert_id in self.message_ids:
            return warning.position == self.latest.position
        return not set(warning.replaces).isdisjoint(self.message_ids)


@dataclass(frozen=True, slots=True, kw_only=True)
class WarningState:
    """What the check stores about one cell between two checks."""

    warnings: tuple[WarningChain, ...] = ()


_STATE_ADAPTER: TypeAdapter[WarningState] = TypeAdapter(WarningState)


class WarningCheck:
    """Creates alerts about the official warnings of *warnings*.

    A watch gets an alert when a warning is new to the watch, when the warning becomes more severe, and when the
    warning is cancelled. An update with the same or a lower severity causes no alert.
    """

    name = "warnings"
    kinds = AlertKinds.WARNINGS

    def __init__(self, warnings: WarningService) -> None:
        self._warnings = warnings

    async def run(self, cells: Sequence[WatchedCell], now: datetime) -> Sequence[CheckResult]:
        """Return the result of the check for each of *cells*, in their order; *now* is the current time in UTC."""
        places = [cell.place for cell in cells]
        outcomes = await self._warnings.look_up(places, within=LOOK_UP_TIMEOUT, is_check=True)
        return [
            CheckResult(cell.states.get(self.name, ""), (), now + CHECK_INTERVAL)
            if isinstance(outcome, Failure)
            else check_cell(cell, outcome, now)
            for cell, outcome in zip(cells, outcomes, strict=True)
        ]


def decode_state(state_json: str | None) -> WarningState:
    """Return the state in *state_json*; an empty state if *state_json* is None or invalid."""
    try:
        return _STATE_ADAPTER.validate_json(state_json) if state_json else WarningState()
    except ValidationError:
        return WarningState()


def check_cell(cell: WatchedCell, place_warnings: PlaceWarnings, now: datetime) -> CheckResult:
    """Return the result for *cell*; *place_warnings* are the warnings at the place of *cell*."""
    state = decode_state(cell.states.get(WarningCheck.name))
    open_chains = [chain for chain in state.warnings if chain.latest.expires + MAX_UPDATE_DELAY > now]
    chains: list[WarningChain] = []
    alerts: list[NewAlert] = []
    for warning in place_warnings.warnings[:MAX_WARNINGS_PER_CELL]:
        chain = _matching_chain(warning, open_chains)
        if chain is None:
            chain = WarningChain(
                key=warning.id, message_ids=(), severity=warning.severity, latest=warning.without_details()
            )
        else:
            open_chains.remove(chain)
        new_alerts = list(_new_alerts(cell, chain, warning, now))
        alerts += new_alerts
        chains.append(_extended_chain(chain, warning, new_alerts))
    for chain in open_chains:
        if place_warnings.cancelled.isdisjoint(chain.message_ids):
            chains.append(chain)
        else:
            alerts += _cancel_alerts(cell, chain, now)
    state = WarningState(warnings=tuple(chains[:MAX_WARNINGS_PER_CELL]))
    return CheckResult(_STATE_ADAPTER.dump_json(state).decode(), alerts, now + CHECK_INTERVAL)


def _matching_chain(warning: OfficialWarning, chains: Iterable[WarningChain]) -> WarningChain | None:
    """Return the chain that *warning* continues.

    If several chains match, return the chain whose warning has the same position in its message.
    """
    candidates = [chain for chain in chains if chain.is_continued_by(warning)]
    return min(candidates, key=lambda chain: chain.latest.position != warning.position, default=None)


def _extended_chain(chain: WarningChain, warning: OfficialWarning, alerts: Iterable[NewAlert]) -> WarningChain:
    message_ids = dict.fromkeys((*chain.message_ids, *warning.replaces, warning.alert_id))
    return replace(
        chain,
        message_ids=tuple(message_ids)[-MAX_MESSAGE_IDS_PER_WARNING:],
        severity=max(chain.severity, warning.severity, key=lambda severity: severity.rank),
        latest=warning.without_details(),
        told=tuple(dict.fromkeys((*chain.told, *(alert.watch.id for alert in alerts)))),
    )


def _new_alerts(
    cell: WatchedCell, chain: WarningChain, warning: OfficialWarning, now: datetime
) -> Iterator[NewAlert]:
    """Yield an alert for each watch that got no alert about *warning*.

    If *warning* has become more severe, yield an alert for every watch.
    """
    is_raised = warning.severity.rank > chain.severity.rank
    for watch, settings in watches_for(cell, WarningCheck.kinds, now):
        was_alerted = watch.id in chain.told
        if warning.severity.rank < settings.min_severity.rank or (was_alerted and not is_raised):
            continue
        change = WarningChange.RAISED if was_alerted else WarningChange.NEW
        event = AlertEvent(
            f"warning {chain.key} {warning.severity.value}",
            WarningAlert(warning=warning.without_areas(), change=change),
            warning.expires,
            is_urgent=_is_urgent(warning),
        )
        if (alert := new_alert(watch, settings, event, now)) is not None:
            yield alert


def _cancel_alerts(cell: WatchedCell, chain: WarningChain, now: datetime) -> Iterator[NewAlert]:
    """Yield an alert that the warning is cancelled, for each watch that got an alert about the warning."""
    if chain.latest.is_over(now):
        return
    body = WarningAlert(warning=chain.latest, change=WarningChange.CANCELLED)
    event = AlertEvent(f"warning {chain.key} cancelled", body, chain.latest.expires)
    for watch, settings in watches_for(cell, WarningCheck.kinds, now):
        if watch.id in chain.told and (alert := new_alert(watch, settings, event, now)) is not None:
            yield alert


def _is_urgent(warning: OfficialWarning) -> bool:
    """Return whether alerts about *warning* are sent in quiet hours too.

    Alerts about extreme danger, and about severe danger that is present now, are sent in quiet hours.
    """
    return warning.severity is Severity.EXTREME or (
        warning.severity is Severity.SEVERE and warning.urgency is Urgency.IMMEDIATE
    )
