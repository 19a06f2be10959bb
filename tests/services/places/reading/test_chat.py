"""Messages without a command that ask for the weather."""

import pytest

from services.places.index import PlaceIndex
from services.places.reading import asks_for_weather


@pytest.mark.parametrize(
    "text",
    [
        "Moscow",
        "moscow",
        "msk",
        "pogoda v moskve",
        "еду из Москвы в Казань",
        "Москва, Сочи и ещё Тверь",
        "Список городов: Москва, Тула, Казань",
        "Paris, London",
        "Paris and London",
        "New York",
        "isle of tiree",
        "San Francisco and LA",
        "Springfield IL",
        "in Berlin",
        "Tokyo tomorrow",
        "Germany",
        "NYC",
        "LA",
        "near Oxford",
        "Black Forest",
        "Cornwall",
        "Kent",
        "Galway Bay",
        "Soho London",
        "winter park colorado",
        "Домбай",
        "Penzance",
        "Bellagio",
        "Тракай",
        "south of Spain",
        "northern Norway",
        "под Тверью",
        "рядом с Калугой",
        "юг Франции",
        "как одеться лететь в Сочи",
        "weather in Nice",
        "weather in Reading",
        "What's the weather in Bath?",
        "weather",
        "weather tomorrow",
        "weather Smallville Oslo",
        "55.75, 37.62",
        "東京",
        "Москва",
        "москва",
        "в Москве",
        "погода в Москве",
        "какая погода в Мире",
        "Нижний Новгород",
        "в Нижнем Новгороде и Казани",
        "Москва завтра",
        "Мюнхен и Вена",
        "мск",
        "питер",
        "Франция",
        "UK, US, France",
        "погода",
        "какая погода?",
        "Орёл",
        "Владимир",
        "Сочи",
        "Paris, US",
        "Paris, Texas",
        "Springfield, Illinois",
        "Лимож Франция",
        "Vjcrdf",
        "Vjcrdf Kjyljy",
        "Дщтвщт",
        "Moskow, Londn",
        "Berlin, Hamburgg",
        "Москва, Питр",
        "Anapa",
        "Galway",
        "Анапа",
        "Суздаль",
        "Ялта",
        "Москва\nСуздаль",
        "Moscow, Suzdal",
        "г. Тверь",
        "г. Москва, ул. Ленина 5",
        "в городе Твери",
        "1. Paris\n2. London\n3. Rome",
        "1) Казань 2) Уфа",
        "10115 Berlin",
        "будет ли дождь в Казани?",
        "сколько градусов в Минске",
        "холодно в Минске?",
        "что надеть в Москве",
        "Is it raining in London?",
        "do I need an umbrella in london",
        "how cold is it in Oslo",
        "will it snow in Denver tomorrow",
        "будет дождь?",
        "is it raining?",
        "whats the weather in nyc rn",
        "weatehr moscow",
        "пагода в москве",
        "Moskva",
        "Mосква",
        "Londn",
        "Масква",
        "San Fransisco",
        "Нижний Новгрод",
        "Портофино",
        "Гурзуф",
        "в Гурзуфе",
        "Красная Поляна",
        "Zermatt",
        "Santorini",
        "Texas",
        "Татарстан",
        "🇷🇺 Москва\n🇬🇧 Лондон",
        "København",
        "Київ",
        "New York, Qwertyzz, Londn",
        "London SW1A 1AA",
        "Nice, Cork, Bath",
        "Nice, Cork and Bath",
        "Bath, London",
        "Шуя, Клин, Бор",
        "Кировск",
        "советск",
        "Москве",
        "Санкт-Петербурге",
        "Москва вечером",
        "Москва утром и Казань",
        "утро в Москве",
        "London this evening",
        "Paris right now",
        "Москва и область",
        "London and suburbs",
        "I'm going to Rome",
        "I’m going to Texas",
        "flying to Paris tomorrow",
        "we are in London",
        "we're in London, Paris and Berlin",
        "trip to New York and Boston",
        "еду в Сочи завтра",
        "лечу в Стамбул",
        "мы едем в Москву и Казань",
        "221B Baker Street, London",
        "Baker Street London",
        "Lane Cove",
        "what was the weather like in Oslo",
        "какая погода была в Сочи",
        "Маршрут: Москва - Тверь - Клин",
        "cities: Oslo, Bergen, Trondheim",
        "Route: Lyon - Nice - Marseille",
        "weather in the town of Bath",
        "weather downtown Chicago",
        "погода р.п. Кольцово",
        "погода п. Октябрьский",
        "остров Сахалин",
        "Р-н-Д",
        "Lndon",
        "olso",
        "ldn",
        "Petersbrug",
        "Cincinatti",
        "newcastel upon tyne",
        "великий навгород",
        "петропавловск камчаткий",
        "Краснодр",
        "Санк-Петербург",
        "Barselona",
        "cork weather",
        "reading weather",
        "погода орёл",
        "погода мирный",
        "Весьегонск",
        "красный сулин",
        "Hot Springs",
        "в Зеленоградске",
        "ектеринбурге",
        "Cold Lake",
        "мин воды",
        "снег в Кировске",
    ],
)
def test_places_and_questions_for_the_weather_ask_for_it(index: PlaceIndex, text: str) -> None:
    assert asks_for_weather(text, index)


