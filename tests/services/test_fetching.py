"""The data that are fetched for a question, and the data that replace them after a failure."""

from datetime import UTC, datetime, time, timedelta

import pytest

from services.answers.fetching import DataKind, DataNeeds, data_needs, required_extent
from services.questions import (
    DayPart,
    InDays,
    InHours,
    Now,
    OnDay,
    Quantity,
    Question,
    SeveralDays,
    Subject,
    Weekend,
    When,
)
from services.weather import Extent

NOW = datetime(2026, 11, 26, 9, 7, tzinfo=UTC)  # a Thursday
TOMORROW = OnDay(InDays(1))


@pytest.mark.parametrize(
    ("when", "what", "page"),
    [
        (None, Quantity.WEATHER, Subject.NOW),
        (Now(), Quantity.WEATHER, Subject.NOW),
        (SeveralDays(), Quantity.WEATHER, Subject.DAYS),
        (SeveralDays(5), Quantity.WEATHER, Subject.DAYS),
        (SeveralDays(3), Quantity.WEATHER, Subject.ASKED),
        (SeveralDays(next_week=True), Quantity.WEATHER, Subject.ASKED),
        (TOMORROW, Quantity.WEATHER, Subject.ASKED),
        (None, Quantity.RAIN, Subject.ASKED),
        (Now(), Quantity.WIND, Subject.ASKED),
    ],
)
def test_a_time_or_a_quantity_has_a_page_of_its_own(when: When | None, what: Quantity, page: Subject) -> None:
    assert Question("", when=when, quantity=what).answer_subject is page


def test_a_command_for_the_days_shows_them_unless_the_text_names_a_time() -> None:
    assert Question("", Subject.DAYS).answer_subject is Subject.DAYS
    assert Question("", Subject.DAYS, TOMORROW).answer_subject is Subject.ASKED


@pytest.mark.parametrize(
    ("when", "what", "needs"),
    [
        (None, Quantity.TEMPERATURE, DataNeeds(DataKind.REPORT)),
        (Now(), Quantity.RAIN, DataNeeds(DataKind.REPORT, (DataKind.FORECAST,))),
        (None, Quantity.PRESSURE, DataNeeds(DataKind.REPORT, (DataKind.FORECAST,))),
        (None, Quantity.UV, DataNeeds(DataKind.FORECAST)),
        (TOMORROW, Quantity.RAIN, DataNeeds(DataKind.FORECAST)),
        (TOMORROW, Quantity.WARMER, DataNeeds(DataKind.FORECAST)),
        (TOMORROW, Quantity.AIR, DataNeeds(DataKind.AIR)),
        (None, Quantity.WATER, DataNeeds(DataKind.SEA)),
        (None, Quantity.BEACH, DataNeeds(DataKind.SEA, (DataKind.REPORT,))),
        (TOMORROW, Quantity.BEACH, DataNeeds(DataKind.SEA, (DataKind.FORECAST,))),
        (TOMORROW, Quantity.SUN, DataNeeds(None)),
    ],
)
def test_what_is_fetched_follows_from_the_question(when: When | None, what: Quantity, needs: DataNeeds) -> None:
    assert data_needs(when, what) == needs


@pytest.mark.parametrize(
    ("when", "what", "extent"),
    [
        (TOMORROW, Quantity.WEATHER, Extent.USUAL),
        (OnDay(InDays(1), DayPart.EVENING), Quantity.RAIN, Extent.USUAL),
        (OnDay(InDays(0), hour=time(18)), Quantity.WEATHER, Extent.USUAL),
        (InHours(4), Quantity.WEATHER, Extent.USUAL),
        (Weekend(), Quantity.WEATHER, Extent.USUAL),
        (None, Quantity.RAIN, Extent.USUAL),
        (TOMORROW, Quantity.HUMIDITY, Extent.FULL),
        (None, Quantity.PRESSURE, Extent.FULL),
        (OnDay(InDays(0)), Quantity.WEATHER, Extent.FULL),
        (OnDay(InDays(-1)), Quantity.WEATHER, Extent.FULL),
        (OnDay(InDays(7)), Quantity.WEATHER, Extent.FULL),
        (SeveralDays(10), Quantity.WEATHER, Extent.FULL),
    ],
)
def test_far_days_the_past_and_rare_quantities_need_a_full_forecast(
    when: When | None, what: Quantity, extent: Extent
) -> None:
    assert required_extent(when, what, NOW, NOW) is extent


def test_tomorrow_is_refreshed_after_midnight_with_the_hours_that_are_over() -> None:
    assert required_extent(TOMORROW, Quantity.WEATHER, NOW, NOW + timedelta(days=1)) is Extent.FULL
    assert required_extent(OnDay(InDays(7)), Quantity.WEATHER, NOW, NOW + timedelta(days=5)) is Extent.USUAL
