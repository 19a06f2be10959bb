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
    read_listed_hours,
    read_separate_questions,
)

TODAY = InDays(0)

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
        ("Ghent tomorrow at 10, 14 and 18", [10, 14, 18]),
        ("Псков завтра в 9, 12 и 18", [9, 12, 18]),
        ("Ghent tomorrow at 9:00, 12:00, 15:00, 18:00", [9, 12, 15, 18]),
        ("Ghent tomorrow at 9am, 12pm, 3pm, and 6pm", [9, 12, 15, 18]),
        ("Ghent tomorrow at 7, 8, 9, 10, 11", [7, 8, 9, 10, 11]),
        ("Псков завтра в 9 утра, в полдень и в 6 вечера", [9, 12, 18]),
        ("Ghent and Bergen tomorrow at 9 and 18", [9, 18]),
        ("Псков и Орёл завтра в 9 и 18 часов", [9, 18]),
        ("Ghent tomorrow 9 & 18", [9, 18]),
        ("Ghent tomorrow at 9 or 10", [9, 10]),
        ("Ghent tomorrow at 9 and then at 18", [9, 18]),
        ("Ghent at 5 and 7 tomorrow", [17, 19]),
        ("Ghent tomorrow at 10 and 2", [10, 14]),
        ("Ghent tomorrow at 18 and 9", [18, 9]),
        ("Ghent tomorrow at 8 and 10 pm", [20, 22]),
        ("Псков завтра в 7 и 9 вечера", [19, 21]),
        ("Ghent tomorrow at 7 pm and 9", [19, 21]),
        ("Ghent tomorrow at 10 and 2 pm", [10, 14]),
        ("Ghent between 9 and 11 am tomorrow", []),
        ("псков завтра между 9 и 11", []),
        ("Ghent tomorrow from 9 to 11", []),
        ("every day at 7 and 19 Ghent", []),
    ],
)
def test_each_hour_of_a_list_is_a_question_unless_two_are_a_range(text: str, hours: list[int]) -> None:
    times = [question.when for question, _ in read_separate_questions(text)]
    assert times == [OnDay(InDays(1), hour=time(hour)) for hour in hours]


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("Ghent at 10 and 14", [OnDay(TODAY, hour=time(10)), OnDay(TODAY, hour=time(14))]),
        ("Ghent tonight at 8 and 10", [OnDay(TODAY, hour=time(20)), OnDay(TODAY, hour=time(22))]),
        ("Ghent now and at 6pm", [Now(), OnDay(TODAY, hour=time(18))]),
        (
            "Ghent tomorrow morning and evening",
            [OnDay(InDays(1), DayPart.MORNING), OnDay(InDays(1), DayPart.EVENING)],
        ),
        (
            "Ghent tonight and tomorrow night",
            [OnDay(TODAY, DayPart.EVENING), OnDay(InDays(1), DayPart.EVENING)],
        ),
        (
            "rain tomorrow night and tonight in Ghent",
            [OnDay(InDays(1), DayPart.EVENING), OnDay(TODAY, DayPart.EVENING)],
        ),
        ("Ghent tonight and tomorrow", []),
        (
            "Ghent this evening and tomorrow morning",
            [OnDay(TODAY, DayPart.EVENING), OnDay(InDays(1), DayPart.MORNING)],
        ),
        (
            "Ghent morning and evening tomorrow",
            [OnDay(InDays(1), DayPart.MORNING), OnDay(InDays(1), DayPart.EVENING)],
        ),
        (
            "Псков завтра ночью и днём",
            [OnDay(InDays(1), DayPart.NIGHT), OnDay(InDays(1), DayPart.DAY)],
        ),
        (
            "завтра утром в 8 и вечером в 9 Псков",
            [OnDay(InDays(1), hour=time(8)), OnDay(InDays(1), hour=time(21))],
        ),
        (
            "Ghent tomorrow evening at 7 and 9",
            [OnDay(InDays(1), hour=time(19)), OnDay(InDays(1), hour=time(21))],
        ),
        (
            "tomorrow morning in Ghent and evening in Bergen",
            [OnDay(InDays(1), DayPart.MORNING), OnDay(InDays(1), DayPart.EVENING)],
        ),
        ("Псков сейчас и в 18", [Now(), OnDay(TODAY, hour=time(18))]),
        ("Ghent at 6pm today and 9am tomorrow", [OnDay(TODAY, hour=time(18)), OnDay(InDays(1), hour=time(9))]),
        (
            "Псков в субботу в 18 и завтра в 9",
            [OnDay(OnWeekday(5), hour=time(18)), OnDay(InDays(1), hour=time(9))],
        ),
        (
            "Ghent on Saturday at 9 and 18",
            [OnDay(OnWeekday(5), hour=time(9)), OnDay(OnWeekday(5), hour=time(18))],
        ),
    ],
)
def test_each_hour_of_a_list_is_of_its_own_day_or_of_that_of_the_others(text: str, times: list[When]) -> None:
    assert [question.when for question, _ in read_separate_questions(text)] == times


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Ghent at noon and midnight", TODAY),  # midnight of today is over, and therefore means the next one
        ("Псков в полдень и в полночь", TODAY),
        ("Ghent tomorrow at noon and at midnight", InDays(2)),
        ("Ghent tomorrow at midnight and at noon", InDays(1)),
    ],
)
def test_midnight_after_noon_is_the_end_of_the_day(text: str, day: InDays) -> None:
    times = [question.when for question, _ in read_separate_questions(text)]
    assert len(times) == 2
    assert OnDay(day, hour=time(0)) in times


