"""Creates the objects through which processes share results, budgets, cooldowns and the pace of pushes."""

from collections.abc import Callable
from typing import Any

from services.shared.encoding import Codec
from services.shared.limits import SharedBudget, SharedCallLimits, SharedPace
from services.shared.results import SharedResults
from services.shared.store import SharedStore


class SharedState:
    """The state that the bot shares with other processes through *store*."""

    def __init__(self, store: SharedStore) -> None:
        self._store = store

    def results(
        self,
        kind: str,
        value_type: Any,  # noqa: ANN401 - a class, or a type such as tuple[Place, ...]
        seconds_kept_of: Callable[[Any], float],
        min_seconds_left: float = 0.0,
    ) -> SharedResults[Any]:
        """Return the SharedResults for results of *kind*, whose type is *value_type*."""
        return SharedResults(self._store, kind, Codec(value_type), seconds_kept_of, min_seconds_left)

    def budget(
        self, kind: str, owner: object, calls: int, seconds: float, *, clock: Callable[[], float]
    ) -> SharedBudget:
        """Return the shared budget of *kind* for *owner*, which is a user or chat.

        The budget allows *calls* calls in *seconds* seconds.
        """
        key = f"budget:{kind}:{self._store.digest(repr(owner))}"
        return SharedBudget(self._store, key, calls, seconds, clock=clock)

    def call_limits(self, account: str, url: str) -> SharedCallLimits:
        """Return the shared limits of calls to *url*.

        *account* identifies the service and the credentials. Each account has a budget and a cooldown of its own.
        """
        digest = self._store.digest
        return SharedCallLimits(self._store, f"calls:{digest(account)}", f"cooldown:{digest(f'{account} {url}')}")

    def pace(self, name: str, per_second: float) -> SharedPace:
        """Return the shared pace called *name*.

        All processes together take at most *per_second* turns in one second.
        """
        return SharedPace(self._store, name, per_second)
