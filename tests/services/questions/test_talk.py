"""Which messages without a command ask for the weather."""

import pytest

from services.places import PlaceIndex
from services.places.reading import asks_for_weather
from services.questions import read_question


def is_question(text: str, index: PlaceIndex) -> bool:
    question = read_question(text)
    return asks_for_weather(
        question.places, index, has_weather_word=question.asks_for_weather, has_time=question.when is not None
    )


@pytest.mark.parametrize(
    "text",
    [
        "Ghent tomorrow",
        "Long Beach on Friday",
        "Nottingham, the days ahead",
        "what will Quito be like at Christmas",
        "what's Quito doing in two days",
        "how is Sunday looking for Porto",
        "umbrella tomorrow?",
        "how windy",
        "what to wear in Riga",
        "is it dry in Leeds tonight?",
        "camping near Denver this weekend – rain?",
        "give me Oslo for tomorrow",
        "is there smog in Lahore",
        "when does it get dark in Oslo",
        "can I swim in Ostend today",
        "Тверь послезавтра",
        "выходные в Суздале",
        "с пятницы по воскресенье в суздале",
        "что будет на следующей неделе в Перми",
        "в Милан 2 декабря, как там будет",
        "зонт завтра брать?",
        "ждать ли снега в Омске",
        "воздух в Омске чистый?",
        "насколько влажно в Уфе",
        "закат в Перми",
        "шорты или джинсы завтра в Ростове?",
    ],
)
def test_a_question_about_a_time_or_a_quantity_is_recognised(index: PlaceIndex, text: str) -> None:
    assert is_question(text, index)


@pytest.mark.parametrize(
    "text",
    [
        "see you in London tomorrow",
        "call me on Friday at noon",
        "book a table in Lyon for Saturday",
        "my flight to Paris is delayed until tomorrow",
        "remind me to call the Paris office at 5pm",
        "Arsenal play in Leeds on Sunday",
        "I was in Berlin last week",
        "happy new year!",
        "good night",
        "thanks, see you tomorrow",
        "the pressure at work is killing me",
        "I love rainy days",
        "stocks are falling like rain",
        "did you watch the match last night",
        "what time is it in Tokyo",
        "how do I get from Lyon to Geneva tomorrow",
        "cheap flights to Rome in March",
        "https://example.org/weather/london",
        "import { london } from './weather'",
        "meeting moved to Friday 3pm",
        "до завтра",
        "спасибо, до понедельника",
        "увидимся завтра в Москве",
        "я завтра в Москве",
        "перезвони вечером",
        "встретимся в субботу в центре",
        "билеты Москва Сочи на 28 ноября",
        "у меня высокое давление",
        "хочу на море",
        "с новым годом!",
        "Спартак обыграл Зенит в субботу",
        "сколько лет Ташкенту",
        "во вторник в Туле открылась выставка",
        "во сколько ты придёшь вечером",
        "холодно мне без тебя",
    ],
)
def test_talk_of_times_and_weather_is_not_a_question(index: PlaceIndex, text: str) -> None:
    assert not is_question(text, index)
