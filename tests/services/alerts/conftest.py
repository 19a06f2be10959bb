"""A monitor on a database, with the sandbox's weather and a clock that the tests move."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import aiohttp
import pytest
from sqlalchemy import select

from sandbox.weather import StagedWeather, WeatherServer
from services.alerts.checks import Check
from services.alerts.models import AlertBody, decode_body
from services.alerts.monitor import AlertMonitor
from services.alerts.precipitation_check import PrecipitationCheck
from services.alerts.threshold_check import ThresholdCheck
from services.places import Place
from services.providers.open_meteo.current import OpenMeteo
from services.storage import Database
from services.storage.alert_models import ALL_KINDS, AlertKinds, AlertSettings, Watch, WatchedCell, cell_of
from services.storage.alert_schema import alerts
from services.storage.models import SavedPlace
from services.storage.watched_cells import WatchedCells
from services.storage.watches import Watches
from services.weather import WeatherService
from tests.services.conftest import MOSCOW, Clock


def watched(
    place: Place = MOSCOW,
    *settings: AlertSettings,
    kinds: AlertKinds = ALL_KINDS,
    states: dict[str, str] | None = None,
    first_id: int = 1,
) -> WatchedCell:
    """Return a cell with a watch of *place* for each of *settings*, by default one with the default settings."""
    watches = [
        (Watch(first_id + number, first_id + number, SavedPlace(place), kinds), chosen)
        for number, chosen in enumerate(settings or (AlertSettings(),))
    ]
    return WatchedCell(cell_of(place), place, watches, states or {})


@dataclass
class Desk:
    """A monitor with its stores, whose rounds the tests start one by one."""

    database: Database
    clock: Clock
    checks: Sequence[Check]
    wakes: int = 0
    woken: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.watches = Watches(self.database, clock=self.clock)
        self.cells = WatchedCells(self.database, self._on_alerts, clock=self.clock)
        self.monitor = AlertMonitor(self.cells, self.checks, clock=self.clock)

    def _on_alerts(self) -> None:
        self.wakes += 1
        self.woken.set()

    async def run_once(self) -> None:
        """Run the monitor until it waits for the next due cell."""
        while not await self.monitor._check_due_cells():
            pass

    async def run_until(self, end: datetime) -> None:
        """Run the monitor until *end*, and set the clock to each time at which a cell is due."""
        await self.run_once()
        while (next_at := await self.cells.next_claimable_at()) is not None and next_at <= end.timestamp():
            self.clock.go_to(datetime.fromtimestamp(max(next_at, self.clock()), UTC))
            await self.run_once()
        self.clock.go_to(end)

    async def stored(self) -> list[tuple[int, AlertBody]]:
        """Return the chat and the body of each stored alert."""
        async with self.database.connect() as connection:
            rows = await connection.execute(select(alerts).order_by(alerts.c.id))
        found = [(row.chat_id, decode_body(row.body)) for row in rows]
        return [(chat_id, body) for chat_id, body in found if body is not None]


@pytest.fixture
async def sky(clock: Clock) -> AsyncIterator[WeatherServer]:
    """Weather that is dry today; the tests set the precipitation."""
    async with WeatherServer(now=clock.utc, source=StagedWeather(clock.utc)) as server:
        yield server


@pytest.fixture
async def forecasts(
    sky: WeatherServer, session: aiohttp.ClientSession, clock: Clock
) -> AsyncIterator[WeatherService]:
    async with WeatherService([OpenMeteo(url=sky.url)], session, now=clock.utc, clock=clock) as service:
        yield service


@pytest.fixture
def desk(database: Database, clock: Clock, forecasts: WeatherService) -> Desk:
    return Desk(database, clock, [PrecipitationCheck(forecasts), ThresholdCheck(forecasts)])
