import time

import pytest

from services.daily.request import PushRequest, is_time_reply, names_unsupported_days, parse_push_request
from services.schedule import EVERY_DAY, WEEKEND, WORKDAYS, Weekdays

MON, TUE, WED, THU, FRI, SAT, SUN = Weekdays


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("08:00", 480),
        ("8:00", 480),
        ("8.00", 480),
        ("8 00", 480),
        ("8:00.", 480),
        ("0800", 480),
        ("noon", 720),
        ("at midday", 720),
        ("midnight", 0),
        ("в полдень", 720),
        ("к полуночи", 0),
        ("8 in the evening", 1200),
        ("9 at night", 1260),
        ("12 in the morning", 0),
        ("800", 480),
        ("8", 480),
        ("0", 0),
        ("00:00", 0),
        ("23:59", 1439),
        ("8am", 480),
        ("8 AM", 480),
        ("8 a.m.", 480),
        ("7:30pm", 1170),
        ("12am", 0),
        ("12 pm", 720),
        ("at 8", 480),
        ("8h", 480),
        ("8 o'clock", 480),
        ("в 8", 480),
        ("в 7:30 утра", 450),
        ("8 вечера", 1200),
        ("12 ночи", 0),
        ("12 дня", 720),
        ("2 часа", 120),
        ("8 ч", 480),
    ],
)
def test_a_time_is_read_as_people_write_it(text: str, minutes: int) -> None:
    assert parse_push_request(text) == PushRequest(minutes)


@pytest.mark.parametrize(
    "text",
    [
        "8:00 and 20:00",
        "8:00, 20:00 Moscow",
        "8:00 Moscow 20:00",
        "8am and 9pm Moscow",
        "7 утра и 9 вечера Москва",
        "9 и 21 Москва",
        "8:00 кроме выходных",
        "8:00 except weekends Oslo",
        "8:00 every other day Moscow",
        "8:00 через день Москва",
        "8:00 завтра Москва",
        "tomorrow at 8:00 Moscow",
        "8:00 UTC",
        "8:00 МСК Казань",
        "",
        "Moscow",
        "mon-fri",
        "25",
        "24:00",
        "8:60",
        "13pm",
        "0am",
        "12345",
        "8:0",
        "Moscow 8",
        "8x",
        "-8",
    ],
)
def test_unsupported_schedules_are_not_parsed(text: str) -> None:
    assert parse_push_request(text) is None


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("7:30 mon-fri", WORKDAYS),
        ("7:30 Monday to Friday", WORKDAYS),
        ("7:30 weekdays", WORKDAYS),
        ("mon-fri 7:30", WORKDAYS),
        ("mon–fri at 7:30", WORKDAYS),
        ("7:30 fri-mon", FRI | SAT | SUN | MON),
        ("7:30 mon, wed, fri", MON | WED | FRI),
        ("7:30 Mon Wed and Fri", MON | WED | FRI),
        ("7:30 tue-thu, sun", TUE | WED | THU | SUN),
        ("7:30 on weekends", WEEKEND),
        ("7:30 every day", EVERY_DAY),
        ("7:30 пн-пт", WORKDAYS),
        ("7:30 Пн — Пт", WORKDAYS),
        ("7:30 с пн по пт", WORKDAYS),
        ("7:30 по будням", WORKDAYS),
        ("7:30 каждый будний день", WORKDAYS),
        ("7:30 в будние дни", WORKDAYS),
        ("7:30 с понедельника по пятницу", WORKDAYS),
        ("с понедельника по пятницу в 7:30", WORKDAYS),
        ("7:30 Monday through Friday", WORKDAYS),
        ("7:30 every morning", EVERY_DAY),
        ("7:30 без выходных", EVERY_DAY),
        ("по будням в 7:30", WORKDAYS),
        ("7:30 рабочие дни", WORKDAYS),
        ("7:30 пн, ср и пт", MON | WED | FRI),
        ("7:30 по понедельникам и средам", MON | WED),
        ("7:30 в субботу", SAT),
        ("7:30 сб-вс", WEEKEND),
        ("7:30 по выходным", WEEKEND),
        ("7:30 каждый день", EVERY_DAY),
        ("7:30 ежедневно", EVERY_DAY),
    ],
)
def test_weekdays_are_read_in_both_languages(text: str, days: Weekdays) -> None:
    assert parse_push_request(text) == PushRequest(450, days)


