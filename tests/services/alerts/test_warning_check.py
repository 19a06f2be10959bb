"""Official warnings of watched cells: what is told once, again, and never."""

from collections.abc import AsyncIterator, Sequence
from datetime import timedelta

import aiohttp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.faults import Fault, FaultKind
from sandbox.weather import InfoText, WeatherServer
from services.alerts.models import WarningAlert, WarningChange, decode_body
from services.alerts.warning_check import CHECK_INTERVAL, WarningCheck, check_cell
from services.providers.public_alert_server.client import PublicAlertServer
from services.storage import Database
from services.storage.alert_models import AlertKinds, AlertSettings, WatchedCell
from services.storage.models import SavedPlace
from services.warnings import OfficialWarning, PlaceWarnings, Severity, WarningService, WarningText
from tests.services.alerts.conftest import Desk, watched
from tests.services.conftest import MOSCOW, NOW, PARIS, Clock, asked

POINT = MOSCOW.latitude, MOSCOW.longitude
WIND = InfoText("en", "Wind", description="Gusts up to 25 m/s.")
NEW, RAISED, CANCELLED = WarningChange
SEVERE_ONLY = AlertSettings(min_severity=Severity.SEVERE)


class Watching:
    """Checks one cell again and again, as the monitor does."""

    def __init__(self, warnings: WarningService, clock: Clock) -> None:
        self.check = WarningCheck(warnings)
        self.clock = clock
        self.cell = watched()

    async def run(self, *settings: AlertSettings) -> list[tuple[int, WarningChange, Severity]]:
        """Check the cell, by default with one watch; return the watch, change and severity of each alert."""
        cell = watched(MOSCOW, *settings, kinds=AlertKinds.WARNINGS)
        self.cell = WatchedCell(cell.key, cell.place, cell.watches, self.cell.states)
        (result,) = await self.check.run([self.cell], self.clock.utc())
        self.cell = WatchedCell(cell.key, cell.place, cell.watches, {self.check.name: result.state})
        self.clock.advance(seconds=CHECK_INTERVAL.total_seconds())
        bodies = [(alert.watch.id, decode_body(alert.body)) for alert in result.alerts]
        return [
            (watch_id, body.change, body.warning.severity)
            for watch_id, body in bodies
            if isinstance(body, WarningAlert)
        ]


@pytest.fixture
async def hub(clock: Clock) -> AsyncIterator[WeatherServer]:
    async with WeatherServer(now=clock.utc) as server:
        yield server


@pytest.fixture
async def warnings(
    hub: WeatherServer, session: aiohttp.ClientSession, clock: Clock
) -> AsyncIterator[WarningService]:
    async with WarningService([PublicAlertServer(hub.url)], session, now=clock.utc, clock=clock) as service:
        yield service


@pytest.fixture
def watching(warnings: WarningService, clock: Clock) -> Watching:
    return Watching(warnings, clock)


async def test_a_warning_causes_one_alert(watching: Watching, hub: WeatherServer) -> None:
    hub.warnings.issue(POINT, WIND)
    assert await watching.run() == [(1, NEW, Severity.MODERATE)]
    assert await watching.run() == []


async def test_an_update_causes_an_alert_only_if_it_is_more_severe_than_all_before(
    watching: Watching, hub: WeatherServer
) -> None:
    last = hub.warnings.issue(POINT, WIND, severity="Severe")
    told = [await watching.run()]
    for severity in ("Severe", "Moderate", "Severe", "Extreme", "Severe", "Extreme"):
        last = hub.warnings.issue(POINT, WIND, severity=severity, message_type="Update", references=last.reference)
        told.append(await watching.run())
    assert [some for some in told if some] == [[(1, NEW, Severity.SEVERE)], [(1, RAISED, Severity.EXTREME)]]
    assert told.index([(1, RAISED, Severity.EXTREME)]) == 4


async def test_each_chat_gets_alerts_from_its_own_lowest_severity_on(
    watching: Watching, hub: WeatherServer
) -> None:
    both = (AlertSettings(), SEVERE_ONLY)
    first = hub.warnings.issue(POINT, WIND)
    assert await watching.run(*both) == [(1, NEW, Severity.MODERATE)]
    hub.warnings.issue(POINT, WIND, severity="Severe", message_type="Update", references=first.reference)
    assert await watching.run(*both) == [(1, RAISED, Severity.SEVERE), (2, NEW, Severity.SEVERE)]


async def test_minor_warnings_cause_no_alerts_by_default(watching: Watching, hub: WeatherServer) -> None:
    hub.warnings.issue(POINT, WIND, severity="Minor")
    assert await watching.run() == []
    assert await watching.run(AlertSettings(min_severity=Severity.MINOR)) == [(1, NEW, Severity.MINOR)]


async def test_a_watch_that_is_added_later_gets_an_alert_about_a_warning_in_force(
    watching: Watching, hub: WeatherServer
) -> None:
    hub.warnings.issue(POINT, WIND)
    await watching.run(AlertSettings())
    assert await watching.run(AlertSettings(), AlertSettings()) == [(2, NEW, Severity.MODERATE)]


