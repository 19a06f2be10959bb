"""The parts that a follow-up takes from the previous question."""

from datetime import time

import pytest

from services.places import Place
from services.questions import (
    DayPart,
    DayReference,
    InDays,
    LastQuestion,
    OnDate,
    OnDay,
    OnWeekday,
    Quantity,
    Question,
    Subject,
    Weekend,
    When,
    complete_follow_up,
    corrects_time,
    read_question,
    without_follow_up_words,
    without_leading_no,
)
from services.units import WindUnit

OSLO = Place("Oslo", 59.91, 10.75)
TOMORROW = OnDay(InDays(1))
SATURDAY = OnDay(OnWeekday(5))


def last_question(
    when: When | None = None, what: Quantity = Quantity.WEATHER, subject: Subject = Subject.NOW
) -> LastQuestion:
    return LastQuestion((OSLO,), 0.0, subject, when, what)


def follow_up(text: str, before: LastQuestion) -> Question:
    question = read_question(text)
    return complete_follow_up(without_follow_up_words(question) or question, before, text)


def test_now_before_do_is_not_the_time_of_a_follow_up() -> None:
    question = follow_up("ok now do Gdansk", last_question(TOMORROW))
    assert (question.places.split(), question.when) == (["Gdansk"], TOMORROW)


@pytest.mark.parametrize(
    ("text", "places"), [("not Oslo, Bergen", "Bergen"), ("не в Туле, а в Калуге", "в Калуге")]
)
def test_a_correction_names_the_wrong_place_first(text: str, places: str) -> None:
    corrected = without_leading_no(read_question(text))
    assert corrected is not None
    assert corrected.places == places


@pytest.mark.parametrize("text", ["do I need a coat in Rome", "do Rome and Paris have snow"])
def test_a_question_that_begins_with_do_is_no_follow_up(text: str) -> None:
    assert without_follow_up_words(read_question(text)) is None


@pytest.mark.parametrize(
    ("text", "is_elliptic"), [("40 будет завтра?", True), ("30 tomorrow?", True), ("40 завтра", False)]
)
def test_a_number_of_degrees_in_a_question_names_no_place(text: str, *, is_elliptic: bool) -> None:
    assert read_question(text).is_elliptic is is_elliptic


@pytest.mark.parametrize(
    ("text", "corrects"),
    [
        ("not today but tomorrow", True),
        ("no the evening", True),
        ("no, tomorrow", True),
        ("make it Sunday", True),
        ("sorry, I meant Monday", True),
        ("не, завтра", True),
        ("я имел в виду послезавтра", True),
        ("make it two", False),
        ("not bad", False),
        ("not tomorrow", False),
        ("не завтра", False),
        ("не утром, вечером", True),
        ("meet me tomorrow", False),
        ("не могу завтра", False),
    ],
)
def test_a_correction_of_the_time_has_no_other_words(text: str, *, corrects: bool) -> None:
    assert corrects_time(read_question(text)) is corrects


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("а в Питере?", "в Питере?"),
        ("и в ереване", "в ереване"),
        ("А Тверь?", "Тверь?"),
        ("ну а в Туле", "в Туле"),
        ("то же для Казани", "Казани"),
        ("как насчёт Сочи", "Сочи"),
        ("what about Rome", "Rome"),
        ("hmm, and in Rome", "Rome"),
        ("make that Rome", "Rome"),
        ("ммм, а в Питере?", "в Питере?"),
        ("How about in Paris?", "Paris?"),
        ("same for Vancouver", "Vancouver"),
        ("no I meant London Ontario", "London Ontario"),
        ("нет, я про Ростов Великий", "Ростов Великий"),
        ("ой, я имел в виду Пушкин", "Пушкин"),
        ("and in Rome?", "Rome?"),
        ("Rome as well?", "Rome"),
        ("rome instead", "rome"),
        ("same but Rome", "Rome"),
        ("в Туле так же?", "в Туле"),
        ("ok thanks, Bergamo too", "Bergamo"),
        ("спасибо, в Туле тоже", "в Туле"),
    ],
)
def test_a_follow_up_is_about_the_place_after_its_opening_words(text: str, places: str) -> None:
    found = without_follow_up_words(read_question(text))
    assert found is not None
    assert found.places == places


