"""A shared store that keeps its values in memory, with a clock that tests can set."""

from collections import deque
from collections.abc import Callable

from services.shared.store import (
    LEASE_SECONDS,
    AwaitedLookUpFailed,
    ClaimResult,
    Cooldown,
    LeaseHeld,
    LeaseTaken,
    Spending,
    StoredValue,
)


class MemoryStore:
    """A store that answers at once, as a fast Redis does; while `is_away` is true, the store does not work."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self.values: dict[str, tuple[bytes, float]] = {}
        """Maps a key to the stored value and the time of its deletion."""
        self._leases: dict[str, tuple[str, bytes, float]] = {}
        self._windows: dict[str, deque[float]] = {}
        self.is_away = False

    def digest(self, text: str) -> str:
        return f"digest of {len(text)} characters {hash(text)}"

    async def get(self, key: str) -> StoredValue | None:
        return None if self.is_away else self._value(key)

    def put(self, key: str, body: bytes, seconds: float) -> None:
        if not self.is_away:
            self.values[key] = body, self._clock() + seconds

    async def claim(self, key: str, token: str, min_seconds_left: float, awaited: str) -> ClaimResult | None:
        if self.is_away:
            return None
        value = self._value(key)
        if value is not None and value.seconds_left > min_seconds_left:
            return value
        holder, failure, ends_at = self._leases.get(key, ("", b"", 0.0))
        if self._clock() < ends_at:
            if not failure:
                return LeaseHeld(holder)
            if holder == awaited:
                return AwaitedLookUpFailed(failure)
        self._leases[key] = token, b"", self._clock() + LEASE_SECONDS
        return LeaseTaken()

    def renew(self, key: str, token: str) -> None:
        if not self.is_away and self._leases.get(key, ("",))[0] == token:
            self._leases[key] = token, b"", self._clock() + LEASE_SECONDS

    def release(self, key: str, token: str, failure: bytes = b"") -> None:
        if not self.is_away and self._leases.get(key, ("",))[0] == token:
            self._leases[key] = token, failure, self._clock() + (LEASE_SECONDS if failure else 0)

    async def spend(
        self, budget_key: str, cooldown_key: str, calls: int, limit: int, seconds: float
    ) -> Spending | Cooldown | None:
        if self.is_away:
            return None
        if (cooldown := self._value(cooldown_key)) is not None:
            return Cooldown(cooldown.body, cooldown.seconds_left)
        return self._spend(budget_key, calls, limit, seconds)

    def spend_later(
        self, budget_key: str, calls: int, limit: int, seconds: float, on_result: Callable[[Spending], None]
    ) -> None:
        if not self.is_away:
            on_result(self._spend(budget_key, calls, limit, seconds))

    def _value(self, key: str) -> StoredValue | None:
        body, ends_at = self.values.get(key, (b"", 0.0))
        left = ends_at - self._clock()
        return StoredValue(body, left) if left > 0 else None

    def _spend(self, key: str, calls: int, limit: int, seconds: float) -> Spending:
        now, window = self._clock(), self._windows.setdefault(key, deque())
        while window and window[0] <= now - seconds:
            window.popleft()
        left = window[0] + seconds - now if window else seconds
        is_allowed = len(window) + calls <= limit
        if is_allowed:
            window.extend([now] * calls)
            for _ in range(min(-calls, len(window))):
                window.pop()
        return Spending(is_allowed, len(window), left)