async def test_a_cancellation_causes_alerts_for_the_watches_that_got_one_about_the_warning(
    watching: Watching, hub: WeatherServer
) -> None:
    both = (AlertSettings(), SEVERE_ONLY)
    first = hub.warnings.issue(POINT, WIND)
    await watching.run(*both)
    update = hub.warnings.issue(POINT, WIND, message_type="Update", references=first.reference)
    await watching.run(*both)
    hub.warnings.issue(POINT, WIND, message_type="Cancel", references=update.reference)
    assert await watching.run(*both) == [(1, CANCELLED, Severity.MODERATE)]
    assert await watching.run(*both) == []


async def test_a_warning_that_ends_or_vanishes_is_not_called_cancelled(
    watching: Watching, hub: WeatherServer
) -> None:
    hub.warnings.issue(POINT, WIND, lasts=timedelta(minutes=15))
    await watching.run()
    hub.warnings.issue(POINT, WIND)
    await watching.run()
    hub.warnings.withdraw_all()
    assert [await watching.run() for _ in range(4)] == [[]] * 4


async def test_two_warnings_of_one_message_have_separate_alerts_and_updates(
    watching: Watching, hub: WeatherServer
) -> None:
    first = hub.warnings.issue(POINT, WIND, InfoText("en", "Snow"))
    assert len(await watching.run()) == 2
    hub.warnings.issue(POINT, WIND, InfoText("en", "Snow"), message_type="Update", references=first.reference)
    assert await watching.run() == []


async def test_a_source_that_is_down_changes_no_state_and_no_alert_is_repeated_afterwards(
    watching: Watching, hub: WeatherServer
) -> None:
    hub.warnings.issue(POINT, WIND)
    await watching.run()
    state = watching.cell.states
    hub.break_("warnings", Fault(FaultKind.STATUS, status=503))
    assert await watching.run() == []
    assert watching.cell.states == state
    hub.mend()
    assert await watching.run() == []


async def test_quiet_hours_delay_a_warning_but_not_one_of_extreme_danger(
    warnings: WarningService, hub: WeatherServer, clock: Clock
) -> None:
    hub.warnings.issue(POINT, WIND, severity="Severe", lasts=timedelta(hours=20))
    hub.warnings.issue(POINT, InfoText("en", "Tornado"), severity="Extreme")
    quiet = AlertSettings(quiet_from=0, quiet_until=1439)
    (result,) = await WarningCheck(warnings).run([watched(MOSCOW, quiet)], clock.utc())
    delays = {alert.event.rpartition(" ")[2]: alert.not_before for alert in result.alerts}
    assert delays["Extreme"] is None
    assert delays["Severe"] is not None


async def test_the_cells_of_an_area_share_one_request(
    warnings: WarningService, hub: WeatherServer, clock: Clock
) -> None:
    cells: Sequence[WatchedCell] = [watched(place, kinds=AlertKinds.WARNINGS) for place in (MOSCOW, MOSCOW, PARIS)]
    await WarningCheck(warnings).run(cells, clock.utc())
    assert asked(hub, "public-alert-server") == 2


async def test_the_monitor_stores_one_alert_with_the_texts_and_without_the_areas_of_the_warning(
    database: Database, warnings: WarningService, hub: WeatherServer, clock: Clock
) -> None:
    hub.warnings.issue(POINT, InfoText("ru-RU", "Ветер"), WIND)
    desk = Desk(database, clock, [WarningCheck(warnings)])
    await desk.watches.add(1, [SavedPlace(MOSCOW)])
    await desk.run_until(clock.utc() + timedelta(hours=2))
    ((chat_id, body),) = await desk.stored()
    assert chat_id == 1
    assert isinstance(body, WarningAlert)
    assert body.warning.areas == ()
    assert [text.event for text in body.warning.texts] == ["Ветер", "Wind"]
    assert body.warning.text_in("en").description == "Gusts up to 25 m/s."
    assert [request.path for request in hub.warning_requests].count(
        "/alert/area"
    ) == 5  # after 0, 10, 30, 70 and 110 minutes


@given(
    severities=st.lists(st.sampled_from([*Severity]), min_size=1, max_size=12),
    lowest=st.sampled_from([*Severity]),
    gaps=st.lists(st.booleans(), min_size=12, max_size=12),
)
def test_however_a_warning_is_updated_a_chat_gets_alerts_only_about_new_highest_severities(
    severities: list[Severity], lowest: Severity, gaps: list[bool]
) -> None:
    cell = watched(MOSCOW, AlertSettings(min_severity=lowest), kinds=AlertKinds.WARNINGS)
    told: list[Severity] = []
    known: list[str] = []
    for number, severity in enumerate(severities):
        warning = OfficialWarning(
            alert_id=f"sender,{number}",
            replaces=tuple(known[-1:]),
            texts=(WarningText(language="en", event="Wind"),),
            severity=severity,
            onset=NOW,
            expires=NOW + timedelta(days=1),
            sent=NOW,
            source="the hub",
        )
        known.append(warning.alert_id)
        # A message of the hub may be missing from a list, and the same list may be checked twice.
        for seen in ((warning,), (), (warning,)) if gaps[number] else ((warning,),):
            result = check_cell(cell, PlaceWarnings(source="the hub", warnings=seen), NOW)
            cell = WatchedCell(cell.key, cell.place, cell.watches, {WarningCheck.name: result.state})
            told += [
                body.warning.severity
                for alert in result.alerts
                if isinstance(body := decode_body(alert.body), WarningAlert)
            ]
    highest = [
        severity
        for number, severity in enumerate(severities)
        if all(severity.rank > before.rank for before in severities[:number]) and severity.rank >= lowest.rank
    ]
    assert told == highest