@pytest.mark.parametrize(
    ("text", "request_"),
    [
        ("8:00 Moscow London", PushRequest(480, places="Moscow London")),
        ("8:00, Moscow, London", PushRequest(480, places="Moscow, London")),
        ("8 Moscow", PushRequest(480, places="Moscow")),
        ("8 am Moscow", PushRequest(480, places="Moscow")),
        ("7:30 mon-fri Moscow", PushRequest(450, WORKDAYS, "Moscow")),
        ("mon-fri 7:30 Moscow", PushRequest(450, WORKDAYS, "Moscow")),
        ("7:30 пн-пт Москва, Лондон", PushRequest(450, WORKDAYS, "Москва, Лондон")),
        ("7:30\nпн-пт\nМосква\nЛондон", PushRequest(450, WORKDAYS, "Москва\nЛондон")),
        ("Moscow 8:00", PushRequest(480, places="Moscow")),
        ("Moscow at 8", PushRequest(480, places="Moscow")),
        ("Москва в 8", PushRequest(480, places="Москва")),
        ("Москва в 8 утра", PushRequest(480, places="Москва")),
        ("8:00 Moscow mon-fri", PushRequest(480, WORKDAYS, "Moscow")),
        ("8:00 Москва, Казань по будням", PushRequest(480, WORKDAYS, "Москва, Казань")),
        ("Moscow, London at 8:00", PushRequest(480, places="Moscow, London")),
        ("Москва в 8 утра по будням", PushRequest(480, WORKDAYS, "Москва")),
        ("Москва, Лондон пн-пт 7:30", PushRequest(450, WORKDAYS, "Москва, Лондон")),
        ("7 30 Moscow", PushRequest(450, places="Moscow")),
        ("8 55.75, 37.62", PushRequest(480, places="55.75, 37.62")),
        ("8:00 55.75 37.62", PushRequest(480, places="55.75 37.62")),
        ("8:00 Monaco", PushRequest(480, places="Monaco")),
        ("8:00 Satun", PushRequest(480, places="Satun")),
        ("8:00 Среднеуральск", PushRequest(480, places="Среднеуральск")),
        ("8:00 Вторые Левые Ламки", PushRequest(480, places="Вторые Левые Ламки")),
        ("8:00 Пятигорск", PushRequest(480, places="Пятигорск")),
    ],
)
def test_the_text_beside_the_time_names_the_places(text: str, request_: PushRequest) -> None:
    assert parse_push_request(text) == request_


@pytest.mark.parametrize(
    "text",
    ["8 " * 2000, "mon " * 1000, "8:00 " + "mon, " * 800, "8 " + "пн по " * 600, " " * 4000, "a 8:00 " * 600],
)
def test_a_hostile_text_is_read_in_no_time(text: str) -> None:
    start = time.process_time()
    parse_push_request(text)
    assert time.process_time() - start < 0.5


@pytest.mark.parametrize(
    "text", ["8:00", "7", "7.30", "noon", "в 7 утра", "8:00 Oslo, Rome", "пн-пт в полдень Тула"]
)
def test_a_time_with_names_can_answer_a_request_for_a_time(text: str) -> None:
    assert is_time_reply(text)


@pytest.mark.parametrize(
    "text",
    ["Oslo", "Oslo at 8:00", "5 дней Москва", "8:00 погода в Казани", "10 day forecast Rome", "3 hours", "25:00"],
)
def test_other_texts_do_not_answer_a_request_for_a_time(text: str) -> None:
    assert not is_time_reply(text)


def test_words_for_single_days_are_found_beside_weekdays() -> None:
    assert names_unsupported_days("tomorrow at 8")
    assert names_unsupported_days("завтра в 8")
    assert not names_unsupported_days("every day")
    assert not names_unsupported_days("каждый день")
