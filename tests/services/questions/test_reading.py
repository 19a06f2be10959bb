import datetime as dt
import time

import pytest

from services.questions import (
    DayPart,
    DaysBetween,
    InDays,
    OnDay,
    OnWeekday,
    Quantity,
    Subject,
    asks_about_here,
    names_only_places,
    read_question,
)
from services.questions import reading as questions


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("прогноз погоды в Сочи на неделю", "прогноз погоды в Сочи"),
        ("прогноз Сочи", "прогноз Сочи"),
        ("погода в Казани завтра", "погода в Казани"),
        ("погода на завтра в Казани", "погода в Казани"),
        ("Казань послезавтра", "Казань"),
        ("погода в Сочи на выходные", "погода в Сочи"),
        ("Какая погода на этих выходных в Сочи?", "Какая погода в Сочи?"),
        ("погода в Москве на следующей неделе", "погода в Москве"),
        ("Москва на пять дней", "Москва"),
        ("Москва на ближайшие дни", "Москва"),
        ("forecast for Sochi", "forecast for Sochi"),
        ("weather in Tokyo tomorrow", "weather in Tokyo"),
        ("Tokyo this week", "Tokyo"),
        ("Tokyo\nfor the weekend", "Tokyo"),
        ("Tokyo weather for the next 5 days", "Tokyo weather"),
        ("tomorrow", ""),
        ("London the day after tomorrow", "London"),
        ("Москва после завтра", "Москва"),
        ("London in two weeks", "London"),
        ("погода в Сочи через неделю", "погода в Сочи"),
        ("Сочи в ближайшие выходные", "Сочи"),
        ("погода в Москве в пятницу", "погода в Москве"),
        ("погода в пятницу в Москве", "погода в Москве"),
        ("погода в Москве в следующий вторник", "погода в Москве"),
        ("Москва в эту субботу", "Москва"),
        ("Москва в понедельник вечером", "Москва"),
        ("Москва в субботу и воскресенье", "Москва"),
        ("Москва с пятницы по воскресенье", "Москва"),
        ("Всеволожск все выходные", "Всеволожск"),
        ("Этрета пятница", "Этрета"),
        ("London for a few days", "London"),
        ("Москва пн-пт", "Москва"),
        ("погода в москве сб", "погода в москве"),
        ("пятница", ""),
        ("London on Friday", "London"),
        ("Friday, London", ", London"),
        ("next Monday in London", "in London"),
        ("London this Saturday", "London"),
        ("London on Saturday and Sunday", "London"),
        ("London from Friday to Sunday", "London"),
        ("London Sat", "London"),
        ("weather in London this Sun", "weather in London"),
        ("Tuesday’s weather in London", "weather in London"),
        ("Лондон 25 ноября", "Лондон"),
        ("погода на 9 мая в Казани", "погода в Казани"),
        ("Москва с 2 по 5 декабря", "Москва"),
        ("Москва 2–5 дек", "Москва"),
        ("Москва 25 ноября 2026 года", "Москва"),
        ("Москва на 25-е", "Москва"),
        ("Москва 25-го числа", "Москва"),
        ("London 25 november", "London"),
        ("London Nov 25", "London"),
        ("November 25th, 2026 London", "London"),
        ("weather in London on the 25th of November", "weather in London"),
        ("weather in London on the 25th", "weather in London"),
        ("London Dec 2-5", "London"),
    ],
)
def test_words_for_coming_days_ask_for_the_forecast_and_are_not_places(text: str, places: str) -> None:
    asked = read_question(text)
    assert asked.subject is Subject.DAYS
    assert " ".join(asked.places.split()).replace(" ?", "?") == places


@pytest.mark.parametrize(
    "text",
    [
        "Moscow",
        "Неделино",
        "55.75, 37.62",
        "25.11, 11.25",
        "1. Moscow 2. London",
        "1 Moscow\n2 Mar del Plata",
        "March",
        "May",
        "May Pen, Marchwood",
        "Sun City",
        "Rising Sun",
        "Reghin-Sat",
        "6th of October City",
        "1 Sept-Îles",
        "Satun, Monaco, Friedberg",
        "Friday Harbor and Thursday Island",
        "Пятигорск, Средняя Ахтуба",
        "Екатеринбург, ул. 8 Марта",
        "Екатеринбург, ул.8 Марта",
        "Екатеринбург, улица  8 Марта",
        "погода на площади 1 мая, Минск",
        "улица 9 Мая, Омск",
        "on the 5th Avenue in New York",
    ],
)
def test_other_texts_are_about_now_and_unchanged(text: str) -> None:
    asked = read_question(text)
    assert (asked.subject, asked.places) == (Subject.NOW, text)


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("погода в Москве сегодня", "погода в Москве"),
        ("London this evening", "London"),
        ("London yesterday", "London"),
        ("weather now", "weather"),
        ("London in 4 hours", "London"),
        ("Москва в 18:00", "Москва"),
    ],
)
def test_a_time_of_today_or_of_the_past_asks_for_no_forecast(text: str, places: str) -> None:
    asked = read_question(text)
    assert (asked.subject, asked.places.strip()) == (Subject.NOW, places)


