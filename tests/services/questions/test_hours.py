"""Parts and hours of a day in a question."""

from datetime import time

import pytest

from services.questions import (
    DayPart,
    DayReference,
    InDays,
    InHours,
    NextHours,
    NoSuchTime,
    Now,
    OnDate,
    OnDay,
    OnWeekday,
    read_question,
)

TODAY, TOMORROW = InDays(0), InDays(1)
NIGHT, MORNING, DAY, EVENING = DayPart.NIGHT, DayPart.MORNING, DayPart.DAY, DayPart.EVENING


@pytest.mark.parametrize(
    ("text", "day", "part"),
    [
        ("Ghent this morning", TODAY, MORNING),
        ("ghent early morning", TODAY, MORNING),
        ("Ghent early tomorrow morning", TOMORROW, MORNING),
        ("Ghent this afternoon", TODAY, DAY),
        ("ghent arvo", TODAY, DAY),
        ("Ghent tomorrow after lunch", TOMORROW, DAY),
        ("ghent this evening", TODAY, EVENING),
        ("Ghent tomorrow eve", TOMORROW, EVENING),
        ("tonight in Ghent", TODAY, EVENING),
        ("tonite ghent", TODAY, EVENING),
        ("Ghent Friday night", OnWeekday(4), EVENING),
        ("ghent tomorrow night", TOMORROW, EVENING),
        ("ghent at night", TODAY, NIGHT),
        ("Ghent after 12 am", TODAY, NIGHT),
        ("Псков после 0:00", TODAY, NIGHT),
        ("Псков в ночь с пятницы на субботу", OnWeekday(5), NIGHT),
        ("Ghent overnight", TODAY, NIGHT),
        ("saturday evening in Ghent", OnWeekday(5), EVENING),
        ("in the morning on Sunday, Ghent", OnWeekday(6), MORNING),
        ("Псков утром", TODAY, MORNING),
        ("псков завтра с утра", TOMORROW, MORNING),
        ("под утро в Пскове", TODAY, MORNING),
        ("псков на завтрашнее утро", TOMORROW, MORNING),
        ("днём в Пскове", TODAY, DAY),
        ("псков после обеда", TODAY, DAY),
        ("завтра в обед псков", TOMORROW, DAY),
        ("псков вечером", TODAY, EVENING),
        ("к вечеру в пскове", TODAY, EVENING),
        ("в пятницу ближе к вечеру псков", OnWeekday(4), EVENING),
        ("ночью псков", TODAY, NIGHT),
        ("завтра ночью в Пскове", TOMORROW, NIGHT),
        ("в ночь на субботу псков", OnWeekday(5), NIGHT),
    ],
)
def test_a_part_of_a_day_is_read(text: str, day: DayReference, part: DayPart) -> None:
    assert read_question(text).when == OnDay(day, part)


@pytest.mark.parametrize(
    ("text", "day", "hour"),
    [
        ("Ghent 9pm", TODAY, time(21)),
        ("Ghent at 9 p.m.", TODAY, time(21)),
        ("Ghent at 9 am tomorrow", TOMORROW, time(9)),
        ("ghent tomorrow 12am", TOMORROW, time(0)),
        ("Ghent at 12 pm", TODAY, time(12)),
        ("ghent at 15:00", TODAY, time(15)),
        ("Ghent 07:45 tomorrow", TOMORROW, time(7, 45)),
        ("Ghent at 3:30 pm", TODAY, time(15, 30)),
        ("Ghent at noon", TODAY, time(12)),
        ("ghent tomorrow at midday", TOMORROW, time(12)),
        ("Ghent at midnight", TODAY, time(0)),
        ("half past six tomorrow evening in Ghent", TOMORROW, time(18, 30)),
        ("Ghent at quarter to nine am", TODAY, time(8, 45)),
        ("seven in the morning in Ghent", TODAY, time(7)),
        ("Ghent 8 o'clock tomorrow evening", TOMORROW, time(20)),
        ("Ghent at 8 tomorrow evening", TOMORROW, time(20)),
        ("Ghent Sunday by 11am", OnWeekday(6), time(11)),
        ("Псков в 18:00", TODAY, time(18)),
        ("псков 18.00", TODAY, time(18)),
        ("псков 18-30", TODAY, time(18, 30)),
        ("Ghent 1800", TODAY, time(18)),
        ("Ghent 18h30", TODAY, time(18, 30)),
        ("Ghent 1930 hrs", TODAY, time(19, 30)),
        ("Псков завтра к 9:00", TOMORROW, time(9)),
        ("псков в 18.30", TODAY, time(18, 30)),
        ("псков в 7 утра", TODAY, time(7)),
        ("завтра в 7 часов вечера псков", TOMORROW, time(19)),
        ("в три часа дня в Пскове", TODAY, time(15)),
        ("псков в час дня", TODAY, time(13)),
        ("в два часа ночи псков", TODAY, time(2)),
        ("псков в 11 ночи", TODAY, time(23)),
        ("псков в 12 ночи", TODAY, time(0)),
        ("псков в 12 дня", TODAY, time(12)),
        ("псков в 17", TODAY, time(17)),
        ("псков 9 вечера", TODAY, time(21)),
        ("полвосьмого утра псков", TODAY, time(7, 30)),
        ("завтра в полдень в Пскове", TOMORROW, time(12)),
        ("псков в полночь", TODAY, time(0)),
        ("в субботу в 15 часов псков", OnWeekday(5), time(15)),
        ("псков завтра вечером в 8", TOMORROW, time(20)),
        ("Ghent tonight at 12", TODAY, time(0)),
        ("Ghent tonight at 1:30", TODAY, time(1, 30)),
        ("Ghent tonight at 5", TODAY, time(17)),
        ("Ghent tonight at 1 pm", TODAY, time(13)),
        ("Псков завтра вечером в 12", InDays(2), time(0)),
        ("Ghent Friday evening at 4", OnWeekday(4), time(16)),
    ],
)
def test_an_hour_is_read(text: str, day: DayReference, hour: time) -> None:
    assert read_question(text).when == OnDay(day, hour=hour)


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("Ghent in 4 hours", 4),
        ("ghent in an hour", 1),
        ("two hours from now in Ghent", 2),
        ("Ghent in a couple of hours", 2),
        ("ghent in 36 hours", 36),
        ("Псков через 3 часа", 3),
        ("псков через час", 1),
        ("часа через четыре псков", 4),
        ("через пару часов в пскове", 2),
        ("через полчаса в пскове", 1),
        ("псков через 6 ч", 6),
        ("Ghent an hour ago", -1),
        ("Ghent 30 minutes ago", -1),
        ("Псков 3 часа назад", -3),
        ("Ghent a few hours ago", -3),
    ],
)
def test_a_number_of_hours_from_now_is_read(text: str, hours: int) -> None:
    assert read_question(text).when == InHours(hours)


