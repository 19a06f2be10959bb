"""A text with a time for each place is several questions."""

from datetime import time

import pytest

from services.questions import (
    DayPart,
    InDays,
    Now,
    OnDay,
    OnWeekday,
    Quantity,
    When,
    read_separate_questions,
)

SATURDAY, SUNDAY, TOMORROW = OnDay(OnWeekday(5)), OnDay(OnWeekday(6)), OnDay(InDays(1))


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Ghent now and Bergen on Sunday", {"Ghent now": Now(), "Bergen on Sunday": SUNDAY}),
        (
            "Ghent tonight, Bergen tomorrow morning",
            {
                "Ghent tonight": OnDay(InDays(0), DayPart.EVENING),
                "Bergen tomorrow morning": OnDay(InDays(1), DayPart.MORNING),
            },
        ),
        ("Псков сейчас, а Питер в субботу", {"Псков сейчас": Now(), "Питер в субботу": SATURDAY}),
        (
            "tomorrow Ghent, Bergen and on Sunday Rome",
            {"tomorrow Ghent, Bergen": TOMORROW, "on Sunday Rome": SUNDAY},
        ),
        (
            "Ghent tomorrow, Bergen and Rome on Sunday",
            {"Ghent tomorrow": TOMORROW, "Bergen and Rome on Sunday": SUNDAY},
        ),
        ("псков завтра\nтверь в субботу", {"псков завтра": TOMORROW, "тверь в субботу": SATURDAY}),
        ("Ghent tomorrow, Bergen on Sunday, Rome", {"Ghent tomorrow": TOMORROW, "Bergen on Sunday, Rome": SUNDAY}),
    ],
)
def test_each_place_has_the_time_named_with_it(text: str, parts: dict[str, When]) -> None:
    assert {part: question.when for question, part in read_separate_questions(text)} == parts


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("Ghent tomorrow at noon and at 6pm", [12, 18]),
        ("rain in Ghent at 9am and 5pm tomorrow?", [9, 17]),
        ("завтра в пскове в 10 и в 16", [10, 16]),
        ("Ghent between 9 and 11 am tomorrow", []),
        ("псков завтра между 9 и 11", []),
    ],
)
def test_two_hours_are_two_questions_unless_they_are_a_range(text: str, hours: list[int]) -> None:
    times = [question.when for question, _ in read_separate_questions(text)]
    assert times == [OnDay(InDays(1), hour=time(hour)) for hour in hours]


@pytest.mark.parametrize(
    "text",
    [
        "Ghent and Bergen on Sunday",
        "Ghent today and tomorrow",
        "Ghent on Saturday and Sunday",
        "Friday night in Ghent, will it be cold on Saturday",
        "is Ghent tomorrow warmer than Bergen on Sunday, or colder",
        "погода завтра и послезавтра в Пскове",
        "Ghent tomorrow, Bergen tomorrow",
        "every morning Ghent at 7, every evening Bergen at 8",
        "hi, tomorrow in Ghent, please",
        "Ghent",
        "Ghent tomorrow and Bergen on Sunday, " * 6,
    ],
)
def test_a_text_about_one_time_is_one_question(text: str) -> None:
    assert read_separate_questions(text) == []


def test_the_quantity_of_the_first_question_is_that_of_the_others() -> None:
    rain, too, wind = read_separate_questions(
        "rain in Ghent today, in Bergen on Sunday and wind in Rome on Monday"
    )
    assert [question.quantity for question, _ in (rain, too, wind)] == [
        Quantity.RAIN,
        Quantity.RAIN,
        Quantity.WIND,
    ]