@pytest.mark.parametrize("text", ["", "   ", "погода", "weather now", "прогноз на неделю", "what's the weather?"])
def test_a_question_without_a_name_is_bare(text: str) -> None:
    assert read_question(text).names_no_place


@pytest.mark.parametrize("text", ["abc123", "123 456", "!!!", "Oslo", "weather abc123"])
def test_a_text_with_a_possible_name_is_not_bare(text: str) -> None:
    assert not read_question(text).names_no_place


@pytest.mark.parametrize(
    "text",
    ["mon tue wed " * 340 + "x", "пн, " * 1000, "5 and " * 800, "this the " * 500, "mon" + " " * 4000 + "x"],
)
def test_a_hostile_text_is_read_quickly(text: str) -> None:
    start = time.process_time()
    read_question(text)
    assert time.process_time() - start < 0.1


def test_only_short_texts_are_cached() -> None:
    before = questions._read_cached_question.cache_info().currsize
    read_question("x" * (questions.MAX_CACHED_TEXT_LENGTH + 1))
    assert questions._read_cached_question.cache_info().currsize == before


@pytest.mark.parametrize("subject", [subject for subject in Subject if subject is not Subject.NOW])
def test_words_for_days_do_not_change_the_subject_of_a_command(subject: Subject) -> None:
    question = read_question("Moscow tomorrow", subject)
    assert (question.subject, question.places.strip()) == (subject, "Moscow")


@pytest.mark.parametrize("text", ["Казань", "Москва и Тула", "New York, Tokyo", "Qwertyzz", "my dacha", "Home"])
def test_names_alone_can_answer_a_request_for_names(text: str) -> None:
    assert names_only_places(text)


@pytest.mark.parametrize(
    "text",
    [
        "Oslo hourly",
        "Rome by hours",
        "Осло по часам",
        "какая погода в Казани",
        "нужен ли зонт в Туле",
        "Oslo tomorrow",
        "Oslo?",
        "is it Oslo",
        "how is Oslo",
        "спасибо",
        "https://example.org",
        "🐕",
        "",
    ],
)
def test_questions_and_talk_do_not_answer_a_request_for_names(text: str) -> None:
    assert not names_only_places(text)


@pytest.mark.parametrize(
    "text",
    ["погода тут", "где я", "my location", "weather near me", "у меня будет дождь?", "will it rain here tomorrow"],
)
def test_words_for_the_users_location_ask_about_here(text: str) -> None:
    assert asks_about_here(read_question(text), text)


@pytest.mark.parametrize(
    "text", ["погода рядом с Москвой", "weather in Moscow and here", "Тутаев", "погода", "and there?", "x" * 100]
)
def test_other_questions_do_not_ask_about_here(text: str) -> None:
    assert not asks_about_here(read_question(text), text)


@pytest.mark.parametrize(
    ("text", "quantity"),
    [
        ("Oslo ☔?", Quantity.RAIN),
        ("🌧 Bergen?", Quantity.RAIN),
        ("❄️ Helsinki tomorrow?", Quantity.SNOW),
        ("💨 в Анапе?", Quantity.WIND),
        ("норильск 🥶?", Quantity.TEMPERATURE),
    ],
)
def test_emoji_of_the_weather_ask_for_their_quantity(text: str, quantity: Quantity) -> None:
    assert read_question(text).quantity is quantity


@pytest.mark.parametrize("text", ["Graz every day until Wednesday", "грац каждый день до среды"])
def test_every_day_until_a_day_asks_for_these_days_and_not_for_a_push(text: str) -> None:
    question = read_question(text)

    assert question.quantity is Quantity.WEATHER
    assert isinstance(question.when, DaysBetween)


@pytest.mark.parametrize("text", ["how warm is the sea in Nice", "rain in Bath tomorrow"])
def test_a_capitalized_everyday_word_after_in_is_a_place_and_not_left_out(text: str) -> None:
    assert not read_question(text).names_no_place


def test_we_are_is_not_a_verb_in_the_past() -> None:
    assert read_question("we're in Oslo on Friday").when == OnDay(OnWeekday(4))
    assert read_question("we were in Oslo on Friday").when == OnDay(OnWeekday(4, past=True))


@pytest.mark.parametrize(
    "text", ["will it freeze tonight in Minsk", "ice tonight in Minsk?", "lowest temperature tonight Minsk"]
)
def test_tonight_lasts_until_dawn_in_a_question_about_frost_or_cold(text: str) -> None:
    assert read_question(text).when == OnDay(InDays(0), hour=dt.time(18), until=dt.time(6), names_day=False)


@pytest.mark.parametrize("text", ["rain in Minsk tonight", "мороз в Минске сегодня вечером"])
def test_the_evening_ends_at_midnight_in_other_questions(text: str) -> None:
    when = read_question(text).when

    assert isinstance(when, OnDay)
    assert when.part is DayPart.EVENING


@pytest.mark.parametrize(
    "text", ["Manchester sunshine tomorrow", "will the sun shine in Leeds on Sunday?", "Лидс солнце завтра"]
)
def test_sunshine_is_a_word_for_the_weather(text: str) -> None:
    question = read_question(text)

    assert (question.quantity, question.subject) == (Quantity.SUNNY, Subject.DAYS)
