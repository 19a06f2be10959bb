"""Periods of several hours in a question, such as "from 10 to 14" and "the next three hours"."""

from datetime import time

import pytest

from services.questions import (
    InDays,
    NextHours,
    OnDay,
    read_question,
)

TODAY, TOMORROW = InDays(0), InDays(1)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("Псков с 22 до 4", 22, 4),
        ("noon to 4 today Ghent", 12, 16),
        ("6 to noon today Ghent", 6, 12),
        ("с 9 до полудня сегодня псков", 9, 12),
        ("Ghent today 9am to 4", 9, 16),
        ("сегодня с полудня до 6 псков", 12, 18),
        ("псков сегодня с 9 по 17", 9, 17),
        ("Ghent from 10pm to 4am", 22, 4),
        ("Ghent from 10pm to 4", 22, 4),
        ("Ghent from 10 to 4", 10, 16),
        ("Ghent 10 to 4 am", 22, 4),
        ("Псков с 0 до 5", 0, 5),
        ("Псков между 3 и 5 часами", 15, 17),
        ("Ghent 22-4", 22, 4),
        ("Ghent 9-17", 9, 17),
        ("Псков с 9 до 18", 9, 18),
        ("Ghent after 6pm", 18, 0),
        ("Псков после 18", 18, 0),
        ("Псков после 6 вечера", 18, 0),
        ("Ghent before 9am", 0, 9),
        ("Псков до 18:00", 0, 18),
        ("Ghent until midnight", 0, 0),
        ("Ghent from 5 pm to 5 pm", 17, 17),
        ("Псков с 0 до 24", 0, 0),
    ],
)
def test_hours_from_one_time_to_another_are_read(text: str, first: int, last: int) -> None:
    assert read_question(text).when == OnDay(TODAY, hour=time(first), until=time(last))


@pytest.mark.parametrize(
    "text",
    [
        "from 2 to 5pm in Ghent",
        "Ghent 14:00-17:00",
        "Ghent from 14:00 to 17:00",
        "Псков с 14 до 17",
        "с 2 до 5 дня псков",
    ],
)
def test_two_hours_are_the_time_between_them(text: str) -> None:
    assert read_question(text).when == OnDay(TODAY, hour=time(14), until=time(17))


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("Ghent from 10 to 2 pm", (time(10), time(14))),
        ("Ghent tomorrow between 9 and 11", (time(9), time(11))),
        ("Ghent 22:00-02:00", (time(22), time(2))),
        ("Псков завтра с 10 до 14", (time(10), time(14))),
        ("псков с 9:30 до 12:00", (time(9, 30), time(12))),
    ],
)
def test_the_time_between_two_hours_is_read(text: str, hours: tuple[time, time]) -> None:
    when = read_question(text).when
    assert isinstance(when, OnDay)
    assert (when.hour, when.until) == hours


@pytest.mark.parametrize("text", ["Ghent after 6pm tomorrow", "псков после 18 завтра"])
def test_hours_until_midnight_are_of_the_day_after_them(text: str) -> None:
    assert read_question(text).when == OnDay(TOMORROW, hour=time(18), until=time(0))


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("Ghent in the next 3 hours", 3),
        ("rain in Ghent within two hours?", 2),
        ("next 24 hours in Ghent", 24),
        ("Ghent in the next hour", 1),
        ("в ближайшие 3 часа псков", 3),
        ("дождь в псков в ближайший час", 1),
        ("псков на ближайшие 24 часа", 24),
        ("Ghent in the coming hours", 6),
        ("псков ближайшие часы", 6),
    ],
)
def test_the_coming_hours_are_read(text: str, hours: int) -> None:
    assert read_question(text).when == NextHours(hours)


@pytest.mark.parametrize(
    ("text", "first", "last", "day"),
    [
        ("10pm to 10pm tomorrow Ghent", 22, 22, InDays(0)),
        ("Ghent from 10 pm to 6 am tomorrow", 22, 6, InDays(0)),
        ("псков с 22:00 до 6:00 послезавтра", 22, 6, InDays(1)),
        ("Ghent tomorrow from 10 pm to 6 am", 22, 6, InDays(1)),
        ("Ghent from 9 am to 5 pm tomorrow", 9, 17, InDays(1)),
    ],
)
def test_a_day_named_after_hours_that_pass_midnight_is_the_day_of_their_end(
    text: str, first: int, last: int, day: InDays
) -> None:
    assert read_question(text).when == OnDay(day, hour=time(first), until=time(last))


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("Ghent tomorrow at noon and at 6pm", 12),
        ("Ghent tomorrow at 9 and 18", 9),
        ("Ghent at 8 and 10 pm tomorrow", 20),
        ("псков завтра в 10 и в 16", 10),
    ],
)
def test_two_hours_without_words_of_a_range_are_read_as_the_first(text: str, hour: int) -> None:
    assert read_question(text).when == OnDay(TOMORROW, hour=time(hour))


@pytest.mark.parametrize("text", ["Ghent tomorrow between 9:30 and noon", "псков завтра между 9:30 и 12:00"])
def test_two_hours_after_between_are_a_range(text: str) -> None:
    assert read_question(text).when == OnDay(TOMORROW, hour=time(9, 30), until=time(12))
