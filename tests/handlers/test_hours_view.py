"""The hourly forecast of a day begins with the day and says the dangers of the day first."""

from dataclasses import replace
from datetime import time, timedelta

import pytest

from handlers.texts import texts_for
from handlers.views.hours import hours_text
from handlers.views.units import Units
from services.answers import Entry
from services.places import Match
from services.questions import InDays, OnDay, Subject, When
from services.weather import Condition, Forecast
from tests.handlers.asked import NOW, answer, forecast
from tests.handlers.conftest import MOSCOW

THREE_HOURS = timedelta(hours=3)


def hourly(when: When | None, told: Forecast, units: Units) -> list[str]:
    known = replace(answer(when), entries=(Entry(Match(MOSCOW.name, MOSCOW), told),), subject=Subject.HOURS)
    html = hours_text(known, units, now=NOW, usual_provider="Open-Meteo")
    return html.replace("\N{NO-BREAK SPACE}", " ").splitlines()


def in_three_hours(*, heavy: bool = False) -> Forecast:
    """Return a forecast in steps of three hours that begin at 22:00, 01:00 and so on; if *heavy*, with snow."""
    more = {"condition": Condition.HEAVY_SNOW, "probability": 90.0, "precipitation": 3.0} if heavy else {}
    told = forecast(more=lambda day, hour: dict(more) if day == 1 and hour in {1, 4} else {})
    steps = [
        replace(step, length=THREE_HOURS)
        for step in told.steps
        if step.start.astimezone(told.timezone).hour % 3 == 1
    ]
    return replace(told, steps=tuple(steps), earlier=())


def test_the_hours_of_a_day_begin_with_the_first_step_that_starts_in_the_day(english: Units) -> None:
    _, heading, first, *_ = hourly(OnDay(InDays(1)), in_three_hours(), english)

    assert heading == "<b>Fri 27</b>"
    assert first.startswith("01:00")


def test_a_period_without_the_start_of_a_step_has_the_step_that_includes_the_period(english: Units) -> None:
    when = OnDay(InDays(1), hour=time(20), until=time(21))

    assert [line[:5] for line in hourly(when, in_three_hours(), english)[2:]] == ["19:00"]


@pytest.mark.parametrize(
    ("language", "danger"),
    [("en", "⚠️ Heavy snow 01:00–07:00 (90 %)"), ("ru", "⚠️ Сильный снегопад 01:00–07:00 (90 %)")],
)
@pytest.mark.parametrize("when", [OnDay(InDays(1)), OnDay(InDays(1), hour=time(2), until=time(3)), None])
def test_the_first_line_says_the_dangers_of_the_hours(language: str, danger: str, when: When | None) -> None:
    title = hourly(when, in_three_hours(heavy=True), Units(texts_for(language)))[0]

    assert title.endswith(f" · {danger}")
    assert title.startswith("<b>Moscow</b>")