def test_an_everyday_word_set_apart_may_be_the_place_that_is_asked_about(index: PlaceIndex) -> None:
    assert asks_for_weather("Bath, umbrella?", index, has_weather_word=True)
    assert not asks_for_weather("Nice, umbrella", index, has_weather_word=True)


def test_an_everyday_word_before_a_time_may_be_the_place_of_a_question(index: PlaceIndex) -> None:
    assert asks_for_weather("cork  ?? gonna be windy?", index, has_weather_word=True, has_time=True)
    assert asks_for_weather("coat or jacket  Bath", index, has_time=True)
    assert not asks_for_weather("nice weather  , isnt it?", index, has_weather_word=True, has_time=True)
    assert not asks_for_weather("my bath was cold  ", index, has_time=True)


def test_a_time_beside_a_name_of_several_words_asks_for_the_weather(index: PlaceIndex) -> None:
    assert asks_for_weather("Ocean City", index, has_time=True)
    assert not asks_for_weather("ocean city", index)


@pytest.mark.parametrize("name", ["Cork", "Split", "Reading", "Bath", "Ровно"])
def test_a_time_beside_an_everyday_word_written_as_the_name_of_a_city_asks_for_the_weather(
    index: PlaceIndex, name: str
) -> None:
    assert asks_for_weather(name, index, has_time=True)
    assert not asks_for_weather(name.lower(), index, has_time=True)
    assert not asks_for_weather(name, index)


@pytest.mark.parametrize("word", ["Work", "Holiday", "Meeting", "Работа", "Дача"])
def test_a_time_beside_an_everyday_word_that_names_no_city_does_not_ask_for_it(
    index: PlaceIndex, word: str
) -> None:
    assert not asks_for_weather(word, index, has_time=True)


@pytest.mark.parametrize("word", ["harder", "constant", "Winning", "parts", "работ", "синих", "Hamburger"])
def test_a_word_that_differs_by_a_letter_from_a_city_does_not_ask_for_it(index: PlaceIndex, word: str) -> None:
    assert not asks_for_weather(word, index)


@pytest.mark.parametrize(
    "text",
    [
        "Куйбышев",
        "куйбышев",
        "Little Snoring, Norfolk",
        "д. Гадюкино, Псковская область",
        "Гадюкино, Псковская область",
        "fk;bh",
        "cey].fym",
    ],
)
def test_former_names_villages_in_regions_and_other_layouts_ask_for_the_weather(
    index: PlaceIndex, text: str
) -> None:
    assert asks_for_weather(text, index)


@pytest.mark.parametrize(
    "text", ["Sincerely, Virginia", "Best regards, Georgia", "hey guys, Texas", "Друзья, Татарстан", "it's,ok"]
)
def test_words_before_a_comma_and_a_region_do_not_ask_for_the_weather(index: PlaceIndex, text: str) -> None:
    assert not asks_for_weather(text, index)