@pytest.mark.parametrize("text", ["Анапа", "Andorra", "Иваново", "и", "а завтра?", "how about tomorrow", "Too"])
def test_a_name_or_a_time_alone_is_not_a_follow_up(text: str) -> None:
    assert without_follow_up_words(read_question(text)) is None


@pytest.mark.parametrize("text", ["а в Питере?", "what about Rome", "same for Vancouver"])
def test_a_follow_up_with_a_place_takes_time_quantity_and_subject(text: str) -> None:
    question = follow_up(text, last_question(SATURDAY, Quantity.RAIN, Subject.DAYS))
    assert (question.when, question.quantity, question.subject) == (SATURDAY, Quantity.RAIN, Subject.DAYS)


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("а завтра?", TOMORROW),
        ("а завтра-то как?", TOMORROW),
        ("tomorrow tho?", TOMORROW),
        ("tomorrow then?", TOMORROW),
        ("на выходных?", Weekend()),
        ("how about the weekend", Weekend()),
    ],
)
def test_a_follow_up_with_a_time_takes_the_quantity(text: str, when: When) -> None:
    question = follow_up(text, last_question(SATURDAY, Quantity.WIND))
    assert question.names_no_place
    assert (question.when, question.quantity) == (when, Quantity.WIND)


@pytest.mark.parametrize("text", ["how windy", "и ветер?"])
def test_a_follow_up_with_a_quantity_takes_the_time(text: str) -> None:
    question = follow_up(text, last_question(TOMORROW, Quantity.RAIN))
    assert question.names_no_place
    assert (question.when, question.quantity) == (TOMORROW, Quantity.WIND)


@pytest.mark.parametrize(
    ("text", "part"),
    [("early morning?", DayPart.MORNING), ("к вечеру как?", DayPart.EVENING), ("а ночью?", DayPart.NIGHT)],
)
def test_a_part_of_a_day_belongs_to_the_day_of_the_last_question(text: str, part: DayPart) -> None:
    assert follow_up(text, last_question(TOMORROW)).when == OnDay(InDays(1), part)


def test_an_hour_belongs_to_the_day_of_the_last_question() -> None:
    assert follow_up("а в 18:00?", last_question(SATURDAY)).when == OnDay(OnWeekday(5), hour=time(18))


@pytest.mark.parametrize("text", ["tonight?", "сегодня вечером?", "this evening?"])
def test_a_part_of_today_replaces_the_last_day(text: str) -> None:
    assert follow_up(text, last_question(TOMORROW)).when == OnDay(InDays(0), DayPart.EVENING)


@pytest.mark.parametrize(
    ("text", "when"), [("какая погода завтра", TOMORROW), ("погода?", None), ("weather", None)]
)
def test_a_follow_up_about_the_weather_takes_no_quantity(text: str, when: When | None) -> None:
    question = follow_up(text, last_question(SATURDAY, Quantity.WIND))
    assert (question.when, question.quantity) == (when, Quantity.WEATHER)


@pytest.mark.parametrize(
    ("text", "hour"),
    [("what about at 8", 20), ("and at 8 am?", 8), ("а в 9?", 21), ("в 9 утра?", 9), ("at 11:00?", 11)],
)
def test_an_hour_after_a_question_about_an_evening_is_in_the_evening(text: str, hour: int) -> None:
    before = last_question(OnDay(InDays(1), DayPart.EVENING))
    assert follow_up(text, before).when == OnDay(InDays(1), hour=time(hour))


def test_a_follow_up_takes_no_comparison() -> None:
    assert follow_up("а завтра?", last_question(None, Quantity.WARMER)).quantity is Quantity.WEATHER


def test_a_question_may_be_followed_up_for_half_an_hour() -> None:
    assert last_question().is_recent(1800.0)
    assert not last_question().is_recent(1801.0)


@pytest.mark.parametrize(
    ("text", "before", "day"),
    [
        ("and the day after?", TOMORROW, InDays(2)),
        ("the next day?", SATURDAY, OnWeekday(5, days=1)),
        ("and the day after", OnDay(OnWeekday(6)), OnWeekday(6, days=1)),
        ("а на следующий день?", OnDay(OnDate(2, 28)), OnDate(2, 28, days=1)),
        ("the day after", OnDay(OnDate(12, 31, 2026)), OnDate(12, 31, 2026, days=1)),
        ("the day after", OnDay(OnDate(None, 5)), OnDate(None, 5, days=1)),
        ("the day after tomorrow?", SATURDAY, InDays(2)),
        ("and then?", SATURDAY, OnWeekday(5, days=1)),
        ("а потом?", TOMORROW, InDays(2)),
    ],
)
def test_the_day_after_is_the_one_after_the_day_that_was_asked_about(
    text: str, before: When, day: DayReference
) -> None:
    assert follow_up(text, last_question(before)).when == OnDay(day)


