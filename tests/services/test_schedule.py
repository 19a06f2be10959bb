from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.year import ZONES
from services.schedule import EVERY_DAY, Schedule, Weekdays

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def first(minutes: int, zone: str, after: str, weekdays: Weekdays = EVERY_DAY) -> str:
    """Return the first occurrence after a UTC moment, on the clocks of its zone."""
    found = Schedule(minutes, zone, weekdays).next_after(datetime.fromisoformat(after).replace(tzinfo=UTC))
    return found.astimezone(ZoneInfo(zone)).strftime("%a %Y-%m-%d %H:%M%z")


@pytest.mark.parametrize(
    ("minutes", "zone", "after", "expected"),
    [
        (480, "Europe/Moscow", "2026-01-19 04:59", "Mon 2026-01-19 08:00+0300"),
        (480, "Europe/Moscow", "2026-01-19 05:00", "Tue 2026-01-20 08:00+0300"),
        (345, "Asia/Kathmandu", "2026-01-18 23:59", "Mon 2026-01-19 05:45+0545"),
        # 01:00 becomes 02:00
        (90, "Europe/London", "2026-03-28 12:00", "Sun 2026-03-29 02:30+0100"),
        (90, "Europe/London", "2026-03-29 01:30", "Mon 2026-03-30 01:30+0100"),
        # 02:00 becomes 01:00
        (90, "Europe/London", "2026-10-24 12:00", "Sun 2026-10-25 01:30+0100"),
        (90, "Europe/London", "2026-10-25 00:30", "Mon 2026-10-26 01:30+0000"),
        # 02:00 becomes 02:30
        (135, "Australia/Lord_Howe", "2026-10-03 12:00", "Sun 2026-10-04 02:45+1100"),
        # 00:00 becomes 01:00
        (0, "America/Santiago", "2026-09-05 12:00", "Sun 2026-09-06 01:00-0300"),
        # 23:00 becomes 00:00: Saturday's falls on Sunday
        (1410, "America/Nuuk", "2026-03-28 12:00", "Sun 2026-03-29 00:30-0100"),
        (1410, "America/Nuuk", "2026-03-29 01:30", "Sun 2026-03-29 23:30-0100"),
        # dates that were skipped
        (480, "Pacific/Apia", "2011-12-29 18:00", "Sat 2011-12-31 08:00+1400"),
        (480, "Pacific/Kwajalein", "1993-08-20 20:00", "Sun 1993-08-22 08:00+1200"),
    ],
)
def test_the_next_occurrence(minutes: int, zone: str, after: str, expected: str) -> None:
    assert first(minutes, zone, after) == expected


def test_an_unknown_time_zone_is_taken_as_utc() -> None:
    found = Schedule(480, "Nowhere/Land").next_after(datetime(2026, 1, 19, 8, tzinfo=UTC))
    assert found == datetime(2026, 1, 20, 8, tzinfo=UTC)


def test_only_its_weekdays_count_and_a_skipped_one_is_waited_for_a_week() -> None:
    assert first(480, "Europe/Moscow", "2026-01-19 12:00", Weekdays.MONDAY) == "Mon 2026-01-26 08:00+0300"
    some = Weekdays.TUESDAY | Weekdays.SATURDAY
    assert first(480, "Europe/Moscow", "2026-01-21 12:00", some) == "Sat 2026-01-24 08:00+0300"
    assert first(480, "Pacific/Apia", "2011-12-25 12:00", Weekdays.FRIDAY) == "Fri 2012-01-06 08:00+1400"


@pytest.mark.parametrize(("minutes", "weekdays"), [(-1, 1), (1440, 1), (0, 0), (0, 128)])
def test_an_invalid_time_or_no_weekday_is_rejected(minutes: int, weekdays: int) -> None:
    with pytest.raises(ValueError, match="invalid schedule"):
        Schedule(minutes, "UTC", Weekdays(weekdays))


@pytest.mark.parametrize("zone", ZONES)
def test_through_a_year_each_date_has_its_occurrence_and_none_has_two(zone: str) -> None:
    there = ZoneInfo(zone)
    for minutes in (0, 30, 90, 120, 135, 150, 480, 1410):
        schedule = Schedule(minutes, zone)
        moment = datetime(2026, 1, 1, tzinfo=there).astimezone(UTC) - MINUTE
        for day in (date(2026, 1, 1) + days * DAY for days in range(365)):
            moment = schedule.next_after(moment)
            wanted = datetime(day.year, day.month, day.day, *divmod(minutes, 60), tzinfo=there)
            if exists(wanted):
                assert moment == wanted.astimezone(UTC), wanted
            else:
                assert (
                    MINUTE <= moment.astimezone(there).replace(tzinfo=None) - wanted.replace(tzinfo=None) <= HOUR
                )


@settings(max_examples=200, deadline=None)
@given(
    zone=st.sampled_from([*ZONES, "Pacific/Kiritimati", "Asia/Tehran", "America/St_Johns", "Atlantic/Azores"]),
    days=st.floats(0, 46 * 365),
    minutes=st.integers(0, 1439),
    weekdays=st.integers(1, 127).map(Weekdays),
)
def test_an_occurrence_is_the_first_time_shown_by_the_clock_and_no_date_is_skipped(
    zone: str, days: float, minutes: int, weekdays: Weekdays
) -> None:
    there, moment = ZoneInfo(zone), datetime(1990, 1, 1, tzinfo=UTC) + days * DAY
    found = Schedule(minutes, zone, weekdays).next_after(moment)
    assert moment < found <= moment + 15 * DAY

    def wanted(day: date) -> datetime:
        return datetime(day.year, day.month, day.day, *divmod(minutes, 60), tzinfo=there)

    shown = found.astimezone(there)
    if exists(wanted(shown.date())) and exists(wanted(shown.date() - DAY)):
        assert (shown.replace(tzinfo=None), shown.fold) == (wanted(shown.date()).replace(tzinfo=None), 0)
        assert weekdays >> shown.weekday() & 1
    day = moment.astimezone(there).date()
    while day < shown.date():
        assert not weekdays >> day.weekday() & 1 or not exists(wanted(day)) or wanted(day) <= moment
        day += DAY


def exists(shown: datetime) -> bool:
    return shown.astimezone(UTC).astimezone(shown.tzinfo).replace(tzinfo=None) == shown.replace(tzinfo=None)
