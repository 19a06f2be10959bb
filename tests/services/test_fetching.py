"""What is fetched for a question, and what stands in where that fails."""

from datetime import UTC, datetime, time

import pytest

from services.answers.fetching import Needs, Source, extent_of, needs_of
from services.questions import (
    DayPart,
    InDays,
    InHours,
    Now,
    OnDay,
    Question,
    SeveralDays,
    Subject,
    Weekend,
    What,
    When,
)
from services.weather import Extent

NOW = datetime(2026, 11, 26, 9, 7, tzinfo=UTC)  # a Thursday
TOMORROW = OnDay(InDays(1))


@pytest.mark.parametrize(
    ("when", "what", "page"),
    [
        (None, What.WEATHER, Subject.NOW),
        (Now(), What.WEATHER, Subject.NOW),
        (SeveralDays(), What.WEATHER, Subject.DAYS),
        (SeveralDays(5), What.WEATHER, Subject.DAYS),
        (SeveralDays(3), What.WEATHER, Subject.ASKED),
        (SeveralDays(next_week=True), What.WEATHER, Subject.ASKED),
        (TOMORROW, What.WEATHER, Subject.ASKED),
        (None, What.RAIN, Subject.ASKED),
        (Now(), What.WIND, Subject.ASKED),
    ],
)
def test_a_time_or_a_quantity_has_a_page_of_its_own(when: When | None, what: What, page: Subject) -> None:
    assert Question("", when=when, what=what).page is page


def test_a_command_for_the_days_shows_them_unless_a_time_is_told() -> None:
    assert Question("", Subject.DAYS).page is Subject.DAYS
    assert Question("", Subject.DAYS, TOMORROW).page is Subject.ASKED


@pytest.mark.parametrize(
    ("when", "what", "needs"),
    [
        (None, What.TEMPERATURE, Needs(Source.REPORT)),
        (Now(), What.RAIN, Needs(Source.REPORT, Source.FORECAST)),
        (None, What.PRESSURE, Needs(Source.REPORT, Source.FORECAST)),
        (None, What.UV, Needs(Source.FORECAST)),
        (TOMORROW, What.RAIN, Needs(Source.FORECAST)),
        (TOMORROW, What.WARMER, Needs(Source.FORECAST)),
        (TOMORROW, What.AIR, Needs(Source.AIR)),
        (None, What.WATER, Needs(Source.SEA)),
        (TOMORROW, What.SUN, Needs(None)),
    ],
)
def test_what_is_fetched_follows_from_the_question(when: When | None, what: What, needs: Needs) -> None:
    assert needs_of(when, what) == needs


@pytest.mark.parametrize(
    ("when", "what", "extent"),
    [
        (TOMORROW, What.WEATHER, Extent.USUAL),
        (OnDay(InDays(1), DayPart.EVENING), What.RAIN, Extent.USUAL),
        (OnDay(InDays(0), hour=time(18)), What.WEATHER, Extent.USUAL),
        (InHours(4), What.WEATHER, Extent.USUAL),
        (Weekend(), What.WEATHER, Extent.USUAL),
        (None, What.RAIN, Extent.USUAL),
        (TOMORROW, What.HUMIDITY, Extent.FULL),
        (None, What.PRESSURE, Extent.FULL),
        (OnDay(InDays(0)), What.WEATHER, Extent.FULL),
        (OnDay(InDays(-1)), What.WEATHER, Extent.FULL),
        (OnDay(InDays(7)), What.WEATHER, Extent.FULL),
        (SeveralDays(10), What.WEATHER, Extent.FULL),
    ],
)
def test_far_days_the_past_and_rare_quantities_need_a_full_forecast(
    when: When | None, what: What, extent: Extent
) -> None:
    assert extent_of(when, what, NOW) is extent
