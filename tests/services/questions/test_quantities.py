"""The quantity that a question asks about."""

import pytest

from services.questions import Quantity, read_question

CASES = {
    Quantity.SUNNY: (
        "will it be sunny in Ghent tomorrow",
        "will the sun be out in Ghent",
        "hours of sunshine in Ghent",
        "сколько солнечных часов в Пскове",
        "any sunshine in Ghent",
        "будет ли солнечно в пскове завтра",
        "выглянет ли солнце в Пскове",
        "солнце завтра в Пскове будет?",
    ),
    Quantity.SNOW_DEPTH: ("snow depth in Ghent", "how deep is the snow in Ghent", "высота снега в пскове"),
    Quantity.MOON: ("moon phase", "when is the next full moon", "луна сегодня", "когда новолуние в пскове"),
    Quantity.HAIL: ("will it hail in Ghent", "hailstones in Ghent tomorrow?", "будет ли град в пскове"),
    Quantity.FOG: (
        "Is it foggy in Ghent",
        "fog tomorrow morning Ghent",
        "туман в пскове завтра?",
        "туманно в пскове",
    ),
    Quantity.ICE: (
        "is there ice on the roads in Ghent tomorrow",
        "how icy is it in Ghent",
        "freezing rain in Ghent tonight?",
        "ледяной дождь в пскове",
        "гололёд в пскове завтра утром?",
        "скользко в пскове?",
    ),
    Quantity.FROST: (
        "will it freeze tonight in Ghent",
        "any frost in Ghent",
        "freezing in Ghent tonight?",
        "мороз в пскове ночью",
        "будут ли заморозки в пскове",
    ),
    Quantity.AURORA: ("northern lights tonight Ghent", "aurora borealis in Ghent", "северное сияние в пскове"),
    Quantity.MAGNETIC: (
        "geomagnetic storm Ghent tomorrow",
        "магнитные бури в пскове",
        "магнитная буря псков завтра",
    ),
    Quantity.TIDE: ("high tide in Ghent", "tide in Ghent", "когда прилив в пскове", "отлив в пскове завтра"),
    Quantity.STORM: (
        "is there a storm in Ghent tomorrow",
        "storm Ghent",
        "будет ли шторм в пскове",
        "ураган псков",
    ),
    Quantity.WARNING: (
        "any weather warnings in Ghent?",
        "is there a storm warning for Ghent",
        "weather alerts Ghent",
        "any alerts for Ghent tomorrow",
        "есть ли штормовое предупреждение в Пскове?",
        "предупреждения МЧС по Пскову",
        "штормовое псков",
        "какие сейчас действуют предупреждения в Пскове",
    ),
    Quantity.DRIVING: (
        "is it safe to drive in Ghent tonight",
        "как дороги в пскове",
        "можно ли ехать завтра в псков",
    ),
    Quantity.DRIER: (
        "driest day in Ghent",
        "first day without rain in Ghent",
        "next dry day Ghent",
        "какой день без дождя в пскове",
    ),
    Quantity.WEATHER: (
        "Ghent",
        "weather Ghent",
        "what's it like in Ghent tomorrow",
        "is it nice out in Ghent",
        "Псков",
        "погода в Пскове",
        "что за окном в Пскове",
        "чё по погоде в пскове",
    ),
    Quantity.TEMPERATURE: (
        "temperature in Ghent",
        "heat index Ghent",
        "how cold is it in Ghent",
        "how hot's Ghent",
        "will I sweat in Ghent tomorrow",
        "coldest it gets in Ghent tomorrow",
        "в чём идти завтра в пскове",
        "сколько на термометре в пскове",
        "daily temps for Ghent this week",
        "what to wear in Ghent tomorrow",
        "do I need a jacket in Ghent",
        "tonight's low in Ghent",
        "shorts or jeans in Ghent?",
        "сколько градусов в Пскове",
        "Псков завтра шапка нужна?",
        "что надеть в пскове",
        "какой завтра мороз в пскове",
        "насколько холодно в Пскове",
        "Псков температура воздуха",
        "какая температура воздуха в пскове",
        "temperature of the air in Ghent",
    ),
    Quantity.RAIN: (
        "should I water my plants in Ghent",
        "поливать ли огород в пскове",
        "is it raining in Ghent",
        "spitting in Ghent?",
        "намочит завтра в пскове?",
        "umbrella in Ghent today?",
        "showers in Ghent on Friday",
        "will it stay dry in ghent",
        "wet weekend in Ghent?",
        "is the weekend dry in Ghent",
        "is it going to piss it down in Ghent",
        "can I hang the washing out in Ghent",
        "chance of rain Ghent",
        "weather and rain in Ghent",
        "зонт брать в Пскове?",
        "дождь в пскове завтра",
        "осадки псков",
        "польёт ли вечером в Пскове",
        "ливень в пскове",
    ),
    Quantity.SNOW: (
        "will it snow in Ghent",
        "snowfall ghent",
        "is a blizzard coming to Ghent?",
        "снег в Пскове будет?",
        "снегопад псков",
        "метель в пскове ночью",
        "в пскове метёт?",
        "буран в пскове",
    ),
    Quantity.WIND: (
        "ветер на море в Анапе",
        "how windy is Ghent",
        "gusts in Ghent tomorrow",
        "wind speed ghent",
        "blowy in Ghent?",
        "ветряно в пскове",
        "ветер в Пскове",
        "порывы псков завтра",
        "ветрено ли в пскове",
    ),
    Quantity.PRESSURE: (
        "air pressure Ghent",
        "атм давление в пскове",
        "what's the air pressure in Ghent",
        "barometer in Ghent",
        "pressure in Ghent tomorrow",
        "давление в Пскове",
        "псков атмосферное давление",
    ),
    Quantity.HUMIDITY: (
        "humidity Ghent",
        "is it muggy in Ghent",
        "влажность в Пскове",
        "насколько влажно в пскове",
    ),
    Quantity.UV: (
        "UV in Ghent",
        "do I need sunscreen in Ghent",
        "will I get a sunburn in Ghent at noon",
        "sun cream in Ghent tomorrow?",
        "уф индекс псков",
        "ультрафиолет в Пскове",
        "можно обгореть в пскове сегодня?",
    ),
    Quantity.AIR: (
        "AQI Ghent",
        "air quality in Ghent",
        "PM2.5 in Ghent",
        "smog in Ghent tomorrow",
        "is the air clean in Ghent",
        "качество воздуха в Пскове",
        "смог в пскове?",
        "воздух в пскове чистый?",
    ),
    Quantity.SUN: (
        "sunrise and sunset in Ghent",
        "when is sunrise in Ghent tomorrow",
        "when does the sun come up in Ghent",
        "восход и закат в Пскове",
        "во сколько рассвет псков",
    ),
    Quantity.SUNSET: (
        "sunset in Ghent",
        "what time does it get dark in ghent",
        "when will it be dark in ghent",
        "солнышко во сколько сядет в пскове",
        "закат в Пскове",
        "когда темнеет в Пскове",
        "когда садится солнце в пскове",
    ),
    Quantity.THUNDER: (
        "thunderstorms in ghent tonight?",
        "гроза будет в пскове?",
        "погода в пскове, гроза ожидается?",
    ),
    Quantity.POLLEN: (
        "pollen count Ghent",
        "is the pollen high in Ghent",
        "birch pollen in Ghent",
        "пыльца в Пскове",
        "пыльца берёзы в Пскове",
    ),
    Quantity.WARMER: (
        "will it get warmer in Ghent",
        "warmest day in Ghent",
        "когда потеплеет в пскове",
        "which is warmer, Ghent or Bruges",
        "Ghent or Bruges, hotter tomorrow?",
        "где теплее, в Пскове или в Твери",
        "Псков теплее, чем Тверь?",
        "завтра в Пскове теплее, чем сегодня?",
    ),
    Quantity.COLDER: (
        "похолодает завтра в пскове?",
        "coldest night in Ghent",
        "is Ghent colder than Bruges",
        "which is cooler, Ghent or Bruges",
        "где завтра холоднее: Псков или Тверь",
    ),
    Quantity.WATER: (
        "sea temperature Ostend",
        "how cold is the water in Ostend",
        "warm enough for a dip in Ostend?",
        "can we swim in Ostend tomorrow",
        "температура воды в Анапе",
        "море в Анапе тёплое?",
        "можно ли купаться в Анапе",
    ),
    Quantity.BEACH: (
        "погода на море в Адлере",
        "beach weather in Nice",
        "how is the sea and weather in Ostend",
        "погода и море в Анапе",
    ),
    Quantity.DAILY: (
        "weather in Ghent every morning",
        "send me the Ghent forecast daily at 7",
        "every weekday at 8 tell me the weather in Ghent",
        "notify me about the weather in Ghent",
        "alert me every morning about rain in Ghent",
        "каждое утро погода в Пскове",
        "присылай прогноз по Пскову ежедневно",
        "хочу каждый день в 7:30 погоду в Пскове",
        "уведомляй о погоде в Пскове",
    ),
    Quantity.ALERTS: (
        "notify me about rain in Ghent",
        "tell me when it rains in Ghent",
        "warn me about storms in Ghent",
        "let me know when it snows in Ghent",
        "предупреди о дожде в Пскове",
        "предупреждай о заморозках",
        "сообщи если пойдёт дождь в Пскове",
        "уведомляй о морозе в Пскове",
    ),
}


