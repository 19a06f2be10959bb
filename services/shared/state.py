"""Creates what the parts of the bot share with other processes, such as results, budgets and a pace."""

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
        seconds_kept: Callable[[Any], float],
        min_seconds_left: float = 0.0,
    ) -> SharedResults[Any]:
        """Return the shared results of the *kind*, which have the type *value_type*; see SharedResults."""
        return SharedResults(self._store, kind, Codec(value_type), seconds_kept, min_seconds_left)

    def budget(
        self, kind: str, owner: object, calls: int, seconds: float, *, clock: Callable[[], float]
    ) -> SharedBudget:
        """Return the shared budget of the *kind* for *owner*, a user or chat: *calls* in *seconds*."""
        key = f"budget:{kind}:{self._store.digest(repr(owner))}"
        return SharedBudget(self._store, key, calls, seconds, clock=clock)

    def call_limits(self, account: str, url: str) -> SharedCallLimits:
        """Return the shared limits of calls to *url*.

        *account* stands for the name of the service and the credentials: calls with one account spend one budget,
        and a cooldown for a refused key ends when the key is replaced.
        """
        digest = self._store.digest
        return SharedCallLimits(self._store, f"calls:{digest(account)}", f"cooldown:{digest(f'{account} {url}')}")

    def pace(self, name: str, per_second: float) -> SharedPace:
        """Return the shared pace with this *name*: *per_second* turns in one second for all processes together."""
        return SharedPace(self._store, name, per_second)