@pytest.mark.parametrize(
    "text",
    [
        "Ghent now",
        "ghent rn",
        "right now in Ghent",
        "Ghent at the moment",
        "currently in Ghent",
        "Псков сейчас",
        "щас псков",
        "псков в данный момент",
        "псков прямо сейчас",
    ],
)
def test_words_for_the_present_are_read(text: str) -> None:
    assert read_question(text).when == Now()


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Ghent tomorrow morning and evening", TOMORROW),
        ("утром и вечером в Пскове", TODAY),
    ],
)
def test_two_parts_of_a_day_mean_the_whole_day(text: str, day: DayReference) -> None:
    assert read_question(text).when == OnDay(day)


@pytest.mark.parametrize(
    "text",
    [
        "Ghent at 25:00",
        "Ghent 1:60",
        "Ghent at 99",
        "Псков в 30 часов",
        "Ghent tomorrow at 24:75",
        "Ghent in -5 hours",
        "Псков через -2 дня",
    ],
)
def test_an_impossible_hour_is_no_time(text: str) -> None:
    assert read_question(text).when == NoSuchTime(is_date=False)


@pytest.mark.parametrize("text", ["погода в 5 городах", "weather at 3 places"])
def test_a_number_of_places_is_no_hour(text: str) -> None:
    assert read_question(text).when is None


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("Псков с 22 до 4", 22, 4),
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


@pytest.mark.parametrize("text", ["Ghent later", "weather Ghent later?", "псков попозже"])
def test_later_means_the_rest_of_today(text: str) -> None:
    assert read_question(text).when == OnDay(TODAY)


def test_a_number_alone_at_the_end_is_an_hour_or_a_day() -> None:
    assert read_question("Ghent 18").when == OnDay(TODAY, hour=time(18))
    assert read_question("Ghent 28").when == OnDay(OnDate(None, 28))
    assert read_question("Ghent 7").when is None
    assert read_question("Ghent -15").when is None


@pytest.mark.parametrize(
    ("text", "hours"),
    [("Ghent in an hour and a half", 2), ("псков через полтора часа", 2), ("псков через 2 с половиной часа", 3)],
)
def test_halves_of_hours_are_rounded_up(text: str, hours: int) -> None:
    assert read_question(text).when == InHours(hours)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("псков завтра в половине восьмого утра", time(7, 30)),
        ("псков завтра в полвторого", time(13, 30)),
        ("псков завтра полдвенадцатого", time(11, 30)),
    ],
)
def test_half_hours_are_read(text: str, at: time) -> None:
    assert read_question(text).when == OnDay(TOMORROW, hour=at)


def test_in_zero_hours_is_now() -> None:
    assert read_question("Ghent in 0 hours").when == Now()


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("Ghent in 30 minutes", 1),
        ("in half an hour in Ghent", 1),
        ("Ghent in 150 minutes", 2),
        ("Ghent in 1.5 hours", 2),
        ("Ghent in 2h", 2),
        ("через 1,5 часа псков", 2),
        ("через 2ч псков", 2),
        ("через 40 минут псков", 1),
    ],
)
def test_minutes_are_rounded_to_hours(text: str, hours: int) -> None:
    assert read_question(text).when == InHours(hours)


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
    ],
)
def test_the_coming_hours_are_read(text: str, hours: int) -> None:
    assert read_question(text).when == NextHours(hours)


@pytest.mark.parametrize("text", ["Ghent 18h", "псков 18ч", "псков в 18ч"])
def test_a_number_with_an_h_after_noon_is_a_time_by_the_clock(text: str) -> None:
    assert read_question(text).when == OnDay(TODAY, hour=time(18))


@pytest.mark.parametrize("text", ["Ghent this evening around 8", "псков вечером в 8", "Ghent tonight at 8"])
def test_an_hour_after_a_part_of_the_day_is_in_that_part(text: str) -> None:
    assert read_question(text).when == OnDay(TODAY, hour=time(20))


@pytest.mark.parametrize(
    ("text", "names_day"),
    [
        ("Ghent in the morning", False),
        ("утром в пскове", False),
        ("Ghent this morning", True),
        ("Ghent today in the morning", True),
        ("сегодня утром в пскове", True),
        ("was it cold in Ghent in the morning", True),
    ],
)
def test_a_part_of_a_day_is_of_today_only_if_the_question_says_so(text: str, names_day: bool) -> None:
    when = read_question(text).when
    assert isinstance(when, OnDay)
    assert (when.day, when.part, when.names_day) == (TODAY, DayPart.MORNING, names_day)