@pytest.mark.parametrize(
    ("text", "ranges"),
    [
        ("Ghent from 9 to 12 and from 15 to 18", [(9, 12), (15, 18)]),
        ("Ghent between 9 and 11 and between 15 and 17", [(9, 11), (15, 17)]),
        ("Псков с 9 до 12, 15 до 18 и с 20 до 22", [(9, 12), (15, 18), (20, 22)]),
        ("Ghent 9-12 and 15-18", [(9, 12), (15, 18)]),
    ],
)
def test_each_range_of_hours_of_a_list_is_a_question(text: str, ranges: list[tuple[int, int]]) -> None:
    times = [question.when for question, _ in read_separate_questions(text)]
    assert times == [OnDay(TODAY, hour=time(first), until=time(last)) for first, last in ranges]


@pytest.mark.parametrize("text", ["tomorrow at 9 and 18", "погода на завтра в 9 и 18"])
def test_each_hour_of_a_list_without_a_place_is_a_question(text: str) -> None:
    times = [question.when for question, _ in read_separate_questions(text)]
    assert times == [OnDay(InDays(1), hour=time(9)), OnDay(InDays(1), hour=time(18))]


@pytest.mark.parametrize(
    ("text", "times"),
    [
        (
            "Ghent at 6pm today and 9am tomorrow",
            [OnDay(TODAY, hour=time(18)), OnDay(InDays(1), hour=time(9))],
        ),
        (
            "Псков завтра утром и вечером",
            [OnDay(InDays(1), DayPart.MORNING), OnDay(InDays(1), DayPart.EVENING)],
        ),
        (
            "Ghent from 9 to 12 and from 15 to 18",
            [OnDay(TODAY, hour=time(9), until=time(12)), OnDay(TODAY, hour=time(15), until=time(18))],
        ),
    ],
)
def test_each_hour_of_a_list_is_read(text: str, times: list[When]) -> None:
    questions = read_listed_hours(text)
    assert [question.when for question in questions] == times
    assert all(question.places.split() in (["Ghent"], ["Псков"]) for question in questions)


@pytest.mark.parametrize("text", ["Ghent at 9", "Ghent from 9 to 12", "Ghent now and Bergen on Sunday", "Ghent"])
def test_a_text_without_a_list_of_hours_has_none(text: str) -> None:
    assert not read_listed_hours(text)


def test_all_hours_of_a_list_are_about_the_same_places_and_quantity() -> None:
    found = read_separate_questions("wind in Ghent and Bergen tomorrow at 9, 12 and 18")
    assert [(question.places.split(), question.quantity) for question, _ in found] == [
        (["wind", "in", "Ghent", "and", "Bergen"], Quantity.WIND)
    ] * 3


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
        "Ghent on 5 and 6 December at 9",
        "Ghent in 2 and 4 hours",
        "59.9, 10.7 and 12",
        "is Ghent or Bergen warmer at 9 and 18",
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
