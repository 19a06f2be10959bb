"""What all checks have in common: quiet hours, muted chats and the times of forecasts."""

from datetime import UTC, datetime, timedelta

import pytest

from services.alerts.checks import (
    FORECAST_INTERVAL,
    MAX_FORECAST_JITTER,
    AlertEvent,
    end_of_quiet_hours,
    forecast_due_at,
    new_alert,
    watches_for,
)
from services.alerts.models import (
    PrecipitationAlert,
    PrecipitationForm,
    PrecipitationPhase,
    ThresholdAlert,
    decode_body,
    encode_body,
)
from services.places import Place
from services.storage.alert_models import AlertKinds, AlertSettings
from services.weather import Forecast
from tests.services.alerts.conftest import watched
from tests.services.alerts.quarters import NOON
from tests.services.conftest import LONDON, around

AT_NIGHT = AlertSettings(quiet_from=22 * 60, quiet_until=7 * 60)
AT_NOON = AlertSettings(quiet_from=12 * 60, quiet_until=13 * 60 + 30)
NEW_YORK = Place("New York", 40.71, -74.01, timezone="America/New_York")
POLE = Place("South Pole", -90.0, 0.0)
DATE_LINE = Place("Millennium Island", -9.95, -150.2, timezone="Pacific/Kiritimati")  # UTC+14
BODY = PrecipitationAlert(
    form=PrecipitationForm.RAIN, phase=PrecipitationPhase.COMING, seen_at=NOON, start=NOON + timedelta(hours=1)
)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("settings", "place", "now", "end"),
    [
        (AT_NIGHT, LONDON, "2026-11-27T21:59", None),
        (AT_NIGHT, LONDON, "2026-11-27T22:00", "2026-11-28T07:00"),
        (AT_NIGHT, LONDON, "2026-11-28T06:59", "2026-11-28T07:00"),
        (AT_NIGHT, LONDON, "2026-11-28T07:00", None),
        (AT_NIGHT, NEW_YORK, "2026-11-27T22:00", None),
        (AT_NIGHT, NEW_YORK, "2026-11-28T04:00", "2026-11-28T12:00"),
        (AT_NIGHT, DATE_LINE, "2026-11-27T08:00", "2026-11-27T17:00"),
        (AT_NIGHT, POLE, "2026-11-27T23:00", "2026-11-28T07:00"),
        (AT_NOON, LONDON, "2026-11-27T12:29", "2026-11-27T13:30"),
        (AT_NOON, LONDON, "2026-11-27T22:30", None),
        (AlertSettings(), LONDON, "2026-11-27T03:00", None),
        (AlertSettings(quiet_from=60, quiet_until=60), LONDON, "2026-11-27T01:00", None),
        # Clocks in London skip 01:00 to 02:00 on 29 March, and show it twice on 25 October.
        (AT_NIGHT, LONDON, "2026-03-29T00:30", "2026-03-29T06:00"),
        (AlertSettings(quiet_from=0, quiet_until=90), LONDON, "2026-03-29T00:30", "2026-03-29T01:30"),
        (AlertSettings(quiet_from=0, quiet_until=90), LONDON, "2026-10-25T00:10", "2026-10-25T00:30"),
        (AlertSettings(quiet_from=0, quiet_until=90), LONDON, "2026-10-25T01:10", None),
    ],
)
def test_quiet_hours_follow_the_clock_of_the_place(
    settings: AlertSettings, place: Place, now: str, end: str | None
) -> None:
    assert end_of_quiet_hours(settings, place, utc(now)) == (None if end is None else utc(end))


def test_an_alert_waits_for_the_end_of_the_quiet_hours_unless_it_is_urgent_or_worthless_by_then() -> None:
    ((watch, settings),) = watched(LONDON, AT_NOON).watches
    end = NOON + timedelta(hours=1, minutes=30)
    waiting = new_alert(watch, settings, AlertEvent("rain", BODY, end + timedelta(hours=1)), NOON)
    urgent = new_alert(watch, settings, AlertEvent("rain", BODY, end, is_urgent=True), NOON)

    assert waiting is not None
    assert urgent is not None
    assert (waiting.not_before, urgent.not_before) == (end, None)
    assert new_alert(watch, settings, AlertEvent("rain", BODY, end), NOON) is None
    assert decode_body(waiting.body) == BODY


def test_watches_of_other_kinds_and_of_muted_chats_are_left_out() -> None:
    muted = AlertSettings(muted_until=NOON + timedelta(hours=1))
    over = AlertSettings(muted_until=NOON)
    cell = watched(LONDON, muted, over, kinds=AlertKinds.FROST)

    assert [watch.id for watch, _ in watches_for(cell, AlertKinds.FROST | AlertKinds.HEAT, NOON)] == [2]
    assert not list(watches_for(cell, AlertKinds.PRECIPITATION, NOON))


def test_cells_whose_forecasts_arrived_together_need_the_next_ones_at_different_times() -> None:
    forecast = Forecast(provider="Any", timezone=UTC, received_at=NOON)
    due = [forecast_due_at(watched(place), forecast, NOON) for place in around(40)]

    assert min(due) >= NOON + FORECAST_INTERVAL
    assert max(due) <= NOON + FORECAST_INTERVAL + MAX_FORECAST_JITTER
    assert len(set(due)) == 40
    # An old forecast, which is shown as no provider answers, is not requested again at once.
    assert forecast_due_at(watched(), forecast, NOON + timedelta(hours=9)) == NOON + timedelta(hours=9, minutes=15)


@pytest.mark.parametrize(
    "body", [BODY, ThresholdAlert(kind=AlertKinds.FROST, threshold=0.0, value=-3.5, seen_at=NOON, start=NOON)]
)
def test_a_body_survives_its_json(body: PrecipitationAlert | ThresholdAlert) -> None:
    assert decode_body(encode_body(body)) == body


@pytest.mark.parametrize(
    "stored", ["", "{}", "null", '{"type":"later"}', encode_body(BODY).replace('"rain"', '"frogs"')]
)
def test_a_body_of_another_version_is_none(stored: str) -> None:
    assert decode_body(stored) is None
