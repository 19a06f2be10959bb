"""The monitor of watched cells, which claims the cells that are due, runs the checks, and stores their alerts."""

import asyncio
import json
import logging
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Protocol

from services.alerts.checks import RETRY_INTERVAL, Check, CheckResult
from services.errors import StorageError
from services.storage.alert_models import NewAlert, WatchedCell
from services.tasks import cancel_all

logger = logging.getLogger(__name__)

MAX_CELLS_PER_CLAIM = 50
"""Maximum number of cells per claim; a request to Open-Meteo has room for 50 places, one for each cell."""

CHECK_TIMEOUT = 45.0
"""Time limit in seconds of one check for all cells of a claim."""

RENEWAL_INTERVAL = 5.0
"""Time between renewals of the leases while checks run, in seconds; a lease lasts 20 s."""

MAX_CLAIM_INTERVAL = 10.0
"""Maximum time in seconds until the next search for due cells, because another process may have added a watch."""

DATABASE_RETRY_INTERVAL = 1.0
"""Time in seconds after which a failed database operation is repeated."""

MIN_CHECK_INTERVAL = timedelta(minutes=1)
"""Minimum time until the next check of a cell, even if the check returns a time in the past."""

DUE_TIMES_KEY = "due"
"""Key in `WatchedCell.states` for a map from the name of each check to the Unix time at which the check is due."""

LAST_WATCH_KEY = "last-watch"
"""Key in `WatchedCell.states` for the highest id of the watches that the cell had at its last check."""


class CellStore(Protocol):
    """The watched cells in the database; all methods raise StorageError when the database fails."""

    async def next_claimable_at(self) -> float | None:
        """Return the Unix time from which the next cell can be claimed; None if there is no cell."""

    async def claim(self, limit: int) -> list[WatchedCell]:
        """Lease up to *limit* due cells, and return the cells with their watches."""

    async def renew(self, cells: Collection[WatchedCell]) -> set[str]:
        """Renew the leases that this process still holds on *cells*.

        Return the keys of the cells with a renewed lease.
        """

    async def record_check(
        self, cell: WatchedCell, states: Mapping[str, str], alerts: Sequence[NewAlert], next_check_at: datetime
    ) -> bool:
        """Store *states* and *alerts* in one transaction; return False if another process holds the cell."""

    async def release_all(self) -> None:
        """Release all claimed cells."""


