"""Requests for a daily message and its hour."""

from datetime import time

import pytest

from services.questions import DayPart, InDays, OnDay, Quantity, read_question


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("weather in Ghent every morning at 6:30", time(6, 30)),
        ("every day at 7 the weather in Ghent", time(7)),
        ("every weekday at 6 the weather in Ghent", time(6)),
        ("daily forecast for Ghent at 8am", time(8)),
        ("each evening at 9 Ghent weather", time(21)),
        ("send the weather every day at 8 pm", time(20)),
        ("каждое утро в 7 погода в Пскове", time(7)),
        ("ежедневно в 21:00 погоду по Пскову", time(21)),
        ("подпишись на погоду в Пскове, каждый день 7:00", time(7)),
        ("каждый вечер в 8 погода псков", time(20)),
        ("погода псков каждый день в 6 утра", time(6)),
    ],
)
def test_the_hour_of_a_daily_message_is_read(text: str, hour: time) -> None:
    question = read_question(text)
    assert (question.quantity, question.when) == (Quantity.DAILY, OnDay(InDays(0), hour=hour))


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("weather in Ghent every morning", OnDay(InDays(0), DayPart.MORNING)),
        ("погода в Пскове каждый вечер", OnDay(InDays(0), DayPart.EVENING)),
        ("weather in Ghent daily", None),
        ("ежедневный прогноз по Пскову", None),
    ],
)
def test_a_daily_message_without_an_hour_may_have_a_part_of_the_day(text: str, when: OnDay | None) -> None:
    question = read_question(text)
    assert (question.quantity, question.when) == (Quantity.DAILY, when)


@pytest.mark.parametrize(
    ("text", "first", "second"),
    [
        ("every day at 7 and 19 in Ghent", time(7), time(19)),
        ("every day at 7am and 6pm Ghent", time(7), time(18)),
        ("каждый день в 7 и в 19 погода Псков", time(7), time(19)),
        ("каждый день в 8 и 20:30 псков", time(8), time(20, 30)),
    ],
)
def test_a_daily_message_may_come_at_two_hours(text: str, first: time, second: time) -> None:
    question = read_question(text)
    assert question.when == OnDay(InDays(0), hour=first)
    assert question.second_push_time == OnDay(InDays(0), hour=second)


def test_the_words_for_every_day_name_no_place() -> None:
    assert " ".join(read_question("Ghent weather every weekday at 7").places.split()) == "Ghent weather"
    assert " ".join(read_question("погода в Пскове каждое утро в 7:30").places.split()) == "погода в Пскове"
