"""Parts and hours of a day in a question."""

from datetime import time

import pytest

from services.questions import (
    DayPart,
    DayReference,
    InDays,
    InHours,
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
        ("Ghent tomorrow midday-ish", TOMORROW, time(12)),
        ("tomorrow at 1800 in Ghent", TOMORROW, time(18)),
        ("tomorrow 5 o clock Ghent", TOMORROW, time(17)),
        ("ghent tomorrow circa 3pm", TOMORROW, time(15)),
        ("завтра 15 00 псков", TOMORROW, time(15)),
        ("завтра в пол 8 утра псков", TOMORROW, time(7, 30)),
        ("saturday 9:30 Ghent", OnWeekday(5), time(9, 30)),
        ("saturday 9.30am Ghent", OnWeekday(5), time(9, 30)),
        ("ghent sat noon", OnWeekday(5), time(12)),
        ("ghent dec 12 15:00", OnDate(12, 12), time(15)),
        ("сб 12:00 псков", OnWeekday(5), time(12)),
        ("завтра 18.30 псков", TOMORROW, time(18, 30)),
        ("18.30 в субботу псков", OnWeekday(5), time(18, 30)),
        ("12 декабря 18.30 псков", OnDate(12, 12), time(18, 30)),
        ("псков 12.12 в 18.30", OnDate(12, 12), time(18, 30)),
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
        ("псков часов в пять", TODAY, time(17)),
        ("без пятнадцати девять завтра утром псков", TOMORROW, time(8, 45)),
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
        ("Ghent Friday night at 1", OnWeekday(4, days=1), time(1)),
        ("Ghent friday night at 2am", OnWeekday(4, days=1), time(2)),
        ("tomorrow night at 3 am in Ghent", InDays(2), time(3)),
        ("Ghent on 5 December, at night at 1", OnDate(12, 5, days=1), time(1)),
        ("Псков в пятницу вечером в 12", OnWeekday(4, days=1), time(0)),
        ("tmrw @ 9 Ghent", TOMORROW, time(9)),
        ("Ghent @7pm", TODAY, time(19)),
        ("Ghent 2pm sun", OnWeekday(6), time(14)),
        ("Ghent 530pm tomorrow", TOMORROW, time(17, 30)),
        ("17.30 tomorrow Ghent", TOMORROW, time(17, 30)),
        ("псков завтра 17 30", TOMORROW, time(17, 30)),
        ("Ghent tomorrow at five thirty", TOMORROW, time(17, 30)),
        ("Ghent 14:00 sat", OnWeekday(5), time(14)),
        ("псков завтра @ 18:30", TOMORROW, time(18, 30)),
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
        ("Ghent in an hour or two", 1),
        ("псков через час-другой", 1),
    ],
)
def test_a_number_of_hours_from_now_is_read(text: str, hours: int) -> None:
    assert read_question(text).when == InHours(hours)


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
def test_an_impossible_hour_is_not_a_time(text: str) -> None:
    assert read_question(text).when == NoSuchTime(is_date=False)


@pytest.mark.parametrize("text", ["погода в 5 городах", "weather at 3 places"])
def test_a_number_of_places_is_not_an_hour(text: str) -> None:
    assert read_question(text).when is None


def test_a_number_alone_at_the_end_is_an_hour_or_a_day() -> None:
    assert read_question("Ghent 18").when == OnDay(TODAY, hour=time(18))
    assert read_question("Ghent 28").when == OnDay(OnDate(None, 28))
    assert read_question("Ghent 7").when is None
    assert read_question("Ghent tomorrow 5").when == OnDay(InDays(1), hour=time(17))
    assert read_question("псков завтра 11").when == OnDay(InDays(1), hour=time(11))
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


@pytest.mark.parametrize("text", ["Ghent 18h", "псков 18ч", "псков в 18ч"])
def test_a_number_with_an_h_after_noon_is_a_time_by_the_clock(text: str) -> None:
    assert read_question(text).when == OnDay(TODAY, hour=time(18))


@pytest.mark.parametrize(
    "text",
    [
        "Ghent this evening around 8",
        "псков вечером в 8",
        "Ghent tonight at 8",
        "tonight around 8 Ghent",
        "Ghent around 8 tonight",
        "Ghent tonight 8",
        "псков 20 вечером",
    ],
)
def test_an_hour_after_a_part_of_the_day_is_in_that_part(text: str) -> None:
    assert read_question(text).when == OnDay(TODAY, hour=time(20))
