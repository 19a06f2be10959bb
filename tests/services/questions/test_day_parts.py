"""Parts of a day in a question, such as "tomorrow evening"."""

from datetime import time

import pytest

from services.questions import (
    DayPart,
    DayReference,
    InDays,
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
        ("early tomorrow in Ghent", TOMORROW, MORNING),
        ("first thing on Friday in Ghent", OnWeekday(4), MORNING),
        ("late tomorrow in Ghent", TOMORROW, EVENING),
        ("late tomorrow morning in Ghent", TOMORROW, MORNING),
        ("Псков завтра рано", TOMORROW, MORNING),
        ("поздно в пятницу в Пскове", OnWeekday(4), EVENING),
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
        ("Ghent tomorrow before work", TOMORROW, MORNING),
        ("псков завтра после школы", TOMORROW, DAY),
        ("ночная температура в Пскове", TODAY, NIGHT),
        ("псков 29 утром", OnDate(None, 29), MORNING),
        ("сколько было ночью в Пскове", InDays(-1), NIGHT),
        ("was it windy in the evening in Ghent", InDays(-1), EVENING),
        ("the wee hours of tomorrow in Ghent", TOMORROW, NIGHT),
        ("в ночь на субботу псков", OnWeekday(5), NIGHT),
    ],
)
def test_a_part_of_a_day_is_read(text: str, day: DayReference, part: DayPart) -> None:
    assert read_question(text).when == OnDay(day, part)


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
    ("text", "first", "last"),
    [
        ("rain in Ghent tomorrow morning or afternoon?", 6, 18),
        ("Ghent tomorrow afternoon and evening", 12, 0),
        ("псков завтра утром и днём", 6, 18),
        ("завтра вечером и ночью псков", 18, 6),
    ],
)
def test_two_parts_that_follow_each_other_mean_the_hours_of_both(text: str, first: int, last: int) -> None:
    assert read_question(text).when == OnDay(TOMORROW, hour=time(first), until=time(last))


@pytest.mark.parametrize(
    "text", ["Good morning! weather in Ghent", "доброе утро, погода в Пскове", "Добрый вечер! Псков"]
)
def test_a_greeting_is_not_a_part_of_a_day(text: str) -> None:
    assert read_question(text).when is None


@pytest.mark.parametrize(
    "text",
    ["Ghent later", "weather Ghent later?", "псков попозже", "will it clear up in Ghent", "прояснится в Пскове?"],
)
def test_later_means_the_rest_of_today(text: str) -> None:
    assert read_question(text).when == OnDay(TODAY)


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
