"""The phases of the moon, compared with the tables of the United States Naval Observatory."""

from datetime import UTC, datetime, timedelta

import pytest

from services.moon import MoonPhase, moon_of_day


@pytest.mark.parametrize(
    ("full", "new"),
    [
        (datetime(2024, 1, 25, 17, 54, tzinfo=UTC), datetime(2024, 2, 9, 22, 59, tzinfo=UTC)),
        (datetime(2025, 3, 14, 6, 55, tzinfo=UTC), datetime(2025, 3, 29, 10, 58, tzinfo=UTC)),
        (datetime(2026, 3, 3, 11, 38, tzinfo=UTC), datetime(2026, 3, 19, 1, 23, tzinfo=UTC)),
    ],
)
def test_full_and_new_moon_are_right_to_the_hour(full: datetime, new: datetime) -> None:
    start = full.replace(hour=0, minute=0)
    moon = moon_of_day(start)
    assert moon.phase is MoonPhase.FULL
    assert abs(moon.next_full - full) < timedelta(hours=1)
    assert abs(moon.next_new - new) < timedelta(hours=1)
    assert moon.illuminated > 99


def test_each_phase_comes_once_in_order_within_a_month() -> None:
    days = [moon_of_day(datetime(2026, 11, 9, tzinfo=UTC) + timedelta(days=day)).phase for day in range(30)]
    assert list(dict.fromkeys(days)) == list(MoonPhase)
