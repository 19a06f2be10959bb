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
        "above 30 in Athens next Wednesday?",
        "выше нуля в Екб",
        "Hi Oslo",
        "Привет, Осло",
        "Псков с 16 по 18 число",
        "боюсь замёрзнуть в Якутске ночью",
        "погода в столице Франции",
        "weather in the capital of Japan",
        "amstrdam weekend",
        "Кратово",
        "сравни москву и питер на завтра",
        "минимум ночью минск",
        "barbecue on Saturday in Adelaide good idea",
        "arrived in Oslo, will it rain tonight",
        "прилетели в Сочи, зонт нужен",
        "is the moon out in Oslo tonight",
        "any chance you can tell me how tomorrow's shaping up in Oxford",
        "можешь сказать как завтра будет в оксфорде",
        "hiking in Snowdonia tomorrow safe?",
        "утром иней будет в пскове?",
        "which day should I go to the beach in Alicante",
        "Taking my mum to Bath tomorrow, is it gonna stay dry for us?",
        "good morning, could you tell me if it is likely to rain in Cambridge on Tuesday as I have a party",
        "so whats monday looking like up in Dundee",
        "надо ли завтра скоблить машину в туле",
        "везём детей на пляж в анапу в воскресенье как там будет",
        "как с пыльцой в вене",
        "грац до среды включительно",
        "windiest day this week in Galway",
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
        "my train from York is 20 minutes late",
        "you said it would rain yesterday",
        "you told me it would be dry this morning",
        "forgot my umbrella in Leeds",
        "left my raincoat in Bergen",
        "шапку забыл в Перми",
        "зонт оставила в Казани",
        "в Туле снег почистили?",
        "дороги в Перми посыпали?",
        "холодно мне без тебя",
    ],
)
def test_talk_of_times_and_weather_is_not_a_question(index: PlaceIndex, text: str) -> None:
    assert not is_question(text, index)


@pytest.mark.parametrize(
    "text",
    [
        "Снегопад в Нью-Йорке парализовал аэропорты",
        "The president of France resigned on Monday after a storm of protest",
        "Heavy snow closed schools across Boston on Monday",
        "Сильный снегопад закрыл школы Бостона в понедельник",
        "Ураган в Москве унёс жизни трёх человек, сообщили в МЧС",
        "Storm Eunice killed three people in London, police said",
        "Flooding forced hundreds to leave their homes in York",
        "Туман в Казани задержал рейсы",
        "Мэр Казани опроверг слухи о снегопаде в среду",
        '"It\'s raining men in New York"',
        "«Снег кружится над Москвой, летает и тает»",
        "thanks for the Oslo forecast",
        "спасибо за прогноз по Москве",
        "Привет из Сочи",
        "Hello from Berlin",
        "thanks, that was exactly what I needed for Rome",
        "спасибо, для Рима это то что надо",
        "under the weather today, staying in bed",
        "Just landed in Rome, what a city!",
        "сколько от Рима до Неаполя",
        "где купить зимнюю резину в туле",
        "Ах, Одесса, жемчужина у моря",
        "В Москве побит температурный рекорд",
        "what's the capital of Australia",
        "oven temperature for pizza",
        "температура кипения воды",
        "столица австралии какая",
    ],
)
def test_news_quotations_and_thanks_are_not_questions(index: PlaceIndex, text: str) -> None:
    assert not is_question(text, index)


@pytest.mark.parametrize(
    "text",
    [
        "Has the snow closed schools in Boston?",
        "has it stopped raining in Boston",
        "Boston pls thx",
        "tomorrow Boston cheers",
        "how toasty is it in Boston",
        "what'll Boston be like tomorrow",
        "we are visiting Boston tomorrow",
        "what's this weekend got in store for Boston",
        "Boston yesterday - was it windy",
        "снегопад в Казани закрыл аэропорт?",
    ],
)
def test_a_question_with_words_of_news_or_courtesy_is_a_question(index: PlaceIndex, text: str) -> None:
    assert is_question(text, index)


@pytest.mark.parametrize(
    "text",
    [
        "Milan vs Roma tonight 8pm",
        "Milan v Roma Saturday 3pm",
        "Казань против Уфы в 19:00",
        "Brighton 2-1 Leeds",
        "Brighton 2 Leeds 1",
        "Спартак 1:0 Краснодар",
    ],
)
def test_the_hour_or_score_of_a_match_asks_for_no_weather(text: str) -> None:
    assert read_question(text).is_sports_fixture


@pytest.mark.parametrize("text", ["Milan vs Roma tomorrow", "weather Milan vs Roma 8pm", "Milan vs Roma 8pm?"])
def test_a_comparison_is_not_a_match(text: str) -> None:
    assert not read_question(text).is_sports_fixture
