"""Numbers in questions: hours with a dash between them, and numbers of days after a command."""

import datetime as dt

import pytest

from services.questions import (
    InHours,
    NextHours,
    OnDay,
    SeveralDays,
    Subject,
    UnclearTime,
    read_question,
)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("Lyon 5-7pm", 17, 19),
        ("tomorrow 9-11 am Oslo", 9, 11),
        ("Oslo 1–3 p.m. tomorrow", 13, 15),
        ("leeds 3pm-6pm", 15, 18),
        ("leeds 3pm–6pm tomorrow", 15, 18),
        ("leeds 3 p.m. - 6 p.m.", 15, 18),
        ("Kyiv 2pm - 4pm", 14, 16),
        ("leeds 10-2pm", 10, 14),
        ("leeds 11-12pm", 11, 12),
        ("leeds 11pm-2am", 23, 2),
        ("leeds 3pm-6", 15, 18),
        ("Лидс 15ч-18ч", 15, 18),
        ("Лидс 15-18 ч", 15, 18),
        ("Лидс 3-6 вечера", 15, 18),
        ("Лидс завтра 3 дня - 6 вечера", 15, 18),
        ("Лидс 7 утра – 10 утра", 7, 10),
    ],
)
def test_two_hours_with_a_dash_between_them_are_a_range(text: str, first: int, last: int) -> None:
    when = read_question(text).when

    assert isinstance(when, OnDay)
    assert (when.hour, when.until) == (dt.time(first), dt.time(last))


@pytest.mark.parametrize(
    ("text", "places", "days"),
    [
        ("Moscow, 3", "Moscow,", 3),
        ("Moscow,10", "Moscow,", 10),
        ("Moscow, London, 10", "Moscow, London,", 10),
        ("Moscow ten", "Moscow", 10),
        ("Москва, десять", "Москва,", 10),
    ],
)
def test_a_number_after_forecast_is_a_number_of_days_even_after_a_comma_or_as_a_word(
    text: str, places: str, days: int
) -> None:
    question = read_question(text, Subject.DAYS)

    assert (question.places.strip(), question.when) == (places, SeveralDays(days))


def test_zero_days_after_forecast_are_an_unclear_time() -> None:
    assert read_question("Moscow 0", Subject.DAYS).when == UnclearTime()


def test_coordinates_after_forecast_are_not_a_number_of_days() -> None:
    question = read_question("59.91, 10.75", Subject.DAYS)

    assert (question.places, question.when) == ("59.91, 10.75", None)


@pytest.mark.parametrize("text", ["Oslo in 10-12 hours", "Осло через 10-12 часов"])
def test_a_range_of_hours_from_now_is_not_a_range_by_the_clock(text: str) -> None:
    assert isinstance(read_question(text).when, InHours)


@pytest.mark.parametrize("text", ["Oslo next 10-12 hours", "Осло ближайшие 10-12 часов"])
def test_a_duration_of_about_some_hours_is_not_a_range_by_the_clock(text: str) -> None:
    assert isinstance(read_question(text).when, NextHours)
