"""Names told apart, in lists and among other words, by whatever name."""

import pytest

from services.places.models import Ambiguous, Match, Unknown
from services.places.reading import TextReader
from tests.services.places.reading.told import read


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Moscow", "Moscow"),
        ("moscow", "Moscow"),
        ("MOSCOW", "Moscow"),
        ("Moscow London", "Moscow; London"),
        ("Moscow, London", "Moscow; London"),
        ("Moscow,London", "Moscow; London"),
        ("Moscow; London", "Moscow; London"),
        ("Moscow & London", "Moscow; London"),
        ("Moscow and London", "Moscow; London"),
        ("Moscow\nLondon", "Moscow; London"),
        ("Moscow / London", "Moscow; London"),
        ("Moscow | London", "Moscow; London"),
        ("Moscow + London", "Moscow; London"),
        ("Moscow - London", "Moscow; London"),
        ("Moscow-London", "Moscow; London"),
        ("Moscow – London", "Moscow; London"),
        ("1. Moscow\n2. London", "Moscow; London"),
        ("1) Moscow 2) London", "Moscow; London"),
        ("1️⃣ Moscow\n2️⃣ London", "Moscow; London"),
        ("- Moscow\n- London", "Moscow; London"),
        ("«Moscow» “London”", "Moscow; London"),
        ("🌦 Moscow ☀️ London", "Moscow; London"),
        ("#Moscow @London", "Moscow; London"),
        ("London vs Moscow", "London; Moscow"),
        ("New York St. Petersburg Rostov-on-Don", "New York; Saint Petersburg; Rostov-on-Don"),
        ("new york los angeles san francisco", "New York; Los Angeles; San Francisco"),
        ("Kuala Lumpur Ho Chi Minh City Buenos Aires", "Kuala Lumpur; Ho Chi Minh City; Buenos Aires"),
        ("Tel Aviv Haifa Rio de Janeiro", "Tel Aviv; Haifa; Rio de Janeiro"),
        ("São Paulo Zürich Kraków", "São Paulo; Zurich; Krakow"),
        ("Sao Paulo Zurich Krakow", "São Paulo; Zurich; Krakow"),
        ("Lodz Gdansk", "Lodz; Gdansk"),
        ("Xi'an, Xian", "Xi'an; Xi'an"),
        ("New Delhi Mumbai", "New Delhi; Mumbai"),
        ("Nova Lima Campos dos Goytacazes", "Nova Lima; Campos dos Goytacazes"),
        ("Richards Bay St Louis", "Richards Bay; St Louis"),
        ("🇫🇷 Paris\n🇬🇧 London", "Paris; London"),
        ("1️⃣ Moscow 2️⃣ Sochi", "Moscow; Sochi"),
        ("Moscow->London", "Moscow; London"),
        ("Moscow/SPb", "Moscow; Saint Petersburg"),
        ("sochi or moscow", "Sochi; Moscow"),
        ("Genoa City, Denver", "Genoa City; Denver"),
        ("Rome city", "Rome"),
        ("ne york", "New York"),
        ("O'Fallon St. John's", "O'Fallon; St. John's"),
        ("Bishkek Osh", "Bishkek; Osh"),
        ("Lishui Xi'an", "Lishui; Xi'an"),
        ("Rostov on Don Frankfurt Oder", "Rostov-on-Don; Frankfurt (Oder)"),
        ("Croydon London", "Croydon"),
        ("Stafford Springs", "Stafford Springs"),
    ],
)
def test_names_are_told_apart(reader: TextReader, text: str, expected: str) -> None:
    assert read(reader, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Москва Нижний Новгород", "Москва; Нижний Новгород"),
        ("москва лондон", "Москва; Лондон"),
        ("Москва, Лондон", "Москва; Лондон"),
        ("Москва и Лондон", "Москва; Лондон"),
        ("Москва — Лондон", "Москва; Лондон"),
        ("Санкт-Петербург Ростов-на-Дону", "Санкт-Петербург; Ростов-на-Дону"),
        ("санкт петербург ростов на дону", "Санкт-Петербург; Ростов-на-Дону"),
        ("Набережные Челны Великий Новгород", "Набережные Челны; Великий Новгород"),
        ("Нью-Йорк Лос-Анджелес", "Нью-Йорк; Лос-Анджелес"),
        ("Нью Йорк, Лос Анджелес", "Нью-Йорк; Лос-Анджелес"),
        ("Орёл Королёв", "Орёл; Королёв"),
        ("орел йошкар-ола", "Орёл; Йошкар-Ола"),
        ("Комсомольск-на-Амуре Петропавловск-Камчатский", "Комсомольск-на-Амуре; Петропавловск-Камчатский"),
        ("Париж Тегеран Токио", "Париж; Тегеран; Токио"),
        ('"Нижний Новгород" «Москва»', "Нижний Новгород; Москва"),
        ("мытищи химки балашиха", "Мытищи; Химки; Балашиха"),
        ("1. Казань\n2. Уфа", "Казань; Уфа"),
        ("Ростов н/Д, Комсомольск н/А", "Ростов-на-Дону; Комсомольск-на-Амуре"),
        ("Н.Новгород, Вел. Новгород", "Нижний Новгород; Великий Новгород"),
        ("С.-Петербург", "Санкт-Петербург"),
        ("Наб. Челны", "Набережные Челны"),
        ("москва->питер", "Москва; Санкт-Петербург"),
        ("Москва или Сочи", "Москва; Сочи"),
        ("МоСкВа!!!", "Москва"),
        ("г. Москва, ул. Ленина 5", "Москва"),
        ("Екатеринбург, ул. 8 Марта", "Екатеринбург"),
        ("Екатеринбург, ул. 8 Марта 15", "Екатеринбург"),
        ("погода в Москве и области", "Москва"),
        ("Москва и область", "Москва"),
        ("погода в Московской области", "Московской области?"),
        ("погода в Москве вчера", "Москва"),
        ("Москва позавчера", "Москва"),
        ("погода в Москве сегодня вечером", "Москва"),
        ("Москва ночью", "Москва"),
        ("Москва утром", "Москва"),
        ("погода в Москве через 2 часа", "Москва"),
        ("погода в Москве к вечеру", "Москва"),
        ("погода в Москве после обеда", "Москва"),
        ("погода в Сочи в декабре", "Сочи"),
        ("улица Академика Королёва 12 Москва", "Москва"),
        ("пр. Мира, Красноярск", "Красноярск"),
        ("Бишкек Ош", "Бишкек; Ош"),
        ("Казань Ош Москва", "Казань; Ош; Москва"),
        ("101000, Москва, Мясницкая ул., д. 1, кв. 5", "Москва"),
    ],
)
def test_russian_names_are_told_apart(reader: TextReader, text: str, expected: str) -> None:
    assert read(reader, text, "ru") == expected