@pytest.mark.parametrize(
    "text",
    ["is it gonna rain there on sat", "а там в субботу дождя не будет", "sunday instead", "same place on Sunday"],
)
def test_a_question_with_a_time_needs_no_place(text: str) -> None:
    question = read_question(text)
    assert question.is_elliptic
    assert question.names_no_place


@pytest.mark.parametrize(
    ("asked", "text", "subject", "when"),
    [
        (Subject.NOW, "oslo hourly", Subject.HOURS, None),
        (Subject.DAYS, "oslo hourly", Subject.HOURS, None),
        (Subject.HOURS, "oslo", Subject.HOURS, None),
        (Subject.HOURS, "oslo tomorrow", Subject.HOURS, TOMORROW),
        (Subject.NOW, "oslo tomorrow", Subject.DAYS, TOMORROW),
    ],
)
def test_a_reply_to_a_request_for_a_place_keeps_its_own_subject(
    asked: Subject, text: str, subject: Subject, when: When | None
) -> None:
    question = follow_up(text, LastQuestion((), 0.0, asked))
    assert (question.subject, question.when) == (subject, when)


@pytest.mark.parametrize("text", ["hours", "by the hour", "по часам"])
def test_a_request_for_the_hours_takes_the_day_but_not_the_quantity(text: str) -> None:
    question = follow_up(text, last_question(TOMORROW, Quantity.WIND, Subject.ASKED))
    assert (question.when, question.quantity, question.subject) == (TOMORROW, Quantity.WEATHER, Subject.HOURS)
    assert follow_up(text, last_question(Weekend())).when is None


def test_a_unit_alone_repeats_the_last_question_in_the_unit() -> None:
    question = follow_up("in km/h", last_question(TOMORROW, Quantity.WIND, Subject.ASKED))
    assert (question.when, question.quantity) == (TOMORROW, Quantity.WIND)
    assert question.units == (WindUnit.KILOMETRES_PER_HOUR,)


@pytest.mark.parametrize("text", ["when does it stop?", "а когда кончится?"])
def test_the_end_is_asked_about_at_the_time_of_the_last_question(text: str) -> None:
    assert follow_up(text, last_question(what=Quantity.RAIN)).when is None
    assert follow_up(text, last_question(TOMORROW, Quantity.RAIN)).when == TOMORROW


def test_the_rest_of_a_day_is_of_the_day_of_the_last_question() -> None:
    before = last_question(OnDay(InDays(1), DayPart.MORNING))
    assert follow_up("and later in the day?", before).when == TOMORROW


@pytest.mark.parametrize("text", ["what time does it start?", "во сколько начнётся", "когда?"])
def test_the_hour_is_asked_about_on_the_day_of_the_last_question(text: str) -> None:
    question = follow_up(text, last_question(TOMORROW, Quantity.RAIN, Subject.DAYS))
    assert question.is_elliptic
    assert (question.when, question.quantity) == (TOMORROW, Quantity.RAIN)


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("no, Bern", "Bern"),
        ("no wait, Bern", "Bern"),
        ("actually Bern", "Bern"),
        ("нет, в Бресте", "в Бресте"),
        ("не, стоп, Псков", "Псков"),
        ("точнее в Гомеле", "в Гомеле"),
        ("Bern", None),
        ("no", None),
        ("Норильск", None),
    ],
)
def test_a_correction_is_about_the_place_after_its_opening_words(text: str, places: str | None) -> None:
    found = without_leading_no(read_question(text))
    assert (found.places if found is not None else None) == places


@pytest.mark.parametrize("text", ["do i need an umbrella", "should we take an umbrella", "нужен ли зонт"])
def test_a_question_of_stop_words_and_a_sure_quantity_names_no_place(text: str) -> None:
    assert read_question(text).is_elliptic