@pytest.mark.parametrize(("what", "text"), [(what, text) for what, texts in CASES.items() for text in texts])
def test_a_question_is_about_a_quantity(what: Quantity, text: str) -> None:
    assert read_question(text).quantity is what


def test_every_quantity_is_asked_about_in_some_way() -> None:
    assert set(CASES) == set(Quantity)


@pytest.mark.parametrize(
    "text",
    [
        "weather",
        "humidity in Ghent",
        "do I need an umbrella",
        "what to wear",
        "sunset Ghent",
        "погода",
        "влажность",
        "нужен ли зонт",
        "сколько градусов",
    ],
)
def test_some_words_are_only_used_of_the_weather(text: str) -> None:
    assert read_question(text).asks_for_weather


@pytest.mark.parametrize(
    "text",
    [
        "Ghent",
        "rain",
        "cold",
        "the pressure at work",
        "water",
        "every day",
        "дождь",
        "холодно",
        "вода",
        "каждый день",
        "",
    ],
)
def test_other_words_are_also_used_of_other_things(text: str) -> None:
    assert not read_question(text).asks_for_weather


@pytest.mark.parametrize("text", ["Paris air show", "ice hockey in Ghent"])
def test_a_word_in_a_name_is_no_quantity(text: str) -> None:
    assert read_question(text).quantity is Quantity.WEATHER