@pytest.mark.parametrize(
    "text",
    [
        "weather in Oslo",
        "What's the weather like in Oslo?",
        "what is the weather in Oslo today, please",
        "how is the weather in Oslo right now",
        "weather: Oslo",
        "forecast for Oslo tomorrow",
        "show me the weather in Oslo",
        "Oslo please",
        "city of Oslo",
        "Oslo city",
        "0150 Oslo",
        "Oslo 0150",
        "in Oslo",
        "погода в Осло",
        "Осло, пожалуйста",
        "г. Осло",
        "г.Осло",
        "город Осло",
        "осло сегодня",
        "прогноз погоды в осло на завтра",
        "чё там с погодой в осло",
        "погода пжлст осло",
        "будет ли дождь в осло",
        "холодно в осло?",
        "weatehr in oslo",
        "пагода в осло",
        "do i need an umbrella in oslo",
        "whats the weather in oslo rn",
    ],
)
def test_words_around_a_name_are_left_out(reader: TextReader, text: str) -> None:
    assert read(reader, text) == "Oslo"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("мск", "Москва"),
        ("питер спб", "Санкт-Петербург; Санкт-Петербург"),
        ("екб нск", "Екатеринбург; Новосибирск"),
        ("Нижний Челны Рио", "Нижний Новгород; Набережные Челны; Рио-де-Жанейро"),
        ("Ленинград Свердловск", "Санкт-Петербург; Екатеринбург"),
        ("Сталинград", "Волгоград"),
        ("Ростов", "Ростов-на-Дону"),
        ("Новгород", "Великий Новгород"),
        ("NYC LA SF Philly", "Нью-Йорк; Лос-Анджелес; Сан-Франциско; Филадельфия"),
        ("Vegas", "Лас-Вегас"),
        ("Bombay Constantinople", "Мумбаи; Стамбул"),
        ("Saigon Peking", "Хошимин; Пекин"),
        ("Kiev", "Киев"),
        ("東京 القاهرة Αθήνα 北京", "Токио; Каир; Афины; Пекин"),
        ("תל אביב", "Тель-Авив"),
        ("서울", "Сеул"),
        ("दिल्ली", "Дели"),
        ("Wien Praha Roma", "Вена; Прага; Рим"),
        ("Moskva Sankt-Peterburg", "Москва; Санкт-Петербург"),
        ("Майорка, Санторини", "Пальма; Фира"),
        ("Куршевель, Церматт, Портофино", "Куршевель; Церматт; Портофино"),
        ("Байкал", "Листвянка"),
    ],
)
def test_nicknames_old_names_and_native_ones_are_known(reader: TextReader, text: str, expected: str) -> None:
    assert read(reader, text, "ru") == expected


