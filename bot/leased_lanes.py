"""The leased lanes of one worker of the queue, and the ids of their unfinished updates, in memory."""

from collections.abc import Callable, Collection, Iterable, Mapping
from itertools import takewhile

from services.questions import MAX_FOLLOW_UP_AGE
from services.storage.queue import LeasedUpdate

LANE_RETENTION = MAX_FOLLOW_UP_AGE
"""Time in seconds for which a worker keeps a lane after the last update of the lane.

Some data of a chat are in the memory of one process only. Examples are the last questions of the members of a
group, and cached settings. The data in memory expire within LANE_RETENTION.
"""


class LeasedLanes:
    """The leased lanes of a worker, and the ids of their unfinished updates. *clock* returns monotonic seconds."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._lane_of: dict[int, int] = {}
        """The lanes of the unfinished updates in memory, by update id."""
        self._lengths: dict[int, int] = {}
        """The number of unfinished updates of each leased lane."""
        self._waiting_suspects: set[int] = set()
        """The ids of updates that may have crashed a process, and that this worker has not begun to handle."""
        self._idle: dict[int, float] = {}
        """Maps each lane without unfinished updates to the monotonic time at which it became idle; oldest first.
        """

    def __contains__(self, lane: int) -> bool:
        """Return whether the worker has leased *lane*."""
        return lane in self._lengths

    @property
    def lanes(self) -> Collection[int]:
        """The leased lanes."""
        return self._lengths.keys()

    @property
    def unfinished_ids(self) -> Collection[int]:
        """The ids of the unfinished updates in memory."""
        return self._lane_of.keys()

    @property
    def started_updates(self) -> Mapping[int, int]:
        """Maps the ids of the updates that this worker may be handling to their lanes."""
        oldest: dict[int, int] = {}
        for update_id, lane in sorted(self._lane_of.items()):
            oldest.setdefault(lane, update_id)
        return {update_id: lane for lane, update_id in oldest.items() if update_id not in self._waiting_suspects}

    def mark_started(self, update_id: int) -> None:
        """Record that this worker begins to handle the update, which another process began but did not finish."""
        self._waiting_suspects.discard(update_id)

    def add(self, lanes: Iterable[int], updates: Iterable[LeasedUpdate]) -> None:
        """Add *lanes*, some of which may be known already, and *updates*, which belong to leased lanes."""
        for lane in lanes:
            if lane not in self._lengths:
                self._lengths[lane], self._idle[lane] = 0, self._clock()
        for update in updates:
            self._lane_of[update.update_id] = update.lane
            self._lengths[update.lane] = self._lengths.get(update.lane, 0) + 1
            self._idle.pop(update.lane, None)
            if update.attempts:
                self._waiting_suspects.add(update.update_id)

    def remove_lanes(self, lanes: Iterable[int]) -> None:
        """Remove released lanes."""
        for lane in lanes:
            del self._lengths[lane]
            self._idle.pop(lane, None)

    def remove_update(self, update_id: int) -> bool:
        """Remove the update from memory; return whether the update was in memory."""
        self._waiting_suspects.discard(update_id)
        lane = self._lane_of.pop(update_id, None)
        if lane is None:
            return False
        self._lengths[lane] -= 1
        if not self._lengths[lane]:
            self._idle[lane] = self._clock()
        return True

    def lanes_idle_for(self, seconds: float) -> list[int]:
        """Return the lanes that have had no unfinished update for *seconds*."""
        latest = self._clock() - seconds
        return list(takewhile(lambda lane: self._idle[lane] <= latest, self._idle))

    def clear(self) -> None:
        """Remove all lanes and updates."""
        for known in (self._lane_of, self._lengths, self._idle, self._waiting_suspects):
            known.clear()
