"""Dates, months and holidays in a question."""

from datetime import time

import pytest

from services.questions import DayPart, InDays, InMonth, NoSuchTime, OnDate, OnDay, read_question


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("Ghent 28.11", OnDate(11, 28)),
        ("Ghent 28/11", OnDate(11, 28)),
        ("Ghent 11/28", OnDate(11, 28)),
        ("Ghent 03.12.2026", OnDate(12, 3, 2026)),
        ("Ghent on 3.12.26", OnDate(12, 3, 2026)),
        ("2026-11-28 Ghent", OnDate(11, 28, 2026)),
        ("Nov 28 Ghent", OnDate(11, 28)),
        ("Ghent November 28th", OnDate(11, 28)),
        ("Ghent on the 28th of November", OnDate(11, 28)),
        ("28 nov ghent", OnDate(11, 28)),
        ("Ghent, December 1st, 2026", OnDate(12, 1, 2026)),
        ("ghent 2 Mar", OnDate(3, 2)),
        ("May 5 in Ghent", OnDate(5, 5)),
        ("the second of May in Ghent", OnDate(5, 2)),
        ("Ghent on the 28th", OnDate(None, 28)),
        ("for the 3rd in Ghent", OnDate(None, 3)),
        ("Псков 27 ноября", OnDate(11, 27)),
        ("псков на 5-е декабря", OnDate(12, 5)),
        ("5го декабря псков", OnDate(12, 5)),
        ("второго января в Пскове", OnDate(1, 2)),
        ("псков 9 мая", OnDate(5, 9)),
        ("псков 28.11.", OnDate(11, 28)),
        ("псков 3.12", OnDate(12, 3)),
        ("псков 14 дек", OnDate(12, 14)),
        ("25 ноября 2026 года псков", OnDate(11, 25, 2026)),
        ("псков 28-го", OnDate(None, 28)),
        ("28 числа в пскове", OnDate(None, 28)),
        ("псков к 15-му", OnDate(None, 15)),
    ],
)
def test_a_date_is_read_however_it_is_written(text: str, date: OnDate) -> None:
    assert read_question(text).when == OnDay(date)


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("New Year in Ghent", OnDate(1, 1)),
        ("Ghent on New Year's Eve", OnDate(12, 31)),
        ("ghent at christmas", OnDate(12, 25)),
        ("Christmas Eve, Ghent", OnDate(12, 24)),
        ("xmas day ghent", OnDate(12, 25)),
        ("Ghent on Valentine's day", OnDate(2, 14)),
        ("halloween ghent", OnDate(10, 31)),
        ("Псков на Новый год", OnDate(1, 1)),
        ("псков к новому году", OnDate(1, 1)),
        ("8 Марта в Пскове", OnDate(3, 8)),
        ("на майские в Псков", OnDate(5, 1)),
        ("псков 1 сентября", OnDate(9, 1)),
        ("день победы псков", OnDate(5, 9)),
        ("псков в рождество", OnDate(1, 7)),
        ("псков на день святого валентина", OnDate(2, 14)),
    ],
)
def test_a_holiday_is_a_date(text: str, date: OnDate) -> None:
    assert read_question(text).when == OnDay(date)


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("Ghent in March", InMonth(3)),
        ("in May in Ghent", InMonth(5)),
        ("Ghent during August", InMonth(8)),
        ("Ghent in July 2027", InMonth(7, 2027)),
        ("december in Ghent", InMonth(12)),
        ("Ghent in winter", InMonth(1)),
        ("early winter in Ghent", InMonth(12)),
        ("псков в конце осени", InMonth(11)),
        ("this summer in Ghent", InMonth(7)),
        ("летом в Пскове", InMonth(7)),
        ("Псков в феврале", InMonth(2)),
        ("псков в мае", InMonth(5)),
        ("псков на октябрь", InMonth(10)),
        ("псков июль", InMonth(7)),
    ],
)
def test_a_month_is_read(text: str, month: InMonth) -> None:
    assert read_question(text).when == month


def test_a_part_of_a_date_is_read() -> None:
    assert read_question("Псков 27 ноября вечером").when == OnDay(OnDate(11, 27), DayPart.EVENING)
    assert read_question("Псков пт 27.11 утром").when == OnDay(OnDate(11, 27), DayPart.MORNING)
    assert read_question("Псков завтра, 27 ноября, в 7 утра").when == OnDay(OnDate(11, 27), hour=time(7))
    assert read_question("Ghent on Nov 28 in the morning").when == OnDay(OnDate(11, 28), DayPart.MORNING)


@pytest.mark.parametrize(
    "text",
    [
        *("Ghent 31.02", "Ghent 31 april", "Псков 30 февраля", "Ghent 99/99", "Ghent 2026-13-01", "Псков 0 мая"),
        *("Ghent 2026-02-30", "Псков 32 ноября", "Псков 32 числа", "Ghent 30.13"),
    ],
)
def test_an_impossible_date_is_not_a_time(text: str) -> None:
    assert read_question(text).when == NoSuchTime(is_date=True)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("Ghent in 1e9 days", 9999),
        ("Ghent in 100000 days", 9999),
        ("Ghent in a year", 365),
        ("Псков через 2 года", 730),
        ("Ghent last year", -365),
        ("Псков 3 года назад", -1095),
    ],
)
def test_a_distant_day_is_read(text: str, days: int) -> None:
    assert read_question(text).when == OnDay(InDays(days))


@pytest.mark.parametrize("text", ["Псков прошлым летом", "Ghent last summer", "Ghent last July"])
def test_the_last_season_is_in_the_past(text: str) -> None:
    assert read_question(text).when == InMonth(7, past=True)


@pytest.mark.parametrize("text", ["скоро новый год", "уже скоро рождество", "almost christmas", "скоро пасха"])
def test_a_remark_about_a_holiday_is_not_a_follow_up(text: str) -> None:
    assert not read_question(text).is_elliptic


@pytest.mark.parametrize(
    "text", ["Псков з\u0061втр\u0061", "Ghent t\u043em\u043err\u043ew", "Gh\u0435nt t\u043emorrow"]
)
def test_a_time_with_similar_letters_of_another_alphabet_is_read(text: str) -> None:
    assert read_question(text).when == OnDay(InDays(1))