@pytest.mark.parametrize(
    ("text", "language", "first"),
    [
        ("Петропавловск", "ru", ["Петропавловск", "Петропавловск-Камчатский"]),
        ("Каменск", "ru", ["Каменск-Уральский", "Каменск-Шахтинский"]),
        ("Славянск", "ru", ["Славянск", "Славянск-на-Кубани"]),
        ("Newcastle", "en", ["Newcastle", "Newcastle", "Newcastle upon Tyne"]),
    ],
)
def test_a_short_name_is_asked_about_beside_those_who_are_called_so(
    reader: TextReader, text: str, language: str, first: list[str]
) -> None:
    (item,) = reader.read(text, language).items

    assert isinstance(item, Ambiguous)
    assert [place.name for place in item.choices[: len(first)]] == first


def test_a_short_name_is_told_apart_by_its_country(reader: TextReader) -> None:
    assert read(reader, "Newcastle, UK; Stoke, England") == "Newcastle upon Tyne; Stoke-on-Trent"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Antalya", "Анталья"),
        ("в Анталье", "Анталья"),
        ("в Анталии", "Анталья"),
        ("Gomel", "Гомель"),
        ("в Гомеле", "Гомель"),
        ("Aleppo", "Алеппо"),
        ("Da Nang", "Дананг"),
        ("Kozhikode", "Кожикоде"),
        ("Grenoble", "Гренобль"),
        ("Карай", "Кередж"),  # by the name that the data has as well
    ],
)
def test_places_have_their_usual_russian_names(reader: TextReader, text: str, name: str) -> None:
    assert read(reader, text, "ru") == name


def test_names_are_in_the_language_asked_for(reader: TextReader) -> None:
    (english,) = reader.read("Мюнхен", "en").items
    (russian,) = reader.read("Munich", "ru").items

    assert isinstance(english, Match)
    assert isinstance(russian, Match)
    assert (english.place.label, russian.place.label) == ("Munich, Germany", "Мюнхен, Германия")
    assert english.place.timezone == "Europe/Berlin"
    assert english.place.population > 1_000_000


@pytest.mark.parametrize(
    "text",
    ["", " ", ",;\n", "?!", "🌦", "weather", "погода", "Какая погода?", "and", "и", "1.", "12345", "10 20", "в"],
)
def test_what_names_nothing_has_no_items(reader: TextReader, text: str) -> None:
    assert reader.read(text, "en").items == []


@pytest.mark.parametrize("text", ["Qwertyzzxx", "Ывапролджэ", "xqzzw vvkqj"])
def test_what_is_no_place_is_unknown_as_a_whole(reader: TextReader, text: str) -> None:
    assert reader.read(text, "en").items == [Unknown(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Baker Street London", "London"),
        ("221B Baker Street, London", "London"),
        ("London, Baker Street 221B", "London"),
        ("5th Avenue New York", "New York"),
        ("12 Tottenham Court Road London", "London"),
        ("Park Avenue New York", "New York"),
        ("Sunset Blvd, Los Angeles", "Los Angeles"),
        ("Penny Lane, Liverpool", "Liverpool"),
        ("Abbey Road", "Abbey Road"),
        ("Chester-le-Street", "Chester-le-Street"),
        ("Road Town", "Road Town"),
        ("Moscow London Road Town", "Moscow; London; Road Town"),
        ("Lane Cove", "Lane Cove"),
        ("Sydney, Lane Cove", "Sydney; Lane Cove"),
        ("London and suburbs", "London"),
        ("London yesterday", "London"),
        ("London at noon", "London"),
        ("London last night", "London"),
        ("London tonight", "London"),
        ("weather in London at 6 pm", "London"),
        ("weather in London in 2 hours", "London"),
        ("London this evening", "London"),
    ],
)
def test_english_streets_outskirts_and_times_of_day_are_no_places(
    reader: TextReader, text: str, expected: str
) -> None:
    assert read(reader, text) == expected