class AlertMonitor:
    """Runs *checks* for the cells in *store* that are due.

    Each check gets all cells of a claim in one call, and the checks run concurrently. A check that raises an
    exception or takes too long is logged and repeated after RETRY_INTERVAL. A failed check leaves its states
    unchanged, and does not prevent other checks from running. The states and the alerts of a cell are stored in
    one transaction, so that a crash neither loses an alert nor repeats it.
    """

    def __init__(
        self, store: CellStore, checks: Sequence[Check], *, clock: Callable[[], float] = time.time
    ) -> None:
        self._store = store
        self._checks = checks
        self._clock = clock
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """Make the monitor search for due cells now.

        Call this method after a watch was added or changed.
        """
        self._woken.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Check due cells until *stop* is set; at the end, cancel the running checks and release their cells."""
        stopping = asyncio.create_task(stop.wait())
        checking = asyncio.create_task(self._check_until_cancelled())
        try:
            await asyncio.wait({stopping, checking}, return_when=asyncio.FIRST_COMPLETED)
            await cancel_all([checking])
            with suppress(asyncio.CancelledError):
                await checking  # `await` raises the task's exception if the task has failed
            await self._release_cells()
        finally:
            await cancel_all([stopping, checking])

    async def _check_until_cancelled(self) -> None:
        while True:
            try:
                pause = await self._check_due_cells()
            except StorageError as error:
                # `Database` logs a warning, so the level of this line is only DEBUG.
                logger.debug("could not check cells, because the database failed: %s", error)
                pause = DATABASE_RETRY_INTERVAL
            if pause > 0:
                with suppress(TimeoutError):
                    async with asyncio.timeout(pause):
                        await self._woken.wait()
                self._woken.clear()

    async def _check_due_cells(self) -> float:
        """Claim due cells, check and record them, and return the seconds until the next search for due cells."""
        claimable_at = await self._store.next_claimable_at()
        if claimable_at is None or (pause := claimable_at - self._clock()) > 0:
            return MAX_CLAIM_INTERVAL if claimable_at is None else min(pause, MAX_CLAIM_INTERVAL)
        cells = await self._store.claim(MAX_CELLS_PER_CLAIM)
        if not cells:
            return DATABASE_RETRY_INTERVAL  # another process has claimed the due cells
        now = datetime.fromtimestamp(self._clock(), UTC)
        renewing = asyncio.create_task(self._renew_leases(cells))
        try:
            results = await self._run_checks(cells, now)
            for cell in cells:
                await self._record_results(cell, results[cell.key], now)
        finally:
            await cancel_all([renewing])
        return 0.0

    async def _renew_leases(self, cells: Sequence[WatchedCell]) -> None:
        while True:
            await asyncio.sleep(RENEWAL_INTERVAL)
            try:
                await self._store.renew(cells)
            except StorageError as error:
                logger.debug("could not renew the leases of cells, because the database failed: %s", error)

    async def _run_checks(
        self, cells: Sequence[WatchedCell], now: datetime
    ) -> Mapping[str, Mapping[str, CheckResult]]:
        """Run the checks that are due.

        Return a map from the key of a cell to another map, from the name of each check to its result.
        """
        results: dict[str, dict[str, CheckResult]] = {cell.key: {} for cell in cells}
        due = {cell.key: self._due_checks(cell, now) for cell in cells}

        async def run_for_due_cells(check: Check) -> None:
            checked = [cell for cell in cells if check.name in due[cell.key]]
            if not checked:
                return
            for cell, result in zip(checked, await _run_check(check, checked, now), strict=True):
                results[cell.key][check.name] = result

        async with asyncio.TaskGroup() as group:
            for check in self._checks:
                group.create_task(run_for_due_cells(check))
        return results

    def _due_checks(self, cell: WatchedCell, now: datetime) -> set[str]:
        """Return the names of the checks to run for *cell*: the due ones among the checks that its watches want.

        All wanted checks run if the cell has a new watch or if none of them is due. A cell without a due check is
        claimed only after a change of a watch or of a chat's settings.
        """
        due_at = _due_times_by_check(cell)
        wanted = self._wanted_checks(cell)
        if cell.states.get(LAST_WATCH_KEY) != _last_watch_id(cell):
            return wanted
        due = {name for name in wanted if due_at.get(name, 0.0) <= now.timestamp()}
        return due or wanted

    def _wanted_checks(self, cell: WatchedCell) -> set[str]:
        return {
            check.name for check in self._checks if any(check.kinds & watch.kinds for watch, _ in cell.watches)
        }

    async def _record_results(self, cell: WatchedCell, results: Mapping[str, CheckResult], now: datetime) -> None:
        wanted = self._wanted_checks(cell)
        earliest = now + MIN_CHECK_INTERVAL
        due_at = {name: at for name, at in _due_times_by_check(cell).items() if name in wanted}
        due_at |= {name: max(result.next_check_at, earliest).timestamp() for name, result in results.items()}
        states = {name: state for name, state in cell.states.items() if name in wanted}
        states |= {name: result.state for name, result in results.items() if result.state}
        states[LAST_WATCH_KEY] = _last_watch_id(cell)
        states[DUE_TIMES_KEY] = json.dumps(due_at)
        next_check_at = datetime.fromtimestamp(min(due_at.values()), UTC) if due_at else now + RETRY_INTERVAL
        alerts = [alert for result in results.values() for alert in result.alerts]
        if not await self._store.record_check(cell, states, alerts, max(next_check_at, earliest)):
            logger.info("discarded the results of checks for a cell, because another process has claimed the cell")

    async def _release_cells(self) -> None:
        try:
            await self._store.release_all()
        except StorageError as error:
            logger.warning("could not release the claimed cells; their leases expire: %s", error)


async def _run_check(check: Check, cells: Sequence[WatchedCell], now: datetime) -> Sequence[CheckResult]:
    """Return the results of *check*.

    If *check* fails, the results have the old states and no alerts.
    """
    try:
        async with asyncio.timeout(CHECK_TIMEOUT):
            results = await check.run(cells, now)
        if len(results) == len(cells):
            return results
        logger.error("the check %r returned %d results for %d cells", check.name, len(results), len(cells))
    except TimeoutError:
        logger.warning("the check %r took longer than %g s", check.name, CHECK_TIMEOUT)
    except Exception:
        logger.exception("the check %r raised an exception", check.name)
    return [CheckResult(cell.states.get(check.name, ""), (), now + RETRY_INTERVAL) for cell in cells]


def _due_times_by_check(cell: WatchedCell) -> Mapping[str, float]:
    """Return a map from the name of each check of *cell* to the Unix time at which the check is due."""
    try:
        stored = json.loads(cell.states.get(DUE_TIMES_KEY, "{}"))
    except ValueError:
        return {}
    if not isinstance(stored, dict):
        return {}
    return {name: float(at) for name, at in stored.items() if isinstance(at, int | float)}


def _last_watch_id(cell: WatchedCell) -> str:
    return str(max((watch.id for watch, _ in cell.watches), default=0))
