"""The texts about watched places: their present state, and the alerts to come."""

import pytest

from handlers.views.alerts import NowcastAndWarnings, watch_text, watches_added_text
from handlers.views.units import Units
from services.errors import Failure, Reason
from services.storage import AlertSettings, SavedPlace, Watch
from tests.handlers.test_warnings_view import NOW
from tests.services.conftest import MOSCOW


@pytest.mark.parametrize(
    ("reason", "said", "is_promised"),
    [(Reason.BAD_REQUEST, "switched off", False), (Reason.UNAVAILABLE, "unknown", True)],
)
def test_official_warnings_are_promised_only_if_they_are_switched_on(
    english: Units, reason: Reason, said: str, is_promised: bool
) -> None:
    watch = Watch(1, 1, SavedPlace(MOSCOW))
    state = NowcastAndWarnings(nowcast=Failure(Reason.UNAVAILABLE), warnings=Failure(reason))
    for text in (
        watches_added_text([(watch, state)], AlertSettings(), english, NOW),
        watch_text(watch, state, AlertSettings(), english, NOW),
    ):
        assert f"Official warnings: {said}" in text
        assert ("Official warnings: 🟡" in text) == is_promised
